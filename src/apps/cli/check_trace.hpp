// `roam check-trace`: whether a roaming trace keeps the rules W1 to W126.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "apps/cli/exit_status.hpp"

namespace cli {

struct TraceQuery {
    std::vector<std::string> files;  ///< read one after the other as one trace; "-" is standard input
    bool complete = false;           ///< what is open at the end is a violation
    bool cut = false;  ///< the beginning is missing: each interface counts from its first start on
    bool json = false;
};

/// Checks and prints; what cannot be read goes to `errors`.
/// @return  kSuccess, kFailure on a violation, kUsage when a file or a line cannot be read.
[[nodiscard]] ExitStatus run_check_trace(const TraceQuery& query, std::istream& in, std::ostream& out,
                                         std::ostream& errors);

}  // namespace cli
