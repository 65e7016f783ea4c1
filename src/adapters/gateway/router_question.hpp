// IPv6: is the known router there, and what do the routers here advertise?
//
// The known router is asked by neighbor solicitation (RFC 4861, 7.2.2), first at its own hardware address;
// all routers are asked for their prefixes (6.3.7), as RFC 6059 has it for a host that may have moved.
// Whoever configures this host's addresses hears the advertisement, too, and NetworkManager does not ask for
// it after a move by itself.
#pragma once

#include <optional>
#include <vector>

#include "adapters/gateway/neighbor_discovery.hpp"
#include "adapters/gateway/question.hpp"

namespace gateway {

class RouterQuestion final : public Question {
public:
    using Question::Question;

    void remember() override;
    [[nodiscard]] bool knows() const override { return hardware_.has_value(); }
    [[nodiscard]] bool wants() const override { return (router_ || !own_.empty()) && !hardware_; }
    void forget() override;

private:
    [[nodiscard]] std::optional<ports::FamilyProbed> open() override;
    void send(std::size_t which, bool everybody) override;
    void read(std::span<const std::uint8_t> packet, const wifi::MacAddress& from);
    void take(const NeighborAdvertised& neighbor, const wifi::MacAddress& from);
    void take(const RouterAdvertised& router, const wifi::MacAddress& from);

    std::optional<Ipv6Address> router_;
    std::optional<wifi::MacAddress> hardware_;  ///< of the router
    std::vector<Ipv6Address> own_;              ///< addresses that the network gave us
    Ipv6Address link_local_;                    ///< ours, of the question under way
};

}  // namespace gateway
