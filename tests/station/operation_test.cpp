#include "station/operation.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace {

using namespace station::operation;

TEST(Operation, MovesAndReportsOnce) {
    auto at = step(State::Idle, Event::Wanted);
    EXPECT_EQ(at.action, Action::Request);
    at = step(at.to, Event::Accepted);
    EXPECT_EQ(at.to, State::Associating);
    at = step(at.to, Event::ConnectedTarget);
    EXPECT_EQ(at.action, Action::ReportMoved);
    EXPECT_EQ(at.to, State::Idle);
}

TEST(Operation, IgnoresWhatItDoesNotExpect) {
    EXPECT_EQ(step(State::Idle, Event::Accepted).to, State::Idle);
    EXPECT_EQ(step(State::Idle, Event::DeadlinePassed).action, Action::None);
    EXPECT_EQ(step(State::Associating, Event::Wanted).to, State::Associating);
}

constexpr bool reports(Action action) {
    using enum Action;
    return action == ReportMoved || action == ReportElsewhere || action == ReportRefused ||
           action == ReportRejected || action == ReportLost || action == ReportTimedOut;
}

TEST(Operation, EveryRequestIsReportedExactlyOnce) {  // W5, W6, W22
    EXPECT_TRUE(rc::check([] {
        State state = State::Idle;
        int open = 0;
        for (const int drawn : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 8))) {
            const Transition transition = step(state, static_cast<Event>(drawn));
            if (transition.action == Action::Request) ++open;
            if (reports(transition.action)) --open;
            state = transition.to;
            RC_ASSERT(open == (state == State::Requested || state == State::Associating ? 1 : 0));
        }
    }));
}

TEST(Operation, AlwaysFindsBackToIdle) {
    for (const State from : {State::Requested, State::Associating, State::Searching})
        EXPECT_EQ(step(from, Event::ConnectedElsewhere).to, State::Idle);
}

}  // namespace
