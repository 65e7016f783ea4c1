// The tables of a scenario file, each read and checked where its values are known. Faults are TomlFault.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lab/scenario.hpp"
#include "lab/toml_reader.hpp"
#include "wifi/channel.hpp"

namespace lab {

/// mac80211_hwsim makes at most 100 radios, and one is the station's.
inline constexpr std::size_t kMostRadios = 100;

[[nodiscard]] Point read_point(const TomlTable& table, std::string_view key);

/// Text that goes into other programs' configuration files and command lines: no quoting is ever needed.
[[nodiscard]] std::string read_plain_text(const TomlTable& table, std::string_view key, std::size_t most);

/// Lines `name=value` for a configuration file.
[[nodiscard]] std::vector<std::string> read_setting_lines(const TomlTable& table, std::string_view key);

/// Key `channel`: one of the band's that the laboratory can run at that width.
[[nodiscard]] wifi::Channel read_channel(const TomlTable& table, wifi::Band band, wifi::Width width);

/// `[[access_points]]` with their radios.
[[nodiscard]] std::vector<AccessPoint> read_aps(const TomlTable& root, std::string_view file);

/// Whether a walker has to stand, has to walk, or may do either.
enum class Path : std::uint8_t { Standing, Walking, Either };

[[nodiscard]] Walker read_walker(const TomlTable& parent, std::string_view file, Path path, double seconds);

/// `[[station]]`, of a scenario whose access points are read already.
[[nodiscard]] std::vector<Station> read_stations(const TomlTable& root, std::string_view file,
                                                 const Scenario& scenario);
/// What a fleet cannot have: it concerns the one station's programs, or hides the frames that are counted.
void check_fleet(const TomlTable& root, const Scenario& scenario);

/// One of `[[events]]`, of a scenario that is otherwise complete.
[[nodiscard]] ScenarioEvent read_event(const toml::table& toml, std::string_view file,
                                       const Scenario& scenario);

}  // namespace lab
