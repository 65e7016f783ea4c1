// The decision record: why a station moved, or why it did not, as plain values.
//
// One record per evaluation that could have changed something. The same value is the log line, the answer to
// `roam station why`, the line in records.jsonl and the laboratory's evidence; engine/ has the encodings, and
// docs/records.md the schema. Levels are hundredths of dBm, deviations hundredths of dB, rates kbit/s.
#pragma once

#include <cstdint>
#include <optional>

#include "base/static_vector.hpp"
#include "base/time.hpp"
#include "wifi/channel.hpp"
#include "wifi/units.hpp"

namespace records {

/// What made the station evaluate.
enum class Trigger : std::uint8_t {
    Connected,          ///< a link was made, by us or by another
    Signal,             ///< a new reading of the serving link
    Looked,             ///< a visit to a channel ended
    BeaconLoss,         ///< the driver misses beacons
    LinkFailure,        ///< frames are no longer acknowledged, or nothing is heard
    Disconnected,       ///< the link is gone
    MoveFailed,         ///< the last attempt did not work: is there another candidate?
    TransitionRequest,  ///< the network asks the station to move (9.6.13.9)
    Operator,           ///< somebody ordered it
    FirstLink,          ///< the supplicant chose a BSS where there was no link: the serving one
    RateCollapse,       ///< traffic flows at a fraction of the rate that the link has shown
    Resume,             ///< the machine slept: whatever was known is old
};

constexpr bool is_new_link(Trigger trigger) {
    return trigger == Trigger::Connected || trigger == Trigger::FirstLink;
}

enum class Action : std::uint8_t { Stay, Look, Move };

/// Why the verdict is what it is.
enum class Reason : std::uint8_t {
    NotConnected,        ///< there is no link to leave
    NoCandidate,         ///< no other BSS of this network is known
    NothingBetter,       ///< no candidate is worth more than the serving BSS
    GainBelowCost,       ///< the best one gains less than the move costs
    NotSureEnough,       ///< it may well gain, but the levels are too uncertain
    MovedRecently,       ///< a move ended just now
    VerifyFirst,         ///< it would move, but what it knows of the target is old: look once, then go
    WorthLooking,        ///< a look can change the answer and pays for itself
    LookTooSoon,         ///< it would, but the last look was just now
    BetterBss,           ///< gain exceeds cost with confidence
    LinkFailing,         ///< the link carries next to nothing: any better candidate will do
    SearchWhileFailing,  ///< the link carries next to nothing and no candidate is known: look for one
    LinkEnding,          ///< the AP ends the link: any candidate that works will do
    SearchBeforeEnd,     ///< the AP ends the link and no candidate is known: look for one
    NetworkAsks,         ///< the supplicant follows a request to move, or not; then it is judged
    NothingOffered,      ///< the network asks to move, and names no BSS
    RequestsIgnored,     ///< too many requests to move: none is heeded for a while
    Locked,              ///< the profile names the serving BSS: where to be was decided by somebody else

    // Of rival rules (docs/policies.md).
    ServingIsBest,    ///< the rule's own order puts the serving BSS first
    BetterEstimate,   ///< the candidate's estimated throughput is higher by the limit
    ServingStronger,  ///< the serving BSS is stronger and the candidate not much faster
    ServingFaster,    ///< the serving BSS's estimated throughput is higher by the limit
    GoodSnr,          ///< the serving link's SNR is good enough
    MarginTooSmall,   ///< the candidate is not stronger by the margin
    MarginReached,    ///< it is
    HigherRank,       ///< the rule's rank of the candidate is higher
    AboveThreshold,   ///< the serving link is above the level at which the rule looks for others
    NotLooking,       ///< it would move, if it looked now; it does not
    BetweenScans,     ///< its next scan is not due
    ScanDue,          ///< it looks now
    HoldsTooShortly,  ///< the condition holds, but not for long enough

    // Of the user.
    LinkWorks,      ///< at level "stay" a link that works is not left
    OperatorOrder,  ///< somebody ordered the move
};

/// One comparison. It passes when `value` is at least `limit`.
enum class GateKind : std::uint8_t {
    Gain,         ///< expected kbit/s of the best candidate, against what makes the move pay
    Confidence,   ///< per cent: how sure we are that it is better, against what the policy asks for
    Dwell,        ///< ms since the last move
    Freshness,    ///< age of what is known of the candidate, negative, ms
    LookValue,    ///< what the best look is expected to bring, against its cost, both in kbit
    LookSpacing,  ///< ms since the last look

    // Of rival rules. Where less is needed, both numbers are negative.
    EstimateGain,   ///< kbit/s that the candidate's estimate is above the serving BSS's, to move at once
    EstimateLoss,   ///< the same, to be considered at all
    EstimateRatio,  ///< the candidate's estimate in per cent of the serving BSS's
    LevelBalance,   ///< dB by which the candidate is stronger, with the rule's bonus, to be considered at all
    LevelMargin,    ///< dB by which the candidate is stronger, to move
    SnrNeed,        ///< SNR of the serving link, negative, dB: a good link is not left
    ServingWeak,    ///< level of the serving link, negative, dBm: the rule looks from there down
    Rank,           ///< the rule's rank of the candidate, against the serving BSS's + 1
    ScanInterval,   ///< ms since the last scan
    HeldFor,        ///< ms for which the condition has held

