#include "adapters/nl80211/beacon_clock.hpp"

#include <algorithm>

namespace nl80211 {

namespace {

constexpr std::int64_t kTimeUnitUs = 1024;
/// An age that is read twice gives moments some microseconds apart. Beacons are further apart than this.
constexpr std::chrono::milliseconds kSameFrame{1};
constexpr std::size_t kAtMost = 256;  // BSSs: whoever invents more is not worth a visit

}  // namespace

bool BeaconClock::note(const wifi::MacAddress& bssid, std::uint64_t tsf_us, std::uint16_t interval_tu,
                       Time at, Micros error) {
    if (interval_tu == 0) return false;
    std::erase_if(learned_, [at](const auto& entry) { return at - entry.second.at > kHolds; });
    const auto known = learned_.find(bssid);
    if (known != learned_.end() && (known->second.tsf_us == tsf_us || known->second.at + kSameFrame >= at))
        return false;
    if (learned_.size() >= kAtMost && !learned_.contains(bssid)) return false;
    const Micros interval{interval_tu * kTimeUnitUs};
    const Micros since{static_cast<std::int64_t>(tsf_us % static_cast<std::uint64_t>(interval.count()))};
    learned_[bssid] = {at - since, interval, at, error, tsf_us};
    return true;
}

std::optional<BeaconClock::Due> BeaconClock::due(const wifi::MacAddress& bssid, Time from) const {
    const auto found = learned_.find(bssid);
    if (found == learned_.end() || from - found->second.at > kHolds) return std::nullopt;
    const Learned& known = found->second;
    const auto age = std::chrono::duration_cast<Micros>(from - known.at);
    const Micros within = known.error + age * kDriftPpm / 1'000'000;
    const auto late = std::chrono::duration_cast<Micros>(from - known.target);
    const auto periods = std::max<Micros::rep>((late + known.interval - Micros{1}) / known.interval, 0);
    return Due{known.target + periods * known.interval, within};
}

}  // namespace nl80211
