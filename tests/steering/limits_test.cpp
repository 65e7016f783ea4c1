#include <gtest/gtest.h>

#include "site_builder.hpp"

namespace {

using namespace site_builder;
using records::GateKind;
using records::SteeringAction;
using records::SteeringReason;
using steering::Client;
using steering::decide;
using steering::Policy;
using steering::Rule;

Policy with(Rule rule) {
    Policy policy;
    policy.rule = rule;
    return policy;
}
const Policy kRoamer = with(Rule::HostapdRoamer);

struct Case {
    const char* what;
    int serving;  ///< BSS
    int dbm;
    int target;
    int target_dbm;
    SteeringAction action;
    SteeringReason reason;
};

// hostapd-roamer's triggers at their shipped settings, each side of each limit.
const Case kTriggers[] = {
    {"2.4 GHz at -60, own 5 GHz at -65", 1, -60, 2, -65, SteeringAction::Steer, SteeringReason::StrongOn24},
    {"2.4 GHz at -61", 1, -61, 2, -50, SteeringAction::Stay, SteeringReason::WithinLimits},
    {"own 5 GHz at -66", 1, -60, 2, -66, SteeringAction::Stay, SteeringReason::TargetTooWeak},
    {"5 GHz at -65, other at -62", 2, -65, 4, -62, SteeringAction::Steer, SteeringReason::WeakOn5},
    {"5 GHz at -64", 2, -64, 4, -40, SteeringAction::Stay, SteeringReason::WithinLimits},
    {"2.4 GHz at -70, other at -65", 1, -70, 4, -65, SteeringAction::Steer, SteeringReason::WeakOn24},
    {"2.4 GHz at -69", 1, -69, 4, -40, SteeringAction::Stay, SteeringReason::WithinLimits},
};

class Triggers : public testing::TestWithParam<Case> {};

TEST_P(Triggers, FireAtTheirLimits) {
    const Case& each = GetParam();
    SCOPED_TRACE(each.what);
    Client client = client_of(kRoamer, site(), each.serving, each.dbm);
    // Every other BSS was measured and is weak, so that only the one in question can be the target.
    for (int number = 1; number <= 4; ++number)
        if (number != each.serving) report(kRoamer, site(), client, number, -94);
    client.heard.clear();
    for (int number = 1; number <= 4; ++number) {
        if (number == each.serving) continue;
        steering::Heard heard;
        heard.bssid = bssid(number);
        heard.reported = true;
        heard.level = {{number == each.target ? each.target_dbm * 100 : -9400}, {100}};
        heard.when = kNow;
        heard.measured_before = base::Milliseconds{0};
        (void)client.heard.push_back(heard);
    }
    const auto decision = decide(kRoamer, site(), client, {}, kNow);
    EXPECT_EQ(decision.action, each.action);
    EXPECT_EQ(decision.reason, each.reason);
    if (each.action == SteeringAction::Steer) {
        ASSERT_EQ(decision.targets.size(), 1U);
        EXPECT_EQ(decision.targets[0], bssid(each.target));
    }
}

INSTANTIATE_TEST_SUITE_P(HostapdRoamer, Triggers, testing::ValuesIn(kTriggers));

TEST(Limits, AreOfWhatTheClientHearsSoItIsAskedOnce) {
    Client client = client_of(kRoamer, site(), 2, -80);
    client.memory.down_minus_up_cdb.reset();
    const auto decision = decide(kRoamer, site(), client, {}, kNow);
    EXPECT_EQ(decision.action, SteeringAction::Measure);
    EXPECT_EQ(decision.channel, steering::find(site(), bssid(2))->channel);
}

TEST(Limits, MeasureATargetBeforeItIsAsked) {
    Client client = client_of(kRoamer, site(), 2, -70);
    const auto decision = decide(kRoamer, site(), client, {}, kNow);
    EXPECT_EQ(decision.action, SteeringAction::Measure);
    EXPECT_EQ(decision.reason, SteeringReason::VerifyFirst);
}

TEST(Limits, LoadMovesWhoIsInACrowd) {
    const Policy load = with(Rule::Load);
    steering::Site crowded = site();
    crowded[1].clients = 12;
    crowded[3].clients = 1;
    Client client = client_of(load, crowded, 2, -55);
    report(load, crowded, client, 4, -50);
    const auto decision = decide(load, crowded, client, {}, kNow);
    EXPECT_EQ(decision.action, SteeringAction::Steer);
    EXPECT_EQ(decision.reason, SteeringReason::LessLoaded);
    EXPECT_EQ(decision.targets[0], bssid(4));
    for (auto& each : crowded) each.clients = 11;
    EXPECT_EQ(decide(load, crowded, client, {}, kNow).reason, SteeringReason::WithinLimits);
}

TEST(Limits, LoadGoesByAirtimeWhereItIsKnown) {
    const Policy load = with(Rule::Load);
    steering::Site busy = site();
    busy[1].busy_per_255 = 200;
    busy[3].busy_per_255 = 20;
    Client client = client_of(load, busy, 2, -55);
    report(load, busy, client, 4, -50);
    EXPECT_EQ(decide(load, busy, client, {}, kNow).reason, SteeringReason::LessLoaded);
    for (auto& each : busy) each.busy_per_255 = 190;
    EXPECT_EQ(decide(load, busy, client, {}, kNow).reason, SteeringReason::WithinLimits);
}

TEST(Limits, LeastSignalSendsWhoIsWeak) {
    const Policy least = with(Rule::LeastSignal);
    Client client = client_of(least, site(), 2, -80);
    report(least, site(), client, 4, -50);
    EXPECT_EQ(decide(least, site(), client, {}, kNow).reason, SteeringReason::LowSignal);
    Client strong = client_of(least, site(), 2, -60);
    report(least, site(), strong, 4, -40);
    EXPECT_EQ(decide(least, site(), strong, {}, kNow).reason, SteeringReason::WithinLimits);
}

TEST(Limits, BandSendsWhoIsStrongUp) {
    const Policy band = with(Rule::Band);
    Client client = client_of(band, site(), 1, -50);
    report(band, site(), client, 2, -55);
    EXPECT_EQ(decide(band, site(), client, {}, kNow).reason, SteeringReason::HigherBand);
}

}  // namespace
