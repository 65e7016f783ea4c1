#include "lab/guest/guest.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include "lab/guest/configuration.hpp"
#include "lab/guest/controller.hpp"
#include "lab/guest/fleet_network.hpp"
#include "lab/guest/forgery.hpp"
#include "lab/guest/system.hpp"
#include "wifi/hostap_text.hpp"

namespace lab::guest {

namespace {

constexpr Micros kSecond = 1'000'000;
// The run's time table, from the start of the walk.
constexpr Micros kCheckAps = -22 * kSecond;
constexpr Micros kStartStation = -18 * kSecond;
constexpr Micros kStartStream = -2 * kSecond;
// By then the station has settled. A packet of the stream is due at the same moment, so that nobody is woken
// for it.
constexpr Micros kFirstUsage = 60 * kSecond;

Scenario scenario_of(const RunPlan& plan) {
    auto scenario = load_scenario(plan.scenario_file);
    if (!scenario) throw std::runtime_error(scenario.error().message);
    return *std::move(scenario);
}

Arm arm_of(const RunPlan& plan) {
    const auto arm = find_arm(plan.arm);
    if (!arm) throw std::runtime_error("no such arm: " + plan.arm);
    return *arm;
}

/// Every access point's: 100 TU.
constexpr double kBeaconIntervalS = 0.1024;

/// As BSS_TM_REQ takes it.
std::optional<std::string> neighbor_text(const wifi::Candidate& candidate) {
    std::array<char, 80> room{};
    const auto text = wifi::write_candidate(candidate, room);
    return text ? std::optional{std::string{*text}} : std::nullopt;
}

std::deque<Member> members_of(Loop& loop, const RunPlan& plan) {
    const Scenario scenario = scenario_of(plan);
    std::deque<Member> members;
    for (std::size_t at = 0; at < std::max<std::size_t>(1, scenario.stations.size()); ++at)
        members.emplace_back(loop, scenario, at, plan.seed);
    return members;
}

std::string interface_of(const BssSite& site) { return fmt::format("wlan{}", site.index + 1); }

}  // namespace

Guest::Guest(std::filesystem::path folder)
    : folder_{std::move(folder)},
      plan_{read_plan(folder_)},
      arm_{arm_of(plan_)},
      members_{members_of(loop_, plan_)},
      world_{members_.front().world},
      truth_{members_.front().truth} {
    if (arm_.fleet != world_.scenario().is_fleet())
        throw std::runtime_error(fmt::format("arm {} is not for this kind of scenario", plan_.arm));
}

const RadioConfig& Guest::radio_of(const BssSite& site) const {
    return world_.scenario().aps[site.ap].radios[site.radio];
}

std::string Guest::hostapd_socket(const BssSite& site) const {
    if (!world_.scenario().is_fleet()) return "/run/hostapd/" + interface_of(site);
    return ap_folder(world_.scenario().aps[site.ap]) + "/hostapd/" + interface_of(site);
}

void Guest::request_of(const BssSite& site, const std::string& command, Control::Reply reply) {
    std::optional<InNamespace> inside;  // a fleet's hostapd answers to an address that is known there only
    if (world_.scenario().is_fleet()) inside.emplace(ap_space(world_.scenario().aps[site.ap]));
    control_.request(hostapd_socket(site), command, std::move(reply));
}

void Guest::mark_all(const std::string& text) {
    for (Member& member : members_) member.truth.mark(text);
}

Program Guest::start_logged(const std::string& name, const std::vector<std::string>& command) const {
    return start(name, command, std::filesystem::path{kLogFolder} / (name + ".log"));
}

void Guest::run() {
    loop_.set_origin(kBootToWalkUs);
    watch_programs();
    set_up_kernel(world_.scenario().country);
    const bool fleet = world_.scenario().is_fleet();
    if (fleet)
        set_up_fleet();
    else
        set_up_network();
    hwsim_.emplace();
    if (plan_.capture) capture_.emplace();
    std::vector<OnAir> on_air;
    for (Member& member : members_)
        on_air.push_back(
            {&member.world, &member.truth, wifi::parse_mac(member.mac).value_or(wifi::MacAddress{})});
    medium_.emplace(loop_, *hwsim_, std::move(on_air), plan_.seed, capture_ ? &*capture_ : nullptr);
    loop_.watch(hwsim_->fd(), [this] { medium_->pump(); });

    for (Member& member : members_) {
        const Traffic& traffic = member.world.scenario().traffic;
        member.traffic.emplace(
            loop_, traffic.octets, kSecond / traffic.per_second,
            [&member](Direction direction, std::int64_t sequence, Micros sent) {
                member.truth.packet_arrived(direction, sequence, sent);
            },
            member.ends);
    }

    start_access_points();
    loop_.at(kCheckAps, [this] { check_access_points(); });
    loop_.at(kStartStation, [this, fleet] { fleet ? start_fleet_stations() : start_station(); });
    const auto length = static_cast<Micros>(world_.scenario().seconds * 1e6);
    start_streams(length);
    schedule_events();
    if (kFirstUsage < length) loop_.at(kFirstUsage, [this] { sample_usage(); });
    loop_.at(length, [this, length] {
        sample_usage();
        write_truth(length);
        loop_.stop();
    });
    loop_.run();
    for (const Member& member : members_)
        write_file(folder_ / truth_file(world_.scenario(), member.index), member.truth.log());
    if (capture_) capture_->write(folder_ / kCaptureFile);
    save_logs();
}

void Guest::start_streams(Micros length) {
    for (Member& member : members_) {
        const Micros period = kSecond / member.world.scenario().traffic.per_second;
        member.traffic->start(kStartStream / period, length / period - 1);
    }
}

void Guest::write_truth(Micros length) {
    for (Member& member : members_) {
        const Micros period = kSecond / member.world.scenario().traffic.per_second;
        member.truth.finish(static_cast<std::uint32_t>(length / period), period);
    }
}

void Guest::watch_programs() {
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, nullptr);
    const int fd = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
    loop_.watch(fd, [this, fd] {
        signalfd_siginfo ignored{};
        while (read(fd, &ignored, sizeof ignored) > 0) {
        }
        for (const Ended& ended : reap()) program_ended(ended);
    });
}

