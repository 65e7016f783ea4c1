// A fleet's part of the run: every access point and every station with programs and a namespace of its own.
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <iterator>
#include <stdexcept>
#include <unistd.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lab/guest/configuration.hpp"
#include "lab/guest/fleet_network.hpp"
#include "lab/guest/guest.hpp"
#include "lab/guest/system.hpp"

namespace lab::guest {

namespace {

namespace fs = std::filesystem;

constexpr Micros kSecond = 1'000'000;
/// Between the starts of two stations' programs: nobody switches on a whole fleet at one moment.
constexpr Micros kBetweenStarts = kSecond / 20;
/// A client that does not like where it was sent goes back after this.
constexpr Micros kReturnAfter = 2 * kSecond;
constexpr int kPeerPort = 16'730;
constexpr const char* kKeyFile = "/run/roam-ap.key";
/// Longer runs keep short logs: the guest's memory holds them.
constexpr double kLongRunS = 900;

std::vector<std::string> in_space(const std::string& space, std::vector<std::string> command) {
    std::vector<std::string> whole{"ip", "netns", "exec", space};
    whole.insert(whole.end(), std::make_move_iterator(command.begin()),
                 std::make_move_iterator(command.end()));
    return whole;
}

}  // namespace

StationKind Guest::kind_of(const Member& member) const {
    const StationKind kind = world_.scenario().stations[member.index].kind;
    return arm_.sticky_roams && kind == StationKind::Sticky ? StationKind::Roam : kind;
}

void Guest::set_up_fleet() {
    std::vector<StationPlace> places;
    for (const Member& member : members_)
        places.push_back(
            {member.radio, member.ends.space, member.interface, member.mac, member.ends.station});
    set_up_fleet_network(world_.scenario(), places);
}

void Guest::start_fleet_access_points() {
    const Scenario& scenario = world_.scenario();
    for (std::size_t ap = 0; ap < scenario.aps.size(); ++ap) {
        const AccessPoint& own = scenario.aps[ap];
        fs::create_directories(ap_folder(own));
        std::vector<std::string> command{"hostapd", "-t"};
        if (scenario.seconds <= kLongRunS) command.emplace_back("-d");
        for (const BssSite& site : world_.sites()) {
            if (site.ap != ap) continue;
            const std::string interface = fmt::format("wlan{}", site.index + 1);
            const std::string file = fmt::format("{}/{}.conf", ap_folder(own), interface);
            write_file(file, hostapd_config(scenario, site, interface, "/run/eap_users"));
            command.push_back(file);
        }
        const std::string name = "hostapd-" + own.name;
        programs_[name] = start_logged(name, in_space(ap_space(own), std::move(command)));
    }
}

void Guest::start_roam_aps() {
    const std::string program = plan_.programs + "/roam-ap";
    // Without it the run would score unsteered stations under our name.
    if (access(program.c_str(), X_OK) != 0)
        throw std::runtime_error(program + " is missing; build it beside roam-lab");
    const std::vector<AccessPoint>& aps = world_.scenario().aps;
    write_file(kKeyFile, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n");
    fs::permissions(kKeyFile, fs::perms::owner_read | fs::perms::owner_write);
    write_file("/run/roam-ap.toml", "");  // not what the host's own configuration says
    const std::string_view named = policy_of(plan_.arm);
    const std::string_view policy = named.empty() ? arm_.ap.policy : named;
    for (std::size_t ap = 0; ap < aps.size(); ++ap) {
        const std::string folder = ap_folder(aps[ap]);
        if (arm_.ap.ubus) start_ubus(aps[ap]);
        std::vector<std::string> peers;
        for (std::size_t other = 0; other < aps.size(); ++other)
            if (other != ap) peers.push_back(fmt::format("{}:{}", ap_address(other), kPeerPort));
        std::vector<std::string> command{program,
                                         "--ctrl-dir",
                                         folder + (arm_.ap.ubus ? "/nothing" : "/hostapd"),
                                         "--ubus",
                                         arm_.ap.ubus ? folder + "/ubus.sock" : "none",
                                         "--state-dir",
                                         folder + "/state",
                                         "--run-dir",
                                         folder + "/run",
                                         "--config",
                                         "/run/roam-ap.toml",
                                         "--mode",
                                         std::string{arm_.ap.mode}};
        if (!policy.empty()) command.insert(command.end(), {"--policy", std::string{policy}});
        if (!peers.empty())
            command.insert(command.end(),
                           {"--peers", fmt::format("{}", fmt::join(peers, ",")), "--key-file", kKeyFile});
        const std::string name = "roam-ap-" + aps[ap].name;
        programs_[name] = start_logged(name, in_space(ap_space(aps[ap]), std::move(command)));
    }
}

void Guest::start_ubus(const AccessPoint& ap) {
    const std::string program = plan_.programs + "/roam-lab-ubus";
    if (access(program.c_str(), X_OK) != 0)
        throw std::runtime_error(program + " is missing; build it beside roam-lab");
    const std::string name = "ubus-" + ap.name;
    programs_[name] = start_logged(
        name, in_space(ap_space(ap), {program, ap_folder(ap) + "/hostapd", ap_folder(ap) + "/ubus.sock"}));
}

void Guest::start_fleet_stations() {
    for (Member& member : members_)
        loop_.at(loop_.now() + static_cast<Micros>(member.index) * kBetweenStarts,
                 [this, &member] { start_member(member); });
}

void Guest::start_member(Member& member) {
    fs::create_directories(member.folder);
    const StationKind kind = kind_of(member);
    if (kind == StationKind::Iwd) {
        start_member_iwd(member);
        return;
    }
    const Scenario& scenario = world_.scenario();
    const std::string file = member.folder + "/wpa_supplicant.conf";
    write_file(file, fleet_supplicant_config(scenario, member.index));
    std::vector<std::string> command{"wpa_supplicant", "-Dnl80211", "-i" + member.interface, "-c" + file,
                                     "-t"};
    if (scenario.seconds <= kLongRunS) command.emplace_back("-d");
    const std::string name = "wpa_supplicant-" + member.name;
    programs_[name] = start_logged(name, in_space(member.ends.space, std::move(command)));
    if (kind == StationKind::Roam) start_member_roam(member);
    if (kind == StationKind::Returns)
        member.truth.when_asked([this, &member](int bss) { go_back(member, bss); });
    if (kind == StationKind::Ignores)
        // What an association says it can do is written before there is a link; requests come afterwards.
        member.truth.when_link_changes([this, &member] {
            command_member(member, fmt::format("SET disable_btm {}", member.truth.linked_bss() >= 0 ? 1 : 0));
        });
}

void Guest::start_member_iwd(Member& member) {
    // Two iwd on one bus would want one name.
    const std::string socket = member.folder + "/bus";
    const std::string state = member.folder + "/state";
    fs::create_directories(state);
    write_file(member.folder + "/system.conf", bus_config("unix:path=" + socket));
    write_file(member.folder + "/main.conf", iwd_main_config());
    write_file(state + "/" + iwd_network_name(world_.scenario()), iwd_network(world_.scenario()));
    const std::string bus = "dbus-" + member.name;
    programs_[bus] = start_logged(
        bus, {"dbus-daemon", "--nofork", "--nopidfile", "--config-file=" + member.folder + "/system.conf"});
    // It does not wait for the bus.
    loop_.at(loop_.now() + kSecond / 10, [this, &member, socket, state] {
        const std::string name = "iwd-" + member.name;
        programs_[name] = start_logged(
            name, in_space(member.ends.space, {"env", "DBUS_SYSTEM_BUS_ADDRESS=unix:path=" + socket,
                                               "CONFIGURATION_DIRECTORY=" + member.folder,
                                               "STATE_DIRECTORY=" + state, "/usr/libexec/iwd", "-d"}));
    });
}

void Guest::start_member_roam(Member& member) {
    const std::string program = plan_.programs + "/roam-station";
    if (access(program.c_str(), X_OK) != 0)
        throw std::runtime_error(program + " is missing; build it beside roam-lab");
    write_file("/run/roam.toml", "");
    const std::string name = "roam-station-" + member.name;
    programs_[name] = start_logged(
        name, in_space(member.ends.space,
                       {program, "--interface", member.interface, "--config", "/run/roam.toml", "--ctrl-dir",
                        member.folder + "/wpa_supplicant", "--state-dir", member.folder + "/state",
                        "--run-dir", member.folder + "/run", "--log-level", "debug"}));
}

void Guest::command_member(Member& member, const std::string& command) {
    const InNamespace inside{member.ends.space};  // the answer comes to an address that is known there only
    control_.request(member.socket(), command);
}

void Guest::go_back(Member& member, int bss) {
    if (member.truth.linked_bss() != bss) return;
    member.truth.at_next_link([this, &member, bss] {
        if (member.truth.linked_bss() == bss) return;
        loop_.at(loop_.now() + kReturnAfter, [this, &member, bss] {
            const wifi::MacText to = wifi::to_text(world_.sites()[static_cast<std::size_t>(bss)].bssid);
            command_member(member, fmt::format("ROAM {}", std::string_view{to.data(), to.size()}));
        });
    });
}

void Guest::copy_fleet_records() const {
    const auto copy = [this](const fs::path& from, const std::string& to) {
        std::error_code ignored;  // a daemon without a record has no file
        fs::copy_file(from, folder_ / to, fs::copy_options::overwrite_existing, ignored);
    };
    for (const Member& member : members_)
        if (!member.name.empty())
            copy(member.folder + "/state/records.jsonl", fmt::format("records-{}.jsonl", member.name));
    for (const AccessPoint& ap : world_.scenario().aps)
        copy(ap_folder(ap) + "/state/records.jsonl", fmt::format("records-ap-{}.jsonl", ap.name));
}

}  // namespace lab::guest
