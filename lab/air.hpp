// One frame on the air: how long it takes and how likely it is lost.
//
// Clauses are those of IEEE Std 802.11-2020 (HE: IEEE Std 802.11ax-2021).
#pragma once

#include <cstddef>
#include <cstdint>

#include "wifi/units.hpp"

namespace lab {

/// How one frame is sent. A rate that its clause does not have is a mistake of the caller: check with
/// exists().
struct FrameRate {
    enum class Kind : std::uint8_t { Dsss, Ofdm, Ht, Vht, He };
    Kind kind = Kind::Ofdm;
    int index =
        0;  ///< DSSS 0-3: 1, 2, 5.5, 11 Mbit/s; OFDM 0-7: 6 to 54 Mbit/s; otherwise the MCS of each stream
    wifi::Width width = wifi::Width::Mhz20;
    int streams = 1;
    bool short_gi = false;  ///< 400 ns with HT and VHT; HE is always taken with 800 ns

    friend bool operator==(const FrameRate&, const FrameRate&) = default;
};

/// Whether the clause of the rate's kind has it: VHT, for one, has no MCS 9 at 20 MHz with one stream (21.5).
[[nodiscard]] bool exists(const FrameRate& rate);

/// Receiver noise over `width`, dBm: radio::noise_20mhz and 3 dB for each doubling.
[[nodiscard]] double noise_dbm(wifi::Band band, wifi::Width width);

/// The probability that a frame of `octets` is lost at a constant SNR.
///
/// The cliff of the published AWGN tables at 1458 octets (LDPC for VHT and HE, convolutional code for OFDM
/// and HT), scaled to other lengths by 1 - (1 - p)^(octets / 1458), and moved up by the implementation loss
/// of real receivers: 3 dB with LDPC, 2 dB with the convolutional code, whose own table already lies 1 to 2
/// dB higher. So 10 % lies within 1.5 dB of radio::required_snr up to MCS 6, and below it above: there
/// required_snr holds 4 dB more for fading.
/// @param snr_db  over the frame's own width; of each stream: more streams cost nothing here, as in
/// usable_kbps.
[[nodiscard]] double error_rate(const FrameRate& rate, double snr_db, std::size_t octets);

/// Time on the air of one PPDU with one MPDU of `octets` (FCS included), microseconds: preamble and whole
/// symbols. DSSS with the long preamble. The signal extension of OFDM at 2.4 GHz is counted in ack_us().
[[nodiscard]] double airtime_us(const FrameRate& rate, std::size_t octets);

/// From the end of a frame sent at `answered` to the end of its Ack, microseconds: SIFS and the Ack, at 2.4
/// GHz with the signal extensions of both frames (18.3.2.4). The Ack goes at the highest of 6, 12 and 24
/// Mbit/s that is not above the frame's rate, after DSSS at the frame's own (10.6.6.5.2).
[[nodiscard]] double ack_us(wifi::Band band, const FrameRate& answered = {FrameRate::Kind::Ofdm, 4});

/// Microseconds: 10 at 2.4 GHz (Table 18-5), 16 above (Table 17-21).
[[nodiscard]] constexpr double sifs_us(wifi::Band band) { return band == wifi::Band::Ghz2_4 ? 10 : 16; }

/// Microseconds. 9 in every band: at 2.4 GHz the short slot, as long as no 802.11b station is associated.
[[nodiscard]] constexpr double slot_us(wifi::Band) { return 9; }

/// The wait for an idle medium before best effort traffic (AC_BE, AIFSN 3, Table 9-155), microseconds.
[[nodiscard]] constexpr double aifs_us(wifi::Band band) { return sifs_us(band) + 3 * slot_us(band); }

/// The mean backoff of AC_BE after aifs_us(), microseconds: half the contention window, 15 slots at first,
/// doubled by each retry up to 1023 (10.23.2.2).
/// @param attempt  0 for the first transmission.
[[nodiscard]] double mean_backoff_us(wifi::Band band, int attempt = 0);

}  // namespace lab
