#include "station/look.hpp"

#include <algorithm>
#include <utility>

#include "station/carried.hpp"
#include "station/estimate.hpp"
#include "station/value.hpp"

namespace station {

namespace {

using base::Instant;
using base::Milliseconds;

/// kbit/s over `span`, in kbit; a coarse product that stays within 32 bits for 2 Gbit/s over a minute.
std::int32_t kbit(std::uint32_t kbps, Milliseconds span) {
    const auto tenths = static_cast<std::uint32_t>(std::max<std::int32_t>(span.count(), 0) / 100);
    return static_cast<std::int32_t>(std::min<std::uint32_t>(kbps, 3'000'000) / 10 * tenths);
}

const LookedAt* looked_at(const Knowledge& knowledge, wifi::Channel channel) {
    const LookedAt* found = std::find_if(knowledge.looks.begin(), knowledge.looks.end(),
                                         [&](const LookedAt& look) { return look.channel == channel; });
    return found != knowledge.looks.end() ? found : nullptr;
}

/// What a look and a move after it leave of the horizon.
Share left_after_move(const Policy& policy, const Knowledge& knowledge) {
    const Milliseconds horizon = knowledge.motion.moving ? policy.horizon_moving : policy.horizon_standing;
    return {knowledge.full_move.count() > 0 ? knowledge.full_move : policy.move_full, horizon};
}

/// By how much the rate is expected to rise if `bss` is looked at and moved to where that is better: the mean
/// over what the look may find.
std::uint32_t rise(const Policy& policy, const Knowledge& knowledge, const Bss& bss, const Estimate& known,
                   std::uint32_t reference_kbps, const Share& left, Instant now) {
    const Variance noise = knowledge.motion.moving ? policy.look_noise_moving : policy.look_noise_standing;
    const Estimate visible{known.mean, resolvable(known.variance, noise)};
    const std::uint32_t believed = believed_per_256(bss, now);
    if (believed == 256) return rise_above(bss, visible, reference_kbps, left);
    // As much less of it is above the reference as the reference is higher.
    const std::uint32_t reference = std::min(reference_kbps / believed, std::uint32_t{150'000}) * 256;
    return rise_above(bss, visible, reference, left) / 256 * believed;
}

/// The same for a BSS that vanished, when it is time to see whether it is back: as likely as not. What it
/// would be worth here ages with the way walked since, like any measurement.
std::uint32_t rise_if_back(const Policy& policy, const Knowledge& knowledge, const Bss& bss,
                           std::uint32_t serving_kbps, const Share& left, Instant now) {
    if (!bss.vanished || now < bss.vanished->look_at) return 0;
    Bss before = bss;
    before.level = bss.vanished->level;
    before.variance = policy.serving_noise;
    before.walked = bss.vanished->walked;
    const Estimate known = estimate(policy, knowledge, before, now, Doubt::WalkingOnly);
    return rise(policy, knowledge, before, known, serving_kbps / 100 * (100U + policy.gain_back), left, now) /
           2;
}

}  // namespace

std::optional<LookPlan> best_look(const Policy& policy, const Knowledge& knowledge,
                                  std::uint32_t serving_kbps, bool failing, Instant now,
                                  std::span<const Estimate> walking_only) {
    const Bss* serving = serving_bss(knowledge);
    if (!serving) return std::nullopt;
    const bool moving = is_walking(policy, knowledge.motion, now);
    const std::uint32_t margin = failing ? 0 : moving ? policy.gain_moving : policy.gain_standing;
    const std::uint32_t reference = serving_kbps / 100 * (100 + margin);
    const Milliseconds horizon = moving ? policy.look_horizon : policy.horizon_standing;
    // What a second of silence takes.
    const std::int32_t second =
        failing ? 0 : kbit(serving_kbps / 100 * policy.look_weight, Milliseconds{1'000});
    // Where visits are possible, a scan is also the price of those that come after it.
    const std::int32_t scan_kbit =
        second / 1000 * policy.look_silence.count() / (knowledge.visits ? policy.scan_shared : 1);
    const std::int32_t visit_kbit = second / 1000 * policy.visit_silence.count();
    const Share left = left_after_move(policy, knowledge);
    std::optional<LookPlan> best;
    for (const Bss& bss : knowledge.table) {
        if (!bss.fits || bss.bssid == serving->bssid || bss.blocked_until > now) continue;
        const auto at = static_cast<std::size_t>(&bss - knowledge.table.begin());
        const Estimate known = at < walking_only.size()
                                   ? walking_only[at]
                                   : estimate(policy, knowledge, bss, now, Doubt::WalkingOnly);
        const std::uint32_t expected =
            std::max(rise(policy, knowledge, bss, known, reference, left, now),
                     rise_if_back(policy, knowledge, bss, serving_kbps, left, now));
        LookPlan plan{bss.channel, kbit(expected, horizon), scan_kbit, {}};
        // A failing link has no time for a beacon that may be lost: a scan asks, and asks again.
        if (!failing && bss.channel != serving->channel && can_visit(bss, now)) {
            plan.beacon_of = bss.bssid;
            plan.cost_kbit = visit_kbit;
        }
        if (bss.channel == serving->channel) {
            plan.cost_kbit = 0;
            const LookedAt* before = looked_at(knowledge, bss.channel);
            if (before && now - before->when < policy.look_spacing) continue;
        }
        const auto net = [](const LookPlan& look) { return look.gain_kbit - look.cost_kbit; };
        // Ties go to the lower channel, then to the lower address.
        const auto order = [](const LookPlan& look) { return std::pair{look.channel, look.beacon_of}; };
        if (!best || net(plan) > net(*best) || (net(plan) == net(*best) && order(plan) < order(*best)))
            best = plan;
    }
    return best;
}

bool can_visit(const Bss& bss, Instant now) { return bss.timed_until > now; }

std::optional<wifi::Channel> next_in_rotation(const Knowledge& knowledge) {
    const Bss* serving = serving_bss(knowledge);
    std::optional<wifi::Channel> next;
    const LookedAt* next_look = nullptr;
    for (const wifi::Channel channel : knowledge.channels) {
        if (serving && serving->channel == channel) continue;
        const LookedAt* look = looked_at(knowledge, channel);
        // Never looked at comes first, then longest ago; ties go to the lower channel.
        const bool earlier =
            !next || (next_look && (!look || look->when < next_look->when)) ||
            (!next_look == !look && (!look || look->when == next_look->when) && channel < *next);
        if (earlier) {
            next = channel;
            next_look = look;
        }
    }
    return next;
}

Milliseconds look_wait(const Policy& policy, const Knowledge& knowledge, const LookPlan& plan, bool failing,
                       Instant now) {
    if (!knowledge.last_look) return Milliseconds{0};
    const Milliseconds spacing = failing          ? policy.look_spacing_failing
                                 : plan.beacon_of ? policy.visit_spacing
                                                  : policy.look_spacing;
    const Milliseconds spaced = *knowledge.last_look + spacing - now;
    const Milliseconds purse = policy.look_every * (policy.look_burst - 1);
    const Milliseconds paid = failing ? Milliseconds{0} : knowledge.looks_paid_until - (now + purse);
    return std::max({Milliseconds{0}, spaced, paid});
}

}  // namespace station
