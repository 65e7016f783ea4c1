// What an uncertain level is worth: rates in each eighth of the belief, and how sure one is better than
// another.
#pragma once

#include <array>
#include <cstdint>

#include "radio/belief.hpp"
#include "radio/rate.hpp"

namespace radio {

/// A normal distribution as eight equally likely values: the mean of each eighth, in thousandths of the
/// deviation.
inline constexpr std::array<std::int32_t, 8> kEighths{-1647, -895, -491, -158, 158, 491, 895, 1647};

/// Expected rates, kbit/s, in each eighth of a belief: ascending.
using Rates = std::array<std::uint32_t, 8>;

/// What an application may expect of one link: the rate at a level, less the share of the medium's time that
/// others use.
class RateOf {
public:
    /// @param busy_per_255  that share (9.4.2.27).
    RateOf(const LinkCapability& link, std::uint8_t busy_per_255)
        : curve_{link}, free_per_256_{256U - busy_per_255} {}

    /// kbit/s. In 1/256 so that a rate of several Gbit/s stays within 32 bits.
    [[nodiscard]] std::uint32_t at(CentiDb level) const { return curve_.kbps(level) / 256 * free_per_256_; }

private:
    RateCurve curve_;
    std::uint32_t free_per_256_;
};

/// What may be expected if the level is distributed like `belief`.
[[nodiscard]] Rates rates(const RateOf& rate, const Belief& belief);
/// The same where the deviation is at hand.
[[nodiscard]] Rates rates(const RateOf& rate, CentiDb mean, std::int32_t deviation_cdb);

[[nodiscard]] std::uint32_t mean(const Rates& rates);

/// What is left of a time without a link of `cost` in each `horizon`.
class Share {
public:
    Share() = default;  ///< all of it
    Share(base::Milliseconds cost, base::Milliseconds horizon);

    [[nodiscard]] std::uint32_t of(std::uint32_t rate) const { return rate / 1024 * per_1024_; }

private:
    std::uint32_t per_1024_ = 1024;
};

/// By how much the rate, of which `share` is left, is expected to be above `reference_kbps`: what is not
/// above counts as nothing. kbit/s.
[[nodiscard]] std::uint32_t rise_above(const RateOf& rate, const Belief& belief, std::uint32_t reference_kbps,
                                       const Share& share);

/// Per cent of the pairs of equally likely cases in which `option`, of which `share` is left, is the better
/// one.
[[nodiscard]] std::int32_t confidence(const Rates& option, const Share& share, const Rates& serving);

}  // namespace radio
