// Time as the portable core sees it: an argument, never a clock.
//
// Durations are 32 bits wide, so that a 32-bit machine divides them without a library; instants are 64 bits
// wide, so that nothing wraps in the life of a device.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <limits>

namespace base {

using Milliseconds = std::chrono::duration<std::int32_t, std::milli>;

/// A moment on the engine's monotonic clock, in milliseconds since an origin of the engine's choice.
struct Instant {
    std::int64_t ms = 0;

    friend constexpr auto operator<=>(const Instant&, const Instant&) = default;

    friend constexpr Instant operator+(Instant at, Milliseconds later) {
        return Instant{at.ms + later.count()};
    }

    /// The time from `earlier` to `later`, held at the ends of the 32-bit range (24 days) instead of
    /// wrapping.
    friend constexpr Milliseconds operator-(Instant later, Instant earlier) {
        const std::int64_t difference = later.ms - earlier.ms;
        constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
        if (difference > kMost) return Milliseconds{static_cast<std::int32_t>(kMost)};
        if (difference < -kMost) return Milliseconds{static_cast<std::int32_t>(-kMost)};
        return Milliseconds{static_cast<std::int32_t>(difference)};
    }
};

}  // namespace base
