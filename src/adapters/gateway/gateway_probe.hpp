// ports::GatewayProbe by ARP over a packet socket, which is open only while somebody is asked for.
//
// The known gateway is asked first, at its own hardware address (RFC 4436, 2.1.1), so that nobody else learns
// our address; a little later everybody is, without telling it (RFC 5227). The kernel takes the gateway's
// answer as well: after a move it would otherwise wait a second to ask again when its own question is lost.
// Needs CAP_NET_RAW.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "adapters/gateway/arp.hpp"
#include "ports/gateway_probe.hpp"

namespace gateway {

class GatewayProbe final : public ports::GatewayProbe {
public:
    GatewayProbe(boost::asio::io_context& io, std::string interface);
    ~GatewayProbe() override;

    void remember() override;
    [[nodiscard]] bool knows() const override { return hardware_.has_value(); }
    void probe(Done done) override;
    void cancel() override;
    void forget() override;

private:
    /// Opens the socket and reads our own addresses; why that was not possible.
    [[nodiscard]] std::optional<ports::GatewayProbed> open();
    void ask();
    void wait();
    void read();
    void end();
    void answer_later(ports::GatewayProbed result);

    boost::asio::io_context& io_;
    std::string interface_;
    std::optional<Ipv4Address> gateway_;
    std::optional<wifi::MacAddress> hardware_;  ///< of the gateway

    // Of the probe under way.
    Done done_;
    boost::asio::posix::stream_descriptor socket_;
    boost::asio::steady_timer next_;
    int index_ = 0;
    wifi::MacAddress own_hardware_;
    Ipv4Address own_;
    Ipv4Address wanted_;
    std::size_t asked_ = 0;
    ports::GatewayProbed result_;
    std::shared_ptr<bool> current_;  ///< false once the probe is over: for handlers that come late
};

}  // namespace gateway
