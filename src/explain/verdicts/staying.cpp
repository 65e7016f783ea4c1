// Why it stayed: sticky, a better access point seen and not taken, the slow band.
#include <algorithm>

#include <fmt/format.h>

#include "explain/timeline/builder.hpp"
#include "explain/verdicts/families.hpp"

namespace explain {

namespace {

using namespace std::chrono_literals;

/// A link may be weak for a moment on any walk.
constexpr Micros kWeakFor = 10s;
/// What the next access point has to be better by for the delay to have been a mistake.
constexpr int kMuchBetter = 8;
constexpr int kBetterSeen = 10;
/// What was heard longer ago is no evidence. A scan of all channels of two bands takes 7 s beside a link.
constexpr Micros kFresh = 10s;

bool is_slower_band(const Heard& heard, const Heard* serving) {
    return heard.channel && serving && serving->channel && heard.channel->band() == wifi::Band::Ghz2_4 &&
           serving->channel->band() != wifi::Band::Ghz2_4;
}

/// Why it does not look, as far as the log tells.
struct Cause {
    std::string why;
    std::string remedy;
    Certainty certainty;
};

Cause why_not_looking(const Case& one, std::uint32_t scans) {
    if (const Set* locked = one.setting("bssid"); locked && wifi::parse_mac(locked->said.value))
        return {"The profile names one access point (bssid) and forbids all others.",
                "Remove the BSSID from the profile.", Certainty::Sure};
    const auto refusals = std::ranges::count_if(
        one.station.judgements, [](const Judgement& judgement) { return !judgement.said.moves; });
    if (scans > 0 && refusals > 0)
        return {
            fmt::format("It looked {} in that time and its own rule said no {}: margins, not rates, decide.",
                        times(scans), times(static_cast<std::uint64_t>(refusals))),
            "Such margins cannot be set; roam-station decides by expected rate.", Certainty::Likely};
    if (scans > 0)
        return {fmt::format("It looked {} in that time: too seldom, so the better one was found late.",
                            times(scans)),
                "Shorten the first interval of bgscan, at the price of more stalls; or run roam-station, "
                "which looks at "
                "one channel at a time.",
                Certainty::Likely};
    if (one.has(Source::Iwd))
        return {
            "iwd looks only below RoamThreshold (-70 dBm, at 5 GHz -76) and 5 s later; above that it never "
            "improves a link.",
            "Raise RoamThreshold and RoamThreshold5G in iwd's main.conf.", Certainty::Likely};
    if (one.has(Source::EspIdf))
        return {
            "The application asks for nothing better before its RSSI threshold fires, and that fires once.",
            "Arm the threshold again after each event (esp_wifi_set_rssi_threshold).", Certainty::Likely};
    if (one.has(Source::RoamStation))
        return {"roam-station held it.", "roam station why tells.", Certainty::Possible};
    const Set* bgscan = one.setting("bgscan");
    if (bgscan && !bgscan->said.value.empty())
        return {fmt::format(
                    "Background scanning is set to {}, and no scan happened: the driver's signal monitor did "
                    "not fire, or the budget of short scans is used up.",
                    bgscan->said.value),
                "Shorten the long interval: bgscan simple scans it alone once its budget is used.",
                Certainty::Possible};
    return {
        "It did not look: wpa_supplicant scans a working link only when a bgscan module is set, and moves "
        "only "
        "after a scan.",
        "Set bgscan (NetworkManager does so for several access points), or run roam-station.",
        Certainty::Likely};
}

}  // namespace

void judge_sticky(const Case& one, std::vector<Verdict>& found) {
    Verdict verdict;
    verdict.times = 0;
    Micros weak_for{0};
    int lowest = 0;
    std::uint32_t scans = 0;
    std::optional<int> gained;
    bool sure = false;
    bool better_known = false;
    const auto add = [&](Micros from, Micros to, const Places& places) {
        if (verdict.times++ == 0) verdict.from = from;
        verdict.to = to;
        verdict.places.add(places);
    };
    for (const Weak& weak : one.station.weak) {
        if (weak.to - weak.from < kWeakFor) continue;
        const bool proven = weak.moved && weak.after_dbm && *weak.after_dbm - weak.lowest_dbm >= kMuchBetter;
        // It looked, and nothing better was there: a hole in the coverage, no fault of the station.
        const bool better_there = std::ranges::any_of(one.station.choices, [&](const Choice& choice) {
            return choice.at >= weak.from && choice.at <= weak.to && choice.serving_dbm &&
                   std::ranges::any_of(choice.candidates, [&](const Heard& heard) {
                       return heard.selectable &&
                              heard.level_dbm.value_or(-200) - *choice.serving_dbm >= kMuchBetter;
                   });
        });
        if (weak.scans > 0 && !proven && !better_there) continue;
        add(weak.from, weak.to, weak.places);
        verdict.bssid = weak.bssid;
        weak_for += weak.to - weak.from;
        lowest = std::min(lowest, weak.lowest_dbm);
        scans += weak.scans;
        if (better_there) better_known = true;
        if (proven) {
            sure = true;
            gained = std::max(gained.value_or(0), *weak.after_dbm - weak.lowest_dbm);
        }
    }
    // Without levels: it was kept until it broke, and another one was there at once.
    std::uint64_t lost = 0;
    const Link* before = nullptr;
    for (const Link& link : one.station.links) {
        if (before && before->to && before->end == LinkEnd::Lost && link.bssid != before->bssid &&
            link.from - *before->to < 15s) {
            ++lost;
            add(*before->to, link.from, before->places);
            verdict.places.add(link.places);
            verdict.bssid = before->bssid;
            sure = true;
        }
        before = &link;
    }
    if (verdict.times == 0) return;
    const Cause cause = why_not_looking(one, scans);
    // Nobody looked, so nobody knows whether there was anything better.
    const bool guessed = !sure && !better_known;
    verdict.certainty = sure ? Certainty::Sure : guessed ? Certainty::Possible : cause.certainty;
    verdict.weight = (guessed ? 0.2 : 0.5) * in_seconds(weak_for) + 6.0 * static_cast<double>(lost);
    verdict.what =
        weak_for > Micros{0}
            ? fmt::format("The station kept {} for {} at {} dBm and below, down to {} dBm{}.",
                          verdict.bssid ? text(*verdict.bssid) : "an access point", text(weak_for),
                          Builder::kWeakDbm, lowest,
                          gained ? fmt::format("; the next one was {} dB better", *gained) : std::string{})
            : fmt::format(
                  "The station kept its access point until nothing was heard of it, {}; another one was "
                  "there at once.",
                  times(lost));
    verdict.why = cause.why;
    verdict.remedy = cause.remedy;
    found.push_back(std::move(verdict));
}

void judge_better_seen(const Case& one, std::vector<Verdict>& found) {
    // A run of choices in which a clearly better one was there, and the station stayed.
    struct Run {
        Micros from{0};
        Micros to{0};
        std::uint64_t count = 0;
        int gain = 0;
        int serving = 0;
        const Heard* best = nullptr;
        Places places{};
    };
    std::vector<Run> runs;
    Run run;
    const auto end_run = [&] {
        if (run.count >= 2 && run.to - run.from >= 15s) runs.push_back(run);
        run = {};
    };
    std::optional<wifi::MacAddress> serving;
    for (const Choice& choice : one.station.choices) {
        if (choice.serving != serving || choice.went_to) end_run();
        serving = choice.serving;
        if (choice.went_to || !choice.serving || !choice.serving_dbm) continue;
        const auto best = std::ranges::find_if(choice.candidates, [&](const Heard& heard) {
            // Old evidence is none, and more level on 2.4 GHz is no better link than one on 5 or 6 GHz.
            return choice.at - heard.at < kFresh && !is_slower_band(heard, one.known(*choice.serving));
        });
        const bool better = best != choice.candidates.end() &&
                            best->level_dbm.value_or(-200) - *choice.serving_dbm >= kBetterSeen &&
                            *choice.serving_dbm < -60;
        if (!better) {
            end_run();
            continue;
        }
        if (run.count++ == 0) run.from = choice.at;
        run.to = choice.at;
        run.gain = std::max(run.gain, *best->level_dbm - *choice.serving_dbm);
        run.serving = *choice.serving_dbm;
        run.best = &*best;
        run.places.add(choice.places);
    }
    end_run();
    for (const Run& worst : runs) {
        Verdict verdict;
        verdict.from = worst.from;
        verdict.to = worst.to;
        verdict.bssid = worst.best->bssid;
        verdict.times = worst.count;
        verdict.weight = 0.4 * in_seconds(worst.to - worst.from) + 1;
        verdict.what =
            fmt::format("{} was seen {} dB stronger than the link ({} dBm), {} in {}, and not taken.",
                        text(worst.best->bssid), worst.gain, worst.serving, times(worst.count),
                        text(worst.to - worst.from));
        const auto judged = std::ranges::find_if(one.station.judgements, [&](const Judgement& judgement) {
            return judgement.at >= worst.from && judgement.at <= worst.to + 2s && !judgement.said.moves;
        });
        if (const Set* locked = one.setting("bssid"); locked && wifi::parse_mac(locked->said.value)) {
            verdict.certainty = Certainty::Sure;
            verdict.why = "The profile names one access point (bssid) and forbids all others.";
            verdict.remedy = "Remove the BSSID from the profile.";
        } else if (!worst.best->selectable) {
            verdict.certainty = Certainty::Sure;
            verdict.why = fmt::format("It was no candidate: {}.",
                                      worst.best->refused_because.value_or("it was skipped"));
            verdict.remedy = "Make its security, its name and its rates fit the profile.";
        } else if (judged != one.station.judgements.end()) {
            verdict.certainty = Certainty::Sure;
            verdict.why =
                judged->said.why.empty()
                    ? fmt::format("Its own rule said no: margin or estimate ({} against {} kbit/s).",
                                  judged->said.selected_kbps.value_or(0),
                                  judged->said.current_kbps.value_or(0))
                    : fmt::format("Its own rule said no: {}.", judged->said.why);
            verdict.remedy =
                "Such margins cannot be set in wpa_supplicant; roam-station decides by expected rate.";
            verdict.places.add(judged->places);
        } else {
            verdict.certainty = Certainty::Possible;
            verdict.why =
                "The log does not say. Scans that others ask for do not lead to a decision in every program.";
            verdict.remedy = "Run wpa_supplicant with -d and look for \"Skip roam\"; or run roam-station.";
        }
        verdict.places.add(worst.places);
        found.push_back(std::move(verdict));
    }
}

void judge_wrong_band(const Case& one, std::vector<Verdict>& found) {
    for (const Link& link : one.station.links) {
        if (!link.channel || link.channel->band() != wifi::Band::Ghz2_4) continue;
        const Micros to = link.to.value_or(one.timeline.to.value_or(link.from));
        if (to - link.from < 20s) continue;
        const Heard* best = nullptr;
        Places places = link.places;
        Micros first = to;
        for (const Choice& choice : one.station.choices) {
            if (choice.at < link.from || choice.at > to) continue;
            for (const Heard& heard : choice.candidates)
                if (heard.channel && heard.channel->band() != wifi::Band::Ghz2_4 &&
                    heard.level_dbm.value_or(-200) >= -65 && choice.went_to != heard.bssid &&
                    heard.selectable) {
                    if (!best) first = choice.at;
                    best = &heard;
                    places.add(choice.places);
                }
        }
        if (!best || to - first < 15s) continue;
        Verdict verdict;
        verdict.certainty = Certainty::Likely;
        verdict.from = first;
        verdict.to = to;
        verdict.bssid = best->bssid;
        verdict.weight = 0.3 * in_seconds(to - first);
        verdict.what =
            fmt::format("The station kept 2.4 GHz for {} although {} was there at {} dBm on {}.",
                        text(to - first), text(best->bssid), *best->level_dbm, text(*best->channel));
        verdict.why =
            "Its level on 2.4 GHz was good, so no threshold was crossed; rules that compare levels see no "
            "reason "
            "to change the band.";
        verdict.remedy =
            "Give 5 GHz another name, set the profile's band, or steer on the access point (roam-ap policy "
            "band).";
        verdict.places = places;
        found.push_back(std::move(verdict));
    }
}

}  // namespace explain
