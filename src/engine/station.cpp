#include "engine/station.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "station/decide.hpp"
#include "station/estimate.hpp"
#include "station/transition.hpp"
#include "station/value.hpp"

namespace engine {

namespace {

using base::Instant;
using base::Milliseconds;
using records::OutcomeKind;
using records::Trigger;
using station::operation::State;
using Step = station::operation::Event;

constexpr Milliseconds kPollFast{250};
constexpr Milliseconds kPollSlow{1'000};
constexpr Milliseconds kPollIdle{2'000};  // standing, at rest for a while, on a link that carries a lot
// The same while somebody uses the link: what a dead AP costs is what is sent to it meanwhile.
constexpr Milliseconds kPollBusy{400};
constexpr std::uint32_t kBusyPerSecond = 10;  // frames received
constexpr std::uint32_t kBeaconsPerSecond = 10;
// The kernel's average of beacons is the old AP's until the new one's first beacon.
constexpr Milliseconds kFirstReading{250};
constexpr Milliseconds kAtRest{15'000};
constexpr Milliseconds kLookDeadline{3'000};  // a scan is a radio work of the supplicant and may have to wait
constexpr Milliseconds kScanDeadline{20'000};  // of all channels, home in between: 7 s in the laboratory
constexpr Milliseconds kMoveDeadline{
    2'500};  // two authentication attempts and the four-way handshake with retries
constexpr Milliseconds kNeighborsAfter{200};  // after association; the first data frames go first
constexpr Milliseconds kNeighborsStale{300'000};
constexpr Milliseconds kSearchFirst{4'000};
constexpr Milliseconds kSearchMost{30'000};
constexpr Milliseconds kReasonSpacing{1'000};  // between two records that say why nothing was done
constexpr wifi::Db kWatchBelow{6};
constexpr wifi::Db kWatchStep{3};         // smaller changes are not worth a command
constexpr int kLeaving = 3;               // reason code: the station leaves, as a user wished (Table 9-49)
constexpr std::uint16_t kInactivity = 4;  // reason code: nothing was heard of the AP (Table 9-49)
// The contract allows 10 s for an operation (W57, W109); its completion is said before they are over.
constexpr Milliseconds kOperationDeadline{9'000};
constexpr int kSearchesAtMost = 10;
// The supplicant answers a request at once or after a scan of the channels that it names.
constexpr Milliseconds kTransitionHold{3'000};
constexpr Milliseconds kSameRequest{50};  // the supplicant makes several events of one request
constexpr std::size_t kHistory = 256;

/// Why a link ended, in the terms of the trace. The supplicant does not tell deauthentication from
/// disassociation, and of what it ended itself only the reason code.
records::RoamingStatus status_of(const ports::Disconnected& event) {
    const auto reason = static_cast<std::uint16_t>(event.reason);
    if (!event.locally_generated && reason != 0) return records::status::deauthenticated(reason);
    return reason == kInactivity ? records::status::kUnreachable : records::status::kFailure;
}

std::optional<std::uint32_t> difference(std::optional<std::uint32_t> now,
                                        std::optional<std::uint32_t> before) {
    // Counters start again with each association: a smaller count says nothing of the time between.
    if (!now || !before || *now < *before) return std::nullopt;
    return *now - *before;
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
    // What the supplicant does because of a request comes after all that it says of it.
    if (requested_ && !std::holds_alternative<ports::TransitionRequested>(event)) judge_request(now);
    std::visit([&](const auto& what) { on(what, now); }, event);
}

Instant Station::deadline() const {
    // A century of uptime. Not the largest value: timers count nanoseconds, in which that one has long
    // passed.
    constexpr Instant kNever{100LL * 365 * 24 * 3600 * 1000};
    Instant next = kNever;
    if (poll_at_) next = std::min(next, *poll_at_);
    if (operation_deadline_) next = std::min(next, *operation_deadline_);
    if (neighbors_at_) next = std::min(next, *neighbors_at_);
    if (look_) next = std::min(next, look_->started + look_deadline());
    if (requested_) next = std::min(next, requested_->at + kSameRequest);
    if (transition_) next = std::min(next, transition_until_);
    if (heed_at_) next = std::min(next, *heed_at_);
    return next;
}

void Station::wake(Instant now) {
    if (look_ && now >= look_->started + look_deadline()) look_.reset();
    if (requested_ && now >= requested_->at + kSameRequest) judge_request(now);
    if (heed_at_ && now >= *heed_at_) {
        heed_at_.reset();
        if (!settings_.observe) control_.heed_transitions(true);
    }
    if (transition_ && now >= transition_until_) {
        end_transition(OutcomeKind::Stayed, {}, now);
        evaluate(Trigger::TransitionRequest, now);
    }
    if (operation_deadline_ && now >= *operation_deadline_) {
        operation_deadline_.reset();
        advance(Step::DeadlinePassed, {}, now);
    }
    if (neighbors_at_ && now >= *neighbors_at_) {
        neighbors_at_ = now + kNeighborsStale;
        control_.ask_neighbors();
    }
    if (poll_at_ && now >= *poll_at_) {
        const Milliseconds period = poll_period(now);
        poll_at_ = now + period;
        if (period >= kPollIdle) watch_signal();
        read_signal();
        refresh_own_channel(now);
    }
}

void Station::on(const ports::Attached&, Instant) {
    attached_ = true;
    detached_because_.clear();
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
    end_transition(OutcomeKind::LinkLost, {}, now);
    advance(Step::Reset, {}, now);
    if (attempt_) finish(OutcomeKind::LinkLost, {}, now);
    if (was_attached) {
        station::note_disconnected(settings_.policy, knowledge_, now);
        keep(new_record(Trigger::Disconnected, now));
    }
}

void Station::on(const ports::Connected& event, Instant now) {
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
        const station::Bss* bss = target ? station::find(knowledge_, *target) : nullptr;
        if (bss && *target == event.bssid)
            station::note_moved(knowledge_, station::method_to(knowledge_, *bss), now - attempt_started_,
                                now);
    }
    station::note_connected(settings_.policy, knowledge_, event.bssid, event.fast_transition, now);
    knowledge_.serving->locked = event.locked;
    if (station::Bss* bss = station::find(knowledge_, event.bssid); bss && event.channel) {
        bss->channel = *event.channel;
        if (!bss->described) bss->link = {event.channel->band(), wifi::PhyMode::Ht, wifi::Width::Mhz20, 1};
        const auto band = static_cast<std::size_t>(event.channel->band());
        if (event.link_mode && bss->described && *event.link_mode < bss->link.mode)
            radio_.mode[band] = *event.link_mode;
    }
    last_signal_.reset();
    watched_.reset();
    signal_pending_ = false;
    searches_ = 0;
    look_.reset();
    poll_at_ = now + kFirstReading;
    neighbors_at_ = now + kNeighborsAfter;
    own_look_at_ = now + settings_.policy.look_own_every;
    fresh_link_ = true;
    records::Outcome outcome;
    outcome.bssid = event.bssid;
    outcome.took = now - attempt_started_;
    // The evaluation waits for the first reading: what was known of this BSS before is old.
    advance(Step::Connected, {event.bssid, {}, outcome}, now);
    control_.read_table();
}

void Station::on(const ports::Disconnected& event, Instant now) {
    const bool attempting = station::operation::is_attempting(state());
    const bool following = state() == State::Following;
    const auto target = attempt_ ? attempt_->decision.target : roaming_.attempt();
    if ((attempting || following) && target != event.bssid) {
        // The old link ends in every move that goes on; only its outcome counts, or the deadline.
        lost_in_attempt_ = status_of(event);
        return;
    }
    const About about{event.bssid, status_of(event), {}};
    if (!knowledge_.serving && station::operation::is_searching(state())) {
        if (roaming_.attempt() == event.bssid) advance(Step::LinkLost, about, now);
        return;
    }
    look_.reset();
    end_transition(OutcomeKind::LinkLost, {}, now);
    poll_at_.reset();
    neighbors_at_.reset();
    records::Record record = new_record(Trigger::Disconnected, now);
    if (attempting && attempt_)
        station::note_failed(settings_.policy, knowledge_, *attempt_->decision.target, now);
    station::note_disconnected(settings_.policy, knowledge_, now);
    if (!attempting) keep(std::move(record));
    const bool leaving = event.locally_generated && event.reason == kLeaving;  // nobody wants a link
    advance(leaving ? Step::Disconnect : Step::LinkLost, about, now);
    if (leaving) finish(OutcomeKind::LinkLost, {}, now);
}

void Station::on(const ports::SignalRead& event, Instant now) {
    signal_pending_ = false;
    if (!knowledge_.serving) return;
    learn_own_radio(event);
    station::Reading reading;
    reading.last = event.last;
    reading.average = event.beacon ? *event.beacon : event.average.value_or(event.last);
    if (last_signal_) {
        reading.sent = difference(event.sent, last_signal_->sent);
        reading.lost = difference(event.lost, last_signal_->lost);
        reading.received = difference(event.received, last_signal_->received);
    }
    const auto elapsed =
        static_cast<std::uint32_t>(std::max((now - knowledge_.serving->last_reading).count(), 1));
    busy_ = reading.received && *reading.received * 1'000ULL / elapsed >= kBusyPerSecond + kBeaconsPerSecond;
    last_signal_ = event;
    station::Bss* serving = station::find(knowledge_, knowledge_.serving->bssid);
    if (serving && event.channel) serving->channel = *event.channel;
    const bool was_failing = knowledge_.serving->failing.has_value();
    station::note_reading(settings_.policy, knowledge_, reading, now);
    const bool failing = knowledge_.serving->failing == now && !was_failing;
    const bool first = std::exchange(fresh_link_, false);
    evaluate(first ? Trigger::Connected : failing ? Trigger::LinkFailure : Trigger::Signal, now);
}

void Station::on(const ports::SignalFailed&, Instant) { signal_pending_ = false; }

void Station::on(const ports::SignalCrossed&, Instant now) {
    if (knowledge_.serving) poll_at_ = now;
}

void Station::on(const ports::BeaconsLost&, Instant now) {
    station::note_link_in_doubt(knowledge_, now);
    evaluate(Trigger::BeaconLoss, now);
}

void Station::on(const ports::LookEnded& event, Instant now) {
    if (!look_ || look_->beacon_of) return;
    if (event.done) {
        look_->reading = true;
        control_.read_table();
        return;
    }
    look_.reset();
    if (knowledge_.serving) poll_at_ = std::min(poll_at_.value_or(now + kPollFast), now + kPollFast);
}

void Station::on(const ports::TableRead& event, Instant now) {
    for (const ports::BssEntry& entry : event.entries) {
        station::Sighting sighting;
        sighting.bssid = entry.bssid;
        sighting.channel = entry.channel;
        sighting.link = capability(entry.channel.band(), entry.capability);
        sighting.busy_per_255 = entry.busy_per_255;
        sighting.fits = entry.fits;
        sighting.transition = entry.transition;
        sighting.mobility_domain = entry.mobility_domain;
        sighting.level = entry.level;
        sighting.age = Milliseconds{std::clamp(entry.age_s, 0, 86'400) * 1000};
        station::note_sighting(settings_.policy, knowledge_, sighting, now);
    }
    if (visits_ && !(look_ && look_->beacon_of)) visits_->learn();
    if (look_ && look_->reading) {
        for (const wifi::Channel channel : look_->channels)
            station::note_look_ended(settings_.policy, knowledge_, channel, look_->started, now);
        const bool scanned = look_->scan;
        look_.reset();
        if (scanned) rivals_.note_scan_ended();
        evaluate(Trigger::Looked, now);
    }
}

void Station::on(const ports::TableFailed&, Instant) {
    if (look_ && look_->reading) look_.reset();
}

void Station::watch_signal() {
    const station::Bss* serving = station::serving_bss(knowledge_);
    if (!serving) return;
    // While we read seldom, the driver tells when the level falls.
    const wifi::Dbm threshold = wifi::Dbm{serving->level.value / 100} - kWatchBelow;
    if (watched_ && std::abs((threshold - *watched_).value) < kWatchStep.value) return;
    watched_ = threshold;
    control_.watch_signal(threshold);
}

void Station::read_signal() {
    if (signal_pending_ || !knowledge_.serving) return;
    signal_pending_ = true;
    control_.read_signal();
}

void Station::on(const ports::MoveAnswered& event, Instant now) {
    advance(event.accepted ? Step::Accepted : Step::Refused, {}, now);
}

void Station::on(const ports::Trying& event, Instant now) {
    if (ssid_.empty()) ssid_ = event.ssid;
    advance(Step::Trying, {event.bssid, {}, {}}, now);
}

void Station::on(const ports::Rejected& event, Instant now) {
    const bool ours = attempt_ && attempt_->decision.target == event.bssid;
    if (!ours) station::note_failed(settings_.policy, knowledge_, event.bssid, now);
    if (attempt_ && !ours) return;
    About about{event.bssid, records::status::refused(event.status_code), {}};
    about.outcome.status_code = event.status_code;
    advance(Step::Rejected, about, now);
}

void Station::on(const ports::NeighborReported& event, Instant now) {
    if (!event.channel) return;
    station::Sighting sighting;
    sighting.bssid = event.bssid;
    sighting.channel = *event.channel;
    sighting.link = capability(event.channel->band(), event.capability);
    station::note_sighting(settings_.policy, knowledge_, sighting, now);
}

void Station::on(const ports::NeighborsFailed&, Instant) {}

void Station::on(const ports::TransitionRequested& event, Instant now) {
    if (!knowledge_.serving) return;
    if (!requested_) requested_ = Requested{{}, now};
    requested_->what.candidates |= event.candidates;
    if (event.ends_in) requested_->what.ends_in = event.ends_in;
}

void Station::judge_request(Instant now) {
    const ports::TransitionRequested request = std::exchange(requested_, std::nullopt)->what;
    if (!knowledge_.serving) return;
    records::Record record = new_record(Trigger::TransitionRequest, now);
    const station::Heed heed = station::note_transition_requested(settings_.policy, knowledge_, now);
    if (heed == station::Heed::Ignored) {
        if (heed_at_) return;
        heed_at_ = station::heeded_from(knowledge_);
        if (!settings_.observe) control_.heed_transitions(false);
        record.decision.reason = records::Reason::RequestsIgnored;
        return keep(std::move(record));
    }
    if (request.ends_in) station::note_link_ends(knowledge_, *request.ends_in, now);
    if (!request.candidates && !request.ends_in && heed == station::Heed::Answer) {
        record.decision.reason = records::Reason::NothingOffered;
        return keep(std::move(record));
    }
    if (!request.candidates) {
        // The supplicant would search every channel, which may take longer than there is time.
        if (request.ends_in && !settings_.observe) control_.stop_scan();
        return evaluate(Trigger::TransitionRequest, now);
    }
    record.decision = station::decide(settings_.policy, knowledge_, now);
    record.decision.action = records::Action::Stay;
    record.decision.reason = records::Reason::NetworkAsks;
    record.decision.target.reset();
    record.decision.channel.reset();
    record.decision.gates.clear();
    transition_ = std::move(record);
    const Milliseconds hold = request.ends_in ? *request.ends_in / 2 : kTransitionHold;
    transition_until_ = now + std::min(hold, kTransitionHold);
}

void Station::end_transition(OutcomeKind kind, const wifi::MacAddress& bssid, Instant now) {
    if (!transition_) return;
    transition_->outcome = {kind, bssid, now - transition_->at, 0};
    keep(*std::exchange(transition_, std::nullopt));
}

void Station::ask_network(records::Record& record, Instant now) {
    record.query = station::query_reason(settings_.policy, knowledge_, record.decision, now);
    if (!record.query || settings_.observe) return;
    knowledge_.serving->queried = now;
    std::vector<ports::Candidate> candidates;
    for (const records::Candidate& candidate : record.decision.candidates)
        if (const station::Bss* bss = station::find(knowledge_, candidate.bssid))
            candidates.push_back({bss->bssid, bss->channel, bss->link.mode});
    control_.ask_transition(*record.query, candidates);
}

void Station::on(const ports::NothingFound&, Instant now) {
    advance(Step::NothingFound, {}, now);
    if (station::operation::is_searching(state()) && searches_ == 1) search(now);
}

void Station::on(const ports::ChannelSwitched& event, Instant) {
    if (!knowledge_.serving) return;
    if (station::Bss* bss = station::find(knowledge_, knowledge_.serving->bssid))
        bss->channel = event.channel;
}

void Station::on(const ports::BeaconHeard& event, Instant now) {
    // What a scan hears is in the supplicant's table too, which is read when it ends.
    if (!look_ || !look_->beacon_of) return station::note_beacon_time(knowledge_, event.bssid, now);
    station::note_beacon(settings_.policy, knowledge_, event.bssid, event.level, now);
    look_->heard = look_->heard || event.bssid == *look_->beacon_of;
}

void Station::on(const ports::VisitEnded& event, Instant now) {
    if (!look_ || look_->beacon_of != event.bssid) return;
    if (!look_->heard && event.made)
        station::note_beacon_missed(settings_.policy, knowledge_, event.bssid, now);
    if (!event.made) station::note_no_beacon_time(knowledge_, event.bssid);
    look_.reset();
    evaluate(Trigger::Looked, now);
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
    record.sequence = ++sequence_;
    journal_.write(interface_, record);
    history_.push_back(std::move(record));
    if (history_.size() > kHistory) history_.pop_front();
}

void Station::evaluate(Trigger trigger, Instant now) {
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
        start_scan(*verdict, now);
    else if (look)
        start_look(*channel, beacon_of, now);
}

void Station::start_look(wifi::Channel channel, std::optional<wifi::MacAddress> beacon_of, Instant now) {
    const station::Policy& policy = settings_.policy;
    if (!visits_) beacon_of.reset();
    station::note_look_started(policy, knowledge_, channel,
                               beacon_of ? policy.visit_silence : policy.look_silence, now);
    look_ = PendingLook{{channel}, now, beacon_of};
    ++looks_;
    if (beacon_of) return visits_->visit(*beacon_of, channel);
    control_.look(channel);
}

void Station::start_scan(const station::policies::Verdict& verdict, Instant now) {
    std::vector<wifi::Channel> channels(verdict.looks.begin(), verdict.looks.end());
    if (channels.empty()) channels.assign(knowledge_.channels.begin(), knowledge_.channels.end());
    for (const wifi::Channel channel : channels)
        station::note_look_started(settings_.policy, knowledge_, channel, settings_.policy.look_silence, now);
    looks_ += static_cast<std::uint32_t>(std::max<std::size_t>(channels.size(), 1));
    look_ = PendingLook{std::move(channels), now, {}};
    look_->scan = true;
    control_.scan({verdict.looks.begin(), verdict.looks.end()});
}

Milliseconds Station::look_deadline() const { return look_ && look_->scan ? kScanDeadline : kLookDeadline; }

void Station::refresh_own_channel(Instant now) {
    const station::Bss* serving = station::serving_bss(knowledge_);
    const bool free = station::operation::is_free(state());
    if (settings_.observe || settings_.rule || !serving || knowledge_.serving->locked || look_ || !free ||
        now < own_look_at_)
        return;
    // The load of the serving channel and the BSS beside us: a scan of the own channel does not leave it.
    own_look_at_ = now + settings_.policy.look_own_every * (knowledge_.motion.moving ? 1 : 6);
    const wifi::Channel channel = serving->channel;
    station::note_look_started(settings_.policy, knowledge_, channel, settings_.policy.look_silence, now);
    look_ = PendingLook{{channel}, now, {}};
    control_.look(channel);
}

void Station::start_move(records::Record record, Instant now) {
    const wifi::MacAddress target = *record.decision.target;
    if (const station::Bss* bss = station::find(knowledge_, target))
        record.outcome.method = station::method_to(knowledge_, *bss);
    attempt_ = std::move(record);
    attempt_started_ = now;
    lost_in_attempt_.reset();
    operation_deadline_ = now + kMoveDeadline;
    advance(Step::Wanted, {target, {}, {}}, now);
}

void Station::finish(OutcomeKind kind, records::Outcome outcome, Instant now) {
    if (!attempt_) return;
    outcome.kind = kind;
    outcome.took = now - attempt_started_;
    outcome.method = attempt_->outcome.method;
    attempt_->outcome = outcome;
    if (kind == OutcomeKind::Moved) ++moves_;
    if (kind != OutcomeKind::Moved)
        station::note_failed(settings_.policy, knowledge_, *attempt_->decision.target, now);
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
            control_.move(about.bssid);
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

Milliseconds Station::poll_period(Instant now) const {
    const station::Motion& motion = knowledge_.motion;
    if (!knowledge_.serving || motion.moving || !motion.primed || settings_.rule) return kPollFast;
    const station::Policy& policy = settings_.policy;
    const std::uint32_t expected = station::serving_kbps(policy, knowledge_, now);
    if (station::is_failing(policy, knowledge_, expected, now) || expected < 4 * policy.failing_kbps)
        return kPollFast;
    // Half way to "moving": look closer before saying so.
    if (motion.variability.centi * 4 > policy.moving_above.centi * 3) return kPollFast;
    if (busy_) return kPollBusy;
    return now - knowledge_.serving->since > kAtRest ? kPollIdle : kPollSlow;
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

void Station::learn_own_radio(const ports::SignalRead& event) {
    const station::Bss* serving = station::serving_bss(knowledge_);
    if (!serving || !serving->described || !event.width || !event.channel) return;
    const auto band = static_cast<std::size_t>(event.channel->band());
    if (*event.width < serving->link.width) radio_.width[band] = *event.width;
}

}  // namespace engine
