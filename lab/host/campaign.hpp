// Many runs: every scenario x arm x seed, several at a time, each scored against the same optimum.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lab/clairvoyant.hpp"
#include "lab/scenario.hpp"
#include "lab/score.hpp"
#include "lab/trace.hpp"
#include "lab/truth.hpp"

namespace lab::host {

struct Order {
    std::vector<std::filesystem::path> scenario_files;
    std::vector<std::string> arms;
    std::vector<std::uint64_t> seeds;
    unsigned jobs = 1;
    std::filesystem::path kernel;
    std::optional<std::filesystem::path> keep;  ///< folder for logs; none: thrown away
    bool capture = false;                       ///< a pcap file among them
};

/// What all arms of one scenario and seed share: the world and the best that could be had in it.
struct Stage {
    Scenario scenario;
    std::uint64_t seed = 0;
    SignalTrace trace;
    SlotValues values;
    ClairvoyantPath optimum;
};

/// @param station  of a fleet: whose view of the world.
[[nodiscard]] std::shared_ptr<const Stage> make_stage(const Scenario& scenario, std::uint64_t seed,
                                                      std::size_t station = 0);

struct RunResult {
    std::shared_ptr<const Stage> stage;
    std::string arm;
    Truth truth;
    Score score;
    double wall_seconds = 0;
};

struct RunFailure {
    std::string run;  ///< "corridor/roam/1"
    std::string message;
};

struct Outcome {
    /// In the order scenario, seed, arm, station of a fleet; failed runs are left out.
    std::vector<RunResult> results;
    std::vector<RunFailure> failures;
};

/// Called after each run, from one thread at a time: how many of how many are over, and which was the last.
using Progress = std::function<void(std::size_t done, std::size_t all, const std::string& run)>;

/// Runs the order. `stop` is asked before each run; once true no further run starts.
[[nodiscard]] std::expected<Outcome, std::string> carry_out(const Order& order, const Progress& progress,
                                                            const std::function<bool()>& stop);

}  // namespace lab::host
