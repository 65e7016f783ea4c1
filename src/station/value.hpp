// What a BSS is worth to us, and what it costs to get there.
#pragma once

#include <array>
#include <cstdint>

#include "base/time.hpp"
#include "station/estimate.hpp"
#include "station/knowledge.hpp"
#include "station/policy.hpp"

namespace station {

/// A normal distribution as eight equally likely values: the mean of each eighth, in thousandths of the
/// deviation.
inline constexpr std::array<std::int32_t, 8> kEighths{-1647, -895, -491, -158, 158, 491, 895, 1647};

/// Expected rates, kbit/s, in each eighth of an estimate: ascending.
using Rates = std::array<std::uint32_t, 8>;

/// What an application may expect of `bss` if its level is distributed like `estimate`: the rate at each
/// level, less the share of the medium's time that others use.
[[nodiscard]] Rates rates(const Bss& bss, const Estimate& estimate);

/// The last of rates(), which is the highest.
[[nodiscard]] std::uint32_t best_rate(const Bss& bss, const Estimate& estimate);

[[nodiscard]] std::uint32_t mean(const Rates& rates);

/// What a move to `bss` is expected to cost, as time without a link: the gap of its method as our own moves
/// showed it, the risk that the target is out of reach, failures lately, and the penalty for going back.
/// What it is expected to cost that a target with these rates may not answer.
[[nodiscard]] base::Milliseconds failure_risk(const Policy& policy, const Rates& rates);

[[nodiscard]] base::Milliseconds move_cost(const Policy& policy, const Knowledge& knowledge, const Bss& bss,
                                           const Rates& rates, base::Instant now);

/// `rate` when `cost` of `horizon` is spent without a link.
[[nodiscard]] std::uint32_t less_cost(std::uint32_t rate, base::Milliseconds cost,
                                      base::Milliseconds horizon);

/// The link carries next to nothing, or showed a moment ago that it does not.
/// How a move from the serving BSS to `target` is done. Over the distribution system where both APs offer it
/// and it has worked, or was not tried: the link carries traffic while the target fetches keys, and stands
/// when the target refuses. A link that fails or ends cannot carry the request.
[[nodiscard]] Method method_to(const Policy& policy, const Knowledge& knowledge, const Bss& target,
                               base::Instant now);

[[nodiscard]] bool is_failing(const Policy& policy, const Knowledge& knowledge, std::uint32_t serving_kbps,
                              base::Instant now);

}  // namespace station
