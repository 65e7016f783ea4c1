// Attempts at a link: which tellings belong to one, why it was made, how it ended.
#include <algorithm>

#include "explain/timeline/building.hpp"

namespace explain {

namespace {

using namespace std::chrono_literals;

/// Without a link for this long, the next one is no roam from the one before.
constexpr Micros kForgotten = 30s;
/// A walker's level is another one after this long.
constexpr Micros kLevelHolds = 10s;
/// A judgement or a request explains what begins within this time.
constexpr Micros kJudgedBefore = 2s;
constexpr Micros kAskedBefore = 10s;

constexpr std::size_t index(Source source, Mark mark) {
    return static_cast<std::size_t>(source) * kMarks + static_cast<std::size_t>(mark);
}

}  // namespace

void set_moment(std::optional<Moment>& moment, Micros at, Source source, bool keep_first) {
    if (!moment) {
        moment = Moment{at, source};
        return;
    }
    const bool nearer = remoteness(source) < remoteness(moment->source);
    const bool again = source == moment->source && !keep_first;
    if (nearer || again) moment = Moment{at, source};
}

void set_frame_moment(std::optional<Moment>& moment, Micros at, Source source) {
    if (!moment || remoteness_of_frame(source) < remoteness_of_frame(moment->source))
        moment = Moment{at, source};
}

bool Building::was_told(Source source, Mark mark) const { return told.test(index(source, mark)); }

void Building::tell(const Event& event, Mark mark, Roam& roam) {
    if (&roam == &station.roams.back()) {
        told.set(index(event.source, mark));
        last_told = event.at;
    }
    roam.places.add(event.place);
}

void Building::explain_cause(Roam& roam, Micros at) {
    const Link* last = station.links.empty() ? nullptr : &station.links.back();
    if (!roam.from) {
        roam.cause = RoamCause::FirstLink;
        return;
    }
    if (!station.transitions.empty()) {
        Transition& asked = station.transitions.back();
        const auto names = [&](const Neighbor& one) { return one.bssid == roam.to; };
        if (at - asked.at < kAskedBefore && asked.status.value_or(0) == 0 &&
            (asked.answered_target == roam.to || std::ranges::any_of(asked.said.candidates, names))) {
            roam.cause = RoamCause::Asked;
            roam.decided = Moment{asked.answered.value_or(asked.at), Source::WpaSupplicant};
            roam.places.add(asked.places);
            return;
        }
    }
    if (judged && judged->said.moves && at - judged->at < kJudgedBefore &&
        (!judged->said.selected || *judged->said.selected == roam.to)) {
        roam.cause = RoamCause::Judged;
        roam.why = judged->said.why;
        roam.decided = Moment{judged->at, Source::WpaSupplicant};
        roam.places.add(judged->places);
        return;
    }
    if (last && !link_is_open && last->end != LinkEnd::Moved && last->end != LinkEnd::ByUs) {
        roam.cause = last->end == LinkEnd::ByAp ? RoamCause::Dismissed : RoamCause::LinkLost;
        return;
    }
    if (beacons_lost && at - *beacons_lost < kJudgedBefore) roam.cause = RoamCause::LinkLost;
}

Roam& Building::begin_roam(const Event& event, const wifi::MacAddress& target) {
    if (Roam* open = roam()) {
        // Nobody said how the one before went on; where it was associated, its link stood.
        if (open->associated && !open->ended)
            complete(*open, event);
        else
            fail(*open, event, RoamEnd::GivenUp, std::nullopt);
    }
    choose(event.at, target, event.place);
    Roam fresh;
    fresh.to = target;
    if (!station.links.empty()) {
        const Link& last = station.links.back();
        if (link_is_open || (link_ended && event.at - *link_ended < kForgotten)) {
            fresh.from = last.bssid;
            fresh.from_channel = last.channel;
            if (!link_is_open && link_ended)
                fresh.left = Moment{*link_ended, link_ended_by.value_or(event.source)};
        }
    }
    const auto level_of = [&](const wifi::MacAddress& bssid) -> std::optional<int> {
        const auto found = station.known.find(bssid);
        if (found == station.known.end() || event.at - found->second.at > kLevelHolds) return std::nullopt;
        return found->second.level_dbm;
    };
    if (fresh.from) fresh.from_dbm = level_of(*fresh.from);
    fresh.to_dbm = level_of(target);
    if (const auto found = station.known.find(target); found != station.known.end())
        fresh.to_channel = found->second.channel;
    if (!station.scans.empty() && scan_ended && event.at - *scan_ended < kJudgedBefore) {
        const Scan& scan = station.scans.back();
        fresh.scan_begun = Moment{scan.from, scan.source};
        if (scan.to) fresh.scan_ended = Moment{*scan.to, scan.source};
        fresh.places.add(scan.places);
    }
    explain_cause(fresh, event.at);
    told.reset();
    fast_is_presumed = false;
    last_told = event.at;
    roam_is_open = true;
    ++station.tally.roams;
    return station.roams.add(std::move(fresh));
}

Roam& Building::roam_to(const Event& event, Mark mark, const wifi::MacAddress& target) {
    if (Roam* open = roam(); open && open->to == target) {
        const bool again = was_told(event.source, mark) && mark == Mark::AuthenticationBegun &&
                           was_told(event.source, Mark::AuthenticationEnded);
        if (!again) return *open;
        return begin_roam(event, target);
    }
    // Late news of one that is over, by a source that had not said it.
    if (!station.roams.empty() && !roam_is_open) {
        Roam& last = station.roams.back();
        const auto over = last.linked ? last.linked : last.ended ? last.ended : last.associated;
        if (last.to == target && over && event.at - over->at < kLateNews && !was_told(event.source, mark))
            return last;
    }
    if (station.roams.size() > 1 && mark != Mark::AuthenticationBegun && mark != Mark::RoamingBegun &&
        roam_is_open) {
        Roam& before = station.roams[station.roams.size() - 2];
        const auto over = before.linked ? before.linked : before.ended;
        if (before.to == target && over && event.at - over->at < kLateNews) return before;
    }
    return begin_roam(event, target);
}

void Building::complete(Roam& roam, const Event& event) {
    roam.end = RoamEnd::Linked;
    roam_is_open = false;
    if (link_is_open && !roam.left) roam.left = Moment{event.at, event.source};
    const Micros at = roam.stood().value_or(event.at);
    if (link_is_open) end_link(roam.left ? roam.left->at : at, event.source, LinkEnd::Moved, std::nullopt);
    Link link;
    link.bssid = roam.to;
    link.ssid = station.ssid;
    link.channel = roam.to_channel;
    link.from = at;
    link.fast_transition = roam.fast_transition;
    link.places = roam.places;
    station.links.add(std::move(link));
    link_is_open = true;
    forgotten.reset();
    link_ended.reset();
    beacons_lost.reset();
    moved(roam);
}

void Building::fail(Roam& roam, const Event& event, RoamEnd end, std::optional<std::uint16_t> status) {
    roam.end = end;
    roam.status = status;
    set_moment(roam.ended, event.at, event.source, true);
    roam_is_open = false;
    ++station.tally.failed;
    Failure failure;
    failure.at = event.at;
    failure.bssid = roam.to;
    failure.status = status;
    failure.timed_out = end == RoamEnd::TimedOut;
    failure.places = roam.places;
    failure.places.add(event.place);
    station.failures.add(std::move(failure));
}

}  // namespace explain
