#include "apps/station/interface.hpp"

#include <chrono>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <net/if.h>

#include "adapters/networkd/networkd.hpp"
#include "apps/daemon/log.hpp"
#include "apps/daemon/service.hpp"

namespace station_app {

using daemon_app::now;

namespace {

Addresses::Managers managers_of(bus::Bus& bus, const std::string& name) {
    Addresses::Managers managers;
    managers.push_back(std::make_unique<networkmanager::AddressManager>(bus, name));
    managers.push_back(std::make_unique<networkd::AddressManager>(bus, name));
    return managers;
}

}  // namespace

Interface::Interface(boost::asio::io_context& context, bus::Bus& bus, const std::string& name,
                     const Options& options, engine::Settings settings, ports::Journal& journal,
                     std::function<void()> rearm, OnNotice on_notice)
    : io{context},
      supplicant{io,
                 {options.control_directory, name, !settings.observe},
                 [this](const ports::StationEvent& event) {
                     note(event);
                     take(event);
                 },
                 [name](const std::string& notice) { daemon_app::log_warning("{}: {}", name, notice); }},
      station{name, std::move(settings), supplicant, journal},
      gateway{io, name},
      addresses{io, managers_of(bus, name),
                [this](const std::string& line, bool problem) {
                    daemon_app::log(problem ? daemon_app::LogLevel::Warning : daemon_app::LogLevel::Info,
                                    "{}: {}", station.interface(), line);
                    on_notice_("addresses", line);
                }},
      network{name, gateway, journal, now,
              [this](const records::NetworkCheck& check) { addresses.renew(check.renewal); }},
      profile{bus, name, [this](bool locked) { lock(locked); }},
      answers{bus, name, [this](const ports::TransitionReplied& answered) { take(answered); },
              [this](bool told) { station.hear_answers(told); }},
      orders{io, station, now},
      timer{io},
      rearm_{std::move(rearm)},
      on_notice_{std::move(on_notice)} {}

void Interface::take(ports::StationEvent event) {
    if (auto* connected = std::get_if<ports::Connected>(&event)) connected->locked |= locked_;
    orders.note(event);
    const std::uint32_t before = last_sequence();
    station.handle(event, now());
    orders.proceed();
    // Asking for the gateway is an action, too.
    if (!station.settings().observe) network.handle(event, move_since(before));
    rearm_();
}

void Interface::note(const ports::StationEvent& event) {
    if (std::holds_alternative<ports::Attached>(event)) {
        daemon_app::log_info("{}: attached", station.interface());
        on_notice_("attached", "attached to wpa_supplicant");
        open_visits();
    }
    if (const auto* detached = std::get_if<ports::Detached>(&event)) {
        daemon_app::log_info("{}: waiting for wpa_supplicant: {}", station.interface(), detached->why);
        on_notice_("detached", fmt::format("waiting for wpa_supplicant: {}", detached->why));
    }
    // An activation comes with a link, and perhaps with an interface that was added anew.
    if (std::holds_alternative<ports::Connected>(event)) {
        profile.read();
        answers.find();
    }
}

void Interface::lock(bool locked) {
    if (std::exchange(locked_, locked) == locked) return;
    const std::string text = locked ? "NetworkManager's profile names one BSS: the link is left alone"
                                    : "NetworkManager's profile names no BSS any more";
    daemon_app::log_info("{}: {}", station.interface(), text);
    on_notice_("lock", text);
    supplicant.check_link();
}

std::uint32_t Interface::last_sequence() const {
    return station.history().empty() ? 0 : station.history().back().sequence;
}

std::uint32_t Interface::move_since(std::uint32_t sequence) const {
    const auto& history = station.history();
    for (auto record = history.rbegin(); record != history.rend() && record->sequence > sequence; ++record)
        if (record->outcome.kind == records::OutcomeKind::Moved ||
            record->outcome.kind == records::OutcomeKind::Elsewhere)
            return record->sequence;
    return 0;
}

Chosen Interface::chosen_now(const Config& config) const { return policy_for(config, station.ssid(), level); }

void Interface::open_visits() {
    const std::string& name = station.interface();
    if (!station.settings().beacon_visits || station.settings().observe) return close_visits();
    if (visits && visits->index() == static_cast<int>(if_nametoindex(name.c_str()))) return;
    close_visits();
    auto opened =
        nl80211::BeaconVisits::open(io, name, [this](const ports::StationEvent& event) { take(event); });
    if (!opened)
        return daemon_app::log_info(
            "{}: looks are scans of one channel, visits for one beacon are not possible: {}", name,
            opened.error());
    visits = std::move(*opened);
    station.use_visits(visits.get());
}

void Interface::close_visits() {
    station.use_visits(nullptr);
    visits.reset();
}

void Interface::stop() {
    timer.cancel();
    close_visits();
    gateway.cancel();
    addresses.cancel();
}

}  // namespace station_app
