// The kernel's routes, addresses and neighbours, from the text of /proc/net/route, arp, ipv6_route and
// if_inet6. Pure functions; a line that makes no sense is passed over.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "adapters/gateway/arp.hpp"
#include "adapters/gateway/neighbor_discovery.hpp"

namespace gateway {

/// The gateway of the default route through `interface` with the lowest metric.
[[nodiscard]] std::optional<Ipv4Address> default_gateway(std::string_view routes, std::string_view interface);

/// The hardware address of `address` on `interface`, if the kernel knows it.
[[nodiscard]] std::optional<wifi::MacAddress> hardware_of(std::string_view neighbours,
                                                          std::string_view interface,
                                                          const Ipv4Address& address);

/// The router of the IPv6 default route through `interface` with the lowest metric.
[[nodiscard]] std::optional<Ipv6Address> default_router(std::string_view routes, std::string_view interface);

struct Ipv6Addresses {
    std::optional<Ipv6Address> link_local;
    std::vector<Ipv6Address> others;  ///< that reach further
};
[[nodiscard]] Ipv6Addresses ipv6_addresses(std::string_view addresses, std::string_view interface);

}  // namespace gateway
