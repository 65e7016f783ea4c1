// The daemon's configuration file: optional TOML, checked.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/daemon/log.hpp"
#include "engine/station.hpp"
#include "station/levels.hpp"
#include "station/network.hpp"

namespace station_app {

/// How eager, and single numbers that differ from what the level says.
struct Profile {
    std::optional<station::Level> level;
    std::map<std::string, std::int64_t> policy;  ///< by the names of [station.policy], checked
    std::optional<station::RenewWhen> renew;
};

struct Config {
    static constexpr std::uint64_t kHistorySize = 16'000'000;

    engine::Settings settings;  ///< but for the policy, which policy_for() makes
    Profile profile;
    std::map<std::string, Profile> networks;    ///< by SSID as printed; what they leave open is the profile's
    std::uint64_t history_size = kHistorySize;  ///< octets; 0: no history is kept
    std::optional<daemon_app::LogLevel> log_level;
    std::vector<std::string> warnings;  ///< "roam.toml:3:1: unknown key …"
};

/// The level for `ssid` and the numbers it comes to.
/// @param chosen  at run time, goes before what the file says.
struct Chosen {
    station::Level level = station::Level::Balanced;
    station::Policy policy;
};
[[nodiscard]] Chosen policy_for(const Config& config, const std::string& ssid,
                                std::optional<station::Level> chosen);

/// When leases are asked for anew on `ssid`.
[[nodiscard]] station::RenewWhen renew_for(const Config& config, const std::string& ssid);

/// Reads the table [station] of a configuration; other tables belong to other programs. An unknown key is a
/// warning, so that a file serves several versions; a wrong type or a value out of range is an error.
/// @param name  of the file, for messages.
/// @return  "roam.toml:12:9: what is wrong; what is allowed".
[[nodiscard]] std::expected<Config, std::string> parse_config(std::string_view text, std::string_view name);

[[nodiscard]] std::expected<Config, std::string> load_config(const std::string& file);

}  // namespace station_app
