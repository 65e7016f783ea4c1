// How wpa_supplicant estimates what a BSS is worth, and how it orders its scan results: what its
// versions 2.10 and 2.11 have in common.
//
// From scan.c and scan.h of both releases: wpas_get_est_tpt, wpa_scan_result_compar. One spatial stream
// always; load, guard interval and stations are not considered.
#pragma once

#include <array>
#include <cstdint>

#include "station/policies/evidence.hpp"

namespace station::policies::wpa_supplicant {

enum class Version : std::uint8_t { V2_10, V2_11 };

/// Above this SNR levels count as equal (GREAT_SNR, scan.h), dB.
inline constexpr std::int32_t kGreatSnr = 25;
/// A candidate whose estimate is higher by more than this is moved to whatever the levels are; one that is
/// lower by more than this never is. kbit/s (events.c).
inline constexpr std::int32_t kEstimateStep = 5'000;
/// The kernel forgets a BSS that was not heard for this long (IEEE80211_SCAN_RESULT_EXPIRE), and each fetch
/// of results is of the kernel's table.
inline constexpr base::Milliseconds kExpires{30'000};

/// Noise floor where the driver reports none, by band (scan.h).
[[nodiscard]] std::int32_t noise_dbm(wifi::Band band);

/// est_throughput, kbit/s. The width is the one at which the BSS operates; 2.10 takes that of an HE BSS from
/// its capabilities, which may be more. The AP is taken to have the rates up to 54 Mbit/s, and to say nothing
/// of transmit power by width.
/// @param snr  over 20 MHz, dB.
[[nodiscard]] std::uint32_t estimated_kbps(Version version, const radio::LinkCapability& link,
                                           std::int32_t snr);

/// SNR of a scan result by its own noise, or the default one.
[[nodiscard]] std::int32_t snr_of(const Heard& bss);

/// 3 dB for each doubling of the width: 2.11 takes it off the 20 MHz SNR.
[[nodiscard]] std::int32_t width_penalty_db(wifi::Width width);

/// The margin in dB that a level of the serving link asks for, before anything is added: 1 below -85 dBm to 5
/// from -70 on.
[[nodiscard]] std::int32_t least_difference(std::int32_t serving_dbm);

/// What is added to the margin by the ratio of the estimates, dB: -10 to 10.
[[nodiscard]] std::int32_t ratio_adjustment(std::uint32_t serving_kbps, std::uint32_t selected_kbps);

/// Below zero when `a` comes before `b` (wpa_scan_result_compar). Not a strict weak order: "close" is not
/// transitive, so an order can depend on where one starts. All are taken to have the same security.
[[nodiscard]] std::int32_t compare(Version version, const Heard& a, const Heard& b);

/// The BSS that the kernel still knows, in the order of compare() as a merge sort (glibc's qsort) leaves
/// them.
using Order = base::StaticVector<const Heard*, Evidence::kRoom>;
[[nodiscard]] Order order(Version version, const Evidence& evidence);

/// The BSS that the supplicant would select: the first in that order. Null when there is none.
[[nodiscard]] const Heard* select(Version version, const Evidence& evidence);

/// The two BSS as the rule sees them.
struct Pair {
    const Heard* serving = nullptr;
    const Heard* selected = nullptr;
    std::int32_t serving_level = 0;  ///< dBm
    std::int32_t serving_snr = 0;    ///< dB
    std::uint32_t serving_kbps = 0;
    std::int32_t selected_level = 0;
    std::uint32_t selected_kbps = 0;
};

/// The tests that both versions share, up to the margin: better estimate, stronger serving BSS, better
/// serving estimate, good SNR. True when `verdict` is final.
[[nodiscard]] bool judge_estimates(const Pair& pair, Verdict& verdict);

/// 0 for 2.4 GHz, 1 for 5 GHz, 2 for 6 GHz.
[[nodiscard]] std::int32_t band_score(wifi::Channel channel);

}  // namespace station::policies::wpa_supplicant
