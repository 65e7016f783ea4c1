// Neighbor Report elements (9.4.2.36) as neighbors.
#pragma once

#include <string_view>
#include <vector>

#include "explain/event.hpp"

namespace explain {

/// Those among `elements`, as far as they can be read, at most 64.
[[nodiscard]] std::vector<Neighbor> neighbors_in(wifi::Octets elements);

/// Of a line that ends in " neighbor=" and elements in hexadecimal.
[[nodiscard]] std::vector<Neighbor> neighbors_of_hex(std::string_view line);

}  // namespace explain
