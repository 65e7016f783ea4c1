#include "micro/station.hpp"

#include <algorithm>

#include "station/decide.hpp"
#include "station/transition.hpp"
#include "station/value.hpp"

namespace micro {

namespace {

using base::Instant;
using base::Milliseconds;
using records::OutcomeKind;
using records::Trigger;
using station::operation::Action;
using station::operation::State;
using Step = station::operation::Event;

// A century: no timer of a driver overflows by it.
constexpr Instant kNever{100LL * 365 * 24 * 3600 * 1000};
constexpr Milliseconds kFirstReading{250};
constexpr Milliseconds kPollFast{250};
constexpr Milliseconds kPollSlow{1'000};
constexpr Milliseconds kPollIdle{5'000};  // the driver tells when the level falls
constexpr Milliseconds kAtRest{15'000};
constexpr Milliseconds kNeighborsAfter{200};  // after association; the first data frames go first
constexpr Milliseconds kNeighborsStale{300'000};
constexpr Milliseconds kNeighborsTold{1'100};  // an answer that does not come within a second never comes
constexpr Milliseconds kReportWhole{5};
constexpr Milliseconds kReasonSpacing{1'000};
constexpr Milliseconds kLookDeadline{3'000};
// Leaving, searching for the target on its channel, authentication and four-way handshake, with retries.
constexpr Milliseconds kMoveDeadline{5'000};
// The contract allows 10 s for an operation (W57, W109).
constexpr Milliseconds kOperationDeadline{9'000};
constexpr Milliseconds kSearchFirst{4'000};
constexpr Milliseconds kSearchMost{30'000};
constexpr wifi::Db kWatchBelow{6};
constexpr wifi::Db kWatchStep{3};
constexpr int kLeaving = 3;  // reason code: the station leaves, as a user wished (Table 9-49)
constexpr std::uint16_t kInactivity = 4;

records::RoamingStatus status_of(const ports::Disconnected& event) {
    const auto reason = static_cast<std::uint16_t>(event.reason);
    if (!event.locally_generated && reason != 0) return records::status::deauthenticated(reason);
    return reason == kInactivity ? records::status::kUnreachable : records::status::kFailure;
}

std::optional<std::uint32_t> difference(std::optional<std::uint32_t> now,
                                        std::optional<std::uint32_t> before) {
    if (!now || !before || *now < *before) return std::nullopt;
    return *now - *before;
}

/// The earlier one, where there is one.
void at_most(Instant& earliest, const std::optional<Instant>& at) {
    if (at) earliest = std::min(earliest, *at);
}

bool is_near(wifi::Dbm a, wifi::Dbm b) { return std::max(a - b, b - a) < kWatchStep; }

bool is_due(const std::optional<Instant>& at, Instant now) { return at && now >= *at; }

}  // namespace

Station::Station(const Settings& settings, std::string_view ssid, ports::StationControl& control,
                 Listener& listener)
    : settings_{settings}, ssid_{ssid}, control_{control}, listener_{listener} {}

Instant Station::deadline() const {
    Instant next = kNever;
    for (const auto* at : {&poll_at_, &deadline_, &neighbors_at_, &judge_at_, &heed_at_}) at_most(next, *at);
    if (query_) next = std::min(next, query_->at);
    if (look_) next = std::min(next, look_->started + kLookDeadline);
    return next;
}

void Station::wake(Instant now) {
    if (look_ && now >= look_->started + kLookDeadline) look_.reset();
    if (query_ && now >= query_->at) send_query(now);
    if (is_due(heed_at_, now)) {
        heed_at_.reset();
        control_.heed_transitions(true);
    }
    if (is_due(judge_at_, now)) {
        judge_at_.reset();
        evaluate(Trigger::TransitionRequest, now);
    }
    if (is_due(deadline_, now)) {
        deadline_.reset();
        advance(Step::DeadlinePassed, {}, now);
    }
    if (is_due(neighbors_at_, now)) {
        neighbors_at_ = now + kNeighborsStale;
        control_.ask_neighbors();
    }
    if (is_due(poll_at_, now)) {
        const Milliseconds period = poll_period(now);
        poll_at_ = now + period;
        if (period >= kPollIdle) watch_signal();
        read_signal();
        look_at_own_channel(now);
    }
}

// -- The link.

void Station::handle(const ports::Detached&, Instant now) {
    look_.reset();
    query_.reset();
    heed_at_.reset();
    advance(Step::Reset, {}, now);
    finish(OutcomeKind::LinkLost, {}, now);
    forget_link(now);
    deadline_.reset();
}

void Station::handle(const ports::Connected& event, Instant now) {
    const bool known = knowledge_.serving && knowledge_.serving->bssid == event.bssid;
    if (known && station::operation::is_free(state()))
        return advance(Step::Connected, {event.bssid, {}, 0}, now);
    const bool found = state() == State::ConnectingTo || state() == State::RecoveringTo;
    if (attempt_ && attempt_->target == event.bssid && station::operation::is_attempting(state())) {
        using enum records::Reason;
        const bool forced = attempt_->reason == LinkFailing || attempt_->reason == LinkEnding;
        station::note_moved(knowledge_, attempt_->method, now - attempt_->started, forced, now);
    }
    station::note_connected(settings_.policy, knowledge_, event.bssid, event.fast_transition, now);
    knowledge_.serving->found = found;
    if (station::Bss* bss = station::find(knowledge_, event.bssid); bss && event.channel) {
        bss->channel = *event.channel;
        if (!bss->described)
            bss->link = capability(event.channel->band(), {wifi::PhyMode::Ht, wifi::Width::Mhz20, 1});
    }
    look_.reset();
    query_.reset();
    judge_at_.reset();
    watched_.reset();
    counted_.reset();
    signal_pending_ = false;
    searches_ = 0;
    fresh_link_ = true;
    poll_at_ = now + kFirstReading;
    neighbors_at_ = now + kNeighborsAfter;
    own_looked_at_ = now;
    advance(Step::Connected, {event.bssid, {}, 0}, now);
    control_.read_table();
}

void Station::handle(const ports::Disconnected& event, Instant now) {
    const About about{event.bssid, status_of(event), 0};
    const bool attempting = station::operation::is_attempting(state());
    // The old link ends in every move that goes on.
    if (attempting && attempt_ && attempt_->target != event.bssid) return;
    if (!knowledge_.serving && station::operation::is_searching(state())) {
        if (roaming_.attempt() == event.bssid) advance(Step::LinkLost, about, now);
        return;
    }
    if (!attempting) {
        Verdict verdict;
        verdict.at = now;
        verdict.trigger = Trigger::Disconnected;
        verdict.sequence = ++sequence_;
        listener_.decided(verdict);
    }
    forget_link(now);
    const bool leaving = event.locally_generated && event.reason == kLeaving;
    advance(leaving ? Step::Disconnect : Step::LinkLost, about, now);
}

void Station::forget_link(Instant now) {
    look_.reset();
    query_.reset();
    judge_at_.reset();
    poll_at_.reset();
    neighbors_at_.reset();
    signal_pending_ = false;
    station::note_disconnected(settings_.policy, knowledge_, now);
}

void Station::handle(const ports::ChannelSwitched& event, Instant) {
    if (!knowledge_.serving) return;
    if (station::Bss* bss = station::find(knowledge_, knowledge_.serving->bssid))
        bss->channel = event.channel;
}

void Station::channels_known(std::span<const wifi::Channel> channels) {
    knowledge_.channels.clear();
    for (const wifi::Channel channel : channels)
        if (!knowledge_.channels.push_back(channel)) break;
}

void Station::handle(const ports::Resumed& event, Instant now) {
    station::note_resumed(knowledge_, event.slept, now);
    signal_pending_ = false;
    counted_.reset();
    watched_.reset();
    look_.reset();
    if (knowledge_.serving) poll_at_ = now;
}

// -- Its signal.

void Station::handle(const ports::SignalRead& event, Instant now) {
    signal_pending_ = false;
    if (!knowledge_.serving) return;
    station::Reading reading;
    reading.last = event.last;
    reading.average = event.beacon.value_or(event.average.value_or(event.last));
    reading.tx_kbps = event.tx_kbps;
    if (counted_)
        reading.counters = {difference(event.sent, counted_->sent), difference(event.lost, counted_->lost),
                            difference(event.received, counted_->received)};
    counted_ = event;
    const bool was_failing = knowledge_.serving->failing.has_value();
    station::note_reading(settings_.policy, knowledge_, reading, now);
    const bool failing = knowledge_.serving->failing == now && !was_failing;
    const bool first = fresh_link_;
    fresh_link_ = false;
    const Trigger made = knowledge_.serving->found ? Trigger::FirstLink : Trigger::Connected;
    evaluate(first ? made : failing ? Trigger::LinkFailure : Trigger::Signal, now);
}

void Station::handle(const ports::SignalFailed&, Instant now) {
    signal_pending_ = false;
    if (knowledge_.serving && poll_at_) poll_at_ = std::min(*poll_at_, now + kPollFast);
}

void Station::handle(const ports::SignalCrossed&, Instant now) {
    // The watch of a driver may be good for one crossing only.
    watched_.reset();
    if (knowledge_.serving) poll_at_ = now;
}

void Station::handle(const ports::WatchRefused&, Instant) { can_watch_ = false; }

void Station::handle(const ports::BeaconsLost&, Instant now) {
    station::note_link_in_doubt(knowledge_, now);
    evaluate(Trigger::BeaconLoss, now);
}

void Station::read_signal() {
    if (signal_pending_ || !knowledge_.serving) return;
    signal_pending_ = true;
    control_.read_signal();
}

void Station::watch_signal() {
    const station::Bss* serving = station::serving_bss(knowledge_);
    if (!serving || !can_watch_) return;
    const wifi::Dbm threshold = wifi::Dbm{serving->level.value / 100} - kWatchBelow;
    if (watched_ && is_near(threshold, *watched_)) return;
    watched_ = threshold;
    control_.watch_signal(threshold);
}

Milliseconds Station::poll_period(Instant now) const {
    const station::Motion& motion = knowledge_.motion;
    if (!knowledge_.serving || motion.moving || !motion.primed) return kPollFast;
    const station::Policy& policy = settings_.policy;
    const std::uint32_t expected = station::serving_kbps(policy, knowledge_, now);
    if (station::is_failing(policy, knowledge_, expected, now) || expected < 4 * policy.failing_kbps)
        return kPollFast;
    if (motion.variability.centi * 4 > policy.moving_above.centi * 3) return kPollFast;
    return can_watch_ && now - knowledge_.serving->since > kAtRest ? kPollIdle : kPollSlow;
}

// -- Looks.

void Station::start_look(wifi::Channel channel, Instant now) {
    station::note_look_started(settings_.policy, knowledge_, channel, settings_.policy.look_silence, now);
    look_ = Look{channel, now, false};
    control_.look(channel);
}

void Station::look_at_own_channel(Instant now) {
    const station::Bss* serving = station::serving_bss(knowledge_);
    const int seldom = knowledge_.motion.moving ? 1 : 60;
    if (!serving || look_ || !station::operation::is_free(state()) ||
        now - own_looked_at_ < settings_.policy.look_own_every * seldom)
        return;
    own_looked_at_ = now;
    start_look(serving->channel, now);
}

void Station::handle(const ports::LookEnded& event, Instant now) {
    if (!look_) return;
    if (event.done) {
        look_->reading = true;
        return control_.read_table();
    }
    look_.reset();
    if (knowledge_.serving) poll_at_ = std::min(poll_at_.value_or(now + kPollFast), now + kPollFast);
}

void Station::table_read(std::span<const ports::BssEntry> table, Instant now) {
    for (const ports::BssEntry& entry : table) {
        station::Sighting sighting;
        sighting.bssid = entry.bssid;
        sighting.channel = entry.channel;
        sighting.link = capability(entry.channel.band(), entry.capability);
        sighting.busy_per_255 = entry.busy_per_255;
        sighting.fits = entry.fits;
        sighting.transition = entry.transition;
        sighting.mobility_domain = entry.mobility_domain;
        sighting.over_ds = entry.over_ds;
        sighting.level = entry.level;
        sighting.age = Milliseconds{std::clamp<std::int32_t>(entry.age_s, 0, 86'400) * 1000};
        station::note_sighting(settings_.policy, knowledge_, sighting, now);
    }
    if (!look_ || !look_->reading) return;
    station::note_look_ended(settings_.policy, knowledge_, look_->channel, look_->started, now);
    look_.reset();
    evaluate(Trigger::Looked, now);
}

void Station::handle(const ports::TableFailed&, Instant) {
    if (look_ && look_->reading) look_.reset();
}

radio::LinkCapability Station::capability(wifi::Band band, const ports::Capability& theirs) const {
    const auto at = static_cast<std::size_t>(band);
    return {band, std::min(theirs.mode, settings_.mode[at]), std::min(theirs.width, settings_.width[at]),
            std::min(theirs.streams, settings_.streams)};
}

// -- What the network says.

void Station::handle(const ports::NeighborReported& event, Instant now) {
    if (!event.channel) return;
    station::Sighting sighting;
    sighting.bssid = event.bssid;
    sighting.channel = *event.channel;
    sighting.link = capability(event.channel->band(), event.capability);
    station::note_sighting(settings_.policy, knowledge_, sighting, now);
    if (query_) query_->at = std::min(query_->at, now + kReportWhole);
}

void Station::handle(const ports::NeighborsFailed&, Instant now) {
    if (query_) query_->at = now;
}

void Station::handle(const ports::TransitionRequested& event, Instant now) {
    if (!knowledge_.serving) return;
    const station::Heed heed = station::note_transition_requested(settings_.policy, knowledge_, now);
    if (heed == station::Heed::Ignored) {
        if (heed_at_) return;
        heed_at_ = station::heeded_from(knowledge_);
        control_.heed_transitions(false);
        Verdict verdict;
        verdict.at = now;
        verdict.trigger = Trigger::TransitionRequest;
        verdict.decision.reason = records::Reason::RequestsIgnored;
        verdict.sequence = ++sequence_;
        return listener_.decided(verdict);
    }
    if (event.ends_in) station::note_link_ends(knowledge_, *event.ends_in, now);
    const Milliseconds hold =
        event.ends_in ? std::min(*event.ends_in / 2, settings_.follows) : settings_.follows;
    if (event.candidates && hold.count() > 0)
        judge_at_ = now + hold;
    else
        evaluate(Trigger::TransitionRequest, now);
}

void Station::exclude(const wifi::MacAddress& bssid, Milliseconds holds, Instant now) {
    if (station::Bss* bss = station::find(knowledge_, bssid))
        bss->blocked_until = std::max(bss->blocked_until, now + holds);
}

void Station::ask_network(Verdict& verdict, Instant now) {
    verdict.query = station::query_reason(settings_.policy, knowledge_, verdict.decision, now);
    if (!verdict.query) return;
    knowledge_.serving->queried = now;
    query_ = Query{*verdict.query, now + kNeighborsTold};
    control_.ask_neighbors();
    if (*verdict.query != station::kLowRssi) return;
    verdict.decision.action = records::Action::Stay;
    verdict.decision.channel.reset();
    verdict.decision.target.reset();
}

void Station::send_query(Instant now) {
    const std::uint8_t reason = query_->reason;
    query_.reset();
    if (!knowledge_.serving || !station::operation::is_free(state())) return;
    knowledge_.serving->queried = now;
    base::StaticVector<ports::Candidate, records::Decision::kCandidates> wished;
    for (const records::Candidate& candidate : station::decide(settings_.policy, knowledge_, now).candidates)
        if (const station::Bss* bss = station::find(knowledge_, candidate.bssid))
            (void)wished.push_back({bss->bssid, bss->channel, bss->link.mode});
    control_.ask_transition(reason, {wished.data(), wished.size()});
}

// -- Decisions and moves.

void Station::evaluate(Trigger trigger, Instant now) {
    if (!station::operation::is_free(state()) || look_ || judge_at_) return;
    Verdict verdict;
    verdict.at = now;
    verdict.trigger = trigger;
    verdict.moving = knowledge_.motion.moving;
    if (const station::Bss* serving = station::serving_bss(knowledge_))
        verdict.serving = station::describe(settings_.policy, knowledge_, *serving, now);
    verdict.decision = station::decide(settings_.policy, knowledge_, now);
    ask_network(verdict, now);
    const records::Decision& decision = verdict.decision;
    if (worth_saying(verdict)) {
        verdict.sequence = ++sequence_;
        said_ = Said{decision.reason, decision.target, now};
        listener_.decided(verdict);
    }
    if (decision.action == records::Action::Move) start_move(verdict, now);
    if (decision.action == records::Action::Look && decision.channel) start_look(*decision.channel, now);
}

bool Station::worth_saying(const Verdict& verdict) const {
    const records::Decision& decision = verdict.decision;
    if (verdict.trigger != Trigger::Signal || !said_ || decision.action != records::Action::Stay ||
        verdict.query)
        return true;
    const bool same = said_->reason == decision.reason && said_->target == decision.target;
    return !same && verdict.at - said_->at >= kReasonSpacing;
}

void Station::start_move(const Verdict& verdict, Instant now) {
    const wifi::MacAddress target = *verdict.decision.target;
    records::Method method = records::Method::Full;
    // No driver of this kind asks over the distribution system.
    if (const station::Bss* bss = station::find(knowledge_, target);
        bss && station::is_fast(knowledge_, *bss))
        method = records::Method::FastTransition;
    attempt_ = Attempt{verdict.sequence, now, target, method, verdict.decision.reason};
    deadline_ = now + kMoveDeadline;
    advance(Step::Wanted, {target, {}, 0}, now);
}

void Station::handle(const ports::MoveAnswered& event, Instant now) {
    advance(event.accepted ? Step::Accepted : Step::Refused, {}, now);
}

void Station::handle(const ports::Trying& event, Instant now) {
    advance(Step::Trying, {event.bssid, {}, 0}, now);
}

void Station::handle(const ports::Rejected& event, Instant now) {
    const bool ours = attempt_ && attempt_->target == event.bssid;
    if (!ours)
        station::note_failed(settings_.policy, knowledge_, event.bssid, station::Failure::Refused, now);
    if (attempt_ && !ours) return;
    advance(Step::Rejected, {event.bssid, records::status::refused(event.status_code), event.status_code},
            now);
}

void Station::handle(const ports::NothingFound&, Instant now) {
    advance(Step::NothingFound, {}, now);
    if (station::operation::is_searching(state()) && searches_ == 1) search(now);
}

void Station::finish(OutcomeKind kind, const About& about, Instant now) {
    if (!attempt_) return;
    const records::Outcome outcome{kind, about.bssid, now - attempt_->started, about.status_code,
                                   attempt_->method};
    if (kind != OutcomeKind::Moved)
        station::note_failed(
            settings_.policy, knowledge_, attempt_->target,
            kind == OutcomeKind::Rejected ? station::Failure::Refused : station::Failure::NoAnswer, now);
    const std::uint32_t sequence = attempt_->sequence;
    attempt_.reset();
    listener_.ended(sequence, outcome, now);
}

void Station::search(Instant now) {
    // Nobody else goes on: the driver tries once each time.
    if (searches_ < 255) ++searches_;
    deadline_ = now + std::min(kSearchFirst * (1 << std::min(searches_ - 1, 3)), kSearchMost);
    base::StaticVector<wifi::Channel, station::kBssRoom> known;
    if (searches_ == 1)
        for (const station::Bss& bss : knowledge_.table)
            if (bss.fits && std::find(known.begin(), known.end(), bss.channel) == known.end())
                (void)known.push_back(bss.channel);
    control_.search({known.data(), known.size()});
}

records::AddressList Station::candidates() const {
    records::AddressList list;
    for (const station::Bss& bss : knowledge_.table) {
        const bool serving = knowledge_.serving && knowledge_.serving->bssid == bss.bssid;
        if (bss.fits && !serving && !list.push_back(bss.bssid)) break;
    }
    return list;
}

void Station::advance(Step event, const About& about, Instant now) {
    const auto sink = [&](const records::RoamingEvent& said) {
        if (!trace_started_) {
            trace_started_ = true;
            records::RoamingEvent start;
            start.at = said.at;
            listener_.said(start);
        }
        listener_.said(said);
    };
    const auto step = roaming_.feed({event, now, about.bssid, about.status, candidates(), ssid_}, sink);
    using namespace station::operation;
    if (is_free(state())) deadline_.reset();
    if (!is_open(state()))
        opened_.reset();
    else if (!opened_)
        opened_ = now;
    // Whatever failed, the old link was given up for it.
    if (is_searching(state()) && knowledge_.serving && is_attempting(step.from)) forget_link(now);
    act(step.action, about, now);
    std::optional<Instant> latest;
    if (opened_) latest = *opened_ + kOperationDeadline;
    if (state() == State::Unsure) latest = now + kMoveDeadline;
    if (latest) deadline_ = std::min(deadline_.value_or(*latest), *latest);
}

void Station::act(Action action, const About& about, Instant now) {
    switch (action) {
        case Action::None:
            return;
        case Action::Request:
            return control_.move(about.bssid, attempt_ ? attempt_->method : records::Method::Full);
        case Action::Watch:
            deadline_.reset();
            return;
        case Action::Report: {
            const bool there = attempt_ && attempt_->target == about.bssid;
            return finish(there ? OutcomeKind::Moved : OutcomeKind::Elsewhere, about, now);
        }
        case Action::ReportRefused:
            finish(OutcomeKind::Refused, about, now);
            return evaluate(Trigger::MoveFailed, now);
        case Action::ReportRejected:
            finish(OutcomeKind::Rejected, about, now);
            return search(now);
        case Action::ReportLost:
            finish(OutcomeKind::LinkLost, about, now);
            return search(now);
        case Action::ReportTimedOut:
            finish(OutcomeKind::TimedOut, about, now);
            return control_.check_link();
        case Action::CheckLink:
            return control_.check_link();
        case Action::Search:
            return search(now);
    }
}

}  // namespace micro