void Guest::program_ended(const Ended& ended) {
    for (auto& [role, program] : programs_) {
        if (program.pid != ended.pid) continue;
        if (role.starts_with("hostapd"))
            throw std::runtime_error(fmt::format("{0} {1}; see {0}.log", role, how_it_ended(ended.status)));
        // It would score the others' programs alone under our name.
        const bool ours = role.starts_with("roam-");
        if (ours && WIFEXITED(ended.status) && WEXITSTATUS(ended.status) != 0)
            throw std::runtime_error(fmt::format("{0} {1}; see {0}.log", role, how_it_ended(ended.status)));
        mark_all(fmt::format("{} {}", program.name, how_it_ended(ended.status)));
        program.pid = -1;
    }
}

void Guest::start_access_points() {
    write_file("/run/eap_users", eap_users());
    std::string denied;
    for (const Member& member : members_) denied += member.mac + '\n';
    write_file(kDenyFile, denied);
    if (world_.scenario().is_fleet()) {
        start_fleet_access_points();
        return;
    }
    // Every run logs as much as it can: reading the clock for a log line takes virtual time, so a run that
    // logs less would be another run.
    std::vector<std::string> command{"hostapd", "-t", "-d"};
    for (const BssSite& site : world_.sites()) {
        const std::string file = fmt::format("/run/hostapd-{}.conf", interface_of(site));
        write_file(file, hostapd_config(world_.scenario(), site, interface_of(site), "/run/eap_users"));
        command.push_back(file);
    }
    programs_["hostapd"] = start_logged("hostapd", command);
}

