#include "station/value.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "builders.hpp"

namespace {

using base::Milliseconds;
using builders::kNow;
using builders::linked;
using builders::wide;
using station::Policy;
using station::Rates;

TEST(RatesOf, RiseWithTheLevelAndFallWithTheLoad) {
    station::Bss bss = wide(2, 149, -60);
    const Rates some = station::rates(bss, {{-7000}, {900}});
    EXPECT_TRUE(std::ranges::is_sorted(some));
    EXPECT_LT(some.front(), some.back());
    const std::uint32_t idle = station::mean(some);
    bss.busy_per_255 = 128;
    EXPECT_NEAR(station::mean(station::rates(bss, {{-7000}, {900}})), idle / 2, idle / 100);
    bss.busy_per_255 = 255;
    EXPECT_LT(station::mean(station::rates(bss, {{-7000}, {900}})), idle / 200);
}

TEST(RiseAbove, IsTheMeanOfWhatIsAboveInEveryEighth) {
    std::mt19937 random{1};
    const auto draw = [&](int least, int most) { return std::uniform_int_distribution{least, most}(random); };
    int some = 0;
    for (int i = 0; i < 2'000; ++i) {
        station::Bss bss = i % 2 == 0 ? wide(2, 149, -60) : builders::narrow(2, 6, -60);
        bss.busy_per_255 = static_cast<std::uint8_t>(draw(0, 255));
        const station::Estimate estimate{{draw(-9'500, -4'000)}, {draw(0, 14'400)}};
        const auto reference = static_cast<std::uint32_t>(draw(0, 300'000));
        const station::Share share{Milliseconds{draw(0, 4'000)}, Milliseconds{6'000}};
        std::uint32_t expected = 0;
        for (const std::uint32_t rate : station::rates(bss, estimate))
            if (share.of(rate) > reference) expected += (share.of(rate) - reference) / 8;
        ASSERT_EQ(station::rise_above(bss, estimate, reference, share), expected);
        some += expected > 0 ? 1 : 0;
    }
    EXPECT_GT(some, 200) << "the draws have to reach the sum";
}

TEST(MoveCost, IsWhatOurOwnMovesShowed) {
    const Policy policy;
    station::Knowledge knowledge = linked(wide(1, 36, -60), {wide(2, 149, -60)});
    const station::Bss& target = *station::find(knowledge, builders::bssid(2));
    const Rates good = station::rates(target, {{-6000}, {100}});
    EXPECT_EQ(station::move_cost(policy, knowledge, target, good, kNow), policy.move_full);
    station::note_moved(knowledge, station::Method::Full, Milliseconds{20}, false, kNow);
    EXPECT_EQ(station::move_cost(policy, knowledge, target, good, kNow), Milliseconds{20});
    station::note_moved(knowledge, station::Method::Full, Milliseconds{60}, false, kNow);
    EXPECT_EQ(station::move_cost(policy, knowledge, target, good, kNow), Milliseconds{30});
}

TEST(MoveCost, HoldsTheRiskOfATargetOutOfReach) {
    const Policy policy;
    const station::Knowledge knowledge = linked(wide(1, 36, -60), {wide(2, 149, -60)});
    const station::Bss& target = *station::find(knowledge, builders::bssid(2));
    const Rates dead = station::rates(target, {{-10'000}, {100}});
    EXPECT_EQ(station::move_cost(policy, knowledge, target, dead, kNow),
              policy.move_full + policy.failed_move);
}

TEST(MoveCost, PenalisesAReturnLessAndLess) {
    const Policy policy;
    station::Knowledge knowledge = linked(wide(1, 36, -60), {wide(2, 149, -60)});
    const station::Bss& target = *station::find(knowledge, builders::bssid(2));
    const Rates good = station::rates(target, {{-6000}, {100}});
    knowledge.left = station::LeftBss{target.bssid, kNow};
    Milliseconds before{1'000'000};
    for (const int ms : {0, 2'000, 5'000, 9'000}) {
        const Milliseconds cost = station::move_cost(policy, knowledge, target, good, {kNow.ms + ms});
        EXPECT_LT(cost, before) << ms;
        EXPECT_GT(cost, policy.move_full) << ms;
        before = cost;
    }
    EXPECT_EQ(station::move_cost(policy, knowledge, target, good, kNow + policy.return_memory),
              policy.move_full);
}

TEST(ShareOfTheHorizon, IsWhatTheCostLeaves) {
    using station::Share;
    EXPECT_NEAR((Share{Milliseconds{1'500}, Milliseconds{6'000}}.of(100'000)), 75'000, 2'000);
    EXPECT_EQ((Share{Milliseconds{7'000}, Milliseconds{6'000}}.of(100'000)), 0U);
    EXPECT_EQ((Share{Milliseconds{0}, Milliseconds{6'000}}.of(0)), 0U);
}

TEST(Failing, IsALowRateOrAFreshSign) {
    const Policy policy;
    station::Knowledge knowledge = linked(wide(1, 36, -60), {});
    EXPECT_FALSE(station::is_failing(policy, knowledge, 300'000, kNow));
    EXPECT_TRUE(station::is_failing(policy, knowledge, policy.failing_kbps - 1, kNow));
    station::note_link_in_doubt(knowledge, kNow);
    EXPECT_TRUE(station::is_failing(policy, knowledge, 300'000, kNow));
    EXPECT_FALSE(station::is_failing(policy, knowledge, 300'000, kNow + policy.failing_memory));
}

}  // namespace
