// One run as a picture: levels, the serving BSS, silences, moves and looks over time, and the optimum's
// choice below.
#pragma once

#include <string>
#include <string_view>

#include "lab/report/curves.hpp"
#include "lab/report/run_report.hpp"

namespace lab {

/// One `<svg>`, well-formed XML, styled by the page.
/// @param curves_id  the id of a curve_group() of the same trace and frame, elsewhere in the page.
[[nodiscard]] std::string panel(const RunReport& run, const Curves& curves, const PlotFrame& frame,
                                std::string_view curves_id);

}  // namespace lab
