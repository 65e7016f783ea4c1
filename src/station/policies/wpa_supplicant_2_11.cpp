#include "station/policies/wpa_supplicant_2_11.hpp"

namespace station::policies::wpa_supplicant_2_11 {

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
    pair.serving_snr = wpa_supplicant::snr_of(serving);
    if (evidence.average) {
        const std::int32_t floor = wpa_supplicant::noise_dbm(serving.channel.band());
        pair.serving_level = evidence.average->value;
        pair.serving_snr = pair.serving_level - (evidence.link_noise ? evidence.link_noise->value : floor);
    }
    pair.serving_kbps = wpa_supplicant::estimated_kbps(Version::V2_11, serving.link, pair.serving_snr);
    // Only after the estimate, whose tables have the width in them.
    pair.serving_snr -= wpa_supplicant::width_penalty_db(serving.link.width);
    pair.selected_level = selected.level.value;
    pair.selected_kbps =
        wpa_supplicant::estimated_kbps(Version::V2_11, selected.link, wpa_supplicant::snr_of(selected));
    return pair;
}

Verdict need_to_roam(const Parameters& parameters, const Pair& pair) {
    Verdict verdict;
    if (wpa_supplicant::judge_estimates(pair, verdict)) return verdict;
    std::int32_t margin = wpa_supplicant::least_difference(pair.serving_level) +
                          wpa_supplicant::ratio_adjustment(pair.serving_kbps, pair.selected_kbps);
    margin += 2 * (wpa_supplicant::band_score(pair.serving->channel) -
                   wpa_supplicant::band_score(pair.selected->channel));
    const auto& threshold = parameters.signal_threshold;
    if (threshold && pair.serving_level <= threshold->value && pair.selected_level > threshold->value)
        margin -= 2;
    if (!verdict.compare(GateKind::LevelMargin, pair.selected_level - pair.serving_level, margin))
        return verdict.stay(Reason::MarginTooSmall);
    return verdict.move(Reason::MarginReached, pair.selected->bssid);
}

Verdict judge(const Parameters& parameters, const Evidence& evidence) {
    Verdict verdict;
    if (!evidence.current()) return verdict.stay(Reason::NotConnected);
    const Heard* selected = wpa_supplicant::select(Version::V2_11, evidence);
    if (!selected) return verdict.stay(Reason::NoCandidate);
    if (selected->bssid == *evidence.serving) return verdict.stay(Reason::ServingIsBest);
    return need_to_roam(parameters, pair_of(evidence, *selected));
}

}  // namespace station::policies::wpa_supplicant_2_11
