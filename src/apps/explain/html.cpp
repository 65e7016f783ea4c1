#include "apps/explain/html.hpp"

#include <algorithm>
#include <map>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/explain/html_parts.hpp"
#include "apps/explain/summary.hpp"
#include "markup/markup.hpp"
#include "markup/style.hpp"

namespace explain_app {

using namespace explain;
namespace json = boost::json;
using markup::escape;

namespace {

/// More would make the page slow; what a list leaves out it says.
constexpr std::size_t kStations = 8;
constexpr std::size_t kRows = 500;

double seconds(Micros at) { return std::chrono::duration<double>(at).count(); }

/// Writes one page.
class PageWriter {
public:
    PageWriter(const Explanation& all, const Names& names) : all_{all}, names_{names} {}

    [[nodiscard]] std::string page() {
        const std::string plot_data = data();
        std::string out = fmt::format(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Why did it "
            "move?</title>\n"
            "<style>{}{}</style>\n</head>\n<body>\n",
            markup::kBaseStyle, kPageStyle);
        out += head() + verdicts() + timeline() + roams() + what_ifs() + inputs();
        out += "<script type=\"application/json\" id=\"data\">" + plot_data + "</script>\n<script>";
        out += kPageScript;
        return out + "</script>\n</body>\n</html>\n";
    }

private:
    [[nodiscard]] std::string text(std::string_view some) const { return escape(names_.text(some)); }
    [[nodiscard]] std::string mono(const wifi::MacAddress& address) const {
        return fmt::format("<span class=\"mono\">{}</span>", names_(address));
    }

    [[nodiscard]] std::string station_name(const Station& station) const {
        std::string name = station.address ? names_(*station.address) : std::string{};
        if (!station.interface.empty()) name += (name.empty() ? "" : " on ") + station.interface;
        return name.empty() ? "this station" : name;
    }

    [[nodiscard]] std::string head() const {
        const Timeline& timeline = all_.timeline;
        std::string out = "<header>\n<h1>Why did it move?</h1>\n";
        std::vector<std::string_view> sources;
        for (std::size_t at = 0; at < kSources; ++at)
            if (timeline.events_of[at] > 0) sources.push_back(source_name(static_cast<Source>(at)));
        if (timeline.from && timeline.to)
            out +=
                fmt::format("<p class=\"quiet\">{}{} to {} ({}), from {}</p>\n", names_.date(*timeline.from),
                            names_.moment(*timeline.from), names_.moment(*timeline.to),
                            duration_text(*timeline.to - *timeline.from), fmt::join(sources, ", "));
        for (std::size_t at = 0; at < timeline.stations.size() && at < 3; ++at) {
            const Station& station = timeline.stations[at];
            const auto moves = std::ranges::count_if(station.roams, &Roam::is_move);
            out += fmt::format("<p>Station {}{}: {} moves, {} failed attempts, {} scans.</p>\n",
                               escape(station_name(station)),
                               station.ssid ? ", network " + text(*station.ssid) : std::string{}, moves,
                               station.tally.failed, station.tally.scans);
        }
        return out + "</header>\n";
    }

    [[nodiscard]] std::string lines(const Places& places) const {
        std::string out = "<div class=\"lines\">";
        for (const Place& place : places.list()) {
            const auto line = all_.lines.find(place);
            out += fmt::format("<div><i>{}</i>{}</div>", escape(place_text(all_, names_, place)),
                               line != all_.lines.end()
                                   ? text(line->second)
                                   : std::string{"(a packet, or a line that could not be read again)"});
        }
        return out + "</div>";
    }

