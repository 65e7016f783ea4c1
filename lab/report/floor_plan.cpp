#include "lab/report/floor_plan.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lab/report/markup.hpp"

namespace lab {
namespace {

constexpr double kMostWidth = 620;
constexpr double kMostHeight = 220;
constexpr double kMargin = 22;
constexpr std::size_t kColours = 7;

/// Metres to the units of the viewBox.
struct Map {
    Point least;
    Point most;
    double scale = 1;

    [[nodiscard]] double x(Point at) const { return kMargin + (at.x_m - least.x_m) * scale; }
    [[nodiscard]] double y(Point at) const { return kMargin + (most.y_m - at.y_m) * scale; }
    [[nodiscard]] double width() const { return 2 * kMargin + (most.x_m - least.x_m) * scale; }
    [[nodiscard]] double height() const { return 2 * kMargin + (most.y_m - least.y_m) * scale; }
};

Map map_of(const Scenario& scenario) {
    Map map{scenario.walker.start, scenario.walker.start};
    const auto hold = [&map](Point at) {
        map.least = {std::min(map.least.x_m, at.x_m), std::min(map.least.y_m, at.y_m)};
        map.most = {std::max(map.most.x_m, at.x_m), std::max(map.most.y_m, at.y_m)};
    };
    for (const Leg& leg : scenario.walker.legs) hold(leg.to);
    for (const AccessPoint& ap : scenario.aps) hold(ap.at);
    for (const Wall& wall : scenario.walls) {
        hold(wall.from);
        hold(wall.to);
    }
    const double wide = std::max(map.most.x_m - map.least.x_m, 1.0);
    const double high = std::max(map.most.y_m - map.least.y_m, 1.0);
    map.scale = std::min(kMostWidth / wide, kMostHeight / high);
    return map;
}

/// A line of a round number of metres, about a fifth of the map long.
std::string scale_bar(const Map& map) {
    double metres = 1;
    for (const double longer : {2.0, 5.0, 10.0, 20.0, 50.0, 100.0}) {
        if (longer * map.scale < map.width() / 4) metres = longer;
    }
    const double y = map.height() - 5;
    return fmt::format(
        "<path class=\"bar\" d=\"M{} {}h{}\"/><text class=\"tick start\" x=\"{}\" y=\"{}\">{:g} m</text>",
        coordinate(kMargin), coordinate(y), coordinate(metres * map.scale),
        coordinate(kMargin + metres * map.scale + 5), coordinate(y + 3), metres);
}

}  // namespace

std::string floor_plan(const Scenario& scenario) {
    const Map map = map_of(scenario);
    std::string out = fmt::format(
        "<svg class=\"plan\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
        "role=\"img\">"
        "<title>Floor of {2}</title>\n",
        coordinate(map.width()), coordinate(map.height()), escape(scenario.name));
    for (const Wall& wall : scenario.walls) {
        out += fmt::format("<path class=\"wall\" d=\"M{} {}L{} {}\"><title>wall, {:g} dB</title></path>",
                           coordinate(map.x(wall.from)), coordinate(map.y(wall.from)),
                           coordinate(map.x(wall.to)), coordinate(map.y(wall.to)), wall.loss_db);
    }
    std::string walk = fmt::format("M{} {}", coordinate(map.x(scenario.walker.start)),
                                   coordinate(map.y(scenario.walker.start)));
    for (const Leg& leg : scenario.walker.legs)
        walk += fmt::format("L{} {}", coordinate(map.x(leg.to)), coordinate(map.y(leg.to)));
    out += fmt::format("<path class=\"walk\" d=\"{}\"/>", walk);
    out += fmt::format(
        "<circle class=\"origin\" cx=\"{}\" cy=\"{}\" r=\"4\"><title>start of the walk</title></circle>",
        coordinate(map.x(scenario.walker.start)), coordinate(map.y(scenario.walker.start)));
    for (std::size_t i = 0; i < scenario.aps.size(); ++i) {
        const AccessPoint& ap = scenario.aps[i];
        std::string channels;
        for (const RadioConfig& radio : ap.radios)
            channels += fmt::format("{}{} MHz", channels.empty() ? "" : ", ", radio.channel.centre_mhz());
        out += fmt::format(
            "<circle class=\"ap a{}\" cx=\"{}\" cy=\"{}\" r=\"6\"><title>{}: {}</title></circle>",
            i % kColours, coordinate(map.x(ap.at)), coordinate(map.y(ap.at)), escape(ap.name), channels);
        out += fmt::format("<text class=\"name a{}\" x=\"{}\" y=\"{}\">{}</text>", i % kColours,
                           coordinate(map.x(ap.at)), coordinate(map.y(ap.at) - 10), escape(ap.name));
    }
    return out + scale_bar(map) + "</svg>\n";
}

}  // namespace lab
