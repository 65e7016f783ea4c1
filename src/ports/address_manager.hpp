// What the engine needs of whoever gives an interface its addresses (NetworkManager, systemd-networkd): to
// have them asked for anew when a move led into another IP network.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "records/network_check.hpp"

namespace ports {

struct RenewalTold {
    enum class Result : std::uint8_t {
        Told,     ///< it asks for the interface's addresses now; what comes of that is its own affair
        NotMine,  ///< it does not run, or leaves this interface alone
        Refused,  ///< it, or polkit, does not let us; asking again changes nothing
        Failed,   ///< no answer, or a bus that went away; asking again may help
    };
    Result result = Result::NotMine;
    std::string text;  ///< for people: what was called, or why it did not do
};

class AddressManager {
public:
    using Done = std::function<void(const RenewalTold&)>;

    AddressManager() = default;
    AddressManager(const AddressManager&) = delete;
    AddressManager& operator=(const AddressManager&) = delete;
    virtual ~AddressManager() = default;

    /// Tells it what is needed. `done` is called once, never before this returns, and within 20 s.
    virtual void renew(records::Renewal what, Done done) = 0;
};

}  // namespace ports