    [[nodiscard]] std::string verdicts() const {
        std::string out = "<section id=\"verdicts\">\n<h2>What is wrong</h2>\n";
        if (all_.verdicts.empty()) return out + "<p>Nothing, as far as these logs tell.</p>\n</section>\n";
        out += "<ol class=\"verdicts\">\n";
        for (const Verdict& verdict : all_.verdicts) {
            const Rule* rule = find_rule(verdict.rule);
            out += fmt::format(
                "<li id=\"{}\"><h3>{}<small>{}{}</small></h3>\n<p>{}</p>\n<p><b>Why:</b> {}</p>\n"
                "<p class=\"remedy\"><b>Do:</b> {}</p>\n",
                escape(verdict.rule), escape(rule->title), word_of(verdict.certainty),
                verdict.times > 1 ? fmt::format(", {} times", verdict.times) : std::string{},
                text(verdict.what), text(verdict.why), text(verdict.remedy));
            out += fmt::format(
                "<details><summary>{} lines that say so</summary>{}<p class=\"quiet\">Rule {}, known from "
                "{}.</p></details>\n",
                verdict.places.list().size(), lines(verdict.places), escape(verdict.rule),
                escape(rule->source));
            if (verdict.station < kStations)
                out += fmt::format(
                    "<button data-at=\"{:.3f}\" data-to=\"{:.3f}\" data-station=\"{}\">Show in the "
                    "timeline</button>",
                    seconds(verdict.from), seconds(verdict.to), verdict.station);
            out += "</li>\n";
        }
        return out + "</ol>\n</section>\n";
    }

    [[nodiscard]] std::string timeline() const {
        std::string out =
            "<section id=\"timeline\">\n<h2>Timeline</h2>\n<div class=\"bar\"><button id=\"in\" "
            "title=\"+\">Zoom in</button>"
            "<button id=\"out\" title=\"-\">Zoom out</button><button id=\"back\" "
            "aria-label=\"Earlier\">&larr;</button>"
            "<button id=\"on\" aria-label=\"Later\">&rarr;</button><button id=\"all\" "
            "title=\"0\">All</button>";
        const auto& stations = all_.timeline.stations;
        if (stations.size() > 1) {
            out += "<select id=\"station\" aria-label=\"Station\">";
            for (std::size_t at = 0; at < stations.size() && at < kStations; ++at)
                out +=
                    fmt::format("<option value=\"{}\">{}</option>", at, escape(station_name(stations[at])));
            out += "</select>";
        }
        out +=
            "<span class=\"quiet\" id=\"range\"></span></div>\n<svg id=\"plot\" "
            "xmlns=\"http://www.w3.org/2000/svg\" "
            "tabindex=\"0\" role=\"img\" aria-label=\"Levels, links, scans and roams over time; arrow keys "
            "move, plus and minus "
            "zoom\"></svg>\n<div id=\"tip\" aria-live=\"polite\">Drag to move; click it and turn the wheel, "
            "or press + and -, to "
            "zoom.</div>\n<ul class=\"key\">";
        for (std::size_t at = 0; at < bss_.size() && at < 14; ++at)
            out += fmt::format("<li><i class=\"a{}\"></i>{}</li>", at % 7, escape(bss_[at]));
        return out +
               "</ul>\n<noscript><p>The timeline needs JavaScript; the tables below do "
               "not.</p></noscript>\n</section>\n";
    }

    [[nodiscard]] static std::string phase(const std::optional<Moment>& from,
                                           const std::optional<Moment>& to) {
        return from && to && to->at >= from->at ? duration_text(to->at - from->at) : "";
    }

    [[nodiscard]] std::string roam_row(const Roam& roam, std::size_t station) const {
        const auto level = [](const std::optional<int>& dbm) {
            return dbm ? std::to_string(*dbm) : std::string{};
        };
        const auto first = roam.authentication ? roam.authentication : roam.association;
        std::string out = fmt::format(
            "<tr{} data-at=\"{:.3f}\" data-station=\"{}\" tabindex=\"0\"><td>{}</td><td "
            "class=\"left\">{}</td><td "
            "class=\"left\">{}</td><td>{}</td><td>{}</td><td class=\"left\">{}</td>",
            roam.end == RoamEnd::Linked ? "" : " class=\"bad\"", seconds(roam.begun()), station,
            names_.moment(roam.begun()), roam.from ? mono(*roam.from) : "", mono(roam.to),
            level(roam.from_dbm), level(roam.to_dbm), cause_text(roam.cause));
        out += fmt::format("<td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>",
                           phase(roam.scan_begun, roam.scan_ended), phase(roam.left, first),
                           phase(first, roam.associated), phase(roam.associated, roam.linked),
                           phase(roam.linked, roam.address));
        const auto gap = roam.gap();
        return out + fmt::format("<td>{}</td><td class=\"left\">{}{}</td></tr>\n",
                                 gap && roam.from ? duration_text(*gap) : "",
                                 roam.end == RoamEnd::Linked ? (roam.fast_transition ? "FT" : "full")
                                                             : end_text(roam.end),
                                 roam.status ? fmt::format(" ({})", *roam.status) : "");
    }

