#include "adapters/nl80211/beacon_clock.hpp"

#include <algorithm>

namespace nl80211 {

namespace {

constexpr std::int64_t kTimeUnitUs = 1024;
constexpr std::size_t kAtMost = 256;  // BSSs: whoever invents more is not worth a visit

}  // namespace

void BeaconClock::note(const wifi::MacAddress& bssid, std::uint64_t tsf_us, std::uint16_t interval_tu,
                       Time at) {
    if (interval_tu == 0) return;
    std::erase_if(learned_, [at](const auto& entry) { return at - entry.second.at > kHolds; });
    if (learned_.size() >= kAtMost && !learned_.contains(bssid)) return;
    const Micros interval{interval_tu * kTimeUnitUs};
    const Micros since{static_cast<std::int64_t>(tsf_us % static_cast<std::uint64_t>(interval.count()))};
    learned_[bssid] = {at - since, interval, at};
}

std::optional<BeaconClock::Due> BeaconClock::due(const wifi::MacAddress& bssid, Time from) const {
    const auto found = learned_.find(bssid);
    if (found == learned_.end() || from - found->second.at > kHolds) return std::nullopt;
    const auto& [target, interval, at] = found->second;
    const auto age = std::chrono::duration_cast<Micros>(from - at);
    const Micros within = age * kDriftPpm / 1'000'000;
    const auto late = std::chrono::duration_cast<Micros>(from - target);
    const auto periods = std::max<Micros::rep>((late + interval - Micros{1}) / interval, 0);
    return Due{target + periods * interval, within};
}

}  // namespace nl80211
