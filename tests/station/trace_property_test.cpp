// Traces from the grammar of the contract are accepted; each mutation that breaks a rule is rejected with
// that rule; and whatever happens to the machine, its trace keeps the rules.
#include <algorithm>
#include <functional>
#include <random>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "station/roaming.hpp"
#include "trace_builder.hpp"

namespace {

using namespace trace;

// At full size from the first trace on: small sizes draw nothing but the smallest number.
int draw(int below) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, below)); }
bool coin() { return draw(2) == 0; }

/// The grammar of a legal infrastructure trace, rule by rule.
class Generator {
public:
    Trace run() {
        const int stays = 1 + draw(3);
        for (int i = 0; i < stays; ++i) stay();
        return b_.trace();
    }

private:
    void stay() {
        b_.ask().add(Kind::ConnectionStart);
        failed_attempts();
        if (draw(5) == 0) {
            b_.add(Kind::ConnectionCompletion, status::kExhausted);
            return;
        }
        current_ = 1 + draw(3);
        b_.attempt(current_).add(Kind::ConnectionCompletion);
        why_ = status::kBetterFound;
        for (int i = draw(6); i > 0; --i) body();
        close();
    }
    void body() {
        switch (draw(6)) {
            case 0:
                if (linked()) loss();
                break;
            case 1:
                if (!linked()) break;
                b_.add(Kind::LinkQuality, {}, ap(current_));
                b_.last().quality = static_cast<std::uint8_t>(draw(101));
                break;
            case 2:
                b_.add(Kind::ScanRequest).add(Kind::ScanConfirm);
                break;
            default:
                roam(0);
        }
    }
    void loss() {
        const RoamingStatus codes[] = {status::deauthenticated(6), status::disassociated(8),
                                       status::kUnreachable};
        const int which = draw(3);
        const Kind causes[] = {Kind::PeerDeauthenticated, Kind::PeerDisassociated, Kind::PeerUnreachable};
        b_.add(causes[which], codes[which], ap(current_)).gone(current_, codes[which]);
        why_ = coin() ? codes[which] : status::kAssociationLost;
        current_ = 0;
        if (coin()) b_.list({}).list({1, 2, 3});
    }
    void roam(int depth) {
        b_.roam(why_);
        if (linked() && depth < 2 && draw(5) == 0) {
            b_.done(status::kBetterFound);
            return roam(depth + 1);
        }
        failed_attempts();
        if (draw(4) == 0) {
            b_.done(status::kExhausted);
            return;
        }
        current_ = 1 + draw(3);
        b_.attempt(current_).done();
        why_ = status::kBetterFound;
    }
    void failed_attempts() {
        for (int i = draw(3); i > 0; --i) {
            b_.attempt(1 + draw(3), coin() ? status::kUnreachable : status::refused(17));
            if (current_ != 0) why_ = status::kAssociationLost;
            current_ = 0;
        }
    }
    void close() {
        const Kind request = coin() ? Kind::DisconnectRequest : Kind::ResetRequest;
        const int open = draw(3);
        if (open > 0) b_.roam(why_);
        if (open > 1) {
            b_.start(1 + draw(3));
            current_ = 0;
        }
        const wifi::MacAddress to = b_.last().bssid;
        b_.add(request);
        if (open > 1) b_.add(Kind::AssociationCompletion, status::kCancelled, to);
        if (open > 0) b_.done(status::kCancelled);
        if (linked()) b_.gone(current_, status::kEndedByHost);
        b_.add(Kind::RequestCompleted);
        current_ = 0;
    }
    [[nodiscard]] bool linked() const { return current_ != 0; }

    Builder b_;
    int current_ = 0;  ///< linked to this AP; 0: to none
    RoamingStatus why_ = status::kBetterFound;
};

TEST(TraceProperty, WhatTheGrammarMakesIsAccepted) {
    EXPECT_TRUE(rc::check([] {
        const Trace made = Generator{}.run();
        const Verdict verdict = judge(made, true);
        RC_LOG() << text(made);
        RC_ASSERT(verdict.rules.empty());
    }));
}

/// A change at one place of a legal trace, and the rules one of which it must be rejected with: which one
/// depends on what comes next.
struct Mutation {
    const char* name;
    std::function<bool(const RoamingEvent&)> fits;
    std::function<void(Trace&, std::size_t)> apply;
    std::set<int> rules;
};

