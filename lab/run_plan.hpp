// What one run is: handed from roam-lab on the host to the guest through a file in the run's folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "lab/arms.hpp"
#include "lab/scenario.hpp"

namespace lab {

struct RunPlan {
    std::string scenario_file;  ///< TOML
    std::string arm;
    std::uint64_t seed = 1;
    std::string programs;  ///< folder of roam-station
    bool capture = false;  ///< write kCaptureFile
};

/// The walk starts this long after the guest's boot, so that every arm has the same time to get its first
/// link.
inline constexpr std::int64_t kBootToWalkUs = 40'000'000;

inline constexpr const char* kPlanFile = "run.json";
inline constexpr const char* kTruthFile = "truth.log";  ///< of the only or first station
inline constexpr const char* kCaptureFile = "air.pcap";
inline constexpr const char* kFailureFile = "failure.txt";

/// Where the truth about one station of a scenario is: kTruthFile, or truth-NAME.log.
[[nodiscard]] std::string truth_file(const Scenario& scenario, std::size_t station);

/// Both throw std::runtime_error, naming the file.
void write_plan(const std::filesystem::path& folder, const RunPlan& plan);
[[nodiscard]] RunPlan read_plan(const std::filesystem::path& folder);

}  // namespace lab
