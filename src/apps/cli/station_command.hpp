// `roam station …`: what roam-station sees, decides and did, and orders to it.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>

#include "apps/cli/exit_status.hpp"

namespace cli {

enum class JsonForm { Off, Short, Pretty };

struct StationQuery {
    std::string verb;       ///< status, why, candidates, history, level, scan, roam, watch
    std::string interface;  ///< empty: all
    int count = 1;          ///< why, history: how many
    std::string as;         ///< why: also what this rule would have decided, or all
    std::string level;      ///< level: to set; empty: show
    std::string bssid;      ///< roam
    std::string since;      ///< history: as parse_time() takes it
    bool all = false;       ///< scan: every channel; history: every decision
    bool why = false;       ///< history: with all that was compared
    bool trace = false;     ///< watch: the roaming trace, too
    JsonForm json = JsonForm::Off;
    std::string run_directory = "/run/roam";
    std::string state_directory = "/var/lib/roam";
};

/// Asks and prints; errors go to `errors`, in JSON forms as an object to `out` too.
[[nodiscard]] ExitStatus run_station(const StationQuery& query, std::ostream& out, std::ostream& errors);

}  // namespace cli
