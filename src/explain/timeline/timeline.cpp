#include "explain/timeline/timeline.hpp"

#include <algorithm>

namespace explain {

void Places::add(const Place& place) {
    if (list_.size() >= kMost || std::ranges::find(list_, place) != list_.end()) return;
    list_.push_back(place);
}

void Places::add(const Places& others) {
    for (const Place& place : others.list_) add(place);
}

int remoteness(Source source) {
    switch (source) {
        case Source::Capture:
            return 0;
        case Source::Kernel:
            return 1;
        case Source::WpaSupplicant:
        case Source::Iwd:
        case Source::EspIdf:
            return 2;
        case Source::Hostapd:
            return 3;
        case Source::RoamStation:
        case Source::RoamAp:
            return 4;
        case Source::NetworkManager:
        case Source::Networkd:
            return 5;
    }
    return 6;
}

int remoteness_of_frame(Source source) { return source == Source::Hostapd ? 1 : 2 * remoteness(source); }

Micros Roam::begun() const {
    Micros first = Micros::max();
    for (const auto* moment :
         {&left, &authentication, &authenticated, &association, &associated, &keys, &linked, &ended})
        if (*moment) first = std::min(first, (*moment)->at);
    return first == Micros::max() ? Micros{0} : first;
}

std::optional<Micros> Roam::stood() const {
    if (associated) return associated->at;
    if (linked) return linked->at;
    return std::nullopt;
}

std::optional<Micros> Roam::gap() const {
    const auto to_when = stood();
    if (!left || !to_when || *to_when < left->at) return std::nullopt;
    return *to_when - left->at;
}

std::optional<Micros> Roam::outage() const {
    if (!left || !linked || linked->at < left->at) return std::nullopt;
    return linked->at - left->at;
}

void SignalCurve::add(const Point& point) {
    ++total_;
    if (!points_.empty() && points_.back().bssid == point.bssid && point.at - points_.back().at < spacing_ &&
        point.at >= points_.back().at)
        return;
    points_.push_back(point);
    if (points_.size() < kMost) return;
    spacing_ *= 2;
    std::size_t keep = 0;
    for (std::size_t at = 0; at < points_.size(); at += 2) points_[keep++] = points_[at];
    points_.resize(keep);
}

std::uint64_t Station::dropped() const {
    return links.dropped() + roams.dropped() + scans.dropped() + choices.dropped() + judgements.dropped() +
           transitions.dropped() + queries.dropped() + reports.dropped() + measurements.dropped() +
           addresses.dropped() + failures.dropped() + weak.dropped();
}

std::uint64_t Timeline::dropped() const {
    std::uint64_t sum = stations_dropped;
    for (const Station& station : stations) sum += station.dropped();
    return sum;
}

}  // namespace explain
