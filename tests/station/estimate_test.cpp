#include "station/estimate.hpp"

#include <gtest/gtest.h>

#include "builders.hpp"

namespace {

using builders::kNow;
using builders::linked;
using builders::wide;
using station::Estimate;
using station::estimate;
using station::Policy;

TEST(Deviation, IsTheSquareRoot) {
    EXPECT_EQ(station::deviation_cdb({100}), 100);  // 1 dB
    EXPECT_EQ(station::deviation_cdb({14'400}), 1200);
    EXPECT_EQ(station::deviation_cdb({0}), 0);
    EXPECT_EQ(station::deviation_cdb({-5}), 0);
}

TEST(Combine, WeighsByCertainty) {
    const Estimate even = station::combine({{-7000}, {400}}, {-6000}, {400});
    EXPECT_NEAR(even.mean.value, -6500, 10);
    EXPECT_NEAR(even.variance.centi, 200, 2);
    const Estimate unsure = station::combine({{-7600}, {14'400}}, {-6000}, {1'200});
    EXPECT_NEAR(unsure.mean.value, -6123, 5);
}

TEST(EstimateOf, AnUnheardBssIsThePrior) {
    const Policy policy;
    station::Bss bss = wide(2, 36, -50);
    bss.measured = false;
    const Estimate known = estimate(policy, {}, bss, kNow);
    EXPECT_EQ(known.mean.value, policy.unheard_cdbm);
    EXPECT_EQ(known.variance, policy.spread);
}

TEST(EstimateOf, HalfIsForgottenAfterTheHalfWay) {
    const Policy policy;
    station::Knowledge knowledge = linked(wide(1, 36, -50), {});
    const station::Bss bss = wide(2, 149, -52);
    const auto fresh = estimate(policy, knowledge, bss, kNow);
    EXPECT_EQ(fresh.mean.value, -5200);
    EXPECT_EQ(fresh.variance.centi, 100);
    knowledge.walked = {policy.half_told.count()};
    const auto walked = estimate(policy, knowledge, bss, kNow);
    EXPECT_NEAR(walked.mean.value, (-5200 + policy.unheard_cdbm) / 2, 20);
    EXPECT_NEAR(walked.variance.centi, 14'400 * 3 / 4 + 25, 60);
}

TEST(EstimateOf, TimeAloneAddsALittle) {
    const Policy policy;
    const station::Knowledge knowledge = linked(wide(1, 36, -50), {}, false);
    const station::Bss bss = wide(2, 149, -52);
    const base::Instant later{kNow.ms + 3'600'000};
    EXPECT_EQ(estimate(policy, knowledge, bss, later).variance.centi,
              100 + policy.growth_standing_most.centi);
    EXPECT_EQ(estimate(policy, knowledge, bss, later, station::Doubt::WalkingOnly).variance.centi, 100);
}

TEST(EstimateOf, VarianceStaysWithinTheSpread) {
    const Policy policy;
    station::Knowledge knowledge = linked(wide(1, 36, -50), {});
    const station::Bss bss = wide(2, 149, -52);
    for (std::int64_t walked = 0; walked < 10'000'000'000; walked = walked * 2 + 1) {
        knowledge.walked = {walked};
        const Estimate known = estimate(policy, knowledge, bss, {kNow.ms + walked});
        ASSERT_LE(known.variance, policy.spread) << walked;
        ASSERT_GE(known.variance.centi, 100) << walked;
        ASSERT_LE(known.mean.value, -5200) << walked;
        ASSERT_GE(known.mean.value, policy.unheard_cdbm) << walked;
    }
}

/// Feeds readings a quarter of a second apart.
template <class Level>
bool moving_after(int readings, Level&& level, station::Motion motion = {}) {
    for (int i = 0; i < readings; ++i) {
        const int last = level(i);
        station::observe_motion({}, motion, {last * 100}, {-6000}, {kNow.ms + 250 * i});
    }
    return motion.moving;
}

TEST(MotionOf, ScatteredReadingsAreAWalk) {
    EXPECT_TRUE(moving_after(40, [](int i) { return -60 + (i % 2 ? 3 : -3); }));
}

TEST(MotionOf, QuietReadingsAreRest) {
    EXPECT_FALSE(moving_after(400, [](int i) { return -60 + i % 2; }));
}

TEST(MotionOf, OneBurstIsNotAWalk) {
    EXPECT_FALSE(moving_after(100, [](int i) { return i == 50 ? -85 : -60; }));
}

TEST(MotionOf, ALevelThatShiftsIsAWalk) {
    station::Motion motion;
    for (int i = 0; i < 40; ++i)
        station::observe_motion({}, motion, {-6000 - 30 * i}, {-6000 - 30 * i}, {kNow.ms + 250 * i});
    EXPECT_TRUE(motion.moving);
}

TEST(MotionOf, RestIsFoundAgain) {
    station::Motion motion;
    motion.moving = true;
    motion.variability = {2'000};
    EXPECT_FALSE(moving_after(60, [](int i) { return -60 + i % 2; }, motion));
}

}  // namespace
