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

/// What an application may expect of one BSS: the rate at a level, less the share of the medium's time that
/// others use.
class RateOf {
public:
    explicit RateOf(const Bss& bss);

    /// kbit/s. In 1/256 so that a rate of several Gbit/s stays within 32 bits.
    [[nodiscard]] std::uint32_t at(radio::CentiDb level) const {
        return curve_.kbps(level) / 256 * free_per_256_;
    }

private:
    radio::RateCurve curve_;
    std::uint32_t free_per_256_;
};

/// What an application may expect of `bss` if its level is distributed like `estimate`.
[[nodiscard]] Rates rates(const Bss& bss, const Estimate& estimate);
/// The same where the deviation is at hand.
[[nodiscard]] Rates rates(const Bss& bss, radio::CentiDb mean, std::int32_t deviation_cdb);

/// What is left of a time without a link of `cost` in each `horizon`.
class Share {
public:
    Share() = default;  ///< all of it
    Share(base::Milliseconds cost, base::Milliseconds horizon);

    [[nodiscard]] std::uint32_t of(std::uint32_t rate) const { return rate / 1024 * per_1024_; }

private:
    std::uint32_t per_1024_ = 1024;
};

/// By how much the rate of `bss`, of which `share` is left, is expected to be above `reference_kbps`: what is
/// not above counts as nothing. kbit/s.
[[nodiscard]] std::uint32_t rise_above(const Bss& bss, const Estimate& estimate, std::uint32_t reference_kbps,
                                       const Share& share);

[[nodiscard]] std::uint32_t mean(const Rates& rates);

/// What a move to `bss` is expected to cost, as time without a link: the gap of its method as our own moves
/// showed it, the risk that the target is out of reach, failures lately, and the penalty for going back.
/// What it is expected to cost that a target with these rates may not answer.
[[nodiscard]] base::Milliseconds failure_risk(const Policy& policy, const Rates& rates);

[[nodiscard]] base::Milliseconds move_cost(const Policy& policy, const Knowledge& knowledge, const Bss& bss,
                                           const Rates& rates, base::Instant now);

/// The link carries next to nothing, or showed a moment ago that it does not.
/// How a move from the serving BSS to `target` is done. Over the distribution system where both APs offer it
/// and it has worked, or was not tried: the link carries traffic while the target fetches keys, and stands
/// when the target refuses. A link that fails or ends cannot carry the request.
[[nodiscard]] Method method_to(const Policy& policy, const Knowledge& knowledge, const Bss& target,
                               base::Instant now);

[[nodiscard]] bool is_failing(const Policy& policy, const Knowledge& knowledge, std::uint32_t serving_kbps,
                              base::Instant now);

}  // namespace station
