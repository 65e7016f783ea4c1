#include "engine/network_watch.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace {

using records::NetworkReason;
using records::NetworkVerdict;

wifi::MacAddress bssid(int last) { return {{2, 0, 0, 0, static_cast<std::uint8_t>(last), 0}}; }
constexpr wifi::MacAddress kGateway{{2, 0, 0, 0, 0xff, 0}};
constexpr wifi::MacAddress kOther{{2, 0, 0, 0, 0xfe, 0}};

/// Writes down what it is asked; the test answers.
struct Probe final : ports::GatewayProbe {
    void remember() override { ++remembered; }
    bool knows() const override { return known; }
    void probe(Done wanted) override {
        ++probes;
        done = std::move(wanted);
    }
    void cancel() override { done = nullptr; }
    void forget() override { ++forgotten; }

    void answer(std::optional<wifi::MacAddress> expected, std::optional<wifi::MacAddress> answered) {
        ports::GatewayProbed result;
        result.ipv4.asked = true;
        result.ipv4.expected = expected;
        result.ipv4.answered = answered;
        std::exchange(done, nullptr)(result);
    }
    /// IPv4 is silent, a router advertises this.
    void advertise(records::Prefixes prefixes) {
        ports::GatewayProbed result;
        result.ipv4.asked = true;
        result.ipv4.expected = kGateway;
        result.ipv6.emplace();
        result.ipv6->asked = true;
        result.ipv6->expected = kGateway;
        result.ipv6->prefixes = prefixes;
        std::exchange(done, nullptr)(result);
    }

    Done done;
    bool known = false;
    int remembered = 0, probes = 0, forgotten = 0;
};

struct Journal final : ports::Journal {
    void write(std::string_view, const records::Record&) override {}
    void network(std::string_view, const records::NetworkCheck& check) override { checks.push_back(check); }
    std::vector<records::NetworkCheck> checks;
};

