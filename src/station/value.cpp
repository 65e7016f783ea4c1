#include "station/value.hpp"

#include <algorithm>

namespace station {

using base::Instant;
using base::Milliseconds;

Milliseconds failure_risk(const Policy& policy, const Rates& rates) {
    // They ascend, and most targets answer.
    std::uint32_t dead = 0;
    while (dead < rates.size() && rates[dead] < policy.failing_kbps) ++dead;
    return dead == 0 ? Milliseconds{0}
                     : policy.failed_move * static_cast<std::int32_t>(dead) /
                           static_cast<std::int32_t>(rates.size());
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
    const bool wired = serving->over_ds && target.over_ds && knowledge.over_ds.retry_at <= now &&
                       is_known_to_driver(knowledge, target);
    return link_holds && wired ? Method::FastTransitionOverDs : Method::FastTransition;
}

}  // namespace station
