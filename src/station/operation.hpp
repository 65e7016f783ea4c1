// One roaming operation, from the request to its outcome, as a table.
//
// It keeps the framing rules of the roaming contract: one operation at a time (W22), each attempt completed
// before the next begins (W48), exactly one completion for each start (W5, W6), and an end within a deadline
// of its own (W109).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <ranges>
#include <utility>

namespace station::operation {

enum class State : std::uint8_t {
    Idle,
    Requested,    ///< asked the supplicant, it has not answered
    Associating,  ///< it said yes; the result comes as an event
    Searching,    ///< the link is lost: the supplicant looks for any BSS of the network
};

enum class Event : std::uint8_t {
    Wanted,    ///< decide() said Move
    Accepted,  ///< the supplicant takes the request
    Refused,   ///< it does not
    ConnectedTarget,
    ConnectedElsewhere,
    Rejected,  ///< the target refused authentication or association
    LinkLost,
    DeadlinePassed,
};

enum class Action : std::uint8_t {
    None,
    Request,  ///< ask for the move
    ReportMoved,
    ReportElsewhere,
    ReportRefused,   ///< the old link stands: try the next candidate
    ReportRejected,  ///< the supplicant has given up the old link, or is about to
    ReportLost,
    ReportTimedOut,   ///< no result: clear what the supplicant may still have in mind, then evaluate
    Search,           ///< help the supplicant to find a BSS quickly
    ReportRecovered,  ///< linked again
};

struct Transition {
    State from;
    Event on;
    State to;
    Action action;
};

inline constexpr auto kTransitions = [] {
    using enum State;
    using enum Event;
    using enum Action;
    return std::to_array<Transition>({
        // from         on                  to           action
        {Idle, Wanted, Requested, Request},
        {Idle, LinkLost, Searching, Search},
        {Requested, Accepted, Associating, None},
        {Requested, Refused, Idle, ReportRefused},
        {Requested, ConnectedTarget, Idle, ReportMoved},  // the event may overtake the answer: two sockets
        {Requested, ConnectedElsewhere, Idle, ReportElsewhere},
        {Requested, Rejected, Associating, None},
        {Requested, LinkLost, Searching, ReportLost},
        {Requested, DeadlinePassed, Idle, ReportTimedOut},
        {Associating, ConnectedTarget, Idle, ReportMoved},
        {Associating, ConnectedElsewhere, Idle, ReportElsewhere},
        {Associating, Rejected, Searching, ReportRejected},
        {Associating, LinkLost, Searching, ReportLost},
        {Associating, DeadlinePassed, Idle, ReportTimedOut},
        {Searching, ConnectedTarget, Idle, ReportRecovered},
        {Searching, ConnectedElsewhere, Idle, ReportRecovered},
        {Searching, DeadlinePassed, Searching, Search},
    });
}();

constexpr auto key(const Transition& row) { return std::pair{row.from, row.on}; }

static_assert(std::ranges::adjacent_find(kTransitions, std::greater_equal{}, key) == kTransitions.end(),
              "rows are in (state, event) order and answer each pair once");
static_assert(std::ranges::all_of(std::array{State::Requested, State::Associating, State::Searching},
                                  [](State state) {
                                      return std::ranges::any_of(kTransitions, [&](const Transition& row) {
                                          return row.from == state && row.on == Event::DeadlinePassed;
                                      });
                                  }),
              "no state waits for ever");

/// Answers every pair. An event that the state does not expect changes nothing and asks for nothing.
[[nodiscard]] constexpr Transition step(State from, Event on) {
    const auto* row = std::ranges::find(kTransitions, std::pair{from, on}, key);
    return row != kTransitions.end() ? *row : Transition{from, on, from, Action::None};
}

}  // namespace station::operation
