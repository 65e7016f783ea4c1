// What the kernel says of a station's links: mac80211 and cfg80211.
#pragma once

#include <memory>

#include "explain/sources/source.hpp"

namespace explain {

[[nodiscard]] std::unique_ptr<LineSource> kernel_source();

}  // namespace explain
