#include "explain/timeline/builder.hpp"

#include <algorithm>

#include "explain/timeline/building.hpp"

namespace explain {

namespace {

using namespace std::chrono_literals;

constexpr bool is_of_station(Source source) {
    return source != Source::Hostapd && source != Source::RoamAp && source != Source::Capture;
}

/// Whom the event is about, where it says so.
std::optional<wifi::MacAddress> subject(const Event& event) {
    const auto of = [](const auto& said) -> std::optional<wifi::MacAddress> {
        using T = std::decay_t<decltype(said)>;
        if constexpr (std::is_same_v<T, ClientJoined> || std::is_same_v<T, ClientLeft> ||
                      std::is_same_v<T, ClientRefused>)
            return said.client;
        else if constexpr (std::is_same_v<T, TransitionRequested> || std::is_same_v<T, TrafficSeen> ||
                           std::is_same_v<T, MeasurementAsked>)
            return said.station;
        else if constexpr (std::is_same_v<T, TransitionAnswered> || std::is_same_v<T, TransitionQueried> ||
                           std::is_same_v<T, MeasurementReported>)
            return said.by;
        else
            return std::nullopt;
    };
    if (event.station) return event.station;
    return std::visit(of, event.said);
}

/// The BSS that a link was made to by this event.
std::optional<wifi::MacAddress> linked_to(const Event& event) {
    if (const auto* joined = std::get_if<ClientJoined>(&event.said)) return joined->bss;
    if (const auto* step = std::get_if<StepEnded>(&event.said))
        if (step->worked() && step->step == Step::Association) return step->bssid;
    if (const auto* up = std::get_if<LinkUp>(&event.said)) return up->bssid;
    return std::nullopt;
}

/// Whether the moment is what the event is worth: a duration between two that are only placed means nothing.
bool is_about_time(const Event& event) {
    return std::holds_alternative<ScanBegun>(event.said) || std::holds_alternative<ScanEnded>(event.said) ||
           std::holds_alternative<SignalRead>(event.said) || std::holds_alternative<AddressNews>(event.said);
}

/// What another source tells more exactly.
bool is_about_link(const Event& event) {
    return std::holds_alternative<StepBegun>(event.said) || std::holds_alternative<StepEnded>(event.said) ||
           std::holds_alternative<LinkUp>(event.said) || std::holds_alternative<LinkDown>(event.said) ||
           std::holds_alternative<ClientJoined>(event.said) || std::holds_alternative<ClientLeft>(event.said);
}

template <class T, class List>
struct IsOneOf;
template <class T, class... Each>
struct IsOneOf<T, std::variant<Each...>> : std::bool_constant<(std::is_same_v<T, Each> || ...)> {};
/// What concerns the timeline of one station.
using OfStation =
    std::variant<StepBegun, StepEnded, LinkUp, LinkDown, ProgramBegun, SignalRead, ScanBegun, ScanEnded,
                 BssSeen, RoamJudged, ChannelSwitched, TrafficSeen, TransitionRequested, TransitionAnswered,
                 TransitionQueried, NeighborsReported, MeasurementReported, AddressNews, ClientJoined,
                 ClientLeft, ClientRefused, Remark>;

}  // namespace

Builder::Builder() = default;
Builder::~Builder() = default;

Building* Builder::own_station(const Event& event) {
    Building* any = nullptr;
    for (const auto& one : stations_) {
        if (!one->station.own) continue;
        if (event.interface.empty() || one->station.interface == event.interface) return one.get();
        if (one->station.interface.empty()) {
            one->station.interface = event.interface;
            return one.get();
        }
        any = one.get();
    }
    if (any && stations_.size() >= kMostStations) return any;
    auto fresh = std::make_unique<Building>();
    fresh->station.own = true;
    fresh->station.interface = event.interface;
    stations_.push_back(std::move(fresh));
    return stations_.back().get();
}

Building* Builder::recognised(const wifi::MacAddress& address, const Event& event) {
    const auto bss = linked_to(event);
    if (!bss) return nullptr;
    Building* match = nullptr;
    for (const auto& one : stations_) {
        if (!one->station.own || one->station.address || one->station.roams.empty()) continue;
        const Roam& last = one->station.roams.back();
        const auto stood = last.stood();
        if (last.to != *bss || !stood || event.at - *stood > 300ms || *stood - event.at > 300ms) continue;
        if (match) return nullptr;  // two could be meant
        match = one.get();
    }
    if (match) match->station.address = address;
    return match;
}

Building* Builder::other_station(const wifi::MacAddress& address, const Event& event) {
    const auto known = by_address_.find(address);
    if (known != by_address_.end() && known->second->station.own) return known->second;
    if (is_of_station(event.source)) {
        Building* own = own_station(event);
        if (!own->station.address) own->station.address = address;
        if (*own->station.address == address) {
            if (known != by_address_.end()) return merged(own, known->second, event);
            by_address_[address] = own;
            return own;
        }
    } else if (Building* own = recognised(address, event)) {
        // What access points told before stays with the station that they told it of.
        if (known != by_address_.end()) {
            Building* before = known->second;
            std::erase_if(stations_, [&](const auto& one) { return one.get() == before; });
        }
        by_address_[address] = own;
        return own;
    }
    if (known != by_address_.end()) return known->second;
    if (stations_.size() >= kMostStations) {
        ++timeline_.stations_dropped;
        return nullptr;
    }
    auto fresh = std::make_unique<Building>();
    fresh->station.address = address;
    fresh->station.own = is_of_station(event.source);
    fresh->station.interface = fresh->station.own ? event.interface : "";
    stations_.push_back(std::move(fresh));
    by_address_[address] = stations_.back().get();
    return stations_.back().get();
}

Building* Builder::merged(Building* own, Building* other, const Event& event) {
    const wifi::MacAddress address = *other->station.address;
    // Moments that were only placed are worth less than those of the access point.
    Building* kept = event.is_placed ? other : own;
    const Building* dropped = kept == own ? other : own;
    if (kept != own) {
        kept->station.own = true;
        kept->station.interface = own->station.interface;
        for (const auto& [bssid, heard] : own->station.known) kept->station.known.emplace(bssid, heard);
    }
    kept->station.address = address;
    by_address_[address] = kept;
    std::erase_if(stations_, [&](const auto& one) { return one.get() == dropped; });
    return kept;
}

Building* Builder::adopted(Building* own, const Event& event) {
    const auto bss = linked_to(event);
    if (!bss || own->station.address) return own;
    const auto is_it = [&](const auto& one) {
        if (one->station.own || one->station.roams.empty()) return false;
        const Roam& last = one->station.roams.back();
        const auto stood = last.stood();
        return last.to == *bss && stood && event.at - *stood < 300ms && *stood - event.at < 300ms;
    };
    const auto other = std::ranges::find_if(stations_, is_it);
    if (other == stations_.end() || std::ranges::count_if(stations_, is_it) != 1) return own;
    return merged(own, other->get(), event);
}

Building* Builder::station_of(const Event& event) {
    if (const auto address = subject(event)) return other_station(*address, event);
    if (is_of_station(event.source)) return adopted(own_station(event), event);
    return nullptr;
}

void Builder::note_setting(const Event& event, const Setting& setting) {
    const auto key = std::pair{setting.name, setting.bss};
    const auto known = setting_at_.find(key);
    const Set set{event.at, setting, event.source, event.place};
    if (known != setting_at_.end()) {
        timeline_.settings[known->second] = set;
    } else if (timeline_.settings.size() < kMostSettings) {
        setting_at_[key] = timeline_.settings.size();
        timeline_.settings.push_back(set);
    }
}

void Builder::add(const Event& event) {
    ++timeline_.events_of[static_cast<std::size_t>(event.source)];
    if (event.clock != Clock::None) {
        take(event);
    } else if (const auto* setting = std::get_if<Setting>(&event.said)) {
        note_setting(event, *setting);
    } else if (timeless_.size() < kMostTimeless) {
        timeless_.push_back(event);
    } else {
        ++timeline_.timeless_dropped;
    }
}

void Builder::take(const Event& event) {
    if (!timeline_.from || event.at < *timeline_.from) timeline_.from = event.at;
    if (!timeline_.to || event.at > *timeline_.to) timeline_.to = event.at;
    if (event.at + 1s < last_) ++timeline_.backwards;
    last_ = event.at;
    if (const auto* setting = std::get_if<Setting>(&event.said)) {
        note_setting(event, *setting);
        return;
    }
    Building* building = station_of(event);
    if (!building) return;
    ++building->station.tally.events;
    if (!event.is_placed && is_about_link(event)) building->has_exact_links = true;
    if (event.is_placed && (is_about_time(event) || (building->has_exact_links && is_about_link(event))))
        return;
    building->settle(event.at);
    if (std::holds_alternative<BeaconsLost>(event.said)) building->beacons_lost = event.at;
    std::visit(
        [&](const auto& said) {
            using T = std::decay_t<decltype(said)>;
            if constexpr (IsOneOf<T, OfStation>::value) building->note(event, said);
        },
        event.said);
}

Timeline Builder::finish(Clock clock) {
    timeline_.clock = clock;
    if (timeline_.from) {
        timeline_.timeless_dropped += timeless_.size();
    } else {
        Micros at{0};
        for (Event& event : timeless_) {
            event.at = at += 1ms;
            take(event);
        }
    }
    timeless_.clear();
    for (const auto& one : stations_) {
        one->settle(last_ + 1h);
        if (one->link_is_open)
            one->station.tally.linked += std::max(Micros{0}, last_ - one->station.links.back().from);
        one->weak_over(last_, false);
        timeline_.stations.push_back(std::move(one->station));
    }
    // The station whose logs these are first, then the busiest.
    std::ranges::stable_sort(timeline_.stations, [](const Station& a, const Station& b) {
        if (a.own != b.own) return a.own;
        return a.tally.events > b.tally.events;
    });
    stations_.clear();
    by_address_.clear();
    setting_at_.clear();
    return std::exchange(timeline_, {});
}

}  // namespace explain
