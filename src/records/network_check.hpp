// After a move of the link: is the station still in the same IP network? Plain values, as in the journal.
//
// docs/records.md has the schema; station/network.hpp decides.
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "wifi/units.hpp"

namespace records {

enum class NetworkVerdict : std::uint8_t {
    Unchanged,  ///< proven: the address is good, nothing needs to be renewed
    Changed,    ///< proven: this is another network
    Unknown,    ///< neither
};

/// What the verdict rests on.
enum class NetworkReason : std::uint8_t {
    GatewayAnswered,   ///< the gateway answered from its known hardware address
    OtherAnswered,     ///< another machine has the gateway's address here
    NoAnswer,          ///< nobody answered in time
    GatewayNotKnown,   ///< before the move there was no gateway, or its hardware address was not known
    NoAddress,         ///< the interface has no IPv4 address
    CannotAsk,         ///< the system does not let us
    LinkGone,          ///< the link ended, or moved on, before anybody answered
    PrefixAdvertised,  ///< IPv6: a router advertises the prefix of our address
    OtherPrefixes,     ///< IPv6: routers advertise prefixes, and none of our addresses has one of them
};

/// What IPv6 routers advertised, against the addresses that the interface has.
enum class Prefixes : std::uint8_t {
    None,            ///< no router, or no prefix
    Ours,            ///< the prefix of one of our addresses
    Others,          ///< others only
    OthersOfRouter,  ///< others only, by the router that was ours
};

/// One address family's part.
struct NetworkFamily {
    NetworkVerdict verdict = NetworkVerdict::Unknown;
    NetworkReason reason = NetworkReason::NoAnswer;
    std::optional<wifi::MacAddress> gateway;   ///< its hardware address before the move
    std::optional<wifi::MacAddress> answered;  ///< the one that answered for it

    friend constexpr bool operator==(const NetworkFamily&, const NetworkFamily&) = default;
};

/// What whoever gives the interface its addresses is told.
enum class Renewal : std::uint8_t {
    None,     ///< nothing: what it has is good, or nobody knows better
    Lease,    ///< the network is, or may be, the same: the lease's server is asked to go on with it
    Network,  ///< it is another network: addresses, routes and servers are found anew
};

struct NetworkCheck {
    std::uint32_t move = 0;  ///< sequence of the record of the move; 0: somebody else moved the link
    wifi::MacAddress bssid;  ///< where the link is now
    base::Instant at;        ///< of the verdict
    base::Milliseconds took{0};
    NetworkVerdict verdict = NetworkVerdict::Unknown;
    NetworkReason reason = NetworkReason::NoAnswer;
    Renewal renewal = Renewal::None;
    NetworkFamily ipv4;
    std::optional<NetworkFamily> ipv6;  ///< empty: the interface has no IPv6 address that could be wrong

    friend constexpr bool operator==(const NetworkCheck&, const NetworkCheck&) = default;
};

}  // namespace records
