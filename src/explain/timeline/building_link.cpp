// Steps and links: what each telling of them does to the open attempt and to the open link.
#include <algorithm>

#include "explain/timeline/building.hpp"

namespace explain {

namespace {

using namespace std::chrono_literals;

/// An attempt without any news.
constexpr Micros kGivenUp = 20s;
/// An association that nobody called complete, and nobody ended.
constexpr Micros kStands = 3s;

/// SAE continues after these (9.4.1.9: anti-clogging token, another group, hash to element, public key).
constexpr bool goes_on(std::uint16_t status) {
    return status == 76 || status == 77 || status == 126 || status == 127;
}

constexpr Mark begun(Step step) {
    switch (step) {
        case Step::Roaming:
            return Mark::RoamingBegun;
        case Step::Authentication:
            return Mark::AuthenticationBegun;
        case Step::Association:
            return Mark::AssociationBegun;
        case Step::FourWay:
            return Mark::KeysBegun;
        case Step::FastTransition:
            return Mark::FastBegun;
    }
    return Mark::RoamingBegun;
}

constexpr Mark ended(Step step) {
    switch (step) {
        case Step::Roaming:
        case Step::Authentication:
            return Mark::AuthenticationEnded;
        case Step::Association:
            return Mark::AssociationEnded;
        case Step::FourWay:
            return Mark::KeysEnded;
        case Step::FastTransition:
            return Mark::FastEnded;
    }
    return Mark::AuthenticationEnded;
}

}  // namespace

void Building::end_link(Micros at, Source source, LinkEnd end, std::optional<std::uint16_t> reason) {
    if (!link_is_open) return;
    Link& link = station.links.back();
    ended_before_noticed = forgotten && forgotten->at < at && forgotten->at >= link.from;
    if (ended_before_noticed) {
        at = forgotten->at;
        source = forgotten->source;
        end = LinkEnd::ByAp;
        if (forgotten_reason) reason = forgotten_reason;
    }
    forgotten.reset();
    link.to = at;
    link.end = end;
    link.reason = reason;
    link_is_open = false;
    link_ended = at;
    link_ended_by = source;
    station.tally.linked += std::max(Micros{0}, at - link.from);
    weak_over(at, end == LinkEnd::Moved);
}

void Building::leave(const Event& event, LinkEnd end, std::optional<std::uint16_t> reason) {
    if (link_is_open) {
        end_link(event.at, event.source, end, reason);
    } else if (!ended_before_noticed && link_ended && link_ended_by && event.at - *link_ended < 500ms &&
               remoteness(event.source) < remoteness(*link_ended_by) && !station.links.empty()) {
        // Nearer to the air, though a moment later.
        station.links.back().to = event.at;
        link_ended = event.at;
        link_ended_by = event.source;
    }
    if (!station.links.empty()) station.links.back().places.add(event.place);
}

void Building::sync_link(const Roam& roam) {
    // The last one may have ended, and this be of the next, to the same BSS or to another.
    if (!link_is_open || roam.end != RoamEnd::Linked) return;
    Link& link = station.links.back();
    if (link.bssid != roam.to) return;
    if (const auto stood = roam.stood()) link.from = *stood;
    link.fast_transition = roam.fast_transition;
}

/// Whoever associates where no authentication was seen has done that over the distribution system (13.5.3),
/// or over the air with the algorithm that hostapd tells of with -d only.
void Building::presume_fast(const Event& event, Roam& roam) {
    const bool at_first_hand = event.source == Source::Hostapd || event.source == Source::Capture;
    // The air may have lost the frame that the station tells of.
    const bool is_told_by_others = event.source == Source::Capture && roam.authentication;
    if (!at_first_hand || is_told_by_others || !roam.from || &roam != &station.roams.back()) return;
    if (roam.fast_transition || was_told(event.source, Mark::AuthenticationBegun) ||
        was_told(event.source, Mark::AuthenticationEnded))
        return;
    roam.fast_transition = true;
    fast_is_presumed = true;
}

/// Drivers that answer authentications themselves leave hostapd the keys.
void Building::keys_were_made(const Event& event, const wifi::MacAddress& target) {
    if (!fast_is_presumed || event.source != Source::Hostapd) return;
    Roam& last = station.roams.back();
    const auto stood = last.stood();
    if (last.to != target || (stood && event.at - *stood > kLateNews)) return;
    last.fast_transition = false;
    fast_is_presumed = false;
    sync_link(last);
}

void Building::note(const Event& event, const StepBegun& step) {
    if (!step.bssid) return;
    const Mark mark = begun(step.step);
    // A rekey is no attempt.
    if (step.step == Step::FourWay && !(roam() && roam()->to == *step.bssid)) return;
    Roam& roam = roam_to(event, mark, *step.bssid);
    tell(event, mark, roam);
    if (step.channel) roam.to_channel = step.channel;
    const bool current = &roam == &station.roams.back();
    switch (step.step) {
        case Step::Roaming:
            set_moment(roam.decided, event.at, event.source, true);
            break;
        case Step::FastTransition:
            roam.fast_transition = true;
            break;
        case Step::Authentication:
        case Step::Association: {
            auto& moment = step.step == Step::Authentication ? roam.authentication : roam.association;
            if (step.step == Step::Association) presume_fast(event, roam);
            set_frame_moment(moment, event.at, event.source);
            // The kernel gives up its link when it authenticates with another BSS (mac80211
            // ieee80211_mgd_auth); a fast transition over the DS keeps it until it reassociates (13.5.3).
            if (!current || roam.end != RoamEnd::Open) break;
            leave(event, LinkEnd::Moved, std::nullopt);
            if (roam.from && link_ended &&
                (!roam.left || remoteness(event.source) < remoteness(roam.left->source)))
                roam.left = Moment{*link_ended, link_ended_by.value_or(event.source)};
            break;
        }
        case Step::FourWay:
            // A fast transition has its keys before: this one came to nothing, and another try to the link.
            roam.fast_transition = false;
            set_moment(roam.keys, event.at, event.source, true);
            break;
    }
}

void Building::note(const Event& event, const StepEnded& step) {
    if (step.status && goes_on(*step.status)) return;
    const auto target = step.bssid ? step.bssid : roam() ? std::optional{roam()->to} : std::nullopt;
    if (!target) return;
    const Mark mark = ended(step.step);
    if (step.step == Step::FourWay && step.worked()) keys_were_made(event, *target);
    if (step.step == Step::FourWay && !(roam() && roam()->to == *target)) return;
    // The end of something that nobody began, or of what is over and told: nothing new.
    const bool alone = !roam_is_open && !station.roams.empty() && station.roams.back().to == *target &&
                       was_told(event.source, mark);
    if (alone && !step.worked()) return;
    Roam& roam = roam_to(event, mark, *target);
    tell(event, mark, roam);
    if (!step.worked()) {
        const RoamEnd end = step.timed_out ? RoamEnd::TimedOut : RoamEnd::Refused;
        if (roam.end == RoamEnd::Open && &roam == &station.roams.back())
            fail(roam, event, end, step.status);
        else if (!roam.status && roam.end != RoamEnd::Linked) {
            roam.status = step.status;
            if (step.status && !station.failures.empty()) station.failures.back().status = step.status;
        }
        return;
    }
    switch (step.step) {
        case Step::Roaming:
            break;
        case Step::Authentication:
            set_moment(roam.authenticated, event.at, event.source, false);
            break;
        case Step::FastTransition:
            roam.fast_transition = true;
            set_moment(roam.authenticated, event.at, event.source, false);
            break;
        case Step::Association:
            presume_fast(event, roam);
            set_moment(roam.associated, event.at, event.source, false);
            sync_link(roam);
            break;
        case Step::FourWay:
            break;
    }
}

void Building::note(const Event& event, const LinkUp& up) {
    if (up.ssid && !up.ssid->empty()) station.ssid = up.ssid;
    if (link_is_open && !roam_is_open && station.links.back().bssid == up.bssid) {
        // The same link, as another source tells it.
        Link& link = station.links.back();
        link.places.add(event.place);
        if (!link.channel) link.channel = up.channel;
        if (!station.roams.empty() && station.roams.back().to == up.bssid &&
            event.at - link.from < kLateNews) {
            Roam& roam = station.roams.back();
            set_moment(roam.linked, event.at, event.source, true);
            tell(event, Mark::LinkedUp, roam);
            sync_link(roam);
        }
        return;
    }
    Roam& roam = roam_to(event, Mark::LinkedUp, up.bssid);
    tell(event, Mark::LinkedUp, roam);
    set_moment(roam.linked, event.at, event.source, true);
    if (up.channel) roam.to_channel = up.channel;
    if (&roam != &station.roams.back()) return;
    if (roam.end == RoamEnd::Open) complete(roam, event);
    if (!station.links.empty()) {
        Link& link = station.links.back();
        link.ssid = station.ssid;
        if (!link.channel) link.channel = roam.to_channel;
    }
}

void Building::note(const Event& event, const LinkDown& down) {
    const bool by_us = down.by_us.value_or(false);
    if (Roam* open = roam(); open && down.bssid == open->to) {
        tell(event, Mark::GoneDown, *open);
        if (open->associated || open->keys) {
            open->status = std::nullopt;
            fail(*open, event, RoamEnd::Refused, std::nullopt);
            station.failures.back().text =
                down.reason
                    ? "the link ended before its keys were complete, reason " + std::to_string(*down.reason)
                    : "the link ended before its keys were complete";
        }
        return;
    }
    if (Roam* open = roam(); open && link_ended && !link_is_open) {
        // The end of the old one, as another source tells it.
        leave(event, LinkEnd::Moved, std::nullopt);
        if (open->from && open->left && remoteness(event.source) < remoteness(open->left->source))
            open->left = Moment{*link_ended, link_ended_by.value_or(event.source)};
        return;
    }
    if (!link_is_open) {
        // A moment ago we took it for a move's beginning, or it is told twice.
        if (!station.links.empty()) station.links.back().places.add(event.place);
        if (!station.links.empty() && station.links.back().end == LinkEnd::Unsaid && down.reason) {
            station.links.back().end = by_us ? LinkEnd::ByUs : LinkEnd::ByAp;
            station.links.back().reason = down.reason;
        }
        return;
    }
    if (down.bssid && *down.bssid != station.links.back().bssid) return;
    // Reason 4: nothing was heard (9.4.1.7); the kernel says so of lost beacons, too.
    const bool lost = (beacons_lost && event.at - *beacons_lost < 10s) || (by_us && down.reason == 4);
    const LinkEnd end = lost          ? LinkEnd::Lost
                        : !down.by_us ? (down.reason ? LinkEnd::ByAp : LinkEnd::Unsaid)
                        : by_us       ? LinkEnd::ByUs
                                      : LinkEnd::ByAp;
    leave(event, end, down.reason);
    if (Roam* open = roam(); open && open->from && !open->left) open->left = Moment{event.at, event.source};
    if (end == LinkEnd::ByAp && !station.transitions.empty()) {
        Transition& asked = station.transitions.back();
        if (asked.said.disassociation_imminent && event.at - asked.at < 60s) asked.link_ended_by_ap = true;
    }
}

void Building::note(const Event& event, const ProgramBegun&) {
    if (event.source == Source::Hostapd || event.source == Source::RoamAp ||
        event.source == Source::RoamStation || event.source == Source::NetworkManager)
        return;
    end_link(event.at, event.source, LinkEnd::Unsaid, std::nullopt);
}

void Building::settle(Micros now) {
    Roam* open = roam();
    if (open) {
        if (open->associated && now - open->associated->at > kStands) {
            Event event;
            event.at = open->associated->at;
            event.source = open->associated->source;
            complete(*open, event);
        } else if (last_told && now - *last_told > kGivenUp) {
            Event event;
            event.at = now;
            fail(*open, event, RoamEnd::GivenUp, std::nullopt);
            station.failures.back().places = open->places;
        }
    }
    if (choice_due && now - *choice_due > 1s) {
        const Micros at = *choice_due;
        choose(at, std::nullopt,
               station.scans.empty() || station.scans.back().places.empty()
                   ? Place{}
                   : station.scans.back().places.list().front());
    }
}

}  // namespace explain
