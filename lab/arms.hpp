// The arms: what runs on the station, or in a fleet on the access points, in one run. Everything else about
// two arms' runs is the same.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace lab {

enum class StationProgram : unsigned char { WpaSupplicant, Iwd, NetworkManager, Networkd };

/// What a fleet's arm has beside every hostapd.
struct ApProgram {
    std::string_view mode;    ///< roam-ap's --mode; empty: nothing runs there
    std::string_view policy;  ///< roam-ap's --policy; empty: its default
    bool ubus = false;  ///< hostapd is reached over ubus, as OpenWrt has it, not over its control sockets
};

struct Arm {
    std::string_view name;
    std::string_view what;  ///< one line for people
    StationProgram program;
    std::string_view bgscan;    ///< wpa_supplicant's bgscan string; empty for none
    bool roam_station;          ///< our daemon runs beside the program
    bool on_request = false;    ///< walked only when it is named
    bool fleet = false;         ///< for scenarios with [[station]], which say themselves what runs on whom
    ApProgram ap{};             ///< of a fleet's arm
    bool sticky_roams = false;  ///< every sticky station of the fleet has roam-station beside it
};

/// All arms, in the order in which reports show them.
[[nodiscard]] std::span<const Arm> arms();

/// What roam-ap's --policy takes.
[[nodiscard]] std::span<const std::string_view> ap_policies();

/// "roam:iwd" is the arm `roam` with `--policy iwd`: any name may follow an arm with roam-station, and one
/// with roam-ap.
[[nodiscard]] std::optional<Arm> find_arm(std::string_view name);

/// What follows the colon in an arm's name; empty for our own rule.
[[nodiscard]] std::string_view policy_of(std::string_view name);

}  // namespace lab
