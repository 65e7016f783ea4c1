#include "lab/steering.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace lab {
namespace {

constexpr int kNone = -1;

/// BSS of the link in the middle of each slot, kNone without a link.
std::vector<int> serving_of(const std::vector<Served>& served, Micros slot, std::size_t slots) {
    std::vector<int> serving(slots, kNone);
    for (const Served& link : served) {
        const auto at = [slot, slots](Micros moment) {
            const Micros after = std::max<Micros>(0, moment + slot / 2) / slot;  // first middle not before it
            return std::min(slots, static_cast<std::size_t>(after));
        };
        for (std::size_t i = at(link.from); i < at(link.to); ++i) serving[i] = link.bss;
    }
    return serving;
}

double sum_of(const SlotValues& values, std::size_t from, std::size_t to, int bss) {
    double sum = 0;
    for (std::size_t at = from; at < std::min(to, values.size()); ++at)
        sum += values[at][static_cast<std::size_t>(bss)];
    return sum;
}

/// What the request pointed to: its most preferred BSS, or without a list the best of all others.
int target_of(const Asked& asked, const SlotValues& values, std::size_t from, std::size_t to) {
    if (!asked.targets.empty()) return asked.targets.front();
    int best = kNone;
    for (int bss = 0; bss < static_cast<int>(values.front().size()); ++bss)
        if (bss != asked.bss &&
            (best == kNone || sum_of(values, from, to, bss) > sum_of(values, from, to, best)))
            best = bss;
    return best;
}

SteeringRequest request_of(const Run& run, const SlotValues& values, std::size_t index) {
    const Asked& asked = run.truth.asked[index];
    const auto from = static_cast<std::size_t>(asked.at / run.trace.slot);
    const auto to = static_cast<std::size_t>((asked.at + kLabelHorizon) / run.trace.slot);
    const int target = target_of(asked, values, from, to);
    const auto name = [&run](int bss) {
        return bss == kNone ? std::string{} : run.trace.sites[static_cast<std::size_t>(bss)].name;
    };
    SteeringRequest request{static_cast<double>(asked.at) / 1e6, name(asked.bss), name(target),
                            asked.timer_tbtt, asked.imminent() ? 1 : 0};
    request.better =
        target != kNone && sum_of(values, from, to, target) > sum_of(values, from, to, asked.bss) ? 1 : 0;
    const Micros next = index + 1 < run.truth.asked.size() ? run.truth.asked[index + 1].at : run.truth.length;
    const auto answer = std::ranges::find_if(run.truth.answered, [&](const Answered& one) {
        return one.bss == asked.bss && one.at >= asked.at && one.at <= next;
    });
    if (answer != run.truth.answered.end()) request.answer = answer->status;
    return request;
}

/// Whether a BSS is better than `serving` by kBetterBy in the slots [at, at + length).
bool is_bettered(const SlotValues& values, std::size_t at, std::size_t length, int serving) {
    const std::size_t bss_count = values[at].size();
    for (std::size_t bss = 0; bss < bss_count; ++bss) {
        bool better = true;
        for (std::size_t i = at; i < at + length && better; ++i) {
            const double own = values[i][static_cast<std::size_t>(serving)];
            better = values[i][bss] > 0 && values[i][bss] >= kBetterBy * own;
        }
        if (better) return true;
    }
    return false;
}

/// A request not more than kEpisode before or after its start, or a move in that time after it.
bool is_met(const Truth& truth, Micros start, int serving) {
    const bool asked = std::ranges::any_of(truth.asked, [&](const Asked& one) {
        return one.bss == serving && std::abs(one.at - start) <= kEpisode;
    });
    const bool moved = std::ranges::any_of(truth.served, [&](const Served& link) {
        return link.bss != serving && link.from >= start && link.from <= start + kEpisode;
    });
    return asked || moved;
}

void add_episodes(const Run& run, const SlotValues& values, StationFigures& figures) {
    const Micros slot = run.trace.slot;
    const auto length = static_cast<std::size_t>(kEpisode / slot);
    const std::vector<int> serving = serving_of(run.truth.served, slot, values.size());
    int open = kNone;  // the BSS that an episode is about
    for (std::size_t at = 0; at + length <= values.size(); ++at) {
        if (serving[at] == kNone) {
            open = kNone;
            continue;
        }
        const bool bettered = is_bettered(values, at, 1, serving[at]);
        if (open != serving[at] || !bettered) open = kNone;
        if (open != kNone || !bettered || !is_bettered(values, at, length, serving[at])) continue;
        open = serving[at];
        ++figures.episodes;
        figures.episodes_met += is_met(run.truth, slot * static_cast<Micros>(at), serving[at]) ? 1 : 0;
    }
}

}  // namespace

StationFigures steering_of(const Run& run, const SlotValues& values, std::string name, std::string kind) {
    StationFigures figures{.name = std::move(name), .kind = std::move(kind)};
    const Micros length = run.trace.slot * static_cast<Micros>(values.size());
    for (std::size_t i = 0; i < run.truth.asked.size(); ++i) {
        const Micros at = run.truth.asked[i].at;
        if (at < 0 || at >= length) continue;
        figures.requests.push_back(request_of(run, values, i));
        figures.imminent += figures.requests.back().imminent;
        figures.requests_better += figures.requests.back().better;
        figures.accepted += figures.requests.back().answer == 0 ? 1 : 0;
    }
    figures.dismissals = static_cast<int>(std::ranges::count_if(
        run.truth.dismissed, [&](const Dismissed& one) { return one.at >= 0 && one.at < length; }));
    add_episodes(run, values, figures);
    return figures;
}

double FleetFigures::precision() const {
    return requests > 0 ? static_cast<double>(requests_better) / requests : 1;
}

double FleetFigures::recall() const {
    return episodes > 0 ? static_cast<double>(episodes_met) / episodes : 1;
}

std::vector<FleetFigures> fleets_of(const std::vector<Score>& scores) {
    std::vector<FleetFigures> fleets;
    for (const Score& score : scores) {
        if (!score.station) continue;
        auto fleet = std::ranges::find_if(fleets, [&](const FleetFigures& known) {
            return known.scenario == score.scenario && known.arm == score.arm && known.seed == score.seed;
        });
        if (fleet == fleets.end())
            fleet = fleets.insert(fleets.end(),
                                  {.scenario = score.scenario, .arm = score.arm, .seed = score.seed});
        ++fleet->stations;
        fleet->of_optimum += score.of_optimum;
        fleet->outage_s += score.outage_s.down + score.outage_s.up;
        fleet->requests += static_cast<int>(score.station->requests.size());
        fleet->imminent += score.station->imminent;
        fleet->requests_better += score.station->requests_better;
        fleet->accepted += score.station->accepted;
        fleet->episodes += score.station->episodes;
        fleet->episodes_met += score.station->episodes_met;
        fleet->dismissals += score.station->dismissals;
    }
    for (FleetFigures& fleet : fleets) {
        fleet.of_optimum /= fleet.stations;
        fleet.outage_s /= fleet.stations;
    }
    return fleets;
}

}  // namespace lab
