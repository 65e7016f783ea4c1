// A level with its uncertainty, and how both change with time and with the station's own movement: what was
// measured loses its meaning on the way.
#pragma once

#include <cstdint>

#include "base/time.hpp"
#include "radio/rate.hpp"

namespace radio {

/// A variance in hundredths of dB². The unit keeps products of two of them within 32 bits.
struct Variance {
    std::int32_t centi = 0;

    friend constexpr auto operator<=>(const Variance&, const Variance&) = default;
    friend constexpr Variance operator+(Variance a, Variance b) { return {a.centi + b.centi}; }
};

/// A level as a normal distribution.
struct Belief {
    CentiDb mean;
    Variance variance;

    friend constexpr bool operator==(const Belief&, const Belief&) = default;
};

/// How a measurement ages.
struct Ageing {
    /// Where a BSS that was never heard is expected, hundredths of dBm, with variance `spread`.
    std::int32_t unheard_cdbm = -7600;
    /// Nothing is ever known worse than this: the spread of levels of all BSS in reach.
    Variance spread{14400};
    /// Walking for this long halves what a measurement tells.
    base::Milliseconds half_told{15'000};
    /// Growth per second, walking or not, up to `growth_most`: people and doors.
    Variance growth{15};
    Variance growth_most{900};
};

/// Square root of `variance` in hundredths of dB.
[[nodiscard]] std::int32_t deviation_cdb(Variance variance);

/// The belief after a measurement with error variance `noise`, the two weighed by their certainty.
[[nodiscard]] Belief combine(const Belief& before, CentiDb measured, Variance noise);

/// The spread of what a belief may become after a measurement with `noise`: the part of the doubt that
/// looking resolves.
[[nodiscard]] Variance resolvable(Variance variance, Variance noise);

/// What `measured` still says after the station has walked for `walked` and `elapsed` has passed: the mean
/// returns towards that of an unheard BSS and the variance towards the spread of them all.
[[nodiscard]] Belief aged(const Ageing& ageing, const Belief& measured, base::Milliseconds walked,
                          base::Milliseconds elapsed);
/// The same in two steps: a belief that has aged by the way alone, and what time adds to it.
[[nodiscard]] Belief walked_from(const Ageing& ageing, const Belief& measured, base::Milliseconds walked);
[[nodiscard]] Belief grown(const Ageing& ageing, const Belief& belief, base::Milliseconds elapsed);

}  // namespace radio
