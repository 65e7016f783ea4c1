#include "radio/belief.hpp"

#include <algorithm>

namespace radio {

namespace {

/// Floor of the square root, by bits.
constexpr std::uint32_t root(std::uint32_t square) {
    std::uint32_t result = 0;
    for (std::uint32_t bit = 1U << 15; bit != 0; bit >>= 1) {
        const std::uint32_t trial = result | bit;
        if (trial * trial <= square) result = trial;
    }
    return result;
}
static_assert(root(0) == 0 && root(143) == 11 && root(144) == 12 && root(4'294'967'295U) == 65535);

constexpr std::int32_t kWhole = 1024;  // fixed point of the share that is still told

/// The share of a measurement's meaning that is left after walking for `walked`, of kWhole.
std::int32_t still_told(const Ageing& ageing, base::Milliseconds walked) {
    // Milliseconds are cut to 64 ms so that the product stays within 32 bits; a day of walking is as good as
    // two.
    const std::int32_t way = std::clamp<std::int32_t>(walked.count(), 0, 86'400'000) >> 6;
    const std::int32_t half = std::max<std::int32_t>(ageing.half_told.count() >> 6, 1);
    return half * kWhole / (half + way);
}

}  // namespace

std::int32_t deviation_cdb(Variance variance) {
    return static_cast<std::int32_t>(
        root(static_cast<std::uint32_t>(std::max<std::int32_t>(variance.centi, 0)) * 100));
}

Variance resolvable(Variance variance, Variance noise) {
    const std::int32_t sum = variance.centi + noise.centi;
    return {sum > 0 ? variance.centi * variance.centi / sum : 0};
}

Belief combine(const Belief& before, CentiDb measured, Variance noise) {
    const std::int32_t sum = before.variance.centi + noise.centi;
    if (sum <= 0) return {measured, noise};
    const std::int32_t step =
        (measured - before.mean).value * (before.variance.centi >> 2) / ((sum >> 2) + 1);
    return {before.mean + CentiDb{step}, {before.variance.centi * (noise.centi >> 2) / ((sum >> 2) + 1)}};
}

Belief aged(const Ageing& ageing, const Belief& measured, base::Milliseconds walked,
            base::Milliseconds elapsed) {
    const std::int32_t told = still_told(ageing, walked);
    const std::int32_t mean =
        ageing.unheard_cdbm + (measured.mean.value - ageing.unheard_cdbm) * told / kWhole;
    const std::int32_t certain = std::max<std::int32_t>(ageing.spread.centi - measured.variance.centi, 0);
    const std::int32_t by_walking = ageing.spread.centi - certain * told / kWhole * told / kWhole;
    const std::int32_t seconds = std::clamp<std::int32_t>(elapsed.count() / 1000, 0, 3600);
    const std::int32_t by_time =
        std::min<std::int32_t>(ageing.growth.centi * seconds, ageing.growth_most.centi);
    return {{mean}, {std::min<std::int32_t>(by_walking + by_time, ageing.spread.centi)}};
}

}  // namespace radio
