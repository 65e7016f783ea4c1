// The station beside its rivals in every walking scenario. The first test walks; the others judge its scores.
// ROAM_LAB_SEEDS=1..5 walks more worlds than the two of the ordinary test.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "explained.hpp"
#include "lab.hpp"
#include "lab/report/table.hpp"

namespace acceptance {
namespace {

namespace fs = std::filesystem;

constexpr const char* kScenarios = "corner corridor dense dying office";

fs::path scores_file() { return fs::current_path() / "walks" / "scores.json"; }

/// Means over the seeds.
struct Mean {
    double of_optimum = 0;
    double outage_s = 0;  ///< both directions
};

/// By scenario, then by arm.
using Means = std::map<std::string, std::map<std::string, Mean>>;

/// Prints the table of the walks, so that a failure shows what it judged.
Means means() {
    if (!fs::exists(scores_file())) {
        // The walks were skipped, with their reason.
        fmt::print("no walks to judge: {}\n", scores_file().string());
        std::exit(kSkipped);
    }
    Means sums;
    std::map<std::string, std::map<std::string, int>> counts;
    const std::vector<lab::Score> scores = scores_in(scores_file());
    fmt::print("{}", lab::text_table(scores));
    for (const lab::Score& score : scores) {
        Mean& sum = sums[score.scenario][score.arm];
        sum.of_optimum += score.of_optimum;
        sum.outage_s += score.outage_s.down + score.outage_s.up;
        ++counts[score.scenario][score.arm];
    }
    for (auto& [scenario, arms] : sums)
        for (auto& [arm, mean] : arms) {
            mean.of_optimum /= counts[scenario][arm];
            mean.outage_s /= counts[scenario][arm];
        }
    return sums;
}

TEST(Walks, AreWalkedByEveryArm) {
    const fs::path folder = fresh_folder("walks");
    const char* seeds = std::getenv("ROAM_LAB_SEEDS");
    const auto finished =
        roam_lab(fmt::format("run {} --seeds '{}' --json '{}' --keep '{}' -q", kScenarios,
                             seeds ? seeds : "1..2", scores_file().string(), (folder / "runs").string()));
    EXPECT_EQ(finished.status, 0);
    for (const lab::Score& score : scores_in(scores_file())) {
        const fs::path run = folder / "runs" / score.scenario / score.arm / std::to_string(score.seed);
        if (score.arm == "roam") expect_legal_trace(run);
        expect_explained(run);
    }
    if (!testing::Test::HasFailure()) fs::remove_all(folder / "runs");
    // For script/test: ctest shows only what failed.
    std::ofstream{folder / "table.txt"} << finished.output;
    for (const lab::Score& score : scores_in(scores_file())) EXPECT_LE(score.of_optimum, 1 + 1e-9);
    const Means all = means();
    EXPECT_EQ(all.size(), 5U);
    for (const auto& [scenario, arms] : all) EXPECT_EQ(arms.size(), 5U) << scenario;
}

TEST(Walks, ReachNinetyPercentOfTheOptimum) {
    double sum = 0;
    const Means all = means();
    for (const auto& [scenario, arms] : all) sum += arms.at("roam").of_optimum;
    const double mean = sum / static_cast<double>(all.size());
    fmt::print("mean R of roam: {:.3f}\n", mean);
    EXPECT_GE(mean, 0.90);
}

TEST(Walks, BeatEveryOtherArm) {
    for (const auto& [scenario, arms] : means())
        for (const auto& [arm, mean] : arms) {
            if (arm == "roam") continue;
            EXPECT_GT(arms.at("roam").of_optimum, mean.of_optimum) << scenario << ", " << arm;
        }
}

TEST(Walks, HaveLessOutageThanNetworkManager) {
    for (const auto& [scenario, arms] : means())
        for (const char* arm : {"networkmanager", "networkmanager-multi"})
            EXPECT_LT(arms.at("roam").outage_s, arms.at(arm).outage_s) << scenario << ", " << arm;
}

TEST(Walks, HaveAtMostTwiceTheOutageOfIwd) {
    double ours = 0;
    double iwd = 0;
    for (const auto& [scenario, arms] : means()) {
        ours += arms.at("roam").outage_s;
        iwd += arms.at("iwd").outage_s;
    }
    fmt::print("outage over all scenarios: roam {:.1f} s, iwd {:.1f} s\n", ours, iwd);
    EXPECT_LE(ours, 2 * iwd);
}

}  // namespace
}  // namespace acceptance
