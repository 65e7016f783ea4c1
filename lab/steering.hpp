// What steering did for one station of a fleet, judged by what the clairvoyant knows. docs/score.md defines
// each figure for users.
#pragma once

#include <string>
#include <vector>

#include "lab/score.hpp"

namespace lab {

/// Of a request: over how long after it the target's usable rate has to exceed the serving BSS's.
inline constexpr Micros kLabelHorizon = 10'000'000;
/// Of an episode: by how much another BSS is better, for how long at least, and in how much time something
/// has to be done about it.
inline constexpr double kBetterBy = 1.2;
inline constexpr Micros kEpisode = 5'000'000;

/// The requests, dismissals and episodes of one run.
/// @param values  of that station: 0 for a BSS that it cannot use.
[[nodiscard]] StationFigures steering_of(const Run& run, const SlotValues& values, std::string name,
                                         std::string kind);

/// The stations of one run of a fleet together.
struct FleetFigures {
    std::string scenario{};
    std::string arm{};
    std::uint64_t seed = 0;
    int stations = 0;
    double of_optimum = 0;  ///< mean R
    double outage_s = 0;    ///< mean, both directions
    int requests = 0;
    int imminent = 0;
    int requests_better = 0;
    int accepted = 0;
    int episodes = 0;
    int episodes_met = 0;
    int dismissals = 0;

    /// Share of the requests that pointed to something better; 1 without a request.
    [[nodiscard]] double precision() const;
    /// Share of the episodes that were met; 1 without an episode.
    [[nodiscard]] double recall() const;
    friend bool operator==(const FleetFigures&, const FleetFigures&) = default;
};

/// One for each run of a fleet among `scores`, in order of first appearance.
[[nodiscard]] std::vector<FleetFigures> fleets_of(const std::vector<Score>& scores);

}  // namespace lab
