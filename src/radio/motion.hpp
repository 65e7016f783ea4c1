// Whether a station moves, judged by the level of its own link alone. Fading is independent from one half
// wavelength to the next, so readings scatter while walking; while standing only the report's own noise is
// left.
#pragma once

#include "base/time.hpp"
#include "radio/belief.hpp"

namespace radio {

struct MotionLimits {
    /// Mean square of the differences between successive readings.
    Variance moving_above{1400};
    Variance standing_below{700};
    /// A change of the mean level by this much, hundredths of dB, against its own past means that the place
    /// changed.
    std::int32_t shift_cdb = 500;
    /// Signs of movement have to last this long before a choice rests on them: the drift of a standing link
    /// looks like a step or two.
    base::Milliseconds walking_after{5'000};
};

struct Motion {
    base::Instant moving_since;
    base::Instant last_at;
    CentiDb last;               ///< the last single reading
    CentiDb slow;               ///< mean of the level over some ten seconds
    Variance variability{600};  ///< mean square of the differences between successive readings
    bool moving = false;
    bool primed = false;  ///< `last` and `slow` are of this link
};

/// It has moved for long enough to decide by it.
[[nodiscard]] bool is_walking(const MotionLimits& limits, const Motion& motion, base::Instant now);

/// Updates the judgement by one reading of the link.
/// @param last  level of one frame.  @param average  a level smoothed over several.
void observe_motion(const MotionLimits& limits, Motion& motion, CentiDb last, CentiDb average,
                    base::Instant now);

}  // namespace radio
