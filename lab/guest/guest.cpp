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

std::string interface_of(const BssSite& site) { return fmt::format("wlan{}", site.index + 1); }

}  // namespace

Guest::Guest(std::filesystem::path folder)
    : folder_{std::move(folder)},
      plan_{read_plan(folder_)},
      arm_{arm_of(plan_)},
      world_{scenario_of(plan_), plan_.seed} {}

const RadioConfig& Guest::radio_of(const BssSite& site) const {
    return world_.scenario().aps[site.ap].radios[site.radio];
}

std::string Guest::hostapd_socket(const BssSite& site) const { return "/run/hostapd/" + interface_of(site); }

Program Guest::start_logged(const std::string& name, const std::vector<std::string>& command) const {
    return start(name, command, std::filesystem::path{kLogFolder} / (name + ".log"));
}

void Guest::run() {
    loop_.set_origin(kBootToWalkUs);
    watch_programs();
    set_up_kernel(world_.scenario().country);
    set_up_network();
    hwsim_.emplace();
    if (plan_.capture) capture_.emplace();
    medium_.emplace(loop_, *hwsim_, world_, plan_.seed, truth_, capture_ ? &*capture_ : nullptr);
    loop_.watch(hwsim_->fd(), [this] { medium_->pump(); });

    const Traffic& traffic = world_.scenario().traffic;
    const Micros period = kSecond / traffic.per_second;
    traffic_.emplace(loop_, traffic.octets, period,
                     [this](Direction direction, std::int64_t sequence, Micros sent) {
                         truth_.packet_arrived(direction, sequence, sent);
                     });

    start_access_points();
    loop_.at(kCheckAps, [this] { check_access_points(); });
    loop_.at(kStartStation, [this] { start_station(); });
    const auto length = static_cast<Micros>(world_.scenario().seconds * 1e6);
    const std::int64_t packets = length / period;
    traffic_->start(kStartStream / period, packets - 1);
    schedule_events();
    if (kFirstUsage < length) loop_.at(kFirstUsage, [this] { sample_usage(); });
    loop_.at(length, [this, packets, period] {
        sample_usage();
        truth_.finish(static_cast<std::uint32_t>(packets), period);
        loop_.stop();
    });
    loop_.run();
    write_file(folder_ / kTruthFile, truth_.log());
    if (capture_) capture_->write(folder_ / kCaptureFile);
    save_logs();
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
        if (role == "hostapd")
            throw std::runtime_error(fmt::format("hostapd {}; see hostapd.log", how_it_ended(ended.status)));
        // It would score wpa_supplicant alone under our name.
        if (role == "roam-station" && WIFEXITED(ended.status) && WEXITSTATUS(ended.status) != 0)
            throw std::runtime_error(
                fmt::format("roam-station {}; see roam-station.log", how_it_ended(ended.status)));
        truth_.mark(fmt::format("{} {}", program.name, how_it_ended(ended.status)));
        program.pid = -1;
    }
}

void Guest::start_access_points() {
    write_file("/run/eap_users", eap_users());
    write_file(kDenyFile, fmt::format("{}\n", kStationMac));
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
        control_.request(hostapd_socket(site), "STATUS", [this, site](const std::string& reply) {
            ap_ready_[site.index] = value_of(reply, "state") == "ENABLED";
        });
    }
    loop_.at(loop_.now() + kSecond, [this] {
        for (const BssSite& site : world_.sites())
            if (!ap_ready_[site.index])
                throw std::runtime_error(fmt::format("hostapd did not bring up {} ({}); see hostapd.log",
                                                     site.name, interface_of(site)));
        if (world_.scenario().neighbor_reports) share_neighbors();
        listen_to_access_points();
    });
}

void Guest::share_neighbors() {
    for (const BssSite& site : world_.sites()) {
        control_.request(hostapd_socket(site), "SHOW_NEIGHBOR", [this, site](const std::string& reply) {
            const auto said = what_is_said(value_of(reply, "nr"), world_.scenario().aps[site.ap].reported_as);
            if (!said) return;
            const auto text = wifi::to_text(said->bssid);
            for (const BssSite& other : world_.sites()) {
                if (other.index == site.index) continue;
                control_.request(hostapd_socket(other),
                                 fmt::format("SET_NEIGHBOR {} ssid=\"{}\" nr={}",
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
            truth_.mark(site.name + " off");
            truth_.ap_gone(site.index);
            // The radio is already silent, so this only makes hostapd forget, as a power cut would.
            control_.request(hostapd_socket(site), "DISABLE");
            return;
        case EventKind::ApOn:
            truth_.mark(site.name + " on");
            control_.request(hostapd_socket(site), "ENABLE");
            return;
        case EventKind::ChannelSwitch: {
            const auto channel = wifi::Channel::make(radio.channel.band(), event.channel);
            if (!channel) return;
            truth_.mark(fmt::format("{} switches to channel {}", site.name, event.channel));
            control_.request(hostapd_socket(site), fmt::format("CHAN_SWITCH 5 {} ht", channel->centre_mhz()));
            return;
        }
        case EventKind::Load:
            truth_.mark(fmt::format("{} load {:.0f} %", site.name, event.load * 100));
            control_.request(hostapd_socket(site),
                             fmt::format("SET bss_load_test {}:{}:0", static_cast<int>(event.load * 20),
                                         static_cast<int>(event.load * 255)));
            control_.request(hostapd_socket(site), "UPDATE_BEACON");
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
    std::string command = fmt::format("BSS_TM_REQ {} valid_int=100", kStationMac);
    if (!event.to.empty()) command += " pref=1 abridged=1";
    if (event.disassociate_after_s > 0)
        command += fmt::format(" disassoc_imminent=1 disassoc_timer={}",
                               static_cast<int>(event.disassociate_after_s / kBeaconIntervalS));
    for (const wifi::Candidate& candidate : candidates_of(event))
        if (const auto text = neighbor_text(candidate)) command += fmt::format(" neighbor={}", *text);
    // Only the access point that serves the station knows it; the others answer FAIL.
    control_.request(hostapd_socket(site), command, [this, site](const std::string& reply) {
        if (reply.starts_with("OK")) truth_.mark(site.name + " asks the station to move");
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
    if (const auto roam = programs_.find("roam-station"); roam != programs_.end() && roam->second.pid > 0) {
        kill(roam->second.pid, SIGTERM);
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
}

}  // namespace lab::guest
