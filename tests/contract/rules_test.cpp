// The rules W1 to W126 and the tests that hold them: each rule has a test with a name, or its row in
// docs/roaming-operation.md says why it is out of a station's reach.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <type_traits>

#include <gtest/gtest.h>

#include "adapters/wpa_supplicant/parse.hpp"
#include "engine/engine_fixture.hpp"
#include "station/operation.hpp"
#include "station/roaming.hpp"
#include "station/trace_builder.hpp"

/// How often memory was asked for so far (allocations.cpp).
extern std::size_t allocations;

namespace {

namespace op = station::operation;
using trace::Builder;
using Kind = records::RoamingEventKind;

struct Held {
    int rule;
    const char* test;
};

/// By whom a rule is held that the checker does not report. What the checker reports has its case in
/// station/trace_check_test.cpp, under the rule's number.
constexpr Held kHeld[] = {
    {4, "RoamingRules.AnEventNeedsNoMemory"},
    {15, "RoamingRules.OnlyRequestsAndFailedConnectionsLeadBack"},
    {28, "RoamingRules.AFailedRoamLeavesTheStationInOperation"},
    {36, "ListOfAnOperation.IsWhatIsKnownOfThisNetworkAndFits"},
    {42, "ListOfAnOperation.HasNoneOfOtherSecurity"},
    {52, "RoamingRules.ALinkStandsWhenItsPortIsOpen"},
    {63, "RoamingRules.PeersOfAnIndependentNetworkMayComeAtAnyTime"},
    {74, "RoamingRules.ALinkStandsWhenItsPortIsOpen"},
    {96, "Look.IsPaidFromAPurse"},
    {98, "RoamingRules.AScanThatIsAskedForMayRunInAStream"},
    {101, "SupplicantTest.LooksAtOneChannelAndWaitsForItsOwnScan"},
    {102, "ListOfAnOperation.IsSearchedForOnKnownChannelsFirst"},
    {103, "Table.KeepsTheServingBssWhenFull"},
    {111, "Operation.EveryRequestIsReportedExactlyOnce"},
    {116, "Operation.TriesTheNextCandidateInTheSameRoam"},
    {119, "Engine.OffersTheNetworkTheNeighboursThatItHasJustNamed"},
    {124, "SupplicantTest.LooksAtOneChannelAndWaitsForItsOwnScan"},
    {126, "Table.KeepsTheServingBssWhenFull"},
};

/// Every "Suite.Name" that the sources of the tests define.
std::set<std::string> known_tests() {
    std::set<std::string> names;
    const std::regex definition{R"(\bTEST(?:_F|_P)?\((\w+),\s*(\w+)\))"};
    for (const auto& entry : std::filesystem::recursive_directory_iterator{ROAM_TESTS}) {
        if (entry.path().extension() != ".cpp") continue;
        std::ifstream file{entry.path()};
        const std::string text{std::istreambuf_iterator<char>{file}, {}};
        for (std::sregex_iterator at{text.begin(), text.end(), definition}, end; at != end; ++at)
            names.insert((*at)[1].str() + "." + (*at)[2].str());
    }
    return names;
}

/// The rows of the page, by the rule's number.
std::map<int, std::string> rows() {
    std::ifstream page{ROAM_DOCS "/roaming-operation.md"};
    std::map<int, std::string> result;
    const std::regex row{R"(^\| W(\d+) \|(.*)$)"};
    for (std::string line; std::getline(page, line);)
        if (std::smatch match; std::regex_match(line, match, row)) result[std::stoi(match[1])] = match[2];
    return result;
}

TEST(RoamingRules, EachHasATestOrAReason) {
    const std::set<std::string> known = known_tests();
    ASSERT_GT(known.size(), 500U);
    std::ifstream cases_file{ROAM_TESTS "/station/trace_check_test.cpp"};
    const std::string cases{std::istreambuf_iterator<char>{cases_file}, {}};
    const auto documented = rows();
    ASSERT_EQ(documented.size(), 126U);
    int tested = 0;
    for (const auto& [rule, row] : documented) {
        SCOPED_TRACE("W" + std::to_string(rule));
        const bool checked = std::ranges::count(station::kCheckedRules, rule) == 1;
        const auto* held = std::ranges::find(kHeld, rule, &Held::rule);
        const bool is_out = row.find("out:") != std::string::npos;
        if (checked) {
            const std::regex its_case{R"(\n    \{)" + std::to_string(rule) + R"(, "\w+")"};
            EXPECT_TRUE(std::regex_search(cases, its_case)) << "no case in trace_check_test.cpp";
        }
        if (held != std::end(kHeld)) {
            EXPECT_TRUE(known.contains(held->test)) << held->test << " does not exist";
        }
        const bool has_test = checked || held != std::end(kHeld);
        EXPECT_NE(has_test, is_out) << (is_out ? "tested, and said to be out of reach"
                                               : "neither a test nor a reason");
        tested += has_test ? 1 : 0;
    }
    EXPECT_EQ(tested, static_cast<int>(station::kCheckedRules.size() + std::size(kHeld)));
    RecordProperty("rules with a test", tested);
}

/// W4: what a completion needs is there before the start, as nothing is asked for.
TEST(RoamingRules, AnEventNeedsNoMemory) {
    static_assert(std::is_trivially_copyable_v<records::RoamingEvent>);
    station::Roaming roaming;
    std::size_t said = 0;
    const auto feed = [&](op::Event event, int to) {
        roaming.feed({event, {}, trace::ap(to), {}, {}, records::SsidValue{"net"}},
                     [&](const records::RoamingEvent&) { ++said; });
    };
    const std::size_t before = allocations;
    feed(op::Event::Connected, 1);
    feed(op::Event::Wanted, 2);
    feed(op::Event::Accepted, 2);
    feed(op::Event::Trying, 2);
    feed(op::Event::Joined, 2);
    feed(op::Event::LinkLost, 2);
    feed(op::Event::Trying, 1);
    feed(op::Event::Reset, 1);
    EXPECT_EQ(allocations, before);
    EXPECT_GE(said, 15U);
}

TEST(RoamingRules, OnlyRequestsAndFailedConnectionsLeadBack) {  // W15
    for (const op::Transition& row : op::kTransitions) {
        const bool was_in = row.from != op::State::Down && row.from != op::State::Seeking;
        const bool is_out = row.to == op::State::Down || row.to == op::State::Seeking;
        if (!was_in || !is_out) continue;
        const bool asked = row.on == op::Event::Disconnect || row.on == op::Event::Reset;
        const bool connecting = row.from == op::State::Connecting || row.from == op::State::ConnectingTo;
        EXPECT_TRUE(asked || connecting)
            << "state " << static_cast<int>(row.from) << " event " << static_cast<int>(row.on);
    }
}

TEST(RoamingRules, AFailedRoamLeavesTheStationInOperation) {  // W28
    int failures = 0;
    for (const op::Transition& row : op::kTransitions) {
        const auto says = [&](op::Say what) { return std::ranges::find(row.say, what) != row.say.end(); };
        if (!says(op::Say::RoamExhausted) && !says(op::Say::RoamRadioOff)) continue;
        ++failures;
        EXPECT_TRUE(row.to == op::State::Linked || row.to == op::State::Unsure || row.to == op::State::Lost)
            << "state " << static_cast<int>(row.from) << " event " << static_cast<int>(row.on);
    }
    EXPECT_GE(failures, 10);
}

/// W52, W74: wpa_supplicant says "connected" after the four-way handshake, when the port is open;
/// "associated", before it, makes no link.
TEST(RoamingRules, ALinkStandsWhenItsPortIsOpen) {
    using namespace wpa_supplicant;
    const Event associated = parse_event("<3>Associated with 02:00:00:00:01:00");
    EXPECT_FALSE(std::holds_alternative<ConnectedTo>(associated));
    const Event connected =
        parse_event("<3>CTRL-EVENT-CONNECTED - Connection to 02:00:00:00:01:00 completed [id=0 id_str=]");
    EXPECT_TRUE(std::holds_alternative<ConnectedTo>(connected));
}

TEST(RoamingRules, PeersOfAnIndependentNetworkMayComeAtAnyTime) {  // W63
    Builder builder;
    builder.independent().start(2).start(3).end(3).end(2);
    EXPECT_TRUE(trace::judge(builder.trace()).rules.empty());
    Builder infrastructure;
    infrastructure.linked().start(2);
    EXPECT_FALSE(trace::judge(infrastructure.trace()).rules.empty()) << "only there";
}

TEST(RoamingRules, AScanThatIsAskedForMayRunInAStream) {  // W98
    Builder builder;
    builder.linked().add(Kind::StreamOn).add(Kind::ScanRequest).add(Kind::ScanConfirm);
    builder.gone(1, trace::status::deauthenticated(6)).add(Kind::BackgroundScan);
    EXPECT_TRUE(trace::judge(builder.trace()).rules.empty()) << "also after the loss of the access point";
}

struct ListOfAnOperation : engine_fixture::Engine {
    /// The list that the first roam of this test announced.
    records::AddressList list() {
        records::AddressList result;
        for (const records::RoamingEvent& event : journal.said) {
            if (event.kind == Kind::Candidates) result = event.list;
            if (event.kind == Kind::RoamingStart) return result;
        }
        return {};
    }
};

TEST_F(ListOfAnOperation, IsWhatIsKnownOfThisNetworkAndFits) {  // W36
    tell(ports::Attached{});
    connect(1, 36);
    ports::NeighborReported reported;
    reported.bssid = engine_fixture::bssid(3);
    reported.channel = engine_fixture::channel(44);
    tell(reported);
    tell(ports::TableRead{{entry(1, 36, -82), entry(2, 149, -50)}});
    tell(signal(-82));
    ASSERT_FALSE(control.moves.empty());
    EXPECT_TRUE(records::contains(list(), engine_fixture::bssid(2))) << "heard";
    EXPECT_TRUE(records::contains(list(), engine_fixture::bssid(3))) << "named by the network";
    EXPECT_FALSE(records::contains(list(), engine_fixture::bssid(1))) << "the link's own";
}

TEST_F(ListOfAnOperation, HasNoneOfOtherSecurity) {  // W42
    linked(-82, -50);
    ports::BssEntry open = entry(4, 44, -40);
    open.fits = false;
    tell(ports::TableRead{{open, entry(2, 149, -50)}});
    for (int i = 0; i < 20 && control.moves.empty(); ++i) {
        tell(signal(-84));
        wait(250);
    }
    ASSERT_FALSE(control.moves.empty());
    EXPECT_NE(control.moves[0], engine_fixture::bssid(4));
    EXPECT_FALSE(records::contains(list(), engine_fixture::bssid(4)));
}

TEST_F(ListOfAnOperation, IsSearchedForOnKnownChannelsFirst) {  // W102
    linked(-60, -70);
    ports::Disconnected lost;
    lost.bssid = engine_fixture::bssid(1);
    lost.reason = 6;
    tell(lost);
    ASSERT_EQ(control.searches.size(), 1U);
    EXPECT_EQ(control.searches[0], 2U) << "two channels, a tenth of all";
    wait(5'000);
    ASSERT_GE(control.searches.size(), 2U);
    EXPECT_EQ(control.searches[1], 0U) << "then all";
}

}  // namespace
