#include "lab/guest/configuration.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

namespace lab::guest {

namespace {

bool uses_ft(Security security) {
    return security == Security::FtPsk || security == Security::FtSae || security == Security::FtEap;
}
bool uses_psk(Security security) { return security == Security::Wpa2Psk || security == Security::FtPsk; }
bool uses_sae(Security security) { return security == Security::Sae || security == Security::FtSae; }
bool uses_eap(Security security) { return security == Security::Eap || security == Security::FtEap; }

/// Key management suites as both daemons spell them. An FT network offers the plain suite too, as real ones
/// do.
std::string_view key_management(Security security) {
    switch (security) {
        case Security::Open:
            return "NONE";
        case Security::Wpa2Psk:
            return "WPA-PSK";
        case Security::FtPsk:
            return "FT-PSK WPA-PSK";
        case Security::Sae:
            return "SAE";
        case Security::FtSae:
            return "FT-SAE SAE";
        case Security::Eap:
            return "WPA-EAP";
        case Security::FtEap:
            return "FT-EAP WPA-EAP";
    }
    return "NONE";
}

/// First 20 MHz channel of the block of `width` that holds channel `number` (Annex E, classes 115 to 130 and
/// 131 on).
int block_start(wifi::Band band, int number, int width) {
    const int origin = band == wifi::Band::Ghz6 ? 1 : number >= 149 ? 149 : 36;
    const int step = width / 5;  // channel numbers per block
    return origin + (number - origin) / step * step;
}

/// Channel number of the block's centre.
int block_centre(wifi::Band band, int number, int width) {
    return block_start(band, number, width) + (width / 20 - 1) * 2;
}

std::string channel_lines(const RadioConfig& radio) {
    const wifi::Band band = radio.channel.band();
    const int number = radio.channel.number();
    const int width = static_cast<int>(radio.width);
    std::string text =
        fmt::format("hw_mode={}\nchannel={}\n", band == wifi::Band::Ghz2_4 ? 'g' : 'a', number);
    if (radio.mode == wifi::PhyMode::Legacy) return text;

    if (band != wifi::Band::Ghz6) {
        std::string ht = "[SHORT-GI-20]";
        // At 2.4 GHz the second half lies where it fits between channels 1 and 11.
        const bool upwards =
            band == wifi::Band::Ghz2_4 ? number <= 7 : block_start(band, number, 40) == number;
        if (width >= 40) ht += upwards ? "[HT40+][SHORT-GI-40]" : "[HT40-][SHORT-GI-40]";
        text += fmt::format("ieee80211n=1\nht_capab={}\n", ht);
    }
    // hostapd's channel width codes: 0 for 20 or 40, 1 for 80, 2 for 160 MHz.
    const int code = width >= 160 ? 2 : width >= 80 ? 1 : 0;
    if (band == wifi::Band::Ghz5 && radio.mode >= wifi::PhyMode::Vht) {
        text += fmt::format("ieee80211ac=1\nvht_capab=[SHORT-GI-80]\nvht_oper_chwidth={}\n", code);
        if (code > 0)
            text += fmt::format("vht_oper_centr_freq_seg0_idx={}\n", block_centre(band, number, width));
    }
    if (radio.mode >= wifi::PhyMode::He) {
        text += fmt::format("ieee80211ax=1\nhe_oper_chwidth={}\n", code);
        if (code > 0)
            text += fmt::format("he_oper_centr_freq_seg0_idx={}\n", block_centre(band, number, width));
        if (band == wifi::Band::Ghz6)
            text += fmt::format("op_class={}\n", width >= 160  ? 134
                                                 : width >= 80 ? 133
                                                 : width >= 40 ? 132
                                                               : 131);
    }
    return text;
}

/// The address of the BSS to which the scenario's profile is locked; empty when there is no lock.
std::string locked_bssid(const Scenario& scenario) {
    for (const BssSite& site : bss_sites(scenario)) {
        const wifi::MacText text = wifi::to_text(site.bssid);
        if (site.name == scenario.locked_to) return {text.data(), text.size()};
    }
    return {};
}

/// Who may have FT keys from whom: every AP of the site trusts every other with one key. Where the key of a
/// move has to come from another AP they are named: by the wildcard forms two APs that never spoke before
/// drop each other's first question, and the second waits for the station's next Authentication frame, 100 ms
/// later.
std::string key_holders(const std::vector<BssSite>& sites, Security security) {
    constexpr std::string_view kSiteKey = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    if (uses_psk(security))
        return fmt::format("r0kh=ff:ff:ff:ff:ff:ff * {0}\nr1kh=00:00:00:00:00:00 00:00:00:00:00:00 {0}\n",
                           kSiteKey);
    std::string text;
    for (const BssSite& site : sites) {
        const wifi::MacText mac = wifi::to_text(site.bssid);
        const std::string_view address{mac.data(), mac.size()};
        text += fmt::format("r0kh={0} bss{1}.lab {2}\nr1kh={0} {0} {2}\n", address, site.index, kSiteKey);
    }
    return text;
}

std::string security_lines(Security security, const BssSite& site, const std::vector<BssSite>& sites,
                           const std::string& users_file, bool six_ghz, bool fleet) {
    if (security == Security::Open) return {};
    std::string text = fmt::format("wpa=2\nrsn_pairwise=CCMP\nwpa_key_mgmt={}\n", key_management(security));
    // In a fleet the requests to move are read off the air.
    const int protection = uses_sae(security) || six_ghz ? 2 : fleet ? 0 : 1;
    text += fmt::format("ieee80211w={}\n", protection);
    if (uses_psk(security)) text += fmt::format("wpa_passphrase={}\n", kPassphrase);
    if (uses_sae(security)) text += fmt::format("sae_password={}\nsae_pwe=2\n", kPassphrase);
    if (uses_eap(security)) text += fmt::format("ieee8021x=1\neap_server=1\neap_user_file={}\n", users_file);
    if (uses_ft(security))
        text += fmt::format(
            "mobility_domain=a1b2\nnas_identifier=bss{}.lab\nft_over_ds=1\nreassociation_deadline=1000\n"
            "ft_psk_generate_local={}\npmk_r1_push={}\n{}",
            site.index, uses_psk(security) ? 1 : 0, uses_psk(security) ? 0 : 1, key_holders(sites, security));
    return text;
}

}  // namespace

std::string hostapd_config(const Scenario& scenario, const BssSite& site, const std::string& interface,
                           const std::string& users_file) {
    const RadioConfig& radio = scenario.aps[site.ap].radios[site.radio];
    std::string text = fmt::format(
        "interface={}\ndriver=nl80211\nbridge=br0\nctrl_interface={}\nssid={}\ncountry_code={}\n"
        "ieee80211d=1\nwmm_enabled=1\nbeacon_int=100\ndtim_period=2\nbss_transition=1\nrrm_beacon_report=1\n",
        interface,
        scenario.is_fleet() ? ap_folder(scenario.aps[site.ap]) + "/hostapd" : std::string{"/run/hostapd"},
        scenario.ssid, scenario.country);
    if (scenario.neighbor_reports) text += "rrm_neighbor_report=1\n";
    if (scenario.controller) text += "notify_mgmt_frames=1\n";
    if (scenario.hidden) text += "ignore_broadcast_ssid=1\n";
    const Refusal refuses = scenario.aps[site.ap].refuses;
    if (refuses == Refusal::ThisStation) text += fmt::format("macaddr_acl=0\ndeny_mac_file={}\n", kDenyFile);
    if (refuses == Refusal::Everybody) text += "max_num_sta=0\n";
    text += channel_lines(radio);
    text += security_lines(scenario.security, site, bss_sites(scenario), users_file,
                           radio.channel.band() == wifi::Band::Ghz6, scenario.is_fleet());
    if (radio.load > 0)
        text += fmt::format("bss_load_test={}:{}:0\n", static_cast<int>(radio.load * 20),
                            static_cast<int>(radio.load * 255));
    for (const std::string& line : scenario.aps[site.ap].settings) text += line + "\n";
    // A BSS of its own: what was said above does not hold for it.
    if (!scenario.other_ssid.empty())
        text += fmt::format("bss={}_1\nbridge=br0\nssid={}\nwmm_enabled=1\n", interface, scenario.other_ssid);
    return text;
}

std::string eap_users() { return fmt::format("\"{}\" PWD \"{}\"\n", kIdentity, kPassphrase); }

std::string ap_folder(const AccessPoint& ap) { return "/run/ap-" + ap.name; }

std::string station_folder(const Station& station) { return "/run/sta-" + station.name; }

namespace {

/// The first lines of the profile of the scenario's network.
std::string profile_head(const Scenario& scenario) {
    const Security security = scenario.security;
    std::string text = "network={\n";
    text += fmt::format("\tssid=\"{}\"\n\tkey_mgmt={}\n", scenario.ssid, key_management(security));
    if (scenario.hidden) text += "\tscan_ssid=1\n";
    if (uses_psk(security) || uses_sae(security)) text += fmt::format("\tpsk=\"{}\"\n", kPassphrase);
    if (uses_eap(security))
        text += fmt::format("\teap=PWD\n\tidentity=\"{}\"\n\tpassword=\"{}\"\n", kIdentity, kPassphrase);
    if (security != Security::Open) text += fmt::format("\tieee80211w={}\n", uses_sae(security) ? 2 : 1);
    return text;
}

/// Both radios of the access point nearest to where the station starts, as wpa_supplicant lists addresses.
std::string nearest_bssids(const Scenario& scenario, const Station& station) {
    const auto away_m = [&](const AccessPoint& ap) {
        return std::hypot(ap.at.x_m - station.walker.start.x_m, ap.at.y_m - station.walker.start.y_m);
    };
    const auto nearest = std::ranges::min_element(scenario.aps, {}, away_m) - scenario.aps.begin();
    std::string list;
    for (const BssSite& site : bss_sites(scenario)) {
        const wifi::MacText text = wifi::to_text(site.bssid);
        if (site.ap == static_cast<std::size_t>(nearest))
            list += fmt::format("{}{}", list.empty() ? "" : " ", std::string_view{text.data(), text.size()});
    }
    return list;
}

/// What is special about one kind of station: lines for the whole file, and lines for its profile.
struct KindLines {
    std::string global;
    std::string profile;
};

KindLines lines_of(const Scenario& scenario, const Station& station) {
    switch (station.kind) {
        case StationKind::Nm:
            return {"", "\tbgscan=\"simple:30:-70:86400\"\n"};
        case StationKind::No11v:
            return {"disable_btm=1\n", ""};
        // A request to where the profile does not let it go is answered with status 7.
        case StationKind::Refuses:
            return {"", fmt::format("\tbssid_accept={}\n", nearest_bssids(scenario, station))};
        case StationKind::Only2_4: {
            std::string list;
            for (int number = 1; number <= 11; ++number)
                list += fmt::format("{}{}", number > 1 ? " " : "", 2407 + 5 * number);
            return {"", fmt::format("\tscan_freq={0}\n\tfreq_list={0}\n", list)};
        }
        case StationKind::Sticky:
        case StationKind::Ignores:  // told so while it is linked
        case StationKind::Returns:
        case StationKind::Iwd:
        case StationKind::Roam:
            break;
    }
    return {};
}

/// The radios of the simulator offer eight streams. A station offers what its walker has: access points
/// reckon with what an association says. There are no such lines for iwd.
std::string stream_limits(int streams) {
    std::string text = "\tht_mcs=\"";
    for (int octet = 0; octet < 10; ++octet)
        text += fmt::format("{}{}", octet > 0 ? " " : "", octet < streams ? "ff" : "00");
    text += "\"\n";
    for (int stream = streams + 1; stream <= 8; ++stream)
        text += fmt::format("\tvht_rx_mcs_nss_{0}=3\n\tvht_tx_mcs_nss_{0}=3\n", stream);
    return text;
}

}  // namespace

std::string supplicant_config(const Scenario& scenario, const Arm& arm) {
    std::string text = "ctrl_interface=/run/wpa_supplicant\nupdate_config=0\nsae_pwe=2\n";
    text += profile_head(scenario);
    if (const std::string bssid = locked_bssid(scenario); !bssid.empty())
        text += fmt::format("\tbssid={}\n", bssid);
    if (!arm.bgscan.empty()) text += fmt::format("\tbgscan=\"{}\"\n", arm.bgscan);
    for (const std::string& line : scenario.profile) text += "\t" + line + "\n";
    return text + "}\n";
}

std::string fleet_supplicant_config(const Scenario& scenario, std::size_t station) {
    const Station& own = scenario.stations[station];
    const KindLines lines = lines_of(scenario, own);
    return fmt::format("ctrl_interface={}/wpa_supplicant\nupdate_config=0\n{}{}{}{}}}\n", station_folder(own),
                       lines.global, profile_head(scenario), lines.profile,
                       stream_limits(own.walker.streams));
}

std::string iwd_network_name(const Scenario& scenario) {
    if (scenario.security == Security::Open) return scenario.ssid + ".open";
    return scenario.ssid + (uses_eap(scenario.security) ? ".8021x" : ".psk");
}

std::string iwd_network(const Scenario& scenario) {
    std::string settings =
        fmt::format("[Settings]\nAutoConnect=true\n{}", scenario.hidden ? "Hidden=true\n" : "");
    if (scenario.security == Security::Open) return settings;
    if (uses_eap(scenario.security))
        return fmt::format("[Security]\nEAP-Method=PWD\nEAP-Identity={}\nEAP-Password={}\n{}", kIdentity,
                           kPassphrase, settings);
    return fmt::format("[Security]\nPassphrase={}\n{}", kPassphrase, settings);
}

// Without UseDefaultInterface iwd would replace the interface that carries the station's address.
std::string iwd_main_config() {
    return "[General]\nUseDefaultInterface=true\nEnableNetworkConfiguration=false\n";
}

// Without a service manager there is nobody who would answer for names, hosts, connectivity or privileges.
std::string networkmanager_config() {
    return "[main]\nplugins=keyfile\nauth-polkit=false\nno-auto-default=*\ndns=none\nrc-manager=unmanaged\n"
           "systemd-resolved=false\nhostname-mode=none\nfirewall-backend=none\n"
           "[keyfile]\npath=/run/NetworkManager/system-connections\n"
           "[connectivity]\nenabled=false\n"
           "[device]\nwifi.backend=wpa_supplicant\nwifi.scan-rand-mac-address=no\n"
           "[connection]\nwifi.cloned-mac-address=preserve\n";
}

std::string networkmanager_profile(const Scenario& scenario, const std::string& station,
                                   const std::string& router) {
    std::string text = fmt::format(
        "[connection]\nid=lab\nuuid=8a1c7d52-6f0e-4c5a-9a55-0f6f5d1c2b01\ntype=wifi\ninterface-name=wlan0\n"
        "[wifi]\nmode=infrastructure\nssid={}\n",
        scenario.ssid);
    if (scenario.hidden) text += "hidden=true\n";
    if (const std::string bssid = locked_bssid(scenario); !bssid.empty())
        text += fmt::format("bssid={}\n", bssid);
    const Security security = scenario.security;
    if (uses_psk(security) || uses_sae(security))
        text += fmt::format("[wifi-security]\nkey-mgmt={}\npsk={}\n", uses_sae(security) ? "sae" : "wpa-psk",
                            kPassphrase);
    if (uses_eap(security))
        text +=
            fmt::format("[wifi-security]\nkey-mgmt=wpa-eap\n[802-1x]\neap=pwd;\nidentity={}\npassword={}\n",
                        kIdentity, kPassphrase);
    text += scenario.dhcp ? "[ipv4]\nmethod=auto\n"
                          : fmt::format("[ipv4]\nmethod=manual\naddress1={}/24,{}\n", station, router);
    return text + "[ipv6]\nmethod=disabled\n";
}

// Without IgnoreCarrierLoss= it gives its address back whenever the link moves (252), and begins anew.
std::string networkd_config() {
    return "[Match]\nName=wlan0\n[Network]\nDHCP=ipv4\nIPv6AcceptRA=no\nIgnoreCarrierLoss=3s\n";
}

std::string bus_config(const std::string& socket) {
    return "<busconfig><type>system</type><listen>" + socket +
           "</listen><policy context=\"default\"><allow user=\"*\"/><allow send_destination=\"*\" "
           "eavesdrop=\"true\"/>"
           "<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>\n";
}

}  // namespace lab::guest
