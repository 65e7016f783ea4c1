#include "radio/belief.hpp"

#include <algorithm>
#include <array>

namespace radio {

namespace {

/// By 0 to 255: the square root in sixteenths, rounded down.
constexpr auto kRoots = [] {
    std::array<std::uint8_t, 256> result{};
    for (unsigned at = 0, root = 0; at < result.size(); ++at) {
        while ((root + 1) * (root + 1) <= at * 256) ++root;
        result[at] = static_cast<std::uint8_t>(root);
    }
    return result;
}();

/// Floor of the square root: the leading digits from the table, one step of Newton's method, and what
/// rounding leaves.
constexpr std::uint32_t root(std::uint32_t square) {
    std::uint32_t leading = square;
    int halves = 0;
    for (; leading >= 65'536; leading >>= 8) halves += 4;
    for (; leading >= 256; leading >>= 2) ++halves;
    std::uint32_t result = (std::uint32_t{kRoots[leading]} << halves) >> 4;
    if (halves == 0) return result;
    result = (result + square / result) / 2;
    while (result > 65'535 || result * result > square) --result;
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
    return grown(ageing, walked_from(ageing, measured, walked), elapsed);
}

Belief walked_from(const Ageing& ageing, const Belief& measured, base::Milliseconds walked) {
    const std::int32_t told = still_told(ageing, walked);
    const std::int32_t mean =
        ageing.unheard_cdbm + (measured.mean.value - ageing.unheard_cdbm) * told / kWhole;
    const std::int32_t certain = std::max<std::int32_t>(ageing.spread.centi - measured.variance.centi, 0);
    const std::int32_t by_walking = ageing.spread.centi - certain * told / kWhole * told / kWhole;
    return {{mean}, {by_walking}};
}

Belief grown(const Ageing& ageing, const Belief& belief, base::Milliseconds elapsed) {
    const std::int32_t seconds = std::clamp<std::int32_t>(elapsed.count() / 1000, 0, 3600);
    const std::int32_t by_time =
        std::min<std::int32_t>(ageing.growth.centi * seconds, ageing.growth_most.centi);
    return {belief.mean, {std::min<std::int32_t>(belief.variance.centi + by_time, ageing.spread.centi)}};
}

}  // namespace radio
