// The kernel's IPv6 neighbours, which are in no file of /proc: asked for by rtnetlink(7).
#pragma once

#include <optional>
#include <string>

#include "adapters/gateway/neighbor_discovery.hpp"

namespace gateway {

/// The hardware address of `address` on `interface`, if the kernel knows it. The kernel answers at once.
[[nodiscard]] std::optional<wifi::MacAddress> hardware_of(const std::string& interface,
                                                          const Ipv6Address& address);

}  // namespace gateway
