#include <boost/json.hpp>

#include "engine/encode.hpp"
#include "engine/history_entry.hpp"
#include "engine_fixture.hpp"
#include "station/levels.hpp"

namespace {

using engine::OrderFault;
using engine_fixture::bssid;
using engine_fixture::channel;
using records::OutcomeKind;
using records::Reason;
using records::Trigger;

struct Orders : engine_fixture::Engine {
    /// Linked well to BSS 1; 2 is weak, 3 of another security, 4 known by a neighbor report.
    void linked_well() {
        tell(ports::Attached{});
        tell(ports::ChannelsKnown{{channel(36), channel(40), channel(149)}});
        connect(1, 36);
        ports::BssEntry open = entry(3, 40, -50);
        open.fits = false;
        tell(ports::TableRead{{entry(1, 36, -50), entry(2, 149, -80), open}});
        tell(signal(-50));
        tell(ports::NeighborReported{bssid(4), channel(44), {}});
        ASSERT_FALSE(station().scanning());
    }
    OrderFault refused(int last) { return station().order_move(bssid(last), now).error(); }
};

TEST_F(Orders, MoveWhereTheRuleWouldNot) {
    linked_well();
    ASSERT_TRUE(station().order_move(bssid(2), now));
    ASSERT_EQ(control.moves, std::vector{bssid(2)});
    tell(ports::MoveAnswered{true, {}});
    connect(2, 149);
    const records::Record& record = journal.all.back();
    EXPECT_EQ(record.trigger, Trigger::Operator);
    EXPECT_EQ(record.decision.reason, Reason::OperatorOrder);
    EXPECT_EQ(record.outcome.kind, OutcomeKind::Moved);
    EXPECT_TRUE(record.decision.gates.empty()) << "nothing was compared";
    EXPECT_EQ(engine::to_json("wlan0", record).at("verdict").at("reason").as_string(), "operator");
}

TEST_F(Orders, TellWhatBecameOfAMoveThatFailed) {
    linked_well();
    ASSERT_TRUE(station().order_move(bssid(2), now));
    tell(ports::MoveAnswered{false, "FAIL"});
    const auto failed = std::ranges::find(journal.all, Trigger::Operator, &records::Record::trigger);
    ASSERT_NE(failed, journal.all.end());
    EXPECT_EQ(failed->outcome.kind, OutcomeKind::Refused);
}

TEST_F(Orders, AreRefusedWithAReason) {
    EXPECT_EQ(refused(2), OrderFault::NotConnected);
    EXPECT_EQ(station().order_scan(false, now).error(), OrderFault::NotConnected);
    linked_well();
    EXPECT_EQ(refused(9), OrderFault::NoSuchBss);
    EXPECT_EQ(refused(1), OrderFault::AlreadyThere);
    EXPECT_EQ(refused(3), OrderFault::OtherNetwork);
    EXPECT_EQ(refused(4), OrderFault::NotHeard);
    ASSERT_TRUE(station().order_move(bssid(2), now));
    EXPECT_EQ(refused(2), OrderFault::Busy);
    EXPECT_EQ(station().order_scan(true, now).error(), OrderFault::Busy);
    EXPECT_EQ(control.moves.size(), 1U);
}

TEST_F(Orders, ChangeNothingWhereOnlyObserved) {
    settings.observe = true;
    linked_well();
    EXPECT_EQ(refused(2), OrderFault::Observing);
    EXPECT_EQ(station().order_scan(false, now).error(), OrderFault::Observing);
}

TEST_F(Orders, LookWhereTheNetworkIsKnownOrEverywhere) {
    linked_well();
    ASSERT_TRUE(station().order_scan(false, now));
    ASSERT_EQ(control.scans.size(), 1U);
    EXPECT_EQ(control.scans[0], (std::vector{channel(36), channel(44), channel(149)}));
    EXPECT_TRUE(station().scanning());
    EXPECT_EQ(refused(2), OrderFault::Busy);
    tell(ports::LookEnded{true, {}});
    tell(ports::TableRead{{entry(1, 36, -50), entry(2, 149, -81)}});
    EXPECT_FALSE(station().scanning());
    ASSERT_TRUE(station().order_scan(true, now));
    EXPECT_TRUE(control.scans[1].empty()) << "every channel there is";
    now = now + base::Milliseconds{30'000};
    station().wake(now);
    EXPECT_FALSE(station().scanning()) << "it does not wait for ever";
}

TEST_F(Orders, ToChangeTheLevelForgetNothingThatLinksHaveShown) {
    tell(ports::Attached{});
    connect(1, 36);
    tell(ports::TableRead{{entry(1, 36, -50), entry(2, 149, -50)}});
    ports::Connected narrow;
    narrow.bssid = bssid(2);
    narrow.channel = channel(149);
    narrow.ssid = "lab";
    narrow.link_mode = wifi::PhyMode::Legacy;
    tell(narrow);
    const auto expected = [&] {
        tell(ports::TableRead{{entry(1, 36, -50)}});
        return station::find(station().knowledge(), bssid(1))->link.mode;
    };
    ASSERT_EQ(expected(), wifi::PhyMode::Legacy) << "our own radio can no more";
    settings.policy = station::policy_at(station::Level::Eager);
    station().configure(settings);
    EXPECT_EQ(expected(), wifi::PhyMode::Legacy);
    settings.radio.streams = 1;
    station().configure(settings);
    EXPECT_EQ(expected(), wifi::PhyMode::Vht) << "somebody knows better";
}

// -- What goes into the history.

struct HistoryEntries : testing::Test {
    std::string link;
    records::Record record;

    ports::HistoryEntry next() { return engine::history_entry("wlan0", record, 1'000, link); }
    void serving(int last) {
        record.serving.emplace();
        record.serving->bssid = bssid(last);
    }
};

TEST_F(HistoryEntries, KnowAMoveFromALinkThatOthersMade) {
    record.trigger = Trigger::Connected;
    serving(1);
    ports::HistoryEntry entry = next();
    EXPECT_TRUE(entry.link_event);
    EXPECT_EQ(entry.outcome, "linked");
    EXPECT_EQ(entry.from, "");
    EXPECT_EQ(entry.to, "02:00:00:00:01:00");

    record.trigger = Trigger::Looked;
    record.decision.action = records::Action::Move;
    record.decision.reason = Reason::BetterBss;
    record.decision.target = bssid(2);
    record.outcome = {OutcomeKind::Moved, bssid(2), base::Milliseconds{13}, 0,
                      records::Method::FastTransition};
    entry = next();
    EXPECT_EQ(entry.from + ">" + entry.to, "02:00:00:00:01:00>02:00:00:00:02:00");
    EXPECT_EQ(entry.method, "ft");
    EXPECT_EQ(entry.took_ms, 13);

    record = {};
    record.trigger = Trigger::Connected;
    serving(2);
    EXPECT_FALSE(next().link_event) << "the first reading after our own move is no event of the link";
    serving(3);
    EXPECT_EQ(next().from, "02:00:00:00:02:00") << "somebody else moved";

    record.trigger = Trigger::Disconnected;
    EXPECT_EQ(next().outcome, "lost");
    record.trigger = Trigger::Connected;
    EXPECT_EQ(next().outcome, "linked") << "and came back to where it was";
}

TEST_F(HistoryEntries, HoldTheWholeRecord) {
    serving(1);
    record.trigger = Trigger::Signal;
    const ports::HistoryEntry entry = next();
    EXPECT_FALSE(entry.link_event);
    EXPECT_EQ(boost::json::parse(entry.record).at("time").as_string(), "1970-01-01T00:00:01.000Z");
    EXPECT_EQ(engine::history_json({entry}, true)[0].at("record").at("schema").as_string(), "roam-record/1");
    EXPECT_FALSE(engine::history_json({entry}, false)[0].as_object().contains("record"));
    ports::HistoryEntry broken = entry;
    broken.record = "{";
    EXPECT_FALSE(engine::history_json({broken}, true)[0].as_object().contains("record"));
}

}  // namespace
