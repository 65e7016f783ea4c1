// Silences of the measured stream, and what the station was doing meanwhile.
#pragma once

#include <cstdint>
#include <vector>

#include "lab/truth.hpp"

namespace lab {

/// From `from` to `to`, in microseconds from the start of the walk; empty when they are equal.
struct Interval {
    Micros from = 0;
    Micros to = 0;

    [[nodiscard]] Micros length() const { return to - from; }
    friend bool operator==(const Interval&, const Interval&) = default;
};

enum class GapCause : std::uint8_t { Coverage, Handoff, OffChannel };

/// A silence between two consecutive arrivals of one direction, or between one and an end of the walk.
struct Gap {
    Direction direction = Direction::Down;
    Interval when;
    GapCause cause = GapCause::Coverage;
    Micros handoff = 0;  ///< the part of it without a link, and until the new link's first packet
};

/// Every silence of the first `length` microseconds, however short, in order of time, the down direction
/// first.
///
/// The cause is what took most of the gap: handoff, the time without a link and then until the new link
/// carries its first packet, at most kSettling; off-channel, the time tuned away while linked; coverage, what
/// is left after one packet period, which is nobody's fault. On a tie handoff goes before off-channel before
/// coverage. A gap that lies for the most part in a hole is coverage whatever the station did.
/// @param period  time between two packets of one direction.
/// @param holes   when no BSS was usable at all; in order of time, without overlap.
[[nodiscard]] std::vector<Gap> find_gaps(const Truth& truth, Micros length, Micros period,
                                         const std::vector<Interval>& holes);

/// A link that carries nothing for longer than this after it was made is a bad place, not a slow handshake.
inline constexpr Micros kSettling = 1'000'000;

/// Time tuned away while linked, within the first `length` microseconds; in order of time.
[[nodiscard]] std::vector<Interval> off_channel(const Truth& truth, Micros length);

/// The part that two intervals share; empty (0 to 0) when they share none.
[[nodiscard]] Interval common(Interval a, Interval b);

}  // namespace lab