struct Network : testing::Test {
    Probe probe;
    Journal journal;
    base::Instant now{1'000};
    std::vector<records::Renewal> renewals;
    engine::NetworkWatch watch{"wlan0", probe, journal, [this] { return now; },
                               [this](const auto& check) { renewals.push_back(check.renewal); }};

    void connect(int last, std::uint32_t move = 0, const char* ssid = "lab") {
        ports::Connected event;
        event.bssid = bssid(last);
        event.ssid = ssid;
        watch.handle(event, move);
    }
};

TEST_F(Network, IsNotAskedForAtTheFirstLink) {
    connect(1);
    EXPECT_EQ(probe.probes, 0) << "there is no address yet";
    connect(1);
    EXPECT_EQ(probe.probes, 0) << "the same link, said again";
}

TEST_F(Network, IsUnchangedWhereTheGatewayAnswers) {
    connect(1);
    watch.handle(ports::Trying{bssid(2), "lab"}, 0);
    EXPECT_EQ(probe.remembered, 1) << "before the old link is gone";
    connect(2, 40);
    ASSERT_EQ(probe.probes, 1);
    EXPECT_TRUE(journal.checks.empty());
    now.ms += 3;
    probe.answer(kGateway, kGateway);
    ASSERT_EQ(journal.checks.size(), 1U);
    const records::NetworkCheck& check = journal.checks[0];
    EXPECT_EQ(check.verdict, NetworkVerdict::Unchanged);
    EXPECT_EQ(check.reason, NetworkReason::GatewayAnswered);
    EXPECT_EQ(check.move, 40U);
    EXPECT_EQ(check.bssid, bssid(2));
    EXPECT_EQ(check.took.count(), 3);
    EXPECT_EQ(check.at, now);
    ASSERT_NE(watch.of_move(40), nullptr);
    EXPECT_EQ(*watch.of_move(40), check);
    EXPECT_EQ(watch.of_move(41), nullptr);
}

TEST_F(Network, IsLearnedBeforeAnybodyWantsToMove) {
    // An attempt may be told when the kernel has forgotten its neighbours already.
    watch.handle(ports::SignalRead{}, 0);
    EXPECT_EQ(probe.remembered, 0) << "there is no link";
    connect(1);
    for (int i = 0; i < 20; ++i, now.ms += 250) watch.handle(ports::SignalRead{}, 0);
    EXPECT_EQ(probe.remembered, 3) << "every two seconds until it is known";
    probe.known = true;
    for (int i = 0; i < 20; ++i, now.ms += 250) watch.handle(ports::SignalRead{}, 0);
    EXPECT_EQ(probe.remembered, 3);
}

TEST_F(Network, IsCheckedAlsoWhenSomebodyElseMovedTheLink) {
    connect(1);
    connect(2);
    probe.answer(kGateway, kOther);
    ASSERT_EQ(journal.checks.size(), 1U);
    EXPECT_EQ(journal.checks[0].verdict, NetworkVerdict::Changed);
    EXPECT_EQ(journal.checks[0].move, 0U);
    EXPECT_EQ(watch.of_move(0), nullptr);
}

TEST_F(Network, IsUnknownWhereTheSystemDoesNotLetUsAsk) {
    connect(1);
    connect(2, 7);
    ports::GatewayProbed result;
    result.ipv4.reason = NetworkReason::CannotAsk;
    probe.done(result);
    ASSERT_EQ(journal.checks.size(), 1U);
    EXPECT_EQ(journal.checks[0].verdict, NetworkVerdict::Unknown);
    EXPECT_EQ(journal.checks[0].reason, NetworkReason::CannotAsk);
}

TEST_F(Network, IsUnknownWhenTheLinkMovesOnBeforeTheAnswer) {
    connect(1);
    connect(2, 7);
    connect(3, 9);
    ASSERT_EQ(journal.checks.size(), 1U);
    EXPECT_EQ(journal.checks[0].reason, NetworkReason::LinkGone);
    EXPECT_EQ(journal.checks[0].move, 7U);
    EXPECT_EQ(probe.probes, 2);
    watch.handle(ports::Disconnected{bssid(3), 4, true}, 0);
    ASSERT_EQ(journal.checks.size(), 2U);
    EXPECT_EQ(journal.checks[1].move, 9U);
    EXPECT_FALSE(probe.done) << "nobody waits for the answer";
    connect(3);
    EXPECT_EQ(probe.probes, 2) << "back where it was";
}

TEST_F(Network, OfAnotherNameIsAnother) {
    connect(1);
    const int before = probe.forgotten;
    connect(2, 0, "elsewhere");
    EXPECT_EQ(probe.probes, 0);
    EXPECT_EQ(probe.forgotten, before + 1);
}

TEST_F(Network, ChecksAreWrittenAsDocumented) {
    connect(1);
    connect(2, 40);
    now.ms += 3;
    probe.answer(kGateway, kGateway);
    EXPECT_EQ(
        boost::json::serialize(engine::to_json("wlan0", journal.checks.at(0))),
        R"({"schema":"roam-network/1","interface":"wlan0","monotonic_ms":1003,"bssid":"02:00:00:00:02:00",)"
        R"("verdict":"unchanged","reason":"gateway-answered","took_ms":3,"renewal":"none","move":40,)"
        R"("gateway":"02:00:00:00:ff:00","answered":"02:00:00:00:ff:00"})");
    EXPECT_EQ(
        engine::to_text("wlan0", journal.checks.at(0)),
        "network interface=wlan0 move=40 bssid=02:00:00:00:02:00 verdict=unchanged reason=gateway-answered "
        "took_ms=3 renewal=none gateway=02:00:00:00:ff:00 answered=02:00:00:00:ff:00");
    EXPECT_EQ(engine::name(NetworkReason::LinkGone), "link-gone");
}

TEST_F(Network, IsJudgedByTheFamilyThatAnswers) {
    connect(1);
    connect(2, 40);
    probe.advertise(records::Prefixes::Ours);
    connect(3, 41);
    probe.advertise(records::Prefixes::Others);
    ASSERT_EQ(journal.checks.size(), 2U);
    EXPECT_EQ(journal.checks[0].verdict, NetworkVerdict::Unchanged);
    EXPECT_EQ(journal.checks[0].reason, NetworkReason::PrefixAdvertised);
    EXPECT_EQ(journal.checks[1].verdict, NetworkVerdict::Changed);
    EXPECT_EQ(
        boost::json::serialize(engine::to_json("wlan0", journal.checks[1])),
        R"({"schema":"roam-network/1","interface":"wlan0","monotonic_ms":1000,"bssid":"02:00:00:00:03:00",)"
        R"("verdict":"changed","reason":"other-prefixes","took_ms":0,"renewal":"network","move":41,)"
        R"("gateway":"02:00:00:00:ff:00","ipv4":{"verdict":"unknown","reason":"no-answer"},)"
        R"("ipv6":{"verdict":"changed","reason":"other-prefixes","gateway":"02:00:00:00:ff:00"}})");
    EXPECT_TRUE(engine::to_text("wlan0", journal.checks[1])
                    .ends_with(" ipv6=changed ipv6_reason=other-prefixes ipv6_gateway=02:00:00:00:ff:00"));
}

TEST_F(Network, AsksForLeasesOnlyWhereItMust) {
    using enum records::Renewal;
    connect(1);
    const auto after = [this](station::RenewWhen when, std::optional<wifi::MacAddress> answered, int bss) {
        watch.renew(when);
        connect(bss, 1);
        probe.answer(kGateway, answered);
        return renewals.back();
    };
    using enum station::RenewWhen;
    EXPECT_EQ(after(WhenChanged, kGateway, 2), None);
    EXPECT_EQ(after(WhenChanged, kOther, 3), Network);
    EXPECT_EQ(after(WhenChanged, std::nullopt, 4), Network) << "a gateway that was there, and is not";
    EXPECT_EQ(after(Always, kGateway, 5), Lease) << "a network that wants to see us ask";
    EXPECT_EQ(after(Always, kOther, 6), Network);
    EXPECT_EQ(after(Never, kOther, 7), None);
    watch.renew(Always);
    connect(8, 1);
    watch.handle(ports::Disconnected{bssid(8), 4, true}, 0);
    EXPECT_EQ(renewals.back(), None) << "the link is gone: the next check decides";
}

}  // namespace
