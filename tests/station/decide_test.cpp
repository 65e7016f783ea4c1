#include "station/decide.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "builders.hpp"

namespace {

using builders::bssid;
using builders::kNow;
using builders::linked;
using builders::narrow;
using builders::wide;
using records::Action;
using records::GateKind;
using records::Reason;
using station::decide;
using station::Policy;

const records::Gate* gate(const records::Decision& decision, GateKind kind) {
    const auto* found = std::ranges::find(decision.gates, kind, &records::Gate::kind);
    return found != decision.gates.end() ? found : nullptr;
}

TEST(Decide, StaysWithoutALink) {
    const records::Decision decision = decide({}, {}, kNow);
    EXPECT_EQ(decision.action, Action::Stay);
    EXPECT_EQ(decision.reason, Reason::NotConnected);
}

TEST(Decide, MovesToAClearlyBetterBss) {
    const auto decision = decide({}, linked(wide(1, 36, -78), {wide(2, 149, -55)}), kNow);
    EXPECT_EQ(decision.action, Action::Move);
    EXPECT_EQ(decision.reason, Reason::BetterBss);
    EXPECT_EQ(decision.target, bssid(2));
    ASSERT_NE(gate(decision, GateKind::Gain), nullptr);
    EXPECT_TRUE(gate(decision, GateKind::Gain)->passed());
    EXPECT_TRUE(gate(decision, GateKind::Confidence)->passed());
}

TEST(Decide, StaysOnTheBetterBssAndNamesTheGate) {
    const auto decision = decide({}, linked(wide(1, 36, -55), {wide(2, 149, -78)}), kNow);
    EXPECT_EQ(decision.action, Action::Stay);
    EXPECT_EQ(decision.reason, Reason::NothingBetter);
    EXPECT_FALSE(gate(decision, GateKind::Gain)->passed());
    ASSERT_EQ(decision.candidates.size(), 1U);
    EXPECT_EQ(decision.candidates[0].bssid, bssid(2));
    EXPECT_EQ(decision.candidates[0].level_cdbm, -7800);
}

TEST(Decide, PrefersAWideWeakBssToANarrowStrongOne) {  // 80 MHz at -70 dBm against 20 MHz at -50 dBm
    const auto decision = decide({}, linked(narrow(1, 6, -50), {wide(2, 149, -70)}), kNow);
    EXPECT_EQ(decision.target, bssid(2));
}

TEST(Decide, LeavesNoBssThatTheProfileNames) {
    auto knowledge = linked(wide(1, 36, -90), {wide(2, 149, -50)});
    ASSERT_EQ(decide({}, knowledge, kNow).action, Action::Move);
    knowledge.serving->locked = true;
    knowledge.serving->failing = kNow;
    const auto decision = decide({}, knowledge, kNow);
    EXPECT_EQ(decision.action, Action::Stay);
    EXPECT_EQ(decision.reason, Reason::Locked);
    EXPECT_EQ(decision.candidates.size(), 1U) << "what was given up is in the record";
}

TEST(Decide, CountsTheLoadOfTheMedium) {
    station::Bss busy = wide(2, 149, -55);
    busy.busy_per_255 = 230;
    const auto decision = decide({}, linked(wide(1, 36, -70), {busy}), kNow);
    EXPECT_NE(decision.action, Action::Move);
}

TEST(Decide, AsksForMoreConfidenceWhileStanding) {
    station::Bss unsure = wide(2, 149, -64);
    unsure.variance = {1600};
    Policy policy;
    policy.gain_standing = policy.gain_moving;
    EXPECT_EQ(decide(policy, linked(wide(1, 36, -70), {unsure}, true), kNow).action, Action::Move);
    const auto standing = decide(policy, linked(wide(1, 36, -70), {unsure}, false), kNow);
    EXPECT_NE(standing.action, Action::Move);
    EXPECT_FALSE(gate(standing, GateKind::Confidence)->passed());
}

TEST(Decide, DwellsAfterAMove) {
    auto knowledge = linked(wide(1, 36, -78), {wide(2, 149, -55)});
    knowledge.last_move = base::Instant{kNow.ms - 200};
    const auto decision = decide({}, knowledge, kNow);
    EXPECT_NE(decision.action, Action::Move);
    EXPECT_FALSE(gate(decision, GateKind::Dwell)->passed());
}

TEST(Decide, CorrectsTheFirstChoiceWhileNobodyUsesIt) {
    auto knowledge = linked(narrow(1, 1, -60), {wide(2, 149, -74)}, false);
    Policy policy;
    policy.gain_standing = 250;  // what a standing station asks for otherwise is not reached here
    EXPECT_EQ(decide(policy, knowledge, kNow).action, Action::Stay);
    knowledge.serving->found = true;
    EXPECT_EQ(decide(policy, knowledge, kNow).action, Action::Stay) << "a minute after it was made";
    knowledge.serving->since = {kNow.ms - 300};
    EXPECT_EQ(decide(policy, knowledge, kNow).target, bssid(2));
}

TEST(Decide, IsNotBoundByAMoveMadeInAHurry) {
    auto knowledge = linked(wide(1, 36, -78), {wide(2, 149, -55)});
    station::note_moved(knowledge, station::Method::Full, base::Milliseconds{40}, false, kNow);
    EXPECT_NE(decide({}, knowledge, kNow).action, Action::Move);
    station::note_moved(knowledge, station::Method::Full, base::Milliseconds{40}, true, kNow);
    EXPECT_EQ(decide({}, knowledge, kNow).action, Action::Move);
}

TEST(Decide, LeavesAFailingLinkAtOnce) {
    // Seconds after a move, towards a BSS that is weaker than the dying one seemed to be.
    auto knowledge = linked(wide(1, 36, -50), {wide(2, 149, -72)}, false);
    knowledge.last_move = base::Instant{kNow.ms - 200};
    EXPECT_EQ(decide({}, knowledge, kNow).action, Action::Stay);
    knowledge.serving->failing = kNow;
    const auto decision = decide({}, knowledge, kNow);
    EXPECT_EQ(decision.action, Action::Move);
    EXPECT_EQ(decision.reason, Reason::LinkFailing);
}

TEST(Decide, LooksFirstWhereOneLookIsCheaperThanTheRisk) {
    // The target was heard long ago, and may well be out of reach by now.
    station::Bss unsure = wide(2, 149, -76);
    unsure.variance = {14'000};
    unsure.when = {kNow.ms - 100'000};
    auto knowledge = linked(wide(1, 36, -70), {unsure});
    knowledge.serving->failing = kNow;
    const auto decision = decide({}, knowledge, kNow);
    EXPECT_EQ(decision.action, Action::Look);
    EXPECT_EQ(decision.channel->number(), 149);
    // Looked at, it is taken as it is; and where the AP is about to end the link there is no time.
    knowledge.table[1].when = {kNow.ms - 300};
    EXPECT_EQ(decide({}, knowledge, kNow).action, Action::Move);
    knowledge.table[1].when = unsure.when;
    knowledge.serving->ends_at = {kNow.ms + 500};
    EXPECT_EQ(decide({}, knowledge, kNow).action, Action::Move);
}

TEST(Decide, LooksAtNothingWhereTheTargetWillAnswer) {
    station::Bss sure = wide(2, 149, -55);
    sure.when = {kNow.ms - 20'000};
    auto knowledge = linked(wide(1, 36, -70), {sure});
    knowledge.serving->failing = kNow;
    EXPECT_EQ(decide({}, knowledge, kNow).action, Action::Move);
    knowledge.table[1].when = {kNow.ms - 40'000};
    EXPECT_EQ(decide({}, knowledge, kNow).action, Action::Look) << "the kernel has forgotten it";
}

TEST(Decide, ForgetsASignOfFailure) {
    auto knowledge = linked(wide(1, 36, -50), {wide(2, 149, -72)}, false);
    knowledge.serving->failing = base::Instant{kNow.ms - Policy{}.failing_memory.count()};
    EXPECT_EQ(decide({}, knowledge, kNow).action, Action::Stay);
}

TEST(Decide, SearchesWhenTheLinkFailsAndNothingIsKnown) {
    auto knowledge = linked(wide(1, 36, -95), {});
    (void)knowledge.channels.push_back(builders::channel(wifi::Band::Ghz5, 36));
    (void)knowledge.channels.push_back(builders::channel(wifi::Band::Ghz5, 149));
    const auto decision = decide({}, knowledge, kNow);
    EXPECT_EQ(decision.action, Action::Look);
    EXPECT_EQ(decision.reason, Reason::SearchWhileFailing);
    EXPECT_EQ(decision.channel->number(), 149);
}

TEST(Decide, NeverMovesToWhatItCannotName) {  // known by a neighbour report only
    station::Bss reported = wide(2, 149, -50);
    reported.described = false;
    reported.measured = false;
    EXPECT_NE(decide({}, linked(wide(1, 36, -80), {reported}), kNow).action, Action::Move);
}

TEST(Decide, NeverMovesToOtherSecurity) {
    station::Bss foreign = wide(2, 149, -50);
    foreign.fits = false;
    const auto decision = decide({}, linked(wide(1, 36, -80), {foreign}), kNow);
    EXPECT_NE(decision.action, Action::Move);
    EXPECT_TRUE(decision.candidates.empty());
}

TEST(Decide, PassesOverABlockedTargetToTheNext) {
    station::Bss failed = wide(2, 149, -50);
    failed.failures = 1;
    failed.blocked_until = {kNow.ms + 1000};
    const auto decision = decide({}, linked(wide(1, 36, -80), {failed, wide(3, 44, -60)}), kNow);
    EXPECT_EQ(decision.target, bssid(3));
}

TEST(Decide, DoesNotGoStraightBack) {
    Policy policy;
    policy.dwell = base::Milliseconds{0};
    auto knowledge = linked(wide(1, 36, -70), {wide(2, 149, -67)});
    EXPECT_EQ(decide(policy, knowledge, kNow).target, bssid(2));
    knowledge.left = station::LeftBss{bssid(2), {kNow.ms - 500}};
    EXPECT_NE(decide(policy, knowledge, kNow).action, Action::Move);
}

TEST(Decide, KeepsAStandingStationBetweenEqualAps) {
    // Both drift by 3 dB, each by itself, in every combination; what is known of the other one is minutes
    // old.
    for (int serving = -63; serving <= -57; ++serving)
        for (int other = -63; other <= -57; ++other) {
            SCOPED_TRACE(testing::Message() << serving << " " << other);
            station::Bss neighbour = wide(2, 149, other);
            neighbour.when = {kNow.ms - 120'000};
            EXPECT_EQ(decide({}, linked(wide(1, 36, serving), {neighbour}, false), kNow).action,
                      Action::Stay);
        }
}

station::Bss arbitrary_bss(int last) {
    station::Bss bss = *rc::gen::arbitrary<bool>() ? wide(last, 36 + 4 * *rc::gen::inRange(0, 4), 0)
                                                   : narrow(last, 1 + 5 * *rc::gen::inRange(0, 3), 0);
    bss.level = {*rc::gen::inRange(-100, -30) * 100};
    bss.variance = {*rc::gen::inRange(10, 14'400)};
    bss.when = {kNow.ms - *rc::gen::inRange(0, 600'000)};
    bss.measured = *rc::gen::inRange(0, 5) != 0;
    bss.described = *rc::gen::inRange(0, 5) != 0;
    bss.busy_per_255 = static_cast<std::uint8_t>(*rc::gen::inRange(0, 256));
    bss.blocked_until = {kNow.ms + *rc::gen::inRange(-5, 2) * 1000};
    return bss;
}

station::Knowledge arbitrary_knowledge() {
    station::Knowledge knowledge = linked(arbitrary_bss(1), {}, *rc::gen::arbitrary<bool>());
    const int others = *rc::gen::inRange(0, 31);
    for (int i = 0; i < others; ++i) (void)knowledge.table.push_back(arbitrary_bss(i + 2));
    if (*rc::gen::arbitrary<bool>()) knowledge.serving->failing = kNow;
    if (*rc::gen::arbitrary<bool>()) knowledge.left = station::LeftBss{bssid(2), {kNow.ms - 3000}};
    knowledge.walked = {*rc::gen::inRange(0, 100'000)};
    return knowledge;
}

TEST(Decide, DoesNotDependOnTheOrderOfCandidates) {
    EXPECT_TRUE(rc::check([] {
        station::Knowledge knowledge = arbitrary_knowledge();
        const records::Decision want = decide({}, knowledge, kNow);
        std::mt19937 random{*rc::gen::arbitrary<std::uint32_t>()};
        std::shuffle(knowledge.table.begin(), knowledge.table.end(), random);
        RC_ASSERT(decide({}, knowledge, kNow) == want);
    }));
}

TEST(Decide, OnlyMovesWhereAMoveCanGo) {
    EXPECT_TRUE(rc::check([] {
        const station::Knowledge knowledge = arbitrary_knowledge();
        const records::Decision decision = decide({}, knowledge, kNow);
        RC_ASSERT((decision.action == Action::Move) == decision.target.has_value());
        RC_ASSERT((decision.action == Action::Look) == decision.channel.has_value());
        if (!decision.target) return;
        const station::Bss* target = station::find(knowledge, *decision.target);
        RC_ASSERT(target && target->fits && target->described && target->measured);
        RC_ASSERT(target->blocked_until <= kNow);
        RC_ASSERT(*decision.target != knowledge.serving->bssid);
        for (const records::Gate& compared : decision.gates) RC_ASSERT(compared.passed());
    }));
}

TEST(Decide, AStrongerServingLinkIsNeverAReasonToMove) {
    EXPECT_TRUE(rc::check([] {
        station::Knowledge knowledge = arbitrary_knowledge();
        knowledge.serving->failing.reset();
        if (decide({}, knowledge, kNow).action == Action::Move) return;
        station::find(knowledge, knowledge.serving->bssid)->level.value += 600;
        RC_ASSERT(decide({}, knowledge, kNow).action != Action::Move);
    }));
}

}  // namespace
