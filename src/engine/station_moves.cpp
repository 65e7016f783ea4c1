// Moves: the operation, its trace and its records, and the search when there is no link.
#include <algorithm>
#include <utility>

#include "engine/station.hpp"
#include "station/value.hpp"

namespace engine {

namespace {

using base::Instant;
using base::Milliseconds;
using records::Method;
using records::OutcomeKind;
using records::Trigger;
using station::operation::State;
using Step = station::operation::Event;

// Two authentication attempts and the four-way handshake, with retries.
constexpr Milliseconds kMoveDeadline{2'500};
constexpr Milliseconds kSearchFirst{4'000};
constexpr Milliseconds kSearchMost{30'000};
constexpr int kSearchesAtMost = 10;
// The contract allows 10 s for an operation (W57, W109); its completion is said before they are over.
constexpr Milliseconds kOperationDeadline{9'000};

}  // namespace

void Station::on(const ports::MoveAnswered& event, Instant now) {
    if (!event.accepted && over_ds_until_) return go_over_the_air(now);
    advance(event.accepted ? Step::Accepted : Step::Refused, {}, now);
}

void Station::on(const ports::Trying& event, Instant now) {
    if (ssid_.empty()) ssid_ = event.ssid;
    advance(Step::Trying, {event.bssid, {}, {}}, now);
}

void Station::on(const ports::Rejected& event, Instant now) {
    const bool ours = attempt_ && attempt_->decision.target == event.bssid;
    if (!ours)
        station::note_failed(settings_.policy, knowledge_, event.bssid, station::Failure::Refused, now);
    if (attempt_ && !ours) return;
    About about{event.bssid, records::status::refused(event.status_code), {}};
    about.outcome.status_code = event.status_code;
    advance(Step::Rejected, about, now);
}

void Station::on(const ports::NothingFound&, Instant now) {
    advance(Step::NothingFound, {}, now);
    if (station::operation::is_searching(state()) && searches_ == 1) search(now);
}

void Station::start_move(records::Record record, Instant now) {
    const wifi::MacAddress target = *record.decision.target;
    if (const station::Bss* bss = station::find(knowledge_, target))
        record.outcome.method = station::method_to(settings_.policy, knowledge_, *bss, now);
    if (record.outcome.method == Method::FastTransitionOverDs)
        over_ds_until_ = now + settings_.policy.over_ds_deadline;
    attempt_ = std::move(record);
    attempt_started_ = now;
    lost_in_attempt_.reset();
    operation_deadline_ = now + kMoveDeadline;
    advance(Step::Wanted, {target, {}, {}}, now);
}

void Station::note_moved(Instant now) {
    using enum records::Method;
    using enum records::Reason;
    if (!attempt_ || !attempt_->outcome.method) return;
    const Method method = *attempt_->outcome.method;
    const bool forced = attempt_->decision.reason == LinkFailing || attempt_->decision.reason == LinkEnding;
    station::note_moved(knowledge_, method, now - attempt_started_, forced, now);
    if (method == FastTransitionOverDs) station::note_over_ds(settings_.policy, knowledge_, true, now);
}

void Station::go_over_the_air(Instant now) {
    over_ds_until_.reset();
    if (!attempt_ || !attempt_->decision.target) return;
    station::note_over_ds(settings_.policy, knowledge_, false, now);
    attempt_->outcome.method = Method::FastTransition;
    operation_deadline_ = now + kMoveDeadline;
    control_.move(*attempt_->decision.target, Method::FastTransition);
}

void Station::finish(OutcomeKind kind, records::Outcome outcome, Instant now) {
    if (!attempt_) return;
    outcome.kind = kind;
    outcome.took = now - attempt_started_;
    outcome.method = attempt_->outcome.method;
    attempt_->outcome = outcome;
    if (kind == OutcomeKind::Moved) ++moves_;
    const auto failure =
        kind == OutcomeKind::Rejected ? station::Failure::Refused : station::Failure::NoAnswer;
    if (kind != OutcomeKind::Moved)
        station::note_failed(settings_.policy, knowledge_, *attempt_->decision.target, failure, now);
    keep(*std::exchange(attempt_, std::nullopt));
}

records::AddressList Station::candidates() const {
    records::AddressList list;
    for (const station::Bss& bss : knowledge_.table) {
        const bool serving = knowledge_.serving && knowledge_.serving->bssid == bss.bssid;
        if (bss.fits && !serving && !list.push_back(bss.bssid)) break;
    }
    return list;
}

void Station::say(const records::RoamingEvent& event) {
    if (!std::exchange(trace_started_, true)) {
        records::RoamingEvent start;
        start.at = event.at;
        journal_.trace(interface_, start);
    }
    journal_.trace(interface_, event);
}

void Station::advance(Step event, const About& about, Instant now) {
    using Action = station::operation::Action;
    using station::operation::is_attempting;
    using station::operation::is_free;
    using station::operation::is_searching;
    const auto step =
        roaming_.feed({event, now, about.bssid, about.status, candidates(), records::SsidValue{ssid_}},
                      [this](const records::RoamingEvent& said) { say(said); });
    if (is_free(state())) operation_deadline_.reset();
    if (state() != State::Requested && state() != State::Accepted) over_ds_until_.reset();
    if (!station::operation::is_open(state()))
        operation_since_.reset();
    else if (!operation_since_)
        operation_since_ = now;
    // Authentication to the target made the kernel drop the old link: whatever failed, there is none now.
    if (is_searching(state()) && knowledge_.serving && is_attempting(step.from)) {
        station::note_disconnected(settings_.policy, knowledge_, now);
        poll_at_.reset();
        neighbors_at_.reset();
    }
    switch (step.action) {
        case Action::None:
            break;
        case Action::Request:
            control_.move(about.bssid,
                          attempt_ ? attempt_->outcome.method.value_or(Method::Full) : Method::Full);
            break;
        case Action::Watch:
            lost_in_attempt_.reset();
            operation_deadline_.reset();
            break;
        case Action::Report: {
            const bool there = attempt_ && attempt_->decision.target == about.bssid;
            finish(there ? OutcomeKind::Moved : OutcomeKind::Elsewhere, about.outcome, now);
            break;
        }
        case Action::ReportRefused:
            finish(OutcomeKind::Refused, about.outcome, now);
            move_failed(now);
            break;
        // A rejection or a loss leaves the supplicant searching: help it once, then at growing intervals.
        case Action::ReportRejected:
            finish(OutcomeKind::Rejected, about.outcome, now);
            search(now);
            break;
        case Action::ReportLost:
            finish(OutcomeKind::LinkLost, about.outcome, now);
            search(now);
            break;
        case Action::ReportTimedOut:
            finish(OutcomeKind::TimedOut, about.outcome, now);
            move_failed(now);
            control_.check_link();
            break;
        case Action::CheckLink:
            control_.check_link();
            break;
        case Action::Search:
            search(now);
            break;
    }
    // No operation stays open for longer than is allowed, and no link in doubt.
    std::optional<Instant> latest;
    if (operation_since_) latest = *operation_since_ + kOperationDeadline;
    if (state() == State::Unsure) latest = now + kMoveDeadline;
    if (latest) operation_deadline_ = std::min(operation_deadline_.value_or(*latest), *latest);
}

void Station::move_failed(Instant now) {
    if (!lost_in_attempt_) {
        // The supplicant may still hold the wish to reassociate: another request replaces it.
        evaluate(Trigger::MoveFailed, now);
        return;
    }
    station::note_disconnected(settings_.policy, knowledge_, now);
    advance(Step::LinkLost, {{}, *lost_in_attempt_, {}}, now);
}

void Station::search(Instant now) {
    // The supplicant goes on by itself; whoever is without a network for this long need not be hurried.
    if (++searches_ > kSearchesAtMost) return;
    const Milliseconds wait = kSearchFirst * (1 << std::min(searches_ - 1, 3));
    operation_deadline_ = now + std::min(wait, kSearchMost);
    if (settings_.observe) return;
    // A scan that has not ended since then may be one that never does: the supplicant gives up after 30 s.
    if (searches_ > 1) control_.stop_scan();
    // First where this network is known to be, which takes a tenth of a search of all channels.
    control_.search(searches_ == 1 ? known_channels() : std::vector<wifi::Channel>{});
}

std::vector<wifi::Channel> Station::known_channels() const {
    std::vector<wifi::Channel> channels;
    for (const station::Bss& bss : knowledge_.table)
        if (bss.fits) channels.push_back(bss.channel);
    std::ranges::sort(channels);
    channels.erase(std::ranges::unique(channels).begin(), channels.end());
    return channels;
}

}  // namespace engine
