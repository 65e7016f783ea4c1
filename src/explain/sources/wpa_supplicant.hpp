// What wpa_supplicant says: control events, and the lines of -d and -dd that tell why.
#pragma once

#include <memory>

#include "explain/sources/source.hpp"

namespace explain {

[[nodiscard]] std::unique_ptr<LineSource> wpa_supplicant_source();

}  // namespace explain
