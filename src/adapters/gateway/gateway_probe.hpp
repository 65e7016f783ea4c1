// ports::GatewayProbe by ARP and Neighbor Discovery over packet sockets, which are open only while somebody
// is asked for. Needs CAP_NET_RAW.
#pragma once

#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>

#include "adapters/gateway/arp_question.hpp"
#include "adapters/gateway/router_question.hpp"
#include "ports/gateway_probe.hpp"

namespace gateway {

class GatewayProbe final : public ports::GatewayProbe {
public:
    GatewayProbe(boost::asio::io_context& io, const std::string& interface);

    void remember() override;
    [[nodiscard]] bool knows() const override {
        return (ipv4_.knows() || ipv6_.knows()) && !ipv4_.wants() && !ipv6_.wants();
    }
    void probe(Done done) override;
    void cancel() override;
    void forget() override;

private:
    void end();

    ArpQuestion ipv4_;
    RouterQuestion ipv6_;
    // Of the probe under way.
    std::optional<ports::FamilyProbed> probed4_;
    std::optional<ports::FamilyProbed> probed6_;
    Done done_;
};

}  // namespace gateway
