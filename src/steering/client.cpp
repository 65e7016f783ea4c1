#include "steering/client.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace steering {

namespace {

using base::Instant;
using base::Milliseconds;
using radio::Belief;
using radio::CentiDb;
using radio::Variance;

/// A table's levels are what the client last heard, at a time that it does not say.
constexpr std::int32_t kTableDoubt = 4;
constexpr std::int32_t kOffsetMost = 2'000;
/// The reports of one measurement come together, in one frame or in several: after the first it is over in
/// this.
constexpr Milliseconds kReportsFollow{100};

Heard* find_heard(Station& station, const wifi::MacAddress& bssid) {
    return const_cast<Heard*>(find_heard(std::as_const(station), bssid));
}

/// The entry for `bssid`; a new one takes the place of the one heard longest ago.
Heard& entry_for(const Policy& policy, Station& station, const wifi::MacAddress& bssid) {
    if (Heard* known = find_heard(station, bssid)) return *known;
    if (station.heard.full()) {
        std::size_t oldest = 0;
        for (std::size_t i = 1; i < station.heard.size(); ++i)
            if (station.heard[i].when < station.heard[oldest].when) oldest = i;
        station.heard.remove_unordered(oldest);
    }
    Heard heard;
    heard.bssid = bssid;
    heard.level = unheard_level(policy);
    (void)station.heard.push_back(heard);
    return station.heard.back();
}

/// By how much a station hears louder than it is heard, hundredths of dB; empty: not met.
using Offset = std::optional<std::int16_t>;

Belief down(const Policy& policy, const Offset& offset, const Belief& uplink) {
    return {uplink.mean + CentiDb{offset.value_or(0)},
            uplink.variance + (offset ? policy.offset_known : policy.offset_unknown)};
}

void hear_uplink(const Policy& policy, Station& station, const Offset& offset, const wifi::MacAddress& bssid,
                 CentiDb level, Milliseconds age, Instant now) {
    const Instant when{now.ms - age.count()};
    station.last_seen = std::max(station.last_seen, when);
    const Heard* known = find_heard(station, bssid);
    if (known && known->when >= when) return;
    // What the client itself reported a moment ago says more than how it is heard.
    if (known && known->reported && when - known->when < policy.verify_moving) return;
    Heard& heard = entry_for(policy, station, bssid);
    const Belief said = down(policy, offset, {level, policy.report_noise_moving});
    heard.level =
        known ? radio::combine(level_of(policy, station, heard, when), said.mean, said.variance) : said;
    heard.reported = false;
    heard.set_when(when);
    heard.walked_ms = station.walked_ms;
}

/// The station says, or its silence does, how it hears `bssid`.
Heard& hear_report(const Policy& policy, Station& station, const wifi::MacAddress& bssid, CentiDb level,
                   Variance noise, Instant now) {
    const Heard* known = find_heard(station, bssid);
    const Belief before = known ? level_of(policy, station, *known, now) : unheard_level(policy);
    Heard& heard = entry_for(policy, station, bssid);
    heard.level = radio::combine(before, level, noise);
    heard.reported = true;
    heard.set_when(now);
    heard.walked_ms = station.walked_ms;
    return heard;
}

void learn_offset(Client& client, std::int32_t difference) {
    const std::int32_t met = std::clamp<std::int32_t>(difference, -kOffsetMost, kOffsetMost);
    auto& offset = client.memory.down_minus_up_cdb;
    offset = static_cast<std::int16_t>(offset ? *offset + (met - *offset) / 4 : met);
}

}  // namespace

const Heard* find_heard(const Station& station, const wifi::MacAddress& bssid) {
    // Addresses of one site differ in their last octets: most comparisons end at the first of them.
    const auto is_it = [&](const Heard& heard) {
        return heard.bssid.octets[5] == bssid.octets[5] && heard.bssid.octets[4] == bssid.octets[4] &&
               heard.bssid == bssid;
    };
    const Heard* found = std::find_if(station.heard.begin(), station.heard.end(), is_it);
    return found != station.heard.end() ? found : nullptr;
}

