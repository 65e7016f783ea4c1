// A level with its uncertainty, and how both change with time and with our own movement.
#pragma once

#include "base/time.hpp"
#include "radio/belief.hpp"
#include "station/knowledge.hpp"
#include "station/policy.hpp"

namespace station {

using Estimate = radio::Belief;
using radio::combine;
using radio::deviation_cdb;
using radio::resolvable;

/// Which of the two kinds of doubt count. The slow drift of a standing link comes back by itself: a look
/// finds out how it is now, which is no reason to look.
enum class Doubt : std::uint8_t { All, WalkingOnly };

/// The level of `bss` at `now`. What was measured loses its meaning as the station walks: the mean returns
/// towards that of an unheard BSS and the variance towards the spread of them all. Time alone adds a little,
/// up to a limit.
[[nodiscard]] Estimate estimate(const Policy& policy, const Knowledge& knowledge, const Bss& bss,
                                base::Instant now, Doubt doubt = Doubt::All);

/// Both at once, for who needs both.
struct Estimates {
    Estimate walking_only;
    Estimate all;
};
[[nodiscard]] Estimates estimates(const Policy& policy, const Knowledge& knowledge, const Bss& bss,
                                  base::Instant now);

/// The station has shown signs of movement for long enough to decide by them.
[[nodiscard]] bool is_walking(const Policy& policy, const Motion& motion, base::Instant now);

/// Updates the judgement on the station's own motion by one reading of the serving link.
/// @param last  level of one frame.  @param average  a level smoothed over several.
void observe_motion(const Policy& policy, Motion& motion, radio::CentiDb last, radio::CentiDb average,
                    base::Instant now);

}  // namespace station
