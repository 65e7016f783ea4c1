#include "lab/report/html.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include <fmt/format.h>

#include "lab/report/curves.hpp"
#include "lab/report/figures.hpp"
#include "lab/report/floor_plan.hpp"
#include "lab/report/markup.hpp"
#include "lab/report/panel.hpp"
#include "lab/report/style.hpp"
#include "markup/style.hpp"

namespace lab {
namespace {

/// Runs of one scenario, in the order given.
struct Chapter {
    const Scenario* scenario = nullptr;
    std::vector<const RunReport*> runs;
};

std::vector<Chapter> chapters_of(std::span<const RunReport> runs) {
    std::vector<Chapter> chapters;
    for (const RunReport& run : runs) {
        auto chapter = std::ranges::find_if(chapters, [&](const Chapter& candidate) {
            return candidate.scenario->name == run.scenario.name;
        });
        if (chapter == chapters.end()) chapter = chapters.insert(chapters.end(), {&run.scenario, {}});
        chapter->runs.push_back(&run);
    }
    return chapters;
}

std::vector<Score> scores_of(const std::vector<const RunReport*>& runs) {
    std::vector<Score> scores;
    scores.reserve(runs.size());
    for (const RunReport* run : runs) scores.push_back(run->score);
    return scores;
}

std::string heading_cell(const Figure& figure) {
    return fmt::format("<th scope=\"col\"><a href=\"#def-{}\" title=\"What is this?\">{}</a></th>",
                       figure.key, escape(figure.heading));
}

std::string meter(double share) {
    return fmt::format("<span class=\"meter\"><i style=\"width:{:.1f}%\"></i></span>",
                       100 * std::clamp(share, 0.0, 1.0));
}

std::string_view ours(std::string_view arm) { return arm == kOurArm ? " class=\"ours\"" : ""; }

std::string summary_row(const ArmRuns& group) {
    std::string out = fmt::format("<tr{}><th scope=\"row\">{}</th><td>{}</td>", ours(group.arm),
                                  escape(group.arm), group.runs.size());
    for (const Figure& figure : figures()) {
        const double value = over_seeds(figure, group.runs);
        out += fmt::format("<td>{}{}</td>", figure.key == "of_optimum" ? meter(value) : "",
                           to_text(figure, value));
    }
    return out + "</tr>\n";
}

std::string optimum_row(const ArmRuns& group) {
    std::string out = "<tr class=\"optimum\"><th scope=\"row\">optimum</th><td></td>";
    for (const Figure& figure : figures()) {
        out += fmt::format("<td>{}{}</td>", figure.key == "of_optimum" ? meter(1) : "",
                           figure.optimum ? to_text(figure, optimum_over_seeds(figure, group.runs)) : "");
    }
    return out + "</tr>\n";
}

std::string summary_table(const std::vector<ArmRuns>& groups) {
    std::string out =
        "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">arm</th><th scope=\"col\">seeds</th>";
    for (const Figure& figure : figures()) out += heading_cell(figure);
    out += "</tr></thead>\n<tbody>\n";
    for (const ArmRuns& group : groups) out += summary_row(group);
    return out + optimum_row(groups.front()) + "</tbody></table></div>\n";
}

/// The arm, and of a fleet the station.
std::string who(const Score& score) {
    return score.station ? fmt::format("{}, {} ({})", score.arm, score.station->name, score.station->kind)
                         : score.arm;
}

std::string_view station_of(const Score& score) {
    return score.station ? std::string_view{score.station->name} : std::string_view{};
}

/// Every run on a row of its own: a mean hides its tail.
std::string seed_table(const std::vector<Score>& scores) {
    std::string out =
        "<details><summary>Every seed</summary><div class=\"scroll\"><table><thead><tr><th "
        "scope=\"col\">arm</th>"
        "<th scope=\"col\">seed</th>";
    for (const Figure& figure : figures()) out += heading_cell(figure);
    out += "<th scope=\"col\">log</th></tr></thead>\n<tbody>\n";
    for (const Score& score : scores) {
        out += fmt::format("<tr{}><th scope=\"row\">{}</th><td>{}</td>", ours(score.arm), escape(who(score)),
                           score.seed);
        for (const Figure& figure : figures())
            out += fmt::format("<td>{}</td>", to_text(figure, figure.of(score)));
        out += fmt::format("<td><code>{}</code></td></tr>\n", escape(score.events_sha.substr(0, 8)));
    }
    return out + "</tbody></table></div></details>\n";
}

/// R, and small beside it the outage, of every arm in every scenario.
std::string overview(const std::vector<ArmRuns>& groups) {
    std::vector<std::string> arms;
    std::vector<std::string> scenarios;
    for (const ArmRuns& group : groups) {
        if (std::ranges::find(arms, group.arm) == arms.end()) arms.push_back(group.arm);
        if (std::ranges::find(scenarios, group.scenario) == scenarios.end())
            scenarios.push_back(group.scenario);
    }
    const Figure& ratio = figures()[0];
    const Figure& outage = figures()[1];
    std::string out = "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">scenario</th>";
    for (const std::string& arm : arms) out += fmt::format("<th scope=\"col\">{}</th>", escape(arm));
    out += "</tr></thead>\n<tbody>\n";
    for (const std::string& scenario : scenarios) {
        out += fmt::format("<tr><th scope=\"row\"><a href=\"#{}\">{}</a></th>", id_of(scenario),
                           escape(scenario));
        for (const std::string& arm : arms) {
            const auto group = std::ranges::find_if(
                groups, [&](const ArmRuns& one) { return one.scenario == scenario && one.arm == arm; });
            if (group == groups.end()) {
                out += "<td></td>";
                continue;
            }
            out += fmt::format("<td{}>{}<small>{} s</small></td>", ours(arm),
                               to_text(ratio, over_seeds(ratio, group->runs)),
                               to_text(outage, over_seeds(outage, group->runs)));
        }
        out += "</tr>\n";
    }
    return out + "</tbody></table></div>\n";
}

std::string figure_of(const RunReport& run, const Curves& curves, const PlotFrame& frame,
                      std::string_view curves_id) {
    const Score& score = run.score;
    std::string out = fmt::format("<figure{}><figcaption><b>{}</b><span class=\"figures\">R {:.3f}</span>",
                                  ours(score.arm), escape(score.arm), score.of_optimum);
    out += fmt::format("<span class=\"figures\">outage {:.1f} s, worst gap {:.0f} ms</span>",
                       score.outage_s.down + score.outage_s.up, score.longest_gap_ms);
    out += fmt::format("<span class=\"figures\">moves {} ({} FT), optimum {}</span>", score.roams,
                       score.ft_roams, score.clairvoyant_roams);
    out += fmt::format("<span class=\"figures\">away {:.2f} %</span></figcaption>\n",
                       100 * score.offchannel_share);
    return out + "<div class=\"scroll\">" + panel(run, curves, frame, curves_id) + "</div></figure>\n";
}

/// The panels of one seed, under curves that they share.
std::string seed_panels(const std::vector<const RunReport*>& runs) {
    const RunReport& first = *runs.front();
    const Curves curves = reduce(first.trace, scored_slots(first.scenario, first.trace));
    const PlotFrame frame = frame_for(curves, first.score.seconds);
    const std::string_view station = station_of(first.score);
    const std::string id = fmt::format("levels-{}-{}{}{}", id_of(first.scenario.name), first.score.seed,
                                       station.empty() ? "" : "-", station);
    std::string out =
        "<svg class=\"shared\" xmlns=\"http://www.w3.org/2000/svg\" aria-hidden=\"true\"><defs>" +
        curve_group(first.trace, curves, frame, id) + "</defs></svg>\n";
    for (const RunReport* run : runs) out += figure_of(*run, curves, frame, id);
    return out;
}

std::string facts(const Scenario& scenario) {
    std::size_t radios = 0;
    for (const AccessPoint& ap : scenario.aps) radios += ap.radios.size();
    constexpr std::array<std::string_view, 7> kSecurity{"open",   "WPA2-PSK", "FT-PSK",   "SAE",
                                                        "FT-SAE", "802.1X",   "FT-802.1X"};
    return fmt::format(
        "{:g} s, {} access points with {} radios, {}, {} packets/s of {} octets in each direction{}.",
        scenario.seconds, scenario.aps.size(), radios,
        kSecurity.at(static_cast<std::size_t>(scenario.security)), scenario.traffic.per_second,
        scenario.traffic.octets, scenario.standing ? ", standing" : "");
}

std::string chapter_text(const Chapter& chapter) {
    const Scenario& scenario = *chapter.scenario;
    const std::vector<Score> scores = scores_of(chapter.runs);
    std::string out =
        fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n<p>{}<br><span class=\"quiet\">{}</span></p>\n",
                    id_of(scenario.name), escape(scenario.name), escape(scenario.title), facts(scenario));
    out += floor_plan(scenario) + summary_table(by_arm(scores)) + seed_table(scores);

