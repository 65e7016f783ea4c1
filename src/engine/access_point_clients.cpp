// AccessPoint: the clients of our BSS, and those that peers speak of.
#include <algorithm>
#include <tuple>
#include <utility>

#include "engine/access_point.hpp"

namespace engine {

using base::Instant;
using base::Milliseconds;
using records::SteeringTrigger;
using steering::MeasureEnd;
using steering::TransactionEvent;

namespace {

/// Readings of a client that walks or sends, and of one that does neither.
constexpr Milliseconds kReadFast{250};
constexpr Milliseconds kReadSlow{1'000};
constexpr Milliseconds kReadIdle{4'000};
/// A client without traffic for this long is idle.
constexpr Milliseconds kIdleAfter{10'000};

/// An address that its owner made up, as those who search do (9.2.4.3, bit 1 of the first octet).
constexpr bool is_random(const wifi::MacAddress& address) { return (address.octets[0] & 0x02) != 0; }

constexpr std::uint8_t bit(wifi::Band band) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(band));
}

}  // namespace

KnownClient* AccessPoint::find_client(const wifi::MacAddress& address) {
    const auto found = clients_.find(address);
    return found != clients_.end() ? &found->second : nullptr;
}

KnownClient client_of(const wifi::MacAddress& address, const Passerby& passerby) {
    KnownClient known;
    static_cast<steering::Station&>(known.client) = passerby.station;
    known.client.address = address;
    known.client.memory.client = address;
    known.client.memory.bands = passerby.bands;
    return known;
}

KnownClient& AccessPoint::client_at(const wifi::MacAddress& address, Instant now) {
    if (KnownClient* known = find_client(address)) return *known;
    auto passerby = passersby_.extract(address);
    if (passerby.empty()) make_room();
    KnownClient& known =
        clients_.emplace(address, client_of(address, passerby ? passerby.mapped() : Passerby{}))
            .first->second;
    known.client.last_seen = now;
    return known;
}

Passerby* AccessPoint::passerby_at(const wifi::MacAddress& address, bool only_if_half_empty) {
    if (const auto found = passersby_.find(address); found != passersby_.end()) return &found->second;
    if (only_if_half_empty && known() * 2 >= settings_.most_clients) return nullptr;
    make_room();
    return &passersby_[address];
}

void AccessPoint::make_room() {
    if (known() < settings_.most_clients) return;
    // Who has a link stays; of the others, those whose address was made up for one search go first.
    struct Rank {
        bool stays, met;
        Instant last_seen;
        auto operator<=>(const Rank&) const = default;
    };
    const auto client_rank = [](const auto& entry) {
        const KnownClient& known = entry.second;
        return Rank{!known.bss.empty() || known.kept_out,
                    !is_random(entry.first) || known.client.memory.requests != 0, known.client.last_seen};
    };
    const auto passerby_rank = [](const auto& entry) {
        return Rank{false, !is_random(entry.first), entry.second.station.last_seen};
    };
    const auto client = std::ranges::min_element(clients_, {}, client_rank);
    const auto passerby = std::ranges::min_element(passersby_, {}, passerby_rank);
    if (client == clients_.end() ||
        (passerby != passersby_.end() && passerby_rank(*passerby) <= client_rank(*client)))
        passersby_.erase(passerby);
    else
        clients_.erase(client);
}

Milliseconds AccessPoint::read_period(const KnownClient& known, Instant now) const {
    const bool busy = now - known.busy_at < kIdleAfter;
    if (known.client.motion.moving || known.client.transaction.waiting()) return kReadFast;
    if (busy) return kReadFast;
    return known.client.link && now - known.client.link->since < kIdleAfter ? kReadSlow : kReadIdle;
}

void AccessPoint::joined(LocalBss& bss, KnownClient& known, Instant now) {
    const steering::Bss* site = bss.status ? steering::find(site_, bss.status->bssid) : nullptr;
    if (!site) return;
    const bool is_new = known.bss != bss.name;
    known.bss = bss.name;
    known.owner = 0;
    known.reading = false;
    known.read_at = now;
    known.octets = 0;
    const auto action = steering::ownership::serves(known.ownership, site->bssid);
    steering::note_joined(policy_of(known), known.client, *site, now);
    if (peers_ && action == steering::ownership::Action::Claim)
        peers_->claim({known.client.address, known.ownership.known.bssid, known.ownership.known.epoch});
    if (is_new) seen_at(known, site->bssid, now);
}

void AccessPoint::left(KnownClient& known, Instant now) {
    if (known.bss.empty()) return;
    known.bss.clear();
    known.reading = false;
    steering::ownership::left(known.ownership);
    steering::note_left(known.client, now);
    advance(known, TransactionEvent::Left, std::nullopt, {}, now);
}

void AccessPoint::seen_at(KnownClient& known, const wifi::MacAddress& bssid, Instant now) {
    if (const auto event = steering::joined_event(known.client, bssid))
        advance(known, *event, std::nullopt, bssid, now);
}

void AccessPoint::on(LocalBss& bss, const ports::ClientJoined& event, Instant now) {
    KnownClient& known = client_at(event.client, now);
    known.busy_at = now;
    joined(bss, known, now);
    evaluate(known, SteeringTrigger::Joined, now);
}

void AccessPoint::on(LocalBss& bss, const ports::ClientLeft& event, Instant now) {
    KnownClient* known = find_client(event.client);
    // It may have come to another BSS of ours before this one knows.
    if (known && known->bss == bss.name) left(*known, now);
}

void AccessPoint::on(LocalBss& bss, const ports::ClientRead& event, Instant now) {
    if (!event.authorized) return;
    KnownClient& known = client_at(event.client, now);
    if (known.bss != bss.name) {
        // Somebody who was there before us, or whose coming we did not hear of. Who has moved on may still be
        // listed: it counts only if it sent something after a peer claimed it.
        const Instant sent{now.ms - event.inactive.count()};
        if (!known.bss.empty() || (known.owner != 0 && sent <= known.claimed_at)) return;
        joined(bss, known, now);
    }
    known.reading = false;
    known.last_read = {event.tx_kbps, event.signal};
    const steering::Bss* site = bss.status ? steering::find(site_, bss.status->bssid) : nullptr;
    if (!site) return;
    records::ClientMemory& memory = known.client.memory;
    memory.transition = event.transition;
    memory.bands |= event.bands;
    memory.bands |= bit(site->link.band);
    steering::note_radio(known.client, site->link.band,
                         {true, event.capability.mode, event.capability.width, event.capability.streams});
    const std::uint64_t octets = event.received + event.sent;
    if (known.octets != 0 && octets > known.octets + 500) known.busy_at = now;
    known.octets = octets;
    known.read_at = now + read_period(known, now);
    // A level of something that it sent long ago says nothing of now.
    if (event.signal && event.inactive < Milliseconds{1'000})
        steering::note_reading(policy_of(known), known.client, *site, *event.signal, now);
    evaluate(known, SteeringTrigger::Signal, now);
}

void AccessPoint::on(LocalBss&, const ports::ClientsRead&, Instant) {}
void AccessPoint::on(LocalBss&, const ports::ClientsFailed&, Instant) {}

void AccessPoint::on(LocalBss& bss, const ports::ClientFailed& event, Instant now) {
    KnownClient* known = find_client(event.client);
    if (!known || known->bss != bss.name) return;
    left(*known, now);
}

void AccessPoint::on(LocalBss& bss, const ports::ProbeHeard& event, Instant now) {
    if (!bss.status) return;
    const std::uint8_t band = bss.status->channel ? bit(bss.status->channel->band()) : std::uint8_t{0};
    const radio::CentiDb level{event.level.value * 100};
    KnownClient* known = find_client(event.client);
    if (known) {
        known->client.memory.bands |= band;
        if (known->client.link && known->client.link->bssid == bss.status->bssid) return;
        steering::note_uplink(policy_of(*known), known->client, bss.status->bssid, level, Milliseconds{0},
                              now);
    } else {
        // Who is searching with an address of the moment is nobody's client yet: it is known when it joins.
        Passerby* passerby = passerby_at(event.client, is_random(event.client));
        if (!passerby) return;
        passerby->bands |= band;
        steering::note_uplink(settings_.policy, passerby->station, bss.status->bssid, level, Milliseconds{0},
                              now);
    }
    if (peers_)
        peers_->share(ports::SharedSighting{event.client, bss.status->bssid,
                                            static_cast<std::int16_t>(event.level.value * 100),
                                            Milliseconds{0}, ports::SharedSighting::Source::Uplink});
    if (known && !known->bss.empty()) evaluate(*known, SteeringTrigger::Sighted, now);
}

void AccessPoint::end_measurement(KnownClient& known, MeasureEnd end, Instant now) {
    steering::note_measured(policy_of(known), known.client, site_, end, now);
}

void AccessPoint::on(LocalBss&, const ports::MeasurementSent&, Instant) {}

void AccessPoint::on(LocalBss&, const ports::MeasurementFailed& event, Instant now) {
    if (KnownClient* known = find_client(event.client)) end_measurement(*known, MeasureEnd::Refused, now);
}

void AccessPoint::on(LocalBss&, const ports::MeasurementAcknowledged& event, Instant now) {
    KnownClient* known = find_client(event.client);
    if (known && !event.acknowledged) end_measurement(*known, MeasureEnd::Unheard, now);
}

void AccessPoint::on(LocalBss& bss, const ports::BeaconReported& event, Instant now) {
    KnownClient* known = find_client(event.client);
    if (!known || known->bss != bss.name) return;
    const auto level = wifi::rcpi_to_dbm(event.rcpi, known->client.memory.rcpi, event.rsni);
    if (!level) return;
    const auto mode = known->client.measuring ? known->client.measuring->mode : records::BeaconMode::Active;
    steering::note_report(policy_of(*known), known->client, event.bssid, {level->value * 100}, mode, now);
    if (peers_)
        peers_->share(ports::SharedSighting{event.client, event.bssid,
                                            static_cast<std::int16_t>(level->value * 100), Milliseconds{0},
                                            ports::SharedSighting::Source::Downlink});
    // Of several reports of one measurement each is judged: the one that decides need not be the last.
    evaluate(*known, SteeringTrigger::Measured, now);
}

void AccessPoint::on(LocalBss&, const ports::MeasurementRefused& event, Instant now) {
    KnownClient* known = find_client(event.client);
    if (!known) return;
    using Why = ports::MeasurementRefused::Why;
    const bool answered = event.why == Why::NothingHeard;
    const bool wont = event.why == Why::Incapable || event.why == Why::Refused;
    end_measurement(*known,
                    answered ? MeasureEnd::Reported
                    : wont   ? MeasureEnd::Refused
                             : MeasureEnd::Silent,
                    now);
    evaluate(*known, SteeringTrigger::Measured, now);
}

void AccessPoint::on(LocalBss&, const ports::TransitionSent&, Instant) {}

void AccessPoint::on(LocalBss&, const ports::TransitionFailed& event, Instant now) {
    if (KnownClient* known = find_client(event.client))
        advance(*known, TransactionEvent::SendFailed, std::nullopt, {}, now);
}

void AccessPoint::on(LocalBss& bss, const ports::TransitionAnswered& event, Instant now) {
    KnownClient* known = find_client(event.client);
    if (!known) return;
    const bool accepted = event.status == 0;
    // It accepts and names where it is: it stays.
    const bool stays = accepted && bss.status && event.target == bss.status->bssid;
    advance(*known, accepted && !stays ? TransactionEvent::Accepted : TransactionEvent::Refused, event.status,
            bss.status ? bss.status->bssid : wifi::MacAddress{}, now);
}

void AccessPoint::on(const ports::PeerSighting& event, Instant now) {
    const ports::SharedSighting& sighting = event.sighting;
    const steering::Bss* bss = steering::find(site_, sighting.bssid);
    const std::uint8_t band = bss ? bit(bss->link.band) : std::uint8_t{0};
    const radio::CentiDb level{sighting.level_cdbm};
    const Instant then{now.ms - sighting.age.count()};
    const bool is_uplink = sighting.source == ports::SharedSighting::Source::Uplink;
    KnownClient* known = find_client(sighting.client);
    if (!known) {
        // Of a client that is not ours and never was, the sighting is of use when it comes.
        Passerby* passerby = passerby_at(sighting.client, true);
        if (!passerby) return;
        passerby->bands |= band;
        if (is_uplink)
            return steering::note_uplink(settings_.policy, passerby->station, sighting.bssid, level,
                                         sighting.age, now);
        return steering::note_report(settings_.policy, passerby->station, sighting.bssid, level,
                                     records::BeaconMode::Active, then);
    }
    if (known->client.link && known->client.link->bssid == sighting.bssid) return;
    known->client.memory.bands |= band;
    if (is_uplink)
        steering::note_uplink(policy_of(*known), known->client, sighting.bssid, level, sighting.age, now);
    else if (known->bss.empty())
        steering::note_report(policy_of(*known), known->client, sighting.bssid, level,
                              records::BeaconMode::Active, then);
    if (!known->bss.empty()) evaluate(*known, SteeringTrigger::Sighted, now);
}

void AccessPoint::on(const ports::PeerClaim& event, Instant now) {
    namespace ownership = steering::ownership;
    KnownClient& known = client_at(event.claim.client, now);
    const ownership::Claim claim{event.claim.bssid, event.claim.epoch};
    const bool counts = ownership::counts_more(claim, known.ownership.known);
    const ownership::Action action = ownership::claimed(known.ownership, claim);
    if (!counts) return;
    known.owner = ap_of(event.peer);
    known.claimed_at = now;
    const bool was_ours = !known.bss.empty();
    if (was_ours) {
        known.bss.clear();
        known.reading = false;
        steering::note_left(known.client, now);
    }
    seen_at(known, claim.bssid, now);
    if (action == ownership::Action::HandOver) hand_over(known, memory_of(known, now));
}

void AccessPoint::on(const ports::PeerMemory& event, Instant now) {
    KnownClient& known = client_at(event.memory.client, now);
    switch (steering::ownership::memory_came(known.ownership)) {
        case steering::ownership::Action::Take:
            return remember(event.memory, now);
        case steering::ownership::Action::PassOn:
            return hand_over(known, event.memory);
        default:
            return;
    }
}

void AccessPoint::hand_over(const KnownClient& known, const records::ClientMemory& memory) {
    if (peers_ && known.owner != 0)
        peers_->hand_over(ap_name(known.owner), known.ownership.known.epoch, memory);
}

records::ClientMemory AccessPoint::memory_of(const KnownClient& known, Instant now) const {
    records::ClientMemory memory = known.client.memory;
    memory.wait_left = std::max(known.client.may_ask_from - now, Milliseconds{0});
    if (known.client.last_request) memory.since_request = now - *known.client.last_request;
    memory.day_spent = std::max(known.client.requests_paid_until - now, Milliseconds{0});
    return memory;
}

std::vector<records::ClientMemory> AccessPoint::memories(Instant now) const {
    std::vector<records::ClientMemory> result;
    for (const auto& [address, known] : clients_) result.push_back(memory_of(known, now));
    return result;
}

void AccessPoint::remember(const records::ClientMemory& memory, Instant now) {
    KnownClient& known = client_at(memory.client, now);
    const std::uint8_t bands = known.client.memory.bands | memory.bands;
    const bool transition = known.client.memory.transition || memory.transition;
    // Who has seen more of its requests end knows it better; who came back was first taken to have obeyed.
    const auto seen = [](const records::ClientMemory& each) {
        return std::tuple{each.requests, each.obeyed + each.refused + each.ignored + each.returned,
                          each.returned};
    };
    if (seen(memory) > seen(known.client.memory)) known.client.memory = memory;
    known.client.memory.bands = bands;
    known.client.memory.transition = transition;
    known.client.may_ask_from = std::max(known.client.may_ask_from, now + memory.wait_left);
    known.client.requests_paid_until = std::max(known.client.requests_paid_until, now + memory.day_spent);
    if (memory.since_request) known.client.last_request = Instant{now.ms - memory.since_request->count()};
}

}  // namespace engine
