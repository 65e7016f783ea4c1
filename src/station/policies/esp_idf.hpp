// The roaming app component of ESP-IDF (components/esp_wifi/wifi_apps/roaming_app, since v5.3) with its
// default options: two triggers, level alone as the rank.
//
// The query to the AP that it sends before it moves by itself is the move's method, not its rule, and is left
// out.
#pragma once

#include "station/policies/evidence.hpp"

namespace station::policies::esp_idf {

struct Parameters {
    wifi::Dbm low_threshold{-60};        ///< LOW_RSSI_THRESHOLD
    wifi::Db low_offset{5};              ///< LOW_RSSI_OFFSET: lower the next time
    wifi::Dbm periodic_threshold{-50};   ///< PERIODIC_SCAN_THRESHOLD: scan at this level and below
    base::Milliseconds period{30'000};   ///< SCAN_MONITOR_INTERVAL
    wifi::Db periodic_difference{15};    ///< SCAN_ROAM_RSSI_DIFF
    wifi::Db low_difference{1};          ///< "greater than 0"
    base::Milliseconds backoff{15'000};  ///< BACKOFF_TIME
    base::Milliseconds expires{10'000};  ///< SCAN_EXPIRY_WINDOW
    std::size_t candidates = 5;          ///< MAX_CANDIDATES: the strongest, the serving AP among them
};

struct State {
    wifi::Dbm armed{-60};    ///< the low-level event comes below this
    bool after_low = false;  ///< what made it scan
    base::Instant next_period;
    base::Instant last_attempt;  ///< or the last success
};

/// As it begins on a new link.
[[nodiscard]] State begin(const Parameters& parameters, const Evidence& evidence, base::Instant now);

/// One reading of the link: Look when it looks for a better AP now. An event within the backoff is deferred
/// to its end.
[[nodiscard]] Verdict watch(const Parameters& parameters, State& state, const Evidence& evidence,
                            base::Instant now);

/// Compares levels, as after a scan; the margin is that of the trigger.
[[nodiscard]] Verdict judge(const Parameters& parameters, bool after_low, const Evidence& evidence);

}  // namespace station::policies::esp_idf