void note_reading(const Policy& policy, Client& client, const Bss& serving, wifi::Dbm signal, Instant now) {
    if (!client.link || client.link->bssid != serving.bssid) return;
    Link& link = *client.link;
    const CentiDb level{signal.value * 100};
    const bool was_moving = client.motion.moving;
    const Milliseconds elapsed = link.read ? now - link.last_reading : Milliseconds{0};
    if (was_moving) client.walked_ms += static_cast<std::uint32_t>(elapsed.count());
    radio::observe_motion(policy.motion, client.motion, level, level, now);
    const Belief before = link.read ? radio::aged(policy.ageing, link.uplink,
                                                  was_moving ? elapsed * 4 : Milliseconds{0}, elapsed)
                                    : Belief{level, policy.ageing.spread};
    link.uplink = radio::combine(before, level, policy.uplink_noise);
    link.read = true;
    link.last_reading = now;
    link.link = link_with(client, serving);
    client.last_seen = now;
}

void note_uplink(const Policy& policy, Station& station, const wifi::MacAddress& bssid, CentiDb level,
                 Milliseconds age, Instant now) {
    hear_uplink(policy, station, std::nullopt, bssid, level, age, now);
}

void note_uplink(const Policy& policy, Client& client, const wifi::MacAddress& bssid, CentiDb level,
                 Milliseconds age, Instant now) {
    hear_uplink(policy, client, client.memory.down_minus_up_cdb, bssid, level, age, now);
}

void note_report(const Policy& policy, Station& station, const wifi::MacAddress& bssid, CentiDb level,
                 records::BeaconMode mode, Instant now) {
    const bool is_table = mode == records::BeaconMode::Table;
    station.last_seen = now;
    Variance noise = policy.report_noise_standing;
    if (is_table) noise.centi *= kTableDoubt;
    Heard& heard = hear_report(policy, station, bssid, level, noise, now);
    if (!is_table) heard.measured_before = Milliseconds{0};
}

void note_report(const Policy& policy, Client& client, const wifi::MacAddress& bssid, CentiDb level,
                 records::BeaconMode mode, Instant now) {
    const bool is_table = mode == records::BeaconMode::Table;
    if (client.measuring) {
        client.measuring->reported = true;
        client.measuring->until = std::min(client.measuring->until, now + kReportsFollow);
    }
    client.last_seen = now;
    if (client.link && client.link->bssid == bssid) {
        if (client.link->read && !(is_table && client.memory.down_minus_up_cdb))
            learn_offset(client, (level - client.link->uplink.mean).value);
        return;
    }
    Variance noise = client.motion.moving ? policy.report_noise_moving : policy.report_noise_standing;
    if (is_table) noise.centi *= kTableDoubt;
    Heard& heard = hear_report(policy, client, bssid, level, noise, now);
    if (!is_table) heard.measured_before = Milliseconds{0};
}

void note_measuring(const Policy& policy, Client& client, records::BeaconMode mode,
                    std::optional<wifi::Channel> channel, Instant now) {
    client.measuring = Measuring{.until = now + policy.measure_within, .channel = channel, .mode = mode};
    client.last_measured = now;
    if (mode != records::BeaconMode::Table)
        client.measured_paid_until = std::max(client.measured_paid_until, now) + policy.measure_every;
}

namespace {

void note_unanswered(const Policy& policy, Client& client, std::size_t mode, bool refused) {
    records::Measures& measures = client.memory.measures[mode];
    std::uint8_t& count = client.unanswered[mode];
    if (count < std::numeric_limits<std::uint8_t>::max()) ++count;
    const bool worked = measures == records::Measures::Works;
    const bool is_over = measures == records::Measures::Refuses || (refused && !worked) ||
                         count >= policy.measure_tries * (worked ? policy.measure_trust : 1);
    if (is_over) measures = records::Measures::Refuses;
}

}  // namespace

void note_measured(const Policy& policy, Client& client, const Site& site, MeasureEnd end, Instant now) {
    if (!client.measuring) return;
    const Measuring ended = *std::exchange(client.measuring, std::nullopt);
    const auto mode = static_cast<std::size_t>(ended.mode);
    if (end != MeasureEnd::Reported && !ended.reported) {
        if (end != MeasureEnd::Unheard) note_unanswered(policy, client, mode, end == MeasureEnd::Refused);
        return;
    }
    client.unanswered[mode] = 0;
    client.memory.measures[mode] = records::Measures::Works;
    if (ended.mode == records::BeaconMode::Table) return;
    for (const Bss& bss : site) {
        if (bss.channel != ended.channel || bss.network != client.network) continue;
        if (client.link && client.link->bssid == bss.bssid) continue;
        const Heard* known = find_heard(client, bss.bssid);
        const auto measured = known ? known->measured() : std::nullopt;
        if (measured && *measured + policy.measure_within >= now) continue;  // it was reported
        hear_report(policy, client, bss.bssid, {policy.silent_cdbm}, policy.silent_noise, now)
            .measured_before = Milliseconds{0};
    }
}

