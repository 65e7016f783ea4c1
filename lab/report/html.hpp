// The report: one HTML file that needs nothing else - no network, no script.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "lab/report/run_report.hpp"

namespace lab {

/// The arm that the report sets off by colour.
inline constexpr std::string_view kOurArm = "roam";

/// A summary, then for each scenario its floor, its table and a panel for each run. The first seed's panels
/// are open, those of the others one click away. About 60 kB for the curves of each scenario and seed, 10 to
/// 100 kB for each run.
[[nodiscard]] std::string html_report(std::span<const RunReport> runs);

}  // namespace lab
