#include "station/policies/wpa_supplicant_2_10.hpp"

namespace station::policies::wpa_supplicant_2_10 {

using records::GateKind;
using records::Reason;
using wpa_supplicant::Pair;
using wpa_supplicant::Version;

Pair pair_of(const Evidence& evidence, const Heard& selected) {
    const Heard& serving = *evidence.current();
    Pair pair;
    pair.serving = &serving;
    pair.selected = &selected;
    pair.serving_level = serving.level.value;
    pair.serving_kbps =
        wpa_supplicant::estimated_kbps(Version::V2_10, serving.link, wpa_supplicant::snr_of(serving));
    if (evidence.average) {
        // Its helper for the poll knows 5 GHz and "other": at 6 GHz it takes the floor of 2.4 GHz.
        const bool five = serving.channel.band() == wifi::Band::Ghz5;
        const std::int32_t floor = wpa_supplicant::noise_dbm(five ? wifi::Band::Ghz5 : wifi::Band::Ghz2_4);
        pair.serving_level = evidence.average->value;
        pair.serving_snr = pair.serving_level - (evidence.link_noise ? evidence.link_noise->value : floor);
        pair.serving_kbps = wpa_supplicant::estimated_kbps(Version::V2_10, serving.link, pair.serving_snr);
    }
    // Without a poll the SNR stays 0: a good link is left then, too.
    pair.selected_level = selected.level.value;
    pair.selected_kbps =
        wpa_supplicant::estimated_kbps(Version::V2_10, selected.link, wpa_supplicant::snr_of(selected));
    return pair;
}

Verdict need_to_roam(const Pair& pair) {
    Verdict verdict;
    if (wpa_supplicant::judge_estimates(pair, verdict)) return verdict;
    std::int32_t margin = wpa_supplicant::least_difference(pair.serving_level) +
                          wpa_supplicant::ratio_adjustment(pair.serving_kbps, pair.selected_kbps);
    // From 2.4 GHz up only; nothing for the way down, nothing between 5 and 6 GHz.
    const bool up = wpa_supplicant::band_score(pair.serving->channel) == 0 &&
                    wpa_supplicant::band_score(pair.selected->channel) > 0;
    if (up) margin -= 2;
    if (!verdict.compare(GateKind::LevelMargin, pair.selected_level - pair.serving_level, margin))
        return verdict.stay(Reason::MarginTooSmall);
    return verdict.move(Reason::MarginReached, pair.selected->bssid);
}

Verdict judge(const Evidence& evidence) {
    Verdict verdict;
    if (!evidence.current()) return verdict.stay(Reason::NotConnected);
    const Heard* selected = wpa_supplicant::select(Version::V2_10, evidence);
    if (!selected) return verdict.stay(Reason::NoCandidate);
    if (selected->bssid == *evidence.serving) return verdict.stay(Reason::ServingIsBest);
    return need_to_roam(pair_of(evidence, *selected));
}

}  // namespace station::policies::wpa_supplicant_2_10
