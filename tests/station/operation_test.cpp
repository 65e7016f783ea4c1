#include "station/operation.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "station/roaming.hpp"
#include "trace_builder.hpp"

namespace {

using namespace station::operation;
namespace status = records::status;
using station::Roaming;
using trace::ap;
using trace::Kind;

/// The machine, and all that it said.
struct Machine {
    Roaming roaming;
    std::vector<records::RoamingEvent> said;

    Action tell(Event on, int to = 0, records::RoamingStatus why = {}) {
        Roaming::Input input;
        input.on = on;
        input.bssid = ap(to);
        input.status = why;
        input.candidates = known;
        input.ssid = records::SsidValue{"net"};
        return roaming.feed(input, [this](const auto& event) { said.push_back(event); }).action;
    }
    /// What was said since the last time.
    std::vector<Kind> heard() {
        std::vector<Kind> kinds;
        for (const auto& event : said) kinds.push_back(event.kind);
        said.clear();
        return kinds;
    }
    void link(int to) {
        tell(Event::Connected, to);
        said.clear();
    }
    [[nodiscard]] State state() const { return roaming.state(); }
    records::AddressList known;
};

using Kinds = std::vector<Kind>;

TEST(Operation, ConnectsInOneStay) {  // W1, W7, W14
    Machine machine;
    EXPECT_EQ(machine.tell(Event::Trying, 1), Action::Watch);
    EXPECT_EQ(machine.state(), State::ConnectingTo);
    machine.tell(Event::Rejected, 1, status::refused(17));
    machine.tell(Event::Trying, 2);
    EXPECT_EQ(machine.tell(Event::Connected, 2), Action::Report);
    EXPECT_EQ(machine.state(), State::Linked);
    EXPECT_EQ(machine.heard(),
              (Kinds{Kind::ConnectRequest, Kind::Candidates, Kind::ConnectionStart, Kind::AssociationStart,
                     Kind::AssociationCompletion, Kind::Candidates, Kind::AssociationStart,
                     Kind::AssociationCompletion, Kind::ConnectionCompletion}));
}

TEST(Operation, MovesAndReportsOnce) {
    Machine machine;
    machine.link(1);
    EXPECT_EQ(machine.tell(Event::Wanted, 2), Action::Request);
    EXPECT_EQ(machine.said.back().status, status::kBetterFound);
    machine.tell(Event::Accepted);
    machine.tell(Event::Trying, 2);
    machine.tell(Event::Trying, 2);
    EXPECT_EQ(machine.state(), State::Associating) << "authentication, association: one attempt";
    EXPECT_EQ(machine.tell(Event::Connected, 2), Action::Report);
    EXPECT_EQ(machine.heard(), (Kinds{Kind::Candidates, Kind::RoamingStart, Kind::AssociationStart,
                                      Kind::AssociationCompletion, Kind::RoamingCompletion}));
    EXPECT_EQ(machine.tell(Event::Connected, 2), Action::None) << "said twice";
}

TEST(Operation, KeepsTheLinkWhenTheRequestIsRefused) {
    Machine machine;
    machine.link(1);
    machine.tell(Event::Wanted, 2);
    EXPECT_EQ(machine.tell(Event::Refused), Action::ReportRefused);
    EXPECT_EQ(machine.said.back().status, status::kExhausted);  // W32
    machine.said.clear();
    machine.tell(Event::LinkLost, 1, status::deauthenticated(7));
    EXPECT_EQ(machine.heard(), (Kinds{Kind::PeerDeauthenticated, Kind::Disassociation}));
}

TEST(Operation, TriesTheNextCandidateInTheSameRoam) {  // W48
    Machine machine;
    machine.link(1);
    machine.tell(Event::Wanted, 2);
    machine.tell(Event::Trying, 2);
    EXPECT_EQ(machine.tell(Event::Rejected, 2, status::refused(17)), Action::ReportRejected);
    EXPECT_EQ(machine.state(), State::Recovering);
    machine.tell(Event::Trying, 3);
    machine.tell(Event::Connected, 3);
    EXPECT_EQ(machine.heard(), (Kinds{Kind::Candidates, Kind::RoamingStart, Kind::AssociationStart,
                                      Kind::AssociationCompletion, Kind::Candidates, Kind::AssociationStart,
                                      Kind::AssociationCompletion, Kind::RoamingCompletion}));
}

TEST(Operation, RoamsAfterALossWithTheReasonOfTheLoss) {  // W30
    Machine machine;
    machine.link(1);
    EXPECT_EQ(machine.tell(Event::LinkLost, 1, status::kUnreachable), Action::Search);
    EXPECT_EQ(machine.said.back().status, status::kUnreachable);
    machine.tell(Event::NothingFound);
    const std::size_t quiet = machine.said.size();
    machine.tell(Event::NothingFound);
    EXPECT_EQ(machine.said.size(), quiet) << "the empty list is said once";
    machine.tell(Event::Trying, 2);
    EXPECT_EQ(machine.said[machine.said.size() - 2].status, status::kUnreachable);
    machine.tell(Event::Rejected, 2, status::refused(17));
    machine.tell(Event::DeadlinePassed);
    EXPECT_EQ(machine.said.back().status, status::kExhausted);
    EXPECT_EQ(machine.state(), State::Lost) << "W28";
}

TEST(Operation, SaysNothingOfAnAssociationThatAnAttemptHasEnded) {  // W69
    Machine machine;
    machine.link(1);
    machine.tell(Event::Trying, 2);
    EXPECT_EQ(machine.state(), State::Following) << "the supplicant's own move";
    EXPECT_EQ(machine.tell(Event::Wanted, 3), Action::None) << "W22";
    EXPECT_EQ(machine.tell(Event::DeadlinePassed), Action::CheckLink);
    EXPECT_EQ(machine.state(), State::Unsure);
    machine.said.clear();
    machine.tell(Event::LinkLost, 1, status::deauthenticated(7));
    EXPECT_TRUE(machine.said.empty());
    machine.tell(Event::Connected, 1);
    EXPECT_EQ(machine.said[1].status, status::kAssociationLost);
}

TEST(Operation, ClosesEverythingBeforeARequestCompletes) {  // W76, W78
    for (const auto& [request, kind] : {std::pair{Event::Disconnect, Kind::DisconnectRequest},
                                        std::pair{Event::Reset, Kind::ResetRequest}}) {
        Machine machine;
        machine.link(1);
        machine.tell(Event::Wanted, 2);
        machine.tell(Event::Trying, 2);
        machine.said.clear();
        machine.tell(request);
        EXPECT_EQ(machine.state(), State::Down);
        for (const auto& event : machine.said) {
            const bool completes =
                event.kind == Kind::AssociationCompletion || event.kind == Kind::RoamingCompletion;
            EXPECT_TRUE(!completes || event.status == status::kCancelled);
        }
        EXPECT_EQ(machine.heard(), (Kinds{kind, Kind::AssociationCompletion, Kind::RoamingCompletion,
                                          Kind::RequestCompleted}));
    }
}

TEST(Operation, RefusesToDisconnectWhileItConnects) {  // W75, X1
    Machine machine;
    machine.tell(Event::Trying, 1);
    machine.said.clear();
    machine.tell(Event::Disconnect);
    EXPECT_EQ(machine.state(), State::ConnectingTo);
    EXPECT_TRUE(machine.said.empty());
}

TEST(Operation, EndsWithTheRadio) {  // W32, W56
    Machine machine;
    machine.link(1);
    machine.tell(Event::Wanted, 2);
    machine.tell(Event::Trying, 2);
    machine.said.clear();
    machine.tell(Event::RadioOff);
    ASSERT_EQ(machine.said.size(), 4U);
    EXPECT_EQ(machine.said[1].status, status::kRadioOff);
    EXPECT_EQ(machine.said[2].status, status::kRadioOff);
    EXPECT_EQ(machine.state(), State::Lost);
    machine.said.clear();
    machine.tell(Event::Connected, 1);
    EXPECT_EQ(machine.said[0].kind, Kind::RadioOn) << "nobody says so, but it talks";
}

TEST(Operation, PutsWhatTheSupplicantTriesOnTheList) {  // W25
    Machine machine;
    for (int i = 1; i <= 16; ++i) ASSERT_TRUE(machine.known.push_back(ap(i)));
    machine.link(40);
    machine.tell(Event::Wanted, 2);
    EXPECT_EQ(machine.said[0].list, machine.known);
    machine.tell(Event::Trying, 41);
    EXPECT_TRUE(records::contains(machine.said[2].list, ap(41))) << "a full list makes room";
}

TEST(Operation, IgnoresWhatItDoesNotExpect) {
    EXPECT_EQ(step(State::Linked, Event::Accepted).to, State::Linked);
    EXPECT_EQ(step(State::Linked, Event::DeadlinePassed).action, Action::None);
    EXPECT_EQ(step(State::Associating, Event::Wanted).to, State::Associating);
}

constexpr bool reports(Action action) {
    using enum Action;
    return action == Report || action == ReportRefused || action == ReportRejected || action == ReportLost ||
           action == ReportTimedOut;
}

TEST(Operation, EveryRequestIsReportedExactlyOnce) {  // W5, W6, W22
    EXPECT_TRUE(rc::check([] {
        State state = State::Linked;
        for (const int drawn : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 10))) {
            const Transition row = step(state, static_cast<Event>(drawn));
            RC_ASSERT(row.action != Action::Request || !is_attempting(state));
            RC_ASSERT(!is_attempting(state) || is_attempting(row.to) || reports(row.action) ||
                      row.to == State::Down || row.on == Event::RadioOff);
            RC_ASSERT(row.action != Action::Request || is_attempting(row.to));
            state = row.to;
        }
    }));
}

TEST(Operation, AlwaysFindsBackToALink) {
    for (std::size_t i = 0; i < kStates; ++i)
        EXPECT_EQ(step(static_cast<State>(i), Event::Connected).to, State::Linked);
}

}  // namespace
