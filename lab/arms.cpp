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
    const std::string_view base = name.substr(0, name.find(':'));
    const auto* arm = std::ranges::find(kArms, base, &Arm::name);
    if (arm == kArms.end() || (base != name && !arm->roam_station)) return std::nullopt;
    return *arm;
}

std::string_view policy_of(std::string_view name) {
    const std::size_t colon = name.find(':');
    return colon == std::string_view::npos ? std::string_view{} : name.substr(colon + 1);
}

}  // namespace lab
