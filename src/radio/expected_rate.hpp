// What an uncertain level is worth: rates in each eighth of the belief, and how sure one is better than
// another.
#pragma once

#include <array>
#include <cstdint>

#include "radio/belief.hpp"

namespace radio {

/// A normal distribution as eight equally likely values: the mean of each eighth, in thousandths of the
/// deviation.
inline constexpr std::array<std::int32_t, 8> kEighths{-1647, -895, -491, -158, 158, 491, 895, 1647};

/// Expected rates, kbit/s, in each eighth of a belief: ascending.
using Rates = std::array<std::uint32_t, 8>;

/// What an application may expect of a link whose level is distributed like `belief`: the rate at each level,
/// less the share of the medium's time that others use.
/// @param busy_per_255  that share (9.4.2.27).
[[nodiscard]] Rates rates(const LinkCapability& link, const Belief& belief, std::uint8_t busy_per_255);

/// The last of rates(), which is the highest.
[[nodiscard]] std::uint32_t best_rate(const LinkCapability& link, const Belief& belief,
                                      std::uint8_t busy_per_255);

[[nodiscard]] std::uint32_t mean(const Rates& rates);

/// `rate` when `cost` of `horizon` is spent without a link.
[[nodiscard]] std::uint32_t less_cost(std::uint32_t rate, base::Milliseconds cost,
                                      base::Milliseconds horizon);

/// Per cent of the pairs of equally likely cases in which `option` is the better one after its cost.
[[nodiscard]] std::int32_t confidence(const Rates& option, base::Milliseconds cost,
                                      base::Milliseconds horizon, const Rates& serving);

}  // namespace radio
