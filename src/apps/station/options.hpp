// What the command line says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "apps/daemon/log.hpp"
#include "engine/roaming_json.hpp"
#include "records/decision.hpp"

namespace station_app {

struct Options {
    std::vector<std::string> interfaces;
    std::string control_directory = "/run/wpa_supplicant";
    std::string state_directory = "/var/lib/roam";
    std::string run_directory = "/run/roam";
    std::string config_file;  ///< empty: none
    std::optional<daemon_app::LogLevel> log_level;
    std::optional<engine::EventNames> events;  ///< printed on standard output
    bool observe = false;
    std::optional<records::Rival> rule;  ///< overrides the configuration's
};

}  // namespace station_app