    // Runs that share their curves: of one seed, and of a fleet of one station.
    std::vector<std::pair<std::uint64_t, std::string_view>> views;
    for (const Score& score : scores) {
        const std::pair view{score.seed, station_of(score)};
        if (std::ranges::find(views, view) == views.end()) views.push_back(view);
    }
    for (const auto& view : views) {
        const auto& [seed, station] = view;
        std::vector<const RunReport*> runs;
        std::ranges::copy_if(chapter.runs, std::back_inserter(runs), [&view](const RunReport* run) {
            return std::pair{run->score.seed, station_of(run->score)} == view;
        });
        const std::string panels = seed_panels(runs);
        const std::string heading =
            fmt::format("Seed {}{}{}", seed, station.empty() ? "" : ", ", escape(station));
        if (view == views.front())
            out += fmt::format("<h3>{}</h3>\n{}", heading, panels);
        else
            out += fmt::format("<details><summary>{}</summary>\n{}</details>\n", heading, panels);
    }
    return out + "</section>\n";
}

/// How to read a panel, with a sample of every sign.
constexpr std::string_view kKey = R"html(<ul class="key">
<li><svg class="glyph" viewBox="0 0 26 10"><path class="level a0 b5" d="M0 5H26"/></svg>5 GHz level</li>
<li><svg class="glyph" viewBox="0 0 26 10"><path class="level a0 b2" d="M0 5H26"/></svg>2.4 GHz</li>
<li><svg class="glyph" viewBox="0 0 26 10"><path class="level a0 b6" d="M0 5H26"/></svg>6 GHz</li>
<li><svg class="glyph" viewBox="0 0 26 10"><path class="served a0" d="M2 5H24"/></svg>the serving BSS</li>
<li><svg class="glyph" viewBox="0 0 26 10"><path class="move ft" d="M7 9l-4.5 -8h9z"/><path class="move full" d="M19 9l-4.5 -8h9z"/></svg>move by FT, by full authentication</li>
<li><svg class="glyph" viewBox="0 0 26 10"><rect class="gap handoff" width="26" height="10"/></svg>gap over 60 ms: handoff</li>
<li><svg class="glyph" viewBox="0 0 26 10"><rect class="gap offchannel" width="26" height="10"/></svg>off-channel</li>
<li><svg class="glyph" viewBox="0 0 26 10"><rect class="gap coverage" width="26" height="10"/></svg>coverage: too weak a signal</li>
<li><svg class="glyph" viewBox="0 0 26 10"><path class="event" d="M13 0V10"/></svg>event of the scenario</li>
</ul>
<p class="quiet">Under each plot: which BSS served, which the clairvoyant optimum would have used at that moment, and when the
radio was tuned away to look at other channels. Curves are the true mean signal. Rest the pointer on any mark for its details.</p>
)html";

