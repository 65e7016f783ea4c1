// The kernel's signal monitor (nl80211 CQM with mac80211): tells when the average of beacons crosses a
// threshold, and again when it has gone on by the hysteresis.
#pragma once

#include <optional>

#include "wifi/units.hpp"

namespace station::policies {

enum class Crossing : std::uint8_t { None, Below, Above };

struct SignalMonitor {
    std::optional<wifi::Dbm> last_told;

    /// Takes in one reading.
    constexpr Crossing step(wifi::Dbm level, wifi::Dbm threshold, wifi::Db hysteresis) {
        if (level < threshold && (!last_told || level < *last_told - hysteresis)) {
            last_told = level;
            return Crossing::Below;
        }
        if (level > threshold && (!last_told || level > *last_told + hysteresis)) {
            last_told = level;
            return Crossing::Above;
        }
        return Crossing::None;
    }
};

}  // namespace station::policies
