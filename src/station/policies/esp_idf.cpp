#include "station/policies/esp_idf.hpp"

#include <algorithm>

namespace station::policies::esp_idf {

using base::Instant;
using records::Action;
using records::GateKind;
using records::Reason;

namespace {

/// How many BSS of the scan are stronger than `bss`.
std::size_t stronger_than(const Parameters& parameters, const Evidence& evidence, const Heard& bss) {
    return static_cast<std::size_t>(std::ranges::count_if(evidence.table, [&](const Heard& other) {
        if (other.age > parameters.expires || other.missed) return false;
        return is_stronger(other, bss);
    }));
}

}  // namespace

State begin(const Parameters& parameters, const Evidence& evidence, Instant now) {
    State state;
    state.armed = parameters.low_threshold;
    if (evidence.current() && evidence.level() < parameters.low_threshold)
        state.armed = evidence.level() - parameters.low_offset;
    state.next_period = now + parameters.period;
    state.last_attempt = now;
    return state;
}

Verdict watch(const Parameters& parameters, State& state, const Evidence& evidence, Instant now) {
    Verdict verdict;
    if (!evidence.current()) return verdict.stay(Reason::NotConnected);
    const wifi::Dbm level = evidence.level();
    if (level > parameters.low_threshold) state.armed = parameters.low_threshold;
    const bool low = level < state.armed;
    const bool weak = level <= parameters.periodic_threshold;
    const bool due = now >= state.next_period;
    if (due) state.next_period = now + parameters.period;
    verdict.compare(GateKind::ServingWeak, -level.value,
                    low ? -state.armed.value + 1 : -parameters.periodic_threshold.value);
    if (!low && !weak) return verdict.stay(Reason::AboveThreshold);
    if (!low && !due) return verdict.stay(Reason::BetweenScans);
    const Instant ready = state.last_attempt + parameters.backoff;
    const base::Milliseconds since = now - state.last_attempt;
    if (!verdict.compare(GateKind::Dwell, since.count(), parameters.backoff.count())) {
        if (due && !low) state.next_period = ready;
        return verdict.stay(Reason::MovedRecently);
    }
    state.last_attempt = now;
    state.after_low = low;
    // Lowered whether or not it finds anything.
    if (low) state.armed = state.armed - parameters.low_offset;
    verdict.action = Action::Look;
    verdict.reason = Reason::ScanDue;
    return verdict;
}

Verdict judge(const Parameters& parameters, bool after_low, const Evidence& evidence) {
    Verdict verdict;
    const Heard* serving = evidence.current();
    if (!serving) return verdict.stay(Reason::NotConnected);
    // The better of the live level and the scan's: a stale or unlucky sample is no reason to leave.
    const wifi::Dbm baseline = std::max(evidence.level(), serving->level);
    const Heard* best = nullptr;
    for (const Heard& bss : evidence.table) {
        if (&bss == serving || bss.missed || bss.age > parameters.expires) continue;
        if (stronger_than(parameters, evidence, bss) >= parameters.candidates) continue;
        if (!best || is_stronger(bss, *best)) best = &bss;
    }
    if (!best) return verdict.stay(Reason::NoCandidate);
    const wifi::Db margin = after_low ? parameters.low_difference : parameters.periodic_difference;
    if (!verdict.compare(GateKind::LevelMargin, (best->level - baseline).value, margin.value))
        return verdict.stay(Reason::MarginTooSmall);
    return verdict.move(Reason::MarginReached, best->bssid);
}

}  // namespace station::policies::esp_idf
