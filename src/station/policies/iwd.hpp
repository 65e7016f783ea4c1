// How iwd roams (3.8 to 3.10, default settings): a low level, lost packets or lost beacons make it scan; then
// the BSS with the highest rank wins if that is higher than the serving one's. There is no margin.
#pragma once

#include "station/policies/evidence.hpp"
#include "station/policies/signal_monitor.hpp"

namespace station::policies::iwd {

struct Parameters {
    wifi::Dbm threshold_2_4{-70};             ///< RoamThreshold
    wifi::Dbm threshold_above{-76};           ///< RoamThreshold5G, which holds at 6 GHz, too
    base::Milliseconds retry{60'000};         ///< RoamRetryInterval
    base::Milliseconds after_low{5'000};      ///< from the low level to the scan, unless it rises again
    base::Milliseconds between_scans{2'000};  ///< when packets are lost
    wifi::Db hysteresis{5};                   ///< of the kernel's monitor
};

struct State {
    SignalMonitor monitor;
    bool low = false;
    bool everywhere = false;  ///< the next scan is of all channels: the one before found nothing
    std::optional<base::Instant> due;
    std::optional<base::Instant> last_scan;
};

/// The threshold on the serving BSS's band.
[[nodiscard]] wifi::Dbm threshold(const Parameters& parameters, wifi::Band band);

/// Rate that iwd expects, kbit/s: the top MCS whose sensitivity the level reaches, at the widest width that
/// has one; sensitivities are the standard's (Tables 19-23, 21-25; 27-51 of 802.11ax). Guard interval 800 ns
/// throughout.
[[nodiscard]] std::uint32_t expected_kbps(const radio::LinkCapability& link, wifi::Dbm level);

/// Its rank: in the low 16 bits the rate's share of 9,607.8 Mbit/s with the factors for load, SNR and
/// mobility domain; bit 16 is set for each BSS here (nobody asked to be avoided), bit 17 above the roam
/// threshold.
[[nodiscard]] std::int32_t rank(const Parameters& parameters, const Heard& bss, wifi::Dbm level);

/// One reading of the link: Look when it scans now.
[[nodiscard]] Verdict watch(const Parameters& parameters, State& state, const Evidence& evidence,
                            base::Instant now);

/// The scan ended with `found`: when there was nothing to move to it tries all channels, then every
/// `retry`.
void note_scan_ended(const Parameters& parameters, State& state, const Verdict& found, base::Instant now);

/// Compares ranks, as after a scan. What the last visit to its channel did not hear does not count: iwd has
/// its scans flushed.
[[nodiscard]] Verdict judge(const Parameters& parameters, const Evidence& evidence);

}  // namespace station::policies::iwd
