// Who walks where: the one walker of a scenario, or the stations of a fleet.
#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "lab/scenario_tables.hpp"

namespace lab {
namespace {

constexpr Range kPauseSeconds{0, 604'800};
/// Of a fleet: what one kernel carries in tolerable time.
constexpr std::size_t kMostStations = 60;

constexpr Word<StationKind> kStationWords[] = {
    {"sticky", StationKind::Sticky},   {"nm", StationKind::Nm},           {"no-11v", StationKind::No11v},
    {"refuses", StationKind::Refuses}, {"ignores", StationKind::Ignores}, {"returns", StationKind::Returns},
    {"iwd", StationKind::Iwd},         {"roam", StationKind::Roam},       {"2.4-only", StationKind::Only2_4},
};

Leg read_leg(const toml::table& toml, std::string_view file) {
    const TomlTable table{toml, file, "leg", {"to_m", "speed_mps", "pause_s"}};
    Leg leg;
    leg.to = read_point(table, "to_m");
    leg.speed_mps = table.number("speed_mps", {0.05, 40}, leg.speed_mps);
    leg.pause_s = table.number("pause_s", kPauseSeconds, leg.pause_s);
    return leg;
}

}  // namespace

Walker read_walker(const TomlTable& parent, std::string_view file, Path path, double seconds) {
    const TomlTable table{
        parent.table("walker"), file, "walker", {"start_m", "initial_pause_s", "streams", "rounds", "legs"}};
    Walker walker;
    walker.start = read_point(table, "start_m");
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

std::vector<Station> read_stations(const TomlTable& root, std::string_view file, const Scenario& scenario) {
    std::vector<Station> stations;
    std::size_t bss = 0;
    for (const AccessPoint& ap : scenario.aps) bss += ap.radios.size();
    std::set<std::string> names;
    for (const toml::table* toml : root.tables("station")) {
        const TomlTable table{*toml, file, "station", {"name", "kind", "per_second", "octets", "walker"}};
        Station station;
        station.name = read_plain_text(table, "name", 16);
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

std::string_view word_of(StationKind kind) {
    return std::ranges::find(kStationWords, kind, &Word<StationKind>::value)->text;
}

}  // namespace lab
