#include "lab/arms.hpp"

#include <algorithm>
#include <array>

namespace lab {

namespace {

// The strings are those that NetworkManager sets at activation, for one AP per network and for several
// (nm_supplicant_config_add_bgscan).
constexpr auto kArms = std::to_array<Arm>({
    {"wpa_supplicant", "wpa_supplicant alone, no background scanning", StationProgram::WpaSupplicant, "",
     false},
    {"networkmanager", "wpa_supplicant with NetworkManager's bgscan simple:30:-70:86400",
     StationProgram::WpaSupplicant, "simple:30:-70:86400", false},
    {"networkmanager-multi", "wpa_supplicant with NetworkManager's bgscan simple:30:-65:300",
     StationProgram::WpaSupplicant, "simple:30:-65:300", false},
    {"iwd", "iwd with its default settings", StationProgram::Iwd, "", false},
    {"roam", "wpa_supplicant with roam-station beside it", StationProgram::WpaSupplicant, "", true},
    {"networkmanager-daemon", "NetworkManager itself, with its wpa_supplicant; only when named",
     StationProgram::NetworkManager, "", false, true},
    {"roam-networkmanager", "NetworkManager with roam-station beside it; only when named",
     StationProgram::NetworkManager, "", true, true},
    {"roam-networkd",
     "wpa_supplicant with systemd-networkd for the addresses and roam-station; only when named",
     StationProgram::Networkd, "", true, true},
});

}  // namespace

std::span<const Arm> arms() { return kArms; }

std::optional<Arm> find_arm(std::string_view name) {
    const auto* arm = std::ranges::find(kArms, name, &Arm::name);
    if (arm == kArms.end()) return std::nullopt;
    return *arm;
}

}  // namespace lab
