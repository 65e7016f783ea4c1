// The scenario's floor as a small map: walls, access points, the walk.
#pragma once

#include <string>

#include "lab/scenario.hpp"

namespace lab {

/// One `<svg>`, well-formed XML, styled by the page. Metres, x to the right and y up the page.
[[nodiscard]] std::string floor_plan(const Scenario& scenario);

}  // namespace lab
