#include "explain/sources/supplicant_rules.hpp"

namespace explain::supplicant {
namespace {

/// wpa_supplicant takes ten; a list that is longer is not its.
constexpr std::size_t kMostCandidates = 64;

TransitionRequested& request(SupplicantInterface& at, Out& out) {
    if (!at.transition) {
        at.transition = Begun<TransitionRequested>{out.stamp(), {}};
        at.transition->said.by = at.current;
    }
    return at.transition->said;
}

}  // namespace

// Request Mode (9.6.13.9): candidate list included, abridged, disassociation imminent, BSS termination
// included, ESS disassociation imminent.
void transition_requested(Words rest, SupplicantInterface& at, Out& out) {
    at.flush(out, "");
    TransitionRequested& said = request(at, out);
    said.token = number_behind<std::uint8_t>(rest.rest(), "dialog_token=");
    const unsigned mode = c_number_behind(rest.rest(), "request_mode=").value_or(0);
    said.abridged = (mode & 0x02U) != 0;
    said.disassociation_imminent = (mode & 0x04U) != 0;
    said.termination = (mode & 0x08U) != 0;
    said.timer_tbtt = number_behind<std::uint16_t>(rest.rest(), "disassoc_timer=");
    said.validity_tbtt = number_behind<std::uint8_t>(rest.rest(), "validity_interval=");
    at.transition_target.reset();
}

void transition_list(Words, SupplicantInterface& at, Out& out) { (void)request(at, out); }

void transition_without_list(Words, SupplicantInterface& at, Out& out) {
    (void)request(at, out);
    at.flush(out, "");
}

void disassociation_imminent(Words rest, SupplicantInterface& at, Out& out) {
    TransitionRequested& said = request(at, out);
    said.disassociation_imminent = true;
    if (const auto timer = rest.number<std::uint16_t>()) said.timer_tbtt = timer;
}

void ess_disassociation_imminent(Words rest, SupplicantInterface& at, Out& out) {
    at.say(out, Remark{"the network ends: " + clean(rest.rest()), true});
}

bool transition_entry(Words entry, SupplicantInterface& at) {
    if (!at.transition || at.transition->said.candidates.size() >= kMostCandidates)
        return at.transition.has_value();
    const auto bssid = entry.mac();
    if (!bssid) return false;
    Neighbor neighbor{*bssid, number_behind<std::uint8_t>(entry.rest(), "op_class="),
                      number_behind<std::uint8_t>(entry.rest(), "chan="), std::nullopt};
    // -1: the element says none.
    const auto preference = number_behind<int>(entry.rest(), "pref=");
    if (preference && *preference >= 0 && *preference <= 255)
        neighbor.preference = static_cast<std::uint8_t>(*preference);
    at.transition->said.candidates.push_back(neighbor);
    return true;
}

// "BSS MAC based on BSS Transition Management Request (old BSSID MAC after_new_scan=1)"
void transition_chosen(Words rest, SupplicantInterface& at, Out& out) {
    at.flush(out, "");
    const auto bssid = rest.mac();
    if (!bssid) return;
    at.transition_target = bssid;
    RoamJudged judged;
    judged.current = mac_behind(rest.rest(), "old BSSID ");
    judged.selected = bssid;
    judged.moves = judged.current != judged.selected;
    judged.why = "based on BSS Transition Management Request";
    at.say(out, std::move(judged));
    if (at.current != bssid) at.begin(out, Step::Roaming, bssid, std::nullopt);
}

void transition_answered(Words rest, SupplicantInterface& at, Out& out) {
    at.flush(out, "");
    TransitionAnswered said;
    said.by = at.own;
    said.status = number_behind<std::uint8_t>(rest.rest(), " status=");
    if (said.status == 0) said.target = at.transition_target;
    at.say(out, said);
}

void transition_queried(Words rest, SupplicantInterface& at, Out& out) {
    TransitionQueried said;
    said.by = at.own;
    said.reason = number_behind<std::uint8_t>(rest.rest(), "query_reason=");
    at.say(out, std::move(said));
}

// The list itself is printed with -dd only.
void single_candidate(Words rest, SupplicantInterface& at, Out& out) {
    const auto bssid = rest.mac();
    if (bssid && at.transition && at.transition->said.candidates.empty())
        at.transition->said.candidates.push_back({*bssid, std::nullopt, std::nullopt, std::nullopt});
    at.scan_only = bssid;
    transition_scan(rest, at, out);
}

void transition_scan(Words, SupplicantInterface& at, Out&) { at.scan_by = "BSS transition request"; }

void neighbors_asked(Words, SupplicantInterface& at, Out& out) { at.say(out, NeighborsAsked{}); }

// One line for each neighbor of a report.
void neighbor_received(Words rest, SupplicantInterface& at, Out& out) {
    const auto bssid = mac_behind(rest.rest(), "bssid=");
    if (!bssid) return;
    if (!at.neighbors) at.neighbors = Begun<NeighborsReported>{out.stamp(), {at.current, {}}};
    auto& neighbors = at.neighbors->said.neighbors;
    if (neighbors.size() >= kMostCandidates) return;
    neighbors.push_back(Neighbor{*bssid, number_behind<std::uint8_t>(rest.rest(), "op_class="),
                                 number_behind<std::uint8_t>(rest.rest(), " chan="), std::nullopt});
}

void neighbors_failed(Words, SupplicantInterface& at, Out& out) {
    at.say(out, Remark{"the network gave no neighbor report", true});
}

// "5 token 1": type 5 is a beacon request (Table 9-99).
void measurement_asked(Words rest, SupplicantInterface& at, Out& out) {
    constexpr int kBeacon = 5;
    if (rest.number<int>() != kBeacon) return;
    at.scan_by = "beacon request";
    at.say(out, MeasurementAsked{at.own, std::nullopt});
}

void measurement_refused(Words, SupplicantInterface& at, Out& out) {
    at.say(out, MeasurementReported{at.own, std::nullopt, std::nullopt, true});
}

void measurement_reported(Words, SupplicantInterface& at, Out& out) {
    at.say(out, MeasurementReported{at.own, std::nullopt, std::nullopt, false});
}

}  // namespace explain::supplicant
