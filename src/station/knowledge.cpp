#include "station/knowledge.hpp"

#include <algorithm>

#include "station/carried.hpp"
#include "station/estimate.hpp"
#include "station/transition.hpp"

namespace station {

namespace {

using base::Instant;
using base::Milliseconds;

constexpr radio::CentiDb centi(wifi::Dbm level) { return {level.value * 100}; }

/// Whether `level` is so far from what was expected that the expectation must have been wrong: an AP was
/// switched on or off, a door closed, the station carried around a corner.
bool surprises(const Policy& policy, const Estimate& expected, radio::CentiDb level, Variance noise) {
    const std::int32_t difference = std::clamp<std::int32_t>((level - expected.mean).value, -12'000, 12'000);
    const std::int32_t limit = policy.surprise * policy.surprise;
    return difference * difference / 100 > limit * (expected.variance.centi + noise.centi);
}

void measure(const Policy& policy, Knowledge& knowledge, Bss& bss, radio::CentiDb level, Variance noise,
             Instant now) {
    Estimate before = estimate(policy, knowledge, bss, now);
    if (surprises(policy, before, level, noise)) before.variance = policy.spread;
    const Estimate after = combine(before, level, noise);
    bss.measured = true;
    bss.level = after.mean;
    bss.variance = after.variance;
    bss.when = now;
    bss.walked = knowledge.walked;
}

Variance look_noise(const Policy& policy, const Knowledge& knowledge) {
    return knowledge.motion.moving ? policy.look_noise_moving : policy.look_noise_standing;
}

/// The entry of `bssid`, made if need be.
Bss& entry(Knowledge& knowledge, const wifi::MacAddress& bssid) {
    if (Bss* known = find(knowledge, bssid)) return *known;
    if (knowledge.table.full()) {
        std::size_t oldest = knowledge.table.size();
        for (std::size_t i = 0; i < knowledge.table.size(); ++i) {
            const Bss& bss = knowledge.table[i];
            if (knowledge.serving && bss.bssid == knowledge.serving->bssid) continue;
            if (oldest == knowledge.table.size()) {
                oldest = i;
                continue;
            }
            // Ties go to the higher address, so that the answer does not depend on the table's order.
            const Bss& worst = knowledge.table[oldest];
            if (bss.when < worst.when || (bss.when == worst.when && bss.bssid > worst.bssid)) oldest = i;
        }
        knowledge.table.remove_unordered(oldest);
    }
    Bss fresh;
    fresh.bssid = bssid;
    (void)knowledge.table.push_back(fresh);
    return knowledge.table.back();
}

void forget_beacon_time(Bss& bss) {
    bss.timed_until = {};
    bss.time_proven = false;
}

/// A look did not hear `bss`, expected as `before`.
void note_missed(const Policy& policy, const Knowledge& knowledge, Bss& bss, const Estimate& before,
                 Instant now) {
    if (bss.vanished) {
        const Milliseconds gone = now - bss.vanished->since;
        bss.vanished->look_at =
            now + std::clamp(gone / policy.vanished_part, policy.vanished_first, policy.vanished_most);
        bss.vanished->missed = true;
    } else if (bss.measured && surprises(policy, before, {policy.silent_cdbm}, policy.silent_noise)) {
        bss.vanished = Vanished{before.mean, knowledge.walked, now + policy.vanished_first, now, true};
    }
}

void note_heard_again(const Policy& policy, Bss& bss, Instant now) {
    // Where only the link was lost, nobody knows that it had been gone.
    if (bss.vanished && bss.vanished->missed) bss.back_until = now + policy.back_memory;
    bss.vanished.reset();
}

/// Whether `received` frames in `elapsed` look like beacons and nothing else.
bool are_beacons(std::uint32_t received, Milliseconds elapsed) {
    constexpr Milliseconds kLongEnough{900};
    // A second, of the ten that are sent (9.4.1.3: 100 TU is the custom); some kernels count each twice.
    constexpr std::int32_t kLeast = 5;
    constexpr std::int32_t kMost = 25;
    const auto frames = static_cast<std::int32_t>(std::min<std::uint32_t>(received, 1'000'000));
    const std::int32_t tenths = std::clamp<std::int32_t>(elapsed.count() / 100, 0, 36'000);
    return elapsed >= kLongEnough && frames * 10 >= kLeast * tenths && frames * 10 <= kMost * tenths;
}

LeftBss left_now(const Policy& policy, const Knowledge& knowledge, Instant now) {
    return {knowledge.serving->bssid, now, is_asked(policy, knowledge, now)};
}

/// The link to `bss` failed: what was known of it no longer holds.
void note_lost(const Policy& policy, const Knowledge& knowledge, Bss& bss, Instant now) {
    if (bss.measured && !bss.vanished)
        bss.vanished = Vanished{bss.level, knowledge.walked, now + policy.vanished_first, now};
    bss.level = {policy.silent_cdbm};
    bss.variance = policy.silent_noise;
    bss.when = now;
    bss.walked = knowledge.walked;
}

}  // namespace

Bss* find(Knowledge& knowledge, const wifi::MacAddress& bssid) {
    Bss* found = std::find_if(knowledge.table.begin(), knowledge.table.end(),
                              [&](const Bss& bss) { return bss.bssid == bssid; });
    return found != knowledge.table.end() ? found : nullptr;
}

const Bss* find(const Knowledge& knowledge, const wifi::MacAddress& bssid) {
    const Bss* found = std::find_if(knowledge.table.begin(), knowledge.table.end(),
                                    [&](const Bss& bss) { return bss.bssid == bssid; });
    return found != knowledge.table.end() ? found : nullptr;
}

const Bss* serving_bss(const Knowledge& knowledge) {
    return knowledge.serving ? find(knowledge, knowledge.serving->bssid) : nullptr;
}

void note_sighting(const Policy& policy, Knowledge& knowledge, const Sighting& sighting, Instant now) {
    Bss& bss = entry(knowledge, sighting.bssid);
    if (sighting.level || !bss.described) {
        // A neighbour report describes a BSS in outline; what its own beacon said is better.
        bss.channel = sighting.channel;
        bss.link = sighting.link;
        bss.busy_per_255 = sighting.busy_per_255;
        bss.fits = sighting.fits;
        bss.transition = sighting.transition;
        bss.mobility_domain = sighting.mobility_domain;
        bss.over_ds = sighting.over_ds;
    }
    if (!sighting.level) return;
    bss.described = true;
    const Instant heard{now.ms - sighting.age.count()};
    if (!bss.last_heard || heard > bss.last_heard->when) bss.last_heard = LastHeard{*sighting.level, heard};
    const bool serving = knowledge.serving && knowledge.serving->bssid == sighting.bssid;
    // Readings of the link know the serving BSS better than one frame of a look does.
    if (serving && bss.measured) return;
    // Ages come in whole seconds: an entry that is not clearly newer is the one already taken in.
    constexpr Milliseconds kAgeGrain{1'000};
    if (bss.measured && sighting.age >= kAgeGrain && heard - bss.when <= kAgeGrain) return;
    // Its last beacon may still be the youngest entry of the table when its loss is already known.
    if (bss.vanished && heard - bss.when < kAgeGrain) return;
    measure(policy, knowledge, bss, centi(*sighting.level), look_noise(policy, knowledge), now);
    bss.when = heard;
    note_heard_again(policy, bss, now);
}

void note_reading(const Policy& policy, Knowledge& knowledge, const Reading& reading, Instant now) {
    if (!knowledge.serving) return;
    Serving& serving = *knowledge.serving;
    const bool was_moving = knowledge.motion.moving;
    observe_motion(policy, knowledge.motion, centi(reading.last), centi(reading.average), now);
    if (was_moving && knowledge.motion.moving) {
        const Milliseconds gap = now - serving.last_reading;
        knowledge.walked = knowledge.walked + std::clamp(gap, Milliseconds{0}, Milliseconds{5'000});
    }
    const auto received = reading.counters.received;
    if (received && are_beacons(*received, now - serving.last_reading)) knowledge.beacons_counted = true;
    const Milliseconds elapsed = now - serving.last_reading;
    serving.last_reading = now;
    serving.reported = reading.average;
    note_counters(policy, knowledge, reading.lately.value_or(reading.counters), now);
    // An average that has just begun is not one.
    const bool young = now - serving.since < policy.average_settles;
    measure(policy, knowledge, entry(knowledge, serving.bssid), centi(reading.average),
            young ? policy.look_noise_moving : policy.serving_noise, now);
    note_carried(policy, knowledge, reading, elapsed, now);
}

void note_resumed(Knowledge& knowledge, Milliseconds slept, Instant now) {
    // On the walking clock it is as if the station had walked all the time: it may have been carried.
    knowledge.walked = knowledge.walked + slept;
    for (Bss& bss : knowledge.table) {
        bss.when = bss.when + -slept;
        bss.blocked_until = std::min(bss.blocked_until, now);
        bss.back_until = {};
        bss.doubted_until = {};
        forget_beacon_time(bss);
        if (bss.vanished) bss.vanished->look_at = std::min(bss.vanished->look_at, now);
    }
    for (LookedAt& look : knowledge.looks) look.when = look.when + -slept;
    knowledge.last_look.reset();
    knowledge.looks_paid_until = now;
    knowledge.last_move.reset();
    knowledge.left.reset();
    knowledge.motion.primed = false;
    if (!knowledge.serving) return;
    Serving& serving = *knowledge.serving;
    serving.last_reading = now;
    serving.failing.reset();
    serving.last_traffic.reset();
    serving.asked.reset();
    serving.carried = {};
    // Nobody has begun to use it again: what it is corrected to is a first choice.
    serving.since = now;
    serving.found = true;
}

void note_counters(const Policy& policy, Knowledge& knowledge, const Counters& counters, Instant now) {
    if (!knowledge.serving) return;
    Serving& serving = *knowledge.serving;
    const std::uint32_t sent = counters.sent.value_or(0);
    const std::uint32_t lost = std::min(counters.lost.value_or(0), sent);
    if (sent >= policy.failing_frames && lost * 100 >= sent * policy.failing_loss) serving.failing = now;
    const bool enough = sent >= policy.failing_frames_lasting;
    const bool lossy = enough && lost * 100 >= sent * policy.failing_loss_lasting;
    if (enough && !lossy) serving.lossy_from = {};
    if (lossy && serving.lossy_from == Instant{}) serving.lossy_from = now;
    if (lossy && now - serving.lossy_from >= policy.failing_lossy) serving.failing = now;
    const bool silent = knowledge.beacons_counted && counters.received && *counters.received == 0;
    if (!silent || !serving.last_traffic) {
        serving.last_traffic = now;
        return;
    }
    if (now - *serving.last_traffic >= policy.failing_silence) serving.failing = now;
}

void note_link_in_doubt(Knowledge& knowledge, Instant now) {
    if (knowledge.serving) knowledge.serving->failing = now;
}

void note_beacon_time(const Policy& policy, Knowledge& knowledge, const wifi::MacAddress& bssid,
                      Instant now) {
    Bss* bss = find(knowledge, bssid);
    if (!bss) return;
    bss->timed_until = now + policy.beacon_time_holds;
    bss->time_proven = false;
}

void note_no_beacon_time(Knowledge& knowledge, const wifi::MacAddress& bssid) {
    if (Bss* bss = find(knowledge, bssid)) forget_beacon_time(*bss);
}

void note_beacon(const Policy& policy, Knowledge& knowledge, const wifi::MacAddress& bssid, wifi::Dbm level,
                 Instant now) {
    Bss* bss = find(knowledge, bssid);
    // Readings of the link know the serving BSS better than one frame does.
    if (!bss || (knowledge.serving && knowledge.serving->bssid == bssid)) return;
    bss->timed_until = now + policy.beacon_time_holds;
    bss->time_proven = true;
    bss->missed = 0;
    measure(policy, knowledge, *bss, centi(level), look_noise(policy, knowledge), now);
    note_heard_again(policy, *bss, now);
}

void note_beacon_missed(const Policy& policy, Knowledge& knowledge, const wifi::MacAddress& bssid,
                        Instant now) {
    Bss* bss = find(knowledge, bssid);
    if (!bss) return;
    const radio::CentiDb silent{policy.silent_cdbm};
    const Estimate before = estimate(policy, knowledge, *bss, now);
    // An AP that went away comes back with a timer that starts anew.
    if (bss->vanished || !bss->time_proven || surprises(policy, before, silent, policy.silent_beacon_noise))
        forget_beacon_time(*bss);
    else {
        // A row of misses puts the time in doubt, whatever was expected: each made the next more likely.
        if (++bss->missed >= policy.visits_missed) bss->time_proven = false;
        if (before.mean > silent) measure(policy, knowledge, *bss, silent, policy.silent_beacon_noise, now);
    }
}

void note_look_started(const Policy& policy, Knowledge& knowledge, wifi::Channel channel,
                       Milliseconds silence, Instant now) {
    const Bss* serving = serving_bss(knowledge);
    LookedAt* known = std::find_if(knowledge.looks.begin(), knowledge.looks.end(),
                                   [&](const LookedAt& look) { return look.channel == channel; });
    const LookedAt look{channel, now, knowledge.walked};
    if (known != knowledge.looks.end())
        *known = look;
    else if (!knowledge.looks.push_back(look))
        *std::min_element(knowledge.looks.begin(), knowledge.looks.end(),
                          [](const LookedAt& a, const LookedAt& b) { return a.when < b.when; }) = look;
    if (serving && serving->channel == channel) return;
    knowledge.last_look = now;
    // A short visit costs as much less of the purse as it is shorter.
    const std::int32_t as_long = std::max<std::int32_t>(silence.count(), 1);
    const Milliseconds price =
        policy.look_every / std::max<std::int32_t>(policy.look_silence.count() / as_long, 1);
    knowledge.looks_paid_until = std::max(knowledge.looks_paid_until, now) + price;
}

void note_look_ended(const Policy& policy, Knowledge& knowledge, wifi::Channel channel, Instant started,
                     Instant now) {
    for (Bss& bss : knowledge.table) {
        if (bss.channel != channel) continue;
        if (knowledge.serving && knowledge.serving->bssid == bss.bssid) continue;
        if (bss.measured && bss.when >= started) continue;
        const Estimate before = estimate(policy, knowledge, bss, now);
        note_missed(policy, knowledge, bss, before, now);
        // Silence says no more than "not above the limit": it never makes a BSS look better than it was.
        if (bss.measured && before.mean.value < policy.silent_cdbm) continue;
        measure(policy, knowledge, bss, {policy.silent_cdbm}, policy.silent_noise, now);
    }
}

void note_connected(const Policy& policy, Knowledge& knowledge, const wifi::MacAddress& bssid,
                    bool fast_transition, Instant now) {
    if (knowledge.serving && knowledge.serving->bssid != bssid) {
        knowledge.left = left_now(policy, knowledge, now);
        if (Bss* old = find(knowledge, knowledge.serving->bssid)) note_left(policy, knowledge, *old, now);
        // The failure may have been the station's own doing, by walking away; either way the BSS has to be
        // heard again.
        if (knowledge.serving->failing && now - *knowledge.serving->failing < policy.failing_memory)
            if (Bss* old = find(knowledge, knowledge.serving->bssid)) note_lost(policy, knowledge, *old, now);
        // An AP that ends its links has a reason, which will not be over at once.
        if (Bss* old = find(knowledge, knowledge.serving->bssid); old && is_ending(policy, knowledge, now))
            old->blocked_until = std::max(old->blocked_until, now + policy.ended_block);
    }
    Serving serving;
    serving.bssid = bssid;
    serving.since = now;
    serving.last_reading = now;
    serving.fast_transition = fast_transition;
    knowledge.serving = serving;
    knowledge.motion.primed = false;
    Bss& bss = entry(knowledge, bssid);
    bss.failures = 0;
    bss.blocked_until = Instant{};
    bss.vanished.reset();
}

void note_disconnected(const Policy& policy, Knowledge& knowledge, Instant now) {
    if (knowledge.serving) {
        knowledge.left = left_now(policy, knowledge, now);
        if (Bss* old = find(knowledge, knowledge.serving->bssid)) {
            note_left(policy, knowledge, *old, now);
            note_lost(policy, knowledge, *old, now);
        }
    }
    knowledge.serving.reset();
    knowledge.motion.primed = false;
}

void note_moved(Knowledge& knowledge, Method method, Milliseconds took, bool forced, Instant now) {
    // Over the distribution system the old link stood for most of it.
    if (method != Method::FastTransitionOverDs) {
        Milliseconds& mean = method == Method::Full ? knowledge.full_move : knowledge.fast_transition_move;
        mean = mean.count() == 0 ? took : Milliseconds{(3 * mean.count() + took.count()) / 4};
    }
    if (forced)
        knowledge.last_move.reset();
    else
        knowledge.last_move = now;
}

void note_scan_by_others(Knowledge& knowledge, Instant now) { knowledge.forgotten_at = now; }

bool is_known_to_driver(const Knowledge& knowledge, const Bss& bss) {
    return bss.when > knowledge.forgotten_at;
}

void note_over_ds(const Policy& policy, Knowledge& knowledge, bool worked, Instant now) {
    OverDs& memory = knowledge.over_ds;
    if (worked) {
        memory = {};
        return;
    }
    Milliseconds wait = policy.over_ds_retry_first;
    for (int i = 0; i < memory.failures && wait < policy.block_most; ++i) wait = wait * 2;
    if (memory.failures < 255) ++memory.failures;
    memory.retry_at = now + std::min(wait, policy.block_most);
}

void note_failed(const Policy& policy, Knowledge& knowledge, const wifi::MacAddress& bssid, Failure failure,
                 Instant now) {
    const bool known = find(knowledge, bssid) != nullptr;
    Bss& bss = entry(knowledge, bssid);
    if (!known) bss.fits = false;  // until it is described
    if (bss.failures > 0 && now > bss.blocked_until + policy.block_memory) bss.failures = 0;
    Milliseconds block = failure == Failure::Refused ? policy.block_refused : policy.block_first;
    for (int i = 0; i < bss.failures && block < policy.block_most; ++i) block = block * 2;
    if (bss.failures < 255) ++bss.failures;
    bss.blocked_until = now + std::min(block, policy.block_most);
}

bool is_fast(const Knowledge& knowledge, const Bss& target) {
    if (!knowledge.serving || !knowledge.serving->fast_transition || !target.mobility_domain) return false;
    const Bss* serving = serving_bss(knowledge);
    return serving && serving->mobility_domain == target.mobility_domain;
}

}  // namespace station
