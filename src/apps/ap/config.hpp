// The access point daemon's configuration: the table [ap] of an optional TOML file, checked.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/daemon/log.hpp"
#include "engine/access_point.hpp"

namespace ap_app {

/// What the file sets for all networks or for one; what it leaves open is everybody's, or the policy's own.
struct Profile {
    std::optional<records::SteeringMode> mode;
    std::optional<steering::Rule> rule;
    std::map<std::string, std::int64_t> numbers;  ///< by the names of [ap.policy], checked
    std::map<std::string, std::int64_t> roamer;   ///< by the names of [ap.hostapd-roamer], in dBm
};

struct Config {
    Profile profile;
    std::map<std::string, Profile> networks;  ///< by SSID as printed
    std::vector<std::string> only;
    std::map<wifi::MacAddress, steering::Scope> clients;
    std::optional<std::size_t> most_clients;
    bool push_neighbors = true;
    std::vector<std::string> peers;
    std::string key_file;
    std::string metrics;
    std::optional<daemon_app::LogLevel> log_level;
    std::vector<std::string> warnings;  ///< "roam.toml:3:1: unknown key …"
    std::vector<std::string> options;   ///< of a UCI file: words of the command line
};

/// What the engine goes by.
/// @param mode,rule  of the command line: they go before all that the file says.
[[nodiscard]] engine::ApSettings settings_of(const Config& config, std::optional<records::SteeringMode> mode,
                                             std::optional<steering::Rule> rule);

/// Reads the table [ap]; other tables belong to other programs. An unknown key is a warning; a wrong type or
/// a value out of range is an error.
/// @param name  of the file, for messages.
/// @return  "roam.toml:12:9: what is wrong; what is allowed".
[[nodiscard]] std::expected<Config, std::string> parse_config(std::string_view text, std::string_view name);

/// @param uci  the file is one of OpenWrt's.
[[nodiscard]] std::expected<Config, std::string> load_config(const std::string& file, bool uci = false);

}  // namespace ap_app
