#include "station/roaming.hpp"

#include <algorithm>

#include "station/operation_brackets.hpp"

namespace station {

using operation::Event;
using operation::Say;
using records::RoamingEvent;
using records::RoamingStatus;
using Kind = records::RoamingEventKind;
namespace status = records::status;

namespace {

/// Reasons that a roaming start may repeat (W20, W30); any other becomes "association lost".
bool may_start(RoamingStatus why) {
    return why == status::kUnreachable || status::is_deauthenticated(why) || status::is_disassociated(why);
}

std::optional<RoamingEvent> with(RoamingEvent event, Kind kind, RoamingStatus what = {}) {
    event.kind = kind;
    event.status = what;
    return event;
}

/// What the other side did to end the link, if that is how it ended (W67, W68).
std::optional<Kind> cause_of(RoamingStatus why) {
    if (status::is_deauthenticated(why)) return Kind::PeerDeauthenticated;
    if (status::is_disassociated(why)) return Kind::PeerDisassociated;
    if (why == status::kUnreachable) return Kind::PeerUnreachable;
    return std::nullopt;
}

}  // namespace

operation::Transition Roaming::row_for(const Input& input) const {
    const bool same = attempt_ == input.bssid;
    const operation::Transition ignored{state_, input.on, state_, operation::Action::None, {}};
    // A supplicant says twice that it tries a BSS: for authentication and for association.
    if (input.on == Event::Trying && same) return ignored;
    if (input.on == Event::Rejected && attempt_ && !same) return ignored;
    if (input.on == Event::Connected && same) return operation::step(state_, Event::Joined);
    if (input.on == Event::Connected && link_ == input.bssid && state_ == operation::State::Linked)
        return ignored;
    return operation::step(state_, input.on);
}

std::optional<RoamingEvent> Roaming::radio_returns(const operation::Transition& row, base::Instant at) {
    if (row.on == Event::RadioOff) radio_off_ = true;
    const bool talks = std::ranges::find(row.say, Say::AttemptStart) != row.say.end() ||
                       std::ranges::find(row.say, Say::RoamBetter) != row.say.end();
    if (!radio_off_ || !talks) return std::nullopt;
    radio_off_ = false;
    RoamingEvent event;
    event.at = at;
    return with(event, Kind::RadioOn);
}

std::optional<RoamingEvent> Roaming::list_candidates(Say say, RoamingEvent event, const Input& input) {
    event.kind = Kind::Candidates;
    event.ssid = input.ssid;
    if (say == Say::NoCandidates) {
        // A supplicant that finds nothing says so after each of its searches.
        if (list_said_ && list_.empty()) return std::nullopt;
        list_.clear();
    } else {
        if (say == Say::Candidates) list_ = input.candidates;
        const bool known = records::contains(list_, input.bssid);
        if (say == Say::Admit && known) return std::nullopt;
        if (!known && !list_.push_back(input.bssid)) list_.back() = input.bssid;
    }
    list_said_ = true;
    event.list = list_;
    return event;
}

std::optional<RoamingEvent> Roaming::end_link(RoamingEvent event, RoamingStatus why) {
    if (!link_) return std::nullopt;
    event.bssid = *link_;
    link_.reset();
    loss_ = why;
    list_said_ = false;
    return with(event, Kind::Disassociation, why);
}

std::optional<RoamingEvent> Roaming::speak(Say say, const Input& input) {
    RoamingEvent event;
    event.at = input.at;
    const auto attempt_ended = [&](RoamingStatus how) {
        event.bssid = attempt_.value_or(input.bssid);
        attempt_.reset();
        return with(event, Kind::AssociationCompletion, how);
    };
    // Without a word about the reason, only the general failure fits (W34).
    const RoamingStatus why = input.status == status::kSuccess ? status::kFailure : input.status;
    switch (say) {
        case Say::Nothing:
            return std::nullopt;
        case Say::ConnectRequest:
            return with(event, Kind::ConnectRequest);
        case Say::DisconnectRequest:
            return with(event, Kind::DisconnectRequest);
        case Say::ResetRequest:
            return with(event, Kind::ResetRequest);
        case Say::RequestCompleted:
            return with(event, Kind::RequestCompleted);
        case Say::RadioOff:
            return with(event, Kind::RadioOff);
        case Say::Cause: {
            const auto cause = cause_of(why);
            if (!link_ || !cause) return std::nullopt;
            event.bssid = *link_;
            return with(event, *cause, why == status::kUnreachable ? RoamingStatus{} : why);
        }
        case Say::Candidates:
        case Say::NoCandidates:
        case Say::Admit:
            return list_candidates(say, event, input);
        case Say::ConnectionStart:
            return with(event, Kind::ConnectionStart);
        case Say::ConnectionDone:
            return with(event, Kind::ConnectionCompletion);
        case Say::ConnectionExhausted:
            return with(event, Kind::ConnectionCompletion, status::kExhausted);
        case Say::ConnectionCancelled:
            return with(event, Kind::ConnectionCompletion, status::kCancelled);
        case Say::ConnectionRadioOff:
            return with(event, Kind::ConnectionCompletion, status::kRadioOff);
        case Say::RoamBetter:
            return with(event, Kind::RoamingStart, status::kBetterFound);
        case Say::RoamLost:
            return with(event, Kind::RoamingStart, may_start(loss_) ? loss_ : status::kAssociationLost);
        case Say::RoamDone:
            return with(event, Kind::RoamingCompletion);
        case Say::RoamExhausted:
            return with(event, Kind::RoamingCompletion, status::kExhausted);
        case Say::RoamCancelled:
            return with(event, Kind::RoamingCompletion, status::kCancelled);
        case Say::RoamRadioOff:
            return with(event, Kind::RoamingCompletion, status::kRadioOff);
        case Say::AttemptStart:
            attempt_ = input.bssid;
            link_.reset();
            event.bssid = input.bssid;
            event.ssid = input.ssid;
            return with(event, Kind::AssociationStart);
        case Say::AttemptDone:
            link_ = attempt_;
            loss_ = {};
            return attempt_ended(status::kSuccess);
        case Say::AttemptFailed:
            return attempt_ended(why);
        case Say::AttemptSilent:
            return attempt_ended(status::kUnreachable);
        case Say::AttemptCancelled:
            return attempt_ended(status::kCancelled);
        case Say::AttemptRadioOff:
            return attempt_ended(status::kRadioOff);
        case Say::LinkEnded:
            return end_link(event, why);
        case Say::LinkEndedByHost:
            return end_link(event, status::kEndedByHost);
        case Say::LinkEndedByRadio:
            return end_link(event, status::kRadioOff);
    }
    return std::nullopt;
}

}  // namespace station
