#include "engine/access_point.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace engine {

namespace {

using base::Instant;
using base::Milliseconds;

/// A status is read again after this long: clients and load change without an event.
constexpr Milliseconds kStatusEvery{10'000};
constexpr Instant kNever{std::numeric_limits<std::int64_t>::max()};

radio::LinkCapability link_of(wifi::Channel channel, const ports::Capability& capability) {
    return {channel.band(), capability.mode, capability.width, capability.streams};
}

}  // namespace

std::string_view name(ApOrderFault fault) {
    switch (fault) {
        case ApOrderFault::Observing:
            return "observing";
        case ApOrderFault::NoSuchClient:
            return "no-such-client";
        case ApOrderFault::NoSuchBss:
            return "no-such-bss";
        case ApOrderFault::AlreadyThere:
            return "already-there";
        case ApOrderFault::Busy:
            return "busy";
        case ApOrderFault::CannotMeasure:
            return "cannot-measure";
    }
    return "unknown";
}

AccessPoint::AccessPoint(ApSettings settings, ports::Journal& journal, ports::PeerNetwork* peers)
    : settings_{std::move(settings)}, journal_{journal}, peers_{peers} {}

void AccessPoint::add_bss(std::string name, ports::ApControl& control) {
    LocalBss bss;
    bss.name = std::move(name);
    bss.control = &control;
    bsses_.push_back(std::move(bss));
}

void AccessPoint::remove_bss(std::string_view name, Instant now) {
    if (LocalBss* bss = find_bss(name)) on(*bss, ports::ApDetached{"its control socket is gone"}, now);
    std::erase_if(bsses_, [&](const LocalBss& bss) { return bss.name == name; });
    refresh_site();
}

void AccessPoint::handle(std::string_view bss, const ports::ApEvent& event, Instant now) {
    LocalBss* found = find_bss(bss);
    if (!found) return;
    std::visit([&](const auto& each) { on(*found, each, now); }, event);
}

void AccessPoint::handle(const ports::PeerEvent& event, Instant now) {
    std::visit([&](const auto& each) { on(each, now); }, event);
}

void AccessPoint::configure(ApSettings settings) { settings_ = std::move(settings); }

const steering::Policy& AccessPoint::policy_of(const KnownClient& known) const {
    const auto network = known.client.network < ssids_.size()
                             ? settings_.networks.find(ssids_[known.client.network])
                             : settings_.networks.end();
    return network != settings_.networks.end() ? network->second : settings_.policy;
}

LocalBss* AccessPoint::find_bss(std::string_view name) {
    const auto found = std::ranges::find(bsses_, name, &LocalBss::name);
    return found != bsses_.end() ? &*found : nullptr;
}

const LocalBss* AccessPoint::find_bss(std::string_view name) const {
    const auto found = std::ranges::find(bsses_, name, &LocalBss::name);
    return found != bsses_.end() ? &*found : nullptr;
}

LocalBss* AccessPoint::serving_bss(const KnownClient& known) {
    return known.bss.empty() ? nullptr : find_bss(known.bss);
}

std::uint16_t AccessPoint::network_of(const std::string& ssid) {
    const auto found = std::ranges::find(ssids_, ssid);
    if (found != ssids_.end()) return static_cast<std::uint16_t>(found - ssids_.begin());
    ssids_.push_back(ssid);
    return static_cast<std::uint16_t>(ssids_.size() - 1);
}

std::uint16_t AccessPoint::ap_of(const std::string& peer) {
    const auto found = std::ranges::find(aps_, peer);
    if (found != aps_.end()) return static_cast<std::uint16_t>(found - aps_.begin() + 1);
    aps_.push_back(peer);
    return static_cast<std::uint16_t>(aps_.size());
}

void AccessPoint::refresh_site() {
    site_.clear();
    const auto add = [&](const wifi::MacAddress& bssid, wifi::Channel channel,
                         const ports::Capability& capability) -> steering::Bss* {
        steering::Bss bss;
        bss.bssid = bssid;
        bss.channel = channel;
        bss.link = link_of(channel, capability);
        return site_.push_back(bss) ? &site_.back() : nullptr;
    };
    for (const LocalBss& local : bsses_) {
        if (!local.attached || !local.status || !local.status->enabled || !local.status->channel) continue;
        const ports::BssStatus& status = *local.status;
        steering::Bss* bss = add(status.bssid, *status.channel, status.capability);
        if (!bss) return;
        bss->network = network_of(status.ssid);
        bss->clients = status.clients;
        bss->busy_per_255 = status.busy_per_255;
        bss->mobility_domain = status.mobility_domain;
        bss->transition = status.transition;
    }
    for (const auto& [peer, shared] : peer_bsses_)
        for (const auto& [bssid, theirs] : shared) {
            if (steering::find(site_, bssid)) continue;
            steering::Bss* bss = add(bssid, theirs.channel, theirs.capability);
            if (!bss) return;
            bss->network = network_of(theirs.ssid);
            bss->ap = ap_of(peer);
            bss->clients = theirs.clients;
            bss->busy_per_255 = theirs.busy_per_255;
            bss->mobility_domain = theirs.mobility_domain;
            bss->transition = theirs.transition;
        }
}

void AccessPoint::on(LocalBss& bss, const ports::ApAttached&, Instant now) {
    bss.attached = true;
    bss.problem.clear();
    bss.status.reset();
    bss.status_at = now;
    neighbors_.forget(bss.name);
    bss.control->hear_probes(true);
}

void AccessPoint::on(LocalBss& bss, const ports::ApDetached& event, Instant now) {
    if (bss.attached && bss.status && peers_) peers_->withdraw(bss.status->bssid);
    bss.attached = false;
    bss.problem = event.why;
    for (auto& [address, known] : clients_)
        if (known.bss == bss.name) left(known, now);
    if (bss.status) neighbors_.note_gone(bss.status->bssid);
    bss.status.reset();
    neighbors_.forget(bss.name);
    refresh_site();
    apply_neighbors(now);
}

void AccessPoint::on(LocalBss& bss, const ports::BssStatus& event, Instant now) {
    const bool first = !bss.status;
    const bool changed = first || bss.status->channel != event.channel || bss.status->bssid != event.bssid ||
                         bss.status->ssid != event.ssid || bss.status->enabled != event.enabled;
    if (!first && bss.status->bssid != event.bssid) neighbors_.note_gone(bss.status->bssid);
    bss.status = event;
    bss.status_at = now + kStatusEvery;
    refresh_site();
    share(bss);
    if (!changed) return;
    if (!event.enabled) {
        neighbors_.note_gone(event.bssid);
        for (auto& [address, known] : clients_)
            if (known.bss == bss.name) left(known, now);
        return apply_neighbors(now);
    }
    // Its own report is made anew, and whoever was there before us is to be known.
    if (settings_.push_neighbors && event.neighbor_reports) bss.control->read_neighbors();
    bss.control->read_clients();
}

void AccessPoint::on(LocalBss& bss, const ports::StatusFailed& event, Instant now) {
    bss.problem = event.why;
    bss.status_at = now + kStatusEvery;
}

void AccessPoint::on(LocalBss& bss, const ports::NeighborsRead& event, Instant now) {
    if (!bss.status) return;
    neighbors_.note_list(bss.name, bss.status->bssid, event.entries);
    share(bss);
    apply_neighbors(now);
}

void AccessPoint::on(LocalBss& bss, const ports::NeighborsRefused&, Instant) {
    neighbors_.note_refused(bss.name);
}

void AccessPoint::apply_neighbors(Instant) {
    if (!settings_.push_neighbors || settings_.policy.mode == records::SteeringMode::Observe) return;
    for (const NeighborLists::Change& change : neighbors_.changes()) {
        LocalBss* bss = find_bss(change.bss);
        if (!bss || !bss->attached) continue;
        if (change.remove)
            bss->control->remove_neighbor(change.entry);
        else
            bss->control->set_neighbor(change.entry);
    }
}

void AccessPoint::share(const LocalBss& bss) {
    if (!peers_ || !bss.status) return;
    const ports::BssStatus& status = *bss.status;
    if (!status.enabled || !status.channel) return peers_->withdraw(status.bssid);
    peers_->share(ports::SharedBss{.bssid = status.bssid,
                                   .ssid = status.ssid,
                                   .channel = *status.channel,
                                   .capability = status.capability,
                                   .clients = status.clients,
                                   .busy_per_255 = status.busy_per_255,
                                   .transition = status.transition,
                                   .mobility_domain = status.mobility_domain,
                                   .neighbor = neighbors_.report_of(status.bssid)});
}

void AccessPoint::on(const ports::PeerUp&, Instant) {}

void AccessPoint::on(const ports::PeerDown& event, Instant now) {
    const auto theirs = peer_bsses_.find(event.peer);
    if (theirs == peer_bsses_.end()) return;
    // Silence is no proof that its radios are off, but nobody says any more how they are.
    for (const auto& [bssid, bss] : theirs->second) neighbors_.note_gone(bssid);
    peer_bsses_.erase(theirs);
    refresh_site();
    apply_neighbors(now);
}

void AccessPoint::on(const ports::PeerBss& event, Instant now) {
    peer_bsses_[event.peer][event.bss.bssid] = event.bss;
    refresh_site();
    neighbors_.note_report({event.bss.bssid, event.bss.ssid, event.bss.neighbor});
    apply_neighbors(now);
}

void AccessPoint::on(const ports::PeerBssGone& event, Instant now) {
    peer_bsses_[event.peer].erase(event.bssid);
    neighbors_.note_gone(event.bssid);
    refresh_site();
    apply_neighbors(now);
}

void AccessPoint::wake(Instant now) {
    let_in_whose_time_has_come(now);
    for (LocalBss& bss : bsses_)
        if (bss.attached && bss.status_at <= now) {
            bss.status_at = now + kStatusEvery;
            bss.control->read_status();
        }
    for (auto& [address, known] : clients_) {
        if (known.client.measuring && known.client.measuring->until <= now) {
            end_measurement(known, steering::MeasureEnd::Silent, now);
            evaluate(known, records::SteeringTrigger::Measured, now);
        }
        if (known.client.transaction.open() && known.client.transaction.deadline <= now)
            advance(known, steering::TransactionEvent::Deadline, std::nullopt, {}, now);
        LocalBss* bss = serving_bss(known);
        if (!bss || known.reading || known.read_at > now) continue;
        known.reading = true;
        known.read_at = now + read_period(known, now);
        bss->control->read_client(address);
    }
}

Instant AccessPoint::deadline() const {
    Instant next = kNever;
    const auto at = [&](Instant when) { next = std::min(next, when); };
    for (const LocalBss& bss : bsses_)
        if (bss.attached) at(bss.status_at);
    for (const auto& [address, known] : clients_) {
        if (known.client.measuring) at(known.client.measuring->until);
        if (known.client.transaction.open()) at(known.client.transaction.deadline);
        if (const LocalBss* out = known.kept_out ? find_bss(known.kept_out->bss) : nullptr;
            out && out->attached)
            at(known.kept_out->until);
        if (!known.bss.empty() && !known.reading) at(known.read_at);
    }
    return next;
}

}  // namespace engine
