#include "station/look.hpp"

#include <gtest/gtest.h>

#include "builders.hpp"
#include "station/decide.hpp"

namespace {

using base::Instant;
using base::Milliseconds;
using builders::channel;
using builders::kNow;
using builders::linked;
using builders::narrow;
using builders::wide;
using station::best_look;
using station::Policy;

const station::LookPlan kScan{channel(wifi::Band::Ghz5, 149), 0, 0, {}};

std::uint32_t rate(const station::Knowledge& knowledge) { return station::serving_kbps({}, knowledge, kNow); }

station::Bss unheard(int last, int number) {
    station::Bss bss = wide(last, number, -70);
    bss.measured = false;
    return bss;
}

TEST(Look, GoesWhereAnUnknownMayBeBetter) {
    const auto knowledge = linked(wide(1, 36, -78), {unheard(2, 149), wide(3, 157, -92)});
    const auto plan = best_look({}, knowledge, rate(knowledge), false, kNow);
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->channel.number(), 149);
    EXPECT_GT(plan->gain_kbit, plan->cost_kbit);
}

TEST(Look, IsWorthNothingWhereNothingCouldBeBetter) {  // 20 MHz cannot beat a good link of 80 MHz
    station::Bss unknown = narrow(2, 6, -70);
    unknown.measured = false;
    const auto knowledge = linked(wide(1, 36, -60), {unknown});
    const auto plan = best_look({}, knowledge, rate(knowledge), false, kNow);
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->gain_kbit, 0);
}