void Guest::check_access_points() {
    for (const BssSite& site : world_.sites()) {
        ap_ready_[site.index] = false;
        request_of(site, "STATUS", [this, site](const std::string& reply) {
            ap_ready_[site.index] = value_of(reply, "state") == "ENABLED";
        });
    }
    loop_.at(loop_.now() + kSecond, [this] {
        for (const BssSite& site : world_.sites())
            if (!ap_ready_[site.index])
                throw std::runtime_error(fmt::format("hostapd did not bring up {} ({}); see hostapd.log",
                                                     site.name, interface_of(site)));
        // roam-ap learns them and passes them on itself.
        if (!arm_.ap.mode.empty())
            start_roam_aps();
        else if (world_.scenario().neighbor_reports)
            share_neighbors();
        listen_to_access_points();
    });
}

void Guest::share_neighbors() {
    for (const BssSite& site : world_.sites()) {
        request_of(site, "SHOW_NEIGHBOR", [this, site](const std::string& reply) {
            const auto said = what_is_said(value_of(reply, "nr"), world_.scenario().aps[site.ap].reported_as);
            if (!said) return;
            const auto text = wifi::to_text(said->bssid);
            for (const BssSite& other : world_.sites()) {
                if (other.index == site.index) continue;
                request_of(other, fmt::format("SET_NEIGHBOR {} ssid=\"{}\" nr={}",
                                              std::string_view{text.data(), text.size()},
                                              world_.scenario().ssid, said->report));
            }
        });
    }
}

void Guest::listen_to_access_points() {
    // Elsewhere nobody listens, so that those runs stay what they are.
    const Scenario& scenario = world_.scenario();
    if (!scenario.controller &&
        std::ranges::count(scenario.events, EventKind::BeaconRequest, &ScenarioEvent::kind) == 0)
        return;
    for (const BssSite& site : world_.sites())
        control_.attach(hostapd_socket(site),
                        [this, site](std::string_view event) { heard_from(site, event); });
}

void Guest::heard_from(const BssSite& site, std::string_view event) {
    if (is_about_answers(event)) truth_.mark(fmt::format("{} says {}", site.name, event));
    if (!world_.scenario().controller) return;
    const auto query = query_in(event);
    if (!query) return;
    truth_.mark(fmt::format("{} is asked where to go: reason {}, {} candidates", site.name, query->reason,
                            query->candidates.size()));
    std::vector<std::string> others;
    for (const BssSite& other : world_.sites())
        if (other.index != site.index)
            if (const auto text = neighbor_text({other.bssid, radio_of(other).channel, radio_of(other).mode}))
                others.push_back(*text);
    control_.request(hostapd_socket(site), answer_to(*query, others), [this, site](const std::string& reply) {
        if (reply.starts_with("OK")) truth_.mark(site.name + " asks the station to move");
    });
}

void Guest::schedule_events() {
    for (const ScenarioEvent& event : world_.scenario().events)
        loop_.at(static_cast<Micros>(event.at_s * 1e6), [this, &event] { happen(event); });
}

