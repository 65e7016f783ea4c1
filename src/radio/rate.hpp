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
    [[nodiscard]] std::uint32_t kbps(CentiDb level) const;

private:
    /// From the lowest MCS on, at the width of `points`; `snr` is over that width.
    [[nodiscard]] std::uint32_t line(const std::uint32_t* points, std::int32_t snr) const;

    std::int32_t noise_;
    std::uint8_t top_mcs_;
    std::uint8_t widest_;            ///< doublings of 20 MHz
    const std::int32_t* required_;   ///< [MCS]
    const std::uint8_t* reached_;    ///< [dB of SNR] the last MCS whose point is not above
    const std::uint32_t* points_{};  ///< [MCS] at 20 MHz
    std::size_t next_width_{};       ///< from a width's points to those of the next
};

/// One point of the link's RateCurve.
[[nodiscard]] std::uint32_t usable_kbps(const LinkCapability& link, CentiDb level);

}  // namespace radio
