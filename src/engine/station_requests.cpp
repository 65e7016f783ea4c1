// What the network asks for, and what it is asked (BSS transition management).
#include <algorithm>
#include <utility>

#include "engine/station.hpp"
#include "station/decide.hpp"
#include "station/transition.hpp"

namespace engine {

namespace {

using base::Instant;
using base::Milliseconds;
using records::OutcomeKind;
using records::Trigger;

// The supplicant answers a request at once or after a scan of the channels that it names.
constexpr Milliseconds kTransitionHold{3'000};
constexpr Milliseconds kSameRequest{50};  // the supplicant makes several events of one request
// It tells its answer over another way than all else, and may be linked elsewhere before.
constexpr Milliseconds kAnswerTold{50};
constexpr Milliseconds kNeighborsTold{100};  // a request for a report and its answer, on a link that fails

}  // namespace

void Station::on(const ports::TransitionRequested& event, Instant now) {
    if (!knowledge_.serving) return;
    if (!requested_) {
        requested_ = Requested{{}, now + kSameRequest};
        answered_.reset();
    }
    requested_->what.candidates |= event.candidates;
    if (event.ends_in) requested_->what.ends_in = event.ends_in;
}

void Station::on(const ports::TransitionReplied& event, Instant) {
    if (requested_) {
        answered_ = event.status;
    } else if (transition_) {
        transition_->answer = event.status;
    } else if (attempt_ && attempt_->trigger == Trigger::TransitionRequest) {
        attempt_->answer = event.status;
    } else if (write_by_) {
        history_.back().answer = event.status;
        write_last();
    }
}

bool Station::is_in_charge() const {
    const bool locked = knowledge_.serving && knowledge_.serving->locked;
    return !settings_.observe && !settings_.rule && !locked;
}

void Station::judge_request(Instant now) {
    const ports::TransitionRequested request = std::exchange(requested_, std::nullopt)->what;
    if (!knowledge_.serving) return;
    records::Record record = new_record(Trigger::TransitionRequest, now);
    const station::Heed heed = station::note_transition_requested(settings_.policy, knowledge_, now);
    if (heed == station::Heed::Ignored) {
        if (heed_at_) return;
        heed_at_ = station::heeded_from(knowledge_);
        if (is_in_charge()) control_.heed_transitions(false);
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
        if (request.ends_in && is_in_charge()) control_.stop_scan();
        answered_ = record.answer;  // of the record that the evaluation makes
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
    const bool awaited = answers_told_ && !transition_->answer;
    enter(*std::exchange(transition_, std::nullopt));
    if (!awaited) return write_last();
    write_by_ = now + kAnswerTold;
}

void Station::ask_network(records::Record& record, Instant now) {
    if (knowledge_.serving && knowledge_.serving->locked) return;
    record.query = station::query_reason(settings_.policy, knowledge_, record.decision, now);
    if (!record.query || settings_.observe) return;
    knowledge_.serving->queried = now;
    query_ = Query{*record.query, now + kNeighborsTold};
    control_.ask_neighbors();
    // A link that is only weak carries question and answer in some milliseconds. A look would be away
    // meanwhile; it comes with the next reading.
    if (*record.query != station::kLowRssi) return;
    record.decision.action = records::Action::Stay;
    record.decision.channel.reset();
    record.decision.target.reset();
}

void Station::send_query(Instant now) {
    const std::uint8_t reason = std::exchange(query_, std::nullopt)->reason;
    // The link may be another one by now, or about to be.
    if (!knowledge_.serving || !station::operation::is_free(state())) return;
    knowledge_.serving->queried = now;
    std::vector<ports::Candidate> candidates;
    for (const records::Candidate& candidate : station::decide(settings_.policy, knowledge_, now).candidates)
        if (const station::Bss* bss = station::find(knowledge_, candidate.bssid))
            candidates.push_back({bss->bssid, bss->channel, bss->link.mode});
    control_.ask_transition(reason, candidates);
}

}  // namespace engine
