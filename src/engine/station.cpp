#include "engine/station.hpp"

#include <algorithm>
#include <utility>

#include "station/decide.hpp"

namespace engine {

namespace {

using base::Instant;
using base::Milliseconds;
using records::OutcomeKind;
using records::Trigger;
using station::operation::State;
using Step = station::operation::Event;

// The kernel's average of beacons is the old AP's until the new one's first beacon.
constexpr Milliseconds kFirstReading{250};
constexpr Milliseconds kNeighborsAfter{200};  // after association; the first data frames go first
constexpr Milliseconds kNeighborsStale{300'000};
constexpr Milliseconds kLinkCheck{30'000};     // without a link: has the event of one been lost?
constexpr Milliseconds kReportWhole{5};        // the supplicant tells of one neighbour after the other
constexpr Milliseconds kReasonSpacing{1'000};  // between two records that say why nothing was done
constexpr int kLeaving = 3;               // reason code: the station leaves, as a user wished (Table 9-49)
constexpr std::uint16_t kInactivity = 4;  // reason code: nothing was heard of the AP (Table 9-49)
constexpr std::size_t kHistory = 256;

/// Why a link ended, in the terms of the trace. The supplicant does not tell deauthentication from
/// disassociation, and of what it ended itself only the reason code.
records::RoamingStatus status_of(const ports::Disconnected& event) {
    const auto reason = static_cast<std::uint16_t>(event.reason);
    if (!event.locally_generated && reason != 0) return records::status::deauthenticated(reason);
    return reason == kInactivity ? records::status::kUnreachable : records::status::kFailure;
}

/// What a rival's rule decides instead; the candidates stay, as we see them.
void replace(records::Decision& decision, const station::policies::Verdict& verdict) {
    decision.action = verdict.action;
    decision.reason = verdict.reason;
    decision.target = verdict.target;
    decision.channel.reset();
    if (verdict.looks.size() == 1) decision.channel = verdict.looks[0];
    decision.gates.clear();
    for (const records::Gate& gate : verdict.gates)
        if (!decision.gates.push_back(gate)) break;
}

}  // namespace

Station::Station(std::string interface, Settings settings, ports::StationControl& control,
                 ports::Journal& journal)
    : interface_{std::move(interface)},
      settings_{std::move(settings)},
      radio_{settings_.radio},
      control_{control},
      journal_{journal} {}

void Station::configure(Settings settings) {
    // What links have shown of our own radio holds unless somebody says otherwise.
    if (settings.radio != settings_.radio) radio_ = settings.radio;
    settings_ = std::move(settings);
}

void Station::handle(const ports::StationEvent& event, Instant now) {
    // What the supplicant does because of a request comes after all that it says of it; but for that it may
    // scan.
    const bool of_request = std::holds_alternative<ports::TransitionRequested>(event) ||
                            std::holds_alternative<ports::TransitionReplied>(event) ||
                            std::holds_alternative<ports::OtherScanBegun>(event);
    if (requested_ && !of_request) judge_request(now);
    std::visit([&](const auto& what) { on(what, now); }, event);
    expect_link(now);
}

Instant Station::deadline() const {
    // A century of uptime. Not the largest value: timers count nanoseconds, in which that one has long
    // passed.
    constexpr Instant kNever{100LL * 365 * 24 * 3600 * 1000};
    Instant next = kNever;
    if (poll_at_) next = std::min(next, *poll_at_);
    if (operation_deadline_) next = std::min(next, *operation_deadline_);
    if (over_ds_until_) next = std::min(next, *over_ds_until_);
    if (neighbors_at_) next = std::min(next, *neighbors_at_);
    if (look_) next = std::min(next, look_->started + look_deadline());
    if (requested_) next = std::min(next, requested_->said_at);
    if (transition_) next = std::min(next, transition_until_);
    if (heed_at_) next = std::min(next, *heed_at_);
    if (write_by_) next = std::min(next, *write_by_);
    if (query_) next = std::min(next, query_->at);
    if (check_at_) next = std::min(next, *check_at_);
    return next;
}

void Station::wake(Instant now) {
    if (look_ && now >= look_->started + look_deadline()) look_.reset();
    if (write_by_ && now >= *write_by_) write_last();
    if (requested_ && now >= requested_->said_at) judge_request(now);
    if (query_ && now >= query_->at) send_query(now);
    if (heed_at_ && now >= *heed_at_) {
        heed_at_.reset();
        control_.heed_transitions(true);
    }
    if (transition_ && now >= transition_until_) {
        end_transition(OutcomeKind::Stayed, {}, now);
        evaluate(Trigger::TransitionRequest, now);
    }
    if (over_ds_until_ && now >= *over_ds_until_) go_over_the_air(now);
    if (operation_deadline_ && now >= *operation_deadline_) {
        operation_deadline_.reset();
        advance(Step::DeadlinePassed, {}, now);
    }
    if (neighbors_at_ && now >= *neighbors_at_) {
        neighbors_at_ = now + kNeighborsStale;
        control_.ask_neighbors();
    }
    if (poll_at_ && now >= *poll_at_) poll(now);
    if (check_at_ && now >= *check_at_) {
        check_at_ = now + kLinkCheck;
        checking_ = true;
        control_.check_link();
    }
    expect_link(now);
}

void Station::expect_link(Instant now) {
    if (!attached_ || knowledge_.serving)
        check_at_.reset();
    else if (!check_at_)
        check_at_ = now + kLinkCheck;
}

void Station::on(const ports::Attached&, Instant) {
    attached_ = true;
    detached_because_.clear();
    can_watch_ = true;
}

void Station::on(const ports::Detached& event, Instant now) {
    const bool was_attached = std::exchange(attached_, false);
    detached_because_ = event.why;
    look_.reset();
    signal_pending_ = false;
    poll_at_.reset();
    neighbors_at_.reset();
    operation_deadline_.reset();
    heed_at_.reset();  // another supplicant heeds them
    query_.reset();
    checking_ = false;
    end_transition(OutcomeKind::LinkLost, {}, now);
    advance(Step::Reset, {}, now);
    if (attempt_) finish(OutcomeKind::LinkLost, {}, now);
    if (was_attached) {
        station::note_disconnected(settings_.policy, knowledge_, now);
        keep(new_record(Trigger::Disconnected, now));
    }
}

void Station::on(const ports::Connected& event, Instant now) {
    checking_ = false;
    const bool known_link = knowledge_.serving && knowledge_.serving->bssid == event.bssid;
    if (!event.ssid.empty() && event.ssid != ssid_) {
        // Another network: nothing that is known of the old one's BSS holds, and going there is no roam.
        if (!ssid_.empty()) {
            knowledge_.table.clear();
            advance(State::Connecting == state() || State::ConnectingTo == state() ? Step::Reset
                                                                                   : Step::Disconnect,
                    {}, now);
        }
        ssid_ = event.ssid;
    }
    if (known_link && station::operation::is_free(state())) {
        knowledge_.serving->locked = event.locked;
        advance(Step::Connected, {event.bssid, {}, {}}, now);
        return;
    }
    const auto target = attempt_ ? attempt_->decision.target : std::nullopt;
    if (!known_link) end_transition(OutcomeKind::Moved, event.bssid, now);
    if (station::operation::is_attempting(state())) {
        if (target == event.bssid) note_moved(now);
    }
    const bool found = state() == State::ConnectingTo || state() == State::RecoveringTo;
    station::note_connected(settings_.policy, knowledge_, event.bssid, event.fast_transition, now);
    knowledge_.serving->locked = event.locked;
    knowledge_.serving->found = found;
    if (station::Bss* bss = station::find(knowledge_, event.bssid); bss && event.channel) {
        bss->channel = *event.channel;
        if (!bss->described) bss->link = {event.channel->band(), wifi::PhyMode::Ht, wifi::Width::Mhz20, 1};
        const auto band = static_cast<std::size_t>(event.channel->band());
        if (event.link_mode && bss->described && *event.link_mode < bss->link.mode)
            radio_.mode[band] = *event.link_mode;
    }
    query_.reset();
    last_signal_.reset();
    last_counters_.reset();
    watched_.reset();
    signal_pending_ = false;
    searches_ = 0;
    look_.reset();
    poll_at_ = now + kFirstReading;
    neighbors_at_ = now + kNeighborsAfter;
    own_looked_at_ = now;
    fresh_link_ = true;
    resumed_ = false;
    records::Outcome outcome;
    outcome.bssid = event.bssid;
    outcome.took = now - attempt_started_;
    // The evaluation waits for the first reading: what was known of this BSS before is old.
    advance(Step::Connected, {event.bssid, {}, outcome}, now);
    control_.read_table();
}

void Station::on(const ports::Disconnected& event, Instant now) {
    // As was known.
    if (std::exchange(checking_, false) && !knowledge_.serving) return;
    const bool attempting = station::operation::is_attempting(state());
    const bool following = state() == State::Following;
    const auto target = attempt_ ? attempt_->decision.target : roaming_.attempt();
    // Over the distribution system the old link stands until the new one does.
    const bool lost = std::exchange(over_ds_until_, std::nullopt).has_value();
    if (lost) station::note_over_ds(settings_.policy, knowledge_, false, now);
    if ((attempting || following) && target != event.bssid && !lost) {
        // The old link ends in every move that goes on; only its outcome counts, or the deadline.
        lost_in_attempt_ = status_of(event);
        return;
    }
    const About about{lost && target ? *target : event.bssid, status_of(event), {}};
    if (!knowledge_.serving && station::operation::is_searching(state())) {
        if (roaming_.attempt() == event.bssid) advance(Step::LinkLost, about, now);
        return;
    }
    look_.reset();
    query_.reset();
    end_transition(OutcomeKind::LinkLost, {}, now);
    poll_at_.reset();
    neighbors_at_.reset();
    records::Record record = new_record(Trigger::Disconnected, now);
    if (attempting && attempt_)
        station::note_failed(settings_.policy, knowledge_, *attempt_->decision.target,
                             station::Failure::NoAnswer, now);
    station::note_disconnected(settings_.policy, knowledge_, now);
    if (!attempting) keep(std::move(record));
    const bool leaving = !lost && event.locally_generated && event.reason == kLeaving;  // nobody wants a link
    advance(leaving ? Step::Disconnect : Step::LinkLost, about, now);
    if (leaving) finish(OutcomeKind::LinkLost, {}, now);
}

void Station::on(const ports::NeighborReported& event, Instant now) {
    if (!event.channel) return;
    station::Sighting sighting;
    sighting.bssid = event.bssid;
    sighting.channel = *event.channel;
    sighting.link = capability(event.channel->band(), event.capability);
    station::note_sighting(settings_.policy, knowledge_, sighting, now);
    if (query_) query_->at = std::min(query_->at, now + kReportWhole);
}

void Station::on(const ports::NeighborsFailed&, Instant now) {
    if (query_) query_->at = now;
}

void Station::on(const ports::ChannelSwitched& event, Instant) {
    if (!knowledge_.serving) return;
    if (station::Bss* bss = station::find(knowledge_, knowledge_.serving->bssid))
        bss->channel = event.channel;
}

void Station::on(const ports::ChannelsKnown& event, Instant) {
    knowledge_.channels.clear();
    for (const wifi::Channel channel : event.channels)
        if (!knowledge_.channels.push_back(channel)) break;
}

records::Record Station::new_record(Trigger trigger, Instant now) {
    records::Record record;
    record.at = now;
    record.trigger = trigger;
    record.moving = knowledge_.motion.moving;
    if (trigger == Trigger::TransitionRequest) record.answer = std::exchange(answered_, std::nullopt);
    if (const station::Bss* serving = station::serving_bss(knowledge_))
        record.serving = station::describe(settings_.policy, knowledge_, *serving, now);
    return record;
}

bool Station::worth_keeping(const records::Record& record) const {
    if (record.trigger != Trigger::Signal || history_.empty()) return true;
    const records::Record& last = history_.back();
    const bool same = last.decision.reason == record.decision.reason &&
                      last.decision.target == record.decision.target &&
                      last.decision.channel == record.decision.channel;
    if (record.decision.action != records::Action::Stay && !settings_.observe) return true;
    return !same && record.at - last.at >= kReasonSpacing;
}

void Station::keep(records::Record record) {
    enter(std::move(record));
    write_last();
}

void Station::enter(records::Record record) {
    if (write_by_) write_last();
    record.sequence = ++sequence_;
    history_.push_back(std::move(record));
    if (history_.size() > kHistory) history_.pop_front();
}

void Station::write_last() {
    write_by_.reset();
    journal_.write(interface_, history_.back());
}

void Station::evaluate(Trigger trigger, Instant now) {
    const bool failing = trigger == Trigger::LinkFailure || trigger == Trigger::BeaconLoss;
    if (failing && over_ds_until_) return go_over_the_air(now);
    if (!station::operation::is_free(state()) || look_ || transition_) return;
    records::Record record = new_record(trigger, now);
    record.decision = station::decide(settings_.policy, knowledge_, now);
    auto verdict = rivals_.evaluate(settings_, knowledge_, busy_, now);
    // No rule, ours or a rival's, overrides the user's.
    const bool locked = record.decision.reason == records::Reason::Locked;
    if (locked) verdict.reset();
    if (verdict)
        replace(record.decision, *verdict);
    else if (!locked)
        ask_network(record, now);
    const records::Decision& decision = record.decision;
    const bool moves = !settings_.observe && decision.action == records::Action::Move;
    const bool kept = moves || worth_keeping(record);
    if (kept && settings_.compare) rivals_.compare(record.rivals, now);
    if (moves) {
        start_move(std::move(record), now);
        return;
    }
    const bool look = !settings_.observe && decision.action == records::Action::Look;
    const auto channel = decision.channel;
    const auto beacon_of = decision.target;
    if (kept) keep(std::move(record));
    if (look && verdict)
        start_scan({verdict->looks.begin(), verdict->looks.end()}, now);
    else if (look)
        start_look(*channel, beacon_of, now);
}

radio::LinkCapability Station::capability(wifi::Band band, const ports::Capability& theirs) const {
    const auto at = static_cast<std::size_t>(band);
    radio::LinkCapability link;
    link.band = band;
    link.mode = std::min(theirs.mode, radio_.mode[at]);
    link.width = std::min(theirs.width, radio_.width[at]);
    link.streams = std::min(theirs.streams, radio_.streams);
    return link;
}

}  // namespace engine
