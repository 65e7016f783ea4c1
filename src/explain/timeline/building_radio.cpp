// Levels, scans, what they found and what they cost, and the station's own judgements.
#include <algorithm>

#include "explain/timeline/builder.hpp"
#include "explain/timeline/building.hpp"

namespace explain {

namespace {

using namespace std::chrono_literals;

/// Two sources that begin a scan within this time mean the same one.
constexpr Micros kSameScan = 500ms;
/// Results belong to the scan that ended at most this long before.
constexpr Micros kResultsAfter = 3s;
/// What was heard longer ago is no candidate.
constexpr Micros kCandidateHolds = 30s;
/// A line without a time was put where others tell of a link; when its level was read nobody knows.
constexpr Micros kLongAgo = 1h;
/// A scan that never ends.
constexpr Micros kScanLasts = 30s;

}  // namespace

void Building::weak_over(Micros at, bool was_moved) {
    if (!weak) return;
    weak->to = at;
    weak->moved = was_moved;
    station.weak.add(std::move(*weak));
    weak.reset();
}

void Building::level_read(Micros at, int level_dbm, const wifi::MacAddress& bssid, const Place& place) {
    station.signal.add({at, bssid, level_dbm, place});
    auto& known = station.known[bssid];
    known.bssid = bssid;
    known.level_dbm = level_dbm;
    known.at = at;
    if (known.place == Place{}) known.place = place;
    if (!link_is_open || station.links.back().bssid != bssid) return;
    if (!station.weak.empty() && station.weak.back().moved && !station.weak.back().after_dbm)
        station.weak.back().after_dbm = level_dbm;
    if (!weak && level_dbm <= Builder::kWeakDbm) {
        weak.emplace();
        weak->from = at;
        weak->bssid = bssid;
        weak->lowest_dbm = level_dbm;
    }
    if (!weak) return;
    if (level_dbm >= Builder::kWeakOverDbm) {
        weak_over(at, false);
        return;
    }
    weak->to = at;
    if (level_dbm <= weak->lowest_dbm) weak->lowest_dbm = level_dbm;
    weak->places.add(place);
}

void Building::note(const Event& event, const SignalRead& signal) {
    const auto bssid = signal.bssid   ? signal.bssid
                       : link_is_open ? std::optional{station.links.back().bssid}
                                      : std::nullopt;
    if (bssid) level_read(event.at, signal.level_dbm, *bssid, event.place);
}

void Building::note(const Event& event, const ScanBegun& begun) {
    if (!station.scans.empty()) {
        Scan& last = station.scans.back();
        const bool near = event.at - last.from < kSameScan;
        const bool first_of_source = !scan_begun_by.test(static_cast<std::size_t>(event.source));
        if (near && first_of_source) {
            scan_begun_by.set(static_cast<std::size_t>(event.source));
            last.places.add(event.place);
            if (last.channels.empty()) last.channels = begun.channels;
            if (!last.by) last.by = begun.by;
            if (!last.only) last.only = begun.only;
            if (remoteness(event.source) < remoteness(last.source)) {
                last.from = event.at;
                last.source = event.source;
            }
            return;
        }
    }
    choose(event.at, std::nullopt, event.place);
    scan_begun_by.reset();
    scan_ended_by.reset();
    scan_begun_by.set(static_cast<std::size_t>(event.source));
    Scan scan;
    scan.from = event.at;
    scan.source = event.source;
    scan.channels = begun.channels;
    scan.by = begun.by;
    scan.only = begun.only;
    scan.while_linked = link_is_open;
    scan.places.add(event.place);
    station.scans.add(std::move(scan));
    scan_is_open = true;
    ++station.tally.scans;
}

void Building::note(const Event& event, const ScanEnded& ended) {
    if (station.scans.empty()) return;
    Scan& scan = station.scans.back();
    const bool told_before = scan_ended_by.test(static_cast<std::size_t>(event.source));
    scan_ended_by.set(static_cast<std::size_t>(event.source));
    if (scan.channels.empty()) scan.channels = ended.channels;
    if (!scan_is_open) {
        if (told_before) return;
        scan.places.add(event.place);
        if (ended.bss_count && !scan.bss_count) scan.bss_count = ended.bss_count;
        if (scan.to && event.at - *scan.to < kSameScan && remoteness(event.source) < remoteness(scan.source))
            scan.to = event.at;
        return;
    }
    scan_is_open = false;
    scan.to = event.at;
    scan.failed = ended.failed;
    scan.bss_count = ended.bss_count;
    scan.places.add(event.place);
    scan_ended = event.at;
    station.tally.scanning += std::max(Micros{0}, event.at - scan.from);
    if (weak) ++weak->scans;
    if (!ended.failed && link_is_open) choice_due = event.at;
}

void Building::note(const Event& event, const BssSeen& seen) {
    if (station.known.size() >= Station::kKnown && !station.known.contains(seen.bssid)) return;
    Heard& known = station.known[seen.bssid];
    const Micros heard_at = event.at - (event.is_placed ? kLongAgo : seen.age.value_or(Micros{0}));
    const bool is_new = known.place == Place{};
    known.bssid = seen.bssid;
    known.place = event.place;
    if (seen.ssid) known.ssid = seen.ssid;
    if (seen.channel) known.channel = seen.channel;
    if (seen.level_dbm && (is_new || heard_at >= known.at)) {
        known.level_dbm = seen.level_dbm;
        known.at = heard_at;
    }
    if (seen.estimated_kbps) known.kbps = seen.estimated_kbps;
    if (seen.mobility_domain) known.mobility_domain = seen.mobility_domain;
    known.selectable = seen.selectable;
    known.refused_because = seen.refused_because;
    if (link_is_open && station.links.back().bssid == seen.bssid) {
        Link& link = station.links.back();
        if (!link.channel) link.channel = seen.channel;
        if (seen.ssid && !seen.ssid->empty() && !station.ssid) station.ssid = seen.ssid;
        if (seen.level_dbm && seen.age.value_or(Micros{0}) < 2s && !event.is_placed)
            level_read(heard_at, *seen.level_dbm, seen.bssid, event.place);
    }
    if (station.scans.empty()) return;
    Scan& scan = station.scans.back();
    if (!scan_is_open && !(scan.to && event.at - *scan.to < kResultsAfter)) return;
    const bool ours = !station.ssid || !known.ssid || *known.ssid == *station.ssid;
    if (!ours) return;
    const auto same = std::ranges::find(scan.found, seen.bssid, &Heard::bssid);
    if (same != scan.found.end()) {
        *same = known;
    } else if (scan.found.size() < Scan::kFound) {
        scan.found.push_back(known);
    }
    scan.places.add(event.place);
}

void Building::choose(Micros at, std::optional<wifi::MacAddress> went_to, const Place& place) {
    if (!choice_due && !went_to) return;
    const Micros when = choice_due ? *choice_due : at;
    const bool due = choice_due.has_value();
    choice_due.reset();
    const auto serving = link_is_open ? std::optional{station.links.back().bssid} : std::nullopt;
    if (!serving) return;  // where there is no link there is no choice to stay
    Choice choice;
    choice.at = when;
    choice.serving = serving;
    choice.went_to = went_to;
    for (const auto& [bssid, heard] : station.known) {
        if (when - heard.at > kCandidateHolds || !heard.level_dbm) continue;
        if (station.ssid && heard.ssid && *heard.ssid != *station.ssid) continue;
        if (bssid == *serving)
            choice.serving_dbm = heard.level_dbm;
        else
            choice.candidates.push_back(heard);
    }
    const auto level = [](const Heard& heard) { return -heard.level_dbm.value_or(-200); };
    std::ranges::sort(choice.candidates, {}, level);
    if (choice.candidates.size() > Scan::kFound) choice.candidates.resize(Scan::kFound);
    if (due && !station.scans.empty()) choice.places.add(station.scans.back().places);
    choice.places.add(place);
    if (judged && judged->at >= when) choice.places.add(judged->places);
    station.choices.add(std::move(choice));
}

void Building::note(const Event& event, const RoamJudged& said) {
    Judgement judgement;
    judgement.at = event.at;
    judgement.said = said;
    judgement.places.add(event.place);
    if (said.current && said.current_dbm && !event.is_placed)
        level_read(event.at, *said.current_dbm, *said.current, event.place);
    if (said.selected && said.selected_dbm && station.known.size() < Station::kKnown) {
        Heard& known = station.known[*said.selected];
        known.bssid = *said.selected;
        known.level_dbm = said.selected_dbm;
        known.at = event.at;
        if (said.selected_kbps) known.kbps = said.selected_kbps;
    }
    judged = judgement;
    station.judgements.add(std::move(judgement));
}

void Building::note(const Event& event, const ChannelSwitched& change) {
    const auto bssid = change.bssid   ? change.bssid
                       : link_is_open ? std::optional{station.links.back().bssid}
                                      : std::nullopt;
    if (!bssid || !change.channel) return;
    station.known[*bssid].bssid = *bssid;
    station.known[*bssid].channel = change.channel;
    if (link_is_open && station.links.back().bssid == *bssid) {
        station.links.back().channel = change.channel;
        station.links.back().places.add(event.place);
    }
}

void Building::note(const Event& event, const TrafficSeen& traffic) {
    station.traffic_seen = true;
    // A silence says nothing of the rate before it.
    const Micros until = last_frame && event.at - *last_frame > 100ms ? *last_frame : event.at;
    if (until - rate_from > 2s) {
        frames_per_second =
            static_cast<double>(rate_count) / std::chrono::duration<double>(until - rate_from).count();
        rate_from = event.at;
        rate_count = 0;
    }
    rate_count += traffic.frames;
    if (last_frame && !station.scans.empty()) {
        Scan& scan = station.scans.back();
        const Micros scan_to = scan.to.value_or(event.at);
        const Micros silence = event.at - *last_frame;
        const bool meets = *last_frame < scan_to && event.at > scan.from && scan.while_linked;
        if (meets && silence > scan.silence.value_or(Micros{0}) && silence < kScanLasts) {
            scan.silence = silence;
            scan.frames_missed = static_cast<std::uint32_t>(frames_per_second *
                                                            std::chrono::duration<double>(silence).count());
        }
    }
    last_frame = event.at;
}

}  // namespace explain
