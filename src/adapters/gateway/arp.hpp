// ARP for IPv4 over Ethernet (RFC 826): 28 octets, written and read as pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "wifi/units.hpp"

namespace gateway {

/// Octets in the order of the wire.
struct Ipv4Address {
    std::array<std::uint8_t, 4> octets{};
    friend constexpr bool operator==(const Ipv4Address&, const Ipv4Address&) = default;
};

using ArpFrame = std::array<std::uint8_t, 28>;

/// "Who has `wanted`?"
/// @param own  the sender's address; all zeros tells nobody where we are (RFC 5227, 1.1: an ARP probe).
[[nodiscard]] ArpFrame arp_request(const wifi::MacAddress& own_hardware, const Ipv4Address& own,
                                   const Ipv4Address& wanted);

struct ArpReply {
    wifi::MacAddress hardware;  ///< of the one who answers
    Ipv4Address address;        ///< for this one
    friend constexpr bool operator==(const ArpReply&, const ArpReply&) = default;
};
/// Empty for anything but a reply for IPv4 over Ethernet from an individual address. Octets after the 28 are
/// padding.
[[nodiscard]] std::optional<ArpReply> parse_arp_reply(std::span<const std::uint8_t> frame);

}  // namespace gateway
