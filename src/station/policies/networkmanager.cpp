#include "station/policies/networkmanager.hpp"

namespace station::policies::networkmanager {

using base::Instant;
using base::Milliseconds;
using records::Action;
using records::GateKind;
using records::Reason;

namespace {

constexpr Milliseconds kJustScanned{1'000};
constexpr Milliseconds kScannedForThisDrop{10'000};

Milliseconds interval(const Bgscan& bgscan, const State& state) {
    return state.is_short ? bgscan.short_interval : bgscan.long_interval;
}

/// The level crossed the threshold, or fell by another hysteresis: whether to scan at once.
bool crossed(const Bgscan& bgscan, State& state, Crossing crossing, Instant now) {
    if (bgscan.short_interval == bgscan.long_interval) return false;
    const Milliseconds since = now - state.last_scan;
    const bool below = crossing == Crossing::Below;
    if (!state.is_short && below) {
        state.is_short = true;
        if (since > kJustScanned && state.short_scans <= most_short_scans(bgscan)) return true;
        // The next scan is set for the long interval, which is too far away now.
        if (state.last_scan + bgscan.long_interval > now + bgscan.short_interval)
            state.due = now + bgscan.short_interval;
        return false;
    }
    if (state.is_short && !below) {
        state.is_short = false;
        state.due = now + bgscan.long_interval;
        return false;
    }
    return below && since > kScannedForThisDrop;
}

void scan(const Bgscan& bgscan, State& state, Instant now) {
    if (state.is_short) {
        if (++state.short_scans >= most_short_scans(bgscan)) state.is_short = false;
    } else if (state.short_scans > 0) {
        --state.short_scans;
    }
    state.last_scan = now;
    state.due = now + interval(bgscan, state);
}

}  // namespace

State begin(const Bgscan& bgscan, const Evidence& evidence, Instant now) {
    State state;
    if (evidence.current()) state.is_short = evidence.level() < bgscan.threshold;
    state.last_scan = now;
    state.due = now + interval(bgscan, state);
    return state;
}

Verdict watch(const Bgscan& bgscan, State& state, const Evidence& evidence, Instant now) {
    Verdict verdict;
    if (!evidence.current()) return verdict.stay(Reason::NotConnected);
    const Crossing crossing = state.monitor.step(evidence.level(), bgscan.threshold, kHysteresis);
    const bool at_once = crossing != Crossing::None && crossed(bgscan, state, crossing, now);
    const Milliseconds since = now - state.last_scan;
    verdict.compare(GateKind::ServingWeak, -evidence.level().value, -bgscan.threshold.value + 1);
    verdict.compare(GateKind::ScanInterval, since.count(),
                    at_once ? 0 : since.count() + (state.due - now).count());
    if (!at_once && now < state.due) return verdict.stay(Reason::BetweenScans);
    scan(bgscan, state, now);
    verdict.action = Action::Look;
    verdict.reason = Reason::ScanDue;
    return verdict;
}

void note_scan_ended(const Bgscan& bgscan, State& state, Instant now) {
    state.due = now + interval(bgscan, state);
}

}  // namespace station::policies::networkmanager