auto is(Kind kind) {
    return [kind](const RoamingEvent& event) { return event.kind == kind; };
}
auto is(Kind kind, RoamingStatus what) {
    return [=](const RoamingEvent& event) { return event.kind == kind && event.status == what; };
}
auto loses(const RoamingEvent& event) {
    return event.kind == Kind::Disassociation && event.status != status::kEndedByHost;
}
void drop(Trace& trace, std::size_t at) { trace.erase(trace.begin() + static_cast<std::ptrdiff_t>(at)); }
void twice(Trace& trace, std::size_t at) {
    trace.insert(trace.begin() + static_cast<std::ptrdiff_t>(at), RoamingEvent{trace[at]});
}
void swap_with_next(Trace& trace, std::size_t at) {
    if (at + 1 == trace.size()) return;
    std::swap(trace[at], trace[at + 1]);
    std::swap(trace[at].at, trace[at + 1].at);
}
auto say(RoamingStatus what) {
    return [what](Trace& trace, std::size_t at) { trace[at].status = what; };
}

const Mutation kMutations[] = {
    {"drop connect request", is(Kind::ConnectRequest), drop, {1}},
    {"drop connection start", is(Kind::ConnectionStart), drop, {3, 7, 46}},
    {"drop connection completion", is(Kind::ConnectionCompletion), drop, {7, 10, 11, 47, 69, 75, 78}},
    {"drop roaming start", is(Kind::RoamingStart), drop, {5, 33, 46}},
    {"drop roaming completion", is(Kind::RoamingCompletion), drop, {5, 22, 69, 76, 78}},
    {"drop association start", is(Kind::AssociationStart), drop, {6}},
    {"drop association completion", is(Kind::AssociationCompletion), drop, {6, 21, 48, 76, 78}},
    {"drop disassociation", loses, drop, {31, 67, 68, 76, 79}},
    {"drop disassociation by the host", is(Kind::Disassociation, status::kEndedByHost), drop, {76, 79}},
    {"connect request twice", is(Kind::ConnectRequest), twice, {11}},
    {"connection start twice", is(Kind::ConnectionStart), twice, {9}},
    {"connection completion twice", is(Kind::ConnectionCompletion), twice, {7}},
    {"roaming start twice", is(Kind::RoamingStart), twice, {22}},
    {"roaming completion twice", is(Kind::RoamingCompletion), twice, {5}},
    {"association start twice", is(Kind::AssociationStart), twice, {48}},
    {"association completion twice", is(Kind::AssociationCompletion), twice, {6}},
    {"disassociation twice", is(Kind::Disassociation), twice, {66}},
    {"scan confirmation twice", is(Kind::ScanConfirm), twice, {99}},
    {"association ends before it starts", is(Kind::AssociationStart), swap_with_next, {6, 48, 56, 76, 78}},
    {"roam ends with its start", is(Kind::RoamingStart), swap_with_next, {5, 33, 46, 76, 78}},
    {"roam succeeds without", is(Kind::RoamingCompletion, status::kExhausted), say(status::kSuccess), {26}},
    {"roam fails with success", is(Kind::RoamingCompletion, status::kSuccess), say(status::kExhausted), {26}},
    {"roam cancelled by nobody",
     is(Kind::RoamingCompletion, status::kExhausted),
     say(status::kCancelled),
     {32}},
    {"roam not cancelled", is(Kind::RoamingCompletion, status::kCancelled), say(status::kExhausted), {32}},
    {"roam fails generally", is(Kind::RoamingCompletion, status::kExhausted), say(status::kFailure), {34}},
    {"roam unreachable", is(Kind::RoamingCompletion, status::kExhausted), say(status::kUnreachable), {27}},
    {"roam without reason", is(Kind::RoamingStart), say(status::kSuccess), {24}},
    {"roam of independent networks", is(Kind::RoamingStart), say(status::kIndependentMerge), {20}},
    {"connection fails with success",
     is(Kind::ConnectionCompletion, status::kSuccess),
     say(status::kExhausted),
     {14}},
    {"connection succeeds without",
     is(Kind::ConnectionCompletion, status::kExhausted),
     say(status::kSuccess),
     {14}},
    {"system's code", is(Kind::AssociationCompletion), say(status::kEndedByRoaming), {35}},
    {"lost to the host", loses, say(status::kEndedByHost), {70}},
    {"ended by chance", is(Kind::Disassociation, status::kEndedByHost), say(status::kAssociationLost), {70}},
    {"off the list",
     is(Kind::AssociationStart),
     [](Trace& trace, std::size_t at) { trace[at].bssid = ap(77); },
     {25}},
    {"other network",
     is(Kind::AssociationStart),
     [](Trace& trace, std::size_t at) { trace[at].ssid = {}; },
     {49}},
    {"slow association",
     is(Kind::AssociationCompletion),
     [](Trace& trace, std::size_t at) {
         for (; at < trace.size(); ++at) trace[at].at = trace[at].at + base::Milliseconds{10'100};
     },
     {57}},
    {"too good", is(Kind::LinkQuality), [](Trace& trace, std::size_t at) { trace[at].quality = 120; }, {91}},
    {"media",
     is(Kind::RoamingCompletion),
     [](Trace& trace, std::size_t at) { trace[at].kind = Kind::MediaConnect; },
     {8}},
};

class Mutations : public testing::TestWithParam<Mutation> {};

TEST_P(Mutations, AreRejectedWithTheirRule) {
    const Mutation& mutation = GetParam();
    EXPECT_TRUE(rc::check([&] {
        Trace made;
        std::vector<std::size_t> places;
        for (int tries = 0; tries < 1'000 && places.empty(); ++tries) {  // not every trace has such a place
            made = Generator{}.run();
            for (std::size_t i = 0; i < made.size(); ++i)
                if (mutation.fits(made[i])) places.push_back(i);
        }
        RC_ASSERT(!places.empty());
        mutation.apply(made, places[static_cast<std::size_t>(draw(static_cast<int>(places.size())))]);
        const Verdict verdict = judge(made, true);
        RC_LOG() << text(made) << "place " << verdict.place << ": " << testing::PrintToString(verdict.rules);
        RC_ASSERT(
            std::ranges::any_of(verdict.rules, [&](int rule) { return mutation.rules.contains(rule); }));
    }));
}

INSTANTIATE_TEST_SUITE_P(Of, Mutations, testing::ValuesIn(kMutations), [](const auto& tested) {
    std::string name{tested.param.name};
    std::ranges::replace_if(name, [](char c) { return c == ' ' || c == '\''; }, '_');
    return name;
});

// -- The machine.

using station::Roaming;
using station::operation::Event;
using station::operation::State;

constexpr int kEvents = static_cast<int>(Event::RadioOff) + 1;

Roaming::Input input(Event on, int to, base::Instant at) {
    Roaming::Input input;
    input.on = on;
    input.at = at;
    input.bssid = ap(to);
    if (on == Event::Rejected) input.status = status::refused(17);
    const RoamingStatus losses[] = {status::deauthenticated(3), status::kUnreachable, status::kFailure, {}};
    if (on == Event::LinkLost) input.status = losses[to % 4];
    for (int i = 0; i < to % 3; ++i) (void)input.candidates.push_back(ap(i));
    input.ssid = records::SsidValue{"net"};
    return input;
}

TEST(RoamingProperty, WhateverHappensTheTraceKeepsTheRules) {
    EXPECT_TRUE(rc::check([] {
        Roaming roaming;
        Trace said;
        base::Instant now{5'000};
        const auto tell = [&](Event on, int to) {
            now = now + base::Milliseconds{20};
            roaming.feed(input(on, to, now), [&](const RoamingEvent& event) { said.push_back(event); });
        };
        // Joined is the machine's own word for Connected to the BSS of the attempt.
        for (const auto& [event, to] : *rc::gen::container<std::vector<std::pair<int, int>>>(
                 rc::gen::pair(rc::gen::inRange(0, kEvents), rc::gen::inRange(1, 6))))
            if (static_cast<Event>(event) != Event::Joined) tell(static_cast<Event>(event), to);
        RC_LOG() << text(said);
        RC_ASSERT(judge(said).rules.empty());
        tell(Event::Reset, 1);
        RC_LOG() << text(said);
        RC_ASSERT(judge(said, true).rules.empty());
        RC_ASSERT(roaming.state() == State::Down);
    }));
}

TEST(RoamingProperty, EveryStateIsReached) {  // else the property above proves little
    std::set<State> reached;
    std::mt19937_64 random{1};
    Roaming roaming;
    for (int i = 0; i < 20'000; ++i) {
        const auto event = static_cast<Event>(random() % kEvents);
        if (event == Event::Joined) continue;
        roaming.feed(input(event, 1 + static_cast<int>(random() % 3), {}), [](const RoamingEvent&) {});
        reached.insert(roaming.state());
    }
    EXPECT_EQ(reached.size(), station::operation::kStates);
}

}  // namespace
