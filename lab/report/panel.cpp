#include "lab/report/panel.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "lab/report/markup.hpp"

namespace lab {
namespace {

// The rows under the plot, top to bottom, in units of the viewBox.
constexpr double kWidth = 1000;
constexpr double kBandHeight = 15;
constexpr double kServed = 12;  ///< below the plot's bottom
constexpr double kOptimum = 32;
constexpr double kLooks = 52;
constexpr double kLooksHeight = 7;
constexpr double kAxis = 74;
constexpr double kHeight = 94;

/// Neighbours closer than this are drawn as one.
constexpr double kMergeWithin = 0.8;
constexpr double kLetterWidth = 6;
/// A gap of 60 ms in an hour is still to be seen.
constexpr double kThinnestGap = 1.2;

std::string rect(std::string_view style, double x, double y, double width, double height,
                 std::string_view title) {
    return fmt::format(
        "<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"><title>{}</title></rect>", style,
        coordinate(x), coordinate(y), coordinate(std::max(width, 0.6)), coordinate(height), escape(title));
}

std::string text(std::string_view style, double x, double y, std::string_view content) {
    return fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\">{}</text>", style, coordinate(x), coordinate(y),
                       escape(content));
}

/// Seconds between labels on the time axis: at most a dozen labels.
int time_step(double seconds) {
    constexpr std::array kSteps{1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 3600, 7200, 21600};
    for (const int step : kSteps) {
        if (seconds / step <= 12) return step;
    }
    return 86400;
}

std::string axes(const PlotFrame& frame) {
    std::string out;
    for (int dbm = static_cast<int>(frame.least_dbm); dbm <= frame.most_dbm; dbm += 10) {
        const double y = frame.y(dbm);
        out += fmt::format("<path class=\"grid\" d=\"M{} {}H{}\"/>", coordinate(frame.left), coordinate(y),
                           coordinate(frame.right));
        out += text("tick y", frame.left - 5, y + 3.5, fmt::format("{}", dbm));
    }
    out += text("tick y", frame.left - 5, frame.top - 11, "dBm");
    const int step = time_step(frame.seconds);
    for (int at = 0; at <= frame.seconds; at += step) {
        const double x = frame.x(Micros{at} * 1'000'000);
        out += fmt::format("<path class=\"grid\" d=\"M{} {}v4\"/>", coordinate(x),
                           coordinate(frame.bottom + kAxis - 14));
        const bool minutes = frame.seconds > 180;
        out += text("tick", x, frame.bottom + kAxis,
                    minutes ? fmt::format("{}:{:02}", at / 60, at % 60) : fmt::format("{} s", at));
    }
    return out;
}

/// Splits items, which are in order of time, into groups that a screen cannot show apart; each becomes one
/// shape.
template <class Item, class When>
std::vector<std::span<const Item>> groups_on_screen(std::span<const Item> items, const PlotFrame& frame,
                                                    When when) {
    std::vector<std::span<const Item>> groups;
    std::size_t first = 0;
    Micros end = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Interval next = when(items[i]);
        if (i > first && frame.x(next.from) - frame.x(end) > kMergeWithin) {
            groups.push_back(items.subspan(first, i - first));
            first = i;
        }
        end = i == first ? next.to : std::max(end, next.to);
    }
    if (first < items.size()) groups.push_back(items.subspan(first));
    return groups;
}

double ms_of(Micros duration) { return static_cast<double>(duration) / 1e3; }

std::string gap_title(std::span<const Gap> group, std::string_view cause) {
    Micros sum = 0;
    bool down = false;
    bool up = false;
    for (const Gap& gap : group) {
        sum += gap.when.length();
        (gap.direction == Direction::Down ? down : up) = true;
    }
    const std::string_view directions = down && up ? "down and up" : down ? "down" : "up";
    const std::string at = clock_text(group.front().when.from);
    if (group.size() == 1)
        return fmt::format("{}: gap of {:.0f} ms {}, {}", at, ms_of(sum), directions, cause);
    return fmt::format("{}: {} gaps, {:.0f} ms in all, {}, {}", at, group.size(), ms_of(sum), directions,
                       cause);
}

