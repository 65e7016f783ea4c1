// Hours of walking with everything going wrong around the station's engine, to find what does not show in
// minutes: a state from which it does not come back, a trace that breaks its rules, something that grows.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/station.hpp"
#include "lab/world.hpp"
#include "ports/journal.hpp"

namespace lab {

/// How often things go wrong, in the simulation's own time.
struct FaultRates {
    double restarts_per_hour =
        12;  ///< the supplicant is gone for 0.5 to 5 s; half of the times the link stays
    double suspensions_per_hour = 6;  ///< the clock steps by 1 s to 10 min: the station was not run
    double lost_events = 0.1;         ///< share of what nobody asked for that does not reach it
    double slow_replies = 0.02;       ///< share of replies that take 0.1 to 4 s
};

struct SoakReport {
    std::uint64_t hours = 0;
    std::uint64_t restarts = 0;
    std::uint64_t suspensions = 0;
    std::uint64_t lost_events = 0;
    std::uint64_t slow_replies = 0;
    std::uint64_t links = 0;           ///< made, the first one included
    std::uint64_t linked_at_hour = 0;  ///< checks that found the station with a link
    std::vector<std::string> faults;   ///< of the engine: what does not agree, and when
};

/// Who watches a soak; both may be empty.
struct SoakWatch {
    std::function<void(int hour)> each_hour{};           ///< after each hour was judged, from 1
    std::function<void(base::Instant now)> suspended{};  ///< the clock has stepped to `now`
};

/// Walks round and round, each lap the whole scenario. The last minute of each hour is without faults; then
/// the engine has to be in the state of the simulated link.
/// @param journal  gets records and trace.
[[nodiscard]] SoakReport soak(const World& world, std::uint64_t seed, const engine::Settings& settings,
                              int hours, const FaultRates& rates, ports::Journal& journal,
                              const SoakWatch& watch = {});

}  // namespace lab
