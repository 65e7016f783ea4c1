#include "adapters/nl80211/frame_time.hpp"

#include <algorithm>

namespace nl80211 {

namespace {

constexpr std::uint64_t kOneScanUs = 1'000'000;  // no scan stays on a channel for longer

}  // namespace

FrameTime frame_time(const FrameTimes& times) {
    if (!times.seen_ago) return {std::max(times.tsf_us, times.beacon_tsf_us), times.ticks_ago, false};
    const std::uint64_t renews_after_us = times.serving ? 0 : kOneScanUs;
    const bool of_beacon = times.beacon_tsf_us > times.tsf_us + renews_after_us;
    return {of_beacon ? times.beacon_tsf_us : times.tsf_us, *times.seen_ago, true};
}

}  // namespace nl80211
