// Our wpa_supplicant-2.10 predicts what the program does in a run of its own: the same numbers, the same
// verdict. The walk is one on which the margin in dB decides, which is where CTRL-EVENT-DO-ROAM and SKIP-ROAM
// come from.
#include <cstdio>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lab.hpp"
#include "lab/scenario.hpp"
#include "lab/world.hpp"
#include "roam_log.hpp"

namespace acceptance {
namespace {

TEST(Conformance, PredictsEveryRoamDecisionOfWpaSupplicant) {
    const auto folder = fresh_folder("conformance");
    const std::string file = ROAM_TEST_SCENARIOS "/close-calls.toml";
    constexpr int kSeed = 7;
    const auto finished = roam_lab(fmt::format("run {} --arm networkmanager-multi --seed {} --keep '{}' -q",
                                               file, kSeed, folder.string()));
    ASSERT_EQ(finished.status, 0) << finished.output;
    const auto scenario = lab::load_scenario(file);
    ASSERT_TRUE(scenario) << scenario.error().message;
    const lab::World world{*scenario, kSeed};
    roam_log::Capabilities capabilities;
    for (const lab::BssSite& site : world.sites()) capabilities[site.bssid] = world.link(site.index);
    std::ifstream log{folder / "close-calls" / "networkmanager-multi" / std::to_string(kSeed) /
                      "wpa_supplicant.log"};
    roam_log::Agreement agreement;
    compare(roam_log::parse(log), capabilities, agreement);
    std::puts(agreement.summary().c_str());
    EXPECT_GE(agreement.verdicts, 10);
    EXPECT_GE(agreement.margins, 1);
    EXPECT_EQ(agreement.verdicts_equal, agreement.verdicts) << agreement.differences;
    EXPECT_EQ(agreement.orders_equal, agreement.orders) << agreement.differences;
    EXPECT_EQ(agreement.estimates_equal, agreement.estimates) << agreement.differences;
}

}  // namespace
}  // namespace acceptance