void Guest::happen(const ScenarioEvent& event) {
    switch (event.kind) {
        case EventKind::SupplicantRestart:
            truth_.mark("station program killed");
            restart_station_program();
            return;
        case EventKind::SupplicantStop: {
            truth_.mark("station program answers nothing");
            const pid_t pid = programs_["station"].pid;
            if (pid <= 0) return;
            kill(pid, SIGSTOP);
            loop_.at(loop_.now() + static_cast<Micros>(event.duration_s * 1e6), [this, pid] {
                truth_.mark("station program answers again");
                kill(pid, SIGCONT);
            });
            return;
        }
        case EventKind::RoamStationStop:
            stop_roam_station();
            return;
        case EventKind::GatewayChange:
            truth_.at_next_link([this] {
                truth_.mark("another gateway");
                change_gateway();
            });
            return;
        case EventKind::NetworkChange:
            truth_.at_next_link([this] {
                truth_.mark("another network");
                change_gateway();
                change_network();
                if (world_.scenario().dhcp) restart_dhcp_server();
            });
            return;
        case EventKind::LeaseRequired:
            require_leases();
            return;
        case EventKind::ProfileLock:
            lock_profile();
            return;
        case EventKind::ControlFails:
        case EventKind::ControlSilent:
            happen_to_control(event);
            return;
        case EventKind::ClockStep:
            truth_.mark("wall clock set");
            step_wall_clock(event.step_s);
            return;
        default:
            break;
    }
    for (const BssSite& site : world_.sites()) {
        const AccessPoint& ap = world_.scenario().aps[site.ap];
        if ((event.ap.empty() || ap.name == event.ap) &&
            (event.radio < 0 || static_cast<std::size_t>(event.radio) == site.radio))
            happen_to_ap(event, site);
    }
}

void Guest::happen_to_control(const ScenarioEvent& event) {
    if (!proxy_) return;  // an arm without roam-station: nobody else uses the socket
    const bool refuses = event.kind == EventKind::ControlFails;
    truth_.mark(refuses ? "control socket answers FAIL" : "control socket answers nothing");
    proxy_->set_mood(refuses ? ControlProxy::Mood::Refuse : ControlProxy::Mood::Silent);
    loop_.at(loop_.now() + static_cast<Micros>(event.duration_s * 1e6), [this] {
        truth_.mark("control socket answers again");
        proxy_->set_mood(ControlProxy::Mood::HandOn);
    });
}

void Guest::happen_to_ap(const ScenarioEvent& event, const BssSite& site) {
    const RadioConfig& radio = radio_of(site);
    switch (event.kind) {
        case EventKind::ApOff:
            mark_all(site.name + " off");
            for (Member& member : members_) member.truth.ap_gone(site.index);
            // The radio is already silent, so this only makes hostapd forget, as a power cut would.
            request_of(site, "DISABLE");
            return;
        case EventKind::ApOn:
            mark_all(site.name + " on");
            request_of(site, "ENABLE");
            return;
        case EventKind::ChannelSwitch: {
            const auto channel = wifi::Channel::make(radio.channel.band(), event.channel);
            if (!channel) return;
            mark_all(fmt::format("{} switches to channel {}", site.name, event.channel));
            request_of(site, fmt::format("CHAN_SWITCH 5 {} ht", channel->centre_mhz()));
            return;
        }
        case EventKind::Interference:
            mark_all(fmt::format("{} interference {:.0f} dB", site.name, event.noise_db));
            return;
        case EventKind::Load:
            mark_all(fmt::format("{} load {:.0f} %", site.name, event.load * 100));
            control_.request(hostapd_socket(site),
                             fmt::format("SET bss_load_test {}:{}:0", static_cast<int>(event.load * 20),
                                         static_cast<int>(event.load * 255)));
            request_of(site, "UPDATE_BEACON");
            return;
        case EventKind::TransitionRequest:
            request_transition(event, site);
            return;
        case EventKind::BeaconRequest:
            if (site.index == truth_.linked_bss()) request_beacons(event, site);
            return;
        case EventKind::ForgedRequest:
            if (site.index == truth_.linked_bss() || !event.ap.empty()) forge_request(event, site);
            return;
        case EventKind::SupplicantRestart:
        case EventKind::SupplicantStop:
        case EventKind::RoamStationStop:
        case EventKind::GatewayChange:
        case EventKind::NetworkChange:
        case EventKind::LeaseRequired:
        case EventKind::ProfileLock:
        case EventKind::ControlFails:
        case EventKind::ControlSilent:
        case EventKind::ClockStep:
            return;
    }
}

