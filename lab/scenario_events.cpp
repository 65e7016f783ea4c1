// What happens during a walk: each kind of event has its keys.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "lab/scenario_tables.hpp"

namespace lab {
namespace {

constexpr Word<EventKind> kEventWords[] = {
    {"ap-off", EventKind::ApOff},
    {"ap-on", EventKind::ApOn},
    {"channel-switch", EventKind::ChannelSwitch},
    {"load", EventKind::Load},
    {"interference", EventKind::Interference},
    {"transition-request", EventKind::TransitionRequest},
    {"beacon-request", EventKind::BeaconRequest},
    {"forged-request", EventKind::ForgedRequest},
    {"supplicant-restart", EventKind::SupplicantRestart},
    {"supplicant-stop", EventKind::SupplicantStop},
    {"roam-station-stop", EventKind::RoamStationStop},
    {"gateway-change", EventKind::GatewayChange},
    {"network-change", EventKind::NetworkChange},
    {"lease-required", EventKind::LeaseRequired},
    {"profile-lock", EventKind::ProfileLock},
    {"control-fails", EventKind::ControlFails},
    {"control-silent", EventKind::ControlSilent},
    {"clock-step", EventKind::ClockStep},
};

bool is_a_request(EventKind kind) {
    return kind == EventKind::TransitionRequest || kind == EventKind::BeaconRequest ||
           kind == EventKind::ForgedRequest;
}

bool is_about_an_ap(EventKind kind) {
    return kind == EventKind::ApOff || kind == EventKind::ApOn || kind == EventKind::ChannelSwitch ||
           kind == EventKind::Load || kind == EventKind::Interference || is_a_request(kind);
}

bool lasts(EventKind kind) {
    return kind == EventKind::SupplicantStop || kind == EventKind::ControlFails ||
           kind == EventKind::ControlSilent;
}

/// The table of an event, with the keys that its kind has.
TomlTable event_table(const toml::table& toml, std::string_view file, EventKind kind) {
    switch (kind) {
        case EventKind::ApOff:
        case EventKind::ApOn:
            return {toml, file, "event", {"at_s", "kind", "ap", "radio"}};
        case EventKind::ChannelSwitch:
            return {toml, file, "event", {"at_s", "kind", "ap", "radio", "channel"}};
        case EventKind::Load:
            return {toml, file, "event", {"at_s", "kind", "ap", "radio", "load"}};
        case EventKind::Interference:
            return {toml, file, "event", {"at_s", "kind", "ap", "radio", "noise_db"}};
        case EventKind::ClockStep:
            return {toml, file, "event", {"at_s", "kind", "step_s"}};
        case EventKind::TransitionRequest:
        case EventKind::ForgedRequest:
            return {toml,
                    file,
                    "event",
                    {"at_s", "kind", "ap", "radio", "station", "to", "disassociate_after_s"}};
        case EventKind::BeaconRequest:
            return {toml, file, "event", {"at_s", "kind", "ap", "radio", "to"}};
        case EventKind::SupplicantStop:
        case EventKind::ControlFails:
        case EventKind::ControlSilent:
            return {toml, file, "event", {"at_s", "kind", "duration_s"}};
        case EventKind::SupplicantRestart:
        case EventKind::RoamStationStop:
        case EventKind::GatewayChange:
        case EventKind::NetworkChange:
        case EventKind::LeaseRequired:
        case EventKind::ProfileLock:
            break;
    }
    return {toml, file, "event", {"at_s", "kind"}};
}

void read_request(const TomlTable& table, const Scenario& scenario, ScenarioEvent& event) {
    // A beacon interval is 102.4 ms, and the timer counts 65,535 of them at most (9.6.13.9).
    if (event.kind != EventKind::BeaconRequest)
        event.disassociate_after_s =
            table.number("disassociate_after_s", {0, 6'000}, event.disassociate_after_s);
    event.to = table.texts("to");
    if (scenario.is_fleet() || table.has("station")) {
        const std::string name = table.text("station");
        const auto asked = std::ranges::find(scenario.stations, name, &Station::name);
        if (asked == scenario.stations.end()) {
            std::vector<std::string_view> names;
            for (const Station& station : scenario.stations) names.push_back(station.name);
            table.fail("station", fmt::format("no station is called \"{}\"", name),
                       fmt::format("{}", fmt::join(names, ", ")));
        }
        event.station = static_cast<std::size_t>(asked - scenario.stations.begin());
    }
    const std::vector<BssSite> sites = bss_sites(scenario);
    for (const std::string& name : event.to) {
        if (std::ranges::count(sites, name, &BssSite::name) != 0) continue;
        std::vector<std::string_view> names;
        for (const BssSite& site : sites) names.push_back(site.name);
        table.fail("to", fmt::format("no BSS is called \"{}\"", name),
                   fmt::format("{}", fmt::join(names, ", ")));
    }
}

void read_event_target(const TomlTable& table, const Scenario& scenario, ScenarioEvent& event) {
    const std::vector<AccessPoint>& aps = scenario.aps;
    if (is_a_request(event.kind)) {
        read_request(table, scenario, event);
        if (!table.has("ap")) return;
    }
    event.ap = table.text("ap");
    const auto ap = std::ranges::find(aps, event.ap, &AccessPoint::name);
    if (ap == aps.end()) {
        std::vector<std::string_view> names;
        names.reserve(aps.size());
        for (const AccessPoint& other : aps) names.push_back(other.name);
        table.fail("ap", fmt::format("no access point is called \"{}\"", event.ap),
                   fmt::format("{}", fmt::join(names, ", ")));
    }
    event.radio = table.integer("radio", {-1, static_cast<double>(ap->radios.size()) - 1}, event.radio);
    if (event.kind == EventKind::Load) event.load = table.number("load", {0, 0.95});
    if (event.kind == EventKind::Interference) event.noise_db = table.number("noise_db", {0, 60});
    if (event.kind != EventKind::ChannelSwitch) return;
    if (event.radio < 0 && ap->radios.size() > 1)
        table.fail("radio", "a channel-switch is for one radio",
                   fmt::format("0 to {}", ap->radios.size() - 1));
    const RadioConfig& radio = ap->radios[static_cast<std::size_t>(std::max(event.radio, 0))];
    event.channel = read_channel(table, radio.channel.band(), radio.width).number();
}

}  // namespace

ScenarioEvent read_event(const toml::table& toml, std::string_view file, const Scenario& scenario) {
    const TomlTable any{toml,
                        file,
                        "event",
                        {"at_s", "kind", "ap", "radio", "channel", "load", "noise_db", "step_s", "duration_s",
                         "station", "to", "disassociate_after_s"}};
    ScenarioEvent event;
    event.kind = any.choice<EventKind>("kind", kEventWords);
    if (scenario.is_fleet() && (!is_about_an_ap(event.kind) || event.kind == EventKind::ForgedRequest))
        any.fail("kind", "this event is for scenarios with one station",
                 R"("ap-off", "ap-on", "channel-switch", "load", "interference", "transition-request")");
    const TomlTable table = event_table(toml, file, event.kind);
    event.at_s = table.number("at_s", {0, scenario.seconds});
    if (event.kind == EventKind::ClockStep) event.step_s = table.number("step_s", {-1e8, 1e8});
    if (lasts(event.kind)) event.duration_s = table.number("duration_s", {0.1, scenario.seconds});
    if (is_about_an_ap(event.kind)) read_event_target(table, scenario, event);
    return event;
}

}  // namespace lab
