// Connecting and roaming as a table: each row says what is asked of the supplicant and what the trace gets.
//
// The rows keep the framing rules of the roaming contract (docs/roaming-operation.md) by construction:
// operation_brackets.hpp has the compiler walk every one. station/roaming.hpp runs the table.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <utility>

namespace station::operation {

enum class State : std::uint8_t {
    Down,          ///< no link is wanted, or none is known to be
    Seeking,       ///< a link is wanted; nobody has tried a BSS yet
    Connecting,    ///< the first link: between two attempts
    ConnectingTo,  ///< the first link: an attempt runs
    Linked,
    Requested,     ///< asked the supplicant for a move, it has not answered
    Accepted,      ///< it said yes, and has not begun
    Associating,   ///< it talks to a BSS: the old link is over
    Following,     ///< the supplicant moves by its own decision: only its deadline is ours
    Unsure,        ///< an attempt failed, which ends the association; the link may be there all the same
    Lost,          ///< no link; the supplicant looks for any BSS of the network
    Recovering,    ///< the same in a roaming operation: between two attempts
    RecoveringTo,  ///< the same: an attempt runs
};
inline constexpr std::size_t kStates = 13;

enum class Event : std::uint8_t {
    Wanted,     ///< decide() said Move
    Accepted,   ///< the supplicant takes the request
    Refused,    ///< it does not
    Trying,     ///< it begins with a BSS, other than the one of a running attempt
    Joined,     ///< linked to the BSS of the running attempt
    Connected,  ///< linked to another BSS, or no attempt was seen
    Rejected,   ///< the BSS refused authentication or association
    LinkLost,
    NothingFound,  ///< the supplicant searched and found no BSS of the network
    DeadlinePassed,
    Disconnect,  ///< nobody wants a link any more
    Reset,       ///< the supplicant is gone, or starts again
    RadioOff,
};

/// What the owner of the operation does.
enum class Action : std::uint8_t {
    None,
    Request,         ///< ask for the move
    Watch,           ///< an attempt that we did not ask for has begun
    Report,          ///< linked; of a move: to the target, or elsewhere
    ReportRefused,   ///< the old link stands: try the next candidate
    ReportRejected,  ///< the supplicant has given up the old link, or is about to
    ReportLost,
    ReportTimedOut,  ///< no result: clear what the supplicant may still have in mind, then evaluate
    CheckLink,       ///< ask what the link is
    Search,          ///< help the supplicant to find a BSS quickly
};

/// What the trace gets, in order.
enum class Say : std::uint8_t {
    Nothing,
    ConnectRequest,
    DisconnectRequest,
    ResetRequest,
    RequestCompleted,
    RadioOff,
    Cause,         ///< why the link ended, where the other side said so
    Candidates,    ///< the list of this operation
    NoCandidates,  ///< the empty list
    Admit,         ///< the list again if the BSS is not on it: the supplicant knows one that we did not
    ConnectionStart,
    ConnectionDone,
    ConnectionExhausted,
    ConnectionCancelled,
    ConnectionRadioOff,
    RoamBetter,  ///< roaming start: a better BSS
    RoamLost,    ///< roaming start: the association is lost
    RoamDone,
    RoamExhausted,
    RoamCancelled,
    RoamRadioOff,
    AttemptStart,
    AttemptDone,
    AttemptFailed,  ///< with the status that came with the event
    AttemptSilent,  ///< no answer
    AttemptCancelled,
    AttemptRadioOff,
    LinkEnded,  ///< disassociation, unless an attempt has ended the association already (W69)
    LinkEndedByHost,
    LinkEndedByRadio,
};

using Sayings = std::array<Say, 8>;

struct Transition {
    State from;
    Event on;
    State to;
    Action action;
    Sayings say{};
};

inline constexpr auto kTransitions = [] {
    using enum Action;
    using enum Say;
    using S = State;
    using E = Event;
    // What several rows say.
    constexpr Sayings kFirstTry{ConnectRequest, Candidates, ConnectionStart, AttemptStart};
    constexpr Sayings kFirstLink{ConnectRequest, Candidates,  ConnectionStart,
                                 AttemptStart,   AttemptDone, ConnectionDone};
    constexpr Sayings kTry{Admit, AttemptStart};
    constexpr Sayings kTryAnother{AttemptSilent, Admit, AttemptStart};
    constexpr Sayings kTryFailed{Admit, AttemptStart, AttemptFailed};
    constexpr Sayings kConnect{Admit, AttemptStart, AttemptDone, ConnectionDone};
    constexpr Sayings kConnectAnother{AttemptSilent, Admit, AttemptStart, AttemptDone, ConnectionDone};
    constexpr Sayings kRoam{Admit, AttemptStart, AttemptDone, RoamDone};
    constexpr Sayings kRoamAnother{AttemptSilent, Admit, AttemptStart, AttemptDone, RoamDone};
    constexpr Sayings kBetterTry{Candidates, RoamBetter, AttemptStart};
    constexpr Sayings kBetterLink{Candidates, RoamBetter, AttemptStart, AttemptDone, RoamDone};
    constexpr Sayings kLostTry{Candidates, RoamLost, AttemptStart};
    constexpr Sayings kLostLink{Candidates, RoamLost, AttemptStart, AttemptDone, RoamDone};
    constexpr Sayings kLeave{DisconnectRequest, LinkEndedByHost, RequestCompleted};
    constexpr Sayings kReset{ResetRequest, LinkEndedByHost, RequestCompleted};
    constexpr Sayings kLeaveRoam{DisconnectRequest, RoamCancelled, LinkEndedByHost, RequestCompleted};
    constexpr Sayings kResetRoam{ResetRequest, RoamCancelled, LinkEndedByHost, RequestCompleted};
    constexpr Sayings kLeaveAttempt{DisconnectRequest, AttemptCancelled, RoamCancelled, RequestCompleted};
    constexpr Sayings kResetAttempt{ResetRequest, AttemptCancelled, RoamCancelled, RequestCompleted};
    constexpr Sayings kRadioLink{Say::RadioOff, LinkEndedByRadio, NoCandidates};
    constexpr Sayings kRadioRoam{Say::RadioOff, RoamRadioOff, LinkEndedByRadio, NoCandidates};
    constexpr Sayings kRadioAttempt{Say::RadioOff, AttemptRadioOff, RoamRadioOff, NoCandidates};
    return std::to_array<Transition>({
        {S::Down, E::Trying, S::ConnectingTo, Watch, kFirstTry},
        {S::Down, E::Connected, S::Linked, Report, kFirstLink},
        {S::Down, E::LinkLost, S::Seeking, Search},

        {S::Seeking, E::Trying, S::ConnectingTo, Watch, kFirstTry},
        {S::Seeking, E::Connected, S::Linked, Report, kFirstLink},
        {S::Seeking, E::DeadlinePassed, S::Seeking, Search},
        {S::Seeking, E::Disconnect, S::Down, None},
        {S::Seeking, E::Reset, S::Down, None},
        {S::Seeking, E::RadioOff, S::Down, None, {Say::RadioOff}},

        {S::Connecting, E::Trying, S::ConnectingTo, Watch, kTry},
        {S::Connecting, E::Connected, S::Linked, Report, kConnect},
        {S::Connecting, E::Rejected, S::Connecting, None, kTryFailed},
        {S::Connecting, E::NothingFound, S::Seeking, None, {ConnectionExhausted}},
        {S::Connecting, E::DeadlinePassed, S::Seeking, Search, {ConnectionExhausted}},
        {S::Connecting, E::Reset, S::Down, None, {ResetRequest, ConnectionCancelled, RequestCompleted}},
        {S::Connecting, E::RadioOff, S::Down, None, {Say::RadioOff, ConnectionRadioOff}},

        {S::ConnectingTo, E::Trying, S::ConnectingTo, Watch, kTryAnother},
        {S::ConnectingTo, E::Joined, S::Linked, Report, {AttemptDone, ConnectionDone}},
        {S::ConnectingTo, E::Connected, S::Linked, Report, kConnectAnother},
        {S::ConnectingTo, E::Rejected, S::Connecting, None, {AttemptFailed}},
        {S::ConnectingTo, E::LinkLost, S::Connecting, None, {AttemptFailed}},
        {S::ConnectingTo, E::NothingFound, S::Seeking, None, {AttemptSilent, ConnectionExhausted}},
        {S::ConnectingTo, E::DeadlinePassed, S::Seeking, Search, {AttemptSilent, ConnectionExhausted}},
        {S::ConnectingTo,
         E::Reset,
         S::Down,
         None,
         {ResetRequest, AttemptCancelled, ConnectionCancelled, RequestCompleted}},
        {S::ConnectingTo, E::RadioOff, S::Down, None, {Say::RadioOff, AttemptRadioOff, ConnectionRadioOff}},

        {S::Linked, E::Wanted, S::Requested, Request, {Candidates, RoamBetter}},
        {S::Linked, E::Trying, S::Following, Watch, kBetterTry},
        {S::Linked, E::Connected, S::Linked, Report, kBetterLink},
        {S::Linked, E::LinkLost, S::Lost, Search, {Cause, LinkEnded}},
        {S::Linked, E::Disconnect, S::Down, None, kLeave},
        {S::Linked, E::Reset, S::Down, None, kReset},
        {S::Linked, E::RadioOff, S::Lost, None, kRadioLink},

        {S::Requested, E::Accepted, S::Accepted, None},
        {S::Requested, E::Refused, S::Linked, ReportRefused, {RoamExhausted}},
        {S::Requested, E::Trying, S::Associating, None, kTry},
        {S::Requested, E::Connected, S::Linked, Report, kRoam},
        {S::Requested, E::Rejected, S::Recovering, ReportRejected, kTryFailed},  // it overtook the answer
        {S::Requested, E::LinkLost, S::Lost, ReportLost, {Admit, AttemptStart, AttemptFailed, RoamExhausted}},
        {S::Requested, E::DeadlinePassed, S::Linked, ReportTimedOut, {RoamExhausted}},
        {S::Requested, E::Disconnect, S::Down, None, kLeaveRoam},
        {S::Requested, E::Reset, S::Down, None, kResetRoam},
        {S::Requested, E::RadioOff, S::Lost, None, kRadioRoam},

        {S::Accepted, E::Trying, S::Associating, None, kTry},
        {S::Accepted, E::Connected, S::Linked, Report, kRoam},
        {S::Accepted, E::Rejected, S::Recovering, ReportRejected, kTryFailed},
        {S::Accepted, E::LinkLost, S::Lost, ReportLost, {Admit, AttemptStart, AttemptFailed, RoamExhausted}},
        {S::Accepted, E::DeadlinePassed, S::Linked, ReportTimedOut, {RoamExhausted}},
        {S::Accepted, E::Disconnect, S::Down, None, kLeaveRoam},
        {S::Accepted, E::Reset, S::Down, None, kResetRoam},
        {S::Accepted, E::RadioOff, S::Lost, None, kRadioRoam},

        {S::Associating, E::Trying, S::Associating, None, kTryAnother},
        {S::Associating, E::Joined, S::Linked, Report, {AttemptDone, RoamDone}},
        {S::Associating, E::Connected, S::Linked, Report, kRoamAnother},
        {S::Associating, E::Rejected, S::Recovering, ReportRejected, {AttemptFailed}},
        {S::Associating, E::LinkLost, S::Recovering, ReportLost, {AttemptFailed}},
        {S::Associating, E::DeadlinePassed, S::Unsure, ReportTimedOut, {AttemptSilent, RoamExhausted}},
        {S::Associating, E::Disconnect, S::Down, None, kLeaveAttempt},
        {S::Associating, E::Reset, S::Down, None, kResetAttempt},
        {S::Associating, E::RadioOff, S::Lost, None, kRadioAttempt},

        {S::Following, E::Trying, S::Following, None, kTryAnother},
        {S::Following, E::Joined, S::Linked, Report, {AttemptDone, RoamDone}},
        {S::Following, E::Connected, S::Linked, Report, kRoamAnother},
        {S::Following, E::Rejected, S::Unsure, CheckLink, {AttemptFailed, RoamExhausted}},
        {S::Following, E::LinkLost, S::Lost, Search, {AttemptFailed, RoamExhausted}},
        {S::Following, E::DeadlinePassed, S::Unsure, CheckLink, {AttemptSilent, RoamExhausted}},
        {S::Following, E::Disconnect, S::Down, None, kLeaveAttempt},
        {S::Following, E::Reset, S::Down, None, kResetAttempt},
        {S::Following, E::RadioOff, S::Lost, None, kRadioAttempt},

        {S::Unsure, E::Wanted, S::Requested, Request, {Candidates, RoamLost}},
        {S::Unsure, E::Trying, S::Following, Watch, kLostTry},
        {S::Unsure, E::Connected, S::Linked, Report, kLostLink},
        {S::Unsure, E::LinkLost, S::Lost, Search},
        {S::Unsure, E::DeadlinePassed, S::Unsure, CheckLink},
        {S::Unsure, E::Disconnect, S::Down, None, {DisconnectRequest, RequestCompleted}},
        {S::Unsure, E::Reset, S::Down, None, {ResetRequest, RequestCompleted}},
        {S::Unsure, E::RadioOff, S::Lost, None, {Say::RadioOff, NoCandidates}},

        {S::Lost, E::Trying, S::RecoveringTo, Watch, kLostTry},
        {S::Lost, E::Connected, S::Linked, Report, kLostLink},
        {S::Lost, E::Rejected, S::Recovering, Watch, {Candidates, RoamLost, AttemptStart, AttemptFailed}},
        {S::Lost, E::NothingFound, S::Lost, None, {NoCandidates}},
        {S::Lost, E::DeadlinePassed, S::Lost, Search},
        {S::Lost, E::Disconnect, S::Down, None, {DisconnectRequest, RequestCompleted}},
        {S::Lost, E::Reset, S::Down, None, {ResetRequest, RequestCompleted}},
        {S::Lost, E::RadioOff, S::Lost, None, {Say::RadioOff, NoCandidates}},

        {S::Recovering, E::Trying, S::RecoveringTo, None, kTry},
        {S::Recovering, E::Connected, S::Linked, Report, kRoam},
        {S::Recovering, E::Rejected, S::Recovering, None, kTryFailed},
        {S::Recovering, E::NothingFound, S::Lost, None, {RoamExhausted, NoCandidates}},
        {S::Recovering, E::DeadlinePassed, S::Lost, Search, {RoamExhausted}},
        {S::Recovering, E::Disconnect, S::Down, None, {DisconnectRequest, RoamCancelled, RequestCompleted}},
        {S::Recovering, E::Reset, S::Down, None, {ResetRequest, RoamCancelled, RequestCompleted}},
        {S::Recovering, E::RadioOff, S::Lost, None, {Say::RadioOff, RoamRadioOff, NoCandidates}},

        {S::RecoveringTo, E::Trying, S::RecoveringTo, None, kTryAnother},
        {S::RecoveringTo, E::Joined, S::Linked, Report, {AttemptDone, RoamDone}},
        {S::RecoveringTo, E::Connected, S::Linked, Report, kRoamAnother},
        {S::RecoveringTo, E::Rejected, S::Recovering, None, {AttemptFailed}},
        {S::RecoveringTo, E::LinkLost, S::Recovering, None, {AttemptFailed}},
        {S::RecoveringTo, E::NothingFound, S::Lost, None, {AttemptSilent, RoamExhausted, NoCandidates}},
        {S::RecoveringTo, E::DeadlinePassed, S::Lost, Search, {AttemptSilent, RoamExhausted}},
        {S::RecoveringTo, E::Disconnect, S::Down, None, kLeaveAttempt},
        {S::RecoveringTo, E::Reset, S::Down, None, kResetAttempt},
        {S::RecoveringTo, E::RadioOff, S::Lost, None, kRadioAttempt},
    });
}();

constexpr auto key(const Transition& row) { return std::pair{row.from, row.on}; }

/// Answers every pair. An event that the state does not expect changes nothing and asks for nothing.
[[nodiscard]] constexpr Transition step(State from, Event on) {
    const auto* row = std::ranges::find(kTransitions, std::pair{from, on}, key);
    return row != kTransitions.end() ? *row : Transition{from, on, from, Action::None, {}};
}

/// A move of ours is under way.
constexpr bool is_attempting(State state) {
    return state == State::Requested || state == State::Accepted || state == State::Associating;
}
/// There is no link, and one is wanted.
constexpr bool is_searching(State state) {
    return state == State::Seeking || state == State::Connecting || state == State::ConnectingTo ||
           state == State::Lost || state == State::Recovering || state == State::RecoveringTo;
}
/// The trace has a start without its completion.
constexpr bool is_open(State state) {
    return state != State::Down && state != State::Seeking && state != State::Linked &&
           state != State::Unsure && state != State::Lost;
}
/// Nothing is under way: the station may look, and decide to move.
constexpr bool is_free(State state) {
    return state == State::Down || state == State::Linked || state == State::Unsure;
}

}  // namespace station::operation
