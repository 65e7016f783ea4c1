// The configuration files that the real programs are started with.
#include "lab/guest/configuration.hpp"

#include <string_view>

#include <gtest/gtest.h>

namespace lab::guest {
namespace {

wifi::Channel channel(wifi::Band band, int number) { return wifi::Channel::make(band, number).value(); }

std::string hostapd(const RadioConfig& radio, Security security = Security::Wpa2Psk) {
    Scenario scenario;
    scenario.security = security;
    scenario.aps = {{"AP1", {0, 0}, {radio}}};
    return hostapd_config(scenario, bss_sites(scenario).at(0), "wlan1", "/run/users");
}

/// Whether `text` has exactly this line.
bool has(std::string_view text, std::string_view line) {
    return text.contains('\n' + std::string{line} + '\n') || text.starts_with(std::string{line} + '\n');
}

TEST(HostapdConfig, NamesTheBlockThatHoldsTheChannel) {
    using wifi::Band;
    using wifi::PhyMode;
    using wifi::Width;
    struct Case {
        Band band;
        int number;
        Width width;
        PhyMode mode;
        std::vector<std::string_view> lines;
    };
    const Case cases[] = {
        {Band::Ghz2_4, 6, Width::Mhz20, PhyMode::Ht, {"hw_mode=g", "channel=6", "ht_capab=[SHORT-GI-20]"}},
        {Band::Ghz2_4, 1, Width::Mhz40, PhyMode::Ht, {"ht_capab=[SHORT-GI-20][HT40+][SHORT-GI-40]"}},
        {Band::Ghz2_4, 11, Width::Mhz40, PhyMode::Ht, {"ht_capab=[SHORT-GI-20][HT40-][SHORT-GI-40]"}},
        {Band::Ghz5, 36, Width::Mhz40, PhyMode::Ht, {"ht_capab=[SHORT-GI-20][HT40+][SHORT-GI-40]"}},
        {Band::Ghz5, 40, Width::Mhz40, PhyMode::Ht, {"ht_capab=[SHORT-GI-20][HT40-][SHORT-GI-40]"}},
        {Band::Ghz5,
         44,
         Width::Mhz80,
         PhyMode::Vht,
         {"ht_capab=[SHORT-GI-20][HT40+][SHORT-GI-40]", "vht_oper_chwidth=1",
          "vht_oper_centr_freq_seg0_idx=42"}},
        {Band::Ghz5,
         161,
         Width::Mhz80,
         PhyMode::Vht,
         {"ht_capab=[SHORT-GI-20][HT40-][SHORT-GI-40]", "vht_oper_centr_freq_seg0_idx=155"}},
        {Band::Ghz5,
         149,
         Width::Mhz80,
         PhyMode::He,
         {"vht_oper_centr_freq_seg0_idx=155", "he_oper_chwidth=1", "he_oper_centr_freq_seg0_idx=155"}},
        {Band::Ghz6, 5, Width::Mhz20, PhyMode::He, {"hw_mode=a", "he_oper_chwidth=0", "op_class=131"}},
        {Band::Ghz6, 37, Width::Mhz80, PhyMode::He, {"op_class=133", "he_oper_centr_freq_seg0_idx=39"}},
        {Band::Ghz6,
         37,
         Width::Mhz160,
         PhyMode::He,
         {"op_class=134", "he_oper_chwidth=2", "he_oper_centr_freq_seg0_idx=47"}},
    };
    for (const Case& one : cases) {
        const std::string text =
            hostapd({.channel = channel(one.band, one.number), .width = one.width, .mode = one.mode});
        for (const std::string_view line : one.lines)
            EXPECT_TRUE(has(text, line)) << line << " is missing in\n" << text;
    }
}

TEST(HostapdConfig, LeavesOutWhatAModeDoesNotHave) {
    const std::string legacy =
        hostapd({.channel = channel(wifi::Band::Ghz5, 36), .mode = wifi::PhyMode::Legacy, .streams = 1});
    EXPECT_FALSE(legacy.contains("ieee80211n")) << legacy;
    const std::string ht = hostapd({.channel = channel(wifi::Band::Ghz5, 36), .mode = wifi::PhyMode::Ht});
    EXPECT_FALSE(ht.contains("ieee80211ac")) << ht;
    const std::string six = hostapd({.channel = channel(wifi::Band::Ghz6, 37), .mode = wifi::PhyMode::He});
    EXPECT_FALSE(six.contains("ht_capab")) << six;
}

TEST(HostapdConfig, SecuresEachNetworkAsItsScenarioSays) {
    const RadioConfig radio{.channel = channel(wifi::Band::Ghz5, 36)};
    EXPECT_FALSE(hostapd(radio, Security::Open).contains("wpa"));

    const std::string psk = hostapd(radio, Security::Wpa2Psk);
    EXPECT_TRUE(has(psk, "wpa_key_mgmt=WPA-PSK")) << psk;
    EXPECT_TRUE(has(psk, "ieee80211w=1")) << psk;
    EXPECT_FALSE(psk.contains("mobility_domain")) << psk;

    const std::string ft_psk = hostapd(radio, Security::FtPsk);
    EXPECT_TRUE(has(ft_psk, "wpa_key_mgmt=FT-PSK WPA-PSK")) << ft_psk;
    EXPECT_TRUE(has(ft_psk, "mobility_domain=a1b2")) << ft_psk;
    EXPECT_TRUE(has(ft_psk, "ft_psk_generate_local=1")) << ft_psk;

    const std::string ft_sae = hostapd(radio, Security::FtSae);
    EXPECT_TRUE(has(ft_sae, "wpa_key_mgmt=FT-SAE SAE")) << ft_sae;
    EXPECT_TRUE(has(ft_sae, "ieee80211w=2")) << ft_sae;
    EXPECT_FALSE(ft_sae.contains("wpa_passphrase")) << ft_sae;
    EXPECT_TRUE(ft_sae.contains("\nr0kh=02:00:00:00:01:00 bss0.lab ")) << "by name: " << ft_sae;
    EXPECT_TRUE(ft_sae.contains("\nr1kh=02:00:00:00:01:00 02:00:00:00:01:00 ")) << ft_sae;
    EXPECT_TRUE(has(ft_sae, "pmk_r1_push=1")) << ft_sae;

    const std::string eap = hostapd(radio, Security::Eap);
    EXPECT_TRUE(has(eap, "eap_user_file=/run/users")) << eap;
    EXPECT_TRUE(has(eap, "wpa_key_mgmt=WPA-EAP")) << eap;
}

TEST(HostapdConfig, RequiresManagementFrameProtectionAt6Ghz) {
    const std::string text =
        hostapd({.channel = channel(wifi::Band::Ghz6, 37), .mode = wifi::PhyMode::He}, Security::Sae);
    EXPECT_TRUE(has(text, "ieee80211w=2")) << text;
}

TEST(HostapdConfig, ShowsTheLoad) {
    RadioConfig radio{.channel = channel(wifi::Band::Ghz5, 36)};
    EXPECT_FALSE(hostapd(radio).contains("bss_load_test"));
    radio.load = 0.5;
    EXPECT_TRUE(has(hostapd(radio), "bss_load_test=10:127:0"));
}

TEST(HostapdConfig, RefusesAsTheScenarioSays) {
    const RadioConfig radio{.channel = channel(wifi::Band::Ghz5, 36)};
    Scenario scenario;
    scenario.aps = {{"AP1", {0, 0}, {radio}}};
    const auto text = [&scenario](Refusal refuses) {
        scenario.aps[0].refuses = refuses;
        return hostapd_config(scenario, bss_sites(scenario).at(0), "wlan1", "/run/users");
    };
    EXPECT_FALSE(text(Refusal::Nobody).contains("deny_mac_file"));
    EXPECT_FALSE(text(Refusal::Nobody).contains("max_num_sta"));
    EXPECT_TRUE(has(text(Refusal::ThisStation), std::string{"deny_mac_file="} + kDenyFile));
    EXPECT_TRUE(has(text(Refusal::Everybody), "max_num_sta=0"));
}

TEST(HostapdConfig, HasTheOtherNetworkBehindEverythingThatIsTheFirsts) {
    Scenario scenario;
    scenario.security = Security::FtPsk;
    scenario.other_ssid = "guests";
    scenario.aps = {{"AP1", {0, 0}, {{.channel = channel(wifi::Band::Ghz5, 36), .load = 0.5}}}};
    const std::string text = hostapd_config(scenario, bss_sites(scenario).at(0), "wlan1", "/run/users");
    const std::string other = text.substr(text.find("bss=wlan1_1\n"));
    EXPECT_TRUE(has(other, "ssid=guests")) << text;
    EXPECT_FALSE(other.contains("wpa")) << "an open network";
    EXPECT_FALSE(other.contains("load"));
}

TEST(HiddenNetworks, AreAskedForByName) {
    Scenario scenario;
    scenario.aps = {{"AP1", {0, 0}, {{.channel = channel(wifi::Band::Ghz5, 36)}}}};
    const Arm arm = find_arm("roam").value();
    const auto hostapd_text = [&] {
        return hostapd_config(scenario, bss_sites(scenario).at(0), "wlan1", "/run/users");
    };
    EXPECT_FALSE(hostapd_text().contains("ignore_broadcast_ssid"));
    EXPECT_FALSE(supplicant_config(scenario, arm).contains("scan_ssid"));
    EXPECT_FALSE(iwd_network(scenario).contains("Hidden"));
    EXPECT_FALSE(networkmanager_profile(scenario, "", "").contains("hidden"));
    scenario.hidden = true;
    EXPECT_TRUE(has(hostapd_text(), "ignore_broadcast_ssid=1"));
    EXPECT_TRUE(has(supplicant_config(scenario, arm), "\tscan_ssid=1"));
    EXPECT_TRUE(has(iwd_network(scenario), "Hidden=true"));
    EXPECT_TRUE(has(networkmanager_profile(scenario, "", ""), "hidden=true"));
}

Scenario fleet_of(StationKind kind) {
    Scenario scenario;
    scenario.security = Security::FtPsk;
    const RadioConfig five{.channel = channel(wifi::Band::Ghz5, 36)};
    const RadioConfig two{.channel = channel(wifi::Band::Ghz2_4, 1)};
    scenario.aps = {{"near", {0, 0}, {five, two}}, {"far", {90, 0}, {five, two}}};
    scenario.stations.push_back({"s1", kind, {}, {}});
    scenario.stations.front().walker.start = {5, 0};
    return scenario;
}

TEST(FleetHostapd, HasItsOwnFolderAndLeavesRequestsReadable) {
    Scenario scenario = fleet_of(StationKind::Sticky);
    const auto text = [&] { return hostapd_config(scenario, bss_sites(scenario).at(2), "wlan3", ""); };
    EXPECT_TRUE(has(text(), "ctrl_interface=/run/ap-far/hostapd"));
    EXPECT_TRUE(has(text(), "ieee80211w=0"));
    EXPECT_TRUE(has(text(), "bss_transition=1"));
    EXPECT_TRUE(has(text(), "rrm_neighbor_report=1"));
    EXPECT_TRUE(has(text(), "rrm_beacon_report=1"));
    scenario.stations.clear();
    EXPECT_TRUE(has(text(), "ieee80211w=1"));
    EXPECT_TRUE(has(text(), "ctrl_interface=/run/hostapd"));
}

TEST(FleetSupplicant, DiffersByKindOnly) {
    const auto text = [](StationKind kind) { return fleet_supplicant_config(fleet_of(kind), 0); };
    const std::string sticky = text(StationKind::Sticky);
    EXPECT_TRUE(has(sticky, "ctrl_interface=/run/sta-s1/wpa_supplicant"));
    EXPECT_TRUE(has(sticky, "\tkey_mgmt=FT-PSK WPA-PSK"));
    EXPECT_FALSE(sticky.contains("bgscan"));
    for (const StationKind same : {StationKind::Returns, StationKind::Ignores, StationKind::Roam})
        EXPECT_EQ(text(same), sticky);
    EXPECT_TRUE(has(text(StationKind::Nm), "\tbgscan=\"simple:30:-70:86400\""));
    EXPECT_TRUE(has(text(StationKind::No11v), "disable_btm=1"));
    EXPECT_TRUE(has(text(StationKind::Refuses), "\tbssid_accept=02:00:00:00:01:00 02:00:00:00:02:00"))
        << "both radios of the nearest";
    EXPECT_TRUE(text(StationKind::Only2_4).contains("\tfreq_list=2412 2417"));
    EXPECT_FALSE(text(StationKind::Only2_4).contains("5180"));
}

TEST(FleetSupplicant, OffersAsManyStreamsAsItsWalkerHas) {
    Scenario scenario = fleet_of(StationKind::Sticky);
    scenario.stations[0].walker.streams = 2;
    const std::string two = fleet_supplicant_config(scenario, 0);
    EXPECT_TRUE(has(two, "\tht_mcs=\"ff ff 00 00 00 00 00 00 00 00\""));
    EXPECT_FALSE(two.contains("_nss_2=")) << "both remain";
    EXPECT_TRUE(has(two, "\tvht_rx_mcs_nss_3=3"));
    EXPECT_TRUE(has(two, "\tvht_tx_mcs_nss_8=3"));
    scenario.stations[0].walker.streams = 1;
    EXPECT_TRUE(has(fleet_supplicant_config(scenario, 0), "\tvht_rx_mcs_nss_2=3"));
}

TEST(SupplicantConfig, DiffersBetweenArmsOnlyInBackgroundScanning) {
    Scenario scenario;
    scenario.security = Security::FtPsk;
    const std::string plain = supplicant_config(scenario, find_arm("wpa_supplicant").value());
    EXPECT_EQ(supplicant_config(scenario, find_arm("roam").value()), plain);
    EXPECT_FALSE(plain.contains("bgscan")) << plain;
    EXPECT_TRUE(has(plain, "\tkey_mgmt=FT-PSK WPA-PSK")) << plain;
    const std::string scanning = supplicant_config(scenario, find_arm("networkmanager").value());
    EXPECT_TRUE(has(scanning, "\tbgscan=\"simple:30:-70:86400\"")) << scanning;
}

TEST(Profiles, NameTheBssToWhichTheyAreLocked) {
    Scenario scenario;
    const RadioConfig radio{.channel = channel(wifi::Band::Ghz5, 36)};
    scenario.aps = {{"AP1", {0, 0}, {radio}}, {"AP2", {9, 0}, {radio}}};
    const Arm arm = find_arm("roam").value();
    EXPECT_FALSE(supplicant_config(scenario, arm).contains("\tbssid="));
    EXPECT_FALSE(networkmanager_profile(scenario, "", "").contains("bssid="));
    scenario.locked_to = "AP2/5";
    EXPECT_TRUE(has(supplicant_config(scenario, arm), "\tbssid=02:00:00:00:02:00"));
    EXPECT_TRUE(has(networkmanager_profile(scenario, "", ""), "bssid=02:00:00:00:02:00"));
}

TEST(IwdNetwork, IsNamedForItsSecurity) {
    Scenario scenario;
    scenario.ssid = "net";
    scenario.security = Security::Open;
    EXPECT_EQ(iwd_network_name(scenario), "net.open");
    scenario.security = Security::FtSae;
    EXPECT_EQ(iwd_network_name(scenario), "net.psk");
    EXPECT_TRUE(has(iwd_network(scenario), std::string{"Passphrase="} + kPassphrase));
    scenario.security = Security::FtEap;
    EXPECT_EQ(iwd_network_name(scenario), "net.8021x");
    EXPECT_TRUE(has(iwd_network(scenario), "EAP-Method=PWD"));
}

TEST(NetworkManagerProfile, IsOfTheScenariosSecurity) {
    Scenario scenario;
    scenario.ssid = "net";
    scenario.security = Security::FtPsk;
    const std::string psk = networkmanager_profile(scenario, "10.0.0.2", "10.0.0.1");
    EXPECT_TRUE(has(psk, "ssid=net")) << psk;
    EXPECT_TRUE(has(psk, "key-mgmt=wpa-psk")) << psk;
    EXPECT_TRUE(has(psk, std::string{"psk="} + kPassphrase)) << psk;
    EXPECT_TRUE(has(psk, "address1=10.0.0.2/24,10.0.0.1")) << psk;
    scenario.security = Security::Sae;
    EXPECT_TRUE(has(networkmanager_profile(scenario, "", ""), "key-mgmt=sae"));
    scenario.security = Security::Eap;
    EXPECT_TRUE(has(networkmanager_profile(scenario, "", ""), "eap=pwd;"));
    scenario.security = Security::Open;
    scenario.dhcp = true;
    EXPECT_TRUE(has(networkmanager_profile(scenario, "", ""), "method=auto"));
    EXPECT_FALSE(networkmanager_profile(scenario, "", "").contains("security"));
}

TEST(NetworkManagerConfig, LetsNobodyElseInTheGuestDecide) {
    // A profile made by itself, or a random address, would be another station than the one that is scored.
    EXPECT_TRUE(has(networkmanager_config(), "no-auto-default=*"));
    EXPECT_TRUE(has(networkmanager_config(), "wifi.cloned-mac-address=preserve"));
    EXPECT_TRUE(has(networkmanager_config(), "wifi.scan-rand-mac-address=no"));
}

}  // namespace
}  // namespace lab::guest
