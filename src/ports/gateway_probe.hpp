// What the engine needs to find out whether a move of the link led into another IP network: the gateway is
// asked for, as RFC 4436 (detecting network attachment) has it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "records/network_check.hpp"
#include "wifi/units.hpp"

namespace ports {

/// What asking brought.
struct GatewayProbed {
    bool asked = false;  ///< false: it could not be asked, `why` and `reason` say why
    records::NetworkReason reason = records::NetworkReason::NoAnswer;  ///< only where it was not asked
    std::string why;                                                   ///< for people; only for CannotAsk
    std::optional<wifi::MacAddress> expected;  ///< the gateway's hardware address as last remembered
    std::optional<wifi::MacAddress> answered;  ///< who answered for its address; `expected` before any other
};

class GatewayProbe {
public:
    using Done = std::function<void(const GatewayProbed&)>;

    GatewayProbe() = default;
    GatewayProbe(const GatewayProbe&) = delete;
    GatewayProbe& operator=(const GatewayProbe&) = delete;
    virtual ~GatewayProbe() = default;

    /// Notes the gateway and its hardware address as they are now, before a move. What cannot be read stays
    /// as it was.
    virtual void remember() = 0;
    /// Whether the gateway's hardware address is known.
    [[nodiscard]] virtual bool knows() const = 0;
    /// Asks for the remembered gateway for at most a second and calls `done` once, never before it returns. A
    /// probe under way is given up and its `done` not called.
    virtual void probe(Done done) = 0;
    /// Gives up a probe under way; its `done` is not called.
    virtual void cancel() = 0;
    /// Forgets the gateway: the link is another network's.
    virtual void forget() = 0;
};

}  // namespace ports
