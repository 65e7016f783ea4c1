#include "lab/guest/fleet_network.hpp"

#include <fmt/format.h>

#include "lab/guest/process.hpp"
#include "lab/guest/system.hpp"
#include "lab/guest/traffic.hpp"

namespace lab::guest {

namespace {

constexpr std::string_view kServerMac = "02:00:00:00:ff:00";
constexpr std::string_view kBridge =
    "link add br0 type bridge forward_delay 0 stp_state 0 mcast_snooping 0\nlink set lo up\n";

/// hwsim's radios have addresses with their number in the fifth octet; a bridge's lies above all of them.
std::string ap_mac(std::size_t ap) { return fmt::format("02:00:00:00:{:02x}:00", 0xC0 + ap); }

void move_radio(int radio, const std::string& space) {
    run_or_throw({"iw", "phy", fmt::format("phy{}", radio), "set", "netns", "name", space});
}

/// No router solicitations, neither of what is there already nor of what will come.
void forbid_ipv6(const std::string& space) {
    run_or_throw({"ip", "netns", "exec", space, "sh", "-c",
                  "for which in all default; do echo 1 > /proc/sys/net/ipv6/conf/$which/disable_ipv6; done"});
}

void set_up_ap(const Scenario& scenario, std::size_t ap) {
    const std::string space = ap_space(scenario.aps[ap]);
    forbid_ipv6(space);
    for (const BssSite& site : bss_sites(scenario))
        if (site.ap == ap) move_radio(site.index + 1, space);
    std::string commands = fmt::format(
        "{}link set br0 address {}\nlink set cable master br0 up\naddr add {}/24 dev br0\nlink set br0 up\n",
        kBridge, ap_mac(ap), ap_address(ap));
    for (std::size_t other = 0; other < scenario.aps.size(); ++other)
        if (other != ap)
            commands += fmt::format("neigh add {} lladdr {} dev br0\n", ap_address(other), ap_mac(other));
    ip_batch(commands, space);
}

void set_up_station(const StationPlace& station) {
    forbid_ipv6(station.space);
    move_radio(station.radio, station.space);
    ip_batch(fmt::format("link set lo up\naddr add {}/24 dev {}\nneigh add {} lladdr {} dev {}\n",
                         station.address, station.interface, kServerAddress, kServerMac, station.interface),
             station.space);
}

}  // namespace

std::string ap_space(const AccessPoint& ap) { return "ap-" + ap.name; }

std::string ap_address(std::size_t ap) { return fmt::format("10.0.0.{}", 150 + ap); }

void set_up_fleet_network(const Scenario& scenario, std::span<const StationPlace> stations) {
    std::string commands{kBridge};
    commands += fmt::format("link set br0 address {}\naddr add {}/24 dev br0\nlink set br0 up\n", kServerMac,
                            kServerAddress);
    for (const StationPlace& station : stations)
        commands += fmt::format("netns add {}\nneigh add {} lladdr {} dev br0\n", station.space,
                                station.address, station.mac);
    for (std::size_t ap = 0; ap < scenario.aps.size(); ++ap) {
        const std::string space = ap_space(scenario.aps[ap]);
        commands += fmt::format(
            "netns add {0}\nlink add cable{1} type veth peer name cable netns {0}\n"
            "link set cable{1} master br0 up\n",
            space, ap);
    }
    ip_batch(commands);
    for (std::size_t ap = 0; ap < scenario.aps.size(); ++ap) set_up_ap(scenario, ap);
    for (const StationPlace& station : stations) set_up_station(station);
}

}  // namespace lab::guest
