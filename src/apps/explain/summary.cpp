#include "apps/explain/summary.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/rivals.hpp"

namespace explain_app {

using namespace explain;

namespace {

constexpr std::string_view kBold = "\033[1m";
constexpr std::string_view kDim = "\033[2m";
constexpr std::string_view kRed = "\033[31m";
constexpr std::string_view kPlain = "\033[0m";

/// How many columns a text takes: octets that continue a letter take none.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char letter) { return (static_cast<unsigned char>(letter) & 0xC0) != 0x80; }));
}

/// Text in lines of at most `columns`, each after the first indented.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns, std::size_t indent) {
    std::vector<std::string> lines;
    std::string line(indent, ' ');
    bool is_empty = true;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        if (!is_empty && width_of(line) + 1 + width_of(word) > columns) {
            lines.push_back(std::exchange(line, std::string(indent, ' ')));
            is_empty = true;
        }
        if (!is_empty) line += ' ';
        line += word;
        is_empty = false;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (!is_empty) lines.push_back(line);
    return lines;
}

std::string cut(std::string text, std::size_t columns) {
    if (width_of(text) <= columns) return text;
    while (!text.empty() && width_of(text) + 1 > columns) {
        do text.pop_back();
        while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80);
    }
    return text + "~";
}

/// Collects lines and knows how many are left.
class Page {
public:
    explicit Page(const Screen& screen) : screen_{screen} {}

    void line(const std::string& text, std::string_view style = {}) {
        const std::string cut_text = cut(text, screen_.columns);
        if (screen_.colour && !style.empty())
            out_ += fmt::format("{}{}{}\n", style, cut_text, kPlain);
        else
            out_ += cut_text + "\n";
        ++used_;
    }
    void paragraph(std::string_view text, std::size_t indent, std::string_view style = {}) {
        for (const std::string& one : wrapped(text, screen_.columns, indent)) line(one, style);
    }
    [[nodiscard]] std::size_t lines_for(std::string_view text, std::size_t indent) const {
        return wrapped(text, screen_.columns, indent).size();
    }
    /// One line of a terminal is the prompt's.
    [[nodiscard]] std::size_t left() const { return used_ + 1 < screen_.rows ? screen_.rows - 1 - used_ : 0; }
    [[nodiscard]] std::string text() && { return std::move(out_); }

private:
    Screen screen_;
    std::string out_;
    std::size_t used_ = 0;
};

std::string file_text(const std::string& name) {
    return name == "-" ? "standard input" : std::filesystem::path{name}.filename().string();
}

struct Gaps {
    std::uint64_t moves = 0;
    std::uint64_t fast = 0;
    std::optional<Micros> median;
    std::optional<Micros> longest;
};

Gaps gaps_of(const Station& station) {
    Gaps gaps;
    std::vector<Micros> all;
    for (const Roam& roam : station.roams) {
        if (!roam.is_move()) continue;
        ++gaps.moves;
        gaps.fast += roam.fast_transition;
        if (const auto gap = roam.gap()) all.push_back(*gap);
    }
    if (all.empty()) return gaps;
    std::ranges::sort(all);
    gaps.median = all[all.size() / 2];
    gaps.longest = all.back();
    return gaps;
}

std::string station_name(const Station& station, const Names& names) {
    if (station.address) return names(*station.address);
    return station.interface.empty() ? "this station" : station.interface;
}

void head(Page& page, const Explanation& all, const Names& names) {
    const Timeline& timeline = all.timeline;
    std::vector<std::string_view> sources;
    for (std::size_t at = 0; at < kSources; ++at)
        if (timeline.events_of[at] > 0) sources.push_back(source_name(static_cast<Source>(at)));
    if (timeline.from && timeline.to)
        page.paragraph(fmt::format("{}{} to {} ({}), {}", names.date(*timeline.from),
                                   names.moment(*timeline.from), names.moment(*timeline.to),
                                   duration_text(*timeline.to - *timeline.from), fmt::join(sources, ", ")),
                       0, kDim);
    for (const InputReport& input : all.read.inputs) {
        if (!input.alignment || !input.alignment->applied) continue;
        const std::string name = names.is_anonymous() ? "an input" : file_text(input.name);
        page.paragraph(fmt::format("{}: {}", name, alignment_text(*input.alignment)), 0, kDim);
    }
}

