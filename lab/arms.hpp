// The arms: what runs on the station in one run. Everything else about two arms' runs is the same.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace lab {

enum class StationProgram : unsigned char { WpaSupplicant, Iwd, NetworkManager, Networkd };

struct Arm {
    std::string_view name;
    std::string_view what;  ///< one line for people
    StationProgram program;
    std::string_view bgscan;  ///< wpa_supplicant's bgscan string; empty for none
    bool roam_station;        ///< our daemon runs beside the program
    bool on_request = false;  ///< walked only when it is named
};

/// All arms, in the order in which reports show them.
[[nodiscard]] std::span<const Arm> arms();

/// "roam:iwd" is the arm `roam` with `--policy iwd`: any name may follow an arm with roam-station.
[[nodiscard]] std::optional<Arm> find_arm(std::string_view name);

/// What follows the colon in an arm's name; empty for our own rule.
[[nodiscard]] std::string_view policy_of(std::string_view name);

}  // namespace lab
