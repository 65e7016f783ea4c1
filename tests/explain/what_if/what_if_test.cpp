#include "explain/what_if/what_if.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "explain/story.hpp"

namespace {

using namespace explain_test;
using records::Action;
using records::Rival;

const Answer& answer(const Crossroads& at, std::optional<Rival> rival) {
    return *std::ranges::find(at.answers, rival, &Answer::rival);
}

/// The station walks from AP 1 to AP 2, looks once, and stays.
Timeline stays(int serving, int other) {
    Story story;
    story.links(1, 1).hears(1.5, 1, serving);
    for (int step = 0; step < 20; ++step) story.at(2 + step, SignalRead{std::nullopt, serving});
    story.at(22, ScanBegun{{channel(5745)}, {}}).at(22.1, ScanEnded{2U}).hears(22.1, 2, other, 5745);
    story.at(30, SignalRead{std::nullopt, serving});
    return story.told();
}

TEST(WhatIf, SaysThatOthersWouldHaveTakenTheBetterAccessPointAndWhatThatGains) {
    const Timeline timeline = stays(-78, -55);
    const WhatIf result = what_if(timeline.stations.at(0), *timeline.from);
    ASSERT_EQ(result.crossroads.size(), 1U);
    const Crossroads& at = result.crossroads[0];
    EXPECT_FALSE(at.went_to);
    for (const auto rival : {std::optional<Rival>{}, std::optional{Rival::WpaSupplicant210},
                             std::optional{Rival::WpaSupplicant211}}) {
        EXPECT_EQ(answer(at, rival).action, Action::Move);
        EXPECT_EQ(answer(at, rival).target, ap(2));
        EXPECT_GT(answer(at, rival).gain_kbps, 50'000);
    }
    ASSERT_EQ(result.sums.size(), records::kRivals + 1);
    EXPECT_EQ(result.sums[0].moves, 1U);
    EXPECT_EQ(result.sums[0].agrees, 0U);
}

TEST(WhatIf, SaysThatOthersWouldHaveStayedWhereNothingIsBetter) {
    const Timeline timeline = stays(-50, -70);
    const WhatIf result = what_if(timeline.stations.at(0), *timeline.from);
    ASSERT_EQ(result.crossroads.size(), 1U);
    for (const Answer& one : result.crossroads[0].answers) {
        EXPECT_NE(one.action, Action::Move);
        EXPECT_EQ(one.gain_kbps, 0);
    }
}

TEST(WhatIf, CountsAMoveForTheWorseAsALossAgainstStaying) {
    Story story;
    story.links(1, 1).hears(1.5, 1, -50);
    for (int step = 0; step < 20; ++step) story.at(2 + step, SignalRead{std::nullopt, -50});
    story.at(22, ScanBegun{{channel(5745)}, {}})
        .at(22.1, ScanEnded{2U})
        .hears(22.1, 2, -80, 5745)
        .links(22.5, 2);
    const Timeline timeline = story.told();
    const WhatIf result = what_if(timeline.stations.at(0), *timeline.from);
    ASSERT_EQ(result.crossroads.size(), 1U);
    EXPECT_EQ(result.crossroads[0].went_to, ap(2));
    EXPECT_GT(answer(result.crossroads[0], std::nullopt).gain_kbps, 50'000)
        << "staying would have been better";
}

}  // namespace