void station_lines(Page& page, const Explanation& all, const Names& names) {
    constexpr std::size_t kMost = 3;
    const auto& stations = all.timeline.stations;
    for (std::size_t at = 0; at < stations.size() && at < kMost; ++at) {
        const Station& station = stations[at];
        const Gaps gaps = gaps_of(station);
        std::string text = "Station " + station_name(station, names);
        if (station.address && !station.interface.empty()) text += " on " + station.interface;
        if (station.ssid) text += names.text(", network " + *station.ssid);
        text += fmt::format(": {} move{}", gaps.moves, gaps.moves == 1 ? "" : "s");
        if (gaps.fast > 0) text += fmt::format(" ({} FT)", gaps.fast);
        if (gaps.median)
            text += fmt::format(", gap {}, longest {}", duration_text(*gaps.median),
                                duration_text(*gaps.longest));
        text += fmt::format(", {} failed, {} scans.", station.tally.failed, station.tally.scans);
        page.paragraph(text, 0);
    }
    if (stations.size() > kMost)
        page.line(
            fmt::format("... and {} more stations; --station ADDRESS shows one", stations.size() - kMost),
            kDim);
}

void verdict_lines(Page& page, const Explanation& all, const Names& names, std::size_t at,
                   std::size_t detail) {
    const Verdict& verdict = all.verdicts[at];
    const Rule* rule = find_rule(verdict.rule);
    const std::string title = fmt::format("{}. {} ({})", at + 1, rule->title, word_of(verdict.certainty));
    page.paragraph(title, 0,
                   verdict.certainty == Certainty::Possible ? kBold : std::string{kBold} + std::string{kRed});
    if (detail == 0) return;
    page.paragraph(names.text(verdict.what), 3);
    if (detail == 1) return;
    page.paragraph(names.text("Why: " + verdict.why), 3);
    page.paragraph(names.text("Do: " + verdict.remedy), 3);
    if (detail == 2) return;
    std::vector<std::string> places;
    for (const Place& place : verdict.places.list()) {
        places.push_back(place_text(all, names, place));
        if (places.size() == 4) break;
    }
    page.paragraph(
        fmt::format("See {}{}", fmt::join(places, ", "), verdict.places.list().size() > 4 ? " ..." : ""), 3,
        kDim);
}

/// Lines that a verdict takes with so much detail.
std::size_t verdict_height(const Page& page, const Verdict& verdict, const Names& names, std::size_t detail) {
    std::size_t need = 1;
    if (detail >= 1) need += page.lines_for(names.text(verdict.what), 3);
    if (detail >= 2)
        need += page.lines_for(names.text("Why: " + verdict.why), 3) +
                page.lines_for(names.text("Do: " + verdict.remedy), 3);
    if (detail >= 3) need += 2;
    return need;
}

void verdicts(Page& page, const Explanation& all, const Names& names, std::size_t reserve) {
    if (all.verdicts.empty()) {
        page.line("Nothing is wrong with its roaming, as far as these logs tell.", kBold);
        return;
    }
    for (std::size_t at = 0; at < all.verdicts.size(); ++at) {
        const std::size_t rest = all.verdicts.size() - at - 1;
        // The first one may take what was meant for the roams: it is what matters.
        const std::size_t kept = (at == 0 ? 0 : reserve) + (rest > 0 ? 1 : 0);
        const std::size_t free = page.left() > kept ? page.left() - kept : 0;
        // The most of it that fits; the first one is what matters.
        std::size_t detail = at == 0 ? 3 : at < 3 ? 2 : 1;
        while (detail > 0 && verdict_height(page, all.verdicts[at], names, detail) > free) --detail;
        if (at > 0 && verdict_height(page, all.verdicts[at], names, detail) > free) {
            page.line(fmt::format("... and {} more; --json or --html FILE has all", all.verdicts.size() - at),
                      kDim);
            return;
        }
        verdict_lines(page, all, names, at, detail);
    }
}

std::string roam_line(const Roam& roam, const Names& names, std::size_t columns) {
    const bool is_first = !roam.from;
    std::string result;
    if (roam.end != RoamEnd::Linked)
        result =
            fmt::format("{}{}", end_text(roam.end), roam.status ? fmt::format(" ({})", *roam.status) : "");
    else if (const auto gap = roam.gap(); gap && !is_first)
        result = duration_text(*gap) + (roam.fast_transition ? " FT" : "");
    else
        result = roam.fast_transition ? "FT" : "";
    const std::string levels = fmt::format("{:>3} {:>3}", roam.from_dbm ? std::to_string(*roam.from_dbm) : "",
                                           roam.to_dbm ? std::to_string(*roam.to_dbm) : "");
    if (columns < 72)
        return fmt::format("{:<13} {} {}", names.moment(roam.begun()), names(roam.to).substr(9), result);
    return fmt::format("{:<13} {:<17} {} {:<17} {:>7} {:<10} {}", names.moment(roam.begun()),
                       roam.from ? names(*roam.from) : "", roam.from ? ">" : " ", names(roam.to), levels,
                       result, cause_text(roam.cause));
}

