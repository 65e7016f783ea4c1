// A good link and nothing better: after the first minute the station neither moves nor leaves its channel,
// for an hour.
#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lab.hpp"
#include "lab/scenario.hpp"

namespace acceptance {
namespace {

TEST(Standing, NeitherMovesNorLooksAwayForAnHour) {
    const auto folder = fresh_folder("standing");
    const auto finished = roam_lab(
        fmt::format("run equal --arm roam --keep '{0}' --json '{0}/scores.json' -q", folder.string()));
    ASSERT_EQ(finished.status, 0);
    const auto scores = scores_in(folder / "scores.json");
    ASSERT_EQ(scores.size(), 1U);
    EXPECT_GE(scores[0].seconds, 3599);
    EXPECT_EQ(scores[0].roams, 0);
    expect_legal_trace(folder / "equal" / "roam" / "1");
    const lab::Truth truth = truth_in(folder / "equal" / "roam" / "1");
    const auto scenario = lab::load_scenario(fmt::format("{}/equal.toml", ROAM_SHIPPED_SCENARIOS));
    ASSERT_TRUE(scenario) << scenario.error().message;
    ASSERT_EQ(truth.served.size(), 1U);
    const lab::BssSite serving = lab::bss_sites(*scenario).at(static_cast<std::size_t>(truth.served[0].bss));
    // A look at the channel that the station is on does not leave it.
    const int home_mhz = scenario->aps[serving.ap].radios[serving.radio].channel.centre_mhz();
    constexpr lab::Micros kFirstMinute = 60'000'000;
    EXPECT_EQ(std::ranges::count_if(truth.looks,
                                    [home_mhz](const lab::Look& look) {
                                        return look.at > kFirstMinute && look.mhz != home_mhz;
                                    }),
              0)
        << "looks off the channel after the first minute";
    EXPECT_EQ(std::ranges::count_if(truth.away, [](const lab::Away& away) { return away.to > kFirstMinute; }),
              0)
        << "times off the channel after the first minute";
}

}  // namespace
}  // namespace acceptance
