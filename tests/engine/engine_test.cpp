#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "engine/encode.hpp"
#include "engine_fixture.hpp"
#include "station/look.hpp"

namespace {

using namespace engine_fixture;
using records::Action;
using records::OutcomeKind;
using records::Reason;
using records::Trigger;
using station::operation::State;

TEST_F(Engine, WaitsForTheNewApsBeaconBeforeItJudgesALink) {
    tell(ports::Attached{});
    connect(1, 36);
    EXPECT_EQ(control.tables, 1);
    EXPECT_TRUE(journal.all.empty());
    tell(ports::TableRead{{entry(1, 36, -60), entry(2, 149, -80)}});
    wait(200);
    EXPECT_EQ(control.signals, 0) << "the kernel's average is still the old AP's";
    wait(50);
    EXPECT_EQ(control.signals, 1);
    tell(signal(-60));
    ASSERT_EQ(journal.all.size(), 1U);
    EXPECT_EQ(journal.all[0].trigger, Trigger::Connected);
    EXPECT_EQ(journal.all[0].decision.reason, Reason::NothingBetter);
    ASSERT_EQ(journal.all[0].decision.candidates.size(), 1U);
}

TEST_F(Engine, LearnsFromAVisitThatHeardNothing) {
    Visits visits;
    station().use_visits(&visits);
    linked(-70, -60);
    tell(ports::BeaconHeard{bssid(2), channel(149), wifi::Dbm{-60}});
    while (visits.visits.empty() && now.ms < 1'060'000) {
        wait(250);
        tell(signal(now.ms / 250 % 2 ? -70 : -82));
    }
    ASSERT_EQ(visits.visits.size(), 1U);
    const station::Bss before = *station::find(station().knowledge(), bssid(2));
    ASSERT_TRUE(station::can_visit(before, now));
    tell(ports::VisitEnded{bssid(2), true, {}});
    const station::Bss& after = *station::find(station().knowledge(), bssid(2));
    EXPECT_TRUE(!station::can_visit(after, now) || after.level < before.level)
        << "its beacon time is wrong, or it is weak";
    tell(ports::BeaconHeard{bssid(2), channel(149), wifi::Dbm{-60}});
    while (visits.visits.size() == 1 && now.ms < 1'120'000) {
        wait(250);
        tell(signal(now.ms / 250 % 2 ? -70 : -82));
    }
    ASSERT_EQ(visits.visits.size(), 2U);
    tell(ports::VisitEnded{bssid(2), false, "the radio is busy"});
    EXPECT_FALSE(station::can_visit(*station::find(station().knowledge(), bssid(2)), now))
        << "the next look is a scan";
}

TEST_F(Engine, VisitsABeaconOnceItKnowsWhenItIsDue) {
    Visits visits;
    station().use_visits(&visits);
    linked(-70, -72);
    ASSERT_TRUE(control.looks.empty());
    EXPECT_EQ(visits.learned, 1) << "from the scans before its time";
    // Failing frames make it look; where nothing is known of the beacon it scans.
    while (control.looks.empty() && now.ms < 1'060'000) {
        wait(250);
        // Signs of walking: readings that scatter.
        tell(signal(now.ms / 250 % 2 ? -64 : -76));
    }
    ASSERT_FALSE(control.looks.empty());
    tell(ports::LookEnded{true, {}});
    tell(ports::TableRead{{entry(1, 36, -70), entry(2, 149, -71)}});
    EXPECT_EQ(visits.learned, 2) << "from this one";
    tell(ports::BeaconHeard{bssid(2), channel(149), wifi::Dbm{-71}});
    const std::size_t scans = control.looks.size();
    while (visits.visits.empty() && now.ms < 1'120'000) {
        wait(250);
        tell(signal(now.ms / 250 % 2 ? -64 : -76));
    }
    ASSERT_FALSE(visits.visits.empty());
    EXPECT_EQ(visits.visits[0], bssid(2));
    EXPECT_EQ(control.looks.size(), scans);
    tell(ports::BeaconHeard{bssid(2), channel(149), wifi::Dbm{-40}});
    tell(ports::VisitEnded{bssid(2), true, {}});
    ASSERT_FALSE(control.moves.empty()) << "it heard a much better BSS";
    EXPECT_EQ(control.moves[0], bssid(2));
}

TEST_F(Engine, StandsAsideWhereTheProfileNamesTheBss) {
    for (const bool rival : {false, true}) {
        if (rival) settings.rule = records::Rival::A3;
        made.emplace("wlan0", settings, control, journal);
        tell(ports::Attached{});
        ports::Connected event;
        event.bssid = bssid(1);
        event.channel = channel(36);
        event.ssid = "lab";
        event.locked = true;
        tell(event);
        tell(ports::TableRead{{entry(1, 36, -88), entry(2, 149, -50)}});
        for (int i = 0; i < 400; ++i) {
            wait(250);
            tell(signal(i % 2 ? -88 : -80));
        }
        EXPECT_TRUE(control.moves.empty());
        EXPECT_TRUE(control.looks.empty());
        EXPECT_TRUE(control.scans.empty());
        EXPECT_EQ(journal.all.back().decision.reason, Reason::Locked) << "and it says why";
    }
    // Without the lock it goes.
    settings.rule.reset();
    made.emplace("wlan0", settings, control, journal);
    linked(-88, -50);
    EXPECT_EQ(control.moves.size(), 1U);
}

/// A link in use: `received` frames in the quarter second since the last reading.
ports::SignalRead in_use(int dbm, std::uint32_t received) {
    ports::SignalRead read;
    read.last = wifi::Dbm{dbm};
    read.beacon = wifi::Dbm{dbm};
    read.received = received;
    return read;
}

struct Awake : Engine {
    Visits visits;

