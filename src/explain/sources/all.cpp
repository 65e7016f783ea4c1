#include "explain/sources/all.hpp"

#include <array>

#include "explain/sources/esp_idf.hpp"
#include "explain/sources/hostapd.hpp"
#include "explain/sources/iwd.hpp"
#include "explain/sources/kernel.hpp"
#include "explain/sources/network_manager.hpp"
#include "explain/sources/networkd.hpp"
#include "explain/sources/roam_records.hpp"
#include "explain/sources/wpa_supplicant.hpp"

namespace explain {

std::unique_ptr<LineSource> line_source(Source source) {
    switch (source) {
        case Source::WpaSupplicant:
            return wpa_supplicant_source();
        case Source::Hostapd:
            return hostapd_source();
        case Source::NetworkManager:
            return network_manager_source();
        case Source::Iwd:
            return iwd_source();
        case Source::Networkd:
            return networkd_source();
        case Source::Kernel:
            return kernel_source();
        case Source::EspIdf:
            return esp_idf_source();
        case Source::RoamStation:
        case Source::RoamAp:
            return roam_record_source();
        case Source::Capture:
            return nullptr;
    }
    return nullptr;
}

std::optional<Source> source_named(std::string_view program) {
    struct Name {
        std::string_view name;
        Source source;
    };
    static constexpr auto kNames = std::to_array<Name>({
        {"wpa_supplicant", Source::WpaSupplicant},
        {"hostapd", Source::Hostapd},
        {"NetworkManager", Source::NetworkManager},
        {"iwd", Source::Iwd},
        {"systemd-networkd", Source::Networkd},
        {"kernel", Source::Kernel},
        {"esp-idf", Source::EspIdf},
        {"roam-station", Source::RoamStation},
        {"roam-ap", Source::RoamAp},
    });
    for (const Name& known : kNames)
        if (program == known.name) return known.source;
    // Systems that run several: wpa_supplicant@wlan0, hostapd-phy0.
    if (program.starts_with("wpa_supplicant")) return Source::WpaSupplicant;
    if (program.starts_with("hostapd")) return Source::Hostapd;
    return std::nullopt;
}

std::span<const Source> nameless_sources() {
    static constexpr auto kNameless = std::to_array<Source>({
        Source::WpaSupplicant,
        Source::Hostapd,
        Source::Iwd,
        Source::NetworkManager,
        Source::Networkd,
        Source::Kernel,
    });
    return kNameless;
}

}  // namespace explain
