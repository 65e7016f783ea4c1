// The roam decision of wpa_supplicant 2.10, as Debian 12 ships it: events.c,
// wpa_supplicant_need_to_roam_within_ess.
//
// It decides when the results of a scan come in and at no other time, and it does not scan by itself once it
// is connected: see networkmanager.hpp for who has it scan.
#pragma once

#include "station/policies/wpa_supplicant_throughput.hpp"

namespace station::policies::wpa_supplicant_2_10 {

/// The two BSS that it would compare. There must be a link that was heard; `selected` may be the serving one.
[[nodiscard]] wpa_supplicant::Pair pair_of(const Evidence& evidence, const Heard& selected);

/// Whether it leaves the serving BSS for `pair.selected`.
[[nodiscard]] Verdict need_to_roam(const wpa_supplicant::Pair& pair);

/// Selects and compares, as after a scan.
[[nodiscard]] Verdict judge(const Evidence& evidence);

}  // namespace station::policies::wpa_supplicant_2_10
