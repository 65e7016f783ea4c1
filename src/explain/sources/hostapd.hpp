// What hostapd says: control events, its own log of each station, and the lines of -d.
#pragma once

#include <memory>

#include "explain/sources/source.hpp"

namespace explain {

[[nodiscard]] std::unique_ptr<LineSource> hostapd_source();

}  // namespace explain
