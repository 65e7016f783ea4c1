#include "station/carried.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "builders.hpp"
#include "station/decide.hpp"
#include "station/look.hpp"

namespace {

using base::Instant;
using base::Milliseconds;
using builders::kNow;
using builders::linked;
using builders::wide;
using station::Policy;

constexpr std::uint32_t kGood = 780'000;  // what -50 dBm promises
constexpr std::uint32_t kBad = 26'000;

/// A standing link at -50 dBm and what its driver tells of it.
struct Link {
    Policy policy;
    station::Knowledge knowledge = linked(wide(1, 36, -50), {wide(2, 149, -60)}, false);
    Instant now = kNow;

    void read(std::uint32_t tx_kbps, std::uint32_t sent, int ms = 400, std::uint32_t lost = 0) {
        now = now + Milliseconds{ms};
        station::Reading reading{wifi::Dbm{-50}, wifi::Dbm{-50}, {sent, lost, {}}, {}, tx_kbps};
        station::note_reading(policy, knowledge, reading, now);
    }
    void read_for(int seconds, std::uint32_t tx_kbps, std::uint32_t sent, std::uint32_t lost = 0) {
        for (int ms = 0; ms < seconds * 1'000; ms += 400) read(tx_kbps, sent, 400, lost);
    }
    bool collapsed() const { return station::has_collapsed(policy, *knowledge.serving, now); }
    std::uint32_t left() const { return station::carried_per_256(policy, *knowledge.serving, now); }
    std::uint32_t kbps() const { return station::serving_kbps(policy, knowledge, now); }
};

TEST(Carried, RateThatCollapsesUnderTrafficCorrectsTheLinkAndIsLeft) {
    Link link;
    link.read_for(2, kGood, 100);
    const std::uint32_t before = link.kbps();
    EXPECT_NE(station::decide(link.policy, link.knowledge, link.now).action, records::Action::Move);
    link.read_for(2, kBad, 100);
    EXPECT_FALSE(link.collapsed()) << "a moment is not enough";
    EXPECT_EQ(link.kbps(), before);
    link.read_for(2, kBad, 100);
    EXPECT_TRUE(link.collapsed());
    EXPECT_LT(link.kbps(), before / 5);
    link.knowledge.table[1].when = link.now;
    EXPECT_EQ(station::decide(link.policy, link.knowledge, link.now).target, builders::bssid(2));
    EXPECT_EQ(station::describe(link.policy, link.knowledge, link.knowledge.table[0], link.now).usable_kbps,
              link.kbps());
}

TEST(Carried, LossCountsLikeALowRate) {
    Link link;
    link.read_for(2, kGood, 100);
    link.read_for(4, kGood, 100, 85);
    EXPECT_TRUE(link.collapsed());
}

TEST(Carried, OneGoodReadingEndsIt) {
    Link link;
    link.read_for(2, kGood, 100);
    link.read_for(4, kBad, 100);
    ASSERT_TRUE(link.collapsed());
    link.read(kGood, 100);
    EXPECT_FALSE(link.collapsed());
    EXPECT_EQ(link.left(), 256U);
}

TEST(Carried, IsForgottenWithoutTrafficBitByBit) {
    Link link;
    link.read_for(2, kGood, 100);
    link.read_for(4, kBad, 100);
    std::uint32_t before = link.left();
    ASSERT_LT(before, 64U);
    for (int second = 1; second < 10; ++second) {
        link.read(kBad, 1, 1'000);
        EXPECT_GT(link.left(), before) << second;
        before = link.left();
    }
    link.read(kBad, 1, 1'000);
    EXPECT_EQ(link.left(), 256U);
}

TEST(Carried, ReadingsFarApartAreNoRun) {
    Link link;
    link.read_for(2, kGood, 100);
    for (int i = 0; i < 5; ++i) {
        link.read(kBad, 100);
        link.now = link.now + Milliseconds{3'000};
        link.knowledge.serving->last_reading = link.now;
    }
    EXPECT_FALSE(link.collapsed());
}

TEST(Carried, AnotherLinkStartsAnew) {
    Link link;
    link.read_for(2, kGood, 100);
    link.read_for(4, kBad, 100);
    station::note_connected(link.policy, link.knowledge, builders::bssid(2), false, link.now);
    EXPECT_FALSE(link.collapsed());
    EXPECT_EQ(link.left(), 256U);
}

TEST(Carried, LinkThatNeverShowedMoreHasNotCollapsed) {  // a radio of which too much was expected
    Link link;
    link.read_for(60, kBad, 100);
    EXPECT_FALSE(link.collapsed());
}

RC_GTEST_PROP(Carried, DriverThatTellsNeitherRateNorCountsShowsNothing, ()) {
    Link link;
    link.read_for(2, kGood, 100);
    for (int i = 0; i < 60; ++i) {
        link.now = link.now + Milliseconds{*rc::gen::inRange(1, 2'000)};
        station::Reading reading{wifi::Dbm{-50}, wifi::Dbm{-50}, {}, {}, 0};
        const bool rate = *rc::gen::arbitrary<bool>();
        if (rate) reading.tx_kbps = *rc::gen::inRange<std::uint32_t>(0, 2'000'000);
        if (!rate) reading.counters.sent = *rc::gen::inRange<std::uint32_t>(0, 10'000);
        station::note_reading(link.policy, link.knowledge, reading, link.now);
        RC_ASSERT(link.left() == 256U);
    }
}

// Fewer frames than a conversation has, at whatever rate the last of them was sent; and traffic at good
// rates.
RC_GTEST_PROP(Carried, StandingIdleOrGoodLinkNeverTriggers, ()) {
    Link link;
    link.read_for(2, kGood, 100);
    for (int i = 0; i < 100; ++i) {
        const int ms = *rc::gen::inRange(100, 3'000);
        const bool idle = *rc::gen::arbitrary<bool>();
        const auto few = static_cast<std::uint32_t>(ms / 100) * 15;
        if (idle)
            link.read(*rc::gen::inRange<std::uint32_t>(0, kGood), *rc::gen::inRange<std::uint32_t>(0, few),
                      ms);
        else
            link.read(*rc::gen::inRange<std::uint32_t>(kGood / 4, kGood), 10 * few, ms);
        RC_ASSERT(!link.collapsed());
        RC_ASSERT(link.left() == 256U);
    }
}

RC_GTEST_PROP(Carried, CorrectionIsBounded, ()) {
    Link link;
    for (int i = 0; i < 80; ++i) {
        const auto sent = *rc::gen::inRange<std::uint32_t>(0, 1'000);
        link.read(
            *rc::gen::elementOf(std::vector<std::uint32_t>{0, 1, 1'000, 6'000, kBad, kGood, 4'294'967'295U}),
            sent, *rc::gen::inRange(0, 2'500), *rc::gen::inRange<std::uint32_t>(0, 2'000));
        RC_ASSERT(link.left() >= 256U * link.policy.collapse_least_percent / 100);
        RC_ASSERT(link.left() <= 256U);
    }
}

/// BSS 2 serves, and BSS 1 is heard as well as ever.
records::Decision beside_the_one_left(Link& link, Milliseconds later) {
    station::note_connected(link.policy, link.knowledge, builders::bssid(2), false, link.now);
    link.now = link.now + later;
    for (int reading = 0; reading < 4; ++reading) {
        link.now = link.now + Milliseconds{1'000};
        station::note_reading(link.policy, link.knowledge, {wifi::Dbm{-71}, wifi::Dbm{-71}, {}, {}, 0},
                              link.now);
    }
    station::note_beacon(link.policy, link.knowledge, builders::bssid(1), wifi::Dbm{-50}, link.now);
    return station::decide(link.policy, link.knowledge, link.now);
}

constexpr Milliseconds kSoon{10'000};
constexpr Milliseconds kLater{40'000};

TEST(Doubt, WhatCollapsedIsNotGoneBackToForItsLevel) {
    for (const Milliseconds later : {kSoon, kLater}) {
        Link link;
        link.read_for(2, kGood, 100);
        link.read_for(4, kBad, 100);
        ASSERT_TRUE(link.collapsed());
        const bool moved = beside_the_one_left(link, later).action == records::Action::Move;
        EXPECT_EQ(moved, later == kLater) << "worth another try after a while";
    }
}

TEST(Doubt, WhatFailedAtAGoodLevelIsNotGoneBackTo) {
    for (const bool walking : {false, true}) {
        Link link;
        link.read_for(2, kGood, 100);
        link.read(kGood, 100, 400, 95);
        ASSERT_TRUE(link.knowledge.serving->failing);
        link.knowledge.motion.moving = walking;
        EXPECT_EQ(beside_the_one_left(link, kSoon).action == records::Action::Move, walking)
            << "a walker may have left its reach";
    }
}

TEST(Doubt, LastsTwiceAsLongEachTime) {
    Link link;
    Milliseconds before{0};
    for (int time = 0; time < 3; ++time) {
        link.read(kGood, 100, 400, 95);
        station::note_connected(link.policy, link.knowledge, builders::bssid(2), false, link.now);
        const Milliseconds doubt = link.knowledge.table[0].doubted_until - link.now;
        EXPECT_EQ(doubt, time == 0 ? link.policy.doubt_first : before * 2);
        before = doubt;
        EXPECT_EQ(station::believed_per_256(link.knowledge.table[0], link.now), 25U) << "a tenth";
        link.now = link.now + doubt;
        EXPECT_EQ(station::believed_per_256(link.knowledge.table[0], link.now), 256U);
        station::note_connected(link.policy, link.knowledge, builders::bssid(1), false, link.now);
    }
    link.now = link.now + link.policy.block_memory + before;
    link.read(kGood, 100, 400, 95);
    station::note_connected(link.policy, link.knowledge, builders::bssid(2), false, link.now);
    EXPECT_EQ(link.knowledge.table[0].doubted_until - link.now, link.policy.doubt_first) << "forgotten";
}

TEST(Doubt, LeavesWhatIsLeftOfAFailingWorldToChooseFrom) {
    Link link;
    link.read(kGood, 100, 400, 95);
    station::note_connected(link.policy, link.knowledge, builders::bssid(2), false, link.now);
    station::note_beacon(link.policy, link.knowledge, builders::bssid(1), wifi::Dbm{-50}, link.now);
    station::note_link_in_doubt(link.knowledge, link.now);
    EXPECT_EQ(station::decide(link.policy, link.knowledge, link.now).target, builders::bssid(1));
}

TEST(Resumed, EverythingKnownIsOldAndWorthALook) {
    Link link;
    link.knowledge.looks_paid_until = link.now + Milliseconds{60'000};
    link.knowledge.last_look = link.now;
    link.knowledge.table[1].timed_until = link.now + link.policy.beacon_time_holds;
    ASSERT_EQ(station::decide(link.policy, link.knowledge, link.now).action, records::Action::Stay);
    station::note_resumed(link.knowledge, Milliseconds{3'600'000}, link.now);
    // Woken at a place where the serving BSS is weak.
    station::note_reading(link.policy, link.knowledge, {wifi::Dbm{-78}, wifi::Dbm{-78}, {}, {}, 0}, link.now);
    const auto decision = station::decide(link.policy, link.knowledge, link.now);
    EXPECT_EQ(decision.action, records::Action::Look);
    ASSERT_EQ(decision.candidates.size(), 1U);
    EXPECT_GE(decision.candidates[0].age, Milliseconds{3'600'000});
    EXPECT_GT(decision.candidates[0].deviation_cdb, 1'000);
    EXPECT_FALSE(station::can_visit(link.knowledge.table[1], link.now));
}

}  // namespace
