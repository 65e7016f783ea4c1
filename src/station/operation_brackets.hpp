// What the compiler checks of the table of operation.hpp.
//
// What each state leaves open is written down once, in open_in(). Every row is walked from the brackets of
// its first state to those of its last: no start without its completion (W5, W6, W7), one operation at a time
// (W22), no nested attempt (W48), one success that ends the operation (W47), nothing said outside of a stay
// in operation (W3), no disassociation inside of an operation (W69).
#pragma once

#include <functional>
#include <initializer_list>

#include "station/operation.hpp"

namespace station::operation::check {

/// What a trace has open.
enum class Bracket : std::uint8_t { None, Connection, Roaming };
struct Open {
    bool stay = false;  ///< between a connect request and the way back to the initial state (W1, W2)
    Bracket operation = Bracket::None;
    bool attempt = false;
    bool joined = false;  ///< the attempt of this operation has succeeded: only its completion may follow
    friend constexpr bool operator==(const Open&, const Open&) = default;
};

constexpr Open open_in(State state) {
    using enum State;
    Open open;
    open.stay = state != Down && state != Seeking;
    if (state == Connecting || state == ConnectingTo) open.operation = Bracket::Connection;
    if (is_attempting(state) || state == Recovering || state == RecoveringTo)
        open.operation = Bracket::Roaming;
    if (state == Following) open.operation = Bracket::Roaming;
    open.attempt =
        state == ConnectingTo || state == Following || state == Associating || state == RecoveringTo;
    return open;
}

/// Whether `say` may be said with `open`; changes `open` accordingly.
constexpr bool say_one(Say say, Open& open) {
    using enum Say;
    const Open before = open;
    const bool quiet = open.stay && open.operation == Bracket::None;
    switch (say) {
        case Nothing:
        case Say::RadioOff:
            return true;
        case ConnectRequest:
            open.stay = true;
            return !before.stay;
        case Candidates:
        case NoCandidates:
        case Cause:
            return quiet;
        case DisconnectRequest:
            return open.stay && open.operation != Bracket::Connection;  // W75
        case ResetRequest:
            return open.stay;
        case LinkEnded:
        case LinkEndedByHost:
        case LinkEndedByRadio:
            return quiet;  // W69: never between a start and its completion
        case RequestCompleted:
            open.stay = false;
            return quiet;  // W78
        case Admit:
            return open.operation != Bracket::None && !open.attempt;
        case ConnectionStart:
            open.operation = Bracket::Connection;
            return quiet;
        case RoamBetter:
        case RoamLost:
            open.operation = Bracket::Roaming;
            return quiet;
        case ConnectionDone:
        case RoamDone:
            open.operation = Bracket::None;
            open.joined = false;
            return before.joined &&
                   before.operation == (say == RoamDone ? Bracket::Roaming : Bracket::Connection);
        case ConnectionExhausted:
        case ConnectionCancelled:
        case ConnectionRadioOff:
            open.operation = Bracket::None;
            open.stay = say == ConnectionCancelled;  // W16; a request ends the stay itself
            return before.operation == Bracket::Connection && !before.attempt && !before.joined;
        case RoamExhausted:
        case RoamCancelled:
        case RoamRadioOff:
            open.operation = Bracket::None;
            return before.operation == Bracket::Roaming && !before.attempt && !before.joined;
        case AttemptStart:
            open.attempt = true;
            return before.operation != Bracket::None && !before.attempt && !before.joined;
        case AttemptDone:
            open.joined = true;
            [[fallthrough]];
        case AttemptFailed:
        case AttemptSilent:
        case AttemptCancelled:
        case AttemptRadioOff:
            open.attempt = false;
            return before.attempt;
    }
    return false;
}

constexpr bool balanced(const Transition& row) {
    Open open = open_in(row.from);
    for (const Say say : row.say)
        if (!say_one(say, open)) return false;
    return open == open_in(row.to);
}

constexpr bool answers(State state, Event event) {
    return std::ranges::any_of(kTransitions,
                               [&](const Transition& row) { return key(row) == std::pair{state, event}; });
}

constexpr bool every_state_but(std::initializer_list<State> without, Event event) {
    for (std::size_t i = 0; i < kStates; ++i) {
        const auto state = static_cast<State>(i);
        if (std::ranges::find(without, state) == without.end() && !answers(state, event)) return false;
    }
    return true;
}

static_assert(std::ranges::adjacent_find(kTransitions, std::greater_equal{}, key) == kTransitions.end(),
              "rows are in (state, event) order and answer each pair once");
static_assert([] {
    for (std::size_t i = 0; i < kStates; ++i) {
        const auto state = static_cast<State>(i);
        if (is_open(state) != (open_in(state).operation != Bracket::None)) return false;
    }
    return true;
}());
static_assert(std::ranges::all_of(kTransitions, balanced), "every row keeps the brackets of its states");
static_assert(every_state_but({State::Down, State::Linked}, Event::DeadlinePassed),
              "no state waits for ever");
static_assert(every_state_but({State::Down}, Event::Reset), "a reset ends everything (W78)");
static_assert(every_state_but({State::Down, State::Connecting, State::ConnectingTo}, Event::Disconnect),
              "a disconnect request ends everything but a connection under way, which refuses it (W75, W76)");
static_assert(every_state_but({}, Event::Connected), "wherever the link comes from, it is reported");

}  // namespace station::operation::check
