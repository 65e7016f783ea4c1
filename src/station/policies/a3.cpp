#include "station/policies/a3.hpp"

#include <algorithm>

namespace station::policies::a3 {

using base::Instant;
using records::Action;
using records::GateKind;
using records::Reason;

namespace {

bool counts(const Evidence& evidence, const Heard& bss) {
    return bss.bssid != evidence.serving && !bss.missed;
}

void update(const Parameters& parameters, State& state, const Evidence& evidence, Instant now) {
    const wifi::Dbm serving = evidence.level();
    for (std::size_t i = state.entered.size(); i-- > 0;)
        if (std::ranges::find(evidence.table, state.entered[i].bssid, &Heard::bssid) == evidence.table.end())
            state.entered.remove_unordered(i);
    for (const Heard& bss : evidence.table) {
        auto* known = std::find_if(state.entered.begin(), state.entered.end(),
                                   [&](const State::Entered& entry) { return entry.bssid == bss.bssid; });
        const bool is_in = known != state.entered.end();
        // A3-1 and A3-2: between the two the event stays as it was.
        const wifi::Db ahead = bss.level - serving;
        const bool enters = counts(evidence, bss) && ahead - parameters.hysteresis > parameters.offset;
        const bool leaves = !counts(evidence, bss) || ahead + parameters.hysteresis < parameters.offset;
        if (!is_in && enters) (void)state.entered.push_back({bss.bssid, now});
        if (is_in && leaves)
            state.entered.remove_unordered(static_cast<std::size_t>(known - state.entered.begin()));
    }
}

/// The next of the known channels after the one visited last; the serving channel needs no visit.
std::optional<wifi::Channel> next_channel(const State& state, const Evidence& evidence) {
    const wifi::Channel home = evidence.current()->channel;
    std::optional<wifi::Channel> first;
    for (const wifi::Channel channel : evidence.channels) {
        if (channel == home) continue;
        if (!first) first = channel;
        if (!state.last_channel || channel > *state.last_channel) return channel;
    }
    return first;
}

}  // namespace

Verdict watch(const Parameters& parameters, State& state, const Evidence& evidence, Instant now) {
    Verdict verdict;
    if (!evidence.current()) return verdict.stay(Reason::NotConnected);
    update(parameters, state, evidence, now);
    if (state.last_look && !verdict.compare(GateKind::ScanInterval, (now - *state.last_look).count(),
                                            parameters.between_looks.count()))
        return verdict.stay(Reason::BetweenScans);
    const auto channel = next_channel(state, evidence);
    if (!channel) return verdict.stay(Reason::NoCandidate);
    state.last_look = now;
    state.last_channel = channel;
    verdict.action = Action::Look;
    verdict.reason = Reason::ScanDue;
    (void)verdict.looks.push_back(*channel);
    return verdict;
}

Verdict judge(const Parameters& parameters, const State& state, const Evidence& evidence, Instant now) {
    Verdict verdict;
    const Heard* serving = evidence.current();
    if (!serving) return verdict.stay(Reason::NotConnected);
    const auto held = [&](const Heard& bss) {
        const auto* entry = std::find_if(state.entered.begin(), state.entered.end(),
                                         [&](const State::Entered& one) { return one.bssid == bss.bssid; });
        return entry != state.entered.end() ? (now - entry->since).count() : -1;
    };
    const Heard* best = nullptr;
    for (const Heard& bss : evidence.table) {
        if (&bss == serving || !counts(evidence, bss)) continue;
        // Those that have held long enough go before those that have not.
        const auto key = [&](const Heard& one) { return held(one) >= parameters.time_to_trigger.count(); };
        if (!best || key(bss) > key(*best) || (key(bss) == key(*best) && is_stronger(bss, *best)))
            best = &bss;
    }
    if (!best) return verdict.stay(Reason::NoCandidate);
    const std::int32_t limit = (parameters.offset + parameters.hysteresis).value + 1;
    const std::int32_t since = held(*best);
    // Once entered, it lasts until the leaving condition.
    if (!verdict.compare(GateKind::LevelMargin, (best->level - evidence.level()).value,
                         since >= 0 ? (parameters.offset - parameters.hysteresis).value : limit))
        return verdict.stay(Reason::MarginTooSmall);
    if (!verdict.compare(GateKind::HeldFor, std::max<std::int32_t>(since, 0),
                         parameters.time_to_trigger.count()))
        return verdict.stay(Reason::HoldsTooShortly);
    return verdict.move(Reason::MarginReached, best->bssid);
}

}  // namespace station::policies::a3