void roams(Page& page, const Explanation& all, const Names& names, const Screen& screen) {
    std::vector<const Roam*> some;
    for (const Station& station : all.timeline.stations) {
        for (const Roam& roam : station.roams) some.push_back(&roam);
        if (station.own) break;  // of many stations there is no room for all
    }
    if (some.empty() || page.left() < 3) return;
    const std::size_t room = page.left() - 2;
    std::size_t from = some.size() > room ? some.size() - room : 0;
    page.line(from == 0 ? fmt::format("Roams: {}", some.size())
                        : fmt::format("Roams: the last {} of {}", some.size() - from, some.size()),
              kBold);
    for (; from < some.size(); ++from)
        page.line(roam_line(*some[from], names, screen.columns),
                  some[from]->end == RoamEnd::Linked ? "" : kRed);
}

/// One sentence: whose decisions would have been better.
std::string what_if_text(const Explanation& all) {
    for (const WhatIf& what : all.what_ifs) {
        if (what.sums.empty()) continue;
        const PolicySum& own = what.sums.front();
        const auto best =
            std::ranges::max_element(what.sums.begin() + 1, what.sums.end(), {}, &PolicySum::mean_gain_kbps);
        const auto one = [&](const PolicySum& sum) {
            return fmt::format("{} otherwise at {} ({:+} Mbit/s)", policy_name(sum.rival),
                               what.crossroads.size() - sum.agrees, sum.mean_gain_kbps / 1000);
        };
        return fmt::format("What if, at {} choices: {}, best of others {}.", what.crossroads.size(), one(own),
                           one(*best));
    }
    return "";
}

}  // namespace

std::string_view policy_name(const std::optional<records::Rival>& rival) {
    return rival ? engine::name(*rival) : std::string_view{"roam"};
}

std::string alignment_text(const Alignment& alignment) {
    const std::string links = fmt::format("{} link{}", alignment.matched, alignment.matched == 1 ? "" : "s");
    // Nothing was compared with a clock of its own, so there is no difference and no residual to tell.
    if (alignment.by_order)
        return fmt::format(
            "its lines have no time; they are placed by the order of {} that another input tells of, too",
            links);
    return fmt::format("its clock is {} {}, {} common event{} agree{} within {}",
                       duration_text(Micros{std::abs(alignment.offset.count())}),
                       alignment.offset.count() < 0 ? "ahead" : "behind", alignment.matched,
                       alignment.matched == 1 ? "" : "s", alignment.matched == 1 ? "s" : "",
                       duration_text(alignment.residual));
}

std::string duration_text(Micros time) {
    const double s = std::chrono::duration<double>(time).count();
    if (s < 1) return fmt::format("{:.0f} ms", s * 1000);
    if (s < 100) return fmt::format("{:.1f} s", s);
    if (s < 7200) return fmt::format("{:.0f} min", s / 60);
    return fmt::format("{:.1f} h", s / 3600);
}

std::string place_text(const Explanation& all, const Names& names, const Place& place) {
    if (place.input >= all.read.inputs.size()) return "?";
    const std::string& name = all.read.inputs[place.input].name;
    const std::string shown =
        names.is_anonymous() ? fmt::format("input-{}", place.input + 1) : file_text(name);
    return fmt::format("{}:{}", shown, place.line);
}

std::string summary(const Explanation& all, const Names& names, const Screen& screen) {
    Page page{screen};
    head(page, all, names);
    station_lines(page, all, names);
    page.line("");
    const std::string what = what_if_text(all);
    // Room for what follows the verdicts: what if, and a few roams.
    const std::size_t tail = (what.empty() ? 0 : page.lines_for(what, 0)) + (screen.rows >= 30 ? 8 : 5);
    verdicts(page, all, names, tail);
    if (!what.empty() && page.left() >= page.lines_for(what, 0)) page.paragraph(what, 0, kDim);
    roams(page, all, names, screen);
    if (const auto dropped = all.timeline.dropped(); dropped > 0 && page.left() > 0)
        page.line(fmt::format("{} older details were dropped; --from and --to show a part.", dropped), kDim);
    return std::move(page).text();
}

std::string unknown_lines(const Explanation& all, const Names& names) {
    std::string out;
    for (std::size_t at = 0; at < all.read.inputs.size(); ++at) {
        const InputReport& input = all.read.inputs[at];
        const std::string shown =
            names.is_anonymous() ? fmt::format("input-{}", at + 1) : file_text(input.name);
        out +=
            fmt::format("{}: {} of {} lines in no form that is known\n", shown, input.unknown, input.lines);
        for (const UnknownLine& line : input.unknown_lines) {
            std::string text;
            for (const char letter : line.text.substr(0, 300))
                text += static_cast<unsigned char>(letter) < 0x20 ? '?' : letter;
            out += fmt::format("{}:{}: {}\n", shown, line.line, names.text(text));
        }
    }
    return out;
}

}  // namespace explain_app
