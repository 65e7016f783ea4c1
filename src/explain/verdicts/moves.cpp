// Why it moved, where that was no good idea: a move that brought nothing, a request that led astray, a link
// that the access point ended, a roam that took long.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "explain/verdicts/families.hpp"

namespace explain {

namespace {

using namespace std::chrono_literals;

/// A level difference that a move has to bring to be worth its gap.
constexpr int kWorthMoving = 3;
constexpr int kMuchWorse = 8;
constexpr Micros kLongRoam = 1s;

/// The level of a BSS as first read after `at`.
std::optional<int> level_after(const Station& station, const wifi::MacAddress& bssid, Micros at) {
    for (const auto& point : station.signal.points())
        if (point.at > at && point.bssid == bssid && point.at - at < 20s) return point.level_dbm;
    return std::nullopt;
}

}  // namespace

void judge_needless_moves(const Case& one, std::vector<Verdict>& found) {
    Verdict verdict;
    std::uint64_t count = 0;
    int total = 0;
    for (const Roam& roam : one.station.roams) {
        if (!roam.is_move() || roam.cause == RoamCause::LinkLost || roam.cause == RoamCause::Dismissed ||
            roam.cause == RoamCause::Asked || !roam.from_dbm || !roam.to_dbm)
            continue;
        const bool same_band =
            roam.from_channel && roam.to_channel && roam.from_channel->band() == roam.to_channel->band();
        if (!same_band || *roam.from_dbm < -75 || *roam.to_dbm - *roam.from_dbm >= -kWorthMoving) continue;
        if (count++ == 0) verdict.from = roam.begun();
        verdict.to = roam.begun();
        total += *roam.from_dbm - *roam.to_dbm;
        verdict.bssid = roam.to;
        verdict.places.add(roam.places);
    }
    if (count == 0) return;
    verdict.certainty = Certainty::Likely;
    verdict.times = count;
    verdict.weight = 1.5 * static_cast<double>(count);
    verdict.what =
        fmt::format("The station moved {} to an access point that was {} dB weaker on the same band.",
                    times(count), total / static_cast<int>(count));
    verdict.why =
        "The rule compares estimated throughput before levels; a wider channel or an estimate 5 Mbit/s "
        "higher is "
        "enough for wpa_supplicant.";
    verdict.remedy =
        "Give the access points equal channel widths, or let roam-station decide (it weighs the gap, too).";
    found.push_back(std::move(verdict));
}

void judge_harmful_requests(const Case& one, std::vector<Verdict>& found) {
    for (const Transition& asked : one.station.transitions) {
        if (!asked.moved || !asked.moved_to) continue;
        const auto roam = std::ranges::find_if(one.station.roams, [&](const Roam& candidate) {
            // Another source may have told the moment more exactly since.
            const auto stood = candidate.stood();
            return candidate.to == *asked.moved_to && stood && *stood < *asked.moved + 2s &&
                   *asked.moved < *stood + 2s;
        });
        if (roam == one.station.roams.end() || !roam->from) continue;
        const auto before = roam->from_dbm;
        const auto read = level_after(one.station, *asked.moved_to, *asked.moved);
        const auto after = read ? read : roam->to_dbm;
        if (!before || !after || *before - *after < kMuchWorse || *before < -75) continue;
        Verdict verdict;
        verdict.certainty = Certainty::Sure;
        verdict.from = asked.at;
        verdict.to = *asked.moved;
        verdict.bssid = asked.moved_to;
        verdict.weight = 20 + (*before - *after) / 2.0;
        verdict.what = fmt::format("A request to move took the station from {} dBm to {} dBm, on {}.",
                                   *before, *after, text(*asked.moved_to));
        verdict.why =
            "wpa_supplicant takes an acceptable target of the list without comparing it with the link it "
            "has. "
            "Whether the access point sent the request cannot be seen: without management frame protection "
            "anybody can.";
        verdict.remedy =
            "Require management frame protection (ieee80211w=2). If the request is the network's own, "
            "correct "
            "the controller's list. roam-station goes back and heeds such requests less.";
        verdict.places = asked.places;
        found.push_back(std::move(verdict));
    }
}

void judge_dismissals(const Case& one, std::vector<Verdict>& found) {
    std::map<wifi::MacAddress, Verdict> by_bss;
    std::map<wifi::MacAddress, std::uint16_t> reasons;
    for (const Link& link : one.station.links) {
        // 3 and 8: the access point goes, which its restart says, too. 12: a transition that was asked for.
        if (link.end != LinkEnd::ByAp || !link.to || link.reason.value_or(0) == 12) continue;
        const bool was_asked = std::ranges::any_of(one.station.transitions, [&](const Transition& asked) {
            return asked.at < *link.to && *link.to - asked.at < 60s;
        });
        if (was_asked) continue;
        const bool fresh = !by_bss.contains(link.bssid);
        Verdict& verdict = by_bss[link.bssid];
        if (fresh) {
            verdict.from = *link.to;
            verdict.times = 0;
        }
        verdict.to = *link.to;
        ++verdict.times;
        if (link.reason) reasons[link.bssid] = *link.reason;
        verdict.places.add(link.places);
    }
    for (auto& [bssid, verdict] : by_bss) {
        verdict.certainty = Certainty::Sure;
        verdict.bssid = bssid;
        verdict.weight = 4.0 * static_cast<double>(verdict.times);
        verdict.what = fmt::format("{} ended the link {}.", text(bssid), times(verdict.times));
        verdict.why = reasons.contains(bssid) ? "It said " + reason_text(reasons[bssid]) + "."
                                              : "It gave no reason that the log shows.";
        verdict.remedy =
            "Look at the access point's log at that time: its restart, a steering controller that kicks, "
            "disassoc_low_ack.";
        found.push_back(std::move(verdict));
    }
}

void judge_slow_roams(const Case& one, std::vector<Verdict>& found) {
    Verdict verdict;
    Micros total{0};
    Micros longest{0};
    const Roam* worst = nullptr;
    std::uint64_t count = 0;
    for (const Roam& roam : one.station.roams) {
        if (!roam.is_move() || roam.cause == RoamCause::LinkLost || roam.cause == RoamCause::Dismissed)
            continue;
        const auto gap = roam.outage() ? roam.outage() : roam.gap();
        if (!gap || *gap < kLongRoam) continue;
        if (count++ == 0) verdict.from = roam.begun();
        verdict.to = roam.begun() + *gap;
        total += *gap;
        verdict.places.add(roam.places);
        if (*gap > longest) {
            longest = *gap;
            worst = &roam;
        }
    }
    if (!worst) return;
    const auto part = [&](const std::optional<Moment>& from, const std::optional<Moment>& to) {
        return from && to && to->at > from->at ? to->at - from->at : Micros{0};
    };
    const auto first_step = worst->authentication ? worst->authentication : worst->association;
    struct Phase {
        std::string_view name;
        Micros took;
    };
    const Phase phases[] = {
        {"between leaving the old access point and asking the new one", part(worst->left, first_step)},
        {"in authentication",
         part(worst->authentication, worst->association ? worst->association : worst->authenticated)},
        {"in association", part(worst->association, worst->associated)},
        {"in the key handshake",
         part(worst->associated ? worst->associated : worst->association, worst->linked)},
    };
    const Phase& slowest = *std::ranges::max_element(phases, {}, &Phase::took);
    verdict.certainty = Certainty::Sure;
    verdict.bssid = worst->to;
    verdict.times = count;
    verdict.weight = in_seconds(total);
    verdict.what = count == 1
                       ? fmt::format("The roam to {} left the station without a link for {}.",
                                     text(worst->to), text(longest))
                       : fmt::format("{} roams took over a second; the longest {}.", count, text(longest));
    verdict.why = fmt::format("{} of it passed {}.", text(slowest.took), slowest.name);
    verdict.remedy =
        slowest.took == phases[0].took
            ? "The old link was left before the new access point had answered. A station that asks "
              "first, or fast transition (802.11r), avoids that."
            : "Fast transition (802.11r) takes most of these frames out of the way; look at the frames "
              "that were repeated.";
    found.push_back(std::move(verdict));
}

}  // namespace explain