std::string definitions() {
    std::string out = "<section id=\"definitions\">\n<h2>What the figures mean</h2>\n<dl>\n";
    for (const Figure& figure : figures()) {
        out += fmt::format("<dt id=\"def-{0}\">{1}<code>{0}</code></dt><dd>{2}</dd>\n", figure.key,
                           escape(figure.heading), escape(figure.definition));
    }
    return out + "</dl>\n</section>\n";
}

}  // namespace

std::string html_report(std::span<const RunReport> runs) {
    std::vector<Score> scores;
    scores.reserve(runs.size());
    for (const RunReport& run : runs) scores.push_back(run.score);
    std::string out = fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Roam lab "
        "report</title>\n"
        "<style>{}{}</style>\n</head>\n<body>\n<svg class=\"shared\" xmlns=\"http://www.w3.org/2000/svg\" "
        "aria-hidden=\"true\"><defs>{}</defs></svg>\n",
        markup::kBaseStyle, kStyleSheet, kPatterns);
    out += "<header>\n<h1>Roam lab report</h1>\n";
    out += fmt::format(
        "<p>{} runs in virtual time on the real kernel and the real programs, each beside the best "
        "that was possible. "
        "Large: <a href=\"#def-of_optimum\">R</a>, the share of the optimum, 1 at most. Small: "
        "<a href=\"#def-outage_s\">seconds of outage</a>. Means over seeds.</p>\n",
        runs.size());
    out += overview(by_arm(scores)) + std::string{kKey} + "</header>\n";
    for (const Chapter& chapter : chapters_of(runs)) out += chapter_text(chapter);
    return out + definitions() + "</body>\n</html>\n";
}

}  // namespace lab
