// NetworkManager over the system bus: whether an interface is its own, and what its profile says of the link.
// Its profiles are never written. Reading needs no right.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "adapters/bus/bus.hpp"
#include "ports/address_manager.hpp"

namespace networkmanager {

/// Says that an interface is NetworkManager's, and tells it nothing: it restarts its DHCP clients after every
/// move by itself, and asks for any address 2 s later when the old one's server is silent (1.42).
/// Device.Reapply() with what is applied would be the call; it answers "success" and sends nothing.
class AddressManager final : public ports::AddressManager {
public:
    /// @param bus  must outlive it, and be closed when it goes.
    AddressManager(bus::Bus& bus, std::string interface);

    void renew(records::Renewal what, Done done) override;

private:
    bus::Bus& bus_;
    std::string interface_;
};

/// Whether the profile by which NetworkManager keeps an interface connected names one BSS
/// (802-11-wireless.bssid). It hands this to the supplicant with the next activation only; the user has
/// decided when the profile is saved.
class ProfileLock {
public:
    using OnLock = std::function<void(bool locked)>;

    /// @param bus  must outlive it, and be closed when it goes.
    /// @param on_lock  called with what the profile says: after read(), and when that has changed since.
    ProfileLock(bus::Bus& bus, std::string interface, OnLock on_lock);

    /// Looks again which profile it is: the link was made anew.
    void read();

private:
    void read_profile(const std::string& path);

    bus::Bus& bus_;
    std::string interface_;
    OnLock on_lock_;
    std::string profile_;  ///< object path; empty: not known
};

}  // namespace networkmanager
