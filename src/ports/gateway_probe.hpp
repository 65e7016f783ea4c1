// What the engine needs to find out whether a move of the link led into another IP network: the gateways are
// asked for, as RFC 4436 and RFC 6059 (detecting network attachment in IPv4 and IPv6) have it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "records/network_check.hpp"
#include "wifi/units.hpp"

namespace ports {

/// What asking one address family's gateway brought.
struct FamilyProbed {
    bool asked = false;  ///< false: it could not be asked, `why` and `reason` say why
    records::NetworkReason reason = records::NetworkReason::NoAnswer;  ///< only where it was not asked
    std::string why;                                                   ///< for people; only for CannotAsk
    std::optional<wifi::MacAddress> expected;  ///< the gateway's hardware address as last remembered
    std::optional<wifi::MacAddress> answered;  ///< who answered for its address; `expected` before any other
    records::Prefixes prefixes = records::Prefixes::None;  ///< IPv6: what routers advertised
};

struct GatewayProbed {
    FamilyProbed ipv4;
    std::optional<FamilyProbed> ipv6;  ///< empty: the interface has no IPv6 address that could be wrong
};

class GatewayProbe {
public:
    using Done = std::function<void(const GatewayProbed&)>;

    GatewayProbe() = default;
    GatewayProbe(const GatewayProbe&) = delete;
    GatewayProbe& operator=(const GatewayProbe&) = delete;
    virtual ~GatewayProbe() = default;

    /// Notes the gateways and their hardware addresses as they are now, before a move. What cannot be read
    /// stays as it was.
    virtual void remember() = 0;
    /// Whether the hardware address of each gateway is known, and there is one.
    [[nodiscard]] virtual bool knows() const = 0;
    /// Asks for the remembered gateways for at most two seconds and calls `done` once, never before it
    /// returns. A probe under way is given up and its `done` not called.
    virtual void probe(Done done) = 0;
    /// Gives up a probe under way; its `done` is not called.
    virtual void cancel() = 0;
    /// Forgets the gateways: the link is another network's.
    virtual void forget() = 0;
};

}  // namespace ports
