// What a signal is worth: SNR to rate, in integers, so that a controller without floating point agrees with
// the host.
//
// The table of required SNR is that of real receivers as wpa_supplicant publishes it (20 MHz, scan.c), not
// that of an ideal one: it holds about 3 dB of implementation and fading margin up to MCS 6 and about 7 dB
// above.
#pragma once

#include <cstddef>
#include <cstdint>

#include "wifi/units.hpp"

namespace radio {

/// A level or ratio in hundredths of a dB: filters need more than whole decibels, the core has no floating
/// point.
struct CentiDb {
    std::int32_t value = 0;

    friend constexpr auto operator<=>(const CentiDb&, const CentiDb&) = default;
    friend constexpr CentiDb operator+(CentiDb a, CentiDb b) { return {a.value + b.value}; }
    friend constexpr CentiDb operator-(CentiDb a, CentiDb b) { return {a.value - b.value}; }
};

/// What the best frame between a station and one BSS can look like: the lesser of both ends' capabilities.
struct LinkCapability {
    wifi::Band band = wifi::Band::Ghz5;
    wifi::PhyMode mode = wifi::PhyMode::Legacy;
    wifi::Width width = wifi::Width::Mhz20;
    std::uint8_t streams = 1;  ///< spatial streams, 1 to 8

    friend constexpr auto operator<=>(const LinkCapability&, const LinkCapability&) = default;
};

/// Receiver noise power over 20 MHz, dBm: thermal noise, noise figure and what other devices add. The
/// defaults of wpa_supplicant where a driver reports none: -89 at 2.4 GHz, -92 above.
[[nodiscard]] constexpr wifi::Dbm noise_20mhz(wifi::Band band) {
    return wifi::Dbm{band == wifi::Band::Ghz2_4 ? -89 : -92};
}

/// The nominal rate of one MCS in kbit/s, guard interval 800 ns (clauses 17, 19, 21, 27).
/// @param mcs  per-stream index: 0-7 for legacy (6 to 54 Mbit/s) and HT, 0-9 VHT, 0-11 HE, 0-13 EHT.
/// @return 0 when the mode has no such MCS or width.
[[nodiscard]] std::uint32_t phy_rate_kbps(wifi::PhyMode mode, int mcs, wifi::Width width, int streams);

/// SNR over the frame's own width at which `mcs` (HT and later, 0 to 13) works in practice.
[[nodiscard]] CentiDb required_snr(int mcs);

/// What an application can expect, in kbit/s, from the best frame at a mean received level: 65 % of the
/// nominal rate, on straight lines between the points of required_snr(), at whichever width up to the link's
/// gives most. Noise grows by 3 dB with each doubling. Rises strictly from 3 dB below the lowest MCS's point,
/// where it is 0, to the top MCS, and falls neither with level nor with width nor streams. A number of
/// streams that the mode does not have counts as the nearest that it has.
///
/// Made in a few loads for one link, to be asked for several levels; it refers to tables of the program only.
class RateCurve {
public:
    explicit RateCurve(const LinkCapability& link);

    /// @param level  received power over the primary 20 MHz, hundredths of dBm.
    [[nodiscard]] std::uint32_t kbps(CentiDb level) const {
        const std::int32_t snr = level.value - wide_noise_;
        return snr >= kLowest ? line(wide_, snr) : narrower(level);
    }

    // Of the tables in rate.cpp.

    /// The point of the lowest MCS, over the frame's width, hundredths of a dB.
    static constexpr std::int32_t kLowest = 200;
    /// The SNR from which on nothing more is gained in any mode, dB.
    static constexpr std::size_t kAllReached = 42;
    /// A step of 1 dB, the smallest there is, then needs all 32 bits.
    static constexpr int kReciprocalBits = 38;

    /// The point of one MCS. A division by what is not known beforehand costs as much as all the rest of a
    /// rate, so the step to the next point is known by its reciprocal.
    struct Knot {
        std::int32_t snr = 0;
        std::uint32_t reciprocal = 0;  ///< scaled by 2^kReciprocalBits, rounded up; 0 for the last
    };

    /// What all links of one mode share.
    struct Mode {
        const std::uint32_t* points;  ///< [MCS] usable kbit/s at 20 MHz with one stream
        const Knot* knots;            ///< [MCS]
        const std::uint8_t* reached;  ///< [dB of SNR] the last MCS whose point is not above
        std::uint8_t next_streams;    ///< from a row of points to that of one stream more
        std::uint8_t next_width;      ///< and to that of twice the width
        std::uint8_t top_mcs;
        std::uint8_t top_streams;
        std::uint8_t widest;  ///< doublings of 20 MHz
    };

private:
    /// From the lowest MCS on, at the width of `points`; `snr` is over that width.
    [[nodiscard]] std::uint32_t line(const std::uint32_t* points, std::int32_t snr) const {
        const std::size_t db = static_cast<std::uint32_t>(snr) / 100;
        const std::size_t below = mode_->reached[db < kAllReached ? db : kAllReached];
        if (below >= mode_->top_mcs) return points[mode_->top_mcs];
        const std::uint32_t from = points[below];
        const std::uint32_t to = points[below + 1];
        if (from == 0 || to == 0) return bridged(points, below, snr);
        const Knot& knot = mode_->knots[below];
        const std::uint32_t along = static_cast<std::uint32_t>(snr - knot.snr) * (to - from);
        return from + static_cast<std::uint32_t>(std::uint64_t{along} * knot.reciprocal >> kReciprocalBits);
    }
    /// VHT leaves out single MCS; the line then runs between their neighbours.
    [[nodiscard]] std::uint32_t bridged(const std::uint32_t* points, std::size_t below,
                                        std::int32_t snr) const;
    /// Where the link's whole width does not reach its lowest MCS.
    [[nodiscard]] std::uint32_t narrower(CentiDb level) const;

    const Mode* mode_;
    const std::uint32_t* narrow_;  ///< [MCS] usable kbit/s at 20 MHz
    const std::uint32_t* wide_;    ///< the same at the link's width
    std::int32_t noise_;           ///< hundredths of dBm, over 20 MHz
    std::int32_t wide_noise_;      ///< and over the link's width
};

/// One point of the link's RateCurve.
[[nodiscard]] std::uint32_t usable_kbps(const LinkCapability& link, CentiDb level);

}  // namespace radio