    // Of an access point.
    Joined,         ///< ms since the client came
    BackOff,        ///< ms since the last request to move
    Budget,         ///< requests that may still be sent, against 1
    ServingStrong,  ///< level of the serving link, dBm: a good one calls for more
    TargetLevel,    ///< level of the target, dBm
    LoadLead,       ///< by how much the target is less loaded, per cent
};
inline constexpr std::size_t kGateKinds = 22;

struct Gate {
    GateKind kind = GateKind::Gain;
    std::int32_t value = 0;
    std::int32_t limit = 0;

    [[nodiscard]] constexpr bool passed() const { return value >= limit; }
    friend constexpr bool operator==(const Gate&, const Gate&) = default;
};

/// What we believe of one BSS at the moment of the record.
struct Candidate {
    wifi::MacAddress bssid;
    wifi::Channel channel;
    std::int32_t level_cdbm = 0;      ///< the mean of the estimate
    std::int32_t deviation_cdb = 0;   ///< its standard deviation
    base::Milliseconds age{0};        ///< since it was last heard or looked for
    std::uint32_t usable_kbps = 0;    ///< expected
    base::Milliseconds move_cost{0};  ///< what moving there is expected to cost, all risks included
    bool heard = false;               ///< its level was measured; otherwise it is only known to exist
    bool blocked = false;             ///< an attempt failed lately

    friend constexpr bool operator==(const Candidate&, const Candidate&) = default;
};

enum class OutcomeKind : std::uint8_t {
    None,       ///< nothing was attempted, or it is not over yet
    Moved,      ///< linked to the target
    Elsewhere,  ///< linked, but to another BSS than the target
    Refused,    ///< the supplicant would not start
    Rejected,   ///< the target said no
    LinkLost,   ///< the old link is gone and the target did not answer
    TimedOut,   ///< no result within our own deadline
    Stayed,     ///< asked to move, the supplicant did not
};

/// How a move is made.
enum class Method : std::uint8_t {
    Full,
    FastTransition,        ///< over the air: the station asks the target (13.5.2)
    FastTransitionOverDs,  ///< over the distribution system: it asks through the AP that serves it (13.5.3)
};

struct Outcome {
    OutcomeKind kind = OutcomeKind::None;
    wifi::MacAddress bssid;          ///< Moved, Elsewhere: where the link is now
    base::Milliseconds took{0};      ///< from the request to the result
    std::uint16_t status_code = 0;   ///< Rejected: 9.4.1.9
    std::optional<Method> method{};  ///< that our request expected; empty for a move that others made

    friend constexpr bool operator==(const Outcome&, const Outcome&) = default;
};

struct Decision {
    static constexpr std::size_t kCandidates = 16;

    Action action = Action::Stay;
    Reason reason = Reason::NotConnected;
    /// Move: where to. Look: the BSS whose beacon is visited; empty when the channel is scanned.
    std::optional<wifi::MacAddress> target;
    std::optional<wifi::Channel> channel;  ///< Look: which channel; empty: all of them
    base::StaticVector<Gate, 6> gates;     ///< in the order in which they were compared
    /// Best first; what does not fit is the worst. The serving BSS is not among them.
    base::StaticVector<Candidate, kCandidates> candidates;

    friend constexpr bool operator==(const Decision&, const Decision&) = default;
};

/// The rules of others that can judge the same evidence.
enum class Rival : std::uint8_t {
    WpaSupplicant210,
    WpaSupplicant211,
    NetworkManager,
    NetworkManagerMulti,
    Iwd,
    EspIdf,
    AppleIos,
    AppleMacos,
    A3,
};
inline constexpr std::size_t kRivals = 9;

/// What a rival's rule said on the evidence of a record.
struct RivalVerdict {
    Rival rival = Rival::WpaSupplicant210;
    Action action = Action::Stay;
    Reason reason = Reason::NotConnected;
    std::optional<wifi::MacAddress> target;
    base::StaticVector<Gate, 8> gates;

    friend constexpr bool operator==(const RivalVerdict&, const RivalVerdict&) = default;
};

struct Record {
    std::uint32_t sequence = 0;  ///< of this interface since the start of the daemon, from 1
    base::Instant at;
    Trigger trigger = Trigger::Signal;
    std::optional<Candidate> serving;  ///< empty: there was no link
    bool moving = false;               ///< the station itself was taken to be on its way
    Decision decision;
    std::optional<std::uint8_t>
        query;  ///< the network is asked for a better AP, for this reason (Table 9-198)
    std::optional<std::uint8_t>
        answer;  ///< TransitionRequest: status of the supplicant's response (9.6.13.10), where it is told
    Outcome outcome;
    base::StaticVector<RivalVerdict, kRivals>
        rivals;  ///< at the moment of the decision, the evidence changes

    friend constexpr bool operator==(const Record&, const Record&) = default;
};

}  // namespace records
