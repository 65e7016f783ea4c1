#include "station/policies/apple.hpp"

#include <algorithm>

namespace station::policies::apple {

using base::Instant;
using records::Action;
using records::GateKind;
using records::Reason;

namespace {

bool is_preferred(const Parameters& parameters, const Heard& bss) {
    if (bss.channel.band() == wifi::Band::Ghz2_4) return false;
    return parameters.at_least ? bss.level >= parameters.prefers_five : bss.level > parameters.prefers_five;
}

/// Whether `a` goes before `b`.
bool before(const Parameters& parameters, const Heard& a, const Heard& b) {
    const bool preferred_a = is_preferred(parameters, a);
    const bool preferred_b = is_preferred(parameters, b);
    if (preferred_a != preferred_b) return preferred_a;
    if (parameters.by_capability) {
        if (a.link.mode != b.link.mode) return a.link.mode > b.link.mode;
        if (a.link.width != b.link.width) return a.link.width > b.link.width;
    }
    return is_stronger(a, b);
}

}  // namespace

Verdict watch(const Parameters& parameters, State& state, const Evidence& evidence, Instant now) {
    Verdict verdict;
    if (!evidence.current()) return verdict.stay(Reason::NotConnected);
    if (!verdict.compare(GateKind::ServingWeak, -evidence.level().value, -parameters.trigger.value + 1))
        return verdict.stay(Reason::AboveThreshold);
    if (state.last_scan && !verdict.compare(GateKind::ScanInterval, (now - *state.last_scan).count(),
                                            parameters.between_scans.count()))
        return verdict.stay(Reason::BetweenScans);
    state.last_scan = now;
    verdict.action = Action::Look;
    verdict.reason = Reason::ScanDue;
    // Without any neighbour known it scans everywhere.
    if (evidence.channels.size() <= 1) return verdict;
    for (const wifi::Channel channel : evidence.channels)
        if (verdict.looks.size() < kChannels) (void)verdict.looks.push_back(channel);
    return verdict;
}

Verdict judge(const Parameters& parameters, const Evidence& evidence) {
    Verdict verdict;
    const Heard* serving = evidence.current();
    if (!serving) return verdict.stay(Reason::NotConnected);
    const wifi::Dbm level = evidence.level();
    const wifi::Db margin = evidence.busy ? parameters.difference_busy : parameters.difference_idle;
    const Heard* strongest = nullptr;
    const Heard* best = nullptr;
    for (const Heard& bss : evidence.table) {
        if (&bss == serving || bss.missed) continue;
        if (!strongest || is_stronger(bss, *strongest)) strongest = &bss;
        if (bss.level - level < margin) continue;
        if (!best || before(parameters, bss, *best)) best = &bss;
    }
    if (!strongest) return verdict.stay(Reason::NoCandidate);
    const Heard& compared = best ? *best : *strongest;
    if (!verdict.compare(GateKind::LevelMargin, (compared.level - level).value, margin.value))
        return verdict.stay(Reason::MarginTooSmall);
    return verdict.move(Reason::MarginReached, compared.bssid);
}

}  // namespace station::policies::apple