    [[nodiscard]] std::string roams() const {
        std::string out =
            "<section id=\"roams\">\n<h2>Roams</h2>\n<div class=\"scroll\"><table><thead><tr><th>at</th><th "
            "class=\"left\">from</th>"
            "<th class=\"left\">to</th><th>dBm left</th><th>dBm to</th><th "
            "class=\"left\">why</th><th>scan</th><th>left, then</th>"
            "<th>auth. and assoc.</th><th>keys</th><th>address</th><th>gap</th><th "
            "class=\"left\">method</th></tr></thead><tbody>\n";
        std::size_t left = kRows;
        std::size_t all = 0;
        for (std::size_t at = 0; at < all_.timeline.stations.size() && at < kStations; ++at)
            for (const Roam& roam : all_.timeline.stations[at].roams) {
                ++all;
                if (left == 0) continue;
                --left;
                out += roam_row(roam, at);
            }
        out += "</tbody></table></div>\n";
        if (all > kRows) out += fmt::format("<p class=\"quiet\">The first {} of {}.</p>\n", kRows, all);
        return out + "</section>\n";
    }

    [[nodiscard]] std::string what_ifs() const {
        std::string out;
        for (std::size_t at = 0; at < all_.what_ifs.size(); ++at) {
            const WhatIf& what = all_.what_ifs[at];
            if (what.sums.empty()) continue;
            out += fmt::format(
                "<h3>{}, {} choices</h3><div class=\"scroll\"><table><thead><tr><th>policy</th><th>would "
                "have moved</th>"
                "<th>would have done the same</th><th>mean gain, Mbit/s</th></tr></thead><tbody>\n",
                escape(station_name(all_.timeline.stations[at])), what.crossroads.size());
            for (const PolicySum& sum : what.sums)
                out += fmt::format("<tr{}><td>{}</td><td>{}</td><td>{}</td><td>{:+.1f}</td></tr>\n",
                                   sum.rival ? "" : " class=\"ours\"", policy_name(sum.rival), sum.moves,
                                   sum.agrees, static_cast<double>(sum.mean_gain_kbps) / 1000);
            out += "</tbody></table></div>\n";
        }
        if (out.empty()) return "";
        return fmt::format(
            "<section id=\"what-if\">\n<h2>What if</h2>\n<p>What each policy would have done on the same "
            "evidence, "
            "and the rate that may be expected there against where the station was; {}.</p>\n{}</section>\n",
            kAssumption, out);
    }

    [[nodiscard]] std::string inputs() const {
        std::string out =
            "<section id=\"inputs\">\n<h2>Inputs</h2>\n<div "
            "class=\"scroll\"><table><thead><tr><th>input</th><th>lines</th>"
            "<th>unknown</th><th class=\"left\">programs</th><th "
            "class=\"left\">clock</th></tr></thead><tbody>\n";
        for (std::size_t at = 0; at < all_.read.inputs.size(); ++at) {
            const InputReport& input = all_.read.inputs[at];
            std::vector<std::string_view> sources;
            for (const Source source : input.sources) sources.push_back(source_name(source));
            std::string clock = input.alignment && input.alignment->applied ? alignment_text(*input.alignment)
                                                                            : input.not_aligned;
            const std::string name = place_text(all_, names_, {static_cast<std::uint32_t>(at), 0});
            out += fmt::format(
                "<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"left\">{}</td><td "
                "class=\"left\">{}</td></tr>\n",
                escape(name.substr(0, name.rfind(':'))), input.lines, input.unknown, fmt::join(sources, ", "),
                text(clock));
            for (const Fault& fault : input.faults)
                out +=
                    fmt::format("<tr class=\"bad\"><td></td><td class=\"left\" colspan=\"4\">{}</td></tr>\n",
                                text(fault.text));
        }
        out += "</tbody></table></div>\n";
        if (all_.timeline.dropped() > 0)
            out += fmt::format("<p>{} older details were dropped to stay within memory.</p>\n",
                               all_.timeline.dropped());
        return out + "</section>\n";
    }