TEST(Look, IsNotRepeatedAtRest) {
    auto knowledge = linked(wide(1, 36, -72), {wide(2, 149, -74)}, false);
    knowledge.walked = {50'000};
    const auto far = best_look({}, knowledge, rate(knowledge), false, kNow);
    EXPECT_GT(far->gain_kbit, far->cost_kbit) << "it walked since it looked";
    station::find(knowledge, builders::bssid(2))->walked = knowledge.walked;
    const Instant later{kNow.ms + 3'600'000};
    const auto rested = best_look({}, knowledge, rate(knowledge), false, later);
    EXPECT_LE(rested->gain_kbit, rested->cost_kbit) << "an hour at rest tells nothing new";
}

TEST(Look, CostsNothingOnTheServingChannel) {
    const auto knowledge = linked(wide(1, 36, -78), {unheard(2, 36)});
    EXPECT_EQ(best_look({}, knowledge, rate(knowledge), false, kNow)->cost_kbit, 0);
}

TEST(Look, CostsNothingOnAFailingLink) {
    const auto knowledge = linked(wide(1, 36, -78), {unheard(2, 149)});
    EXPECT_EQ(best_look({}, knowledge, 0, true, kNow)->cost_kbit, 0);
}

TEST(Look, IsPaidFromAPurse) {
    const Policy policy;
    station::Knowledge knowledge = linked(wide(1, 36, -78), {});
    Instant now = kNow;
    for (int i = 0; i < policy.look_burst; ++i) {
        ASSERT_EQ(station::look_wait(policy, knowledge, kScan, false, now).count(), 0) << i;
        station::note_look_started(policy, knowledge, channel(wifi::Band::Ghz5, 149), policy.look_silence,
                                   now);
        EXPECT_GE(station::look_wait(policy, knowledge, kScan, false, now), policy.look_spacing);
        now = now + policy.look_spacing;
    }
    EXPECT_GT(station::look_wait(policy, knowledge, kScan, false, now).count(), 0) << "the purse is empty";
    EXPECT_EQ(station::look_wait(policy, knowledge, kScan, true, now).count(), 0)
        << "a failing link has credit";
    EXPECT_EQ(station::look_wait(policy, knowledge, kScan, false, now + policy.look_every).count(), 0);
}

station::Bss timed(station::Bss bss) {
    bss.timed_until = kNow + Policy{}.beacon_time_holds;
    return bss;
}

TEST(Visit, IsTakenInsteadOfAScanWhereTheBeaconTimeIsKnown) {
    const Policy policy;
    const auto scanned = linked(wide(1, 36, -78), {unheard(2, 149)});
    const auto visited = linked(wide(1, 36, -78), {timed(unheard(2, 149))});
    const auto scan = best_look(policy, scanned, rate(scanned), false, kNow);
    const auto visit = best_look(policy, visited, rate(visited), false, kNow);
    EXPECT_FALSE(scan->beacon_of);
    EXPECT_EQ(visit->beacon_of, builders::bssid(2));
    EXPECT_EQ(visit->gain_kbit, scan->gain_kbit);
    EXPECT_EQ(visit->cost_kbit * policy.look_silence.count(), scan->cost_kbit * policy.visit_silence.count());
    const Instant later = kNow + policy.beacon_time_holds;
    EXPECT_FALSE(best_look(policy, visited, rate(visited), false, later)->beacon_of) << "clocks drift";
    EXPECT_FALSE(best_look(policy, visited, 0, true, kNow)->beacon_of) << "a failing link asks aloud";
}

TEST(Visit, CostsLessOfThePurse) {
    const Policy policy;
    station::Knowledge knowledge = linked(wide(1, 36, -78), {});
    const station::LookPlan visit{channel(wifi::Band::Ghz5, 149), 0, 0, builders::bssid(2)};
    Instant now = kNow;
    int visits = 0;
    for (; station::look_wait(policy, knowledge, visit, false, now).count() == 0 && visits < 100; ++visits) {
        station::note_look_started(policy, knowledge, visit.channel, policy.visit_silence, now);
        now = now + policy.visit_spacing;
    }
    EXPECT_GE(visits, 2 * policy.look_burst);
    EXPECT_LT(visits, 100) << "it does cost something";
}

TEST(Visit, ThatMissesAStrongBssIsFollowedByAScan) {
    station::Knowledge knowledge = linked(wide(1, 36, -78), {timed(wide(2, 149, -60))});
    const station::Bss& bss = *station::find(knowledge, builders::bssid(2));
    station::note_beacon_missed({}, knowledge, builders::bssid(2), kNow);
    EXPECT_FALSE(station::can_visit(bss, kNow));
    EXPECT_EQ(bss.level.value, -6000) << "one beacon proves nothing";
    station::note_beacon({}, knowledge, builders::bssid(2), wifi::Dbm{-55}, kNow);
    EXPECT_TRUE(station::can_visit(bss, kNow));
    EXPECT_GT(bss.level.value, -6000);
}

TEST(Visit, ThatMissesAWeakBssSaysThatItIsWeak) {
    station::Bss weak = timed(wide(2, 149, -82));
    weak.variance = station::Variance{6'000};
    weak.time_proven = true;
    station::Knowledge knowledge = linked(wide(1, 36, -78), {weak});
    const station::Bss& bss = *station::find(knowledge, builders::bssid(2));
    station::note_beacon_missed({}, knowledge, builders::bssid(2), kNow);
    EXPECT_LT(bss.level.value, -8700);
    EXPECT_TRUE(station::can_visit(bss, kNow));
    EXPECT_FALSE(bss.vanished);
}

// Seen in the laboratory: a wrong time made every visit to an AP miss, 10 m and then 2 m away, for 40 s; each
// miss fitted the level that the one before had made of it.
TEST(Visit, ThatMissesAgainAndAgainIsFollowedByAScanHoweverWeakTheBssWasThought) {
    const Policy policy;
    station::Bss weak = timed(wide(2, 149, -82));
    weak.variance = station::Variance{6'000};
    weak.time_proven = true;
    station::Knowledge knowledge = linked(wide(1, 36, -78), {weak});
    const station::Bss& bss = *station::find(knowledge, builders::bssid(2));
    Instant now = kNow;
    for (int missed = 0; missed < policy.visits_missed; ++missed, now = now + policy.visit_spacing) {
        EXPECT_TRUE(station::can_visit(bss, now)) << missed;
        station::note_beacon_missed(policy, knowledge, builders::bssid(2), now);
    }
    station::note_beacon_missed(policy, knowledge, builders::bssid(2), now);
    EXPECT_FALSE(station::can_visit(bss, now));
    station::note_beacon(policy, knowledge, builders::bssid(2), wifi::Dbm{-80}, now);
    station::note_beacon_missed(policy, knowledge, builders::bssid(2), now);
    EXPECT_TRUE(station::can_visit(bss, now)) << "one that was met ends the row";
}

TEST(Visit, ThatMissesByATimeLearnedAnewSinceTheLastOneProvesNothing) {
    station::Bss weak = timed(wide(2, 149, -82));
    weak.variance = station::Variance{6'000};
    weak.time_proven = true;
    station::Knowledge knowledge = linked(wide(1, 36, -78), {weak});
    station::note_beacon_time({}, knowledge, builders::bssid(2), kNow);
    station::note_beacon_missed({}, knowledge, builders::bssid(2), kNow);
    const station::Bss& bss = *station::find(knowledge, builders::bssid(2));
    EXPECT_EQ(bss.level.value, -8200);
    EXPECT_FALSE(station::can_visit(bss, kNow));
}

TEST(Visit, ThatMissesByATimeThatWasNeverMetProvesNothing) {
    station::Bss weak = timed(wide(2, 149, -82));
    weak.variance = station::Variance{6'000};
    station::Knowledge knowledge = linked(wide(1, 36, -78), {weak});
    const station::Bss& bss = *station::find(knowledge, builders::bssid(2));
    station::note_beacon_missed({}, knowledge, builders::bssid(2), kNow);
    EXPECT_EQ(bss.level.value, -8200);
    EXPECT_FALSE(station::can_visit(bss, kNow)) << "a scan will tell";
    station::note_beacon_time({}, knowledge, builders::bssid(2), kNow);
    EXPECT_FALSE(bss.time_proven);
    station::note_beacon({}, knowledge, builders::bssid(2), wifi::Dbm{-80}, kNow);
    EXPECT_TRUE(bss.time_proven);
}

TEST(Visit, ThatMissesAVanishedBssIsFollowedByScansAtGrowingDistances) {
    station::Bss gone = timed(wide(2, 149, -94));
    gone.vanished = station::Vanished{{-5'000}, {}, kNow, kNow};
    station::Knowledge knowledge = linked(wide(1, 36, -78), {gone});
    station::note_beacon_missed({}, knowledge, builders::bssid(2), kNow);
    const station::Bss& bss = *station::find(knowledge, builders::bssid(2));
    EXPECT_FALSE(station::can_visit(bss, kNow)) << "its timer may have started anew";
    station::note_look_ended({}, knowledge, bss.channel, kNow + Milliseconds{1}, kNow + Milliseconds{70});
    EXPECT_GT(bss.vanished->look_at, kNow);
}

TEST(Rotation, TakesTheChannelLookedAtLongestAgo) {
    station::Knowledge knowledge = linked(wide(1, 36, -78), {});
    for (const int number : {36, 40, 44})
        (void)knowledge.channels.push_back(channel(wifi::Band::Ghz5, number));
    EXPECT_EQ(station::next_in_rotation(knowledge)->number(), 40);
    station::note_look_started({}, knowledge, channel(wifi::Band::Ghz5, 40), Milliseconds{80}, kNow);
    EXPECT_EQ(station::next_in_rotation(knowledge)->number(), 44);
    station::note_look_started({}, knowledge, channel(wifi::Band::Ghz5, 44), Milliseconds{80},
                               kNow + Milliseconds{1});
    EXPECT_EQ(station::next_in_rotation(knowledge)->number(), 40);
}

}  // namespace
