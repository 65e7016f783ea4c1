// BSS transition management: requests refused or ignored, and by which rule.
#include <algorithm>

#include <fmt/format.h>

#include "explain/verdicts/families.hpp"

namespace explain {

namespace {

using namespace std::chrono_literals;

/// No answer after this long is none: the slowest programs scan first.
constexpr Micros kAnswers = 8s;

// Table 9-428.
std::string_view status_word(std::uint8_t status) {
    switch (status) {
        case 1:
            return "rejected, no reason given";
        case 2:
            return "rejected, too few beacons heard";
        case 3:
            return "rejected, too little capacity at the candidates";
        case 4:
            return "rejected, the BSS should not end";
        case 5:
            return "rejected, the BSS should end later";
        case 6:
            return "rejected, with a list of its own";
        case 7:
            return "rejected, no suitable candidate";
        case 8:
            return "it leaves the network";
        default:
            return "rejected";
    }
}

/// Why no candidate was suitable, by what the station knew of them.
std::string why_unsuitable(const Case& one, const Transition& asked, Certainty& certainty) {
    certainty = Certainty::Likely;
    if (asked.said.candidates.empty()) {
        certainty = Certainty::Sure;
        return "The request named no candidate; wpa_supplicant answers that with status 1 or 7 and stays.";
    }
    if (const Set* locked = one.setting("bssid"); locked && wifi::parse_mac(locked->said.value)) {
        certainty = Certainty::Sure;
        return "The profile names one access point (bssid), so no candidate may be taken.";
    }
    std::size_t unheard = 0;
    std::size_t weak = 0;
    std::size_t excluded = 0;
    std::size_t refused = 0;
    for (const Neighbor& candidate : asked.said.candidates) {
        const Heard* known = one.known(candidate.bssid);
        if (candidate.preference == 0)
            ++excluded;
        else if (!known)
            ++unheard;
        else if (!known->selectable)
            ++refused;
        else if (known->level_dbm.value_or(0) < -80)
            ++weak;
    }
    const std::size_t all = asked.said.candidates.size();
    if (excluded == all) {
        certainty = Certainty::Sure;
        return "Every candidate had preference 0, which excludes it (9.4.2.36).";
    }
    if (refused > 0)
        return "Its own profile does not accept the candidates: their security or their address does not "
               "fit.";
    if (unheard + excluded == all)
        return one.station.known.empty()
                   ? "The log does not show what the station heard of the candidates; status 7 means that it "
                     "found "
                     "none that it could use."
                   : "The station heard none of the candidates: out of reach, or the list is wrong.";
    if (weak > 0)
        return "The candidates were below -80 dBm and weaker than the link; wpa_supplicant refuses such.";
    certainty = Certainty::Possible;
    return "The log does not show why. The profile, a temporary refusal or the roam decision may forbid "
           "them.";
}

}  // namespace

void judge_refused_requests(const Case& one, std::vector<Verdict>& found) {
    Verdict verdict;
    const Transition* last = nullptr;
    std::uint64_t count = 0;
    for (const Transition& asked : one.station.transitions) {
        if (!asked.status || *asked.status == 0) continue;
        if (count++ == 0) verdict.from = asked.at;
        verdict.to = asked.answered.value_or(asked.at);
        verdict.places.add(asked.places);
        last = &asked;
    }
    if (!last) return;
    verdict.times = count;
    verdict.bssid = last->said.by ? last->said.by : last->serving;
    verdict.weight = 8 + 2.0 * static_cast<double>(count) + (last->said.disassociation_imminent ? 4 : 0);
    verdict.what = fmt::format("The network asked the station to move and was refused, {}: status {}, {}.",
                               times(count), *last->status, status_word(*last->status));
    verdict.why = why_unsuitable(one, *last, verdict.certainty);
    verdict.remedy =
        "Name candidates that the station can hear, on the right channel, with a preference above 0; a "
        "second "
        "request soon after changes nothing.";
    found.push_back(std::move(verdict));
}

void judge_ignored_requests(const Case& one, std::vector<Verdict>& found) {
    Verdict verdict;
    const Transition* last = nullptr;
    std::uint64_t count = 0;
    for (const Transition& asked : one.station.transitions) {
        if (asked.status || asked.moved) continue;
        if (one.timeline.to && *one.timeline.to - asked.at < kAnswers) continue;
        // The link went with the request: nobody was there to answer.
        const bool gone = std::ranges::any_of(one.station.links, [&](const Link& link) {
            return link.to && *link.to >= asked.at && *link.to - asked.at < kAnswers;
        });
        if (gone) continue;
        if (count++ == 0) verdict.from = asked.at;
        verdict.to = asked.at;
        verdict.places.add(asked.places);
        last = &asked;
    }
    if (!last) return;
    verdict.times = count;
    verdict.bssid = last->said.by ? last->said.by : last->serving;
    verdict.weight = 7 + 2.0 * static_cast<double>(count);
    verdict.what = fmt::format("The network asked the station to move {}; it did neither answer nor move.",
                               times(count));
    const Set* off = one.setting("disable_btm");
    if (off && off->said.value == "1") {
        verdict.certainty = Certainty::Sure;
        verdict.why = "disable_btm=1 is set: wpa_supplicant drops such requests.";
        verdict.remedy = "Remove disable_btm.";
    } else if (one.has(Source::Iwd)) {
        verdict.certainty = Certainty::Sure;
        verdict.why =
            "iwd sends no response to any request. It compares the candidates itself and stays where it "
            "finds "
            "none that ranks higher.";
        verdict.remedy = "Do not count iwd's silence as disobedience; look where it is afterwards.";
    } else if (last->said.validity_tbtt && *last->said.validity_tbtt < 20 && !last->said.candidates.empty() &&
               one.has(Source::WpaSupplicant)) {
        verdict.certainty = Certainty::Likely;
        verdict.why = fmt::format(
            "The list was valid for {} ms, less than a scan takes: wpa_supplicant 2.10 drops a list that has "
            "expired, and answers nothing.",
            *last->said.validity_tbtt * 102);
        verdict.remedy = "Send a validity interval of 255, or at least 5 s.";
    } else {
        verdict.certainty = one.station.own ? Certainty::Likely : Certainty::Possible;
        verdict.why =
            "The station does not follow such requests, or does not say so; many clients decide alone.";
        verdict.remedy =
            "Check that it announces BSS transition in its Extended Capabilities (bit 19); do not disconnect "
            "it.";
    }
    found.push_back(std::move(verdict));
}

}  // namespace explain
