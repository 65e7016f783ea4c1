#include "radio/motion.hpp"

#include <algorithm>
#include <cstdlib>

namespace radio {

bool is_walking(const MotionLimits& limits, const Motion& motion, base::Instant now) {
    return motion.moving && now - motion.moving_since >= limits.walking_after;
}

void observe_motion(const MotionLimits& limits, Motion& motion, CentiDb last, CentiDb average,
                    base::Instant now) {
    if (!motion.primed) {
        motion.primed = true;
        motion.last = last;
        motion.slow = average;
        motion.last_at = now;
        return;
    }
    const std::int32_t elapsed = std::clamp<std::int32_t>((now - motion.last_at).count(), 0, 4'000);
    // One reading that is far off (a handover of rates, a burst of interference) must not count as a walk.
    const std::int32_t difference = std::clamp<std::int32_t>((last - motion.last).value, -1200, 1200);
    motion.variability.centi += (difference * difference / 100 - motion.variability.centi) / 16;
    motion.slow.value += (average - motion.slow).value * elapsed / (8'000 + elapsed);
    motion.last = last;
    motion.last_at = now;
    const std::int32_t shift = std::abs((average - motion.slow).value);
    const bool was_moving = motion.moving;
    if (motion.moving)
        motion.moving = motion.variability > limits.standing_below || shift > limits.shift_cdb / 2;
    else
        motion.moving = motion.variability > limits.moving_above || shift > limits.shift_cdb;
    if (motion.moving && !was_moving) motion.moving_since = now;
}

}  // namespace radio
