// Where decision records and the roaming trace go.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "records/decision.hpp"
#include "records/network_check.hpp"
#include "records/roaming_event.hpp"
#include "records/steering.hpp"
#include "wifi/units.hpp"

namespace ports {

/// A client that a BSS of an access point does not let in, on our word.
struct KeptOut {
    std::string bss;  ///< name of its interface
    wifi::MacAddress client;

    friend bool operator==(const KeptOut&, const KeptOut&) = default;
};

class Journal {
public:
    Journal() = default;
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;
    virtual ~Journal() = default;

    /// Keeps one record of one interface. A journal that cannot (a full disk) says so once and drops it.
    virtual void write(std::string_view interface, const records::Record& record) = 0;

    /// Keeps one record of one client of an access point.
    /// @param bss  interface of the BSS that serves it; empty: none.
    virtual void steering(std::string_view bss, const records::SteeringRecord& record) {
        (void)bss;
        (void)record;
    }

    /// Who is kept out from now on, all of them: said before anybody is, and when somebody is let in again.
    /// Whoever comes after us has to let them in, should we be killed.
    virtual void kept_out(const std::vector<KeptOut>& all) { (void)all; }

    /// Keeps one event of one interface's roaming trace. Not every journal has room for it.
    virtual void trace(std::string_view interface, const records::RoamingEvent& event) {
        (void)interface;
        (void)event;
    }

    /// Keeps what was found of one interface's IP network after a move.
    virtual void network(std::string_view interface, const records::NetworkCheck& check) {
        (void)interface;
        (void)check;
    }
};

}  // namespace ports
