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

constexpr std::int32_t kLowest = kRequiredSnr[0];
static_assert(kLegacyRequiredSnr[0] == kLowest);

/// The whole quotient of `product` and `step`, a multiple of 100 hundredths of a dB up to 7 dB, without a
/// division: one costs as much as all the rest.
constexpr std::uint32_t over_step(std::uint32_t product, std::int32_t step) {
    constexpr std::array<std::uint32_t, 8> kReciprocal = [] {
        std::array<std::uint32_t, 8> result{};
        for (std::uint32_t db = 1; db < result.size(); ++db) result[db] = ((1U << 31) + db - 1) / db;
        return result;
    }();
    // The reciprocal is too large by less than 8 in 2^31, and the quotient by 100 is below 2^26.
    const std::uint64_t whole = product / 100;
    return static_cast<std::uint32_t>(whole * kReciprocal[static_cast<std::size_t>(step / 100)] >> 31);
}
static_assert(over_step(699, 700) == 0 && over_step(700, 700) == 1 &&
              over_step(4'294'967'295U, 300) == 14'316'557 && over_step(4'294'967'295U, 700) == 6'135'667 &&
              over_step(4'200'000'000U, 700) == 6'000'000);

}  // namespace

std::uint32_t phy_rate_kbps(PhyMode mode, int mcs, Width width, int streams) {
    return phy_kbps(mode, mcs, width, streams);
}

CentiDb required_snr(int mcs) {
    assert(mcs >= 0 && static_cast<std::size_t>(mcs) < kRequiredSnr.size());
    return {kRequiredSnr[static_cast<std::size_t>(mcs)]};
}

RateCurve::RateCurve(const LinkCapability& link)
    : noise_{noise_20mhz(link.band).value * 100},
      top_mcs_{static_cast<std::uint8_t>(top_mcs(link.mode))},
      widest_{static_cast<std::uint8_t>(width_index(std::min(link.width, top_width(link.mode))))},
      required_{kRequiredSnr.data()},
      reached_{kReached.data()} {
    const auto row = static_cast<std::size_t>(std::clamp<int>(link.streams, 1, top_streams(link.mode)) - 1);
    const auto use = [&](const auto& points) {
        points_ = points.kbps[0][row].data();
        next_width_ = points.kbps[0].size() * points.kbps[0][0].size();
    };
    if (link.mode == PhyMode::Legacy) {
        use(kLegacyPoints);
        required_ = kLegacyRequiredSnr.data();
        reached_ = kLegacyReached.data();
    } else if (link.mode <= PhyMode::Vht) {
        use(kVhtPoints);
    } else {
        use(kEhtPoints);
    }
}

std::uint32_t RateCurve::kbps(CentiDb level) const {
    const std::int32_t over_20mhz = level.value - noise_;
    if (over_20mhz <= kLowest - kRampCentiDb) return 0;
    // A width whose lowest MCS works carries more than any narrower one; the next wider one, on its ramp,
    // may.
    const std::int32_t doublings =
        std::clamp<std::int32_t>((over_20mhz - kLowest) / kDoublingCentiDb, 0, widest_);
    const std::int32_t snr = over_20mhz - doublings * kDoublingCentiDb;
    const std::uint32_t* points = points_ + static_cast<std::size_t>(doublings) * next_width_;
    const auto ramp = [](std::uint32_t lowest, std::int32_t above) {
        return over_step(lowest * static_cast<std::uint32_t>(above), kRampCentiDb);
    };
    if (snr < kLowest) return ramp(points[0], snr - (kLowest - kRampCentiDb));
    const std::uint32_t here = line(points, snr);
    const std::int32_t wider = snr - kDoublingCentiDb - (kLowest - kRampCentiDb);
    if (doublings == widest_ || wider <= 0) return here;
    return std::max(here, ramp(points[next_width_], wider));
}

std::uint32_t RateCurve::line(const std::uint32_t* points, std::int32_t snr) const {
    const std::int32_t db = std::min<std::int32_t>(snr / 100, static_cast<std::int32_t>(kReached.size()) - 1);
    std::size_t below = reached_[static_cast<std::size_t>(db)];
    if (below >= top_mcs_) return points[top_mcs_];
    // VHT leaves out single MCS; the line then runs between their neighbours.
    std::size_t above = below + 1;
    if (points[above] == 0) ++above;
    if (points[below] == 0) --below;
    const auto along = static_cast<std::uint32_t>(snr - required_[below]);
    // At most 700 hundredths of a dB times 1.6 million kbit/s: the product stays inside 32 bits.
    return points[below] +
           over_step(along * (points[above] - points[below]), required_[above] - required_[below]);
}

std::uint32_t usable_kbps(const LinkCapability& link, CentiDb level) { return RateCurve{link}.kbps(level); }

}  // namespace radio
