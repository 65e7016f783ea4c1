// The station's programs of one run: what each arm starts, and in which order.
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <iterator>
#include <stdexcept>
#include <unistd.h>

#include <fmt/format.h>

#include "lab/guest/configuration.hpp"
#include "lab/guest/guest.hpp"
#include "lab/guest/system.hpp"

namespace lab::guest {

namespace {

constexpr Micros kSecond = 1'000'000;

constexpr const char* kSupplicantFolder = "/run/wpa_supplicant";
constexpr const char* kProxyFolder = "/run/control-proxy";

bool is_about_control(const ScenarioEvent& event) {
    return event.kind == EventKind::ControlFails || event.kind == EventKind::ControlSilent;
}

}  // namespace

std::vector<std::string> Guest::in_station(std::vector<std::string> command) const {
    std::vector<std::string> whole{"ip", "netns", "exec", kStationNamespace};
    whole.insert(whole.end(), std::make_move_iterator(command.begin()),
                 std::make_move_iterator(command.end()));
    return whole;
}

void Guest::start_station() {
    const bool networkd = arm_.program == StationProgram::Networkd;
    if (networkd || arm_.program == StationProgram::NetworkManager) {
        start_bus();
        if (world_.scenario().dhcp) start_dhcp_server("10.0.0", true);
        // Neither waits for the bus: whoever starts them has to.
        loop_.at(loop_.now() + kSecond / 10, [this, networkd] {
            start_station_program();
            networkd ? start_networkd() : start_networkmanager();
        });
    } else {
        start_station_program();
    }
    if (arm_.roam_station) start_roam_station();
}

void Guest::start_station_program() {
    switch (arm_.program) {
        case StationProgram::Iwd:
            return start_iwd();
        case StationProgram::WpaSupplicant:
        case StationProgram::Networkd:
            return start_supplicant();
        case StationProgram::NetworkManager:
            return start_bus_supplicant();
    }
}

void Guest::start_bus() {
    if (programs_.contains("dbus")) return;
    write_file("/run/dbus/system.conf", bus_config());
    programs_["dbus"] = start_logged(
        "dbus", {"dbus-daemon", "--nofork", "--nopidfile", "--config-file=/run/dbus/system.conf"});
}

void Guest::start_supplicant() {
    write_file("/run/wpa_supplicant.conf", supplicant_config(world_.scenario(), arm_));
    programs_["station"] = start_logged(
        "wpa_supplicant",
        in_station({"wpa_supplicant", "-Dnl80211", "-iwlan0", "-c/run/wpa_supplicant.conf", "-t", "-d"}));
}

void Guest::start_iwd() {
    if (!programs_.contains("dbus")) {
        std::filesystem::create_directories("/run/iwd/state");
        write_file("/run/iwd/main.conf", iwd_main_config());
        write_file("/run/iwd/state/" + iwd_network_name(world_.scenario()), iwd_network(world_.scenario()));
        start_bus();
    }
    programs_["station"] =
        start_logged("iwd", in_station({"env", "CONFIGURATION_DIRECTORY=/run/iwd",
                                        "STATE_DIRECTORY=/run/iwd/state", "/usr/libexec/iwd", "-d"}));
}

// As Debian's service does it: without an interface, which NetworkManager adds over the bus, and with the
// control sockets of the interfaces added that way in their usual place.
void Guest::start_bus_supplicant() {
    programs_["station"] = start_logged(
        "wpa_supplicant", in_station({"wpa_supplicant", "-u", "-O", kSupplicantFolder, "-t", "-d"}));
}

// The station always gets the address to which the stream is sent.
void Guest::start_dhcp_server(const std::string& prefix, bool knows_all) {
    std::vector<std::string> command{"dnsmasq",
                                     "--keep-in-foreground",
                                     "--log-facility=-",
                                     "--log-dhcp",
                                     "--conf-file=/dev/null",
                                     "--port=0",
                                     "--interface=br0",
                                     "--no-ping",
                                     "--user=root",
                                     "--pid-file=",
                                     fmt::format("--dhcp-leasefile=/run/dnsmasq-{}.leases", prefix),
                                     fmt::format("--dhcp-range={0}.2,{0}.2,255.255.255.0,1h", prefix),
                                     fmt::format("--dhcp-option=option:router,{}.1", prefix)};
    if (knows_all) command.emplace_back("--dhcp-authoritative");
    if (std::ranges::count(world_.scenario().events, EventKind::LeaseRequired, &ScenarioEvent::kind) > 0) {
        const char* script = "/run/lease";
        write_file(script, fmt::format("#!/bin/sh\nexec ip neigh replace {} lladdr {} dev br0\n",
                                       kStationAddress, kStationMac));
        std::filesystem::permissions(script, std::filesystem::perms::owner_all);
        command.insert(command.end(), {fmt::format("--dhcp-script={}", script), "--script-on-renewal"});
    }
    programs_["dnsmasq"] = start_logged(programs_.contains("dnsmasq") ? "dnsmasq-after" : "dnsmasq", command);
}

void Guest::restart_dhcp_server() {
    if (programs_["dnsmasq"].pid > 0) kill(programs_["dnsmasq"].pid, SIGKILL);
    start_dhcp_server("10.7.0", false);
}

void Guest::require_leases() {
    truth_.at_next_link([this] {
        mistake_station();
        require_leases();
    });
}

void Guest::lock_profile() {
    if (truth_.linked_bss() < 0) return;
    const wifi::MacText bssid =
        wifi::to_text(world_.sites()[static_cast<std::size_t>(truth_.linked_bss())].bssid);
    truth_.mark("the profile names the BSS that serves");
    programs_["nmcli"] =
        start_logged("nmcli", in_station({"nmcli", "connection", "modify", "lab", "802-11-wireless.bssid",
                                          std::string{bssid.data(), bssid.size()}}));
}

void Guest::start_networkmanager() {
    namespace fs = std::filesystem;
    const fs::path profiles{"/run/NetworkManager/system-connections"};
    fs::create_directories(profiles);
    write_file("/run/NetworkManager.conf", networkmanager_config());
    const fs::path profile = profiles / "lab.nmconnection";
    write_file(profile, networkmanager_profile(world_.scenario(), kStationAddress, kServerAddress));
    // It takes no profile that others could read.
    fs::permissions(profile, fs::perms::owner_read | fs::perms::owner_write);
    // A /sys that can be written to means a running udev to it, for which it would wait. What it remembers
    // must not end up in the host's folder.
    programs_["networkmanager"] = start_logged(
        "networkmanager",
        in_station({"sh", "-c",
                    "mount -o remount,ro /sys && mount -t tmpfs tmpfs /var/lib/NetworkManager && "
                    "exec NetworkManager --debug --log-level=DEBUG --config=/run/NetworkManager.conf"}));
}

void Guest::start_networkd() {
    namespace fs = std::filesystem;
    fs::create_directories("/run/systemd/network");
    fs::create_directories("/run/systemd/netif");
    write_file("/run/systemd/network/wlan0.network", networkd_config());
    // As for NetworkManager: no udev, and nothing of the host's.
    programs_["networkd"] = start_logged(
        "networkd", in_station({"sh", "-c",
                                "chown systemd-network /run/systemd/netif && mount -o remount,ro /sys && "
                                "mount -t tmpfs tmpfs /etc/systemd/network && "
                                "SYSTEMD_LOG_LEVEL=debug exec /lib/systemd/systemd-networkd"}));
}

void Guest::start_roam_station() {
    const std::string program = plan_.programs + "/roam-station";
    // Without it the run would score wpa_supplicant alone under our name.
    if (access(program.c_str(), X_OK) != 0)
        throw std::runtime_error(program + " is missing; build it beside roam-lab");
    const char* control_folder = kSupplicantFolder;
    if (std::ranges::any_of(world_.scenario().events, is_about_control)) {
        std::filesystem::create_directories(kProxyFolder);
        proxy_.emplace(loop_, fmt::format("{}/wlan0", kProxyFolder),
                       fmt::format("{}/wlan0", kSupplicantFolder));
        control_folder = kProxyFolder;
    }
    // Not what the host's own configuration says.
    std::string settings = "[station]\n";
    const Scenario& scenario = world_.scenario();
    if (!scenario.renew.empty()) settings += fmt::format("renew = \"{}\"\n", scenario.renew);
    if (!scenario.level.empty()) settings += fmt::format("level = \"{}\"\n", scenario.level);
    write_file("/run/roam.toml", settings);
    std::vector<std::string> command{
        program,      "--interface",  "wlan0",       "--config",        "/run/roam.toml",
        "--ctrl-dir", control_folder, "--state-dir", "/run/roam-state", "--run-dir",
        "/run/roam",  "--log-level",  "debug"};
    if (const std::string_view policy = policy_of(plan_.arm); !policy.empty())
        command.insert(command.end(), {"--policy", std::string{policy}});
    programs_["roam-station"] = start_logged("roam-station", in_station(std::move(command)));
}

void Guest::stop_roam_station() {
    const auto roam = programs_.find("roam-station");
    if (roam == programs_.end() || roam->second.pid <= 0) return;
    mark_background_scanning();
    kill(roam->second.pid, SIGTERM);
    loop_.at(loop_.now() + 3 * kSecond, [this] { mark_background_scanning(); });
}

void Guest::mark_background_scanning() {
    const std::string socket = fmt::format("{}/wlan0", kSupplicantFolder);
    const InNamespace inside{kStationNamespace};  // the answer comes to an address that is known there only
    control_.request(socket, "STATUS", [this, socket](const std::string& status) {
        const std::string id = value_of(status, "\nid");
        control_.request(socket, fmt::format("GET_NETWORK {} bgscan", id),
                         [this, id](const std::string& value) {
                             truth_.mark(fmt::format("bgscan of network {}: {}", id, value));
                         });
    });
}

void Guest::restart_station_program() {
    if (programs_["station"].pid > 0) kill(programs_["station"].pid, SIGKILL);
    // About as long as a service manager takes.
    loop_.at(loop_.now() + kSecond / 2, [this] { start_station_program(); });
}

}  // namespace lab::guest
