#include "lab/report/figures.hpp"

#include <algorithm>
#include <array>
#include <cassert>

#include <fmt/format.h>

namespace lab {
namespace {

constexpr std::array kFigures{
    Figure{"of_optimum", "R", 3, false, [](const Score& s) { return s.of_optimum; },
           [](const Score&) { return 1.0; },
           "What the arm got out of what was to be had. Per slot: the usable rate of the serving BSS at its "
           "true mean "
           "signal and load, times the share of the slot's packets, both directions, that arrived within 50 "
           "ms of "
           "sending; summed, and divided by the same sum for the clairvoyant optimum. The optimum knows all "
           "signals "
           "beforehand, uses the same rates and pays for each move a time without a link that no real move "
           "undercuts "
           "(open and FT 4 ms, WPA2-PSK 8, SAE 12, 802.1X 30); every arm is charged at least as much. R is 1 "
           "at most; "
           "a run that exceeds it is refused as faulty."},
    Figure{"outage_s", "outage s", 1, false, [](const Score& s) { return s.outage_s.down + s.outage_s.up; },
           nullptr,
           "Seconds of silence: the sum of all gaps longer than 60 ms between consecutive arrivals of the "
           "measured "
           "stream (50 packets/s in each direction), each counted whole, both directions added, the ends of "
           "the walk "
           "included. The file gives each direction, and the split by cause: handoff (no link, or a new link "
           "before its "
           "first packet), off-channel (the radio was tuned away), coverage (the rest, and wherever no BSS "
           "was usable)."},
    Figure{"longest_gap_ms", "gap ms", 0, true, [](const Score& s) { return s.longest_gap_ms; }, nullptr,
           "The longest silence of either direction. Over several seeds: the worst of them."},
    Figure{"late_share", "late %", 2, false, [](const Score& s) { return 100 * s.late_share; }, nullptr,
           "Share of the packets that had not arrived 50 ms after they were sent, lost ones included. "
           "Packets with "
           "less than 50 ms to go until the end of the log are not judged."},
    Figure{"roams", "moves", 1, false, [](const Score& s) { return static_cast<double>(s.roams); },
           [](const Score& s) { return static_cast<double>(s.clairvoyant_roams); },
           "Moves from one BSS to another. A new link to the same BSS is none. More than the optimum's is "
           "restless, "
           "fewer is sticky."},
    Figure{"returns_10s", "returns", 1, false,
           [](const Score& s) { return static_cast<double>(s.returns_10s); },
           [](const Score& s) { return static_cast<double>(s.clairvoyant_returns_10s); },
           "Moves to a BSS that had been left at most 10 s before."},
    Figure{"suboptimal_6db_share", ">6dB %", 1, false,
           [](const Score& s) { return 100 * s.suboptimal_6db_share; }, nullptr,
           "Share of the walk spent on a BSS whose true mean level was more than 6 dB below the best of the "
           "same band. "
           "Bands are not compared by level: 2.4 GHz is stronger at the same distance and still the poorer "
           "choice."},
    Figure{"offchannel_share", "away %", 2, false, [](const Score& s) { return 100 * s.offchannel_share; },
           nullptr,
           "Share of the walk during which the radio was tuned away from the channel of its own link: the "
           "airtime that "
           "looking cost."},
    Figure{
        "mgmt_frames", "mgmt", 0, false, [](const Score& s) { return static_cast<double>(s.mgmt_frames); },
        nullptr,
        "Management frames that the station sent: probe requests, authentications, associations, actions."},
    Figure{"usable_mbps", "Mb/s", 0, false, [](const Score& s) { return s.usable_mbps; },
           [](const Score& s) { return s.optimum_mbps; },
           "The numerator of R as a mean rate; beside it the optimum's, its denominator."},
};

double mean(double (*of)(const Score&), std::span<const Score> runs) {
    assert(!runs.empty());
    double sum = 0;
    for (const Score& run : runs) sum += of(run);
    return sum / static_cast<double>(runs.size());
}

}  // namespace

std::span<const Figure> figures() { return kFigures; }

std::vector<ArmRuns> by_arm(std::span<const Score> scores) {
    std::vector<ArmRuns> groups;
    for (const Score& score : scores) {
        auto group = std::ranges::find_if(groups, [&](const ArmRuns& candidate) {
            return candidate.scenario == score.scenario && candidate.arm == score.arm;
        });
        if (group == groups.end()) {
            // Behind the last of its scenario, so that scenarios stay together.
            const auto last = std::ranges::find_if(
                groups.rbegin(), groups.rend(),
                [&](const ArmRuns& candidate) { return candidate.scenario == score.scenario; });
            group = groups.insert(last == groups.rend() ? groups.end() : last.base(),
                                  {score.scenario, score.arm, {}});
        }
        group->runs.push_back(score);
    }
    return groups;
}

double over_seeds(const Figure& figure, std::span<const Score> runs) {
    if (!figure.worst_seed) return mean(figure.of, runs);
    double worst = 0;
    for (const Score& run : runs) worst = std::max(worst, figure.of(run));
    return worst;
}

double optimum_over_seeds(const Figure& figure, std::span<const Score> runs) {
    return mean(figure.optimum, runs);
}

std::string to_text(const Figure& figure, double value) {
    return fmt::format("{:.{}f}", value, figure.decimals);
}

}  // namespace lab
