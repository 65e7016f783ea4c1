// What systemd-networkd says: the access point, the carrier and DHCP.
#pragma once

#include <memory>

#include "explain/sources/source.hpp"

namespace explain {

[[nodiscard]] std::unique_ptr<LineSource> networkd_source();

}  // namespace explain
