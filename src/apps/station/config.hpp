// The daemon's configuration file: optional TOML, checked.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/station.hpp"

namespace station_app {

struct Config {
    engine::Settings settings;
    std::optional<std::string> log_level;
    std::vector<std::string> warnings;  ///< "roam.toml:3:1: unknown key …"
};

/// Names that --log-level and log_level take.
[[nodiscard]] const std::vector<std::string>& log_levels();

/// Reads the table [station] of a configuration; other tables belong to other programs. An unknown key is a
/// warning, so that a file serves several versions; a wrong type or a value out of range is an error.
/// @param name  of the file, for messages.
/// @return  "roam.toml:12:9: what is wrong; what is allowed".
[[nodiscard]] std::expected<Config, std::string> parse_config(std::string_view text, std::string_view name);

[[nodiscard]] std::expected<Config, std::string> load_config(const std::string& file);

}  // namespace station_app
