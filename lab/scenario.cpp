// Scenario files: TOML to checked values.
#include "lab/scenario.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <span>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "lab/toml_reader.hpp"

namespace lab {
namespace {

constexpr Range kMetres{-10'000, 10'000};
constexpr Range kPauseSeconds{0, 604'800};
constexpr Range kLossDb{0, 100};
/// mac80211_hwsim makes at most 100 radios, and one is the station's.
constexpr std::size_t kMostRadios = 100;
constexpr std::size_t kMostBss = kMostRadios - 1;
/// Of a fleet: what one kernel carries in tolerable time.
constexpr std::size_t kMostStations = 60;

constexpr Word<Security> kSecurityWords[] = {
    {"open", Security::Open},    {"wpa2-psk", Security::Wpa2Psk}, {"ft-psk", Security::FtPsk},
    {"sae", Security::Sae},      {"ft-sae", Security::FtSae},     {"eap", Security::Eap},
    {"ft-eap", Security::FtEap},
};
constexpr Word<PathLoss> kPathLossWords[] = {
    {"tgax-enterprise", PathLoss::TgaxEnterprise},
    {"tgax-residential", PathLoss::TgaxResidential},
    {"inh-office-los", PathLoss::InhOfficeLos},
    {"inh-office-nlos", PathLoss::InhOfficeNlos},
};
// EHT is left out: the lab's hostapd cannot run it.
constexpr Word<wifi::PhyMode> kModeWords[] = {
    {"legacy", wifi::PhyMode::Legacy},
    {"ht", wifi::PhyMode::Ht},
    {"vht", wifi::PhyMode::Vht},
    {"he", wifi::PhyMode::He},
};
constexpr Word<Refusal> kRefusalWords[] = {
    {"nobody", Refusal::Nobody},
    {"this-station", Refusal::ThisStation},
    {"everybody", Refusal::Everybody},
};
constexpr Word<ReportedAs> kReportedWords[] = {
    {"it-is", ReportedAs::ItIs},
    {"wrong-bssid", ReportedAs::WrongBssid},
    {"wrong-channel", ReportedAs::WrongChannel},
    {"wrong-class", ReportedAs::WrongClass},
};
constexpr Word<StationKind> kStationWords[] = {
    {"sticky", StationKind::Sticky},   {"nm", StationKind::Nm},           {"no-11v", StationKind::No11v},
    {"refuses", StationKind::Refuses}, {"ignores", StationKind::Ignores}, {"returns", StationKind::Returns},
    {"iwd", StationKind::Iwd},         {"roam", StationKind::Roam},       {"2.4-only", StationKind::Only2_4},
};
constexpr Word<EventKind> kEventWords[] = {
    {"ap-off", EventKind::ApOff},
    {"ap-on", EventKind::ApOn},
    {"channel-switch", EventKind::ChannelSwitch},
    {"load", EventKind::Load},
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
};

Point point(const TomlTable& table, std::string_view key) {
    const auto [x, y] = table.pair(key, kMetres);
    return {x, y};
}

/// Text that goes into other programs' configuration files and command lines: no quoting is ever needed.
std::string plain_text(const TomlTable& table, std::string_view key, std::size_t most) {
    std::string text = table.text(key);
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_' || c == '.';
    };
    if (text.empty() || text.size() > most || !std::ranges::all_of(text, plain))
        table.fail(key, fmt::format("\"{}\" cannot be a name here", text),
                   fmt::format("1 to {} letters, digits, '-', '_' and '.'", most));
    return text;
}

/// The channel numbers of a band that the lab can run at `width`. 5 GHz: those without radar detection, which
/// the lab does not do. 2.4 GHz: those that every country has.
std::vector<int> channel_numbers(wifi::Band band, wifi::Width width) {
    std::vector<int> numbers;
    switch (band) {
        case wifi::Band::Ghz2_4:
            if (width > wifi::Width::Mhz40) break;
            for (int number = 1; number <= 11; ++number) numbers.push_back(number);
            break;
        case wifi::Band::Ghz5:
            if (width > wifi::Width::Mhz80) break;
            numbers = {36, 40, 44, 48, 149, 153, 157, 161};
            if (width == wifi::Width::Mhz20) numbers.push_back(165);
            break;
        case wifi::Band::Ghz6: {
            if (width > wifi::Width::Mhz160) break;
            // The last channels fit into no wider block (Table E-4, operating classes 131 to 134).
            const int last = width == wifi::Width::Mhz20 ? 233 : width == wifi::Width::Mhz40 ? 229 : 221;
            for (int number = 1; number <= last; number += 4) numbers.push_back(number);
            break;
        }
    }
    return numbers;
}

wifi::Channel channel(const TomlTable& table, wifi::Band band, wifi::Width width) {
    const int number = table.integer("channel", {1, 233});
    const std::optional<wifi::Channel> channel = wifi::Channel::make(band, number);
    const std::vector<int> allowed = channel_numbers(band, width);
    if (!channel || std::ranges::find(allowed, number) == allowed.end())
        table.fail("channel",
                   fmt::format("channel {} cannot be used here at {} MHz", number, static_cast<int>(width)),
                   fmt::format("{}", fmt::join(allowed, ", ")));
    return *channel;
}

wifi::Band band(const TomlTable& table) {
    const double ghz = table.number("band_ghz", {2.4, 6});
    if (ghz == 2.4) return wifi::Band::Ghz2_4;
    if (ghz == 5) return wifi::Band::Ghz5;
    if (ghz == 6) return wifi::Band::Ghz6;
    table.fail("band_ghz", fmt::format("there is no band at {} GHz", ghz), "2.4, 5, 6");
}

bool band_has(wifi::Band band, wifi::PhyMode mode) {
    switch (band) {
        case wifi::Band::Ghz2_4:
            return mode != wifi::PhyMode::Vht;
        case wifi::Band::Ghz5:
            return true;
        case wifi::Band::Ghz6:
            return mode == wifi::PhyMode::He;
    }
    return false;
}

std::vector<int> widths_mhz(wifi::Band band, wifi::PhyMode mode) {
    std::vector<int> widths = {20};
    if (mode >= wifi::PhyMode::Ht) widths.push_back(40);
    if (mode >= wifi::PhyMode::Vht && band != wifi::Band::Ghz2_4) widths.push_back(80);
    if (mode >= wifi::PhyMode::Vht && band == wifi::Band::Ghz6) widths.push_back(160);
    return widths;
}

wifi::Width width(const TomlTable& table, wifi::Band of_band, wifi::PhyMode mode) {
    const int mhz = table.integer("width_mhz", {20, 160}, 20);
    const std::vector<int> allowed = widths_mhz(of_band, mode);
    if (std::ranges::find(allowed, mhz) == allowed.end())
        table.fail("width_mhz", fmt::format("this mode and band cannot be {} MHz wide", mhz),
                   fmt::format("{}", fmt::join(allowed, ", ")));
    return static_cast<wifi::Width>(mhz);
}

RadioConfig read_radio(const toml::table& toml, std::string_view file) {
    const TomlTable table{
        toml, file, "radio", {"band_ghz", "channel", "width_mhz", "mode", "streams", "power_dbm", "load"}};
    RadioConfig radio;
    const wifi::Band of_band = band(table);
    radio.mode = table.choice<wifi::PhyMode>("mode", kModeWords);
    if (!band_has(of_band, radio.mode))
        table.fail("mode", "this band does not have this mode",
                   of_band == wifi::Band::Ghz6 ? "\"he\"" : "\"legacy\", \"ht\", \"he\"");
    radio.width = width(table, of_band, radio.mode);
    radio.channel = channel(table, of_band, radio.width);
    const int most_streams = radio.mode == wifi::PhyMode::Legacy ? 1
                             : radio.mode == wifi::PhyMode::Ht   ? 4
                                                                 : 8;
    radio.streams =
        table.integer("streams", {1, static_cast<double>(most_streams)}, std::min(2, most_streams));
    radio.power_dbm = table.number("power_dbm", {-20, 36}, radio.power_dbm);
    radio.load = table.number("load", {0, 0.95}, radio.load);
    return radio;
}

/// Lines `name=value` for a configuration file.
std::vector<std::string> setting_lines(const TomlTable& table, std::string_view key) {
    std::vector<std::string> lines = table.texts(key);
    for (const std::string& line : lines)
        if (line.find('=') == std::string::npos || line.find_first_of("\n{}") != std::string::npos)
            table.fail(key, fmt::format("\"{}\" is no setting", line),
                       "lines such as \"mobility_domain=c3d4\"");
    return lines;
}

AccessPoint read_ap(const toml::table& toml, std::string_view file) {
    const TomlTable table{
        toml, file, "access point", {"name", "at_m", "refuses", "reported_as", "settings", "radios"}};
    AccessPoint ap;
    ap.name = plain_text(table, "name", 16);
    ap.at = point(table, "at_m");
    if (table.has("refuses")) ap.refuses = table.choice<Refusal>("refuses", kRefusalWords);
    if (table.has("reported_as")) ap.reported_as = table.choice<ReportedAs>("reported_as", kReportedWords);
    ap.settings = setting_lines(table, "settings");
    for (const toml::table* radio : table.tables("radios")) ap.radios.push_back(read_radio(*radio, file));
    std::set<wifi::Band> bands;
    for (const RadioConfig& radio : ap.radios)
        if (!bands.insert(radio.channel.band()).second)
            table.fail("radios", fmt::format("access point \"{}\" has two radios in one band", ap.name),
                       "one [[access_points.radios]] for each band");
    if (ap.radios.empty())
        table.fail("radios", fmt::format("access point \"{}\" has no radio", ap.name),
                   "one [[access_points.radios]] for each band");
    return ap;
}

std::vector<AccessPoint> read_aps(const TomlTable& root, std::string_view file) {
    std::vector<AccessPoint> aps;
    std::set<std::string> names;
    std::size_t bss = 0;
    for (const toml::table* toml : root.tables("access_points")) {
        aps.push_back(read_ap(*toml, file));
        bss += aps.back().radios.size();
        if (!names.insert(aps.back().name).second || bss > kMostBss) {
            const TomlTable table{*toml,
                                  file,
                                  "access point",
                                  {"name", "at_m", "refuses", "reported_as", "settings", "radios"}};
            if (bss > kMostBss) table.fail("radios", "too many radios", fmt::format("{} in all", kMostBss));
            table.fail("name", fmt::format("a second access point is called \"{}\"", aps.back().name),
                       "names that differ");
        }
    }
    if (aps.empty())
        root.fail("access_points", "the scenario has no access point", "one [[access_points]] or more");
    return aps;
}

Wall read_wall(const toml::table& toml, std::string_view file) {
    const TomlTable table{toml, file, "wall", {"from_m", "to_m", "loss_db"}};
    Wall wall{point(table, "from_m"), point(table, "to_m")};
    wall.loss_db = table.number("loss_db", kLossDb, wall.loss_db);
    if (wall.from == wall.to) table.fail("to_m", "the wall has no length", "another point than from_m");
    return wall;
}

Leg read_leg(const toml::table& toml, std::string_view file) {
    const TomlTable table{toml, file, "leg", {"to_m", "speed_mps", "pause_s"}};
    Leg leg;
    leg.to = point(table, "to_m");
    leg.speed_mps = table.number("speed_mps", {0.05, 40}, leg.speed_mps);
    leg.pause_s = table.number("pause_s", kPauseSeconds, leg.pause_s);
    return leg;
}

/// Whether a walker has to stand, has to walk, or may do either.
enum class Path : std::uint8_t { Standing, Walking, Either };

Walker read_walker(const TomlTable& parent, std::string_view file, Path path, double seconds) {
    const TomlTable table{
        parent.table("walker"), file, "walker", {"start_m", "initial_pause_s", "streams", "rounds", "legs"}};
    Walker walker;
    walker.start = point(table, "start_m");
    walker.initial_pause_s = table.number("initial_pause_s", kPauseSeconds, walker.initial_pause_s);
    walker.streams = table.integer("streams", {1, 8}, walker.streams);
    double path_m = 0;
    double walk_s = walker.initial_pause_s;
    Point last = walker.start;
    for (const toml::table* toml : table.tables("legs")) {
        const Leg leg = read_leg(*toml, file);
        const double length_m = std::hypot(leg.to.x_m - last.x_m, leg.to.y_m - last.y_m);
        path_m += length_m;
        walk_s += length_m / leg.speed_mps + leg.pause_s;
        last = leg.to;
        walker.legs.push_back(leg);
    }
    const int rounds = table.integer("rounds", {1, 10'000}, 1);
    if (rounds > 1 && last != walker.start)
        table.fail("rounds", "the last leg does not lead back to the start", "a last leg to start_m, or 1");
    walk_s = walker.initial_pause_s + (walk_s - walker.initial_pause_s) * rounds;
    const std::vector<Leg> round = walker.legs;
    for (int more = 1; more < rounds; ++more)
        walker.legs.insert(walker.legs.end(), round.begin(), round.end());
    if (path == Path::Standing && path_m > 0)
        table.fail("legs", "the walker of a standing scenario walks", "standing = false, or no legs");
    if (path == Path::Walking && path_m <= 0)
        table.fail("legs", "the walker has no path",
                   "[[walker.legs]] that lead somewhere, or standing = true");
    if (walk_s > seconds + 1)
        table.fail("legs", fmt::format("the walk takes {:.1f} s, longer than the scenario", walk_s),
                   fmt::format("legs of at most {} s, or more seconds", seconds));
    return walker;
}

Propagation read_propagation(const toml::table& toml, std::string_view file) {
    const TomlTable table{toml,
                          file,
                          "propagation",
                          {"path_loss", "shadow_db", "shadow_distance_m", "shadow_common", "fading_db",
                           "temporal_db", "temporal_period_s", "frame_noise_db", "device_offset_db"}};
    Propagation p;
    if (table.has("path_loss")) p.path_loss = table.choice<PathLoss>("path_loss", kPathLossWords);
    p.shadow_db = table.number("shadow_db", {0, 20}, p.shadow_db);
    p.shadow_distance_m = table.number("shadow_distance_m", {0.5, 200}, p.shadow_distance_m);
    p.shadow_common = table.number("shadow_common", {0, 1}, p.shadow_common);
    p.fading_db = table.number("fading_db", {0, 10}, p.fading_db);
    p.temporal_db = table.number("temporal_db", {0, 10}, p.temporal_db);
    p.temporal_period_s = table.number("temporal_period_s", {1, 86'400}, p.temporal_period_s);
    p.frame_noise_db = table.number("frame_noise_db", {0, 10}, p.frame_noise_db);
    p.device_offset_db = table.number("device_offset_db", {-20, 20}, p.device_offset_db);
    return p;
}

Traffic read_traffic(const toml::table& toml, std::string_view file) {
    const TomlTable table{toml, file, "traffic", {"per_second", "octets"}};
    Traffic traffic;
    traffic.per_second = table.integer("per_second", {1, 1000}, traffic.per_second);
    traffic.octets = table.integer("octets", {64, 1400}, traffic.octets);
    return traffic;
}

std::vector<Station> read_stations(const TomlTable& root, std::string_view file, const Scenario& scenario) {
    std::vector<Station> stations;
    std::size_t bss = 0;
    for (const AccessPoint& ap : scenario.aps) bss += ap.radios.size();
    std::set<std::string> names;
    for (const toml::table* toml : root.tables("station")) {
        const TomlTable table{*toml, file, "station", {"name", "kind", "per_second", "octets", "walker"}};
        Station station;
        station.name = plain_text(table, "name", 16);
        if (!names.insert(station.name).second)
            table.fail("name", fmt::format("a second station is called \"{}\"", station.name),
                       "names that differ");
        station.kind = table.choice<StationKind>("kind", kStationWords);
        station.traffic.per_second = table.integer("per_second", {1, 1000}, scenario.traffic.per_second);
        station.traffic.octets = table.integer("octets", {64, 1400}, scenario.traffic.octets);
        if (!table.has("walker")) table.fail("walker", "the station is nowhere", "walker = { start_m = … }");
        station.walker = read_walker(table, file, Path::Either, scenario.seconds);
        stations.push_back(std::move(station));
        if (stations.size() > kMostStations || stations.size() + bss > kMostRadios)
            table.fail("name", "too many stations",
                       fmt::format("{} at most, and {} radios in all", kMostStations, kMostRadios));
    }
    return stations;
}

/// What a fleet cannot have: it concerns the one station's programs, or hides the frames that are counted.
void check_fleet(const TomlTable& root, const Scenario& scenario) {
    for (const std::string_view key :
         {"walker", "standing", "dhcp", "renew", "locked_to", "hidden", "other_ssid"})
        if (root.has(key))
            root.fail(key, fmt::format("a scenario with [[station]] cannot have {}", key),
                      "one or the other");
    // Both need protected management frames, in which requests could not be read off the air.
    if (scenario.security == Security::Sae || scenario.security == Security::FtSae)
        root.fail("security", "the fleet's requests could not be seen on the air",
                  R"("open", "wpa2-psk", "ft-psk", "eap", "ft-eap")");
}

bool is_a_request(EventKind kind) {
    return kind == EventKind::TransitionRequest || kind == EventKind::BeaconRequest ||
           kind == EventKind::ForgedRequest;
}

bool is_about_an_ap(EventKind kind) {
    return kind == EventKind::ApOff || kind == EventKind::ApOn || kind == EventKind::ChannelSwitch ||
           kind == EventKind::Load || is_a_request(kind);
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
    if (event.kind != EventKind::ChannelSwitch) return;
    if (event.radio < 0 && ap->radios.size() > 1)
        table.fail("radio", "a channel-switch is for one radio",
                   fmt::format("0 to {}", ap->radios.size() - 1));
    const RadioConfig& radio = ap->radios[static_cast<std::size_t>(std::max(event.radio, 0))];
    event.channel = channel(table, radio.channel.band(), radio.width).number();
}

ScenarioEvent read_event(const toml::table& toml, std::string_view file, const Scenario& scenario) {
    const TomlTable any{toml,
                        file,
                        "event",
                        {"at_s", "kind", "ap", "radio", "channel", "load", "duration_s", "station", "to",
                         "disassociate_after_s"}};
    ScenarioEvent event;
    event.kind = any.choice<EventKind>("kind", kEventWords);
    if (scenario.is_fleet() && (!is_about_an_ap(event.kind) || event.kind == EventKind::ForgedRequest))
        any.fail("kind", "this event is for scenarios with one station",
                 R"("ap-off", "ap-on", "channel-switch", "load", "transition-request")");
    const TomlTable table = event_table(toml, file, event.kind);
    event.at_s = table.number("at_s", {0, scenario.seconds});
    if (lasts(event.kind)) event.duration_s = table.number("duration_s", {0.1, scenario.seconds});
    if (is_about_an_ap(event.kind)) read_event_target(table, scenario, event);
    return event;
}

std::string read_country(const TomlTable& root, std::string otherwise) {
    if (!root.has("country")) return otherwise;
    std::string country = root.text("country");
    if (country.size() != 2 || !std::ranges::all_of(country, [](char c) { return c >= 'A' && c <= 'Z'; }))
        root.fail("country", fmt::format("\"{}\" is no country", country),
                  "two capital letters (ISO 3166-1)");
    return country;
}

std::string read_lock(const TomlTable& root, const Scenario& scenario) {
    if (!root.has("locked_to")) return {};
    std::string name = root.text("locked_to");
    std::vector<std::string> names;
    for (const BssSite& site : bss_sites(scenario)) names.push_back(site.name);
    if (std::ranges::find(names, name) == names.end())
        root.fail("locked_to", fmt::format("no BSS is called \"{}\"", name),
                  fmt::format("{}", fmt::join(names, ", ")));
    return name;
}

Scenario read_scenario(const toml::table& toml, std::string_view file) {
    const TomlTable root{
        toml, file, "scenario", {"title",   "seconds",    "country",          "security",   "ssid",
                                 "hidden",  "other_ssid", "neighbor_reports", "controller", "dhcp",
                                 "renew",   "level",      "locked_to",        "standing",   "propagation",
                                 "traffic", "walls",      "access_points",    "walker",     "station",
                                 "events",  "profile"}};
    Scenario scenario;
    scenario.name = std::filesystem::path{file}.stem().string();
    scenario.title = root.text("title");
    scenario.seconds = root.number("seconds", {1, 604'800});
    scenario.country = read_country(root, scenario.country);
    scenario.security = root.choice<Security>("security", kSecurityWords);
    if (root.has("ssid")) scenario.ssid = plain_text(root, "ssid", 32);
    scenario.hidden = root.flag("hidden", scenario.hidden);
    if (root.has("other_ssid")) scenario.other_ssid = plain_text(root, "other_ssid", 32);
    if (scenario.other_ssid == scenario.ssid)
        root.fail("other_ssid", "both networks have one name", "another name than ssid");
    scenario.neighbor_reports = root.flag("neighbor_reports", scenario.neighbor_reports);
    scenario.controller = root.flag("controller", scenario.controller);
    scenario.dhcp = root.flag("dhcp", scenario.dhcp);
    scenario.standing = root.flag("standing", scenario.standing);
    scenario.propagation = read_propagation(root.table("propagation"), file);
    scenario.traffic = read_traffic(root.table("traffic"), file);
    for (const toml::table* wall : root.tables("walls")) scenario.walls.push_back(read_wall(*wall, file));
    scenario.aps = read_aps(root, file);
    if (root.has("renew")) scenario.renew = plain_text(root, "renew", 16);
    if (root.has("level")) scenario.level = plain_text(root, "level", 16);
    scenario.profile = setting_lines(root, "profile");
    scenario.locked_to = read_lock(root, scenario);
    if (root.has("station")) {
        check_fleet(root, scenario);
        scenario.stations = read_stations(root, file, scenario);
        if (scenario.stations.empty())
            root.fail("station", "the scenario has no station", "one [[station]] or more, or a [walker]");
        scenario.walker = scenario.stations.front().walker;
        scenario.traffic = scenario.stations.front().traffic;
    } else {
        if (!root.has("walker")) root.fail("walker", "the scenario has no walker", "a [walker] with start_m");
        scenario.walker =
            read_walker(root, file, scenario.standing ? Path::Standing : Path::Walking, scenario.seconds);
    }
    for (const toml::table* toml_event : root.tables("events")) {
        // In the order of time; what happens at one moment stays in the order of the file.
        ScenarioEvent event = read_event(*toml_event, file, scenario);
        const auto later = std::ranges::upper_bound(scenario.events, event.at_s, {}, &ScenarioEvent::at_s);
        scenario.events.insert(later, std::move(event));
    }
    return scenario;
}

std::string_view band_name(wifi::Band band) {
    switch (band) {
        case wifi::Band::Ghz2_4:
            return "2.4";
        case wifi::Band::Ghz5:
            return "5";
        case wifi::Band::Ghz6:
            return "6";
    }
    return "?";
}

}  // namespace

std::expected<Scenario, ScenarioError> parse_scenario(std::string_view text, std::string_view file_name) {
    try {
        return read_scenario(toml::parse(text, file_name), file_name);
    } catch (const toml::parse_error& error) {
        const toml::source_position& at = error.source().begin;
        return std::unexpected(ScenarioError{fmt::format("{}:{}:{}: {}; allowed: TOML 1.0", file_name,
                                                         at.line, at.column, error.description())});
    } catch (const TomlFault& fault) {
        return std::unexpected(ScenarioError{fault.what()});
    }
}

std::expected<Scenario, ScenarioError> load_scenario(const std::filesystem::path& file) {
    std::ifstream stream{file, std::ios::binary};
    std::ostringstream text;
    // A folder opens like a file and fails at the first octet.
    if (!stream || stream.peek() == std::ifstream::traits_type::eof() || !(text << stream.rdbuf()))
        return std::unexpected(ScenarioError{fmt::format(
            "{}: cannot be read, or is empty; allowed: the path of a scenario file", file.string())});
    return parse_scenario(text.str(), file.string());
}

std::string_view word_of(StationKind kind) {
    return std::ranges::find(kStationWords, kind, &Word<StationKind>::value)->text;
}

Scenario seen_by(const Scenario& scenario, std::size_t station) {
    Scenario own = scenario;
    if (!own.is_fleet()) return own;
    own.walker = own.stations[station].walker;
    own.traffic = own.stations[station].traffic;
    return own;
}

bool can_use(const Scenario& scenario, std::size_t station, wifi::Band band) {
    return !scenario.is_fleet() || scenario.stations[station].kind != StationKind::Only2_4 ||
           band == wifi::Band::Ghz2_4;
}

std::vector<BssSite> bss_sites(const Scenario& scenario) {
    std::vector<BssSite> sites;
    for (std::size_t ap = 0; ap < scenario.aps.size(); ++ap) {
        for (std::size_t radio = 0; radio < scenario.aps[ap].radios.size(); ++radio) {
            BssSite site;
            site.index = static_cast<int>(sites.size());
            site.name = fmt::format("{}/{}", scenario.aps[ap].name,
                                    band_name(scenario.aps[ap].radios[radio].channel.band()));
            site.ap = ap;
            site.radio = radio;
            site.bssid.octets = {0x02, 0, 0, 0, static_cast<std::uint8_t>(site.index + 1), 0};
            sites.push_back(std::move(site));
        }
    }
    return sites;
}

}  // namespace lab
