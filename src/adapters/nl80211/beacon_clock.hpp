// When the next beacon of a BSS is due, from one frame of it that was received.
//
// Beacons are sent at target beacon transmission times, the moments in which the BSS's own timer (TSF) is a
// multiple of the beacon interval (11.1.3.2). Beacons and probe responses carry that timer, so any of them
// gives those moments on the receiver's clock, whatever the sender had to wait before it could send. Clocks
// are off by up to 20 ppm each (17.3.9.5), so what was learned grows uncertain: 12 ms in five minutes.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>

#include "wifi/units.hpp"

namespace nl80211 {

class BeaconClock {
public:
    using Time = std::chrono::steady_clock::time_point;
    using Micros = std::chrono::microseconds;

    static constexpr std::chrono::minutes kHolds{5};
    /// 20 ppm for each of the two clocks.
    static constexpr int kDriftPpm = 40;

    struct Due {
        Time at;
        Micros within{};  ///< how far off it may be, either way: the clocks have drifted apart since
    };

    /// A frame of `bssid` was received at `at`.
    /// @param tsf_us        its Timestamp field (9.4.1.10).
    /// @param interval_tu   its Beacon Interval field in time units of 1024 us (9.4.1.3); 0 is ignored.
    /// @param error         how far off `at` may be, either way.
    /// @return  false for a frame that is known already, or older: nothing is learned from it.
    bool note(const wifi::MacAddress& bssid, std::uint64_t tsf_us, std::uint16_t interval_tu, Time at,
              Micros error = {});

    /// The first beacon of `bssid` that is due at or after `from`. Empty when nothing was received within
    /// kHolds.
    [[nodiscard]] std::optional<Due> due(const wifi::MacAddress& bssid, Time from) const;

private:
    struct Learned {
        Time target;  ///< one target beacon transmission time
        Micros interval{};
        Time at;
        Micros error{};
        std::uint64_t tsf_us = 0;
    };
    std::map<wifi::MacAddress, Learned> learned_;
};

}  // namespace nl80211
