// Frames of one protocol on one interface, without their link headers (packet(7)). Needs CAP_NET_RAW.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "wifi/units.hpp"

struct sock_filter;

namespace gateway {

class PacketSocket {
public:
    /// @param from  hardware address of the sender.
    using OnFrame = std::function<void(std::span<const std::uint8_t> frame, const wifi::MacAddress& from)>;

    explicit PacketSocket(boost::asio::io_context& io) : socket_{io} {}
    ~PacketSocket() { close(); }
    PacketSocket(const PacketSocket&) = delete;
    PacketSocket& operator=(const PacketSocket&) = delete;

    /// @param protocol  as in Ethernet's type field, in this machine's order.
    /// @param filter    in terms of the frame without its link header; empty: all.
    /// @param on_frame  may close the socket.
    /// @return  why not, for people.
    [[nodiscard]] std::expected<void, std::string> open(const std::string& interface, std::uint16_t protocol,
                                                        std::span<const sock_filter> filter,
                                                        OnFrame on_frame);
    /// What cannot be sent is not answered: nobody is told.
    void send(std::span<const std::uint8_t> frame, const wifi::MacAddress& to);
    void close();

    /// Of the interface, while it is open.
    [[nodiscard]] const wifi::MacAddress& hardware() const { return hardware_; }

private:
    void wait();
    void read();

    boost::asio::posix::stream_descriptor socket_;
    int index_ = 0;
    std::uint16_t protocol_ = 0;
    wifi::MacAddress hardware_;
    OnFrame on_frame_;
    std::shared_ptr<bool> open_;  ///< false once it is closed: for handlers that come late
};

}  // namespace gateway
