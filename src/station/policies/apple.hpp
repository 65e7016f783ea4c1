// Apple's published roaming thresholds (support.apple.com HT203068; the deployment guide's page on macOS).
//
// What is published is when it looks, by how much a target has to be stronger, and which one is preferred.
// How often it looks is not; `between_scans` is ours.
#pragma once

#include "station/policies/evidence.hpp"

namespace station::policies::apple {

struct Parameters {
    wifi::Dbm trigger;           ///< it looks below this
    wifi::Db difference_busy;    ///< by how much a target has to be stronger while traffic flows
    wifi::Db difference_idle;    ///< and otherwise
    wifi::Dbm prefers_five;      ///< a 5 GHz target at least this strong goes before any of 2.4 GHz
    bool at_least = false;       ///< "-68 or better"; otherwise "better than"
    bool by_capability = false;  ///< newer standard, then more width go before level
    base::Milliseconds between_scans{10'000};
};

/// iOS and iPadOS: -70 dBm; 8 dB with traffic, 12 dB without; 5 GHz above -65 dBm.
inline constexpr Parameters kIos{{-70}, {8}, {12}, {-65}};
/// macOS: -75 dBm; 12 dB; 5 GHz at -68 dBm or better; ax before ac before n before a, 80 before 40 before 20.
inline constexpr Parameters kMacos{{-75}, {12}, {12}, {-68}, true, true};

/// Of a neighbour report only so many entries are visited.
inline constexpr std::size_t kChannels = 6;

struct State {
    std::optional<base::Instant> last_scan;
};

/// One reading of the link: Look when it looks now.
[[nodiscard]] Verdict watch(const Parameters& parameters, State& state, const Evidence& evidence,
                            base::Instant now);

/// Chooses among those that are stronger by the margin.
[[nodiscard]] Verdict judge(const Parameters& parameters, const Evidence& evidence);

}  // namespace station::policies::apple
