// `roam station …`: what roam-station sees, decides and did.
#pragma once

#include <iosfwd>
#include <string>

#include "apps/cli/exit_status.hpp"

namespace cli {

enum class JsonForm { Off, Short, Pretty };

struct StationQuery {
    std::string verb;       ///< status, why or candidates
    std::string interface;  ///< empty: all
    int count = 1;          ///< why: how many records
    std::string as;         ///< why: also what this rule would have decided, or all
    JsonForm json = JsonForm::Off;
    std::string run_directory = "/run/roam";
};

/// Asks and prints; errors go to `errors`, in JSON forms as an object to `out` too.
[[nodiscard]] ExitStatus run_station(const StationQuery& query, std::ostream& out, std::ostream& errors);

/// What the answer to `query` looks like for people.
[[nodiscard]] std::string render_station(const StationQuery& query, const std::string& answer);

}  // namespace cli
