// systemd-networkd over the system bus: what it is told after a move into another IP network.
//
// Rights: polkit's org.freedesktop.network1.renew and .reconfigure.
#pragma once

#include <string>

#include "adapters/bus/bus.hpp"
#include "ports/address_manager.hpp"

namespace networkd {

/// Renewal::Lease is RenewLink: the server of the lease is asked, the address stays. In another network that
/// server is not there, and networkd asks nobody else before the lease is seven eighths over; so
/// Renewal::Network is ReconfigureLink, which gives the lease back and begins anew.
class AddressManager final : public ports::AddressManager {
public:
    /// @param bus  must outlive it, and be closed when it goes.
    AddressManager(bus::Bus& bus, std::string interface);

    void renew(records::Renewal what, Done done) override;

private:
    void tell(std::int32_t index, records::Renewal what, const Done& done);

    bus::Bus& bus_;
    std::string interface_;
};

}  // namespace networkd