    [[nodiscard]] std::size_t number(const wifi::MacAddress& bssid) {
        const auto [at, fresh] = numbers_.emplace(bssid, bss_.size());
        if (fresh) bss_.push_back(names_(bssid));
        return at->second;
    }

    [[nodiscard]] json::object plot(const Station& station, std::size_t index) {
        json::object object;
        const double end = seconds(all_.timeline.to.value_or(Micros{0}));
        json::array links;
        for (const Link& link : station.links)
            links.push_back(json::array{seconds(link.from), link.to ? seconds(*link.to) : end,
                                        number(link.bssid), json::string(end_text(link.end))});
        json::array scans;
        for (const Scan& scan : station.scans) {
            const Micros to = scan.to.value_or(scan.from);
            std::string words =
                scan.channels.empty() ? std::string{} : fmt::format("{} channels", scan.channels.size());
            if (scan.silence)
                words +=
                    fmt::format("{}silent for {}", words.empty() ? "" : ", ", duration_text(*scan.silence));
            scans.push_back(json::array{seconds(scan.from), seconds(to),
                                        scan.while_linked && to - scan.from > std::chrono::milliseconds{600},
                                        words});
        }
        json::array seen;
        for (const Scan& scan : station.scans)
            for (const Heard& heard : scan.found)
                if (heard.level_dbm && seen.size() < 6000)
                    seen.push_back(json::array{seconds(heard.at), number(heard.bssid), *heard.level_dbm});
        json::array signal;
        for (const auto& point : station.signal.points())
            signal.push_back(json::array{seconds(point.at), number(point.bssid), point.level_dbm});
        json::array roams;
        for (const Roam& roam : station.roams) {
            const auto gap = roam.gap();
            roams.push_back(json::array{
                seconds(roam.begun()), roam.end == RoamEnd::Linked,
                fmt::format("{} to {}, {}{}{}", roam.from ? names_(*roam.from) : "nowhere", names_(roam.to),
                            cause_text(roam.cause),
                            roam.end == RoamEnd::Linked ? "" : fmt::format(", {}", end_text(roam.end)),
                            gap && roam.from ? fmt::format(", gap {}", duration_text(*gap)) : "")});
        }
        json::array asked;
        for (const Transition& one : station.transitions)
            asked.push_back(json::array{
                seconds(one.at), one.status == std::uint8_t{0} || one.moved.has_value(),
                fmt::format("asked to move, {} candidates, {}", one.said.candidates.size(),
                            one.status ? fmt::format("status {}", *one.status) : std::string{"no answer"})});
        json::array marks;
        for (const Verdict& verdict : all_.verdicts)
            if (verdict.station == index && verdict.to > verdict.from &&
                verdict.to - verdict.from < (*all_.timeline.to - *all_.timeline.from) / 2)
                marks.push_back(
                    json::array{seconds(verdict.from), seconds(verdict.to), names_.text(verdict.what)});
        object["links"] = std::move(links);
        object["scans"] = std::move(scans);
        object["seen"] = std::move(seen);
        object["signal"] = std::move(signal);
        object["roams"] = std::move(roams);
        object["asked"] = std::move(asked);
        object["verdicts"] = std::move(marks);
        return object;
    }

    /// The data of the plot. "<" is written so that nothing in it can end the element that holds it.
    [[nodiscard]] std::string data() {
        json::object object;
        object["unix"] = all_.timeline.clock == Clock::Unix;
        object["from"] = seconds(all_.timeline.from.value_or(Micros{0}));
        object["to"] = seconds(all_.timeline.to.value_or(Micros{0}));
        json::array stations;
        for (std::size_t at = 0; at < all_.timeline.stations.size() && at < kStations; ++at)
            stations.push_back(plot(all_.timeline.stations[at], at));
        object["stations"] = std::move(stations);
        json::array bss;
        for (const std::string& name : bss_) bss.push_back(json::string(name));
        object["bss"] = std::move(bss);
        std::string out;
        for (const char letter : json::serialize(object)) {
            if (letter == '<')
                out += "\\u003c";
            else
                out += letter;
        }
        return out;
    }

    const Explanation& all_;
    const Names& names_;
    std::map<wifi::MacAddress, std::size_t> numbers_;
    std::vector<std::string> bss_;
};

}  // namespace

std::string html(const Explanation& all, const Names& names) { return PageWriter{all, names}.page(); }

}  // namespace explain_app
