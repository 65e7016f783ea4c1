#include "lab/report/table.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "lab/report/figures.hpp"
#include "lab/steering.hpp"

namespace lab {
namespace {

constexpr std::string_view kOptimumRow = "(optimum)";
constexpr std::string_view kCountHeading = "n";

struct Column {
    const Figure* figure;
    std::size_t width;
};

struct Layout {
    std::size_t names = kOptimumRow.size();
    std::size_t counts = 3;
    std::vector<Column> columns;
};

std::string label_of(const StationFigures& station) {
    return fmt::format("  {} ({})", station.name, station.kind);
}

Layout lay_out(const std::vector<ArmRuns>& groups, int columns) {
    Layout layout;
    for (const ArmRuns& group : groups) {
        layout.names = std::max(layout.names, group.arm.size());
        for (const Score& score : group.runs)
            if (score.station) layout.names = std::max(layout.names, label_of(*score.station).size());
    }
    std::size_t used = layout.names + layout.counts;
    for (const Figure& figure : figures()) {
        std::size_t width = figure.heading.size();
        for (const ArmRuns& group : groups)
            width = std::max(width, to_text(figure, over_seeds(figure, group.runs)).size());
        used += width + 2;
        const bool fits = used <= static_cast<std::size_t>(std::max(columns, 0));
        if (!layout.columns.empty() && !fits) break;
        layout.columns.push_back({&figure, width});
    }
    return layout;
}

std::string heading(const Layout& layout) {
    std::string line = fmt::format("{:<{}}{:>{}}", "arm", layout.names, kCountHeading, layout.counts);
    for (const Column& column : layout.columns)
        line += fmt::format("  {:>{}}", column.figure->heading, column.width);
    return line + '\n';
}

std::string row(const Layout& layout, const ArmRuns& group) {
    std::string line = fmt::format("{:<{}}{:>{}}", group.arm, layout.names, group.runs.size(), layout.counts);
    for (const Column& column : layout.columns)
        line += fmt::format("  {:>{}}", to_text(*column.figure, over_seeds(*column.figure, group.runs)),
                            column.width);
    return line + '\n';
}

std::string optimum_row(const Layout& layout, const ArmRuns& group) {
    std::string line = fmt::format("{:<{}}{:>{}}", kOptimumRow, layout.names, "", layout.counts);
    for (const Column& column : layout.columns) {
        const Figure& figure = *column.figure;
        const bool has = figure.optimum != nullptr;
        line += fmt::format("  {:>{}}", has ? to_text(figure, optimum_over_seeds(figure, group.runs)) : "",
                            column.width);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line + '\n';
}

/// A row for each station of a fleet, with its means over the seeds.
std::string station_rows(const Layout& layout, const ArmRuns& group) {
    std::vector<ArmRuns> stations;
    for (const Score& score : group.runs) {
        if (!score.station) continue;
        const std::string label = label_of(*score.station);
        auto own = std::ranges::find(stations, label, &ArmRuns::arm);
        if (own == stations.end()) own = stations.insert(stations.end(), {group.scenario, label, {}});
        own->runs.push_back(score);
    }
    std::string text;
    for (const ArmRuns& station : stations) text += row(layout, station);
    return text;
}

std::string steering_lines(const ArmRuns& group) {
    std::string text;
    for (const FleetFigures& fleet : fleets_of(group.runs))
        text += fmt::format(
            "  {} seed {}: {} requests ({} imminent, {} accepted), precision {:.3f}, {} of {} episodes met "
            "(recall {:.3f}), {} dismissals\n",
            fleet.arm, fleet.seed, fleet.requests, fleet.imminent, fleet.accepted, fleet.precision(),
            fleet.episodes_met, fleet.episodes, fleet.recall(), fleet.dismissals);
    return text;
}

}  // namespace

std::string text_table(std::span<const Score> scores, int columns) {
    const std::vector<ArmRuns> groups = by_arm(scores);
    const Layout layout = lay_out(groups, columns);
    std::string text;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (i == 0 || groups[i - 1].scenario != groups[i].scenario) {
            if (i > 0) text += '\n';
            text += fmt::format("{}, {:g} s\n", groups[i].scenario, groups[i].runs.front().seconds) +
                    heading(layout);
        }
        text += station_rows(layout, groups[i]) + row(layout, groups[i]);
        if (i + 1 == groups.size() || groups[i + 1].scenario != groups[i].scenario)
            text += optimum_row(layout, groups[i]);
        text += steering_lines(groups[i]);
    }
    return text;
}

}  // namespace lab
