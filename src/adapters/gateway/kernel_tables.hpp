// The kernel's routes and neighbours, from the text of /proc/net/route and /proc/net/arp. Pure functions; a
// line that makes no sense is passed over.
#pragma once

#include <optional>
#include <string_view>

#include "adapters/gateway/arp.hpp"

namespace gateway {

/// The gateway of the default route through `interface` with the lowest metric.
[[nodiscard]] std::optional<Ipv4Address> default_gateway(std::string_view routes, std::string_view interface);

/// The hardware address of `address` on `interface`, if the kernel knows it.
[[nodiscard]] std::optional<wifi::MacAddress> hardware_of(std::string_view neighbours,
                                                          std::string_view interface,
                                                          const Ipv4Address& address);

}  // namespace gateway
