// Scenario files: TOML to checked values. scenario_tables.hpp has the readers of the larger tables.
#include "lab/scenario.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "lab/scenario_tables.hpp"

namespace lab {
namespace {

constexpr Range kLossDb{0, 100};

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

Wall read_wall(const toml::table& toml, std::string_view file) {
    const TomlTable table{toml, file, "wall", {"from_m", "to_m", "loss_db"}};
    Wall wall{read_point(table, "from_m"), read_point(table, "to_m")};
    wall.loss_db = table.number("loss_db", kLossDb, wall.loss_db);
    if (wall.from == wall.to) table.fail("to_m", "the wall has no length", "another point than from_m");
    return wall;
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
    if (root.has("ssid")) scenario.ssid = read_plain_text(root, "ssid", 32);
    scenario.hidden = root.flag("hidden", scenario.hidden);
    if (root.has("other_ssid")) scenario.other_ssid = read_plain_text(root, "other_ssid", 32);
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
    if (root.has("renew")) scenario.renew = read_plain_text(root, "renew", 16);
    if (root.has("level")) scenario.level = read_plain_text(root, "level", 16);
    scenario.profile = read_setting_lines(root, "profile");
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
