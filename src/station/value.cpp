#include "station/value.hpp"

#include <algorithm>

namespace station {

using base::Instant;
using base::Milliseconds;

namespace {

constexpr std::int32_t offset(std::int32_t deviation_cdb, std::int32_t eighth) {
    return deviation_cdb * eighth / 1000;
}

}  // namespace

RateOf::RateOf(const Bss& bss) : curve_{bss.link}, free_per_256_{256U - bss.busy_per_255} {}

Rates rates(const Bss& bss, const Estimate& estimate) {
    return rates(bss, estimate.mean, deviation_cdb(estimate.variance));
}

Rates rates(const Bss& bss, radio::CentiDb mean, std::int32_t deviation_cdb) {
    const RateOf rate{bss};
    Rates result{};
    // The eighths are as far below the mean as above it.
    for (std::size_t i = 0; i < result.size() / 2; ++i) {
        const radio::CentiDb away{offset(deviation_cdb, kEighths[i])};
        result[i] = rate.at(mean + away);
        result[result.size() - 1 - i] = rate.at(mean - away);
    }
    return result;
}

std::uint32_t rise_above(const Bss& bss, const Estimate& estimate, std::uint32_t reference_kbps,
                         const Share& share) {
    const RateOf rate{bss};
    const std::int32_t deviation = deviation_cdb(estimate.variance);
    std::uint32_t sum = 0;
    // Rates rise with the level: below the first that is not worth it, none is.
    for (std::size_t i = kEighths.size(); i-- > 0;) {
        const std::uint32_t net =
            share.of(rate.at(estimate.mean + radio::CentiDb{offset(deviation, kEighths[i])}));
        if (net <= reference_kbps) break;
        sum += (net - reference_kbps) / 8;
    }
    return sum;
}

std::uint32_t mean(const Rates& rates) {
    std::uint32_t sum = 0;
    for (const std::uint32_t rate : rates) sum += rate / 8;
    return sum;
}

Milliseconds failure_risk(const Policy& policy, const Rates& rates) {
    const auto dead =
        std::ranges::count_if(rates, [&](std::uint32_t rate) { return rate < policy.failing_kbps; });
    return policy.failed_move * static_cast<std::int32_t>(dead) / static_cast<std::int32_t>(rates.size());
}

Milliseconds move_cost(const Policy& policy, const Knowledge& knowledge, const Bss& bss, const Rates& rates,
                       Instant now) {
    const bool fast = is_fast(knowledge, bss);
    const Milliseconds measured = fast ? knowledge.fast_transition_move : knowledge.full_move;
    const Milliseconds prior = fast ? policy.move_fast_transition : policy.move_full;
    Milliseconds cost = measured.count() > 0 ? measured : prior;
    cost += failure_risk(policy, rates);
    cost += policy.failed_move / 4 * std::min<std::int32_t>(bss.failures, 4);
    if (knowledge.left && knowledge.left->bssid == bss.bssid) {
        const bool asked = knowledge.left->asked;
        const Milliseconds since = now - knowledge.left->when;
        const Milliseconds memory = asked ? policy.asked_memory : policy.return_memory;
        const Milliseconds penalty = asked ? policy.asked_penalty : policy.return_penalty;
        if (since < memory)
            cost +=
                penalty * ((memory - since).count() / 100) / std::max<std::int32_t>(memory.count() / 100, 1);
    }
    return cost;
}

Share::Share(Milliseconds cost, Milliseconds horizon) {
    const auto whole = static_cast<std::uint32_t>(std::max<std::int32_t>(horizon.count(), 1));
    const auto left =
        static_cast<std::uint32_t>(std::clamp<std::int32_t>((horizon - cost).count(), 0, horizon.count()));
    // Horizons are at most minutes.
    per_1024_ = left * 1024 / whole;
}

bool is_failing(const Policy& policy, const Knowledge& knowledge, std::uint32_t serving_kbps, Instant now) {
    if (!knowledge.serving) return false;
    const auto& sign = knowledge.serving->failing;
    return serving_kbps < policy.failing_kbps || (sign && now - *sign < policy.failing_memory);
}

Method method_to(const Policy& policy, const Knowledge& knowledge, const Bss& target, Instant now) {
    const Bss* serving = serving_bss(knowledge);
    if (!serving || !knowledge.serving || !is_fast(knowledge, target)) return Method::Full;
    const std::uint32_t kbps = mean(rates(*serving, estimate(policy, knowledge, *serving, now)));
    const bool link_holds = !is_failing(policy, knowledge, kbps, now) && !knowledge.serving->ends_at;
    const bool wired = serving->over_ds && target.over_ds && knowledge.over_ds.retry_at <= now;
    return link_holds && wired ? Method::FastTransitionOverDs : Method::FastTransition;
}

}  // namespace station
