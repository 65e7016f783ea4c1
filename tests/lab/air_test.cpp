// Frames on the air, against published figures.
#include "lab/air.hpp"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "radio/rate.hpp"

namespace lab {
namespace {

using Kind = FrameRate::Kind;
using wifi::Band;
using wifi::Width;

constexpr FrameRate kDsss1{Kind::Dsss, 0};
constexpr FrameRate kOfdm6{Kind::Ofdm, 0};
constexpr FrameRate kOfdm24{Kind::Ofdm, 4};

/// Access of AC_VO, which management frames use: AIFS 34 us and a mean backoff of 1.5 slots.
constexpr double kVoiceAccessUs = 34 + 1.5 * 9;

double exchange_ms(const FrameRate& rate, std::initializer_list<std::size_t> frames) {
    double us = 0;
    for (const std::size_t octets : frames)
        us += kVoiceAccessUs + airtime_us(rate, octets) + ack_us(Band::Ghz5, rate);
    return us / 1000;
}

TEST(Airtime, OfABeaconIsThePublishedOne) {  // 400 octets
    EXPECT_NEAR(airtime_us(kOfdm6, 400) / 1000, 0.56, 0.005);
    EXPECT_NEAR(airtime_us(kOfdm24, 400) / 1000, 0.16, 0.005);
    EXPECT_NEAR(airtime_us(kDsss1, 400) / 1000, 3.39, 0.005);
}

TEST(Airtime, OfExchangesIsThePublishedOne) {
    // A fast transition over the air: two authentication and two reassociation frames, each with access and
    // Ack.
    EXPECT_NEAR(exchange_ms(kOfdm6, {170, 230, 360, 420}), 2.10, 0.01);
    EXPECT_NEAR(exchange_ms(kOfdm24, {170, 230, 360, 420}), 0.85, 0.01);
    // Open authentication, association and four EAPOL frames.
    EXPECT_NEAR(exchange_ms(kOfdm6, {34, 34, 250, 250, 149, 185, 249, 149}), 2.80, 0.2);
    EXPECT_NEAR(exchange_ms(kOfdm24, {34, 34, 250, 250, 149, 185, 249, 149}), 1.35, 0.1);
}

TEST(Airtime, CountsPreambleAndWholeSymbols) {
    // By hand from the clauses; 1000 octets are 8000 bits, 16 SERVICE bits, and 6 tail bits without LDPC.
    EXPECT_DOUBLE_EQ(airtime_us({Kind::Ht, 7, Width::Mhz20, 1}, 1000), 36 + 4 * 31);  // 260 bits a symbol
    EXPECT_DOUBLE_EQ(airtime_us({Kind::Ht, 7, Width::Mhz20, 1, true}, 1000),
                     36 + 112);  // 111.6 up to the grid
    EXPECT_DOUBLE_EQ(airtime_us({Kind::Ht, 7, Width::Mhz40, 3}, 1000), 32 + 16 + 4 * 5);  // 1620
    EXPECT_DOUBLE_EQ(airtime_us({Kind::Vht, 9, Width::Mhz80, 2}, 1000), 44 + 4 * 3);      // 3120
    EXPECT_DOUBLE_EQ(airtime_us({Kind::Vht, 0, Width::Mhz160, 1}, 1000), 40 + 4 * 35);    // 234, 34.3 symbols
    EXPECT_DOUBLE_EQ(airtime_us({Kind::He, 0, Width::Mhz20, 1}, 1000), 36 + 7.2 + 13.6 * 69);  // 117
    EXPECT_DOUBLE_EQ(airtime_us({Kind::He, 11, Width::Mhz80, 2}, 1000), 36 + 14.4 + 13.6);     // 16333
}

TEST(Ack, GoesAtAMandatoryRateNotAboveTheFrames) {
    EXPECT_DOUBLE_EQ(ack_us(Band::Ghz5), 16 + 28);
    EXPECT_DOUBLE_EQ(ack_us(Band::Ghz5, kOfdm6), 16 + 44);
    EXPECT_DOUBLE_EQ(ack_us(Band::Ghz5, {Kind::Ofdm, 3}), 16 + 32);  // 18: answered at 12
    EXPECT_DOUBLE_EQ(ack_us(Band::Ghz5, {Kind::Vht, 9, Width::Mhz80, 2}), 16 + 28);
    EXPECT_DOUBLE_EQ(ack_us(Band::Ghz2_4), 10 + 28 + 12);  // two signal extensions
    EXPECT_DOUBLE_EQ(ack_us(Band::Ghz2_4, kDsss1), 10 + 192 + 112);
}

TEST(Access, IsTheDefaultOfBestEffort) {
    EXPECT_DOUBLE_EQ(aifs_us(Band::Ghz5), 43);
    EXPECT_DOUBLE_EQ(aifs_us(Band::Ghz2_4), 37);
    EXPECT_DOUBLE_EQ(mean_backoff_us(Band::Ghz5), 67.5);
    EXPECT_DOUBLE_EQ(mean_backoff_us(Band::Ghz5, 1), 15.5 * 9);
    EXPECT_DOUBLE_EQ(mean_backoff_us(Band::Ghz5, 50), 511.5 * 9);
}

TEST(Noise, DoublesWithTheWidth) {
    EXPECT_DOUBLE_EQ(noise_dbm(Band::Ghz5, Width::Mhz20), -92);
    EXPECT_DOUBLE_EQ(noise_dbm(Band::Ghz2_4, Width::Mhz40), -86);
    EXPECT_DOUBLE_EQ(noise_dbm(Band::Ghz6, Width::Mhz160), -83);
}

/// The SNR at which `rate` loses `loss` of its frames.
double snr_at(const FrameRate& rate, double loss, std::size_t octets) {
    double low = -40;
    double high = 60;
    for (int i = 0; i < 60; ++i)
        (error_rate(rate, (low + high) / 2, octets) > loss ? low : high) = (low + high) / 2;
    return low;
}

TEST(ErrorRate, HasThePublishedTenPercentPoints) {  // plus the implementation loss that air.hpp states
    constexpr std::array kLdpc{-0.6, 2.4, 4.9, 7.9, 10.9, 15.1, 16.5, 18.0, 21.7, 23.5, 26.8, 28.9};
    constexpr std::array kConvolutional{0.9, 3.9, 6.4, 9.7, 12.8, 17.0, 18.4, 19.6};
    constexpr std::array kConvolutional32{-0.4, 2.6, 5.1, 8.1, 11.3, 15.3, 16.6, 18.1};
    for (int mcs = 0; mcs < 12; ++mcs) {
        SCOPED_TRACE(mcs);
        const auto at = static_cast<std::size_t>(mcs);
        EXPECT_NEAR(snr_at({Kind::He, mcs}, 0.1, 1458), kLdpc[at] + 3, 0.01);
        if (mcs >= 8) continue;
        EXPECT_NEAR(snr_at({Kind::Ht, mcs}, 0.1, 1458), kConvolutional[at] + 2, 0.01);
        // Short frames are scaled, not tabled: within a quarter of a dB of the table for 32 octets.
        EXPECT_NEAR(snr_at({Kind::Ht, mcs}, 0.1, 32), kConvolutional32[at] + 2, 0.25);
    }
}

TEST(ErrorRate, AgreesWithTheRequiredSnrUpToMcs6) {
    for (int mcs = 0; mcs <= 6; ++mcs) {
        SCOPED_TRACE(mcs);
        const double required = radio::required_snr(mcs).value / 100.0;
        EXPECT_NEAR(snr_at({Kind::Vht, mcs}, 0.1, 1458), required, 1.5);
        EXPECT_NEAR(snr_at({Kind::Ht, mcs}, 0.1, 1458), required, 1.5);
    }
    for (int mcs = 7; mcs <= 9; ++mcs)  // above, required_snr holds more margin, never less
        EXPECT_LT(snr_at({Kind::Vht, mcs, Width::Mhz80}, 0.1, 1458), radio::required_snr(mcs).value / 100.0);
}

TEST(ErrorRate, IsACliffAsSteepAsPublished) {
    const auto height = [](const FrameRate& rate) {
        return snr_at(rate, 0.01, 1458) - snr_at(rate, 0.9, 1458);
    };
    EXPECT_NEAR(height({Kind::He, 0}), 0.9, 0.05);
    EXPECT_NEAR(height({Kind::He, 11}), 1.3, 0.05);
}

TEST(ErrorRate, FallsWithSnrAndRisesWithLengthAndIndex) {
    for (const Kind kind : {Kind::Dsss, Kind::Ofdm, Kind::Ht, Kind::Vht, Kind::He})
        for (int index = 0; exists({kind, index}); ++index)
            for (int quarter_db = -80; quarter_db < 240; ++quarter_db) {
                const double snr = quarter_db / 4.0;
                const FrameRate rate{kind, index};
                const double loss = error_rate(rate, snr, 500);
                ASSERT_TRUE(loss >= 0 && loss <= 1);
                ASSERT_LE(error_rate(rate, snr + 0.25, 500), loss);
                ASSERT_GE(error_rate(rate, snr, 1500), loss);
                // The scale of lengths: 1 - (1 - p)^(L / 1458).
                const double unit = error_rate(rate, snr, 1458);
                ASSERT_NEAR(loss, 1 - std::pow(1 - unit, 500 / 1458.0), 1e-5);
                if (const FrameRate faster{kind, index + 1}; exists(faster) && loss > 1e-3 && loss < 0.999) {
                    ASSERT_GT(error_rate(faster, snr, 500), loss);
                }
            }
}

TEST(FrameRate, ExistsAsTheClausesSay) {
    EXPECT_TRUE(exists({Kind::Dsss, 3}));
    EXPECT_FALSE(exists({Kind::Dsss, 4}));
    EXPECT_FALSE(exists({Kind::Ofdm, 8}));
    EXPECT_FALSE(exists({Kind::Ofdm, 0, Width::Mhz40}));
    EXPECT_FALSE(exists({Kind::Vht, 9, Width::Mhz20, 1}));
    EXPECT_TRUE(exists({Kind::Vht, 9, Width::Mhz20, 3}));
    EXPECT_FALSE(exists({Kind::He, -1}));
}

}  // namespace
}  // namespace lab
