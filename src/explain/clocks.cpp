#include "explain/clocks.hpp"

#include <algorithm>
#include <map>

namespace explain {
namespace {

constexpr std::uint64_t kUp = 1;
constexpr std::uint64_t kAnswered = 2;
constexpr unsigned kAddressBits = 48;

std::uint64_t kind_of(std::uint64_t sort, const wifi::MacAddress& bssid) {
    std::uint64_t kind = sort;
    for (const std::uint8_t octet : bssid.octets) kind = kind << 8U | octet;
    return kind;
}

constexpr wifi::MacAddress kAnybody{};
/// To an access point that the source does not name.
constexpr std::uint64_t kAnyLink = kUp << kAddressBits;

/// Pairs further apart than all others would only cost: each landmark is held against so many.
constexpr std::size_t kMostDifferences = 4'000'000;

std::vector<Micros> differences(const std::vector<Landmark>& reference, const std::vector<Landmark>& other) {
    std::map<std::uint64_t, std::vector<Landmark>> by_kind;
    std::map<wifi::MacAddress, std::vector<Landmark>> links_of;  // to an access point that is named
    for (const Landmark& landmark : reference) {
        by_kind[landmark.kind].push_back(landmark);
        if (is_link(landmark) && landmark.kind != kAnyLink) links_of[landmark.station].push_back(landmark);
    }
    std::vector<Micros> found;
    const auto hold = [&found](const Landmark& landmark, const std::vector<Landmark>& against) {
        for (const Landmark& one : against)
            if (may_be_same(one, landmark) && found.size() < kMostDifferences)
                found.push_back(one.at - landmark.at);
    };
    for (const Landmark& landmark : other) {
        // Who names no access point has to name the station, or anything could be meant.
        if (landmark.kind == kAnyLink) {
            hold(landmark, links_of[landmark.station]);
            continue;
        }
        hold(landmark, by_kind[landmark.kind]);
        if (is_link(landmark) && landmark.station != kAnybody) hold(landmark, by_kind[kAnyLink]);
    }
    std::ranges::sort(found);
    return found;
}

/// The differences that meet around one offset: a window over the sorted ones.
struct Window {
    std::size_t first = 0;
    std::size_t count = 0;
};
Window densest(const std::vector<Micros>& sorted) {
    Window best;
    std::size_t first = 0;
    for (std::size_t last = 0; last < sorted.size(); ++last) {
        while (sorted[last] - sorted[first] > kMeeting) ++first;
        if (last - first + 1 > best.count) best = {first, last - first + 1};
    }
    return best;
}

}  // namespace

std::optional<Landmark> landmark_of(const Event& event) {
    const wifi::MacAddress station = event.station.value_or(wifi::MacAddress{});
    if (const auto* up = std::get_if<LinkUp>(&event.said))
        return Landmark{kind_of(kUp, up->bssid), event.at, station};
    if (const auto* joined = std::get_if<ClientJoined>(&event.said)) {
        return Landmark{joined->bss ? kind_of(kUp, *joined->bss) : kAnyLink, event.at, joined->client};
    }
    if (const auto* ended = std::get_if<StepEnded>(&event.said)) {
        // hostapd makes no AP-STA-CONNECTED for a client that it believes to have, but always says
        // "associated".
        if (!ended->bssid && event.source == Source::Hostapd && ended->step == Step::Association &&
            ended->worked())
            return Landmark{kAnyLink, event.at, station};
        if (!ended->bssid || ended->step != Step::Authentication || !ended->status) return std::nullopt;
        return Landmark{kind_of(kAnswered, *ended->bssid), event.at, station};
    }
    return std::nullopt;
}

bool is_link(const Landmark& landmark) { return landmark.kind >> kAddressBits == kUp; }

std::optional<wifi::MacAddress> bss_of(const Landmark& link) {
    if (link.kind == kAnyLink) return std::nullopt;
    wifi::MacAddress bss;
    std::uint64_t rest = link.kind;
    for (auto octet = bss.octets.rbegin(); octet != bss.octets.rend(); ++octet, rest >>= 8U)
        *octet = static_cast<std::uint8_t>(rest);
    return bss;
}

bool may_be_same(const Landmark& one, const Landmark& other) {
    // An access point tells of all its stations: another one's link is no common event.
    if (one.station != other.station && one.station != kAnybody && other.station != kAnybody) return false;
    return one.kind == other.kind ||
           (is_link(one) && is_link(other) && (one.kind == kAnyLink || other.kind == kAnyLink));
}

std::size_t meetings_of_one_clock(const std::vector<Landmark>& reference, const std::vector<Landmark>& other,
                                  Micros within) {
    const std::vector<Micros> sorted = differences(reference, other);
    return static_cast<std::size_t>(std::ranges::upper_bound(sorted, within) -
                                    std::ranges::lower_bound(sorted, -within));
}

std::optional<ClockMatch> match_clocks(const std::vector<Landmark>& reference,
                                       const std::vector<Landmark>& other) {
    const std::vector<Micros> sorted = differences(reference, other);
    if (sorted.empty()) return std::nullopt;
    const Window best = densest(sorted);
    ClockMatch match;
    match.offset = sorted[best.first + best.count / 2];
    match.matched = best.count;
    std::vector<Micros> left;
    for (std::size_t i = best.first; i < best.first + best.count; ++i)
        left.push_back(std::chrono::abs(sorted[i] - match.offset));
    std::ranges::nth_element(left, left.begin() + static_cast<std::ptrdiff_t>(left.size() / 2));
    match.residual = left[left.size() / 2];
    // The same count anywhere else, clear of this window, is as good an answer.
    std::vector<Micros> rest;
    for (const Micros difference : sorted)
        if (std::chrono::abs(difference - match.offset) > 2 * kMeeting) rest.push_back(difference);
    match.is_unique = densest(rest).count < best.count;
    return match;
}

}  // namespace explain
