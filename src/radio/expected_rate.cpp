#include "radio/expected_rate.hpp"

#include <algorithm>

namespace radio {

namespace {

std::uint32_t rate_at(const LinkCapability& link, const Belief& belief, std::int32_t deviation,
                      std::int32_t eighth, std::uint8_t busy_per_255) {
    const CentiDb level{belief.mean.value + deviation * eighth / 1000};
    const std::uint32_t free_share = 255U - busy_per_255;
    // In 1/256 so that a rate of several Gbit/s stays within 32 bits.
    return usable_kbps(link, level) / 256 * (free_share + 1);
}

}  // namespace

Rates rates(const LinkCapability& link, const Belief& belief, std::uint8_t busy_per_255) {
    const std::int32_t deviation = deviation_cdb(belief.variance);
    Rates result{};
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = rate_at(link, belief, deviation, kEighths[i], busy_per_255);
    return result;
}

std::uint32_t best_rate(const LinkCapability& link, const Belief& belief, std::uint8_t busy_per_255) {
    return rate_at(link, belief, deviation_cdb(belief.variance), kEighths.back(), busy_per_255);
}

std::uint32_t mean(const Rates& rates) {
    std::uint32_t sum = 0;
    for (const std::uint32_t rate : rates) sum += rate / 8;
    return sum;
}

std::uint32_t less_cost(std::uint32_t rate, base::Milliseconds cost, base::Milliseconds horizon) {
    const auto whole = static_cast<std::uint32_t>(std::max<std::int32_t>(horizon.count(), 1));
    const auto left =
        static_cast<std::uint32_t>(std::clamp<std::int32_t>((horizon - cost).count(), 0, horizon.count()));
    // The share in 1/1024: horizons are at most minutes.
    return rate / 1024 * (left * 1024 / whole);
}

std::int32_t confidence(const Rates& option, base::Milliseconds cost, base::Milliseconds horizon,
                        const Rates& serving) {
    std::int32_t better = 0;
    for (const std::uint32_t rate : option) {
        const std::uint32_t net = less_cost(rate, cost, horizon);
        for (const std::uint32_t other : serving) better += net > other ? 1 : 0;
    }
    return better * 100 / static_cast<std::int32_t>(option.size() * serving.size());
}

}  // namespace radio
