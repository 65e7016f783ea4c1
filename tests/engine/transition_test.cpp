// What the station makes of requests to move: who acts, what is recorded, and when it stops listening.
#include <gtest/gtest.h>

#include "engine_fixture.hpp"

namespace {

using namespace engine_fixture;
using records::Action;
using records::OutcomeKind;
using records::Reason;
using records::Trigger;

constexpr ports::TransitionRequested kWithList{true, {}};
constexpr ports::TransitionRequested kWithoutList{};

ports::TransitionRequested ends_in(int ms) { return {false, base::Milliseconds{ms}}; }

TEST_F(Engine, LeavesARequestWithAListToTheSupplicantAndJudgesWhatItDid) {
    linked(-50, -55);
    tell(kWithList);
    wait(100);
    const auto before = journal.all.size();
    tell(signal(-85));
    EXPECT_TRUE(control.moves.empty()) << "two that move at once";
    tell(ports::Trying{bssid(2), "lab"});
    connect(2, 149);
    const auto asked = std::ranges::find(journal.all, Reason::NetworkAsks,
                                         [](const auto& record) { return record.decision.reason; });
    ASSERT_NE(asked, journal.all.end());
    EXPECT_EQ(asked->trigger, Trigger::TransitionRequest);
    EXPECT_EQ(asked->outcome.kind, OutcomeKind::Moved);
    EXPECT_EQ(asked->outcome.bssid, bssid(2));
    EXPECT_EQ(asked->outcome.took, base::Milliseconds{50});
    EXPECT_EQ(journal.all.size(), before + 1);
}

TEST_F(Engine, GoesBackFromABadTargetThatTheNetworkChose) {
    linked(-50, -80);
    tell(kWithList);
    wait(100);
    connect(2, 149);
    tell(ports::TableRead{{entry(1, 36, -50), entry(2, 149, -80)}});
    for (int i = 0; i < 8 && control.moves.empty(); ++i) {
        wait(300);
        tell(signal(-80));
    }
    ASSERT_EQ(control.moves.size(), 1U);
    EXPECT_EQ(control.moves[0], bssid(1));
}

TEST_F(Engine, RecordsThatTheSupplicantDidNotFollow) {
    linked(-50, -90);
    tell(kWithList);
    wait(4'000);
    const auto stayed = std::ranges::find(journal.all, OutcomeKind::Stayed,
                                          [](const auto& record) { return record.outcome.kind; });
    ASSERT_NE(stayed, journal.all.end());
    EXPECT_EQ(stayed->outcome.took, base::Milliseconds{3'000});
}

TEST_F(Engine, FollowsAnAnnouncedEndItselfAndStopsTheSupplicantsSearch) {
    linked(-50, -65);
    tell(ends_in(5'000));
    tell(kWithoutList);
    wait(60);
    EXPECT_EQ(control.stops, 1);
    ASSERT_EQ(control.moves.size(), 1U);
    EXPECT_EQ(control.moves[0], bssid(2));
    tell(ports::MoveAnswered{true, "OK"});
    connect(2, 149);
    EXPECT_EQ(journal.all.back().decision.reason, Reason::LinkEnding);
    EXPECT_GT(station::find(station().knowledge(), bssid(1))->blocked_until, now)
        << "it would be sent away again";
}

TEST_F(Engine, LooksBeforeAnAnnouncedEndWhenItKnowsOfNothing) {
    tell(ports::Attached{});
    connect(1, 36);
    tell(ports::TableRead{{entry(1, 36, -50)}});
    tell(ports::ChannelsKnown{{channel(36), channel(149)}});
    tell(signal(-50));
    wait(1'000);
    tell(ends_in(10'000));
    wait(60);
    EXPECT_EQ(journal.all.back().decision.reason, Reason::SearchBeforeEnd);
    ASSERT_FALSE(control.looks.empty());
    EXPECT_EQ(control.looks.back(), 149);
}

TEST_F(Engine, StopsListeningToAStormAndListensAgain) {
    linked(-50, -90);
    for (int i = 0; i < 3; ++i) {
        tell(kWithList);
        wait(4'000);
        EXPECT_TRUE(control.heeds);
    }
    tell(kWithList);
    wait(100);
    EXPECT_FALSE(control.heeds);
    EXPECT_EQ(journal.all.back().decision.reason, Reason::RequestsIgnored);
    const auto records = journal.all.size();
    tell(kWithList);  // what was on its way
    wait(4'000);
    EXPECT_EQ(journal.all.size(), records);
    wait(57'000);
    EXPECT_TRUE(control.heeds);
}

TEST_F(Engine, AsksTheNetworkWhenItsLinkFailsAndItKnowsOfNothing) {
    tell(ports::Attached{});
    connect(1, 36);
    auto serving = entry(1, 36, -95);
    serving.transition = true;
    tell(ports::TableRead{{serving}});
    tell(ports::NeighborReported{bssid(2), channel(149), {wifi::PhyMode::Vht, wifi::Width::Mhz80, 2}});
    tell(signal(-95));
    EXPECT_TRUE(control.queries.empty()) << "it asks for the neighbours first";
    wait(90);
    EXPECT_EQ(control.neighbors, 1);
    EXPECT_TRUE(control.queries.empty());
    wait(20);
    ASSERT_EQ(control.queries.size(), 1U) << "and does not wait for ever";
    EXPECT_EQ(control.queries[0], 16) << "low RSSI (Table 9-198)";
    ASSERT_EQ(control.offered.size(), 1U);
    EXPECT_EQ(control.offered[0].bssid, bssid(2));
    const auto asked =
        std::ranges::find_if(journal.all, [](const auto& record) { return record.query.has_value(); });
    ASSERT_NE(asked, journal.all.end());
    tell(kWithoutList);
    wait(100);
    EXPECT_EQ(journal.all.back().decision.reason, Reason::NothingOffered);
    wait(5'000);
    EXPECT_EQ(control.queries.size(), 1U) << "once in ten seconds";
}

TEST_F(Engine, OffersTheNetworkTheNeighboursThatItHasJustNamed) {
    tell(ports::Attached{});
    connect(1, 36);
    auto serving = entry(1, 36, -95);
    serving.transition = true;
    tell(ports::TableRead{{serving}});
    tell(signal(-95));
    ASSERT_EQ(control.neighbors, 1);
    wait(2);
    for (const int last : {2, 3}) {
        tell(ports::NeighborReported{bssid(last), channel(149), {wifi::PhyMode::Vht, wifi::Width::Mhz80, 2}});
        wait(1);
    }
    EXPECT_TRUE(control.queries.empty()) << "more of them may come";
    wait(5);
    ASSERT_EQ(control.queries.size(), 1U);
    EXPECT_EQ(control.offered.size(), 2U);
    wait(1'000);
    EXPECT_EQ(control.queries.size(), 1U);
}

TEST_F(Engine, StaysForTheAnswerOnALinkThatIsOnlyWeakAndThenLooks) {
    tell(ports::Attached{});
    connect(1, 36);
    auto serving = entry(1, 36, -95);
    serving.transition = true;
    tell(ports::TableRead{{serving}});
    tell(ports::NeighborReported{bssid(2), channel(149), {wifi::PhyMode::Vht, wifi::Width::Mhz80, 2}});
    tell(signal(-95));
    wait(110);
    ASSERT_EQ(control.queries.size(), 1U);
    EXPECT_TRUE(control.looks.empty()) << "the answer would come while it is away";
    wait(200);
    tell(signal(-95));
    EXPECT_EQ(control.looks, std::vector{149}) << "nobody answered";
}

TEST_F(Engine, AsksAtOnceWhereThereIsNoReport) {
    tell(ports::Attached{});
    connect(1, 36);
    auto serving = entry(1, 36, -95);
    serving.transition = true;
    tell(ports::TableRead{{serving}});
    tell(signal(-95));
    tell(ports::NeighborsFailed{});
    wait(0);
    EXPECT_EQ(control.queries.size(), 1U);
}

TEST_F(Engine, AsksNothingOnAnotherLinkThanTheOneThatFailed) {
    tell(ports::Attached{});
    connect(1, 36);
    auto serving = entry(1, 36, -95);
    serving.transition = true;
    tell(ports::TableRead{{serving}});
    tell(signal(-95));
    connect(2, 149);
    wait(200);
    EXPECT_TRUE(control.queries.empty());
}

TEST_F(Engine, RecordsWhatTheSupplicantAnswered) {
    linked(-50, -55);
    station().hear_answers(true);
    tell(kWithList);
    tell(ports::TransitionReplied{0});  // within the events of the request
    wait(100);
    connect(2, 149);
    const auto& asked = journal.all.back();
    EXPECT_EQ(asked.decision.reason, Reason::NetworkAsks);
    EXPECT_EQ(asked.outcome.kind, OutcomeKind::Moved);
    EXPECT_EQ(asked.answer, 0);
}

TEST_F(Engine, RecordsARefusalBesideTheMoveOfItsOwn) {
    linked(-50, -65);
    tell(ends_in(5'000));
    tell(kWithoutList);
    tell(ports::TransitionReplied{1});
    wait(60);
    tell(ports::MoveAnswered{true, "OK"});
    connect(2, 149);
    EXPECT_EQ(journal.all.back().outcome.kind, OutcomeKind::Moved);
    EXPECT_EQ(journal.all.back().answer, 1);
}

TEST_F(Engine, RecordsARefusalWithItsStatus) {
    linked(-50, -90);
    station().hear_answers(true);
    tell(kWithList);
    wait(1'000);
    tell(ports::TransitionReplied{7});  // it searched first
    wait(3'000);
    const auto stayed = std::ranges::find(journal.all, OutcomeKind::Stayed,
                                          [](const auto& record) { return record.outcome.kind; });
    ASSERT_NE(stayed, journal.all.end());
    EXPECT_EQ(stayed->answer, 7);
    // The next request has an answer of its own, or none.
    tell(kWithoutList);
    wait(100);
    EXPECT_EQ(journal.all.back().trigger, Trigger::TransitionRequest);
    EXPECT_FALSE(journal.all.back().answer);
}

TEST_F(Engine, WaitsForAnAnswerThatComesAfterTheLink) {
    linked(-50, -55);
    station().hear_answers(true);
    tell(kWithList);
    wait(100);
    connect(2, 149);
    const auto before = journal.all.size();
    ASSERT_EQ(station().history().back().outcome.kind, OutcomeKind::Moved)
        << "others can refer to it already";
    tell(ports::TransitionReplied{0});
    ASSERT_EQ(journal.all.size(), before + 1);
    EXPECT_EQ(journal.all.back().answer, 0);
    wait(100);
    EXPECT_EQ(std::ranges::count(journal.all, Reason::NetworkAsks,
                                 [](const auto& record) { return record.decision.reason; }),
              1);
}

TEST_F(Engine, WaitsForNoAnswerWhereNoneIsTold) {
    linked(-50, -55);
    for (const bool told : {false, true}) {
        station().hear_answers(told);
        const auto before = journal.all.size();
        tell(kWithList);
        wait(60);
        connect(told ? 1 : 2, told ? 36 : 149);
        EXPECT_EQ(journal.all.size(), before + (told ? 0 : 1));
        wait(49);
        EXPECT_EQ(journal.all.size(), before + (told ? 0 : 1));
        wait(1);
        EXPECT_EQ(journal.all.size(), before + 1) << "nor for ever";
        EXPECT_FALSE(journal.all.back().answer);
    }
}

TEST_F(Engine, WritesItsRecordsInTheirOrder) {
    linked(-50, -55);
    station().hear_answers(true);
    tell(kWithList);
    wait(100);
    connect(2, 149);
    tell(ports::Detached{"gone"});  // another record, while the last one waits
    for (std::size_t i = 0; i < journal.all.size(); ++i) EXPECT_EQ(journal.all[i].sequence, i + 1);
    EXPECT_EQ(journal.all.back().trigger, Trigger::Disconnected);
}

TEST_F(Engine, ObservesRequestsWithoutActing) {
    settings.observe = true;
    linked(-50, -55);
    tell(ends_in(5'000));
    wait(60);
    EXPECT_EQ(control.stops, 0);
    EXPECT_TRUE(control.moves.empty());
    for (int i = 0; i < 4; ++i) {
        tell(kWithList);
        wait(4'000);
    }
    EXPECT_TRUE(control.heeds);
}

TEST_F(Engine, ListensAgainAlsoWhenItOnlyObservesMeanwhile) {
    linked(-50, -90);
    for (int i = 0; i < 4; ++i) {
        tell(kWithList);
        wait(4'000);
    }
    ASSERT_FALSE(control.heeds);
    settings.observe = true;
    station().configure(settings);
    wait(61'000);
    EXPECT_TRUE(control.heeds) << "what was taken is given back";
}

TEST_F(Engine, LeavesASupplicantAloneThatOthersDecideFor) {
    settings.rule = records::Rival::WpaSupplicant210;
    linked(-50, -55);
    tell(ends_in(5'000));
    wait(60);
    EXPECT_EQ(control.stops, 0);
    for (int i = 0; i < 4; ++i) {
        tell(kWithList);
        wait(4'000);
    }
    EXPECT_TRUE(control.heeds);
}

TEST_F(Engine, DoesNotAskTheNetworkForAWayOutOfALock) {
    tell(ports::Attached{});
    ports::Connected link;
    link.bssid = bssid(1);
    link.channel = channel(36);
    link.ssid = "lab";
    link.locked = true;
    tell(link);
    auto serving = entry(1, 36, -95);
    serving.transition = true;
    tell(ports::TableRead{{serving}});
    tell(signal(-95));
    tell(ends_in(5'000));
    wait(60);
    EXPECT_TRUE(control.queries.empty());
    EXPECT_EQ(control.stops, 0);
}

TEST_F(Engine, TakesARequestWithoutAListForAWish) {
    linked(-62, -60);
    EXPECT_TRUE(control.moves.empty());
    control.looks.clear();
    tell(kWithoutList);
    wait(60);
    EXPECT_EQ(control.moves, std::vector{bssid(2)});
}

}  // namespace
