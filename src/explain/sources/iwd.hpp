// What iwd says, with -d and without.
#pragma once

#include <memory>

#include "explain/sources/source.hpp"

namespace explain {

[[nodiscard]] std::unique_ptr<LineSource> iwd_source();

}  // namespace explain
