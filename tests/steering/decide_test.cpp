#include "steering/decide.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "site_builder.hpp"

namespace {

using namespace site_builder;
using records::GateKind;
using records::SteeringAction;
using records::SteeringDecision;
using records::SteeringReason;
using steering::Client;
using steering::decide;
using steering::Policy;
using steering::Scope;
using steering::Site;

const Policy kPolicy;

SteeringDecision judge(const Client& client, const Scope& scope = {}) {
    return decide(kPolicy, site(), client, scope, kNow);
}

TEST(Steering, LeavesWhoIsWellServed) {
    const auto decision = judge(client_of(kPolicy, site(), 2, -45));
    EXPECT_EQ(decision.action, SteeringAction::Stay);
    EXPECT_EQ(decision.reason, SteeringReason::NothingBetter);
    EXPECT_EQ(decision.candidates.size(), 3U) << "what was given up is in the record";
}

TEST(Steering, SaysNothingOfWhoHasNoLink) {
    Client client;
    EXPECT_EQ(judge(client).reason, SteeringReason::NotServed);
}

TEST(Steering, AsksAWalkingClientToGoToWhereItIsHeardBetter) {
    Client client = client_of(kPolicy, site(), 2, -80);
    walk(client);
    report(kPolicy, site(), client, 4, -50);
    const auto decision = judge(client);
    EXPECT_EQ(decision.action, SteeringAction::Steer);
    EXPECT_EQ(decision.reason, SteeringReason::BetterBss);
    ASSERT_FALSE(decision.targets.empty());
    EXPECT_EQ(decision.targets[0], bssid(4));
    EXPECT_TRUE(gate(decision, GateKind::Gain)->passed());
    EXPECT_TRUE(gate(decision, GateKind::Confidence)->passed());
}

TEST(Steering, MeasuresFirstWhereTheAnswerMatters) {
    Client client = client_of(kPolicy, site(), 2, -78);
    walk(client);
    const auto decision = judge(client);
    EXPECT_EQ(decision.action, SteeringAction::Measure);
    EXPECT_EQ(decision.reason, SteeringReason::WorthMeasuring);
    ASSERT_TRUE(decision.channel);
}

TEST(Steering, MeasuresAgainWhatItKnewSomeTimeAgo) {
    Client client = client_of(kPolicy, site(), 2, -80);
    walk(client);
    report(kPolicy, site(), client, 4, -50, base::Instant{kNow.ms - 4'000});
    const auto decision = judge(client);
    EXPECT_EQ(decision.action, SteeringAction::Measure);
    EXPECT_EQ(decision.reason, SteeringReason::VerifyFirst);
    EXPECT_EQ(decision.channel, steering::find(site(), bssid(4))->channel);
}

TEST(Steering, DoesNotMeasureTwiceAtOnce) {
    Client client = client_of(kPolicy, site(), 2, -78);
    walk(client);
    note_measuring(kPolicy, client, records::BeaconMode::Active, site()[2].channel, kNow);
    EXPECT_EQ(judge(client).reason, SteeringReason::Measuring);
    note_measured(kPolicy, client, site(), steering::MeasureEnd::Reported, kNow);
    EXPECT_EQ(judge(client).reason, SteeringReason::MeasureTooSoon);
}

TEST(Steering, LeavesWhoDoesNotMeasureInPeace) {
    Client client = client_of(kPolicy, site(), 2, -78);
    walk(client);
    for (auto& each : client.memory.measures) each = records::Measures::Refuses;
    client.last_measured = kNow;
    EXPECT_EQ(judge(client).reason, SteeringReason::CannotMeasure);
}

TEST(Steering, AsksNobodyWhoCannotMove) {
    Client client = client_of(kPolicy, site(), 2, -80);
    walk(client);
    client.memory.transition = false;
    EXPECT_EQ(judge(client).reason, SteeringReason::CannotMove) << "and nothing is measured in vain";
    report(kPolicy, site(), client, 4, -50);
    EXPECT_EQ(judge(client).reason, SteeringReason::CannotMove);
    EXPECT_TRUE(judge(client).targets.empty());
}

TEST(Steering, AsksStandingClientsOnlyForMuchMore) {
    Client client = client_of(kPolicy, site(), 2, -60);
    report(kPolicy, site(), client, 4, -55);
    EXPECT_EQ(judge(client).action, SteeringAction::Stay);
    Client weak = client_of(kPolicy, site(), 2, -82);
    for (int i = 0; i < 3; ++i) report(kPolicy, site(), weak, 4, -50, base::Instant{kNow.ms - i});
    EXPECT_EQ(judge(weak).action, SteeringAction::Steer);
}

TEST(Steering, WaitsForTheAnswerToTheLastRequest) {
    Client client = client_of(kPolicy, site(), 2, -80);
    walk(client);
    report(kPolicy, site(), client, 4, -50);
    note_request(kPolicy, client, judge(client).targets, kNow);
    EXPECT_EQ(judge(client).reason, SteeringReason::Asked);
}

TEST(Steering, BacksOffAndSaysUntilWhen) {
    Client client = client_of(kPolicy, site(), 2, -80);
    walk(client);
    report(kPolicy, site(), client, 4, -50);
    client.last_request = base::Instant{kNow.ms - 10'000};
    client.may_ask_from = kNow + base::Milliseconds{5'000};
    const auto decision = judge(client);
    EXPECT_EQ(decision.action, SteeringAction::Stay);
    EXPECT_EQ(decision.reason, SteeringReason::BackingOff);
    EXPECT_EQ(gate(decision, GateKind::BackOff)->value, 10'000);
    EXPECT_EQ(gate(decision, GateKind::BackOff)->limit, 15'000);
}

TEST(Steering, DoesNotSendBackWhereAClientJustCameFrom) {
    Client client = client_of(kPolicy, site(), 2, -80);
    walk(client);
    report(kPolicy, site(), client, 4, -50);
    bar(client, bssid(4), kNow + kSecond);
    for (const auto& target : judge(client).targets) EXPECT_NE(target, bssid(4));
    client.barred.clear();
    EXPECT_EQ(judge(client).action, SteeringAction::Steer);
}

TEST(Steering, JudgesNobodyWhoHasJustCome) {
    Client client = client_of(kPolicy, site(), 2, -70);
    walk(client);
    report(kPolicy, site(), client, 4, -45);
    client.link->since = base::Instant{kNow.ms - 500};
    EXPECT_EQ(judge(client).reason, SteeringReason::JustJoined);
}

TEST(Steering, HeedsExclusionsAndPins) {
    Client client = client_of(kPolicy, site(), 2, -80);
    walk(client);
    report(kPolicy, site(), client, 4, -50);
    EXPECT_EQ(judge(client, {.excluded = true, .pinned = {}}).reason, SteeringReason::Excluded);
    EXPECT_EQ(judge(client, {.excluded = false, .pinned = bssid(2)}).reason, SteeringReason::Pinned);
    const auto pinned = judge(client, {.excluded = false, .pinned = bssid(3)});
    for (const auto& target : pinned.targets) EXPECT_EQ(target, bssid(3));
    for (const auto& candidate : pinned.candidates) EXPECT_EQ(candidate.bssid, bssid(3));
}

TEST(Steering, SendsNobodyToABandThatItCannotUse) {
    Client client = client_of(kPolicy, site(), 1, -80);
    walk(client);
    client.memory.bands = 0b001;
    const auto decision = judge(client);
    for (const auto& candidate : decision.candidates) EXPECT_EQ(candidate.channel.band(), wifi::Band::Ghz2_4);
}

TEST(Steering, SendsNobodyToAnotherNetwork) {
    Site other = site();
    other[3].network = 7;
    Client client = client_of(kPolicy, other, 2, -80);
    walk(client);
    note_report(kPolicy, client, bssid(4), {-4500}, records::BeaconMode::Active, kNow);
    const auto decision = decide(kPolicy, other, client, {}, kNow);
    for (const auto& candidate : decision.candidates) EXPECT_NE(candidate.bssid, bssid(4));
}

TEST(Steering, MovesWhoseLinkFailsAtOnce) {
    Client client = client_of(kPolicy, site(), 2, -93);
    report(kPolicy, site(), client, 4, -65);
    const auto decision = judge(client);
    EXPECT_EQ(decision.action, SteeringAction::Steer);
    EXPECT_EQ(decision.reason, SteeringReason::LinkFailing);
}

TEST(Steering, WaitsForWhatItIsMeasuringBeforeItAsks) {
    Client client = client_of(kPolicy, site(), 2, -80);
    walk(client);
    report(kPolicy, site(), client, 4, -65);
    ASSERT_EQ(judge(client).action, SteeringAction::Steer);
    note_measuring(kPolicy, client, records::BeaconMode::Active, std::nullopt, kNow);
    EXPECT_EQ(judge(client).action, SteeringAction::Stay);
    EXPECT_EQ(judge(client).reason, SteeringReason::Measuring);
    client.last_measured = kNow + base::Milliseconds{-300};
    EXPECT_EQ(judge(client).action, SteeringAction::Steer) << "it would have answered by now";
    client.last_measured = kNow;
    note_measured(kPolicy, client, site(), steering::MeasureEnd::Reported, kNow);
    EXPECT_EQ(judge(client).action, SteeringAction::Steer);
}

TEST(Steering, SpendsOnClientsThatDoNotFollowOnlySoMuchADay) {
    Client client = client_of(kPolicy, site(), 2, -80);
    walk(client);
    report(kPolicy, site(), client, 4, -50);
    client.memory.refused = 10;
    EXPECT_EQ(judge(client).action, SteeringAction::Steer);
    client.requests_paid_until = kNow + base::Milliseconds{86'400'000};
    EXPECT_EQ(judge(client).reason, SteeringReason::BudgetSpent);
    client.memory.refused = 0;
    client.memory.obeyed = 10;
    EXPECT_EQ(judge(client).action, SteeringAction::Steer) << "who follows is asked as often as it helps";
}

TEST(Steering, AnswersWhoAsksWithTheBestThatIsKnown) {
    Client client = client_of(kPolicy, site(), 2, -70);
    report(kPolicy, site(), client, 4, -50);
    report(kPolicy, site(), client, 3, -88);
    const auto decision = answer_query(kPolicy, site(), client, {}, kNow);
    EXPECT_EQ(decision.reason, SteeringReason::AskedUs);
    ASSERT_FALSE(decision.targets.empty());
    EXPECT_EQ(decision.targets[0], bssid(4));
    EXPECT_EQ(std::ranges::count(decision.targets, bssid(3)), 0) << "what is worse than now is no answer";
}

TEST(Steering, DependsNotOnTheOrderOfTheSite) {
    EXPECT_TRUE(rc::check([] {
        Site forward = site();
        Client client = client_of(kPolicy, forward, *rc::gen::inRange(1, 5), *rc::gen::inRange(-95, -35));
        if (*rc::gen::arbitrary<bool>()) walk(client);
        for (int number = 1; number <= 4; ++number)
            if (*rc::gen::arbitrary<bool>() && client.link->bssid != bssid(number))
                report(kPolicy, forward, client, number, *rc::gen::inRange(-95, -35));
        Site backward;
        for (std::size_t i = forward.size(); i > 0; --i) (void)backward.push_back(forward[i - 1]);
        RC_ASSERT(decide(kPolicy, forward, client, {}, kNow) == decide(kPolicy, backward, client, {}, kNow));
    }));
}

TEST(Steering, NeverAsksForWhatIsBelievedToBeWorse) {
    EXPECT_TRUE(rc::check([] {
        const Site all = site();
        Client client = client_of(kPolicy, all, *rc::gen::inRange(1, 5), *rc::gen::inRange(-95, -35));
        if (*rc::gen::arbitrary<bool>()) walk(client);
        for (int number = 1; number <= 4; ++number)
            if (client.link->bssid != bssid(number))
                report(kPolicy, all, client, number, *rc::gen::inRange(-95, -35));
        const auto decision = decide(kPolicy, all, client, {}, kNow);
        const auto serving = describe_serving(kPolicy, all, client, kNow);
        for (const auto& target : decision.targets) {
            if (decision.action != SteeringAction::Steer) break;
            const auto* found = std::ranges::find(decision.candidates, target, &records::Candidate::bssid);
            RC_ASSERT(found != decision.candidates.end());
            RC_ASSERT(found->usable_kbps > serving->usable_kbps);
        }
    }));
}

}  // namespace
