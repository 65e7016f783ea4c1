#include "explain/timeline/builder.hpp"

#include <gtest/gtest.h>

#include "explain/story.hpp"

namespace {

using namespace explain_test;

constexpr wifi::MacAddress own_address() { return {{2, 0, 0, 0, 0, 7}}; }

const Station& only(const Timeline& timeline) {
    EXPECT_EQ(timeline.stations.size(), 1U);
    return timeline.stations.at(0);
}

TEST(Timeline, SplitsAMoveIntoItsPhases) {
    Story story;
    story.links(1, 1);
    story.at(10, ScanBegun{{channel(5180)}, "bgscan"})
        .at(10.4, ScanEnded{2U})
        .hears(10.4, 1, -76)
        .hears(10.4, 2, -60);
    RoamJudged judged{ap(1), ap(2), true, -76, -60, 40'000U, 300'000U, "better estimate"};
    story.at(10.41, judged).links(10.42, 2, 0.05).at(10.9, AddressNews{AddressStep::Bound, "10.0.0.2"});
    const Timeline timeline = story.told();
    const Station& station = only(timeline);
    ASSERT_EQ(station.roams.size(), 2U);
    EXPECT_EQ(station.roams[0].cause, RoamCause::FirstLink);
    const Roam& roam = station.roams[1];
    EXPECT_TRUE(roam.is_move());
    EXPECT_EQ(roam.cause, RoamCause::Judged);
    EXPECT_EQ(roam.why, "better estimate");
    EXPECT_EQ(roam.from_dbm, -76);
    EXPECT_EQ(roam.to_dbm, -60);
    EXPECT_EQ(roam.scan_begun->at, seconds(10));
    EXPECT_EQ(roam.scan_ended->at, seconds(10.4));
    EXPECT_EQ(roam.decided->at, seconds(10.41));
    EXPECT_EQ(roam.left->at, seconds(10.42));
    EXPECT_EQ(roam.authentication->at, seconds(10.42));
    EXPECT_EQ(roam.associated->at, seconds(10.47));
    EXPECT_EQ(roam.linked->at, seconds(10.48));
    EXPECT_EQ(roam.address->at, seconds(10.9));
    EXPECT_EQ(roam.gap(), seconds(0.05));
    ASSERT_EQ(station.links.size(), 2U);
    EXPECT_EQ(station.links[0].to, seconds(10.42));
    EXPECT_EQ(station.links[0].end, LinkEnd::Moved);
    EXPECT_EQ(station.links[1].from, seconds(10.47));
    EXPECT_EQ(station.links[1].end, LinkEnd::Open);
}

TEST(Timeline, TakesNoLevelForFreshThatWasReadLongAgoOrNobodyKnowsWhen) {
    Story story;
    story.links(1, 1).hears(2, 1, -50).hears(2, 2, -80);
    story.links(14, 2);
    story.placed().hears(20, 2, -50).hears(20, 3, -83).placed(false).links(20.1, 3);
    const Timeline timeline = story.told();
    const Station& station = only(timeline);
    ASSERT_EQ(station.roams.size(), 3U);
    for (const Roam& roam : station.roams) {
        EXPECT_FALSE(roam.from_dbm) << "a walker is elsewhere by then";
        EXPECT_FALSE(roam.to_dbm);
    }
    EXPECT_EQ(station.known.at(ap(3)).level_dbm, -83) << "that it was heard is known";
}

TEST(Timeline, LetsTheAccessPointSayWhyItEndedALinkThatTheStationGaveUpLater) {
    Story story;
    story.links(1, 1).of(own_address());
    story.at(2, LinkUp{ap(1), "roam", channel(5180)});
    story.as(Source::Hostapd).at(10, ClientLeft{own_address(), ap(1), std::uint16_t{16}});
    story.as(Source::WpaSupplicant).at(17, LinkDown{ap(1), std::uint16_t{1}, true});
    const Timeline timeline = story.told();
    const Station& station = only(timeline);
    ASSERT_EQ(station.links.size(), 1U);
    EXPECT_EQ(station.links[0].end, LinkEnd::ByAp);
    EXPECT_EQ(station.links[0].to, seconds(10));
    EXPECT_EQ(station.links[0].reason, 16);
}

TEST(Timeline, KeepsTheEndThatTheAccessPointTellsBeforeTheStationNoticesAndMoves) {
    Story story;
    story.links(1, 1).of(own_address());
    story.at(2, LinkUp{ap(1), "roam", channel(5180)});
    story.as(Source::Hostapd).at(10, ClientLeft{own_address(), ap(1), std::nullopt});
    story.as(Source::WpaSupplicant).links(10.148, 2);
    const Timeline timeline = story.told();
    const Station& station = only(timeline);
    ASSERT_EQ(station.roams.size(), 2U);
    EXPECT_EQ(station.links[0].to, seconds(10));
    EXPECT_EQ(station.links[0].end, LinkEnd::ByAp);
    EXPECT_EQ(station.roams[1].left->at, seconds(10));
}

TEST(Timeline, HoldsOneStationForWhatItsAccessPointToldBeforeItsOwnProgramWasHeardOf) {
    Story story;
    story.as(Source::Hostapd).of(own_address());
    story.at(1, StepBegun{Step::Association, ap(1)}).at(1.1, ClientJoined{own_address(), ap(1)});
    story.as(Source::Iwd).placed().at(1.1, StepBegun{Step::Authentication, ap(1)});
    story.at(1.1, LinkUp{ap(1), "roam", channel(5180)}).hears(1.1, 2, -60);
    const Timeline timeline = story.told();
    const Station& station = only(timeline);
    EXPECT_TRUE(station.own);
    ASSERT_EQ(station.roams.size(), 1U);
    EXPECT_EQ(station.roams[0].end, RoamEnd::Linked);
    EXPECT_EQ(station.roams[0].association->at, seconds(1)) << "a moment that was only placed is worth less";
    EXPECT_TRUE(station.known.contains(ap(2)));
}

TEST(Timeline, KeepsALinkAsItWasWhereTheNextIsToTheSameAccessPoint) {
    Story story;
    story.links(1, 1).at(10, LinkDown{ap(1), std::uint16_t{4}, true}).links(12, 1);
    const Timeline timeline = story.told();
    const Station& station = only(timeline);
    ASSERT_EQ(station.links.size(), 2U);
    EXPECT_EQ(station.links[0].from, seconds(1.03));
    EXPECT_EQ(station.links[0].to, seconds(10));
    EXPECT_EQ(station.links[1].from, seconds(12.03));
}

// What counts is how long nobody has told of the attempt, not how long ago the link was lost.
TEST(Timeline, GivesUpNoAttemptThatBeginsLongAfterTheLinkWasLost) {
    Story story;
    story.links(1, 1).at(10, LinkDown{ap(1), std::uint16_t{4}, true});
    story.links(35, 2).at(40, LinkDown{ap(2), std::uint16_t{4}, true});
    const Timeline timeline = story.told();
    const Station& station = only(timeline);
    ASSERT_EQ(station.roams.size(), 2U);
    EXPECT_EQ(station.roams[1].end, RoamEnd::Linked);
    ASSERT_EQ(station.links.size(), 2U);
    EXPECT_EQ(station.links[1].to, seconds(40));
}

TEST(Timeline, TakesTheMomentsOfTheSourceNearestToTheAirAndKeepsThePlacesOfAll) {
    Story story;
    story.links(1, 1);
    story.as(Source::WpaSupplicant).at(9.999, StepBegun{Step::Authentication, ap(2)});
    story.as(Source::Kernel).at(10.001, LinkDown{ap(1), std::nullopt, true});
    story.at(10.002, StepBegun{Step::Authentication, ap(2)})
        .at(10.012, StepEnded{Step::Authentication, ap(2), std::uint16_t{0}});
    story.at(10.013, StepBegun{Step::Association, ap(2)})
        .at(10.021, StepEnded{Step::Association, ap(2), std::uint16_t{0}});
    story.as(Source::WpaSupplicant).at(10.025, StepEnded{Step::Association, ap(2), std::uint16_t{0}});
    story.at(10.04, LinkUp{ap(2)});
    story.as(Source::NetworkManager).at(10.3, LinkUp{ap(2)});
    story.as(Source::Hostapd)
        .of(wifi::MacAddress{{2, 0, 0, 0, 0, 9}})
        .at(10.041, ClientJoined{{{2, 0, 0, 0, 0, 9}}, ap(2)});
    const Timeline timeline = story.told();
    const Station& station = only(timeline);
    ASSERT_EQ(station.roams.size(), 2U) << "one fact, five tellers";
    const Roam& roam = station.roams[1];
    EXPECT_EQ(roam.left->at, seconds(10.001));
    EXPECT_EQ(roam.authentication->at, seconds(10.002));
    EXPECT_EQ(roam.associated->at, seconds(10.021));
    EXPECT_EQ(roam.linked->at, seconds(10.04));
    EXPECT_EQ(station.links.back().from, seconds(10.021));
    EXPECT_GE(roam.places.list().size(), 8U);
    EXPECT_EQ(station.address, (wifi::MacAddress{{2, 0, 0, 0, 0, 9}})) << "known by its joining";
}

// Without -d hostapd does not tell of FT authentications, and of others it does.
TEST(Timeline, TakesAnAssociationWithoutAnAuthenticationForAFastTransition) {
    const wifi::MacAddress client{{2, 0, 0, 0, 0, 1}};
    const auto associated = [](std::uint8_t number) {
        return StepEnded{Step::Association, ap(number), std::uint16_t{0}};
    };
    Story story;
    story.as(Source::Hostapd)
        .of(client)
        .at(1, StepEnded{Step::Authentication, ap(1), std::uint16_t{0}})
        .at(1.01, associated(1))
        .at(1.02, ClientJoined{client, ap(1)})
        .at(10, associated(2))
        .at(10.001, ClientJoined{client, ap(2)});
    // A driver that answers authentications itself: the keys are made after the association.
    story.at(20, associated(1))
        .at(20.001, ClientJoined{client, ap(1)})
        .at(20.002, StepEnded{Step::FourWay, ap(1), std::uint16_t{0}});
    const Timeline told = story.told();
    const auto& links = told.stations.at(0).links;
    ASSERT_EQ(links.size(), 3U);
    EXPECT_FALSE(links[0].fast_transition) << "there is nothing to be fast from";
    EXPECT_TRUE(links[1].fast_transition);
    EXPECT_FALSE(links[2].fast_transition);
}

TEST(Timeline, CallsALinkFastOnlyIfTheFastTryWasTheOneThatStood) {
    Story story;
    story.links(1, 1)
        .at(10, StepBegun{Step::FastTransition, ap(2), channel(5200)})
        .at(13, StepBegun{Step::Authentication, ap(2), channel(5200)})
        .at(13.01, StepEnded{Step::Association, ap(2), std::uint16_t{0}})
        .at(13.02, StepBegun{Step::FourWay, ap(2), channel(5200)})
        .at(13.03, LinkUp{ap(2), "roam", channel(5200)});
    const Timeline told = story.told();
    ASSERT_EQ(told.stations.at(0).links.size(), 2U);
    EXPECT_FALSE(told.stations[0].links[1].fast_transition);
}

TEST(Timeline, CountsASecondTryOfATargetAsASecondAttempt) {
    Story story;
    story.links(1, 1);
    for (const double at : {10.0, 12.0, 14.0}) {
        story.as(Source::WpaSupplicant).at(at, StepBegun{Step::Authentication, ap(2)});
        story.as(Source::Kernel).at(at + 0.001, StepBegun{Step::Authentication, ap(2)});
        story.at(at + 0.01, StepEnded{Step::Authentication, ap(2), std::uint16_t{17}});
        story.as(Source::WpaSupplicant)
            .at(at + 0.012, StepEnded{Step::Authentication, ap(2), std::uint16_t{17}});
    }
    story.links(15, 1);
    const Timeline timeline = story.told();
    const Station& station = only(timeline);
    ASSERT_EQ(station.roams.size(), 5U);
    for (std::size_t at = 1; at < 4; ++at) {
        EXPECT_EQ(station.roams[at].end, RoamEnd::Refused);
        EXPECT_EQ(station.roams[at].status, 17);
        EXPECT_EQ(station.roams[at].left->at, seconds(10.001)) << "the link went with the first try";
    }
    EXPECT_EQ(station.failures.size(), 3U);
    EXPECT_EQ(station.links.size(), 2U);
    EXPECT_EQ(*station.roams[4].gap(), seconds(5.029));
}

TEST(Timeline, UnderstandsTheLogOfTheEspIdfExample) {
    // station.md 1.2: request 379.5, targeted scan ended 381.98, left 382.03, authentication 384.69,
    // connected 384.73, address 385.61.
    Story story;
    story.as(Source::EspIdf);
    story.links(370, 1);
    TransitionRequested request;
    request.validity_tbtt = 1;
    request.candidates = {{ap(2), std::uint8_t{81}, std::uint8_t{6}, std::uint8_t{255}}};
    story.at(379.5, request).at(379.6, ScanBegun{{channel(2437)}, "WNM"}).at(381.98, ScanEnded{1U});
    story.at(381.99, TransitionAnswered{std::nullopt, std::uint8_t{0}, ap(2)});
    story.at(382.03, LinkDown{std::nullopt, std::uint16_t{12}, true});
    story.at(384.69, StepBegun{Step::Authentication, ap(2)}).at(384.71, StepBegun{Step::Association, ap(2)});
    story.at(384.73, LinkUp{ap(2)}).at(385.61, AddressNews{AddressStep::Bound, "192.168.4.2"});
    const Timeline timeline = story.told();
    const Station& station = only(timeline);
    ASSERT_EQ(station.roams.size(), 2U);
    const Roam& roam = station.roams[1];
    EXPECT_EQ(roam.cause, RoamCause::Asked);
    EXPECT_EQ(roam.left->at, seconds(382.03));
    EXPECT_EQ(roam.linked->at, seconds(384.73));
    EXPECT_EQ(*roam.outage(), seconds(2.7));
    EXPECT_EQ(roam.address->at, seconds(385.61));
    ASSERT_EQ(station.transitions.size(), 1U);
    EXPECT_EQ(station.transitions[0].status, 0);
    EXPECT_EQ(station.transitions[0].moved_to, ap(2));
}

TEST(Timeline, SeesWhatAScanCostWhereTrafficIsSeen) {
    Story story;
    const wifi::MacAddress me{{2, 0, 0, 0, 0, 9}};
    story.of(me).links(1, 1);
    story.as(Source::Capture);
    for (int packet = 0; packet < 500; ++packet) story.at(2 + packet * 0.02, TrafficSeen{me, ap(1)});
    story.as(Source::WpaSupplicant).at(12, ScanBegun{}).at(13.4, ScanEnded{3U});
    story.as(Source::Capture).at(13.45, TrafficSeen{me, ap(1)});
    const Timeline timeline = story.told();
    const Station& station = only(timeline);
    ASSERT_EQ(station.scans.size(), 1U);
    EXPECT_TRUE(station.scans[0].while_linked);
    EXPECT_NEAR(static_cast<double>(station.scans[0].silence->count()), 1.47e6, 2e4);
    EXPECT_NEAR(station.scans[0].frames_missed.value_or(0), 73, 3);
}

TEST(Timeline, KeepsALongLogInBoundedMemoryAndSaysWhatItDropped) {
    Story story;
    for (int i = 0; i < 20'000; ++i) {
        story.links(i * 10.0, static_cast<std::uint8_t>(1 + i % 2));
        story.at(i * 10.0 + 5, SignalRead{std::nullopt, -60 - i % 20});
    }
    const Timeline timeline = story.told();
    const Station& station = only(timeline);
    EXPECT_EQ(station.tally.roams, 20'000U);
    EXPECT_LE(station.roams.size(), 4096U);
    EXPECT_LE(station.signal.points().size(), SignalCurve::kMost);
    EXPECT_EQ(station.roams.dropped(), 20'000U - station.roams.size());
    EXPECT_GT(timeline.dropped(), 30'000U);
}

TEST(Timeline, KnowsAStationAgainWhicheverSideTellsOfTheLinkFirst) {
    const wifi::MacAddress me{{2, 0, 0, 0, 0, 9}};
    for (const bool access_point_first : {true, false}) {
        Story story;
        const auto joins = [&] {
            story.as(Source::Hostapd).of(me).at(1.05, ClientJoined{me, ap(1)});
            story.as(Source::WpaSupplicant).of({});
        };
        if (access_point_first) joins();
        story.links(1, 1);
        if (!access_point_first) joins();
        story.links(20, 2);
        story.as(Source::Hostapd).of(me).at(20.05, ClientJoined{me, ap(2)});
        const Timeline timeline = story.told();
        const Station& station = only(timeline);
        EXPECT_EQ(station.address, me);
        EXPECT_EQ(station.roams.size(), 2U);
    }
}

TEST(Timeline, SettlesWhatNobodyFinished) {
    Story story;
    story.as(Source::Kernel);
    story.at(1, StepBegun{Step::Authentication, ap(1)})
        .at(1.02, StepEnded{Step::Association, ap(1), std::uint16_t{0}});
    story.at(60, StepBegun{Step::Authentication, ap(2)});
    story.at(100, SignalRead{std::nullopt, -50});
    const Timeline timeline = story.told();
    const Station& station = only(timeline);
    ASSERT_EQ(station.links.size(), 1U) << "an association that nobody ended stood";
    EXPECT_EQ(station.links[0].to, seconds(60));
    EXPECT_EQ(station.roams[1].end, RoamEnd::GivenUp);
}

}  // namespace
