// Two access points take turns.
#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "explain/verdicts/families.hpp"

namespace explain {

namespace {

using namespace std::chrono_literals;

/// Moves between the same two that follow each other within this time belong together. A walk there and back
/// makes two.
constexpr Micros kTogether = 150s;
constexpr std::size_t kLeastMoves = 4;
/// Fewer are enough when they come this fast, or when both were about equally strong at most of them.
constexpr Micros kFast = 15s;
constexpr std::size_t kLeastFast = 3;
constexpr int kEquallyStrong = 8;

bool has_levels(const Roam* roam) { return roam->from_dbm && roam->to_dbm; }
bool is_close(const Roam* roam) {
    return has_levels(roam) && std::abs(*roam->from_dbm - *roam->to_dbm) <= kEquallyStrong;
}
/// To one that was clearly stronger: what somebody who walks to and fro does.
bool is_gain(const Roam* roam) {
    return has_levels(roam) && *roam->to_dbm - *roam->from_dbm > kEquallyStrong;
}

std::string cause_of(const Case& one, const std::vector<const Roam*>& moves, Certainty& certainty) {
    int asked = 0;
    int judged = 0;
    int close = 0;
    int known = 0;
    for (const Roam* roam : moves) {
        asked += roam->cause == RoamCause::Asked;
        judged += roam->cause == RoamCause::Judged;
        if (roam->from_dbm && roam->to_dbm) {
            ++known;
            close += is_close(roam);
        }
    }
    const int all = static_cast<int>(moves.size());
    certainty = Certainty::Likely;
    if (asked * 2 > all) {
        certainty = Certainty::Sure;
        return "The network asked for these moves: two controllers, or one without memory, send it back and "
               "forth.";
    }
    std::string why;
    if (known > 0 && close * 2 >= known)
        why = "Both are about equally strong there, so each scan finds the other one a little better. ";
    if (one.has(Source::Iwd))
        return why + "iwd moves to whatever ranks higher, without a margin or a waiting time.";
    if (judged > 0) {
        certainty = Certainty::Sure;
        return why +
               "wpa_supplicant moves for an estimate 5 Mbit/s higher, before any level is compared, and "
               "remembers nothing of the access point it left.";
    }
    return why + "The log does not show the decisions; rules without a margin in time do this.";
}

}  // namespace

void judge_ping_pong(const Case& one, std::vector<Verdict>& found) {
    std::vector<const Roam*> run;
    const auto end_run = [&] {
        if (run.size() < kLeastFast) {
            run.clear();
            return;
        }
        const Micros first = run.front()->begun();
        const Micros last = run.back()->begun();
        const Micros mean = (last - first) / static_cast<std::int64_t>(run.size() - 1);
        const auto most = [&](bool (*holds)(const Roam*)) {
            return 2 * static_cast<std::size_t>(std::ranges::count_if(run, holds)) > run.size();
        };
        const bool is_fast = mean <= kFast;
        if (is_fast || most(is_close) || (run.size() >= kLeastMoves && !most(is_gain))) {
            Verdict verdict;
            verdict.from = first;
            verdict.to = last;
            verdict.bssid = run.back()->to;
            verdict.times = run.size();
            Micros gaps{0};
            for (const Roam* roam : run) {
                gaps += roam->gap().value_or(Micros{0});
                verdict.places.add(roam->places);
            }
            verdict.what = fmt::format("{} and {} took turns: {} moves in {}.", text(*run.front()->from),
                                       text(run.front()->to), run.size(), text(last - first));
            verdict.why = cause_of(one, run, verdict.certainty);
            verdict.remedy =
                "Lower the power of one of them, or let roam-station decide: going back costs more there "
                "than "
                "a few dB bring.";
            verdict.weight = 30 + 8.0 * static_cast<double>(run.size()) + in_seconds(gaps);
            if (!is_fast && !most(has_levels) && verdict.certainty != Certainty::Sure) {
                verdict.certainty = Certainty::Possible;
                verdict.why +=
                    " The log has no levels of most of these moves: a walk to and fro looks the same.";
                verdict.weight = 2.0 * static_cast<double>(run.size());
            }
            found.push_back(std::move(verdict));
        }
        run.clear();
    };
    for (const Roam& roam : one.station.roams) {
        if (!roam.is_move()) continue;
        const bool turns = !run.empty() && roam.to == *run.back()->from && *roam.from == run.back()->to &&
                           roam.begun() - run.back()->begun() < kTogether;
        if (!turns) end_run();
        run.push_back(&roam);
    }
    end_run();
}

}  // namespace explain
