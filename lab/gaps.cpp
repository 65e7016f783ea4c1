#include "lab/gaps.hpp"

#include <algorithm>

namespace lab {
namespace {

std::vector<Micros> arrivals(const Truth& truth, Direction direction, Micros length) {
    std::vector<Micros> times;
    for (const Packet& packet : truth.packets) {
        if (packet.direction == direction && packet.arrived >= 0 && packet.arrived < length)
            times.push_back(packet.arrived);
    }
    std::ranges::sort(times);
    return times;
}

/// From the end of each link to the first packet of the next, the start of the walk included.
std::vector<Interval> handoffs(const Truth& truth, const std::vector<Micros>& arrived, Micros length) {
    std::vector<Interval> found;
    Micros left = 0;
    for (const Served& link : truth.served) {
        if (link.from > left) {
            const auto first = std::ranges::lower_bound(arrived, link.from);
            const Micros carried = first == arrived.end() ? length : *first;
            found.push_back({left, std::min({carried, link.from + kSettling, link.to, length})});
        }
        left = std::max(left, link.to);
        if (left >= length) return found;
    }
    found.push_back({left, length});
    return found;
}

/// How much of `when` the intervals take. They are in order of time, so the search can start near `when`.
Micros share_of(const std::vector<Interval>& intervals, Interval when) {
    Micros sum = 0;
    auto at = std::ranges::lower_bound(intervals, when.from, {}, &Interval::to);
    for (; at != intervals.end() && at->from < when.to; ++at) sum += common(*at, when).length();
    return sum;
}

}  // namespace

Interval common(Interval a, Interval b) {
    const Interval both{std::max(a.from, b.from), std::min(a.to, b.to)};
    return both.from < both.to ? both : Interval{};
}

std::vector<Interval> off_channel(const Truth& truth, Micros length) {
    std::vector<Interval> found;
    for (const Away& away : truth.away) {
        for (const Served& link : truth.served) {
            const Interval part = common(common({away.from, away.to}, {link.from, link.to}), {0, length});
            if (part.length() > 0) found.push_back(part);
        }
    }
    return found;
}

std::vector<Gap> find_gaps(const Truth& truth, Micros length, Micros period,
                           const std::vector<Interval>& holes) {
    const std::vector<Interval> away = off_channel(truth, length);
    std::vector<Gap> gaps;
    for (const Direction direction : {Direction::Down, Direction::Up}) {
        std::vector<Micros> edges = arrivals(truth, direction, length);
        const std::vector<Interval> moving = handoffs(truth, edges, length);
        edges.push_back(length);
        Micros last = 0;
        for (const Micros edge : edges) {
            const Interval when{last, edge};
            last = edge;
            const Micros handoff = share_of(moving, when);
            const Micros off = share_of(away, when);
            const Micros rest = when.length() - period - handoff - off;
            const GapCause worse_of_two = handoff >= off ? GapCause::Handoff : GapCause::OffChannel;
            const bool is_hole = rest > std::max(handoff, off) || handoff + off == 0 ||
                                 2 * share_of(holes, when) > when.length();
            gaps.push_back({direction, when, is_hole ? GapCause::Coverage : worse_of_two, handoff});
        }
    }
    return gaps;
}

}  // namespace lab
