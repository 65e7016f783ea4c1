#include "radio/expected_rate.hpp"

#include <algorithm>

namespace radio {

namespace {

constexpr std::int32_t offset(std::int32_t deviation_cdb, std::int32_t eighth) {
    return deviation_cdb * eighth / 1000;
}

}  // namespace

Rates rates(const RateOf& rate, const Belief& belief) {
    return rates(rate, belief.mean, deviation_cdb(belief.variance));
}

Rates rates(const RateOf& rate, CentiDb mean, std::int32_t deviation_cdb) {
    Rates result{};
    // The eighths are as far below the mean as above it.
    for (std::size_t i = 0; i < result.size() / 2; ++i) {
        const CentiDb away{offset(deviation_cdb, kEighths[i])};
        result[i] = rate.at(mean + away);
        result[result.size() - 1 - i] = rate.at(mean - away);
    }
    return result;
}

std::uint32_t mean(const Rates& rates) {
    std::uint32_t sum = 0;
    for (const std::uint32_t rate : rates) sum += rate / 8;
    return sum;
}

Share::Share(base::Milliseconds cost, base::Milliseconds horizon) {
    const auto whole = static_cast<std::uint32_t>(std::max<std::int32_t>(horizon.count(), 1));
    const auto left =
        static_cast<std::uint32_t>(std::clamp<std::int32_t>((horizon - cost).count(), 0, horizon.count()));
    // Horizons are at most minutes.
    per_1024_ = left * 1024 / whole;
}

std::uint32_t rise_above(const RateOf& rate, const Belief& belief, std::uint32_t reference_kbps,
                         const Share& share) {
    const std::int32_t deviation = deviation_cdb(belief.variance);
    std::uint32_t sum = 0;
    // Rates rise with the level: below the first that is not worth it, none is.
    for (std::size_t i = kEighths.size(); i-- > 0;) {
        const std::uint32_t net = share.of(rate.at(belief.mean + CentiDb{offset(deviation, kEighths[i])}));
        if (net <= reference_kbps) break;
        sum += (net - reference_kbps) / 8;
    }
    return sum;
}

std::int32_t confidence(const Rates& option, const Share& share, const Rates& serving) {
    // Both ascend: the more of the others lie below, the better the case.
    std::int32_t better = 0;
    std::size_t below = 0;
    for (const std::uint32_t rate : option) {
        const std::uint32_t net = share.of(rate);
        while (below < serving.size() && serving[below] < net) ++below;
        better += static_cast<std::int32_t>(below);
    }
    return better * 100 / static_cast<std::int32_t>(option.size() * serving.size());
}

}  // namespace radio
