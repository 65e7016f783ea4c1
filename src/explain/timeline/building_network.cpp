// What the network and the station said to each other, addresses, and the access points' side.
#include <algorithm>

#include "explain/timeline/building.hpp"

namespace explain {

namespace {

using namespace std::chrono_literals;

/// The same frame as the access point, the station and the air tell it.
constexpr Micros kSameFrame = 2s;
/// A move counts as what a request led to.
constexpr Micros kFollows = 15s;
/// An address belongs to the move before it.
constexpr Micros kAddressAfter = 60s;

}  // namespace

void Building::note(const Event& event, const TransitionRequested& request) {
    if (!station.transitions.empty()) {
        Transition& last = station.transitions.back();
        const bool same_token = !request.token || !last.said.token || *request.token == *last.said.token;
        if (event.at - last.at < kSameFrame && same_token && !last.answered) {
            // Each source tells a part of it.
            if (last.said.candidates.size() < request.candidates.size())
                last.said.candidates = request.candidates;
            last.said.disassociation_imminent |= request.disassociation_imminent;
            last.said.abridged |= request.abridged;
            last.said.termination |= request.termination;
            if (!last.said.timer_tbtt) last.said.timer_tbtt = request.timer_tbtt;
            if (!last.said.validity_tbtt) last.said.validity_tbtt = request.validity_tbtt;
            if (!last.said.token) last.said.token = request.token;
            if (!last.said.by) last.said.by = request.by;
            last.places.add(event.place);
            return;
        }
    }
    if (station.own && station.links.empty() && !roam_is_open && request.by) {
        // The log begins within a link: only the access point of one's own link asks.
        Link link;
        link.bssid = *request.by;
        link.from = event.at;
        link.places.add(event.place);
        station.links.add(std::move(link));
        link_is_open = true;
    }
    Transition transition;
    transition.at = event.at;
    transition.said = request;
    if (transition.said.candidates.size() > 32) transition.said.candidates.resize(32);
    if (link_is_open) transition.serving = station.links.back().bssid;
    transition.places.add(event.place);
    station.transitions.add(std::move(transition));
}

void Building::note(const Event& event, const TransitionAnswered& answer) {
    if (station.transitions.empty()) return;
    Transition& last = station.transitions.back();
    if (event.at - last.at > 60s) return;
    if (!last.status) last.status = answer.status;
    if (!last.answered) last.answered = event.at;
    if (!last.answered_target) last.answered_target = answer.target;
    last.places.add(event.place);
}

void Building::note(const Event& event, const TransitionQueried& query) {
    if (!station.queries.empty() && event.at - station.queries.back().at < 500ms) {
        station.queries.back().places.add(event.place);
        return;
    }
    Query fresh;
    fresh.at = event.at;
    fresh.reason = query.reason;
    fresh.places.add(event.place);
    station.queries.add(std::move(fresh));
}

void Building::note(const Event& event, const NeighborsReported& reported) {
    if (!station.reports.empty() && event.at - station.reports.back().at < 300ms) {
        // One line per neighbor, or one report by two sources.
        Report& last = station.reports.back();
        for (const Neighbor& neighbor : reported.neighbors)
            if (last.neighbors.size() < 64 &&
                std::ranges::find(last.neighbors, neighbor.bssid, &Neighbor::bssid) == last.neighbors.end())
                last.neighbors.push_back(neighbor);
        last.places.add(event.place);
        return;
    }
    Report report;
    report.at = event.at;
    report.by = reported.by    ? reported.by
                : link_is_open ? std::optional{station.links.back().bssid}
                               : std::nullopt;
    report.neighbors = reported.neighbors;
    if (report.neighbors.size() > 64) report.neighbors.resize(64);
    report.places.add(event.place);
    station.reports.add(std::move(report));
}

void Building::note(const Event& event, const MeasurementReported& reported) {
    Measurement measurement;
    measurement.at = event.at;
    measurement.bssid = reported.bssid;
    measurement.level_dbm = reported.level_dbm;
    measurement.refused = reported.refused;
    measurement.places.add(event.place);
    station.measurements.add(std::move(measurement));
}

void Building::note(const Event& event, const AddressNews& news) {
    Address address;
    address.at = event.at;
    address.step = news.step;
    address.address = news.address;
    address.places.add(event.place);
    station.addresses.add(std::move(address));
    if (news.step != AddressStep::Bound && news.step != AddressStep::Acknowledged) return;
    if (station.roams.empty()) return;
    Roam& last = station.roams.back();
    const auto stood = last.stood();
    if (last.end != RoamEnd::Linked || last.address || !stood || event.at < *stood ||
        event.at - *stood > kAddressAfter)
        return;
    last.address = Moment{event.at, event.source};
    last.places.add(event.place);
}

void Building::moved(const Roam& roam) {
    if (station.transitions.empty()) return;
    Transition& last = station.transitions.back();
    const Micros at = roam.stood().value_or(Micros{0});
    if (last.moved || at < last.at || at - last.at > kFollows || !roam.is_move()) return;
    last.moved = at;
    last.moved_to = roam.to;
    last.places.add(roam.places);
}

void Building::note(const Event& event, const ClientJoined& joined) {
    if (!joined.bss) return;
    LinkUp up;
    up.bssid = *joined.bss;
    note(event, up);
}

void Building::note(const Event& event, const ClientLeft& left) {
    // Where the station's own logs are, they know better: an access point forgets late. One that forgets the
    // station while it takes itself for linked has ended the link, heard or not.
    if (station.own) {
        if (link_is_open && left.bss == station.links.back().bssid) {
            forgotten = Moment{event.at, event.source};
            forgotten_reason = left.reason;
        }
        return;
    }
    LinkDown down;
    down.bssid = left.bss;
    down.reason = left.reason;
    if (link_is_open && left.bss == station.links.back().bssid) note(event, down);
}

void Building::note(const Event& event, const ClientRefused& refused) {
    if (!station.failures.empty() && event.at - station.failures.back().at < 500ms &&
        station.failures.back().bssid == refused.bss) {
        Failure& last = station.failures.back();
        if (!last.status) last.status = refused.status;
        last.places.add(event.place);
        return;
    }
    Failure failure;
    failure.at = event.at;
    failure.bssid = refused.bss;
    failure.status = refused.status;
    failure.places.add(event.place);
    station.failures.add(std::move(failure));
    ++station.tally.failed;
}

void Building::note(const Event& event, const Remark& remark) {
    if (!remark.failure) return;
    Failure failure;
    failure.at = event.at;
    failure.text = remark.text.substr(0, 200);
    failure.places.add(event.place);
    station.failures.add(std::move(failure));
}

}  // namespace explain
