#include "adapters/gateway/arp.hpp"

#include <algorithm>

namespace gateway {

namespace {

// Ethernet, IPv4, their lengths (RFC 826, "Packet format"); the operation follows.
constexpr std::array<std::uint8_t, 6> kEthernetIpv4{0, 1, 8, 0, 6, 4};
constexpr std::uint8_t kRequest = 1;
constexpr std::uint8_t kReply = 2;
constexpr std::size_t kSenderHardware = 8;
constexpr std::size_t kSenderAddress = 14;
constexpr std::size_t kTargetAddress = 24;

}  // namespace

ArpFrame arp_request(const wifi::MacAddress& own_hardware, const Ipv4Address& own,
                     const Ipv4Address& wanted) {
    ArpFrame frame{};
    std::ranges::copy(kEthernetIpv4, frame.begin());
    frame[7] = kRequest;
    std::ranges::copy(own_hardware.octets, frame.begin() + kSenderHardware);
    std::ranges::copy(own.octets, frame.begin() + kSenderAddress);
    std::ranges::copy(wanted.octets, frame.begin() + kTargetAddress);
    return frame;
}

std::optional<ArpReply> parse_arp_reply(std::span<const std::uint8_t> frame) {
    if (frame.size() < ArpFrame{}.size()) return std::nullopt;
    if (!std::ranges::equal(frame.first(kEthernetIpv4.size()), kEthernetIpv4)) return std::nullopt;
    if (frame[6] != 0 || frame[7] != kReply) return std::nullopt;
    ArpReply reply;
    std::ranges::copy(frame.subspan(kSenderHardware, 6), reply.hardware.octets.begin());
    std::ranges::copy(frame.subspan(kSenderAddress, 4), reply.address.octets.begin());
    if (reply.hardware.is_group()) return std::nullopt;
    return reply;
}

}  // namespace gateway
