// roam-station beside the real NetworkManager, which has its own wpa_supplicant and tells it to scan.
#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lab.hpp"

namespace acceptance {
namespace {

const lab::Score& of_arm(const std::vector<lab::Score>& scores, std::string_view arm) {
    return *std::ranges::find(scores, arm, &lab::Score::arm);
}

double outage(const lab::Score& score) { return score.outage_s.down + score.outage_s.up; }

TEST(NetworkManager, WalksBetterWithRoamStationBesideIt) {
    const auto folder = fresh_folder("networkmanager");
    const auto finished =
        roam_lab(fmt::format("run corridor --arm networkmanager-daemon,roam-networkmanager --keep '{0}' --json "
                             "'{0}/scores.json' -q",
                             folder.string()));
    ASSERT_EQ(finished.status, 0);
    const auto runs = folder / "corridor";
    // Its own string, in its own words: without it the walk would show nothing.
    EXPECT_TRUE(read_file(runs / "networkmanager-daemon" / "1" / "networkmanager.log")
                    .contains("Config: added 'bgscan' value 'simple:30:-70:86400'"));
    const auto scores = scores_in(folder / "scores.json");
    ASSERT_EQ(scores.size(), 2U);
    const lab::Score& alone = of_arm(scores, "networkmanager-daemon");
    const lab::Score& beside = of_arm(scores, "roam-networkmanager");
    EXPECT_GE(alone.roams, 1) << "it does not roam: the comparison says nothing";
    EXPECT_GE(beside.of_optimum, 0.95);
    EXPECT_GT(beside.of_optimum, alone.of_optimum);
    EXPECT_LT(outage(beside) * 5, outage(alone));
    EXPECT_LT(beside.offchannel_share * 4, alone.offchannel_share);
    expect_legal_trace(runs / "roam-networkmanager" / "1");
}

}  // namespace
}  // namespace acceptance