/// Silences over 60 ms as shaded columns, a style for each cause.
std::string outages(const RunReport& run, const PlotFrame& frame) {
    struct Cause {
        GapCause cause;
        std::string_view name;
        std::string_view style;
    };
    constexpr std::array<Cause, 3> kCauses{{{GapCause::Coverage, "coverage", "gap coverage"},
                                            {GapCause::Handoff, "handoff", "gap handoff"},
                                            {GapCause::OffChannel, "off-channel", "gap offchannel"}}};
    std::string out;
    for (const Cause& cause : kCauses) {
        std::vector<Gap> gaps;
        std::ranges::copy_if(run.outages, std::back_inserter(gaps),
                             [&](const Gap& gap) { return gap.cause == cause.cause; });
        std::ranges::sort(gaps, {}, [](const Gap& gap) { return std::pair{gap.when.from, gap.direction}; });
        for (const auto group :
             groups_on_screen(std::span<const Gap>{gaps}, frame, [](const Gap& gap) { return gap.when; })) {
            const Micros from = group.front().when.from;
            Micros to = from;
            for (const Gap& gap : group) to = std::max(to, gap.when.to);
            out += rect(cause.style, frame.x(from), frame.top,
                        std::max(frame.x(to) - frame.x(from), kThinnestGap), frame.bottom - frame.top,
                        gap_title(group, cause.name));
        }
    }
    return out;
}

/// One row of coloured pieces, named where the name fits.
std::string band(const RunReport& run, const PlotFrame& frame, const std::vector<Served>& links, double y) {
    std::string out;
    for (const Served& link : links) {
        const double x = frame.x(link.from);
        const double width = frame.x(link.to) - x;
        if (link.to <= 0 || width <= 0) continue;
        const auto bss = static_cast<std::size_t>(link.bss);
        const std::string& name = run.trace.sites[bss].name;
        out += fmt::format("<g class=\"piece {}\">", style_of(run.trace, bss));
        out += rect("fill", x, y, width, kBandHeight,
                    fmt::format("{}: {} to {}", name, clock_text(std::max<Micros>(link.from, 0)),
                                clock_text(link.to)));
        out += fmt::format("<path class=\"foot\" d=\"M{} {}h{}\"/>", coordinate(x),
                           coordinate(y + kBandHeight - 1), coordinate(width));
        if (width > kLetterWidth * static_cast<double>(name.size()) + 6)
            out += text("inside", x + width / 2, y + kBandHeight - 4.5, name);
        out += "</g>";
    }
    return out;
}

/// The level of whichever BSS served, drawn strong over its thin curve.
std::string served_levels(const RunReport& run, const Curves& curves, const PlotFrame& frame) {
    std::string out;
    for (const Served& link : run.truth.served) {
        const auto bss = static_cast<std::size_t>(link.bss);
        const std::string data = path_data(curves, frame, bss, link.from, link.to);
        if (!data.empty())
            out += fmt::format("<path class=\"served {}\" d=\"{}\"/>", style_of(run.trace, bss), data);
    }
    return out;
}

/// Triangles where the station moved: full for FT, hollow for a full authentication; a ring for a new link to
/// the same.
std::string moves(const RunReport& run, const PlotFrame& frame) {
    std::string out;
    const double y = frame.bottom + kServed - 1;
    for (std::size_t i = 1; i < run.truth.served.size(); ++i) {
        const Served& old = run.truth.served[i - 1];
        const Served& link = run.truth.served[i];
        if (link.from < 0 || link.from >= run.truth.length) continue;
        const auto name = [&](int bss) { return run.trace.sites[static_cast<std::size_t>(bss)].name; };
        const bool same = old.bss == link.bss;
        const std::string title = fmt::format(
            "{}: {}, {}, {:.0f} ms without a link", clock_text(link.from),
            same ? "new link to " + name(link.bss) : fmt::format("{} to {}", name(old.bss), name(link.bss)),
            link.fast_transition ? "FT" : "full authentication", ms_of(link.from - old.to));
        const std::string shape = same ? "m-3 -4a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z" : "l-4.5 -8h9z";
        out += fmt::format("<path class=\"move {}\" d=\"M{} {}{}\"><title>{}</title></path>",
                           link.fast_transition ? "ft" : "full", coordinate(frame.x(link.from)),
                           coordinate(y), shape, escape(title));
    }
    return out;
}

