// What NetworkManager says: states, roaming, scans, DHCP and the settings it gives wpa_supplicant.
#pragma once

#include <memory>

#include "explain/sources/source.hpp"

namespace explain {

[[nodiscard]] std::unique_ptr<LineSource> network_manager_source();

}  // namespace explain
