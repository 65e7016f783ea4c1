// What a BSS is worth to us, and what it costs to get there.
#pragma once

#include <cstdint>

#include "base/time.hpp"
#include "radio/expected_rate.hpp"
#include "station/estimate.hpp"
#include "station/knowledge.hpp"
#include "station/policy.hpp"

namespace station {

using radio::mean;
using radio::Rates;
using radio::Share;

/// What an application may expect of `bss` if its level is distributed like `estimate`.
[[nodiscard]] inline Rates rates(const Bss& bss, const Estimate& estimate) {
    return radio::rates({bss.link, bss.busy_per_255}, estimate);
}
/// The same where the deviation is at hand.
[[nodiscard]] inline Rates rates(const Bss& bss, radio::CentiDb mean, std::int32_t deviation_cdb) {
    return radio::rates({bss.link, bss.busy_per_255}, mean, deviation_cdb);
}

/// By how much the rate of `bss`, of which `share` is left, is expected to be above `reference_kbps`: what is
/// not above counts as nothing. kbit/s.
[[nodiscard]] inline std::uint32_t rise_above(const Bss& bss, const Estimate& estimate,
                                              std::uint32_t reference_kbps, const Share& share) {
    return radio::rise_above({bss.link, bss.busy_per_255}, estimate, reference_kbps, share);
}

/// What it is expected to cost that a target with these rates may not answer.
[[nodiscard]] base::Milliseconds failure_risk(const Policy& policy, const Rates& rates);

/// What a move to `bss` is expected to cost, as time without a link: the gap of its method as our own moves
/// showed it, the risk that the target is out of reach, failures lately, and the penalty for going back.
[[nodiscard]] base::Milliseconds move_cost(const Policy& policy, const Knowledge& knowledge, const Bss& bss,
                                           const Rates& rates, base::Instant now);

/// How a move from the serving BSS to `target` is done. Over the distribution system where both APs offer it
/// and it has worked, or was not tried: the link carries traffic while the target fetches keys, and stands
/// when the target refuses. A link that fails or ends cannot carry the request.
[[nodiscard]] Method method_to(const Policy& policy, const Knowledge& knowledge, const Bss& target,
                               base::Instant now);

/// The link carries next to nothing, or showed a moment ago that it does not.
[[nodiscard]] bool is_failing(const Policy& policy, const Knowledge& knowledge, std::uint32_t serving_kbps,
                              base::Instant now);

}  // namespace station
