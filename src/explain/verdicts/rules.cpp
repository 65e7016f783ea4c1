#include <algorithm>
#include <array>

#include "explain/verdicts/families.hpp"

namespace explain {

namespace {

constexpr auto kRules = std::to_array<Rule>({
    {"mobility-domain", "Fast transitions are set up apart",
     "IEEE 802.11-2020 13.2.2 and 9.4.2.46; hostapd wpa_auth_ft.c", judge_mobility_domains},
    {"management-protection", "Management frame protection does not fit",
     "IEEE 802.11-2020 9.4.1.9 status 31; wpa_supplicant events.c wpa_supplicant_ssid_bss_match", judge_pmf},
    {"country", "Regulatory domains differ",
     "IEEE 802.11-2020 9.4.2.8; wpa_supplicant scan.c wpa_scan_res_ok", judge_country},
    {"access-point-refuses", "An access point turns the station away", "IEEE 802.11-2020 9.4.1.9, Table 9-50",
     judge_refusals},
    {"failed-target-again", "A target that failed is tried again",
     "wpa_supplicant bssid_ignore.c wpa_bssid_ignore_add: forgotten after 10 s the first time",
     judge_failed_again},
    {"request-harmful", "A request of the network led to a worse access point",
     "wpa_supplicant wnm_sta.c ieee802_11_rx_bss_trans_mgmt_req; without PMF anybody can send it (12.6.19)",
     judge_harmful_requests},
    {"request-refused", "A request to move was refused",
     "IEEE 802.11-2020 9.6.13.10, Table 9-428; wpa_supplicant wnm_sta.c wnm_scan_process",
     judge_refused_requests},
    {"request-ignored", "A request to move was ignored",
     "iwd station.c station_ap_directed_roam (it sends no response); wpa_supplicant 2.10 wnm_sta.c "
     "wnm_scan_process",
     judge_ignored_requests},
    {"neighbor-report", "A neighbor report is wrong", "IEEE 802.11-2020 9.4.2.36 and Annex E",
     judge_neighbor_reports},
    {"ping-pong", "Two access points take turns",
     "wpa_supplicant events.c wpa_supplicant_need_to_roam_within_ess: 5 Mbit/s of estimate decide before any "
     "level",
     judge_ping_pong},
    {"sticky", "The station kept a far access point",
     "wpa_supplicant bgscan.c (without a module no scan while the link works); iwd station.c "
     "station_low_rssi",
     judge_sticky},
    {"better-seen", "A better access point was seen and not taken",
     "wpa_supplicant events.c wpa_supplicant_need_to_roam_within_ess; iwd scan.c scan_bss_compute_rank",
     judge_better_seen},
    {"wrong-band", "The slow band was kept", "wpa_supplicant scan.c wpa_scan_result_compar; iwd BandModifier",
     judge_wrong_band},
    {"scan-stall", "Scans stalled the traffic",
     "NetworkManager nm-supplicant-config.c nm_supplicant_config_add_bgscan; mac80211 scan.c",
     judge_scan_stalls},
    {"ft-unused", "Fast transition was offered and not used",
     "IEEE 802.11-2020 13.4; wpa_supplicant sme.c sme_send_authentication", judge_unused_ft},
    {"slow-address", "The address took longer than the roam", "RFC 2131 3.1 and 3.2; RFC 4436 2",
     judge_slow_addresses},
    {"slow-roam", "A roam took long", "IEEE 802.11-2020 4.5.3.4; ESP-IDF wpa_supplicant esp_wnm",
     judge_slow_roams},
    {"dismissed", "The access point ended the link", "IEEE 802.11-2020 9.4.1.7, Table 9-49",
     judge_dismissals},
    {"needless-move", "A move brought nothing",
     "wpa_supplicant events.c wpa_supplicant_need_to_roam_within_ess", judge_needless_moves},
});

}  // namespace

const Set* Case::setting(std::string_view name, std::optional<wifi::MacAddress> bss) const {
    const Set* found = nullptr;
    for (const Set& set : timeline.settings)
        if (set.said.name == name && set.said.bss == bss) found = &set;
    return found;
}

const Heard* Case::known(const wifi::MacAddress& bssid) const {
    const auto found = station.known.find(bssid);
    return found != station.known.end() ? &found->second : nullptr;
}

std::span<const Rule> rules() { return kRules; }

const Rule* find_rule(std::string_view id) {
    const auto* found = std::ranges::find(kRules, id, &Rule::id);
    return found != kRules.end() ? found : nullptr;
}

std::string_view word_of(Certainty certainty) {
    switch (certainty) {
        case Certainty::Sure:
            return "sure";
        case Certainty::Likely:
            return "likely";
        case Certainty::Possible:
            return "possible";
    }
    return "";
}

std::vector<Verdict> judge(const Timeline& timeline) {
    std::vector<Verdict> all;
    for (std::size_t at = 0; at < timeline.stations.size(); ++at) {
        const Case one{timeline, timeline.stations[at]};
        for (const Rule& rule : kRules) {
            const std::size_t before = all.size();
            rule.judge(one, all);
            for (std::size_t i = before; i < all.size(); ++i) {
                all[i].rule = rule.id;
                all[i].station = at;
            }
        }
    }
    std::ranges::stable_sort(all, std::greater{}, &Verdict::weight);
    return all;
}

}  // namespace explain
