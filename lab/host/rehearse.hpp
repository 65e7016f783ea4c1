// `roam-lab rehearse`: the station's policy on many walks without a kernel.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/station.hpp"
#include "lab/score.hpp"

namespace lab::host {

/// The word that stands for a place drawn anew for each seed.
inline constexpr const char* kRandomPlace = "random";

/// Rehearses each scenario with each seed. `files` may hold kRandomPlace.
/// @param settings  of the station: its policy, or whose rule decides.
/// @param records  when not empty, a folder for the decision records: NAME-SEED.jsonl.
/// @return the scores in that order, or what is wrong.
[[nodiscard]] std::expected<std::vector<Score>, std::string> rehearse_all(
    const std::vector<std::filesystem::path>& files, const std::vector<std::uint64_t>& seeds, unsigned jobs,
    const std::filesystem::path& records, const engine::Settings& settings);

}  // namespace lab::host
