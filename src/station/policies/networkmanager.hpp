// What NetworkManager has wpa_supplicant do: background scanning by one of two strings
// (nm-supplicant-config.c, nm_supplicant_config_add_bgscan), carried out by wpa_supplicant's module "simple"
// (bgscan_simple.c). The roam decision after each scan is wpa_supplicant's.
#pragma once

#include "base/time.hpp"
#include "station/policies/evidence.hpp"
#include "station/policies/signal_monitor.hpp"

namespace station::policies::networkmanager {

/// `simple:short:threshold:long`.
struct Bgscan {
    base::Milliseconds short_interval;
    wifi::Dbm threshold;
    base::Milliseconds long_interval;
};

/// One access point seen when the network was activated: simple:30:-70:86400.
inline constexpr Bgscan kOneAp{base::Milliseconds{30'000}, {-70}, base::Milliseconds{86'400'000}};
/// Several, or 802.1X: simple:30:-65:300.
inline constexpr Bgscan kSeveralAps{base::Milliseconds{30'000}, {-65}, base::Milliseconds{300'000}};

/// Of the driver's monitor (bgscan_simple.c).
inline constexpr wifi::Db kHysteresis{4};
/// So many short scans are allowed before it goes back to the long interval although the signal is bad: the
/// scan budget. One is given back by each long scan.
[[nodiscard]] constexpr std::int32_t most_short_scans(const Bgscan& bgscan) {
    return bgscan.long_interval / bgscan.short_interval + 1;
}

struct State {
    bool is_short = true;  ///< the interval in force
    std::int32_t short_scans = 0;
    base::Instant last_scan;
    base::Instant due;
    SignalMonitor monitor;
};

/// As it begins on a new link.
[[nodiscard]] State begin(const Bgscan& bgscan, const Evidence& evidence, base::Instant now);

/// One reading of the link: Look when a scan begins now, which is taken to have begun then; otherwise Stay.
/// The original counts the seconds since the last scan in whole ones; here they are exact.
[[nodiscard]] Verdict watch(const Bgscan& bgscan, State& state, const Evidence& evidence, base::Instant now);

/// A scan of the interface ended, whoever asked for it: the timer starts again.
void note_scan_ended(const Bgscan& bgscan, State& state, base::Instant now);

}  // namespace station::policies::networkmanager