std::vector<wifi::Candidate> Guest::candidates_of(const ScenarioEvent& event) const {
    std::vector<wifi::Candidate> candidates;
    for (const std::string& name : event.to) {
        const BssSite& to = *std::ranges::find(world_.sites(), name, &BssSite::name);
        const RadioConfig& radio = radio_of(to);
        const auto preference =
            static_cast<std::uint8_t>(255 - std::min<std::size_t>(candidates.size(), 254));
        candidates.push_back({to.bssid, radio.channel, radio.mode, preference});
    }
    return candidates;
}

void Guest::request_transition(const ScenarioEvent& event, const BssSite& site) {
    // Validity in beacon intervals: long enough for a station that has to scan for what is listed.
    Member& asked = members_[event.station];
    std::string command = fmt::format("BSS_TM_REQ {} valid_int=100", asked.mac);
    if (!event.to.empty()) command += " pref=1 abridged=1";
    if (event.disassociate_after_s > 0)
        command += fmt::format(" disassoc_imminent=1 disassoc_timer={}",
                               static_cast<int>(event.disassociate_after_s / kBeaconIntervalS));
    for (const wifi::Candidate& candidate : candidates_of(event))
        if (const auto text = neighbor_text(candidate)) command += fmt::format(" neighbor={}", *text);
    // Only the access point that serves the station knows it; the others answer FAIL.
    request_of(site, command, [&asked, site](const std::string& reply) {
        if (reply.starts_with("OK")) asked.truth.mark(site.name + " asks the station to move");
    });
}

void Guest::request_beacons(const ScenarioEvent& event, const BssSite& site) {
    const wifi::MacAddress station = wifi::parse_mac(kStationMac).value_or(wifi::MacAddress{});
    Micros at = loop_.now();
    for (const std::string& name : event.to) {
        const BssSite& about = *std::ranges::find(world_.sites(), name, &BssSite::name);
        const std::string command =
            beacon_request(station, about.bssid, radio_of(about), world_.scenario().ssid);
        loop_.at(at, [this, site, command, what = about.name] {
            truth_.mark(fmt::format("{} has the station look for {}", site.name, what));
            control_.request(hostapd_socket(site), command);
        });
        // One after the other: wpa_supplicant forgets the one that it is measuring for when another comes.
        at += kSecond;
    }
}

void Guest::forge_request(const ScenarioEvent& event, const BssSite& site) {
    truth_.mark(fmt::format("somebody asks the station to move, in the name of {}", site.name));
    const auto timer = static_cast<std::uint16_t>(event.disassociate_after_s / kBeaconIntervalS);
    medium_->forge(site.index, forged_transition_request(site.bssid, candidates_of(event), timer));
}

void Guest::sample_usage() {
    const auto roam = programs_.find("roam-station");
    if (roam == programs_.end() || roam->second.pid <= 0) return;
    std::ifstream file{fmt::format("/proc/{}/status", roam->second.pid)};
    const std::string status{std::istreambuf_iterator<char>{file}, {}};
    if (const auto usage = usage_in(status)) truth_.used(usage->resident_kb, usage->sleeps);
}

void Guest::save_logs() {
    // Our daemon writes its last lines and gives back what it took over; the others just end.
    bool waits = false;
    for (const auto& [role, program] : programs_) {
        if (!role.starts_with("roam-") || program.pid <= 0) continue;
        kill(program.pid, SIGTERM);
        waits = true;
    }
    if (waits) {
        loop_.at(loop_.now() + kSecond, [this] { loop_.stop(); });
        loop_.run();
    }
    namespace fs = std::filesystem;
    const auto copy = [this](const fs::path& from) {
        if (!fs::exists(from)) return;
        for (const auto& entry : fs::directory_iterator{from})
            if (entry.is_regular_file())
                fs::copy_file(entry.path(), folder_ / entry.path().filename(),
                              fs::copy_options::overwrite_existing);
    };
    copy(kLogFolder);
    copy("/run/roam-state");
    copy_fleet_records();
}

}  // namespace lab::guest
