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
    const auto reaches = [width](Width other) { return static_cast<std::size_t>(width >= other); };
    return reaches(Width::Mhz40) + reaches(Width::Mhz80) + reaches(Width::Mhz160) + reaches(Width::Mhz320);
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

constexpr std::uint32_t phy_kbps(PhyMode mode, int mcs, Width width, int streams) {
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

constexpr std::uint32_t usable_part(std::uint32_t kbps) { return kbps / 100 * kMacEfficiencyPercent; }

/// Usable rates by width, streams - 1 and MCS: what a division per MCS would cost is spent by the compiler.
template <std::size_t Widths, std::size_t Streams, std::size_t Mcs>
struct Points {
    std::array<std::array<std::array<std::uint32_t, Mcs>, Streams>, Widths> kbps{};

    explicit constexpr Points(PhyMode mode) {
        for (std::size_t width = 0; width < Widths; ++width)
            for (std::size_t streams = 0; streams < Streams; ++streams) {
                auto& row = kbps[width][streams];
                for (std::size_t mcs = 0; mcs < Mcs; ++mcs)
                    row[mcs] = usable_part(
                        phy_kbps(mode, static_cast<int>(mcs), kWidths[width], static_cast<int>(streams) + 1));
                // Above the last MCS that there is, nothing more is gained.
                if (row[Mcs - 1] == 0) row[Mcs - 1] = row[Mcs - 2];
            }
    }
};

constexpr Points<1, 1, 8> kLegacyPoints{PhyMode::Legacy};
constexpr Points<4, 8, 10> kVhtPoints{PhyMode::Vht};  // the first 8 of a row are those of HT
constexpr Points<5, 8, 14> kEhtPoints{PhyMode::Eht};  // the first 12 of a row are those of HE

using Knot = RateCurve::Knot;
constexpr int kReciprocalBits = RateCurve::kReciprocalBits;

template <std::size_t Mcs>
constexpr auto knots(const std::array<std::int32_t, Mcs>& required) {
    std::array<Knot, Mcs> result{};
    for (std::size_t mcs = 0; mcs < Mcs; ++mcs) {
        result[mcs].snr = required[mcs];
        if (mcs + 1 == Mcs) break;
        const auto step = static_cast<std::uint64_t>(required[mcs + 1] - required[mcs]);
        result[mcs].reciprocal =
            static_cast<std::uint32_t>(((std::uint64_t{1} << kReciprocalBits) + step - 1) / step);
    }
    return result;
}
constexpr auto kKnots = knots(kRequiredSnr);
constexpr auto kLegacyKnots = knots(kLegacyRequiredSnr);

/// Whether a multiplication by the reciprocal is the division at every level: the products stay inside 32
/// bits, and what the reciprocal is too large by stays below one.
template <std::size_t Mcs>
constexpr bool is_exact(const auto& points, const std::array<Knot, Mcs>& at) {
    for (const auto& width : points.kbps)
        for (const auto& row : width)
            for (std::size_t mcs = 0; mcs + 1 < row.size(); ++mcs) {
                if (row[mcs] == 0 || row[mcs + 1] == 0) continue;
                const auto step = static_cast<std::uint64_t>(at[mcs + 1].snr - at[mcs].snr);
                const std::uint64_t most = std::uint64_t{row[mcs + 1] - row[mcs]} * step;
                const std::uint64_t excess =
                    at[mcs].reciprocal * step - (std::uint64_t{1} << kReciprocalBits);
                if (most >> 32 != 0 || most * excess >> kReciprocalBits != 0) return false;
            }
    return true;
}
static_assert(is_exact(kLegacyPoints, kLegacyKnots) && is_exact(kVhtPoints, kKnots) &&
              is_exact(kEhtPoints, kKnots));

/// By whole dB of SNR: the last MCS whose point is not above.
template <std::size_t Mcs>
constexpr auto last_reached(const std::array<std::int32_t, Mcs>& required) {
    std::array<std::uint8_t, kRequiredSnr.back() / 100 + 1> result{};
    for (std::size_t db = 0; db < result.size(); ++db)
        for (std::size_t mcs = 0; mcs < Mcs; ++mcs)
            if (required[mcs] <= static_cast<std::int32_t>(db) * 100)
                result[db] = static_cast<std::uint8_t>(mcs);
    return result;
}
constexpr auto kReached = last_reached(kRequiredSnr);
constexpr auto kLegacyReached = last_reached(kLegacyRequiredSnr);

static_assert(kReached.size() == RateCurve::kAllReached + 1);
static_assert(kRequiredSnr[0] == RateCurve::kLowest && kLegacyRequiredSnr[0] == RateCurve::kLowest);

constexpr std::uint32_t ramp(std::uint32_t lowest_kbps, std::int32_t above_its_foot) {
    return lowest_kbps * static_cast<std::uint32_t>(above_its_foot) / kRampCentiDb;
}

template <class Points>
constexpr RateCurve::Mode shared(PhyMode mode, const Points& points, const Knot* knots,
                                 const std::uint8_t* reached) {
    const auto small = [](auto value) { return static_cast<std::uint8_t>(value); };
    const auto& width = points.kbps[0];
    return {.points = width[0].data(),
            .knots = knots,
            .reached = reached,
            .next_streams = small(width[0].size()),
            .next_width = small(width[0].size() * width.size()),
            .top_mcs = small(top_mcs(mode)),
            .top_streams = small(top_streams(mode)),
            .widest = small(width_index(top_width(mode)))};
}

/// [PhyMode]
constexpr std::array kShared{
    shared(PhyMode::Legacy, kLegacyPoints, kLegacyKnots.data(), kLegacyReached.data()),
    shared(PhyMode::Ht, kVhtPoints, kKnots.data(), kReached.data()),
    shared(PhyMode::Vht, kVhtPoints, kKnots.data(), kReached.data()),
    shared(PhyMode::He, kEhtPoints, kKnots.data(), kReached.data()),
    shared(PhyMode::Eht, kEhtPoints, kKnots.data(), kReached.data()),
};

}  // namespace

