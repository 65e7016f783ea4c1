// Whether a move led into another IP network, judged by who answered for the gateway's address (RFC 4436,
// 2.1: the known gateway is reachable at its known hardware address, so the configuration holds) and by what
// IPv6 routers advertise (RFC 6059).
#pragma once

#include <cstdint>
#include <optional>

#include "records/network_check.hpp"
#include "wifi/units.hpp"

namespace station {

struct NetworkEvidence {
    std::optional<wifi::MacAddress> expected;  ///< the gateway's hardware address before the move
    std::optional<wifi::MacAddress> answered;  ///< who answered for its address since
    records::Prefixes prefixes = records::Prefixes::None;
};

struct NetworkJudgement {
    records::NetworkVerdict verdict = records::NetworkVerdict::Unknown;
    records::NetworkReason reason = records::NetworkReason::NoAnswer;

    friend constexpr bool operator==(const NetworkJudgement&, const NetworkJudgement&) = default;
};

/// One family. Silence proves nothing: the gateway may be slow, and another network may use other addresses.
/// A prefix says more than a hardware address: fe80::1, and the addresses of redundant routers, are in many
/// networks.
[[nodiscard]] constexpr NetworkJudgement judge_network(const NetworkEvidence& evidence) {
    using enum records::NetworkVerdict;
    using records::NetworkReason;
    using records::Prefixes;
    if (evidence.prefixes == Prefixes::Ours) return {Unchanged, NetworkReason::PrefixAdvertised};
    if (evidence.prefixes == Prefixes::OthersOfRouter) return {Changed, NetworkReason::OtherPrefixes};
    const bool known = evidence.expected.has_value();
    if (known && evidence.answered == evidence.expected) return {Unchanged, NetworkReason::GatewayAnswered};
    if (evidence.prefixes == Prefixes::Others) return {Changed, NetworkReason::OtherPrefixes};
    if (!known) return {Unknown, NetworkReason::GatewayNotKnown};
    if (!evidence.answered) return {Unknown, NetworkReason::NoAnswer};
    return {Changed, NetworkReason::OtherAnswered};
}

/// Both families: they share the link, so the proof of one holds for the other that is silent. Where they
/// contradict each other, asking anew costs less than an address that is wrong.
[[nodiscard]] constexpr NetworkJudgement judge_networks(const NetworkJudgement& ipv4,
                                                        const NetworkJudgement& ipv6) {
    using enum records::NetworkVerdict;
    for (const records::NetworkVerdict proven : {Changed, Unchanged})
        for (const NetworkJudgement& one : {ipv4, ipv6})
            if (one.verdict == proven) return one;
    return ipv6.reason == records::NetworkReason::NoAnswer ? ipv6 : ipv4;
}

/// When leases are asked for anew, as the user has it.
enum class RenewWhen : std::uint8_t {
    WhenChanged,  ///< where a move led into another network, or where the gateway has fallen silent
    Always,       ///< after every move: some networks drop a station's traffic until they have seen it ask
    Never,
};

/// A gateway that is silent is the usual sign of a network with other addresses; where it is only down, the
/// address is of no use either. Where the link did not last until the verdict, the next check decides.
[[nodiscard]] constexpr records::Renewal renewal_for(RenewWhen when, const NetworkJudgement& judgement) {
    using enum records::Renewal;
    if (when == RenewWhen::Never || judgement.reason == records::NetworkReason::LinkGone) return None;
    if (judgement.verdict == records::NetworkVerdict::Changed) return Network;
    if (judgement.reason == records::NetworkReason::NoAnswer) return Network;
    return when == RenewWhen::Always ? Lease : None;
}

}  // namespace station
