// The roam decision of wpa_supplicant 2.11: events.c, wpa_supplicant_need_to_roam_within_ess.
//
// What it takes from Transmit Power Envelope elements is left out: nobody here hands those over, and without
// them it is 0. The same holds for its preference of SAE over PSK: all BSS of the evidence count as equal.
#pragma once

#include "station/policies/wpa_supplicant_throughput.hpp"

namespace station::policies::wpa_supplicant_2_11 {

struct Parameters {
    /// Of bgscan "simple"; empty without it.
    std::optional<wifi::Dbm> signal_threshold;
};

/// The two BSS that it would compare. There must be a link that was heard; `selected` may be the serving one.
[[nodiscard]] wpa_supplicant::Pair pair_of(const Evidence& evidence, const Heard& selected);

/// Whether it leaves the serving BSS for `pair.selected`.
[[nodiscard]] Verdict need_to_roam(const Parameters& parameters, const wpa_supplicant::Pair& pair);

/// Selects and compares, as after a scan.
[[nodiscard]] Verdict judge(const Parameters& parameters, const Evidence& evidence);

}  // namespace station::policies::wpa_supplicant_2_11
