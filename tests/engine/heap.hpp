// How much of the heap the test program has.
#pragma once

#include <cstddef>

namespace heap {

/// Octets, what malloc itself needs included.
[[nodiscard]] std::size_t in_use();

}  // namespace heap
