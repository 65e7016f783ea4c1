#include "lab/score.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <vector>

#include <fmt/format.h>

namespace lab {
namespace {

constexpr double kMicrosPerSecond = 1e6;

/// Rounding of sums over a million slots stays far below this.
constexpr double kTolerance = 1e-9;

Micros length_of(const Scenario& scenario) {
    return static_cast<Micros>(std::llround(scenario.seconds * kMicrosPerSecond));
}

std::optional<ScoreError> misfit(const Run& run, const SlotValues& values, const ClairvoyantPath& optimum) {
    const Truth& truth = run.truth;
    if (run.trace.slot <= 0 || values.empty() || optimum.bss.size() != values.size())
        return ScoreError{fmt::format("nothing to score: {} slots of {} us, optimum over {}", values.size(),
                                      run.trace.slot, optimum.bss.size())};
    const Micros length = run.trace.slot * static_cast<Micros>(values.size());
    if (length_of(run.scenario) - length >= run.trace.slot)
        return ScoreError{fmt::format("the trace covers {:.3f} s of a walk of {:.3f} s",
                                      static_cast<double>(length) / kMicrosPerSecond, run.scenario.seconds)};
    if (truth.length < length)
        return ScoreError{fmt::format("the log ends after {:.3f} s, the walk takes {:.3f} s",
                                      static_cast<double>(truth.length) / kMicrosPerSecond,
                                      static_cast<double>(length) / kMicrosPerSecond)};
    std::optional<Micros> last;
    for (const Served& link : truth.served) {
        if (link.bss < 0 || static_cast<std::size_t>(link.bss) >= run.trace.links.size())
            return ScoreError{fmt::format("the log links to BSS {}, the scenario has {}", link.bss,
                                          run.trace.links.size())};
        if (link.to < link.from || (last && link.from < *last))
            return ScoreError{fmt::format("the link to BSS {} from {} to {} us overlaps the one before",
                                          link.bss, link.from, link.to)};
        last = link.to;
    }
    if (!(optimum.value > 0))
        return ScoreError{"no BSS is usable anywhere on the walk: there is nothing to score"};
    return std::nullopt;
}

struct Move {
    Interval gap;  ///< from the end of the old link to the start of the new one
    int from = 0;
    int to = 0;
    bool fast_transition = false;
};

/// Moves between different BSS that ended within the walk. Links made again to the same BSS are none.
std::vector<Move> moves_of(const std::vector<Served>& served, Micros length) {
    std::vector<Move> moves;
    for (std::size_t i = 1; i < served.size(); ++i) {
        const Served& old = served[i - 1];
        const Served& link = served[i];
        if (link.bss != old.bss && link.from >= 0 && link.from < length)
            moves.push_back({{old.to, link.from}, old.bss, link.bss, link.fast_transition});
    }
    return moves;
}

int returns_of(const std::vector<Move>& moves) {
    std::map<int, Micros> left;
    int returns = 0;
    for (const Move& move : moves) {
        left[move.from] = move.gap.from;
        const auto before = left.find(move.to);
        if (before != left.end() && move.gap.to - before->second <= kReturn) ++returns;
    }
    return returns;
}

bool in_time(const Packet& packet) {
    return packet.arrived >= packet.sent && packet.arrived - packet.sent <= kLate;
}

/// A packet that was sent in the walk and had its 50 ms before the log ended.
bool is_judged(const Packet& packet, const Truth& truth, Micros length) {
    return packet.sent >= 0 && packet.sent < length &&
           (in_time(packet) || packet.sent + kLate <= truth.length);
}

/// Per slot, the share of the packets sent in it that arrived in time. A slot in which none was sent takes
/// the share of the one before; before the first packet it is 0.
std::vector<double> shares_in_time(const Truth& truth, Micros slot, std::size_t slots) {
    std::vector<int> sent(slots);
    std::vector<int> good(slots);
    for (const Packet& packet : truth.packets) {
        if (!is_judged(packet, truth, slot * static_cast<Micros>(slots))) continue;
        const auto at = static_cast<std::size_t>(packet.sent / slot);
        ++sent[at];
        good[at] += in_time(packet);
    }
    std::vector<double> shares(slots);
    for (std::size_t at = 0; at < slots; ++at) {
        if (sent[at] > 0)
            shares[at] = static_cast<double>(good[at]) / sent[at];
        else if (at > 0)
            shares[at] = shares[at - 1];
    }
    return shares;
}

double late_share(const Truth& truth, Micros length) {
    std::int64_t judged = 0;
    std::int64_t late = 0;
    for (const Packet& packet : truth.packets) {
        if (!is_judged(packet, truth, length)) continue;
        ++judged;
        late += !in_time(packet);
    }
    return judged > 0 ? static_cast<double>(late) / static_cast<double>(judged) : 0;
}

/// Calls `visit(slot, share of the slot)` for every slot that `when` touches.
template <class Visit>
void for_each_slot(Interval when, Micros slot, std::size_t slots, Visit visit) {
    when = common(when, {0, slot * static_cast<Micros>(slots)});
    for (Micros at = when.from / slot; at * slot < when.to; ++at) {
        const Interval part = common(when, {at * slot, (at + 1) * slot});
        visit(static_cast<std::size_t>(at), static_cast<double>(part.length()) / static_cast<double>(slot));
    }
}

/// What the arm earned, in kbit/s x slots. After a move it earns again from the handoff floor on at the
/// earliest, as the optimum does, even where no packet happened to fall into the gap.
double earned(const Run& run, const SlotValues& values) {
    const Micros floor = handoff_floor(run.scenario.security);
    const std::vector<double> shares = shares_in_time(run.truth, run.trace.slot, values.size());
    const std::vector<Served>& served = run.truth.served;
    double sum = 0;
    for (std::size_t i = 0; i < served.size(); ++i) {
        const bool moved = i > 0 && served[i - 1].bss != served[i].bss;
        const Micros from = moved ? std::max(served[i].from, served[i - 1].to + floor) : served[i].from;
        const auto bss = static_cast<std::size_t>(served[i].bss);
        for_each_slot({from, served[i].to}, run.trace.slot, values.size(),
                      [&](std::size_t at, double part) { sum += part * values[at][bss] * shares[at]; });
    }
    return sum;
}

/// Share of the walk on a BSS more than kSuboptimalDb below the best of its band. Across bands a level says
/// little: 2.4 GHz is some 7 dB stronger at the same distance and still the poorer choice.
double suboptimal_share(const Run& run, std::size_t slots) {
    double sum = 0;
    for (const Served& link : run.truth.served) {
        const auto serving = static_cast<std::size_t>(link.bss);
        for_each_slot({link.from, link.to}, run.trace.slot, slots, [&](std::size_t at, double part) {
            const std::vector<float>& level = run.trace.mean_dbm[at];
            for (std::size_t bss = 0; bss < level.size(); ++bss) {
                if (run.trace.links[bss].band != run.trace.links[serving].band) continue;
                if (level[bss] - level[serving] <= kSuboptimalDb) continue;
                sum += part;
                break;
            }
        });
    }
    return sum / static_cast<double>(slots);
}

std::vector<Interval> holes_of(const SlotValues& values, Micros slot) {
    std::vector<Interval> holes;
    for (std::size_t at = 0; at < values.size(); ++at) {
        if (std::ranges::any_of(values[at], [](double value) { return value > 0; })) continue;
        const Micros from = slot * static_cast<Micros>(at);
        if (holes.empty() || holes.back().to != from) holes.push_back({from, from});
        holes.back().to = from + slot;
    }
    return holes;
}

Micros packet_period(const Run& run) { return 1'000'000 / std::max(1, run.scenario.traffic.per_second); }

/// A silence longer than this is an outage.
Micros outage_limit(Micros period) { return std::max(kOutage, 3 * period); }

/// Every silence of the scored walk.
std::vector<Gap> silences(const Run& run, const SlotValues& values) {
    const Micros length = run.trace.slot * static_cast<Micros>(values.size());
    return find_gaps(run.truth, length, packet_period(run), holes_of(values, run.trace.slot));
}

void add_gaps(Score& score, const std::vector<Gap>& gaps, const std::vector<Move>& moves, Micros period) {
    for (const Gap& gap : gaps) {
        const double seconds = static_cast<double>(gap.when.length()) / kMicrosPerSecond;
        score.longest_gap_ms = std::max(score.longest_gap_ms, seconds * 1e3);
        for (const Move& move : moves) {
            const bool touches = gap.when.from <= move.gap.to && move.gap.from <= gap.when.to;
            if (!move.fast_transition || !touches || gap.handoff == 0) continue;
            const Micros moved = std::min(gap.when.length(), gap.handoff + period);
            score.worst_ft_gap_ms = std::max(score.worst_ft_gap_ms, static_cast<double>(moved) / 1e3);
        }
        if (gap.when.length() <= outage_limit(period)) continue;
        (gap.direction == Direction::Down ? score.outage_s.down : score.outage_s.up) += seconds;
        switch (gap.cause) {
            case GapCause::Coverage:
                score.outage_by_cause_s.coverage += seconds;
                break;
            case GapCause::Handoff:
                score.outage_by_cause_s.handoff += seconds;
                break;
            case GapCause::OffChannel:
                score.outage_by_cause_s.offchannel += seconds;
                break;
        }
    }
}

void add_moves(Score& score, const std::vector<Move>& moves, const std::vector<Move>& best) {
    score.roams = static_cast<int>(moves.size());
    score.returns_10s = returns_of(moves);
    score.ft_roams = static_cast<int>(std::ranges::count_if(moves, &Move::fast_transition));
    score.clairvoyant_roams = static_cast<int>(best.size());
    score.clairvoyant_returns_10s = returns_of(best);
}

void add_looking(Score& score, const Truth& truth, Micros length) {
    Micros away = 0;
    for (const Interval& part : off_channel(truth, length)) away += part.length();
    score.offchannel_share = static_cast<double>(away) / static_cast<double>(length);
    score.mgmt_frames = truth.mgmt_frames;
    score.looks = static_cast<int>(std::ranges::count_if(
        truth.looks, [&](const Look& look) { return look.at >= 0 && look.at < length; }));
}

void add_usage(Score& score, const std::vector<Usage>& usages) {
    for (const Usage& usage : usages)
        score.station_rss_kb = std::max(score.station_rss_kb, usage.resident_kb);
    if (usages.size() < 2) return;
    const double minutes = static_cast<double>(usages.back().at - usages.front().at) / kMicrosPerSecond / 60;
    score.station_wakeups_per_minute = (usages.back().wakeups - usages.front().wakeups) / minutes;
}

}  // namespace

std::size_t scored_slots(const Scenario& scenario, const SignalTrace& trace) {
    if (trace.slot <= 0) return 0;
    return std::min(static_cast<std::size_t>(length_of(scenario) / trace.slot), trace.mean_dbm.size());
}

std::vector<Gap> outages_of(const Run& run, const SlotValues& values) {
    std::vector<Gap> gaps = silences(run, values);
    const Micros limit = outage_limit(packet_period(run));
    std::erase_if(gaps, [limit](const Gap& gap) { return gap.when.length() <= limit; });
    return gaps;
}

std::expected<Score, ScoreError> score(const Run& run, const SlotValues& values,
                                       const ClairvoyantPath& optimum) {
    if (auto error = misfit(run, values, optimum)) return std::unexpected(std::move(*error));
    const auto slots = static_cast<double>(values.size());
    const Micros length = run.trace.slot * static_cast<Micros>(values.size());

    Score score{
        .scenario = run.scenario.name, .arm = run.arm, .seed = run.seed, .events_sha = run.events_sha};
    score.seconds = static_cast<double>(length) / kMicrosPerSecond;
    const double value = earned(run, values);
    score.of_optimum = value / optimum.value;
    if (!(score.of_optimum <= 1 + kTolerance)) {
        return std::unexpected(ScoreError{
            fmt::format("{}, arm {}, seed {}: earned {:.6f} of an optimum of {:.6f} kbit/s x slots (R = "
                        "{:.9f}); no arm can beat the "
                        "optimum, so the trace and the log disagree",
                        run.scenario.name, run.arm, run.seed, value, optimum.value, score.of_optimum)});
    }
    score.usable_mbps = value / slots / 1e3;
    score.optimum_mbps = optimum.value / slots / 1e3;

    const std::vector<Move> moves = moves_of(run.truth.served, length);
    add_moves(score, moves, moves_of(links_of(optimum, run.trace.slot), length));
    add_gaps(score, silences(run, values), moves, packet_period(run));
    add_looking(score, run.truth, length);
    add_usage(score, run.truth.usages);
    score.late_share = late_share(run.truth, length);
    score.suboptimal_6db_share = suboptimal_share(run, values.size());
    return score;
}

}  // namespace lab
