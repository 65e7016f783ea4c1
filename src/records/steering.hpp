// The access point's decision record: why a client was measured or asked to move, or why not, as plain
// values. The sibling of records/decision.hpp, with the same candidates and gates.
#pragma once

#include <cstdint>
#include <optional>

#include "base/static_vector.hpp"
#include "base/time.hpp"
#include "records/client.hpp"
#include "records/decision.hpp"
#include "wifi/units.hpp"

namespace records {

/// What made the access point evaluate a client.
enum class SteeringTrigger : std::uint8_t {
    Joined,      ///< it came to one of our BSS
    Signal,      ///< a new reading of its link
    Measured,    ///< it reported, or its time to report is over
    Sighted,     ///< another BSS heard it
    Asks,        ///< it asks where to go (9.6.13.8)
    SteerEnded,  ///< a request to move has come to its end
    Operator,    ///< somebody ordered it
};
inline constexpr std::size_t kSteeringTriggers = 7;

enum class SteeringAction : std::uint8_t { Stay, Measure, Steer };
inline constexpr std::size_t kSteeringActions = 3;

/// Why the verdict is what it is.
enum class SteeringReason : std::uint8_t {
    // It is left alone.
    NotServed,    ///< it is not one of our clients now, or nothing was heard of it yet
    Excluded,     ///< the configuration says so
    Pinned,       ///< the configuration says where it belongs, and it is there
    CannotMove,   ///< it does not do BSS transition management
    Asked,        ///< a request to move is not answered or carried out yet
    JustJoined,   ///< it has not been here for long enough to judge
    BackingOff,   ///< it did not follow the last request: not now
    BudgetSpent,  ///< as many requests as such a client gets were sent lately
    // Nothing to gain.
    NoCandidate,    ///< no other BSS of its network that it can use is known
    NothingBetter,  ///< no candidate is worth more than its BSS
    GainBelowCost,  ///< the best one gains less than the move costs
    NotSureEnough,  ///< it may well gain, but the levels are too uncertain
    // Looking.
    Measuring,       ///< it is measuring now
    VerifyFirst,     ///< it would be asked to move, but what is known of the target is old
    WorthMeasuring,  ///< a measurement can change the answer and pays for itself
    MeasureTooSoon,  ///< it would, but the last one was just now
    CannotMeasure,   ///< it would, but this client does not measure
    // Moving.
    BetterBss,    ///< gain exceeds cost with confidence
    LinkFailing,  ///< its link carries next to nothing
    AskedUs,      ///< it asked where to go: the best that is known
    // Of rules with limits.
    WithinLimits,   ///< the level asks for nothing
    TargetTooWeak,  ///< a limit is passed, and no target is strong enough
    StrongOn24,     ///< strong on 2.4 GHz, and the same access point's higher band is strong enough
    WeakOn5,        ///< weak on 5 GHz, and another access point is strong enough
    WeakOn24,       ///< weak on 2.4 GHz, and another access point is strong enough
    LowSignal,      ///< below the least signal, and another BSS is strong enough
    HigherBand,     ///< a higher band of the same network is strong enough
    LessLoaded,     ///< its BSS is crowded or busy, and another is not
    // Of people.
    OperatorOrder,
};
inline constexpr std::size_t kSteeringReasons = 29;

/// What a verdict may lead to.
enum class SteeringMode : std::uint8_t {
    Observe,  ///< decide and record; nothing is sent
    Suggest,  ///< polite requests to move, and measurements
    Insist,   ///< requests announce that the link will be ended
    Enforce,  ///< and who does not follow is kept out for a while
};
inline constexpr std::size_t kSteeringModes = 4;

/// How a request to move came out.
enum class SteeringResult : std::uint8_t {
    None,       ///< nothing was asked, or it is not over yet
    NotActed,   ///< the mode takes no such action
    NotSent,    ///< the access point would not send it
    Moved,      ///< linked to a BSS of the list, and stayed there
    Elsewhere,  ///< linked to another BSS of the site
    Refused,    ///< answered with another status than accept
    NoAnswer,
    Stayed,    ///< accepted, and did not go
    Returned,  ///< went, and came back soon
    Gone,      ///< left, and was not seen again in time
};
inline constexpr std::size_t kSteeringResults = 10;

struct SteeringOutcome {
    SteeringResult result = SteeringResult::None;
    wifi::MacAddress bssid;                        ///< Moved, Elsewhere, Returned: where it is now
    base::Milliseconds took{0};                    ///< from the request to the result
    std::optional<std::uint8_t> status{};          ///< of its answer (9.6.13.10)
    std::optional<base::Milliseconds> answered{};  ///< from the request to its answer

    friend constexpr bool operator==(const SteeringOutcome&, const SteeringOutcome&) = default;
};

struct SteeringDecision {
    static constexpr std::size_t kCandidates = 12;
    static constexpr std::size_t kTargets = 4;

    SteeringAction action = SteeringAction::Stay;
    SteeringReason reason = SteeringReason::NotServed;
    /// Steer: where to, best first. Measure: the BSS that it is about.
    base::StaticVector<wifi::MacAddress, kTargets> targets;
    BeaconMode mode = BeaconMode::Active;  ///< Measure: how
    std::optional<wifi::Channel> channel;  ///< Measure: where; empty: a table needs none
    base::StaticVector<Gate, 8> gates;     ///< in the order in which they were compared
    /// Best first; what does not fit is the worst. The serving BSS is not among them.
    base::StaticVector<Candidate, kCandidates> candidates;

    friend constexpr bool operator==(const SteeringDecision&, const SteeringDecision&) = default;
};

struct SteeringRecord {
    std::uint32_t sequence = 0;  ///< of this daemon since its start, from 1
    base::Instant at;
    SteeringTrigger trigger = SteeringTrigger::Signal;
    wifi::MacAddress client;
    ClientClass client_class = ClientClass::Unknown;
    std::optional<Candidate> serving;  ///< empty: none of our BSS serves it
    bool moving = false;               ///< the client was taken to be on its way
    SteeringMode mode = SteeringMode::Suggest;
    /// Steer: for how long it has been better elsewhere, as far as was known: what was measured first took
    /// that.
    base::Milliseconds waited{0};
    SteeringDecision decision;
    SteeringOutcome outcome;

    friend constexpr bool operator==(const SteeringRecord&, const SteeringRecord&) = default;
};

}  // namespace records
