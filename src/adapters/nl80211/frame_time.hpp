// Which timer reading of the kernel's scan table belongs to which moment.
//
// An entry has the timers of the last probe response and of the last beacon, the moment of one frame, and the
// age of the last in ticks. A beacon heard in the same scan after a probe response renews its timer and not
// the moment; the beacons of the serving BSS renew both. Seen on kernel 6.1. The wrong pair is up to a beacon
// interval off, and every visit that trusts it hears nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace nl80211 {

struct FrameTimes {
    std::uint64_t tsf_us = 0;  ///< of the last probe response, or of the last beacon where there was none
    std::uint64_t beacon_tsf_us = 0;                     ///< of the last beacon; 0: none
    std::chrono::nanoseconds ticks_ago{};                ///< age of the last frame, rounded to ticks
    std::optional<std::chrono::nanoseconds> seen_ago{};  ///< exact age of one of the two
    bool serving = false;                                ///< of the BSS that the station is linked to
};

/// One frame: its timer and its age.
struct FrameTime {
    std::uint64_t tsf_us = 0;
    std::chrono::nanoseconds age{};
    bool exact = false;  ///< otherwise `age` is good to kTick
};

/// Kernels tick at 100 Hz or more.
inline constexpr std::chrono::milliseconds kTick{10};

[[nodiscard]] FrameTime frame_time(const FrameTimes& times);

}  // namespace nl80211
