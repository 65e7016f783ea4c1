#include "lab/air.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "radio/rate.hpp"

namespace lab {
namespace {

using Kind = FrameRate::Kind;

/// The octets of the frames for which the published tables hold.
constexpr double kTableOctets = 1458;
constexpr double kLdpcLossDb = 3;
constexpr double kConvolutionalLossDb = 2;

/// SNR in dB at which 10 % of frames of 1458 octets are lost, ideal receiver, AWGN, by MCS.
constexpr std::array<double, 12> kLdpcSnr{-0.6, 2.4,  4.9,  7.9,  10.9, 15.1,
                                          16.5, 18.0, 21.7, 23.5, 26.8, 28.9};
constexpr std::array<double, 8> kConvolutionalSnr{0.9, 3.9, 6.4, 9.7, 12.8, 17.0, 18.4, 19.6};
/// Clause 17 has the same code and modulations, and 9 Mbit/s (BPSK, 3/4), taken half-way between its
/// neighbours.
constexpr std::array<double, 8> kOfdmSnr{0.9, 2.4, 3.9, 6.4, 9.7, 12.8, 17.0, 18.4};
/// DSSS has no published table of this kind. Receivers' data sheets put 1 Mbit/s some 2 to 3 dB below 6
/// Mbit/s OFDM and 11 Mbit/s some 4 dB above it; evenly between.
constexpr std::array<double, 4> kDsssSnr{-1.5, 0.5, 2.5, 4.5};

constexpr std::array<double, 4> kDsssMbps{1, 2, 5.5, 11};

/// SNR at PER 10 %, and how steep the cliff is: ln(-ln(1 - PER)) falls by `steepness` for each dB.
struct Cliff {
    double snr_db;
    double steepness;
};

/// The steepness follows the tables. LDPC: from 90 % to 1 % in 0.9 dB at MCS 0 and 1.3 dB at MCS 11, where
/// the exponent changes by 5.43. Convolutional: 32 and 1458 octets lie 1.3 dB apart at MCS 0 and 1.5 to 1.9
/// dB above, where it changes by ln(1458 / 32) = 3.82.
Cliff cliff(const FrameRate& rate) {
    const auto at = static_cast<std::size_t>(rate.index);
    switch (rate.kind) {
        case Kind::Dsss:
            return {kDsssSnr[at] + kConvolutionalLossDb, 2.5};
        case Kind::Ofdm:
            return {kOfdmSnr[at] + kConvolutionalLossDb, std::lerp(2.9, 2.2, rate.index / 7.0)};
        case Kind::Ht:
            return {kConvolutionalSnr[at] + kConvolutionalLossDb, std::lerp(2.9, 2.2, rate.index / 7.0)};
        case Kind::Vht:
        case Kind::He:
            return {kLdpcSnr[at] + kLdpcLossDb, 5.43 / std::lerp(0.9, 1.3, rate.index / 11.0)};
    }
    return {0, 1};
}

wifi::PhyMode mode_of(Kind kind) {
    switch (kind) {
        case Kind::Dsss:
        case Kind::Ofdm:
            return wifi::PhyMode::Legacy;
        case Kind::Ht:
            return wifi::PhyMode::Ht;
        case Kind::Vht:
            return wifi::PhyMode::Vht;
        case Kind::He:
            return wifi::PhyMode::He;
    }
    return wifi::PhyMode::Legacy;
}

/// Nominal rate at the long guard interval, Mbit/s.
double mbps(const FrameRate& rate) {
    if (rate.kind == Kind::Dsss) return kDsssMbps[static_cast<std::size_t>(rate.index)];
    return radio::phy_rate_kbps(mode_of(rate.kind), rate.index, rate.width, rate.streams) / 1000.0;
}

/// Preamble and what else precedes the data field.
double preamble_us(const FrameRate& rate) {
    // Long training fields by number of streams (Tables 19-13 and 21-13): 3 streams need 4, 5 need 6, 7
    // need 8.
    const int training = rate.streams <= 2 ? rate.streams : rate.streams + rate.streams % 2;
    switch (rate.kind) {
        case Kind::Dsss:
            return 192;  // 16.2.2.2, long
        case Kind::Ofdm:
            return 20;  // training 16, SIGNAL 4 (17.3.2)
        case Kind::Ht:
            return 32 + 4.0 * training;  // L- 20, HT-SIG 8, HT-STF 4 (19.3.9)
        case Kind::Vht:
            return 36 + 4.0 * training;  // L- 20, SIG-A 8, STF 4, SIG-B 4 (21.3.8)
        case Kind::He:
            return 36 + 7.2 * training;  // L- 20, RL-SIG 4, SIG-A 8, STF 4; 2x HE-LTF (27.3.11)
    }
    return 0;
}

}  // namespace

bool exists(const FrameRate& rate) {
    if (rate.kind == Kind::Dsss)
        return rate.index >= 0 && rate.index < 4 && rate.width == wifi::Width::Mhz20 && rate.streams == 1;
    return radio::phy_rate_kbps(mode_of(rate.kind), rate.index, rate.width, rate.streams) != 0;
}

double noise_dbm(wifi::Band band, wifi::Width width) {
    return radio::noise_20mhz(band).value + 3 * std::log2(static_cast<int>(width) / 20.0);
}

double error_rate(const FrameRate& rate, double snr_db, std::size_t octets) {
    assert(exists(rate));
    const Cliff at = cliff(rate);
    // -ln(1 - PER) is proportional to the length and falls exponentially with the SNR in dB.
    const double at_ten_percent = -std::log1p(-0.1);
    const double exponent = at_ten_percent * std::exp(at.steepness * (at.snr_db - snr_db));
    return -std::expm1(-exponent * static_cast<double>(octets) / kTableOctets);
}

double airtime_us(const FrameRate& rate, std::size_t octets) {
    assert(exists(rate));
    const double bits = 8.0 * static_cast<double>(octets);
    if (rate.kind == Kind::Dsss) return preamble_us(rate) + std::ceil(bits / mbps(rate));
    const double symbol_us = rate.kind == Kind::He ? 13.6 : 4;
    const double bits_per_symbol = std::round(mbps(rate) * symbol_us);
    // SERVICE 16; the convolutional code's tail 6, one encoder.
    const bool ldpc = rate.kind == Kind::Vht || rate.kind == Kind::He;
    const double symbols = std::ceil((16 + bits + (ldpc ? 0 : 6)) / bits_per_symbol);
    const bool short_gi = rate.short_gi && (rate.kind == Kind::Ht || rate.kind == Kind::Vht);
    // The end of a PPDU with the short guard interval lies on the grid of long symbols (19.4.3, 21.4.3).
    return preamble_us(rate) + (short_gi ? 4 * std::ceil(symbols * 3.6 / 4 - 1e-9) : symbols * symbol_us);
}

double ack_us(wifi::Band band, const FrameRate& answered) {
    constexpr std::size_t kAckOctets = 14;
    if (answered.kind == Kind::Dsss) return sifs_us(band) + airtime_us(answered, kAckOctets);
    const double rate = mbps(answered);
    const FrameRate response{Kind::Ofdm, rate < 12 ? 0 : rate < 24 ? 2 : 4};
    const double extensions = band == wifi::Band::Ghz2_4 ? 12 : 0;
    return sifs_us(band) + airtime_us(response, kAckOctets) + extensions;
}

double mean_backoff_us(wifi::Band band, int attempt) {
    const int window = std::min((16 << std::clamp(attempt, 0, 6)) - 1, 1023);
    return window / 2.0 * slot_us(band);
}

}  // namespace lab
