// IPv4: who has the default gateway's address?
//
// The known gateway is asked first, at its own hardware address (RFC 4436, 2.1.1), so that nobody else learns
// our address; a little later everybody is, without telling it (RFC 5227). The kernel takes the gateway's
// answer as well: after a move it would otherwise wait a second to ask again when its own question is lost.
#pragma once

#include <optional>

#include "adapters/gateway/arp.hpp"
#include "adapters/gateway/question.hpp"

namespace gateway {

class ArpQuestion final : public Question {
public:
    using Question::Question;

    void remember() override;
    [[nodiscard]] bool knows() const override { return hardware_.has_value(); }
    [[nodiscard]] bool wants() const override { return gateway_ && !hardware_; }
    void forget() override;

private:
    [[nodiscard]] std::optional<ports::FamilyProbed> open() override;
    void send(std::size_t which, bool everybody) override;
    void read(std::span<const std::uint8_t> frame);

    std::optional<Ipv4Address> gateway_;
    std::optional<wifi::MacAddress> hardware_;  ///< of the gateway
    Ipv4Address own_;                           ///< of the question under way, like the next
    Ipv4Address wanted_;
};

}  // namespace gateway