void note_joined(const Policy& policy, Client& client, const Bss& serving, Instant now) {
    client.last_seen = now;
    client.memory.bands |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(serving.link.band));
    if (client.link && client.link->bssid == serving.bssid) return;
    if (client.link && client.link->read) {
        // How the old one was heard is the best that is known of it.
        Heard& old = entry_for(policy, client, client.link->bssid);
        old.level = down(policy, client.memory.down_minus_up_cdb, client.link->uplink);
        old.reported = true;
        old.set_when(client.link->last_reading);
        old.walked_ms = client.walked_ms;
    }
    Link link;
    link.bssid = serving.bssid;
    link.since = now;
    link.link = link_with(client, serving);
    client.link = link;
    client.network = serving.network;
    client.measuring.reset();
    client.motion.primed = false;
    for (std::size_t i = 0; i < client.heard.size(); ++i)
        if (client.heard[i].bssid == serving.bssid) {
            client.heard.remove_unordered(i);
            break;
        }
}

void note_left(Client& client, Instant now) {
    client.link.reset();
    client.measuring.reset();
    client.last_seen = now;
}

void note_radio(Client& client, wifi::Band band, const OwnRadio& radio) {
    client.radio[static_cast<std::size_t>(band)] = radio;
}

void bar(Client& client, const wifi::MacAddress& bssid, Instant until) {
    for (Barred& barred : client.barred)
        if (barred.bssid == bssid) {
            barred.until = std::max(barred.until, until);
            return;
        }
    if (client.barred.full()) {
        std::size_t first = 0;
        for (std::size_t i = 1; i < client.barred.size(); ++i)
            if (client.barred[i].until < client.barred[first].until) first = i;
        client.barred.remove_unordered(first);
    }
    (void)client.barred.push_back({until, bssid});
}

bool is_barred(const Client& client, const wifi::MacAddress& bssid, Instant now) {
    return std::any_of(client.barred.begin(), client.barred.end(),
                       [&](const Barred& barred) { return barred.bssid == bssid && now < barred.until; });
}

std::optional<Belief> serving_level(const Policy& policy, const Client& client, Instant now) {
    if (!client.link || !client.link->read) return std::nullopt;
    const Milliseconds elapsed = now - client.link->last_reading;
    const Milliseconds walked = client.motion.moving ? elapsed : Milliseconds{0};
    return down(policy, client.memory.down_minus_up_cdb,
                radio::aged(policy.ageing, client.link->uplink, walked, elapsed));
}

Belief level_of(const Policy& policy, const Station& station, const wifi::MacAddress& bssid, Instant now) {
    const Heard* heard = find_heard(station, bssid);
    return heard ? level_of(policy, station, *heard, now) : unheard_level(policy);
}

Belief level_of(const Policy& policy, const Station& station, const Heard& heard, Instant now) {
    constexpr std::uint32_t kMost = std::numeric_limits<std::int32_t>::max();
    const std::uint32_t walked = std::min(station.walked_ms - heard.walked_ms, kMost);
    return radio::aged(policy.ageing, heard.level, Milliseconds{static_cast<std::int32_t>(walked)},
                       now - heard.when);
}

Belief unheard_level(const Policy& policy) { return {{policy.ageing.unheard_cdbm}, policy.ageing.spread}; }

radio::LinkCapability link_with(const Client& client, const Bss& bss) {
    const auto band = static_cast<std::size_t>(bss.link.band);
    // A band on which the client was never met: what it does on another is the best guess.
    const OwnRadio* own = &client.radio[band];
    for (const OwnRadio& other : client.radio)
        if (!own->known && other.known) own = &other;
    radio::LinkCapability link = bss.link;
    if (!own->known) {
        link.streams = std::min<std::uint8_t>(link.streams, 2);
        return link;
    }
    const bool guessed = own != &client.radio[band];
    if (!guessed) {
        link.mode = std::min(link.mode, own->mode);
        link.width = std::min(link.width, own->width);
    } else if (own->mode <= wifi::PhyMode::Legacy) {
        link.mode = wifi::PhyMode::Legacy;
    }
    link.streams = std::min(link.streams, own->streams);
    return link;
}

bool can_use(const Client& client, wifi::Band band) {
    return client.memory.bands == 0 || (client.memory.bands & 1U << static_cast<unsigned>(band)) != 0;
}

}  // namespace steering
