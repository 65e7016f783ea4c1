// Where a datagram comes from or goes to: IPv6, or IPv4 as IPv6 maps it (RFC 4291, 2.5.5.2).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace peers {

struct Endpoint {
    std::array<std::uint8_t, 16> address{};
    std::uint32_t scope = 0;  ///< index of the interface, for link-local addresses and groups
    std::uint16_t port = 0;

    [[nodiscard]] bool is_ipv4() const;
    [[nodiscard]] bool is_group() const;

    friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

/// Of the address alone, as people write it.
[[nodiscard]] std::string address_text(const Endpoint& endpoint);

/// Reads "192.0.2.1", "192.0.2.1:16730", "2001:db8::1" or "[2001:db8::1]:16730". Names are not looked up: a
/// site's access points have to find each other while its name server is not there. A link-local address
/// needs its interface, "fe80::1%br-lan".
/// @param port  where the text has none.
[[nodiscard]] std::optional<Endpoint> parse_endpoint(std::string_view text, std::uint16_t port);

}  // namespace peers
