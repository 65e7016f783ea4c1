#include "station/policies/iwd.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "builders.hpp"

namespace {

using namespace policy_builders;
using namespace station::policies::iwd;
using records::Action;
using records::Reason;

constexpr Parameters kDefault{};

TEST(IwdRank, IsTheRatesShareWithItsFactors) {
    Heard bss = wide(2, -60);
    bss.link = {wifi::Band::Ghz5, wifi::PhyMode::Vht, wifi::Width::Mhz80, 1};
    // MCS 5 of 80 MHz needs -60 dBm: 234 Mbit/s, 1596 / 65535 of the fastest. SNR 32: x 1.2.
    EXPECT_EQ(expected_kbps(bss.link, {-60}), 234'000U);
    EXPECT_EQ(expected_kbps(bss.link, {-61}), 175'500U);
    const int base = 1'596;
    const int bits = 3 << 16;
    EXPECT_EQ(rank(kDefault, bss, {-60}), bits + base * 12 / 10);
    EXPECT_EQ(rank(kDefault, bss, {-60}) - bits, 1'915);
    bss.same_domain = true;
    EXPECT_EQ(rank(kDefault, bss, {-60}) - bits, 1'915 * 13 / 10);
    bss.same_domain = false;
    const auto with_load = [&](int busy) {
        bss.busy_per_255 = static_cast<std::uint8_t>(busy);
        return rank(kDefault, bss, {-60}) - bits;
    };
    EXPECT_EQ(with_load(192), base * 8 / 10 * 12 / 10);
    EXPECT_EQ(with_load(191), 1'915);
    EXPECT_EQ(with_load(64), 1'915);
    EXPECT_EQ(with_load(63), base * 12 / 10 * 12 / 10);
}

TEST(IwdRank, PutsUsableSignalBeforeAnyRate) {
    const Heard fast = wide(2, -77);
    const Heard slow = narrow(3, -70);
    EXPECT_GT(rank(kDefault, slow, slow.level), rank(kDefault, fast, fast.level));
    EXPECT_NE(rank(kDefault, fast, {-76}) & (1 << 17), 0);
    EXPECT_EQ(rank(kDefault, fast, {-77}) & (1 << 17), 0);
    EXPECT_NE(rank(kDefault, slow, {-70}) & (1 << 17), 0);
    EXPECT_EQ(rank(kDefault, slow, {-71}) & (1 << 17), 0);
}

TEST(IwdRank, WeighsSnrAtItsEdges) {
    Heard bss = narrow(2, -60);
    const auto low_bits = [&](int noise) {
        bss.noise = wifi::Dbm{noise};
        return rank(kDefault, bss, bss.level) & 0xFFFF;
    };
    const int plain = low_bits(-60 - 20);
    EXPECT_EQ(low_bits(-60 - 29), plain);
    EXPECT_EQ(low_bits(-60 - 30), plain * 12 / 10);
    EXPECT_EQ(low_bits(-60 - 16), plain);
    EXPECT_EQ(low_bits(-60 - 15), plain * 8 / 10);
}

TEST(IwdRule, NeedsAStrictlyHigherRankAndNoMargin) {
    const auto equal = judge(kDefault, linked(wide(1, -60), {wide(2, -60)}));
    EXPECT_EQ(equal.reason, Reason::ServingIsBest);
    // One step of the sensitivities is enough.
    const auto better = judge(kDefault, linked(wide(1, -61), {wide(2, -60)}));
    EXPECT_EQ(better.action, Action::Move);
    EXPECT_EQ(better.target, bssid(2));
}

TEST(IwdRule, LeavesOutWhatTheLastVisitDidNotHear) {
    Heard gone = wide(2, -50);
    gone.missed = true;
    EXPECT_EQ(judge(kDefault, linked(wide(1, -80), {gone})).reason, Reason::NoCandidate);
}

struct IwdWatch : testing::Test {
    State state;
    Evidence evidence = linked(wide(1, -70), {wide(2, -50), wide(3, -50)});
    int now = 0;

    station::policies::Verdict read(int dbm, int ms) {
        now += ms;
        return watch(kDefault, state, at(evidence, dbm), after(now));
    }
};

TEST_F(IwdWatch, NeverLooksAboveTheThreshold) {
    for (int i = 0; i < 1'000; ++i) ASSERT_EQ(read(-76, 1'000).reason, Reason::AboveThreshold);
}

TEST_F(IwdWatch, LooksFiveSecondsAfterTheLevelFell) {
    EXPECT_EQ(read(-77, 250).reason, Reason::BetweenScans);
    EXPECT_EQ(read(-77, 4'999).action, Action::Stay);
    const auto look = read(-77, 1);
    EXPECT_EQ(look.action, Action::Look);
    EXPECT_EQ(look.looks.size(), 3U);  // where BSS are known
}

TEST_F(IwdWatch, TakesItBackWhenTheLevelRisesByMoreThanFiveDecibels) {
    (void)read(-77, 250);
    EXPECT_EQ(read(-72, 1'000).reason, Reason::BetweenScans);
    EXPECT_EQ(read(-71, 1'000).reason, Reason::AboveThreshold);
}

TEST_F(IwdWatch, LooksEverywhereOnceAndThenEveryMinute) {
    (void)read(-80, 250);
    ASSERT_EQ(read(-80, 5'000).action, Action::Look);
    const station::policies::Verdict nothing;
    note_scan_ended(kDefault, state, nothing, after(now));
    const auto everywhere = read(-80, 250);
    EXPECT_EQ(everywhere.action, Action::Look);
    EXPECT_TRUE(everywhere.looks.empty());
    note_scan_ended(kDefault, state, nothing, after(now));
    EXPECT_EQ(read(-80, 59'999).action, Action::Stay);
    EXPECT_EQ(read(-80, 1).action, Action::Look);
}

TEST_F(IwdWatch, LooksAtOnceWhenFramesAreLostButNotMoreOftenThanEveryTwoSeconds) {
    evidence.in_doubt = true;
    EXPECT_EQ(read(-60, 250).action, Action::Look);
    EXPECT_EQ(read(-60, 1'999).action, Action::Stay);
    EXPECT_EQ(read(-60, 1).action, Action::Look);
}

RC_GTEST_PROP(IwdRule, DoesNotDependOnTheTablesOrder, ()) {
    const Evidence evidence = any_evidence();
    RC_ASSERT(judge(kDefault, shuffled(evidence)) == judge(kDefault, evidence));
}

}  // namespace
