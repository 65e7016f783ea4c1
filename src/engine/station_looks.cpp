// Looks at other channels, by visits for one beacon and by scans, and what they find.
#include <algorithm>
#include <utility>

#include "engine/station.hpp"

namespace engine {

namespace {

using base::Instant;
using base::Milliseconds;
using records::Trigger;

constexpr Milliseconds kLookDeadline{3'000};  // a scan is a radio work of the supplicant and may have to wait
constexpr Milliseconds kScanDeadline{20'000};  // of all channels, home in between: 7 s in the laboratory

// Below this level, hundredths of dBm, frames that are sent as fast as data may be lost.
constexpr std::int32_t kWeak = -7'000;

}  // namespace

void Station::on(const ports::LookEnded& event, Instant now) {
    if (!look_ || look_->beacon_of) return;
    if (event.done) {
        look_->reading = true;
        control_.read_table();
        return;
    }
    look_.reset();
    if (knowledge_.serving) poll_at_ = std::min(poll_at_.value_or(now + kPollFast), now + kPollFast);
}

void Station::on(const ports::TableRead& event, Instant now) {
    for (const ports::BssEntry& entry : event.entries) {
        station::Sighting sighting;
        sighting.bssid = entry.bssid;
        sighting.channel = entry.channel;
        sighting.link = capability(entry.channel.band(), entry.capability);
        sighting.busy_per_255 = entry.busy_per_255;
        sighting.fits = entry.fits;
        sighting.transition = entry.transition;
        sighting.mobility_domain = entry.mobility_domain;
        sighting.over_ds = entry.over_ds;
        sighting.level = entry.level;
        sighting.age = Milliseconds{std::clamp(entry.age_s, 0, 86'400) * 1000};
        station::note_sighting(settings_.policy, knowledge_, sighting, now);
    }
    if (visits_ && !(look_ && look_->beacon_of)) visits_->learn();
    if (look_ && look_->reading) {
        for (const wifi::Channel channel : look_->channels)
            station::note_look_ended(settings_.policy, knowledge_, channel, look_->started, now);
        const station::Bss* serving = station::serving_bss(knowledge_);
        const bool was_away = !serving || look_->channels != std::vector{serving->channel};
        const bool scanned = look_->scan;
        look_.reset();
        if (scanned) rivals_.note_scan_ended();
        if (was_away) show_awake();
        evaluate(Trigger::Looked, now);
    }
}

void Station::on(const ports::OtherScanBegun&, Instant now) {
    station::note_scan_by_others(knowledge_, now);
    if (visits_) visits_->forget();
}

void Station::on(const ports::TableFailed&, Instant) {
    if (look_ && look_->reading) look_.reset();
}

void Station::on(const ports::BeaconHeard& event, Instant now) {
    // What a scan hears is in the supplicant's table too, which is read when it ends.
    if (!look_ || !look_->beacon_of) {
        station::note_beacon_time(settings_.policy, knowledge_, event.bssid, now);
        return;
    }
    station::note_beacon(settings_.policy, knowledge_, event.bssid, event.level, now);
    look_->heard = look_->heard || event.bssid == *look_->beacon_of;
}

void Station::on(const ports::VisitEnded& event, Instant now) {
    if (!look_ || look_->beacon_of != event.bssid) return;
    if (!look_->heard && event.made)
        station::note_beacon_missed(settings_.policy, knowledge_, event.bssid, now);
    if (!event.made) station::note_no_beacon_time(knowledge_, event.bssid);
    look_.reset();
    show_awake();
    evaluate(Trigger::Looked, now);
}

void Station::start_look(wifi::Channel channel, std::optional<wifi::MacAddress> beacon_of, Instant now) {
    const station::Policy& policy = settings_.policy;
    if (!visits_) beacon_of.reset();
    station::note_look_started(policy, knowledge_, channel,
                               beacon_of ? policy.visit_silence : policy.look_silence, now);
    look_ = PendingLook{{channel}, now, beacon_of};
    ++looks_;
    if (beacon_of) return visits_->visit(*beacon_of, channel);
    control_.look(channel);
}

void Station::start_scan(const std::vector<wifi::Channel>& channels, Instant now) {
    std::vector<wifi::Channel> visited = channels;
    if (visited.empty()) visited.assign(knowledge_.channels.begin(), knowledge_.channels.end());
    for (const wifi::Channel channel : visited)
        station::note_look_started(settings_.policy, knowledge_, channel, settings_.policy.look_silence, now);
    looks_ += static_cast<std::uint32_t>(std::max<std::size_t>(visited.size(), 1));
    look_ = PendingLook{std::move(visited), now, {}};
    look_->scan = true;
    control_.scan(channels);
}

void Station::show_awake() {
    const station::Bss* serving = station::serving_bss(knowledge_);
    if (!serving || !busy_ || !is_in_charge() || serving->level.value > kWeak) return;
    control_.ask_neighbors();
}

Milliseconds Station::look_deadline() const { return look_ && look_->scan ? kScanDeadline : kLookDeadline; }

void Station::refresh_own_channel(Instant now) {
    const station::Bss* serving = station::serving_bss(knowledge_);
    const bool free = station::operation::is_free(state());
    // Who stands sees it change seldom, and who does not use the link need not know.
    const int seldom = knowledge_.motion.moving ? 1 : busy_ ? 6 : 60;
    if (settings_.observe || settings_.rule || !serving || knowledge_.serving->locked || look_ || !free ||
        now - own_looked_at_ < settings_.policy.look_own_every * seldom)
        return;
    // The load of the serving channel and the BSS beside us: a scan of the own channel does not leave it.
    own_looked_at_ = now;
    const wifi::Channel channel = serving->channel;
    station::note_look_started(settings_.policy, knowledge_, channel, settings_.policy.look_silence, now);
    look_ = PendingLook{{channel}, now, {}};
    control_.look(channel);
}

}  // namespace engine
