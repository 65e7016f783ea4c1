// What logs tell, in the terms of the roaming contract; every trace keeps its rules.
#include "explain/trace/roaming_trace.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "explain/story.hpp"
#include "station/trace_check.hpp"

namespace {

using namespace explain_test;
using Kind = records::RoamingEventKind;
namespace status = records::status;

std::vector<records::RoamingEvent> trace_of(Story& story) {
    const Timeline timeline = story.told();
    return timeline.stations.empty() ? std::vector<records::RoamingEvent>{}
                                     : roaming_trace(timeline.stations[0]);
}
std::vector<Kind> kinds(const std::vector<records::RoamingEvent>& trace) {
    std::vector<Kind> result;
    for (const auto& event : trace) result.push_back(event.kind);
    return result;
}
void expect_legal(const std::vector<records::RoamingEvent>& trace) {
    station::TraceCheck check;
    for (std::size_t i = 0; i < trace.size(); ++i)
        for (const station::Violation& violation : check.feed(trace[i]))
            // A station that does not roam after a loss has not done so: what the log tells is the truth.
            if (violation.rule != 71 && violation.rule != 29)
                ADD_FAILURE() << "event " << i << " at " << trace[i].at.ms << " breaks W"
                              << int{violation.rule} << ": " << violation.expected;
}

TEST(ExplainTrace, TellsAFirstLinkAndARoam) {
    Story story;
    story.links(1, 1).links(60, 2);
    const auto trace = trace_of(story);
    EXPECT_EQ(kinds(trace),
              (std::vector{Kind::TraceStart, Kind::ConnectRequest, Kind::Candidates, Kind::ConnectionStart,
                           Kind::AssociationStart, Kind::AssociationCompletion, Kind::ConnectionCompletion,
                           Kind::Candidates, Kind::RoamingStart, Kind::AssociationStart,
                           Kind::AssociationCompletion, Kind::RoamingCompletion}));
    ASSERT_EQ(trace.size(), 12U);
    EXPECT_EQ(trace[8].status, status::kBetterFound);
    EXPECT_EQ(trace[9].bssid, ap(2));
    EXPECT_EQ(trace[9].ssid.text(), "roam");
    EXPECT_EQ(trace[9].at.ms, 60'000);
    expect_legal(trace);
}

TEST(ExplainTrace, TellsALossWithItsReasonAndARoamAfterIt) {
    Story story;
    story.links(1, 1).at(30, LinkDown{ap(1), std::uint16_t{6}, false}).links(31, 2);
    const auto trace = trace_of(story);
    expect_legal(trace);
    const auto lost = std::ranges::find(trace, Kind::Disassociation, &records::RoamingEvent::kind);
    ASSERT_NE(lost, trace.end());
    EXPECT_EQ(lost->status, status::deauthenticated(6));
    const auto start = std::ranges::find(trace, Kind::RoamingStart, &records::RoamingEvent::kind);
    ASSERT_NE(start, trace.end());
    EXPECT_EQ(start->status, status::deauthenticated(6));
}

TEST(ExplainTrace, TellsARefusalByItsStatus) {
    Story story;
    story.links(1, 1).at(30, StepBegun{Step::Authentication, ap(2), channel(5180)});
    story.at(30.1, StepEnded{Step::Authentication, ap(2), std::uint16_t{17}}).links(32, 1);
    const auto trace = trace_of(story);
    expect_legal(trace);
    const auto refused = std::ranges::find(trace, status::refused(17), &records::RoamingEvent::status);
    ASSERT_NE(refused, trace.end());
    EXPECT_EQ(refused->kind, Kind::AssociationCompletion);
    EXPECT_EQ(refused->bssid, ap(2));
}

// An access point does not know whom a station could try, nor that it tries where nobody hears it.
TEST(ExplainTrace, ClaimsNoCandidatesForAStationThatOnlyItsAccessPointsTellOf) {
    const wifi::MacAddress client{{2, 0, 0, 0, 0, 1}};
    Story story;
    story.as(Source::Hostapd)
        .of(client)
        .at(1, ClientJoined{client, ap(1)})
        .at(60, ClientLeft{client, ap(1), std::uint16_t{4}})
        .at(300, ClientJoined{client, ap(1)});
    station::TraceCheck check;
    for (const auto& event : trace_of(story)) EXPECT_TRUE(check.feed(event).empty());
}

TEST(ExplainTrace, KeepsTheRulesWhateverALogTells) {
    for (unsigned seed = 0; seed < 500; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937 random{seed};
        Story story;
        double second = 1;
        for (int i = 0; i < 25; ++i) {
            second += 0.01 * static_cast<double>(random() % 800);
            const auto number = static_cast<std::uint8_t>(1 + random() % 3);
            switch (random() % 7) {
                case 0:
                case 1:
                    story.links(second, number);
                    break;
                case 2:
                    story.at(second, StepBegun{Step::Authentication, ap(number), channel(5180)});
                    break;
                case 3:
                    story.at(second, StepEnded{Step::Association, ap(number), std::uint16_t{17}});
                    break;
                case 4:
                    story.at(second, LinkDown{ap(number), static_cast<std::uint16_t>(random() % 10),
                                              random() % 2 == 0});
                    break;
                case 5:
                    story.at(second, LinkUp{ap(number), random() % 8 == 0 ? "other" : "roam", channel(5180)});
                    break;
                default:
                    story.at(second, StepEnded{Step::Authentication, ap(number), {}, true});
            }
        }
        expect_legal(trace_of(story));
    }
}

}  // namespace