std::uint32_t phy_rate_kbps(PhyMode mode, int mcs, Width width, int streams) {
    return phy_kbps(mode, mcs, width, streams);
}

CentiDb required_snr(int mcs) {
    assert(mcs >= 0 && static_cast<std::size_t>(mcs) < kRequiredSnr.size());
    return {kRequiredSnr[static_cast<std::size_t>(mcs)]};
}

RateCurve::RateCurve(const LinkCapability& link) : mode_{&kShared[static_cast<std::size_t>(link.mode)]} {
    const std::size_t streams = std::clamp<std::size_t>(link.streams, 1, mode_->top_streams);
    const std::size_t doublings = std::min<std::size_t>(width_index(link.width), mode_->widest);
    narrow_ = mode_->points + (streams - 1) * mode_->next_streams;
    wide_ = narrow_ + doublings * mode_->next_width;
    noise_ = noise_20mhz(link.band).value * 100;
    wide_noise_ = noise_ + static_cast<std::int32_t>(doublings) * kDoublingCentiDb;
}

std::uint32_t RateCurve::narrower(CentiDb level) const {
    constexpr std::int32_t kFoot = kLowest - kRampCentiDb;
    std::int32_t snr = level.value - noise_;
    if (snr <= kFoot) return 0;
    // A width whose lowest MCS works carries more than any narrower one does; the next wider one, on its
    // ramp, may carry more still.
    const std::uint32_t* points = narrow_;
    for (; snr - kDoublingCentiDb >= kLowest; snr -= kDoublingCentiDb) points += mode_->next_width;
    if (snr < kLowest) return ramp(points[0], snr - kFoot);
    const std::uint32_t here = line(points, snr);
    const std::int32_t wider = snr - kDoublingCentiDb - kFoot;
    return wider > 0 ? std::max(here, ramp(points[mode_->next_width], wider)) : here;
}

std::uint32_t RateCurve::bridged(const std::uint32_t* points, std::size_t below, std::int32_t snr) const {
    const std::size_t before = points[below] == 0 ? below - 1 : below;
    const std::size_t after = points[below + 1] == 0 ? below + 2 : below + 1;
    const auto along = static_cast<std::uint32_t>(snr - mode_->knots[before].snr);
    const auto step = static_cast<std::uint32_t>(mode_->knots[after].snr - mode_->knots[before].snr);
    return points[before] + along * (points[after] - points[before]) / step;
}

std::uint32_t usable_kbps(const LinkCapability& link, CentiDb level) { return RateCurve{link}.kbps(level); }

}  // namespace radio