/// Excursions from the serving channel, and what was looked at during each.
std::string looks(const RunReport& run, const PlotFrame& frame) {
    std::string out;
    const std::vector<Interval> away = off_channel(run.truth, static_cast<Micros>(frame.seconds * 1e6));
    for (const auto group :
         groups_on_screen(std::span<const Interval>{away}, frame, [](Interval part) { return part; })) {
        Micros sum = 0;
        for (const Interval& part : group) sum += part.length();
        const Interval all{group.front().from, group.back().to};
        std::string title = fmt::format("{}: away {:.0f} ms", clock_text(all.from), ms_of(sum));
        if (group.size() > 1) title += fmt::format(" in {} excursions", group.size());
        std::set<int> channels;
        for (const Look& look : run.truth.looks) {
            if (look.at >= all.from && look.at <= all.to) channels.insert(look.mhz);
        }
        if (!channels.empty()) title += fmt::format(", looked at {} MHz", fmt::join(channels, ", "));
        out += rect("away", frame.x(all.from), frame.bottom + kLooks, frame.x(all.to) - frame.x(all.from),
                    kLooksHeight, title);
    }
    return out;
}

/// What the scenario did: a line down the plot, and its text above where there is room.
std::string events(const RunReport& run, const PlotFrame& frame) {
    std::vector<Mark> marks = run.truth.marks;
    std::erase_if(marks, [&](const Mark& mark) { return mark.at < 0 || mark.at > run.truth.length; });
    std::ranges::sort(marks, {}, [](const Mark& mark) { return std::tie(mark.at, mark.text); });
    std::string out;
    double free_from = frame.left + 20;
    for (const auto group : groups_on_screen(std::span<const Mark>{marks}, frame,
                                             [](const Mark& mark) { return Interval{mark.at, mark.at}; })) {
        std::string words;
        for (const Mark& mark : group) words += (words.empty() ? "" : "; ") + mark.text;
        const double x = frame.x(group.front().at);
        out += fmt::format("<path class=\"event\" d=\"M{} {}V{}\"><title>{}: {}</title></path>",
                           coordinate(x), coordinate(frame.top - 3), coordinate(frame.bottom),
                           clock_text(group.front().at), escape(words));
        const double width = kLetterWidth * static_cast<double>(words.size());
        const bool leftwards = x + width > frame.right;
        if ((leftwards ? x - width : x) < free_from) continue;
        out += text(leftwards ? "event end" : "event", x, frame.top - 5, words);
        free_from = leftwards ? frame.right : x + width + 8;
    }
    return out;
}

std::string row_names(const PlotFrame& frame) {
    return text("row", frame.left - 5, frame.bottom + kServed + kBandHeight - 4.5, "served") +
           text("row", frame.left - 5, frame.bottom + kOptimum + kBandHeight - 4.5, "best") +
           text("row", frame.left - 5, frame.bottom + kLooks + kLooksHeight, "away");
}

}  // namespace

std::string panel(const RunReport& run, const Curves& curves, const PlotFrame& frame,
                  std::string_view curves_id) {
    std::string out = fmt::format(
        "<svg class=\"panel\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\">"
        "<title>{}, arm {}, seed {}</title>\n",
        kWidth, coordinate(frame.bottom + kHeight), escape(run.score.scenario), escape(run.score.arm),
        run.score.seed);
    out += axes(frame) + "\n" + outages(run, frame) + "\n" + events(run, frame) + "\n";
    out += fmt::format("<use href=\"#{}\"/>\n", curves_id);
    out += served_levels(run, curves, frame) + "\n" + moves(run, frame) + "\n";
    out += band(run, frame, run.truth.served, frame.bottom + kServed) + "\n";
    out += band(run, frame, links_of(run.optimum, run.trace.slot), frame.bottom + kOptimum) + "\n";
    out += looks(run, frame) + row_names(frame);
    return out + "</svg>\n";
}

}  // namespace lab
