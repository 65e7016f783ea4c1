#include "station/policies/iwd.hpp"

#include <algorithm>
#include <array>

namespace station::policies::iwd {

using base::Instant;
using records::Action;
using records::GateKind;
using records::Reason;
using wifi::PhyMode;
using wifi::Width;

namespace {

constexpr std::int32_t kMostRank = 65'535;
// Factors, in tenths.
constexpr std::int32_t kBusy = 8;         // utilisation of 192/255 and more
constexpr std::int32_t kIdle = 12;        // 63/255 and less
constexpr std::int32_t kWeakSnr = 8;      // 15 dB and less
constexpr std::int32_t kStrongSnr = 12;   // 30 dB and more
constexpr std::int32_t kSameDomain = 13;  // fast transition possible
constexpr std::int32_t kNotAvoided = 1 << 16;
constexpr std::int32_t kAboveThreshold = 1 << 17;

/// Receiver minimum sensitivity by MCS at 20 MHz, dBm; 3 dB more for each doubling of the width.
constexpr std::array<std::int32_t, 12> kSensitivity{-82, -79, -77, -74, -70, -66,
                                                    -65, -64, -59, -57, -54, -52};

int top_mcs(PhyMode mode) { return mode <= PhyMode::Ht ? 7 : mode == PhyMode::Vht ? 9 : 11; }

/// The share of the fastest rate, 9,607.8 Mbit/s, in 65535ths: kbit/s x 65535 / 9607800, by a multiplication.
std::int32_t share_of_fastest(std::uint32_t kbps) {
    constexpr std::uint64_t kPerKbps = (std::uint64_t{65'535} << 32) / 9'607'800 + 1;
    return static_cast<std::int32_t>((kbps * kPerKbps) >> 32);
}

std::int32_t noise_dbm(wifi::Band band) { return band == wifi::Band::Ghz2_4 ? -89 : -92; }

}  // namespace

wifi::Dbm threshold(const Parameters& parameters, wifi::Band band) {
    return band == wifi::Band::Ghz2_4 ? parameters.threshold_2_4 : parameters.threshold_above;
}

std::uint32_t expected_kbps(const radio::LinkCapability& link, wifi::Dbm level) {
    if (link.mode == PhyMode::Legacy) {
        // Table 17-18.
        constexpr std::array<std::int32_t, 8> kLegacy{-82, -81, -79, -77, -74, -70, -66, -65};
        for (int i = 7; i >= 0; --i)
            if (level.value >= kLegacy[static_cast<std::size_t>(i)])
                return radio::phy_rate_kbps(PhyMode::Legacy, i, Width::Mhz20, 1);
        return 0;
    }
    constexpr std::array kWidest{Width::Mhz160, Width::Mhz80, Width::Mhz40, Width::Mhz20};
    const PhyMode mode = std::min(link.mode, PhyMode::He);
    for (std::size_t i = 0; i < kWidest.size(); ++i) {
        if (kWidest[i] > link.width) continue;
        const auto wider = static_cast<std::int32_t>(3 * (kWidest.size() - 1 - i));
        for (int mcs = top_mcs(mode); mcs >= 0; --mcs) {
            if (level.value < kSensitivity[static_cast<std::size_t>(mcs)] + wider) continue;
            const std::uint32_t rate = radio::phy_rate_kbps(mode, mcs, kWidest[i], link.streams);
            if (rate > 0) return rate;
        }
    }
    return 0;
}

std::int32_t rank(const Parameters& parameters, const Heard& bss, wifi::Dbm level) {
    std::int32_t value = share_of_fastest(expected_kbps(bss.link, level));
    const auto scale = [&value](std::int32_t tenths) { value = value * tenths / 10; };
    // 0 stands for an AP that does not say as well: neither then.
    if (bss.busy_per_255 >= 192)
        scale(kBusy);
    else if (bss.busy_per_255 > 0 && bss.busy_per_255 <= 63)
        scale(kIdle);
    const std::int32_t snr = level.value - (bss.noise ? bss.noise->value : noise_dbm(bss.channel.band()));
    if (snr <= 15) scale(kWeakSnr);
    if (snr >= 30) scale(kStrongSnr);
    if (bss.same_domain) scale(kSameDomain);
    value = std::min(value, kMostRank) + kNotAvoided;
    return level >= threshold(parameters, bss.channel.band()) ? value + kAboveThreshold : value;
}

Verdict watch(const Parameters& parameters, State& state, const Evidence& evidence, Instant now) {
    Verdict verdict;
    const Heard* serving = evidence.current();
    if (!serving) return verdict.stay(Reason::NotConnected);
    const wifi::Dbm limit = threshold(parameters, serving->channel.band());
    const Crossing crossing = state.monitor.step(evidence.level(), limit, parameters.hysteresis);
    if (crossing == Crossing::Above) {
        state.low = false;
        state.due.reset();
    } else if (crossing == Crossing::Below && !state.low) {
        state.low = true;
        state.due = now + parameters.after_low;
    }
    const bool spaced = !state.last_scan || now - *state.last_scan >= parameters.between_scans;
    if (evidence.in_doubt && spaced) state.due = now;
    verdict.compare(GateKind::ServingWeak, -evidence.level().value, -limit.value + 1);
    if (!state.due) return verdict.stay(Reason::AboveThreshold);
    verdict.compare(GateKind::ScanInterval, (now - *state.due).count(), 0);
    if (now < *state.due) return verdict.stay(Reason::BetweenScans);
    state.last_scan = now;
    state.due = now + parameters.retry;
    verdict.action = Action::Look;
    verdict.reason = Reason::ScanDue;
    if (state.everywhere) return verdict;
    // A neighbour report's channels and those of late; the serving one is always among them.
    verdict.looks = evidence.channels;
    return verdict;
}

void note_scan_ended(const Parameters& parameters, State& state, const Verdict& found, Instant now) {
    const bool moves = found.action == Action::Move;
    const bool once_more = !moves && !state.everywhere && state.low;
    state.everywhere = once_more;
    state.due.reset();
    if (state.low) state.due = once_more ? now : now + parameters.retry;
}

Verdict judge(const Parameters& parameters, const Evidence& evidence) {
    Verdict verdict;
    const Heard* serving = evidence.current();
    if (!serving) return verdict.stay(Reason::NotConnected);
    const std::int32_t current = rank(parameters, *serving, evidence.level());
    const Heard* best = nullptr;
    std::int32_t best_rank = 0;
    for (const Heard& bss : evidence.table) {
        if (&bss == serving || bss.missed || bss.blocked) continue;
        const std::int32_t value = rank(parameters, bss, bss.level);
        if (best && (value < best_rank || (value == best_rank && !is_stronger(bss, *best)))) continue;
        best = &bss;
        best_rank = value;
    }
    if (!best) return verdict.stay(Reason::NoCandidate);
    if (!verdict.compare(GateKind::Rank, best_rank, current + 1)) return verdict.stay(Reason::ServingIsBest);
    return verdict.move(Reason::HigherRank, best->bssid);
}

}  // namespace station::policies::iwd
