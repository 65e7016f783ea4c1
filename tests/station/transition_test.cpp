#include "station/transition.hpp"

#include <gtest/gtest.h>

#include "builders.hpp"
#include "station/decide.hpp"
#include "station/value.hpp"

namespace {

using base::Instant;
using base::Milliseconds;
using builders::bssid;
using builders::kNow;
using builders::linked;
using builders::wide;
using records::Action;
using records::Reason;
using station::Heed;
using station::Knowledge;
using station::note_transition_requested;
using station::Policy;

constexpr Policy kPolicy;

Instant after(Milliseconds wait) { return kNow + wait; }

TEST(Transition, ARequestLowersTheBarForAWhile) {
    Knowledge knowledge = linked(wide(1, 36, -60), {wide(2, 149, -57)}, false);
    EXPECT_EQ(decide(kPolicy, knowledge, kNow).action, Action::Stay);
    EXPECT_EQ(note_transition_requested(kPolicy, knowledge, kNow), Heed::Taken);
    EXPECT_EQ(decide(kPolicy, knowledge, kNow).action, Action::Move);
    knowledge.serving->asked = Instant{kNow.ms - kPolicy.asked_holds.count()};
    EXPECT_EQ(decide(kPolicy, knowledge, kNow).action, Action::Stay);
}

TEST(Transition, ARequestDoesNotSendTheStationToAWorseBss) {
    Knowledge knowledge = linked(wide(1, 36, -60), {wide(2, 149, -75)}, false);
    EXPECT_EQ(note_transition_requested(kPolicy, knowledge, kNow), Heed::Taken);
    EXPECT_EQ(decide(kPolicy, knowledge, kNow).action, Action::Stay);
}

TEST(Transition, AnAnnouncedEndMakesAnyWorkingCandidateGoodEnough) {
    Knowledge knowledge = linked(wide(1, 36, -50), {wide(2, 149, -78)}, false);
    note_link_ends(knowledge, Milliseconds{5'000}, kNow);
    const auto decision = decide(kPolicy, knowledge, kNow);
    EXPECT_EQ(decision.action, Action::Move);
    EXPECT_EQ(decision.reason, Reason::LinkEnding);
    EXPECT_EQ(decision.target, bssid(2));
}

TEST(Transition, WithTimeLeftATargetIsLookedAtFirst) {
    station::Bss old = wide(2, 149, -60);
    old.when = Instant{kNow.ms - 20'000};
    Knowledge knowledge = linked(wide(1, 36, -50), {old}, false);
    note_link_ends(knowledge, Milliseconds{5'000}, kNow);
    EXPECT_EQ(decide(kPolicy, knowledge, kNow).reason, Reason::VerifyFirst);
    EXPECT_EQ(decide(kPolicy, knowledge, after(Milliseconds{4'000})).action, Action::Move);
}

TEST(Transition, AThreatThatWasNotCarriedOutIsForgotten) {
    Knowledge knowledge = linked(wide(1, 36, -50), {}, false);
    note_link_ends(knowledge, Milliseconds{5'000}, kNow);
    EXPECT_TRUE(is_ending(kPolicy, knowledge, after(Milliseconds{5'900})));
    EXPECT_FALSE(is_ending(kPolicy, knowledge, after(Milliseconds{6'100})));
}

TEST(Transition, GoingBackToAnApThatAskedUsToLeaveCostsLonger) {
    Knowledge knowledge = linked(wide(2, 149, -70), {wide(1, 36, -60)}, false);
    const auto cost = [&](bool asked, int ago_ms) {
        knowledge.left = station::LeftBss{bssid(1), Instant{kNow.ms - ago_ms}, asked};
        const station::Bss& old = *station::find(knowledge, bssid(1));
        return move_cost(kPolicy, knowledge, old, rates(old, {old.level, old.variance}), kNow);
    };
    EXPECT_GT(cost(true, 20'000), cost(false, 20'000));
    EXPECT_EQ(cost(true, 61'000), cost(false, 61'000));
}

TEST(Transition, ManyRequestsAreIgnoredLongerEachTime) {
    Knowledge knowledge = linked(wide(1, 36, -50), {}, false);
    Instant now = kNow;
    Milliseconds before{0};
    for (int storm = 0; storm < 5; ++storm) {
        for (int i = 0; i < kPolicy.requests_heeded; ++i)
            EXPECT_EQ(note_transition_requested(kPolicy, knowledge, now), Heed::Taken);
        EXPECT_EQ(note_transition_requested(kPolicy, knowledge, now), Heed::Ignored);
        const Milliseconds ignored = heeded_from(knowledge) - now;
        EXPECT_GT(ignored, before);
        EXPECT_LE(ignored, kPolicy.requests_ignored_most);
        before = std::min(ignored, Milliseconds{kPolicy.requests_ignored_most.count() - 1});
        EXPECT_EQ(note_transition_requested(kPolicy, knowledge, now), Heed::Ignored);
        now = heeded_from(knowledge);
    }
    now = now + kPolicy.requests_ignored_most * 2;
    for (int i = 0; i <= kPolicy.requests_heeded; ++i)
        (void)note_transition_requested(kPolicy, knowledge, now);
    EXPECT_EQ(heeded_from(knowledge) - now, kPolicy.requests_ignored_first) << "long ago";
}

TEST(Transition, AskingNowAndThenIsNoStorm) {
    Knowledge knowledge = linked(wide(1, 36, -50), {}, false);
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(note_transition_requested(kPolicy, knowledge, after(Milliseconds{i * 20'001})),
                  Heed::Taken);
}

TEST(Transition, AsksOnlyAnApThatAnswersAndOnlyInNeed) {
    station::Bss serving = wide(1, 36, -92);
    serving.transition = true;
    Knowledge knowledge = linked(serving, {}, false);
    records::Decision decision = decide(kPolicy, knowledge, kNow);
    EXPECT_EQ(query_reason(kPolicy, knowledge, decision, kNow), 16);
    knowledge.serving->failing = kNow;
    EXPECT_EQ(query_reason(kPolicy, knowledge, decision, kNow), 1);
    note_link_ends(knowledge, Milliseconds{5'000}, kNow);
    EXPECT_EQ(query_reason(kPolicy, knowledge, decision, kNow), 18);

    knowledge.serving->queried = kNow;
    EXPECT_EQ(query_reason(kPolicy, knowledge, decision, kNow), std::nullopt);
    EXPECT_EQ(note_transition_requested(kPolicy, knowledge, kNow), Heed::Answer);
    knowledge.serving->queried.reset();
    decision.action = Action::Move;
    EXPECT_EQ(query_reason(kPolicy, knowledge, decision, kNow), std::nullopt);
    decision.action = Action::Stay;
    knowledge.table[0].transition = false;
    EXPECT_EQ(query_reason(kPolicy, knowledge, decision, kNow), std::nullopt);

    serving.level = {-5'000};
    EXPECT_EQ(query_reason(kPolicy, linked(serving, {}, false), decision, kNow), std::nullopt)
        << "a good link";
}

}  // namespace
