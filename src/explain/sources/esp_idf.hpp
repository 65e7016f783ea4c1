// What an application of ESP-IDF prints: its supplicant, its driver and its addresses.
#pragma once

#include <memory>

#include "explain/sources/source.hpp"

namespace explain {

[[nodiscard]] std::unique_ptr<LineSource> esp_idf_source();

}  // namespace explain
