#include "station/carried.hpp"

#include <algorithm>

#include "station/value.hpp"

namespace station {

namespace {

using base::Instant;
using base::Milliseconds;

/// Share of the link's promise that was carried, of 256; 0 where the reading does not tell.
std::uint32_t share(const Bss& bss, const Reading& reading) {
    constexpr std::uint32_t kUsablePercent = 65;  // of a nominal rate, as in RateCurve
    const std::uint32_t promised = radio::usable_kbps(bss.link, bss.level);
    if (promised == 0) return 0;
    const std::uint32_t usable = std::min<std::uint32_t>(reading.tx_kbps, 40'000'000) / 100 * kUsablePercent;
    // In 1/256 of the promise, which may be several Gbit/s.
    const std::uint32_t rate = std::min(usable / (promised / 256 + 1), std::uint32_t{256});
    const std::uint32_t sent = std::min<std::uint32_t>(*reading.counters.sent, 1'000'000);
    const std::uint32_t lost = std::min(reading.counters.lost.value_or(0), sent);
    return rate * (sent - lost) / sent;
}

bool has_traffic(const Policy& policy, const Reading& reading, Milliseconds elapsed) {
    if (reading.tx_kbps == 0 || !reading.counters.sent || elapsed <= Milliseconds{0}) return false;
    const auto tenths = static_cast<std::uint32_t>(std::min(elapsed, Milliseconds{600'000}).count() / 100);
    const std::uint32_t least = std::max<std::uint32_t>(policy.collapse_frames * tenths / 10, 1);
    return *reading.counters.sent >= least;
}

}  // namespace

void note_carried(const Policy& policy, Knowledge& knowledge, const Reading& reading, Milliseconds elapsed,
                  Instant now) {
    const Bss* bss = serving_bss(knowledge);
    if (!bss || !bss->described || !has_traffic(policy, reading, elapsed)) return;
    Carried& carried = knowledge.serving->carried;
    const auto now_shown = static_cast<std::uint16_t>(share(*bss, reading));
    carried.shown = std::max(carried.shown, now_shown);
    if (now_shown * 100 >= carried.shown * policy.collapse_percent) {
        carried.low_from.reset();
        return;
    }
    const bool goes_on = carried.low_from && now - carried.low_at <= policy.collapse_gap;
    if (!goes_on) carried.low_from = now;
    carried.low = goes_on ? std::max(carried.low, now_shown) : now_shown;
    carried.low_at = now;
}

bool has_collapsed(const Policy& policy, const Serving& serving, Instant now) {
    const Carried& carried = serving.carried;
    return carried.low_from && carried.low_at - *carried.low_from >= policy.collapse_after &&
           now - carried.low_at < policy.collapse_memory;
}

std::uint32_t carried_per_256(const Policy& policy, const Serving& serving, Instant now) {
    if (!has_collapsed(policy, serving, now)) return 256;
    const Carried& carried = serving.carried;
    const std::uint32_t least = 256U * policy.collapse_least_percent / 100;
    const std::uint32_t left = std::clamp<std::uint32_t>(256U * carried.low / carried.shown, least, 256);
    const auto memory = static_cast<std::uint32_t>(std::max<std::int32_t>(policy.collapse_memory.count(), 1));
    const auto since = static_cast<std::uint32_t>(std::max<std::int32_t>((now - carried.low_at).count(), 0));
    return left + (256 - left) * since / memory;
}

void note_left(const Policy& policy, const Knowledge& knowledge, Bss& left, Instant now) {
    const Serving& serving = *knowledge.serving;
    const bool failed = serving.failing && now - *serving.failing < policy.failing_memory;
    const bool collapsed = has_collapsed(policy, serving, now);
    if (knowledge.motion.moving || !left.measured || !(failed || collapsed)) return;
    const std::uint32_t promised = std::max(radio::usable_kbps(left.link, left.level), policy.failing_kbps);
    const std::uint32_t least = 256U * policy.collapse_least_percent / 100;
    // A link that fails carries less than `failing_kbps`.
    const std::uint32_t carried =
        failed ? policy.failing_kbps / (promised / 256 + 1) : carried_per_256(policy, serving, now);
    left.believed_per_256 = static_cast<std::uint8_t>(std::clamp<std::uint32_t>(carried, least, 255));
    if (now - left.doubted_until > policy.block_memory) left.doubts = 0;
    Milliseconds doubt = policy.doubt_first;
    for (int i = 0; i < left.doubts && doubt < policy.block_most; ++i) doubt = doubt * 2;
    if (left.doubts < 255) ++left.doubts;
    left.doubted_until = now + std::min(doubt, policy.block_most);
}

std::uint32_t believed_per_256(const Bss& bss, Instant now) {
    return bss.doubted_until > now ? bss.believed_per_256 : 256U;
}

}  // namespace station
