// Namespaces, bridges and addresses of a fleet: one namespace for each access point and for each station.
#pragma once

#include <span>
#include <string>

#include "lab/scenario.hpp"

namespace lab::guest {

/// Where one station's radio goes.
struct StationPlace {
    int radio = 0;
    std::string space;  ///< network namespace
    std::string interface;
    std::string mac;
    std::string address;
};

/// Network namespace of an access point.
[[nodiscard]] std::string ap_space(const AccessPoint& ap);
/// Its own address, from which and at which the others' daemons reach it.
[[nodiscard]] std::string ap_address(std::size_t ap);

/// Puts every radio into its namespace. Each access point's is a bridge `br0` of its own, with a cable to the
/// server's bridge; its address has no part in the stream. All neighbours are fixed, so that no ARP exchange
/// disturbs the air.
void set_up_fleet_network(const Scenario& scenario, std::span<const StationPlace> stations);

}  // namespace lab::guest
