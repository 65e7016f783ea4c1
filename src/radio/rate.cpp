#include "radio/rate.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>

namespace radio {
namespace {

using wifi::PhyMode;
using wifi::Width;

/// A modulation and its code rate: coded bits per subcarrier, and how many of `code_of` bits carry data.
struct Modulation {
    std::uint8_t bits;
    std::uint8_t code;
    std::uint8_t code_of;
};

/// By MCS of HT (per stream), VHT, HE and EHT (19.5, 21.5, 27.5 of 802.11ax, 36.5 of 802.11be).
constexpr std::array<Modulation, 14> kModulations{{{1, 1, 2},
                                                   {2, 1, 2},
                                                   {2, 3, 4},
                                                   {4, 1, 2},
                                                   {4, 3, 4},
                                                   {6, 2, 3},
                                                   {6, 3, 4},
                                                   {6, 5, 6},
                                                   {8, 3, 4},
                                                   {8, 5, 6},
                                                   {10, 3, 4},
                                                   {10, 5, 6},
                                                   {12, 3, 4},
                                                   {12, 5, 6}}};

/// Data rates of clause 17, kbit/s (Table 17-4).
constexpr std::array<std::uint32_t, 8> kLegacyKbps{6'000,  9'000,  12'000, 18'000,
                                                   24'000, 36'000, 48'000, 54'000};

/// Hundredths of a dB by MCS, as wpa_supplicant publishes them for 20 MHz (scan.c).
constexpr std::array<std::int32_t, 14> kRequiredSnr{200,  500,  900,  1100, 1500, 1800, 2000,
                                                    2500, 2900, 3100, 3400, 3600, 3900, 4200};

/// The same for clause 17: the row of kRequiredSnr with the same modulation; 9 Mbit/s (BPSK, 3/4) lies
/// between.
constexpr std::array<std::int32_t, 8> kLegacyRequiredSnr{200, 400, 500, 900, 1100, 1500, 1800, 2000};

/// Doubling the width doubles the noise in it.
constexpr std::int32_t kDoublingCentiDb = 300;
/// Below the lowest MCS's point the rate falls to 0 over this range: fading still lets some frames through.
constexpr std::int32_t kRampCentiDb = 300;
/// What acknowledgments, preambles, backoff and management leave of the nominal rate when frames are
/// aggregated.
constexpr std::uint32_t kMacEfficiencyPercent = 65;

constexpr std::array kWidths{Width::Mhz20, Width::Mhz40, Width::Mhz80, Width::Mhz160, Width::Mhz320};

constexpr std::size_t width_index(Width width) {
    return static_cast<std::size_t>(std::ranges::find(kWidths, width) - kWidths.begin());
}

constexpr int top_mcs(PhyMode mode) {
    switch (mode) {
        case PhyMode::Legacy:
        case PhyMode::Ht:
            return 7;
        case PhyMode::Vht:
            return 9;
        case PhyMode::He:
            return 11;
        case PhyMode::Eht:
            return 13;
    }
    return 0;
}

constexpr Width top_width(PhyMode mode) {
    switch (mode) {
        case PhyMode::Legacy:
            return Width::Mhz20;
        case PhyMode::Ht:
            return Width::Mhz40;
        case PhyMode::Vht:
        case PhyMode::He:
            return Width::Mhz160;
        case PhyMode::Eht:
            return Width::Mhz320;
    }
    return Width::Mhz20;
}

constexpr int top_streams(PhyMode mode) {
    if (mode == PhyMode::Legacy) return 1;
    return mode == PhyMode::Ht ? 4 : 8;
}

/// The combinations that VHT leaves out because its encoders' bits would not come out even (21.5).
constexpr bool vht_has(int mcs, Width width, int streams) {
    if (width == Width::Mhz20 && mcs == 9) return streams % 3 == 0;
    if (width == Width::Mhz80 && mcs == 6) return streams != 3 && streams != 7;
    if (width == Width::Mhz80 && mcs == 9) return streams != 6;
    if (width == Width::Mhz160 && mcs == 9) return streams != 3;
    return true;
}

/// Data subcarriers (Tables 19-6, 21-5; 27-13 of 802.11ax, a whole-width resource unit).
constexpr std::uint32_t subcarriers(PhyMode mode, Width width) {
    constexpr std::array<std::uint32_t, 4> kHtVht{52, 108, 234, 468};
    constexpr std::array<std::uint32_t, 5> kHeEht{234, 468, 980, 1960, 3920};
    const std::size_t at = width_index(width);
    return mode <= PhyMode::Vht ? kHtVht[at] : kHeEht[at];
}

/// What one MCS gives, and from which SNR over the frame's width on.
struct RatePoint {
    std::int32_t snr = 0;
    std::uint32_t kbps = 0;
};

constexpr std::int32_t required_at(PhyMode mode, int mcs) {
    const auto at = static_cast<std::size_t>(mcs);
    return mode == PhyMode::Legacy ? kLegacyRequiredSnr[at] : kRequiredSnr[at];
}

RatePoint rate_point(const LinkCapability& link, int mcs, Width width) {
    return {required_at(link.mode, mcs),
            phy_rate_kbps(link.mode, mcs, width, link.streams) / 100 * kMacEfficiencyPercent};
}

/// The line through the MCS points at one width, read at `snr`.
std::uint32_t kbps_at(const LinkCapability& link, Width width, std::int32_t snr) {
    const auto required = [&](int mcs) { return required_at(link.mode, mcs); };
    if (snr <= required(0) - kRampCentiDb) return 0;
    const int top = top_mcs(link.mode);
    int next = 0;
    while (next <= top && snr >= required(next)) ++next;
    // The nearest points on both sides that this width and number of streams have.
    RatePoint below{required(0) - kRampCentiDb, 0};
    for (int mcs = next - 1; mcs >= 0 && below.kbps == 0; --mcs)
        if (const RatePoint point = rate_point(link, mcs, width); point.kbps != 0) below = point;
    for (int mcs = next; mcs <= top; ++mcs) {
        const RatePoint point = rate_point(link, mcs, width);
        if (point.kbps == 0) continue;
        // At most 700 hundredths of a dB times 1.6 million kbit/s: the product stays inside 32 bits.
        const auto along = static_cast<std::uint32_t>(snr - below.snr);
        const auto step = static_cast<std::uint32_t>(point.snr - below.snr);
        return below.kbps + along * (point.kbps - below.kbps) / step;
    }
    return below.kbps;
}

}  // namespace

std::uint32_t phy_rate_kbps(PhyMode mode, int mcs, Width width, int streams) {
    if (mcs < 0 || mcs > top_mcs(mode) || width > top_width(mode) || streams < 1 ||
        streams > top_streams(mode))
        return 0;
    if (mode == PhyMode::Legacy) return kLegacyKbps[static_cast<std::size_t>(mcs)];
    if (mode == PhyMode::Vht && !vht_has(mcs, width, streams)) return 0;
    const Modulation& modulation = kModulations[static_cast<std::size_t>(mcs)];
    const std::uint32_t bits_per_symbol = subcarriers(mode, width) * static_cast<std::uint32_t>(streams) *
                                          modulation.bits * modulation.code / modulation.code_of;
    // Symbols of 3.2 us (HT, VHT) or 12.8 us (HE, EHT), and 0.8 us of guard interval.
    return mode <= PhyMode::Vht ? bits_per_symbol * 250 : bits_per_symbol * 1250 / 17;
}

CentiDb required_snr(int mcs) {
    assert(mcs >= 0 && static_cast<std::size_t>(mcs) < kRequiredSnr.size());
    return {kRequiredSnr[static_cast<std::size_t>(mcs)]};
}

std::uint32_t usable_kbps(const LinkCapability& link, CentiDb level) {
    LinkCapability able = link;
    able.streams = static_cast<std::uint8_t>(std::clamp<int>(link.streams, 1, top_streams(link.mode)));
    std::int32_t noise = noise_20mhz(link.band).value * 100;
    std::uint32_t best = 0;
    for (const Width width : kWidths) {
        if (width > link.width || width > top_width(link.mode)) break;
        best = std::max(best, kbps_at(able, width, level.value - noise));
        noise += kDoublingCentiDb;
    }
    return best;
}

}  // namespace radio
