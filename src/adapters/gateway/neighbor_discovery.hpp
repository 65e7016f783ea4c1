// Neighbor Discovery for IPv6 over Ethernet (RFC 4861), as much as it takes to find out which routers are
// there: whole IPv6 packets, written and read as pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "wifi/units.hpp"

namespace gateway {

/// Octets in the order of the wire.
struct Ipv6Address {
    std::array<std::uint8_t, 16> octets{};

    /// fe80::/10 (RFC 4291, 2.5.6).
    [[nodiscard]] constexpr bool is_link_local() const {
        return octets[0] == 0xfe && (octets[1] & 0xc0) == 0x80;
    }
    [[nodiscard]] constexpr bool is_multicast() const { return octets[0] == 0xff; }

    friend constexpr bool operator==(const Ipv6Address&, const Ipv6Address&) = default;
};

struct Prefix {
    Ipv6Address address;
    std::uint8_t length = 0;  ///< bits, 0 to 128

    [[nodiscard]] bool covers(const Ipv6Address& other) const;

    friend constexpr bool operator==(const Prefix&, const Prefix&) = default;
};

using Packet = std::vector<std::uint8_t>;

/// Who sends.
struct Sender {
    wifi::MacAddress hardware;
    Ipv6Address address;  ///< link-local
};

/// "Which routers are there?" to all of them (4.1).
[[nodiscard]] Packet router_solicitation(const Sender& own);

/// "Are you there, `wanted`?" (4.3).
/// @param everybody  to its solicited-node multicast address (RFC 4291, 2.7.1) instead of to itself.
[[nodiscard]] Packet neighbor_solicitation(const Sender& own, const Ipv6Address& wanted, bool everybody);

/// The Ethernet address for a packet to a multicast address (RFC 2464, 7).
[[nodiscard]] wifi::MacAddress hardware_of_group(const Ipv6Address& group);
[[nodiscard]] Ipv6Address destination_of(const Packet& packet);

/// A router tells what holds on its link (4.2).
struct RouterAdvertised {
    Ipv6Address source;
    std::optional<wifi::MacAddress> hardware;  ///< of its option, if it has one
    std::vector<Prefix> prefixes;              ///< of its Prefix Information options (4.6.2) that are valid

    friend bool operator==(const RouterAdvertised&, const RouterAdvertised&) = default;
};

/// Somebody answers for an address (4.4).
struct NeighborAdvertised {
    Ipv6Address target;
    std::optional<wifi::MacAddress> hardware;  ///< of its option; the answer to one station may lack it

    friend bool operator==(const NeighborAdvertised&, const NeighborAdvertised&) = default;
};

using Advertisement = std::variant<RouterAdvertised, NeighborAdvertised>;

/// Empty for all but a valid router or neighbor advertisement (6.1.2, 7.1.2): the hop limit shows that it
/// comes from this link. Octets after the IPv6 payload are padding.
[[nodiscard]] std::optional<Advertisement> parse_advertisement(std::span<const std::uint8_t> packet);

}  // namespace gateway
