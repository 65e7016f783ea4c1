#include "lab/arms.hpp"

#include <algorithm>
#include <array>

namespace lab {

namespace {

// The strings are those that NetworkManager sets at activation, for one AP per network and for several
// (nm_supplicant_config_add_bgscan).
constexpr Arm fleet_arm(std::string_view name, std::string_view what, ApProgram ap,
                        bool sticky_roams = false) {
    // What is walked over ubus is a fleet that is walked over control sockets already.
    return {name, what, StationProgram::WpaSupplicant, "", false, ap.ubus, true, ap, sticky_roams};
}

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
    fleet_arm("none", "fleets: access points that steer nobody", {}),
    fleet_arm("ap-observe", "fleets: roam-ap on every access point, which only watches", {"observe", ""}),
    fleet_arm("ap-suggest", "fleets: roam-ap that asks politely, its default", {"suggest", ""}),
    fleet_arm("ap-ubus", "fleets: ap-suggest, with hostapd on ubus as OpenWrt has it; only when named",
              {"suggest", "", true}),
    fleet_arm("ap-insist", "fleets: roam-ap that asks again and with announced ends", {"insist", ""}),
    fleet_arm("ap-enforce", "fleets: roam-ap that ends links", {"enforce", ""}),
    fleet_arm("ap-roamer", "fleets: roam-ap with hostapd-roamer's rule", {"suggest", "hostapd-roamer"}),
    fleet_arm("both", "fleets: ap-suggest, and roam-station on every sticky station", {"suggest", ""}, true),
});

constexpr auto kApPolicies =
    std::to_array<std::string_view>({"gain", "hostapd-roamer", "band", "load", "least-signal"});

}  // namespace

std::span<const Arm> arms() { return kArms; }

std::span<const std::string_view> ap_policies() { return kApPolicies; }

std::optional<Arm> find_arm(std::string_view name) {
    const std::string_view base = name.substr(0, name.find(':'));
    const auto* arm = std::ranges::find(kArms, base, &Arm::name);
    if (arm == kArms.end() || (base != name && !arm->roam_station && arm->ap.mode.empty()))
        return std::nullopt;
    return *arm;
}

std::string_view policy_of(std::string_view name) {
    const std::size_t colon = name.find(':');
    return colon == std::string_view::npos ? std::string_view{} : name.substr(colon + 1);
}

}  // namespace lab
