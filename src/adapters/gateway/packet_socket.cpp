#include "adapters/gateway/packet_socket.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace gateway {

namespace {

std::unexpected<std::string> failed(const char* what) {
    return std::unexpected(
        fmt::format("{}: {}{}", what, std::strerror(errno), errno == EPERM ? "; it needs CAP_NET_RAW" : ""));
}

ifreq named(const std::string& interface) {
    ifreq request{};
    interface.copy(request.ifr_name, sizeof request.ifr_name - 1);
    return request;
}

}  // namespace

std::expected<void, std::string> PacketSocket::open(const std::string& interface, std::uint16_t protocol,
                                                    std::span<const sock_filter> filter, OnFrame on_frame) {
    close();
    // Without a protocol nothing is received until the filter stands and bind() says which.
    const int fd = ::socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return failed("packet socket");
    socket_.assign(fd);
    open_ = std::make_shared<bool>(true);
    ifreq request = named(interface);
    if (::ioctl(fd, SIOCGIFINDEX, &request) != 0) return failed("interface");
    index_ = request.ifr_ifindex;
    request = named(interface);
    if (::ioctl(fd, SIOCGIFHWADDR, &request) != 0) return failed("hardware address");
    std::memcpy(hardware_.octets.data(), request.ifr_hwaddr.sa_data, hardware_.octets.size());
    if (!filter.empty()) {
        const sock_fprog program{static_cast<unsigned short>(filter.size()),
                                 const_cast<sock_filter*>(filter.data())};  // the kernel copies it
        if (::setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0)
            return failed("filter");
    }
    protocol_ = protocol;
    on_frame_ = std::move(on_frame);
    sockaddr_ll here{};
    here.sll_family = AF_PACKET;
    here.sll_protocol = htons(protocol_);
    here.sll_ifindex = index_;
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&here), sizeof here) != 0) return failed("bind");
    wait();
    return {};
}

void PacketSocket::close() {
    if (open_) *std::exchange(open_, nullptr) = false;
    if (socket_.is_open()) ::close(socket_.release());
}

void PacketSocket::send(std::span<const std::uint8_t> frame, const wifi::MacAddress& to) {
    sockaddr_ll there{};
    there.sll_family = AF_PACKET;
    there.sll_protocol = htons(protocol_);
    there.sll_ifindex = index_;
    there.sll_halen = static_cast<unsigned char>(to.octets.size());
    std::ranges::copy(to.octets, there.sll_addr);
    (void)::sendto(socket_.native_handle(), frame.data(), frame.size(), MSG_DONTWAIT,
                   reinterpret_cast<const sockaddr*>(&there), sizeof there);
}

void PacketSocket::wait() {
    socket_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this, open = open_](auto error) {
        if (error || !*open) return;
        read();
        if (*open) wait();
    });
}

void PacketSocket::read() {
    std::array<std::uint8_t, 2048> frame{};
    for (const auto open = open_; *open;) {
        sockaddr_ll from{};
        socklen_t size = sizeof from;
        const ssize_t got = ::recvfrom(socket_.native_handle(), frame.data(), frame.size(), MSG_DONTWAIT,
                                       reinterpret_cast<sockaddr*>(&from), &size);
        if (got < 0) return;
        wifi::MacAddress sender;
        std::copy_n(std::begin(from.sll_addr), sender.octets.size(), sender.octets.begin());
        on_frame_(std::span{frame}.first(static_cast<std::size_t>(got)), sender);
    }
}

}  // namespace gateway
