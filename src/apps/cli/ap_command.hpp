// `roam ap …`: what roam-ap sees, decides and did, and orders to it.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "apps/cli/exit_status.hpp"
#include "apps/cli/station_command.hpp"

namespace cli {

struct ApQuery {
    std::string verb;                ///< status, clients, why, neighbors, check, measure, steer, watch
    std::string client;              ///< why, measure, steer, watch
    std::string bssid;               ///< steer
    int count = 1;                   ///< why: how many
    bool all = false;                ///< clients: those that are somewhere else, too
    std::vector<std::string> files;  ///< check: hostapd.conf of each access point, instead of the daemon
    JsonForm json = JsonForm::Off;
    std::string run_directory = "/run/roam-ap";
};

/// Asks and prints; errors go to `errors`, in JSON forms as an object to `out` too.
[[nodiscard]] ExitStatus run_ap(const ApQuery& query, std::ostream& out, std::ostream& errors);

}  // namespace cli
