// What the serving link tells: readings of its level and counters, and how often they are taken.
#include <algorithm>
#include <cstdlib>
#include <utility>

#include "engine/station.hpp"
#include "station/carried.hpp"
#include "station/decide.hpp"
#include "station/value.hpp"

namespace engine {

namespace {

using base::Instant;
using base::Milliseconds;
using records::Trigger;

// Walking and in use, a link that breaks (a corner, a door) shows in its counters between two readings.
constexpr Milliseconds kPollCounts{125};
constexpr Milliseconds kPollSlow{1'000};
constexpr Milliseconds kPollIdle{2'000};  // standing, at rest for a while, on a link that carries a lot
// Nobody uses it, and the driver tells when the level falls: at most ten wake-ups a minute, all in all.
constexpr Milliseconds kPollResting{40'000};
constexpr Milliseconds kResting{60'000};
// The same while somebody uses the link: what a dead AP costs is what is sent to it meanwhile.
constexpr Milliseconds kPollBusy{400};
constexpr std::uint32_t kBusyPerSecond = 10;     // frames received, or sent
constexpr std::uint32_t kBeaconsPerSecond = 20;  // ten, of which some kernels count each twice
constexpr Milliseconds kDoubtSpacing{2'000};
constexpr Milliseconds kAtRest{15'000};
constexpr wifi::Db kWatchBelow{6};
constexpr wifi::Db kWatchStep{3};  // smaller changes are not worth a command

std::optional<std::uint32_t> difference(std::optional<std::uint32_t> now,
                                        std::optional<std::uint32_t> before) {
    // Counters start again with each association: a smaller count says nothing of the time between.
    if (!now || !before || *now < *before) return std::nullopt;
    return *now - *before;
}

station::Counters between(const ports::SignalRead& before, const ports::SignalRead& now) {
    return {difference(now.sent, before.sent), difference(now.lost, before.lost),
            difference(now.received, before.received)};
}

/// Counters start again with each association, and nowhere else but where they overflow.
bool counted_anew(const ports::SignalRead& before, const ports::SignalRead& now) {
    const auto less = [](std::optional<std::uint32_t> a, std::optional<std::uint32_t> b) {
        return a && b && *a < *b;
    };
    return less(now.sent, before.sent) || less(now.received, before.received);
}

}  // namespace

void Station::poll(Instant now) {
    const Milliseconds period = poll_period(now);
    const bool in_use_and_moving = busy_ && knowledge_.motion.moving && !settings_.rule;
    poll_at_ = now + (in_use_and_moving ? kPollCounts : period);
    counters_only_ = in_use_and_moving && now - knowledge_.serving->last_reading < kPollFast;
    if (period >= kPollIdle) watch_signal();
    read_signal();
    refresh_own_channel(now);
}

void Station::on(const ports::SignalRead& event, Instant now) {
    signal_pending_ = false;
    if (!knowledge_.serving) return;
    unread_ = false;
    if (is_of_another_link(event)) doubt_link(now);
    if (last_counters_ && std::exchange(counters_only_, false)) return note_counters(event, now);
    learn_own_radio(event);
    station::Reading reading;
    reading.last = event.last;
    reading.average = event.beacon ? *event.beacon : event.average.value_or(event.last);
    if (last_counters_) reading.lately = between(*last_counters_, event);
    if (last_signal_) reading.counters = between(*last_signal_, event);
    const auto elapsed =
        static_cast<std::uint32_t>(std::max((now - knowledge_.serving->last_reading).count(), 1));
    // A link that fails receives nothing although it is in use.
    const auto per_second = [elapsed](std::optional<std::uint32_t> frames) {
        return frames.value_or(0) * 1'000ULL / elapsed;
    };
    busy_ = per_second(reading.counters.received) >= kBusyPerSecond + kBeaconsPerSecond ||
            per_second(reading.counters.sent) >= kBusyPerSecond;
    last_signal_ = event;
    last_counters_ = event;
    station::Bss* serving = station::find(knowledge_, knowledge_.serving->bssid);
    if (serving && event.channel) serving->channel = *event.channel;
    reading.tx_kbps = event.tx_kbps;
    const bool was_failing = knowledge_.serving->failing.has_value();
    const bool was_low = station::has_collapsed(settings_.policy, *knowledge_.serving, now);
    station::note_reading(settings_.policy, knowledge_, reading, now);
    const bool failing = knowledge_.serving->failing == now && !was_failing;
    const bool collapsed = !was_low && station::has_collapsed(settings_.policy, *knowledge_.serving, now);
    const bool first = std::exchange(fresh_link_, false);
    const bool resumed = std::exchange(resumed_, false);
    const Trigger made = knowledge_.serving->found ? Trigger::FirstLink : Trigger::Connected;
    evaluate(first       ? made
             : resumed   ? Trigger::Resume
             : failing   ? Trigger::LinkFailure
             : collapsed ? Trigger::RateCollapse
                         : Trigger::Signal,
             now);
}

bool Station::is_of_another_link(const ports::SignalRead& event) const {
    const station::Bss* serving = station::serving_bss(knowledge_);
    const bool elsewhere = serving && event.channel && *event.channel != serving->channel;
    return elsewhere || (last_counters_ && counted_anew(*last_counters_, event));
}

void Station::note_counters(const ports::SignalRead& event, Instant now) {
    const bool was_failing = knowledge_.serving->failing.has_value();
    station::note_counters(settings_.policy, knowledge_, between(*last_counters_, event), now);
    last_counters_ = event;
    if (knowledge_.serving->failing == now && !was_failing) evaluate(Trigger::LinkFailure, now);
}

void Station::on(const ports::SignalFailed&, Instant now) {
    signal_pending_ = false;
    if (!knowledge_.serving) return;
    // A driver may be busy once; without a link it fails for good.
    if (std::exchange(unread_, true)) return doubt_link(now);
    if (poll_at_) poll_at_ = std::min(*poll_at_, now + kPollFast);
}

void Station::doubt_link(Instant now) {
    const bool lately = doubted_at_ && now - *doubted_at_ < kDoubtSpacing;
    if (lately || !station::operation::is_free(state())) return;
    doubted_at_ = now;
    control_.check_link();
}

void Station::on(const ports::SignalCrossed&, Instant now) {
    if (knowledge_.serving) poll_at_ = now;
}

void Station::on(const ports::Resumed& event, Instant now) {
    station::note_resumed(knowledge_, event.slept, now);
    // An answer from before the sleep is as old as all the rest, and may never come.
    signal_pending_ = false;
    counters_only_ = false;
    last_signal_.reset();
    last_counters_.reset();
    watched_.reset();
    look_.reset();
    if (!knowledge_.serving) return;
    resumed_ = true;
    poll_at_ = now;
}

void Station::on(const ports::WatchRefused&, Instant) { can_watch_ = false; }

void Station::on(const ports::BeaconsLost&, Instant now) {
    station::note_link_in_doubt(knowledge_, now);
    evaluate(Trigger::BeaconLoss, now);
}

void Station::watch_signal() {
    const station::Bss* serving = station::serving_bss(knowledge_);
    if (!serving || !can_watch_) return;
    // While we read seldom, the driver tells when the level falls.
    const wifi::Dbm threshold = wifi::Dbm{serving->level.value / 100} - kWatchBelow;
    if (watched_ && std::abs((threshold - *watched_).value) < kWatchStep.value) return;
    watched_ = threshold;
    control_.watch_signal(threshold);
}

void Station::read_signal() {
    if (signal_pending_ || !knowledge_.serving) return;
    signal_pending_ = true;
    control_.read_signal();
}

Milliseconds Station::poll_period(Instant now) const {
    const station::Motion& motion = knowledge_.motion;
    if (!knowledge_.serving || !motion.primed || settings_.rule) return kPollFast;
    // Who walks and does not use the link loses nothing between two readings a second apart.
    const Milliseconds watchful = busy_ ? kPollFast : kPollSlow;
    if (motion.moving) return watchful;
    const station::Policy& policy = settings_.policy;
    const std::uint32_t expected = station::serving_kbps(policy, knowledge_, now);
    if (station::is_failing(policy, knowledge_, expected, now) || expected < 4 * policy.failing_kbps)
        return kPollFast;
    // Half way to "moving": look closer before saying so.
    if (motion.variability.centi * 4 > policy.moving_above.centi * 3) return watchful;
    if (busy_) return kPollBusy;
    const Milliseconds linked = now - knowledge_.serving->since;
    if (watched_ && can_watch_ && linked > kResting) return kPollResting;
    return linked > kAtRest ? kPollIdle : kPollSlow;
}

void Station::learn_own_radio(const ports::SignalRead& event) {
    const station::Bss* serving = station::serving_bss(knowledge_);
    if (!serving || !serving->described || !event.width || !event.channel) return;
    const auto band = static_cast<std::size_t>(event.channel->band());
    if (*event.width < serving->link.width) radio_.width[band] = *event.width;
}

}  // namespace engine
