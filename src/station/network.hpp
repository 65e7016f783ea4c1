// Whether a move led into another IP network, judged by who answered for the gateway's address (RFC
// 4436, 2.1: the known gateway is reachable at its known hardware address, so the configuration holds).
#pragma once

#include <cstdint>
#include <optional>

#include "records/network_check.hpp"
#include "wifi/units.hpp"

namespace station {

struct NetworkEvidence {
    std::optional<wifi::MacAddress> expected;  ///< the gateway's hardware address before the move
    std::optional<wifi::MacAddress> answered;  ///< who answered for its address since
};

struct NetworkJudgement {
    records::NetworkVerdict verdict = records::NetworkVerdict::Unknown;
    records::NetworkReason reason = records::NetworkReason::NoAnswer;

    friend constexpr bool operator==(const NetworkJudgement&, const NetworkJudgement&) = default;
};

/// Silence proves nothing: the gateway may be slow, and another network may use other addresses.
[[nodiscard]] constexpr NetworkJudgement judge_network(const NetworkEvidence& evidence) {
    using enum records::NetworkVerdict;
    using records::NetworkReason;
    if (!evidence.expected) return {Unknown, NetworkReason::GatewayNotKnown};
    if (!evidence.answered) return {Unknown, NetworkReason::NoAnswer};
    if (*evidence.answered == *evidence.expected) return {Unchanged, NetworkReason::GatewayAnswered};
    return {Changed, NetworkReason::OtherAnswered};
}

/// When leases are asked for anew, as the user has it.
enum class RenewWhen : std::uint8_t {
    WhenChanged,  ///< where a move is known to have led into another network
    Always,       ///< after every move: some networks drop a station's traffic until they have seen it ask
    Never,
};

/// Where the link did not last until the verdict, the next check decides.
[[nodiscard]] constexpr records::Renewal renewal_for(RenewWhen when, const NetworkJudgement& judgement) {
    using enum records::Renewal;
    if (when == RenewWhen::Never || judgement.reason == records::NetworkReason::LinkGone) return None;
    if (judgement.verdict == records::NetworkVerdict::Changed) return Network;
    return when == RenewWhen::Always ? Lease : None;
}

}  // namespace station
