#include "apps/explain/explanation.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "explain/input/byte_stream.hpp"
#include "explain/input/line_reader.hpp"
#include "explain/input/machine.hpp"
#include "explain/timeline/builder.hpp"

namespace explain_app {

namespace {

using namespace explain;
using namespace std::chrono_literals;

/// So much before `from` is read, too: the link that stood at that moment was made before.
constexpr Micros kBefore = 10min;
constexpr std::size_t kLongestShown = 400;

template <class List, class Wanted>
void keep(List& list, Wanted wanted) {
    List kept = list;
    list = List{};
    for (const auto& item : kept)
        if (wanted(item)) list.add(item);
}

/// Leaves what lies within, and what reaches into it.
void trim(Station& station, Micros from, Micros to) {
    const auto within = [&](Micros at) { return at >= from && at <= to; };
    const auto at = [&](const auto& item) { return within(item.at); };
    keep(station.links, [&](const Link& link) { return link.from <= to && link.to.value_or(to) >= from; });
    keep(station.roams, [&](const Roam& roam) { return within(roam.begun()); });
    keep(station.scans, [&](const Scan& scan) { return within(scan.from); });
    keep(station.choices, at);
    keep(station.judgements, at);
    keep(station.transitions, at);
    keep(station.queries, at);
    keep(station.reports, at);
    keep(station.measurements, at);
    keep(station.addresses, at);
    keep(station.failures, at);
    keep(station.weak, [&](const Weak& weak) { return weak.from <= to && weak.to >= from; });
}

bool concerns(const Station& station, const std::vector<std::string>& wanted) {
    return std::ranges::any_of(wanted, [&](const std::string& word) {
        const auto address = wifi::parse_mac(word);
        return address ? station.address == address : station.interface == word;
    });
}

/// Leaves what concerns these BSS.
void only(Station& station, const std::vector<wifi::MacAddress>& bssids) {
    const auto named = [&](const std::optional<wifi::MacAddress>& bssid) {
        return bssid && std::ranges::find(bssids, *bssid) != bssids.end();
    };
    keep(station.links, [&](const Link& link) { return named(link.bssid); });
    keep(station.roams, [&](const Roam& roam) { return named(roam.from) || named(roam.to); });
    keep(station.failures, [&](const Failure& failure) { return named(failure.bssid); });
    keep(station.weak, [&](const Weak& weak) { return named(weak.bssid); });
    keep(station.judgements, [&](const Judgement& judgement) {
        return named(judgement.said.current) || named(judgement.said.selected);
    });
    keep(station.choices,
         [&](const Choice& choice) { return named(choice.serving) || named(choice.went_to); });
    keep(station.transitions, [&](const Transition& asked) {
        return named(asked.said.by) || named(asked.serving) || named(asked.moved_to) ||
               std::ranges::any_of(asked.said.candidates,
                                   [&](const Neighbor& one) { return named(one.bssid); });
    });
}

std::vector<Place> evidence(const Explanation& all) {
    std::vector<Place> places;
    const auto add = [&](const Places& some) {
        places.insert(places.end(), some.list().begin(), some.list().end());
    };
    for (const Verdict& verdict : all.verdicts) add(verdict.places);
    constexpr std::size_t kRoams = 500;
    for (const Station& station : all.timeline.stations) {
        std::size_t count = 0;
        for (auto roam = station.roams.rbegin(); roam != station.roams.rend() && count < kRoams;
             ++roam, ++count)
            add(roam->places);
    }
    return places;
}

}  // namespace

Explanation explain_inputs(const Request& request) {
    Explanation all;
    ReadOptions options;
    if (request.from) options.from = *request.from - kBefore;
    options.to = request.to;
    options.unknown_kept = request.unknown_kept;
    options.progress = request.progress;
    Builder builder;
    Reader reader{request.inputs, options};
    all.read = reader.read([&](const Event& event) { builder.add(event); });
    all.timeline = builder.finish(all.read.clock);
    auto& stations = all.timeline.stations;
    // Stations of which nothing happened only fill the screen.
    std::erase_if(stations, [](const Station& station) {
        return station.links.empty() && station.roams.empty() && station.scans.empty() &&
               station.transitions.empty() && station.failures.empty() && station.signal.points().empty();
    });
    if (!request.stations.empty())
        std::erase_if(stations, [&](const Station& station) { return !concerns(station, request.stations); });
    if (request.from || request.to)
        for (Station& station : stations)
            trim(station, request.from.value_or(Micros::min()), request.to.value_or(Micros::max()));
    if (request.from) all.timeline.from = std::max(all.timeline.from.value_or(*request.from), *request.from);
    all.verdicts = judge(all.timeline);
    for (std::size_t at = 0; at < stations.size() && at < Explanation::kWhatIfs; ++at)
        all.what_ifs.push_back(what_if(stations[at], all.timeline.from.value_or(Micros{0})));
    if (!request.bssids.empty()) {
        for (Station& station : stations) only(station, request.bssids);
        std::erase_if(all.verdicts, [&](const Verdict& verdict) {
            return verdict.bssid && std::ranges::find(request.bssids, *verdict.bssid) == request.bssids.end();
        });
    }
    all.lines = fetch_lines(request.inputs, evidence(all));
    return all;
}

std::map<Place, std::string> fetch_lines(const std::vector<InputName>& inputs, std::vector<Place> places) {
    std::map<Place, std::string> lines;
    std::ranges::sort(places);
    places.erase(std::unique(places.begin(), places.end()), places.end());
    auto next = places.begin();
    for (std::uint32_t input = 0; input < inputs.size(); ++input) {
        while (next != places.end() && next->input < input) ++next;
        if (next == places.end() || next->input != input) continue;
        const int file = open_file(inputs[input].path);
        if (file < 0) continue;
        const auto octets = unpacked(file_stream(file, true));
        LineReader reader{*octets};
        std::uint64_t number = 0;
        while (next != places.end() && next->input == input) {
            const auto line = reader.next();
            if (!line) break;
            if (++number != next->line) continue;
            std::string text;
            for (const char letter : line->substr(0, kLongestShown))
                text += static_cast<unsigned char>(letter) < 0x20 ? ' ' : letter;
            if (line->size() > kLongestShown) text += " ...";
            lines[*next++] = std::move(text);
        }
    }
    return lines;
}

}  // namespace explain_app
