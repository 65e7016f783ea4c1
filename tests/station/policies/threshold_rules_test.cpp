// ESP-IDF's roaming app, Apple's thresholds, A3: the rules that go by level alone.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "builders.hpp"
#include "station/policies/a3.hpp"
#include "station/policies/apple.hpp"
#include "station/policies/esp_idf.hpp"

namespace {

using namespace policy_builders;
using namespace station::policies;
using records::Action;
using records::Reason;

// -- ESP-IDF.

TEST(EspIdf, AsksOneDecibelAfterTheLowEventAndFifteenPeriodically) {
    const auto reason = [](bool after_low, int dbm) {
        return esp_idf::judge({}, after_low, linked(narrow(1, -70), {narrow(2, dbm)})).reason;
    };
    EXPECT_EQ(reason(true, -70), Reason::MarginTooSmall);
    EXPECT_EQ(reason(true, -69), Reason::MarginReached);
    EXPECT_EQ(reason(false, -56), Reason::MarginTooSmall);
    EXPECT_EQ(reason(false, -55), Reason::MarginReached);
}

TEST(EspIdf, ComparesWithTheBetterOfLiveLevelAndScan) {
    const Evidence evidence = linked(narrow(1, -70), {narrow(2, -60)});
    EXPECT_EQ(esp_idf::judge({}, true, at(evidence, -60)).reason, Reason::MarginTooSmall);
    EXPECT_EQ(esp_idf::judge({}, true, at(evidence, -80)).gates.back().value, 10);
}

TEST(EspIdf, KeepsTheFiveStrongestAndNothingOlderThanTenSeconds) {
    Heard old = narrow(2, -40);
    old.age = base::Milliseconds{10'001};
    EXPECT_EQ(esp_idf::judge({}, true, linked(narrow(1, -70), {old})).reason, Reason::NoCandidate);
    old.age = base::Milliseconds{10'000};
    EXPECT_EQ(esp_idf::judge({}, true, linked(narrow(1, -70), {old})).target, bssid(2));
}

struct EspIdfWatch : testing::Test {
    esp_idf::State state;
    Evidence evidence = linked(narrow(1, -50), {narrow(2, -50)});
    int now = 0;

    void start(int dbm) { state = esp_idf::begin({}, at(evidence, dbm), after(now)); }
    Verdict read(int dbm, int ms) {
        now += ms;
        return esp_idf::watch({}, state, at(evidence, dbm), after(now));
    }
};

TEST_F(EspIdfWatch, LooksBelowMinusSixtyAndLowersTheBarByFive) {
    start(-55);
    EXPECT_EQ(read(-60, 15'000).action, Action::Stay);
    EXPECT_EQ(read(-61, 250).action, Action::Look);
    EXPECT_TRUE(state.after_low);
    EXPECT_EQ(read(-65, 14'000).action, Action::Stay);
    EXPECT_EQ(state.armed.value, -65);
    EXPECT_EQ(read(-66, 1'000).action, Action::Look);
    // Above the configured level it is as at first.
    (void)read(-59, 250);
    EXPECT_EQ(state.armed.value, -60);
}

TEST_F(EspIdfWatch, ArmsFiveBelowTheLevelOfALinkThatIsLowFromTheStart) {
    start(-70);
    EXPECT_EQ(state.armed.value, -75);
}

TEST_F(EspIdfWatch, LooksEveryThirtySecondsFromMinusFiftyDown) {
    start(-50);
    EXPECT_EQ(read(-50, 29'999).action, Action::Stay);
    EXPECT_EQ(read(-50, 1).action, Action::Look);
    EXPECT_FALSE(state.after_low);
    EXPECT_EQ(read(-49, 30'000).reason, Reason::AboveThreshold);
}

TEST_F(EspIdfWatch, WaitsFifteenSecondsBetweenAttempts) {
    start(-55);
    EXPECT_EQ(read(-61, 14'999).reason, Reason::MovedRecently);
    EXPECT_EQ(read(-61, 1).action, Action::Look);
}

RC_GTEST_PROP(EspIdf, DoesNotDependOnTheTablesOrder, (bool after_low)) {
    const Evidence evidence = any_evidence();
    RC_ASSERT(esp_idf::judge({}, after_low, shuffled(evidence)) == esp_idf::judge({}, after_low, evidence));
}

// -- Apple.

TEST(Apple, AsksEightDecibelsWithTrafficAndTwelveWithout) {
    Evidence evidence = linked(narrow(1, -75), {narrow(2, -67)});
    evidence.busy = true;
    EXPECT_EQ(apple::judge(apple::kIos, evidence).action, Action::Move);
    EXPECT_EQ(apple::judge(apple::kIos, at(evidence, -74)).reason, Reason::MarginTooSmall);
    EXPECT_EQ(apple::judge(apple::kMacos, evidence).gates.back().limit, 12);
    evidence.busy = false;
    EXPECT_EQ(apple::judge(apple::kIos, evidence).reason, Reason::MarginTooSmall);
    EXPECT_EQ(apple::judge(apple::kIos, at(evidence, -79)).action, Action::Move);
}

TEST(Apple, LooksBelowItsTrigger) {
    const Evidence evidence = linked(narrow(1, -70), {narrow(2, -60)});
    apple::State state;
    EXPECT_EQ(apple::watch(apple::kIos, state, at(evidence, -70), kStart).reason, Reason::AboveThreshold);
    EXPECT_EQ(apple::watch(apple::kIos, state, at(evidence, -71), kStart).action, Action::Look);
    EXPECT_EQ(apple::watch(apple::kIos, state, at(evidence, -71), after(9'999)).reason, Reason::BetweenScans);
    EXPECT_EQ(apple::watch(apple::kIos, state, at(evidence, -71), after(10'000)).action, Action::Look);
    apple::State mac;
    EXPECT_EQ(apple::watch(apple::kMacos, mac, at(evidence, -75), kStart).reason, Reason::AboveThreshold);
    EXPECT_EQ(apple::watch(apple::kMacos, mac, at(evidence, -76), kStart).action, Action::Look);
}

TEST(Apple, VisitsSixChannelsAtMost) {
    const Evidence evidence =
        linked(narrow(1, -80), {wide(1, 0), wide(2, 0), wide(3, 0), wide(4, 0), wide(5, 0), wide(6, 0)});
    apple::State state;
    EXPECT_EQ(apple::watch(apple::kIos, state, evidence, kStart).looks.size(), 6U);
}

TEST(Apple, PrefersFiveGigahertzThatIsStrongEnough) {
    const auto target = [](const apple::Parameters& parameters, int dbm) {
        return apple::judge(parameters, linked(narrow(1, -85), {narrow(2, -50), wide(3, dbm)})).target;
    };
    EXPECT_EQ(target(apple::kIos, -64), bssid(3));
    EXPECT_EQ(target(apple::kIos, -65), bssid(2));
    EXPECT_EQ(target(apple::kMacos, -68), bssid(3));
    Heard modest = wide(3, -69);
    modest.link.mode = wifi::PhyMode::Ht;
    modest.link.width = wifi::Width::Mhz20;
    EXPECT_EQ(apple::judge(apple::kMacos, linked(narrow(1, -85), {narrow(2, -50), modest})).target, bssid(2));
}

RC_GTEST_PROP(Apple, DoesNotDependOnTheTablesOrder, ()) {
    const Evidence evidence = any_evidence();
    const auto& parameters = *rc::gen::element(&apple::kIos, &apple::kMacos);
    RC_ASSERT(apple::judge(*parameters, shuffled(evidence)) == apple::judge(*parameters, evidence));
}

// -- A3.

struct A3 : testing::Test {
    a3::Parameters parameters;
    a3::State state;

    Verdict read(const Evidence& evidence, int ms) {
        (void)a3::watch(parameters, state, evidence, after(ms));
        return a3::judge(parameters, state, evidence, after(ms));
    }
};

TEST_F(A3, NeedsMoreThanTheOffsetForTheTimeToTrigger) {
    const Evidence at_offset = linked(narrow(1, -70), {narrow(2, -67)});
    const Evidence above = linked(narrow(1, -70), {narrow(2, -66)});
    EXPECT_EQ(read(at_offset, 0).reason, Reason::MarginTooSmall);
    EXPECT_EQ(read(above, 100).reason, Reason::HoldsTooShortly);
    EXPECT_EQ(read(above, 419).reason, Reason::HoldsTooShortly);
    const auto move = read(above, 420);
    EXPECT_EQ(move.action, Action::Move);
    EXPECT_EQ(move.target, bssid(2));
}

TEST_F(A3, StartsAgainWhenTheLeavingConditionHolds) {
    const Evidence above = linked(narrow(1, -70), {narrow(2, -66)});
    (void)read(above, 0);
    // Between entering and leaving it goes on: TS 36.331, inequalities A3-1 and A3-2.
    (void)read(linked(narrow(1, -70), {narrow(2, -67)}), 200);
    EXPECT_EQ(read(above, 320).action, Action::Move);
    state = {};
    (void)read(above, 0);
    (void)read(linked(narrow(1, -70), {narrow(2, -68)}), 200);
    EXPECT_EQ(read(above, 320).reason, Reason::HoldsTooShortly);
}

TEST_F(A3, AddsTheHysteresisBothWays) {
    parameters.hysteresis = {2};
    EXPECT_EQ(read(linked(narrow(1, -70), {narrow(2, -65)}), 0).reason, Reason::MarginTooSmall);
    EXPECT_EQ(read(linked(narrow(1, -70), {narrow(2, -64)}), 10).reason, Reason::HoldsTooShortly);
    EXPECT_EQ(read(linked(narrow(1, -70), {narrow(2, -69)}), 330).action, Action::Move);
    EXPECT_EQ(read(linked(narrow(1, -70), {narrow(2, -70)}), 340).reason, Reason::MarginTooSmall);
}

TEST_F(A3, VisitsOneChannelEachSecondInTurn) {
    const Evidence evidence = linked(narrow(1, -70), {narrow(2, -70), narrow(3, -70)});
    const auto look = [&](int ms) { return a3::watch(parameters, state, evidence, after(ms)); };
    const auto first = look(0);
    ASSERT_EQ(first.action, Action::Look);
    EXPECT_EQ(first.looks[0], narrow(2, 0).channel);
    EXPECT_EQ(look(999).action, Action::Stay);
    EXPECT_EQ(look(1'000).looks[0], narrow(3, 0).channel);
    EXPECT_EQ(look(2'000).looks[0], narrow(2, 0).channel);  // not the serving one's
}

RC_GTEST_PROP(A3Property, DoesNotDependOnTheTablesOrder, ()) {
    const Evidence evidence = any_evidence();
    const Evidence other = shuffled(evidence);
    a3::State once;
    a3::State twice;
    for (int ms = 0; ms <= 400; ms += 100) {
        (void)a3::watch({}, once, evidence, after(ms));
        (void)a3::watch({}, twice, other, after(ms));
        RC_ASSERT(a3::judge({}, once, evidence, after(ms)) == a3::judge({}, twice, other, after(ms)));
    }
}

}  // namespace