    /// Neighbor reports asked for when a visit ends, from a link at `dbm` with `frames` received in each
    /// quarter second.
    int asked_after_a_visit(int dbm, std::uint32_t frames) {
        station().use_visits(&visits);
        linked(dbm, dbm - 2);
        tell(ports::BeaconHeard{bssid(2), channel(149), wifi::Dbm{dbm - 2}});
        std::uint32_t received = 0;
        for (int i = 0; i < 400 && visits.visits.empty(); ++i) {
            wait(250);
            received += frames;
            tell(in_use(dbm + (i % 2 != 0 ? 6 : -6), received));
        }
        EXPECT_FALSE(visits.visits.empty());
        const int before = control.neighbors;
        tell(ports::VisitEnded{bssid(2), true, {}});
        return control.neighbors - before;
    }
};

TEST_F(Awake, IsShownAfterAVisitFromAWeakLinkInUse) { EXPECT_EQ(asked_after_a_visit(-80, 20), 1); }
TEST_F(Awake, IsNotShownWhereNobodyWaitsForAnything) { EXPECT_EQ(asked_after_a_visit(-80, 2), 0); }
TEST_F(Awake, IsNotShownWhereANullFrameArrives) { EXPECT_EQ(asked_after_a_visit(-62, 20), 0); }

TEST_F(Engine, DoesNotLeaveItsOwnChannelForALookThere) {
    linked(-80, -90);
    std::uint32_t received = 0;
    const auto read = [&] {
        wait(250);
        received += 20;
        tell(in_use(-80, received));
    };
    control.looks.clear();
    while (control.looks.empty() && now.ms < 1'100'000) read();
    ASSERT_FALSE(control.looks.empty());
    ASSERT_EQ(control.looks.back(), 36);
    const int before = control.neighbors;
    tell(ports::LookEnded{true, {}});
    tell(ports::TableRead{{entry(1, 36, -80)}});
    EXPECT_EQ(control.neighbors, before);
}

TEST_F(Engine, MovesAndRecordsTheOutcome) {
    linked(-85, -50);
    ASSERT_EQ(control.moves.size(), 1U);
    EXPECT_EQ(control.moves[0], bssid(2));
    EXPECT_EQ(station().state(), State::Requested);
    tell(ports::MoveAnswered{true, "OK"});
    now.ms += 20;
    connect(2, 149);
    EXPECT_EQ(station().state(), State::Linked);
    ASSERT_FALSE(journal.all.empty());
    const records::Record& record = journal.all.back();
    EXPECT_EQ(record.decision.action, Action::Move);
    EXPECT_EQ(record.outcome.kind, OutcomeKind::Moved);
    EXPECT_EQ(record.outcome.took.count(), 20);
    EXPECT_EQ(station().knowledge().full_move.count(), 20) << "the next move is judged by this one";
    EXPECT_EQ(station().moves(), 1U);
}

TEST_F(Engine, TriesTheNextCandidateAfterARefusal) {
    tell(ports::Attached{});
    connect(1, 36);
    tell(ports::TableRead{{entry(1, 36, -88), entry(2, 149, -50), entry(3, 157, -55)}});
    tell(signal(-88));
    ASSERT_EQ(control.moves.size(), 1U);
    tell(ports::MoveAnswered{false, "FAIL"});
    ASSERT_EQ(control.moves.size(), 2U);
    EXPECT_EQ(control.moves[1], bssid(3));
    EXPECT_EQ(journal.all.back().outcome.kind, OutcomeKind::Refused);
}

TEST_F(Engine, HelpsTheSupplicantAfterARejection) {
    linked(-88, -50);
    tell(ports::MoveAnswered{true, "OK"});
    tell(ports::Rejected{bssid(2), 17});
    EXPECT_EQ(journal.all.back().outcome.kind, OutcomeKind::Rejected);
    EXPECT_EQ(journal.all.back().outcome.status_code, 17);
    EXPECT_EQ(station().state(), State::Recovering);
    ASSERT_EQ(control.searches.size(), 1U);
    EXPECT_EQ(control.searches[0], 2U) << "first where the network is known to be";
    tell(ports::NothingFound{});
    ASSERT_EQ(control.searches.size(), 2U);
    EXPECT_EQ(control.searches[1], 0U) << "then everywhere";
    connect(1, 36);
    EXPECT_EQ(station().state(), State::Linked);
    EXPECT_GT(station::find(station().knowledge(), bssid(2))->blocked_until, now);
}

TEST_F(Engine, GivesUpAMoveAtItsOwnDeadline) {
    linked(-88, -50);
    tell(ports::MoveAnswered{true, "OK"});
    wait(2'400);
    EXPECT_EQ(station().state(), State::Accepted);
    wait(200);
    EXPECT_EQ(station().state(), State::Linked);
    const auto timed_out = [](const records::Record& record) {
        return record.outcome.kind == OutcomeKind::TimedOut;
    };
    EXPECT_TRUE(std::ranges::any_of(journal.all, timed_out));
    EXPECT_EQ(control.checks, 1) << "the event may have been lost";
}

TEST_F(Engine, IsReadyForAnEventThatOvertakesTheAnswer) {
    linked(-88, -50);
    connect(2, 149);
    EXPECT_EQ(journal.all.back().outcome.kind, OutcomeKind::Moved);
    tell(ports::MoveAnswered{true, "OK"});
    EXPECT_EQ(station().state(), State::Linked);
}

TEST_F(Engine, RecordsALossAndSearchesAtGrowingIntervals) {
    linked(-60, -80);
    tell(ports::Disconnected{bssid(1), 4, true});
    EXPECT_EQ(journal.all.back().trigger, Trigger::Disconnected);
    ASSERT_EQ(control.searches.size(), 1U);
    EXPECT_EQ(control.stops, 0);
    wait(4'000);
    EXPECT_EQ(control.searches.size(), 2U);
    EXPECT_EQ(control.stops, 1) << "a scan that hangs does not end by itself for 30 s";
    wait(4'000);
    EXPECT_EQ(control.searches.size(), 2U);
    wait(4'000);
    EXPECT_EQ(control.searches.size(), 3U);
    wait(3'600'000);
    EXPECT_LE(control.searches.size(), 10U) << "not for ever";
}

TEST_F(Engine, LeavesAUserInPeaceWhoDisconnected) {
    linked(-60, -80);
    tell(ports::Disconnected{bssid(1), 3, true});
    EXPECT_TRUE(control.searches.empty());
    EXPECT_EQ(station().state(), State::Down);
}

TEST_F(Engine, LooksAndJudgesWhatItHeard) {
    tell(ports::Attached{});
    connect(1, 36);
    ports::NeighborReported reported;
    reported.bssid = bssid(2);
    reported.channel = channel(149);
    reported.capability = {wifi::PhyMode::Vht, wifi::Width::Mhz80, 2};
    tell(reported);
    tell(ports::TableRead{{entry(1, 36, -84)}});
    tell(signal(-84));
    ASSERT_EQ(control.looks, std::vector{149});
    EXPECT_EQ(journal.all.back().decision.reason, Reason::WorthLooking);
    tell(ports::LookEnded{true, {}});
    EXPECT_EQ(control.tables, 2);
    tell(ports::TableRead{{entry(1, 36, -84), entry(2, 149, -50)}});
    ASSERT_EQ(control.moves.size(), 1U);
    EXPECT_EQ(control.moves[0], bssid(2));
}

TEST_F(Engine, ForgetsALookThatNobodyAnswers) {
    tell(ports::Attached{});
    connect(1, 36);
    tell(ports::NeighborReported{bssid(2), channel(149), {wifi::PhyMode::Vht, wifi::Width::Mhz80, 2}});
    tell(ports::TableRead{{entry(1, 36, -84)}});
    tell(signal(-84));
    ASSERT_EQ(control.looks.size(), 1U);
    wait(3'100);
    tell(signal(-84));
    EXPECT_EQ(control.looks.size(), 2U);
}

TEST_F(Engine, ObservesWithoutActing) {
    settings.observe = true;
    linked(-85, -50);
    for (int i = 0; i < 40; ++i) {
        wait(250);
        tell(signal(-85));
    }
    EXPECT_TRUE(control.moves.empty() && control.looks.empty());
    ASSERT_FALSE(journal.all.empty());
    EXPECT_EQ(journal.all[0].decision.action, Action::Move) << "it says what it would do";
    EXPECT_LE(journal.all.size(), 3U) << "and does not repeat it four times a second";
}

TEST_F(Engine, SaysNothingTwice) {
    linked(-60, -80);
    const std::size_t before = journal.all.size();
    for (int i = 0; i < 100; ++i) {
        wait(1'000);
        tell(signal(-60));
    }
    EXPECT_LE(journal.all.size(), before + 1);
}

TEST_F(Engine, SleepsWhileItStandsOnAGoodLink) {
    linked(-50, -80);
    const auto hour = [&] {
        const int before = control.signals;
        for (int second = 0; second < 3'600; ++second) {
            const int asked = control.signals;
            wait(1'000);
            if (control.signals != asked) tell(signal(-50));
            if (!control.looks.empty()) {  // its own channel, from time to time
                control.looks.clear();
                tell(ports::LookEnded{true, {}});
                tell(ports::TableRead{{entry(1, 36, -50), entry(2, 149, -80)}});
            }
        }
        return control.signals - before;
    };
    (void)hour();
    EXPECT_LE(hour(), 1'900) << "one reading in two seconds";
    EXPECT_FALSE(control.watched.empty()) << "the driver watches meanwhile";
    EXPECT_NEAR(control.watched.back(), -56, 1);
    EXPECT_TRUE(control.moves.empty());
}

TEST_F(Engine, ReadsAtOnceWhenTheLevelFalls) {
    linked(-50, -80);
    wait(100);
    const int before = control.signals;
    tell(ports::SignalCrossed{false, wifi::Dbm{-70}});
    station().wake(now);
    EXPECT_EQ(control.signals, before + 1);
}

TEST_F(Engine, LeavesALinkWithoutBeacons) {
    linked(-50, -65);
    EXPECT_TRUE(control.moves.empty());
    tell(ports::BeaconsLost{});
    ASSERT_EQ(control.moves.size(), 1U);
    EXPECT_EQ(control.moves[0], bssid(2));
}

TEST_F(Engine, StartsAfreshWhenTheSupplicantComesBack) {
    linked(-88, -50);
    tell(ports::Detached{"gone"});
    EXPECT_EQ(station().state(), State::Down);
    EXPECT_EQ(journal.all[journal.all.size() - 2].outcome.kind, OutcomeKind::LinkLost);
    EXPECT_EQ(journal.all.back().trigger, Trigger::Disconnected);
    EXPECT_GT(station().deadline(), Instant{now.ms + 3'600'000}) << "nothing to wake for";
    linked(-60, -80);
    EXPECT_EQ(journal.all.back().trigger, Trigger::Connected);
}

TEST_F(Engine, ForgetsTheBssOfAnotherNetwork) {
    linked(-60, -80);
    ports::Connected event;
    event.bssid = bssid(9);
    event.ssid = "elsewhere";
    tell(event);
    EXPECT_EQ(station().knowledge().table.size(), 1U);
}

TEST_F(Engine, CorrectsTheFirstChoiceAndSaysWhatTheSupplicantTook) {
    tell(ports::Attached{});
    tell(ports::Trying{bssid(1), "lab"});
    connect(1, 36);
    tell(ports::TableRead{{entry(1, 36, -76), entry(2, 149, -66)}});
    tell(signal(-76));
    ASSERT_EQ(control.moves, std::vector{bssid(2)});
    tell(ports::MoveAnswered{true, "OK"});
    connect(2, 149);
    const records::Record& record = journal.all.back();
    EXPECT_EQ(record.trigger, records::Trigger::FirstLink);
    EXPECT_EQ(record.serving->bssid, bssid(1));
    EXPECT_EQ(record.decision.target, bssid(2));
}

TEST_F(Engine, LeavesALinkAloneThatItFound) {
    // The program starts beside a link that may be in use since hours.
    tell(ports::Attached{});
    connect(1, 36);
    tell(ports::TableRead{{entry(1, 36, -70), entry(2, 149, -66)}});
    tell(signal(-70));
    EXPECT_TRUE(control.moves.empty());
    EXPECT_EQ(journal.all.back().trigger, records::Trigger::Connected);
}

struct Resting : Engine {
    /// Readings asked for in the second of two idle minutes, the driver watching the level or not.
    int readings_in_a_minute(bool watches) {
        linked(-55, -80);
        std::uint32_t beacons = 0;
        Instant read_at = now;
        const auto pass_minute = [&] {
            control.signals = 0;
            for (const Instant end{now.ms + 60'000}; now < end;) {
                const int asked = control.signals;
                wait(50);
                if (control.signals == asked) continue;
                beacons += static_cast<std::uint32_t>((now - read_at).count() / 100);
                read_at = now;
                tell(in_use(-55, beacons));
            }
            return control.signals;
        };
        pass_minute();
        if (!watches) tell(ports::WatchRefused{});
        pass_minute();
        return pass_minute();
    }
};

TEST_F(Resting, ReadsTheLinkTwiceAMinuteWhereTheDriverWatchesIt) {
    EXPECT_LE(readings_in_a_minute(true), 2);
    EXPECT_TRUE(control.looks.empty()) << "not even on its own channel";
    tell(ports::SignalCrossed{false, wifi::Dbm{-62}});
    wait(10);
    EXPECT_GT(control.signals, 0) << "the level fell: at once";
}

TEST_F(Resting, ReadsTheLinkEachTwoSecondsWhereItDoesNot) {
    const int readings = readings_in_a_minute(false);
    EXPECT_GE(readings, 29);
    EXPECT_LE(readings, 31);
}

TEST_F(Engine, SeesALinkInUseBreakBetweenTwoReadings) {
    linked(-60, -80);
    ports::SignalRead read = signal(-60);
    read.sent = 0;
    read.lost = 0;
    read.received = 0;
    const auto pass = [&](int dbm, std::uint32_t lost) {
        control.signals = 0;
        while (control.signals == 0) wait(5);
        read.last = read.average.emplace(dbm);
        read.beacon = read.average;
        read.sent = *read.sent + 6;
        read.lost = *read.lost + lost;
        read.received = *read.received + 60;
        tell(read);
    };
    for (int i = 0; i < 100; ++i) pass(i % 2 != 0 ? -54 : -66, 0);
    ASSERT_TRUE(station().knowledge().motion.moving);
    const Instant before = now;
    pass(-60, 6);
    EXPECT_LE((now - before).count(), 125);
    EXPECT_EQ(station().knowledge().serving->failing, now);
    EXPECT_EQ(journal.all.back().trigger, records::Trigger::LinkFailure);
}

TEST_F(Engine, RateThatCollapsesUnderTrafficIsATrigger) {
    linked(-50, -58);
    ports::SignalRead read = signal(-50);
    read.sent = read.lost = read.received = 0;
    const auto pass = [&](std::uint32_t tx_kbps) {
        control.signals = 0;
        while (control.signals == 0) wait(5);
        read.tx_kbps = tx_kbps;
        read.sent = *read.sent + 300;
        read.received = *read.received + 300;
        tell(read);
    };
    for (int i = 0; i < 10; ++i) pass(780'000);
    const std::size_t before = journal.all.size();
    const auto triggered = [&] {
        return std::ranges::count(journal.all.begin() + static_cast<std::ptrdiff_t>(before),
                                  journal.all.end(), records::Trigger::RateCollapse,
                                  &records::Record::trigger);
    };
    const Instant fell = now;
    while (triggered() == 0 && now < Instant{fell.ms + 20'000}) pass(26'000);
    EXPECT_GE((now - fell).count(), settings.policy.collapse_after.count());
    EXPECT_LE((now - fell).count(), settings.policy.collapse_after.count() + 2'000);
    EXPECT_EQ(triggered(), 1);
}

TEST_F(Engine,
       RateThatCollapsesIsSeenWhileWalkingToo) {  // the counters are read between two readings of the level
    linked(-50, -80);
    ports::SignalRead read = signal(-50);
    read.sent = read.lost = read.received = 0;
    Instant before = now;
    const auto pass = [&](int dbm, std::uint32_t tx_kbps) {
        control.signals = 0;
        while (control.signals == 0) wait(5);
        const auto frames = static_cast<std::uint32_t>((now - before).count()) * 3 / 10;  // 300 a second
        before = now;
        read.last = read.average.emplace(dbm);
        read.beacon = read.average;
        read.tx_kbps = tx_kbps;
        read.sent = *read.sent + frames;
        read.received = *read.received + frames;
        tell(read);
    };
    for (int i = 0; i < 200; ++i) pass(i % 8 < 4 ? -46 : -54, 780'000);
    ASSERT_TRUE(station().knowledge().motion.moving);
    for (int i = 0; i < 50; ++i) pass(i % 8 < 4 ? -46 : -54, 26'000);
    EXPECT_EQ(std::ranges::count(journal.all, records::Trigger::RateCollapse, &records::Record::trigger), 1);
}

TEST_F(Engine, ReadsALinkInUseOftenWhereItReceivesNothingMore) {
    linked(-50, -58);
    ports::SignalRead read = signal(-50);
    read.sent = read.lost = read.received = 0;
    int readings = 0;
    const auto pass = [&](int seconds, std::uint32_t received) {
        readings = 0;
        for (const Instant end{now.ms + 1'000 * seconds}; now < end; wait(5)) {
            if (control.signals == 0) continue;
            control.signals = 0;
            ++readings;
            read.sent = *read.sent + 40;
            read.received = *read.received + received;
            tell(read);
        }
    };
    pass(60, 40);
    pass(10, 0);
    EXPECT_GE(readings, 24);
}

TEST_F(Engine, ReadsAndDecidesAtOnceAfterASleep) {
    linked(-50, -58);
    for (int i = 0; i < 200; ++i) {
        wait(1'000);
        tell(signal(-50));
    }
    control.signals = 0;
    const Instant woken = now;
    tell(ports::Resumed{base::Milliseconds{3'600'000}});
    while (control.signals == 0) wait(5);
    EXPECT_LE((now - woken).count(), 100);
    tell(signal(-76));
    EXPECT_EQ(journal.all.back().trigger, records::Trigger::Resume);
    EXPECT_EQ(journal.all.back().decision.action, records::Action::Look);
    EXPECT_EQ(control.looks.back(), 149);
}

TEST_F(Engine, SleepWithoutALinkIsNothingToJudge) {
    tell(ports::Attached{});
    tell(ports::Resumed{base::Milliseconds{3'600'000}});
    EXPECT_TRUE(journal.all.empty());
}

TEST_F(Engine, CountersThatStartAgainAreNoLoss) {
    linked(-60, -80);
    ports::SignalRead read = signal(-60);
    read.sent = 100;
    read.lost = 90;
    tell(read);
    read.sent = 5;
    read.lost = 5;
    tell(read);
    EXPECT_FALSE(station().knowledge().serving->failing);
    read.sent = 25;
    read.lost = 25;
    tell(read);
    EXPECT_TRUE(station().knowledge().serving->failing);
}

TEST_F(Engine, EncodesARecord) {
    linked(-85, -50);
    tell(ports::MoveAnswered{true, "OK"});
    now.ms += 20;
    connect(2, 149);
    const boost::json::object record = engine::to_json("wlan0", journal.all.back());
    EXPECT_EQ(record.at("schema").as_string(), "roam-record/1");
    EXPECT_EQ(record.at("verdict").at("action").as_string(), "move");
    EXPECT_EQ(record.at("verdict").at("target").as_string(), "02:00:00:00:02:00");
    EXPECT_EQ(record.at("serving").at("bssid").as_string(), "02:00:00:00:01:00");
    EXPECT_EQ(record.at("outcome").at("result").as_string(), "moved");
    EXPECT_EQ(record.at("outcome").at("took_ms").as_int64(), 20);
    EXPECT_EQ(record.at("gates").as_array()[0].at("gate").as_string(), "gain");
    EXPECT_TRUE(record.at("gates").as_array()[0].at("passed").as_bool());
    EXPECT_EQ(record.at("candidates").as_array()[0].at("frequency_mhz").as_int64(), 5745);
    const std::string line = engine::to_text("wlan0", journal.all.back());
    EXPECT_NE(line.find("action=move reason=better-bss"), std::string::npos) << line;
    EXPECT_NE(line.find("outcome=moved took_ms=20"), std::string::npos) << line;
    EXPECT_EQ(line.find('\n'), std::string::npos);
}

TEST_F(Engine, EncodesItsState) {
    EXPECT_TRUE(engine::status_json(station(), now).at("serving").is_null());
    linked(-60, -80);
    const boost::json::object status = engine::status_json(station(), now);
    EXPECT_EQ(status.at("schema").as_string(), "roam-station-status/1");
    EXPECT_EQ(status.at("serving").at("bssid").as_string(), "02:00:00:00:01:00");
    const boost::json::object candidates = engine::candidates_json(station(), now);
    ASSERT_EQ(candidates.at("candidates").as_array().size(), 2U);
    EXPECT_TRUE(candidates.at("candidates").as_array()[0].at("serving").as_bool()) << "best first";
}

// -- Rules of others.

TEST_F(Engine, KeepsWhatOthersWouldHaveDecidedOnTheSameEvidence) {
    settings.observe = true;
    linked(-79, -53);
    ASSERT_FALSE(journal.all.empty());
    const records::Record& record = journal.all.back();
    ASSERT_EQ(record.rivals.size(), records::kRivals);
    // The example that was seen in the laboratory: 73 against 390 Mbit/s.
    EXPECT_EQ(record.rivals[0].rival, records::Rival::WpaSupplicant210);
    EXPECT_EQ(record.rivals[0].action, Action::Move);
    EXPECT_EQ(record.rivals[0].target, bssid(2));
    EXPECT_EQ(record.rivals[0].gates[0].value, 390'001 - 73'151);
    const boost::json::array one = engine::rivals_json(record, records::Rival::Iwd);
    ASSERT_EQ(one.size(), 1U);
    EXPECT_EQ(one[0].at("as").as_string(), "iwd");
    EXPECT_EQ(engine::rivals_json(record, {}).size(), records::kRivals);
}

TEST_F(Engine, ComparesWithNobodyWhenNotAsked) {
    settings.compare = false;
    settings.observe = true;
    linked(-79, -53);
    ASSERT_FALSE(journal.all.empty());
    EXPECT_TRUE(journal.all.back().rivals.empty());
}

TEST_F(Engine, LetsARivalScanAndThenJudge) {
    settings.rule = records::Rival::NetworkManagerMulti;
    linked(-60, -80);
    wait(5'000);
    EXPECT_TRUE(control.scans.empty());
    EXPECT_TRUE(control.looks.empty()) << "our own rule does not look";
    // Below -65 dBm it scans everywhere at once.
    tell(signal(-79));
    ASSERT_EQ(control.scans.size(), 1U);
    EXPECT_TRUE(control.scans[0].empty());
    EXPECT_TRUE(control.moves.empty()) << "it does not decide by what it knew before";
    wait(6'900);
    tell(ports::LookEnded{true, {}});
    tell(ports::TableRead{{entry(1, 36, -79), entry(2, 149, -53)}});
    ASSERT_EQ(control.moves.size(), 1U);
    EXPECT_EQ(control.moves[0], bssid(2));
}

TEST_F(Engine, NeitherLooksNorMovesByTheRuleOfWpaSupplicantAlone) {
    settings.rule = records::Rival::WpaSupplicant210;
    linked(-79, -53);
    for (int i = 0; i < 100; ++i) {
        tell(signal(-79));
        wait(250);
    }
    EXPECT_TRUE(control.scans.empty() && control.looks.empty() && control.moves.empty());
    EXPECT_EQ(engine::status_json(station(), now).at("policy").as_string(), "wpa_supplicant-2.10");
}

TEST(RivalNames, OfReasonsAndGatesEndWhereTheEnumerationsEnd) {
    EXPECT_EQ(engine::name(Reason::SearchWhileFailing), "search-while-failing");
    EXPECT_EQ(engine::name(Reason::Locked), "locked");
    EXPECT_EQ(engine::name(Reason::ServingIsBest), "serving-is-best");
    EXPECT_EQ(engine::name(Reason::ServingIsBest), "serving-is-best");
    EXPECT_EQ(engine::name(Reason::HoldsTooShortly), "holds-too-shortly");
    EXPECT_EQ(engine::name(records::GateKind::EstimateGain), "estimate-gain");
    EXPECT_EQ(engine::name(records::GateKind::HeldFor), "held-for");
}

TEST(RivalNames, LeadBackToTheirRules) {
    for (std::size_t i = 0; i < records::kRivals; ++i) {
        const auto rival = static_cast<records::Rival>(i);
        EXPECT_EQ(engine::rival_named(engine::name(rival)), rival);
    }
    EXPECT_EQ(engine::rival_named("iw"), std::nullopt);
    EXPECT_EQ(engine::rival_named(""), std::nullopt);
}

TEST_F(Engine, FindsALinkWhoseEventWasLost) {
    tell(ports::Attached{});
    wait(29'000);
    EXPECT_EQ(control.checks, 0);
    wait(1'000);
    EXPECT_EQ(control.checks, 1);
    const auto records = journal.all.size();
    tell(ports::Disconnected{});  // as was known
    EXPECT_EQ(journal.all.size(), records);
    EXPECT_TRUE(control.searches.empty()) << "nobody wants a link, as far as is known";
    wait(30'000);
    EXPECT_EQ(control.checks, 2);
    connect(1, 36);
    EXPECT_TRUE(station().knowledge().serving);
    wait(120'000);
    EXPECT_EQ(control.checks, 2) << "a link shows in its readings";
}

TEST_F(Engine, AsksHowTheLinkStandsWhenItCannotBeReadTwice) {
    linked(-50, -90);
    tell(ports::SignalFailed{});
    EXPECT_EQ(control.checks, 0) << "a driver may be busy";
    const auto before = control.signals;
    wait(250);
    EXPECT_EQ(control.signals, before + 1) << "and is asked again soon";
    tell(ports::SignalFailed{});
    EXPECT_EQ(control.checks, 1);
    tell(ports::Disconnected{});
    EXPECT_FALSE(station().knowledge().serving);
}

TEST_F(Engine, AsksHowTheLinkStandsWhenAReadingIsOfAnotherOne) {
    linked(-50, -55);
    ports::SignalRead read = signal(-50);
    read.sent = 900;
    read.received = 400;
    read.channel = channel(36);
    tell(read);
    EXPECT_EQ(control.checks, 0);
    read.received = 3;  // counted from its association
    tell(read);
    EXPECT_EQ(control.checks, 1);
    wait(3'000);
    read.channel = channel(149);
    tell(read);
    EXPECT_EQ(control.checks, 2);
    read.channel = channel(36);
    tell(read);
    EXPECT_EQ(control.checks, 2) << "once in two seconds";
    connect(2, 149);
    EXPECT_EQ(station().knowledge().serving->bssid, bssid(2));
}

}  // namespace
