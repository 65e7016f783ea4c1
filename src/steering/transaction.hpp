// One request to move as a table: what was sent, what came back, and what became of the client. One at a time
// for each client, since hostapd's answer names no token.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/static_vector.hpp"
#include "base/time.hpp"
#include "records/steering.hpp"
#include "wifi/units.hpp"

namespace steering {

enum class TransactionState : std::uint8_t {
    Idle,
    Asked,     ///< the request is on its way, or being thought about
    Agreed,    ///< accepted; the link still stands
    Leaving,   ///< the link is gone, and no other was seen
    Watching,  ///< it is where it was asked to go: does it stay?
};
inline constexpr std::size_t kTransactionStates = 5;

enum class TransactionEvent : std::uint8_t {
    Sent,
    SendFailed,
    Accepted,
    Refused,
    JoinedListed,  ///< linked to a BSS of the list
    JoinedOther,   ///< linked to another BSS of the site
    JoinedOld,     ///< linked again to the BSS that it was asked to leave
    Left,
    Deadline,
};
inline constexpr std::size_t kTransactionEvents = 9;

struct TransactionStep {
    TransactionState from;
    TransactionEvent on;
    TransactionState to;
    records::SteeringResult result = records::SteeringResult::None;  ///< it is over, with this
};

/// What has no row changes nothing.
inline constexpr auto kTransactionSteps = [] {
    using S = TransactionState;
    using E = TransactionEvent;
    using R = records::SteeringResult;
    return std::to_array<TransactionStep>({
        {S::Idle, E::Sent, S::Asked},
        {S::Asked, E::SendFailed, S::Idle, R::NotSent},
        {S::Asked, E::Accepted, S::Agreed},
        {S::Asked, E::Refused, S::Idle, R::Refused},
        // The new link may be seen before the answer: both are frames, on two channels.
        {S::Asked, E::JoinedListed, S::Watching},
        {S::Asked, E::JoinedOther, S::Idle, R::Elsewhere},
        {S::Asked, E::JoinedOld, S::Idle, R::Stayed},
        {S::Asked, E::Left, S::Leaving},
        {S::Asked, E::Deadline, S::Idle, R::NoAnswer},
        {S::Agreed, E::JoinedListed, S::Watching},
        {S::Agreed, E::JoinedOther, S::Idle, R::Elsewhere},
        {S::Agreed, E::JoinedOld, S::Idle, R::Stayed},
        {S::Agreed, E::Left, S::Leaving},
        {S::Agreed, E::Refused, S::Idle, R::Refused},
        {S::Agreed, E::Deadline, S::Idle, R::Stayed},
        {S::Leaving, E::Accepted, S::Leaving},
        {S::Leaving, E::JoinedListed, S::Watching},
        {S::Leaving, E::JoinedOther, S::Idle, R::Elsewhere},
        {S::Leaving, E::JoinedOld, S::Idle, R::Returned},
        {S::Leaving, E::Deadline, S::Idle, R::Gone},
        // The old access point may still list it as a client, and lose it only now.
        {S::Watching, E::Left, S::Watching},
        {S::Watching, E::JoinedListed, S::Watching},
        {S::Watching, E::JoinedOther, S::Idle, R::Moved},
        {S::Watching, E::JoinedOld, S::Idle, R::Returned},
        {S::Watching, E::Deadline, S::Idle, R::Moved},
    });
}();

namespace detail {
consteval bool is_sound() {
    for (const TransactionStep& a : kTransactionSteps) {
        // A result ends the transaction, and nothing else does.
        if ((a.result != records::SteeringResult::None) != (a.to == TransactionState::Idle)) return false;
        int same = 0;
        for (const TransactionStep& b : kTransactionSteps) same += a.from == b.from && a.on == b.on ? 1 : 0;
        if (same != 1) return false;
    }
    // From every state but Idle the deadline leads out.
    for (std::size_t s = 1; s < kTransactionStates; ++s) {
        bool ends = false;
        for (const TransactionStep& step : kTransactionSteps)
            ends |= static_cast<std::size_t>(step.from) == s && step.on == TransactionEvent::Deadline &&
                    step.to == TransactionState::Idle;
        if (!ends) return false;
    }
    return true;
}
static_assert(is_sound());
}  // namespace detail

/// The step for an event; null where it changes nothing.
[[nodiscard]] constexpr const TransactionStep* step(TransactionState from, TransactionEvent on) {
    for (const TransactionStep& row : kTransactionSteps)
        if (row.from == from && row.on == on) return &row;
    return nullptr;
}

struct Transaction {
    base::Instant sent;
    base::Instant deadline;  ///< of the present state
    std::optional<base::Instant> answered;
    base::Instant arrived;                  ///< Watching: when it came
    wifi::MacAddress now_at;                ///< ... and where
    wifi::MacAddress from;                  ///< where the client was
    base::Milliseconds back_off_before{0};  ///< should it come back
    base::StaticVector<wifi::MacAddress, records::SteeringDecision::kTargets> targets;
    TransactionState state = TransactionState::Idle;
    std::optional<std::uint8_t> status;

    [[nodiscard]] bool open() const { return state != TransactionState::Idle; }
    /// The client has not arrived yet.
    [[nodiscard]] bool waiting() const { return open() && state != TransactionState::Watching; }
};

}  // namespace steering
