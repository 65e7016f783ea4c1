#include <set>

#include <gtest/gtest.h>

#include "explain/story.hpp"
#include "explain/verdicts/verdict.hpp"

namespace {

using namespace explain_test;

std::string first(const std::vector<Verdict>& verdicts) {
    return verdicts.empty() ? "none" : std::string{verdicts.front().rule};
}

/// The verdicts of a story, each of which must be fit to be shown.
std::vector<Verdict> judged(Story& story) {
    const Timeline timeline = story.told();
    auto verdicts = judge(timeline);
    double before = 1e9;
    for (const Verdict& verdict : verdicts) {
        EXPECT_FALSE(verdict.what.empty()) << verdict.rule;
        EXPECT_FALSE(verdict.why.empty()) << verdict.rule;
        EXPECT_FALSE(verdict.remedy.empty()) << verdict.rule;
        EXPECT_FALSE(verdict.places.empty()) << verdict.rule << " has no evidence";
        EXPECT_LE(verdict.from, verdict.to) << verdict.rule;
        EXPECT_LE(verdict.weight, before);
        before = verdict.weight;
    }
    return verdicts;
}

void scan(Story& story, double at, double took, std::vector<wifi::Channel> channels) {
    story.at(at, ScanBegun{std::move(channels), {}}).at(at + took, ScanEnded{2U});
}

TEST(Verdicts, FindNothingWrongInAHealthyWalk) {
    Story story;
    story.links(1, 1);
    for (int step = 0; step < 60; ++step) {
        const double at = 2 + step;
        const int away = step % 20;
        story.at(at, SignalRead{std::nullopt, -50 - away});
        if (away == 16) scan(story, at + 0.2, 0.08, {channel(5745)});
        if (away == 18) {
            const auto to = static_cast<std::uint8_t>(2 + step / 20);
            story.hears(at + 0.3, to, -52);
            story.links(at + 0.5, to, 0.03);
        }
    }
    EXPECT_EQ(first(judged(story)), "none");
}

TEST(Verdicts, NameAScanThatStallsTheTraffic) {
    Story story;
    story.links(1, 1);
    story.at(1.5, Setting{"bgscan", "simple:30:-70:86400"});
    for (int scans = 0; scans < 4; ++scans) {
        scan(story, 30.0 * scans + 10, 1.5, {});
        story.hears(30.0 * scans + 11.5, 1, -65);
    }
    const auto verdicts = judged(story);
    ASSERT_EQ(first(verdicts), "scan-stall");
    EXPECT_EQ(verdicts[0].times, 4U);
    EXPECT_EQ(verdicts[0].certainty, Certainty::Likely) << "no traffic was seen";
    EXPECT_NE(verdicts[0].why.find("simple:30"), std::string::npos);
}

TEST(Verdicts, SayThatTheChannelsOfAScanForOneAccessPointAreNotKnown) {
    Story story;
    story.links(1, 1);
    story.at(10, ScanBegun{{}, "BSS transition request", ap(2)}).at(12.5, ScanEnded{1U});
    const auto verdicts = judged(story);
    ASSERT_EQ(first(verdicts), "scan-stall");
    EXPECT_EQ(verdicts[0].certainty, Certainty::Possible);
    EXPECT_EQ(verdicts[0].why.find("all channels"), std::string::npos) << verdicts[0].why;
}

TEST(Verdicts, NameAStationThatKeepsAFarAccessPoint) {
    Story story;
    story.links(1, 1);
    for (int step = 0; step < 60; ++step) story.at(5 + step, SignalRead{std::nullopt, -60 - step / 2});
    story.links(66, 2).at(67, SignalRead{std::nullopt, -50});
    const auto verdicts = judged(story);
    ASSERT_EQ(first(verdicts), "sticky");
    EXPECT_EQ(verdicts[0].certainty, Certainty::Sure) << "the next one was far better";
    EXPECT_NE(verdicts[0].why.find("bgscan"), std::string::npos);
}

TEST(Verdicts, DoNotBlameTheStationForAHoleInTheCoverage) {
    Story story;
    story.links(1, 1);
    for (int step = 0; step < 40; ++step) {
        story.at(5 + step, SignalRead{std::nullopt, -78});
        if (step % 10 == 5) {
            scan(story, 5.2 + step, 0.1, {channel(5745)});
            story.hears(5.3 + step, 2, -84);
        }
    }
    EXPECT_EQ(first(judged(story)), "none");
}

TEST(Verdicts, NameABetterAccessPointThatWasSeenAndNotTaken) {
    Story story;
    story.links(1, 1);
    for (int scans = 0; scans < 4; ++scans) {
        const double at = 10.0 * scans + 10;
        scan(story, at, 0.1, {channel(5745)});
        story.hears(at + 0.1, 1, -68).hears(at + 0.1, 2, -52);
        RoamJudged judged{ap(1), ap(2), false, -68, -52, 200'000U, 190'000U, "Skip roam - signal too close"};
        story.at(at + 0.15, judged);
    }
    const auto verdicts = judged(story);
    ASSERT_EQ(first(verdicts), "better-seen");
    EXPECT_EQ(verdicts[0].certainty, Certainty::Sure);
    EXPECT_NE(verdicts[0].why.find("too close"), std::string::npos) << "the source's own words";
}

TEST(Verdicts, DoNotTakeMoreLevelOnASlowerBandForBetter) {
    Story story;
    story.links(1, 1);
    for (int scans = 0; scans < 4; ++scans) {
        const double at = 10.0 * scans + 10;
        scan(story, at, 0.1, {channel(2437)});
        story.hears(at + 0.1, 1, -66).hears(at + 0.1, 2, -50, 2437);
    }
    EXPECT_EQ(first(judged(story)), "none");
}

TEST(Verdicts, NameTheSlowBandThatIsKept) {
    Story story;
    story.links(1, 1, 0.03, 2437);
    for (int scans = 0; scans < 4; ++scans) {
        const double at = 10.0 * scans + 10;
        scan(story, at, 0.1, {channel(5180)});
        story.hears(at + 0.1, 1, -40, 2437).hears(at + 0.1, 2, -55, 5180);
    }
    const auto verdicts = judged(story);
    ASSERT_EQ(first(verdicts), "wrong-band");
    EXPECT_EQ(verdicts[0].certainty, Certainty::Likely);
    EXPECT_EQ(verdicts[0].bssid, ap(2));
}

TEST(Verdicts, DoNotBlameWhoKeeps2GhzWhereTheFastBandIsWeak) {
    Story story;
    story.links(1, 1, 0.03, 2437);
    for (int scans = 0; scans < 4; ++scans) {
        const double at = 10.0 * scans + 10;
        scan(story, at, 0.1, {channel(5180)});
        story.hears(at + 0.1, 1, -60, 2437).hears(at + 0.1, 2, -72, 5180);
    }
    EXPECT_EQ(first(judged(story)), "none");
}

TEST(Verdicts, NameAMoveThatBringsNothing) {
    Story story;
    story.links(1, 1).hears(10, 1, -60).hears(10, 2, -70);
    story.at(10.1, RoamJudged{ap(1), ap(2), true, -60, -70, 65'000U, 160'000U, ""}).links(10.2, 2);
    const auto verdicts = judged(story);
    ASSERT_EQ(first(verdicts), "needless-move");
    EXPECT_EQ(verdicts[0].certainty, Certainty::Likely);
}

TEST(Verdicts, NamePingPongAndItsCause) {
    Story story;
    story.links(1, 1);
    for (int turn = 0; turn < 6; ++turn) {
        const auto from = static_cast<std::uint8_t>(1 + turn % 2);
        const auto to = static_cast<std::uint8_t>(2 - turn % 2);
        const double at = 30.0 * turn + 30;
        story.hears(at, from, -71).hears(at, to, -69);
        story.at(at + 0.1, RoamJudged{ap(from), ap(to), true, -71, -69, 80'000U, 90'000U, ""});
        story.links(at + 0.2, to);
    }
    const auto verdicts = judged(story);
    ASSERT_EQ(first(verdicts), "ping-pong");
    EXPECT_EQ(verdicts[0].times, 6U);
    EXPECT_NE(verdicts[0].why.find("5 Mbit/s"), std::string::npos);
}

/// Four moves between two access points, half a minute apart.
void walk_to_and_fro(Story& story, std::optional<int> from_dbm, int to_dbm) {
    story.links(1, 1);
    for (int turn = 0; turn < 4; ++turn) {
        const auto from = static_cast<std::uint8_t>(1 + turn % 2);
        const auto to = static_cast<std::uint8_t>(2 - turn % 2);
        const double at = 30.0 * turn + 30;
        if (from_dbm) story.hears(at, from, *from_dbm).hears(at, to, to_dbm);
        story.links(at + 0.2, to);
    }
}

TEST(Verdicts, DoNotCallAWalkToAndFroPingPong) {
    Story story;
    walk_to_and_fro(story, -74, -52);
    EXPECT_EQ(first(judged(story)), "none");
}

TEST(Verdicts, CallPingPongPossibleWhereNoLevelIsTold) {
    Story story;
    walk_to_and_fro(story, std::nullopt, 0);
    const auto verdicts = judged(story);
    ASSERT_EQ(first(verdicts), "ping-pong");
    EXPECT_EQ(verdicts[0].certainty, Certainty::Possible);
    EXPECT_NE(verdicts[0].why.find("to and fro"), std::string::npos);
}

TransitionRequested request(std::vector<Neighbor> candidates) {
    TransitionRequested asked;
    asked.by = ap(1);
    asked.token = 7;
    asked.candidates = std::move(candidates);
    return asked;
}

TEST(Verdicts, NameARefusedRequestAndItsRule) {
    Story story;
    story.links(1, 1).hears(2, 1, -60).hears(2, 2, -86);
    story.at(10, request({{ap(2), std::uint8_t{115}, std::uint8_t{36}, std::uint8_t{255}}}));
    story.at(10.5, TransitionAnswered{std::nullopt, std::uint8_t{7}}).at(40, SignalRead{std::nullopt, -60});
    const auto verdicts = judged(story);
    ASSERT_EQ(first(verdicts), "request-refused");
    EXPECT_NE(verdicts[0].why.find("-80 dBm"), std::string::npos);
}

TEST(Verdicts, NameAnIgnoredRequestAndItsRule) {
    Story story;
    story.as(Source::Iwd).links(1, 1);
    story.at(10, request({{ap(2), std::uint8_t{115}, std::uint8_t{36}, std::uint8_t{255}}}));
    story.at(40, SignalRead{std::nullopt, -60});
    const auto verdicts = judged(story);
    ASSERT_EQ(first(verdicts), "request-ignored");
    EXPECT_EQ(verdicts[0].certainty, Certainty::Sure);
    EXPECT_NE(verdicts[0].why.find("iwd"), std::string::npos);
}

TEST(Verdicts, DoNotCallARequestIgnoredWhenTheLogEndsBeforeTheAnswer) {
    Story story;
    story.links(1, 1).at(10, request({})).at(12, SignalRead{std::nullopt, -60});
    EXPECT_EQ(first(judged(story)), "none");
}

TEST(Verdicts, NameARequestThatLeadsAstray) {
    Story story;
    story.links(1, 1).hears(9, 1, -45).hears(9, 3, -75);
    story.at(10, request({{ap(3), std::uint8_t{115}, std::uint8_t{44}, std::uint8_t{255}}}));
    story.at(10.2, TransitionAnswered{std::nullopt, std::uint8_t{0}, ap(3)}).links(10.3, 3);
    story.at(12, SignalRead{std::nullopt, -76});
    EXPECT_EQ(first(judged(story)), "request-harmful");
}

TEST(Verdicts, NameAWrongNeighborReport) {
    Story story;
    story.links(1, 1).hears(2, 2, -60, 5745);
    NeighborsReported report;
    report.neighbors = {{ap(2), std::uint8_t{115}, std::uint8_t{44}},
                        {ap(3), std::uint8_t{0}, std::uint8_t{6}}};
    story.at(3, report);
    const auto verdicts = judged(story);
    ASSERT_EQ(first(verdicts), "neighbor-report");
    EXPECT_EQ(verdicts[0].times, 2U);
    EXPECT_EQ(verdicts[0].certainty, Certainty::Sure);
}

TEST(Verdicts, FindNothingWrongInARightNeighborReport) {
    Story story;
    story.links(1, 1).hears(2, 2, -60, 5745);
    NeighborsReported report;
    report.neighbors = {{ap(2), std::uint8_t{124}, std::uint8_t{149}},
                        {ap(3), std::uint8_t{81}, std::uint8_t{6}}};
    story.at(3, report);
    EXPECT_EQ(first(judged(story)), "none");
}

BssSeen in_domain(std::uint8_t number, std::uint16_t domain) {
    BssSeen seen;
    seen.bssid = ap(number);
    seen.ssid = "roam";
    seen.channel = channel(5180);
    seen.level_dbm = -60;
    seen.mobility_domain = domain;
    return seen;
}

TEST(Verdicts, NameFastTransitionThatIsOfferedAndNotUsed) {
    Story story;
    story.at(0.5, Setting{"key_mgmt", "WPA-PSK"}).at(0.6, in_domain(1, 0x3412)).at(0.7, in_domain(2, 0x3412));
    story.links(1, 1).links(20, 2, 0.2);
    const auto verdicts = judged(story);
    ASSERT_EQ(first(verdicts), "ft-unused");
    EXPECT_EQ(verdicts[0].certainty, Certainty::Sure);
}

TEST(Verdicts, NameMobilityDomainsThatDiffer) {
    Story story;
    story.at(0.6, in_domain(1, 0x3412)).at(0.7, in_domain(2, 0x7856)).links(1, 1).links(20, 2, 0.2);
    EXPECT_EQ(first(judged(story)), "mobility-domain");
}

TEST(Verdicts, NameManagementFrameProtectionThatDoesNotFit) {
    Story story;
    story.links(1, 1);
    story.at(10, StepBegun{Step::Association, ap(2)})
        .at(10.02, StepEnded{Step::Association, ap(2), std::uint16_t{31}});
    story.links(11, 1);
    EXPECT_EQ(first(judged(story)), "management-protection");
}

TEST(Verdicts, NameCountriesThatDiffer) {
    Story story;
    story.as(Source::Hostapd)
        .at(0.1, Setting{"country_code", "DE", ap(1)})
        .at(0.2, Setting{"country_code", "US", ap(2)});
    story.as(Source::WpaSupplicant).links(1, 1);
    EXPECT_EQ(first(judged(story)), "country");
}

TEST(Verdicts, NameAnAccessPointThatRefuses) {
    Story story;
    story.links(1, 1);
    for (const double at : {10.0, 20.0}) {
        story.at(at, StepBegun{Step::Authentication, ap(2)});
        story.at(at + 0.01, StepEnded{Step::Authentication, ap(2), std::uint16_t{17}});
        story.links(at + 0.5, 1);
    }
    const auto verdicts = judged(story);
    ASSERT_EQ(first(verdicts), "access-point-refuses");
    EXPECT_NE(verdicts[0].why.find("cannot handle more stations"), std::string::npos);
}

TEST(Verdicts, NameATargetThatIsTriedAgainAndAgain) {
    Story story;
    story.links(1, 1);
    for (const double at : {10.0, 25.0, 40.0, 60.0}) {
        StepEnded silent;
        silent.bssid = ap(2);
        silent.timed_out = true;
        story.at(at, StepBegun{Step::Authentication, ap(2)}).at(at + 0.6, silent).links(at + 0.9, 1);
    }
    const auto verdicts = judged(story);
    ASSERT_EQ(first(verdicts), "failed-target-again");
    EXPECT_EQ(verdicts[0].times, 4U);
}

TEST(Verdicts, NameAnAddressThatTakesLongerThanTheRoam) {
    Story story;
    story.links(1, 1).links(20, 2);
    story.at(20.1, AddressNews{AddressStep::Discover}).at(23.5, AddressNews{AddressStep::Bound, "10.0.0.7"});
    const auto verdicts = judged(story);
    ASSERT_EQ(first(verdicts), "slow-address");
    EXPECT_NE(verdicts[0].why.find("DISCOVER"), std::string::npos);
}

TEST(Verdicts, SayWhereTheTimeOfASlowRoamWent) {
    Story story;
    story.links(1, 1).at(20, LinkDown{ap(1), std::uint16_t{12}, true}).links(22.5, 2);
    const auto verdicts = judged(story);
    ASSERT_EQ(first(verdicts), "slow-roam");
    EXPECT_NE(verdicts[0].why.find("leaving the old access point"), std::string::npos);
}

TEST(Verdicts, NameTheReasonForWhichAnAccessPointEndsTheLink) {
    Story story;
    story.links(1, 1).at(20, LinkDown{ap(1), std::uint16_t{5}, false}).links(20.5, 1);
    const auto verdicts = judged(story);
    ASSERT_EQ(first(verdicts), "dismissed");
    EXPECT_NE(verdicts[0].why.find("cannot handle all its stations"), std::string::npos);
}

TEST(Rules, AreNamedOnceAndSayWhereTheyAreFrom) {
    std::set<std::string_view> ids;
    for (const Rule& rule : rules()) {
        EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
        EXPECT_FALSE(rule.title.empty());
        EXPECT_FALSE(rule.source.empty()) << rule.id;
        EXPECT_EQ(find_rule(rule.id), &rule);
    }
}

}  // namespace
