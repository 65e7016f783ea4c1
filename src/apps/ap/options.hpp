// What the command line says.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "apps/daemon/log.hpp"
#include "records/steering.hpp"
#include "steering/policy.hpp"

namespace ap_app {

struct Options {
    std::string control_directory = "/run/hostapd";
    std::vector<std::string> interfaces;  ///< empty: all that hostapd has
    std::string state_directory = "/var/lib/roam-ap";
    std::string run_directory = "/run/roam-ap";
    std::string config_file;         ///< empty: none
    bool uci = false;                ///< it is OpenWrt's, not TOML
    std::string ubus = "auto";       ///< or "none", or the broker's socket
    std::vector<std::string> peers;  ///< empty: as the configuration says
    std::string key_file;
    std::string metrics;  ///< ADDRESS:PORT; empty: as the configuration says
    std::optional<daemon_app::LogLevel> log_level;
    std::optional<records::SteeringMode> mode;  ///< goes before the configuration's
    std::optional<steering::Rule> rule;

    bool help = false;
    bool version = false;
};

/// @return  or in words what is wrong.
[[nodiscard]] std::expected<Options, std::string> parse_options(const std::vector<std::string>& words,
                                                                Options defaults);

[[nodiscard]] std::string help_text();

/// Words separated by commas or blanks.
[[nodiscard]] std::vector<std::string> words_of(std::string_view text);

}  // namespace ap_app
