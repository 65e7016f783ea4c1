// What the medium reads from a MAC header, and how it takes mac80211's rates.
#include "lab/guest/frame.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "lab/guest/medium.hpp"

namespace lab::guest {
namespace {

using Kind = FrameRate::Kind;

std::vector<std::uint8_t> header(std::uint8_t first, std::uint8_t second) {
    return {first, second, 0, 0,  // Frame Control, Duration
            2,     0,      0, 0, 1, 0, 2, 0, 0,
            0,     0,      0,  // receiver, transmitter
            2,     0,      0, 0, 1, 0, 0, 0, /* body: */ 0xAB,
            1};  // BSSID, Sequence Control
}

TEST(FrameView, ReadsTheHeader) {
    const auto octets = header(0xB0, 0x10);  // Authentication, Power Management
    const FrameView frame{octets};
    ASSERT_TRUE(frame.ok());
    EXPECT_TRUE(frame.is_management());
    EXPECT_FALSE(frame.is_data());
    EXPECT_EQ(frame.kind(), kAuthentication);
    EXPECT_TRUE(frame.power_save());
    EXPECT_FALSE(frame.is_protected());
    EXPECT_EQ(frame.receiver(), (wifi::MacAddress{{2, 0, 0, 0, 1, 0}}));
    EXPECT_EQ(frame.transmitter(), (wifi::MacAddress{{2, 0, 0, 0, 0, 0}}));
    ASSERT_EQ(frame.body().size(), 2U);
    EXPECT_EQ(frame.body()[0], 0xAB);
}

TEST(FrameView, TellsDataFromManagementAndIgnoresTheVersionBits) {
    const auto qos_data = header(0x8B, 0x41);  // QoS Data with version bits, to the DS, protected
    const FrameView frame{qos_data};
    EXPECT_TRUE(frame.is_data());
    EXPECT_FALSE(frame.is_management());
    EXPECT_EQ(frame.kind(), 0x88);
    EXPECT_TRUE(frame.is_protected());
    EXPECT_FALSE(frame.power_save());
}

TEST(FrameView, SaysWhenAHeaderIsTooShort) {
    auto octets = header(0x80, 0);
    octets.resize(24);
    EXPECT_TRUE(FrameView{octets}.ok());
    EXPECT_TRUE(FrameView{octets}.body().empty());
    octets.resize(23);
    EXPECT_FALSE(FrameView{octets}.ok());
}

TEST(Timestamp, OfABeaconMovesOnAndOthersStay) {
    std::vector<std::uint8_t> beacon(24 + 12);
    beacon[0] = kBeacon;
    beacon[24] = 0xFF;
    beacon[25] = 0x01;
    beacon[32] = 0x64;  // the beacon interval, behind it
    delay_timestamp(beacon, 1);
    EXPECT_EQ(beacon[24], 0x00);
    EXPECT_EQ(beacon[25], 0x02);
    EXPECT_EQ(beacon[32], 0x64);
    std::vector<std::uint8_t> action(24 + 12);
    action[0] = 0xD0;
    const auto before = action;
    delay_timestamp(action, 1);
    EXPECT_EQ(action, before);
    std::vector<std::uint8_t> cut(30);
    cut[0] = kBeacon;
    delay_timestamp(cut, 1);
    EXPECT_EQ(cut[24], 0) << "no whole timestamp";
}

TEST(FrameRate, IsMappedFromTheKernelsNumbers) {
    struct Case {
        std::string_view name;
        RateTry asked;
        wifi::Band band;
        lab::FrameRate want;
    };
    constexpr auto k2 = wifi::Band::Ghz2_4;
    constexpr auto k5 = wifi::Band::Ghz5;
    constexpr auto k20 = wifi::Width::Mhz20;
    const Case cases[] = {
        {"1 Mbit/s", {0, 1, 0}, k2, {Kind::Dsss, 0, k20, 1}},
        {"11 Mbit/s", {3, 1, 0}, k2, {Kind::Dsss, 3, k20, 1}},
        {"6 Mbit/s at 2.4 GHz", {4, 1, 0}, k2, {Kind::Ofdm, 0, k20, 1}},
        {"54 Mbit/s at 2.4 GHz", {11, 1, 0}, k2, {Kind::Ofdm, 7, k20, 1}},
        {"6 Mbit/s at 5 GHz", {0, 1, 0}, k5, {Kind::Ofdm, 0, k20, 1}},
        {"HT MCS 7", {7, 1, kRateMcs}, k2, {Kind::Ht, 7, k20, 1}},
        {"HT MCS 12, 40 MHz, short guard interval",
         {12, 1, kRateMcs | kRate40Mhz | kRateShortGi},
         k5,
         {Kind::Ht, 4, wifi::Width::Mhz40, 2, true}},
        {"VHT two streams MCS 9, 80 MHz",
         {0x19, 1, kRateVhtMcs | kRate80Mhz},
         k5,
         {Kind::Vht, 9, wifi::Width::Mhz80, 2}},
        {"VHT four streams MCS 0, 160 MHz",
         {0x30, 1, kRateVhtMcs | kRate160Mhz},
         k5,
         {Kind::Vht, 0, wifi::Width::Mhz160, 4}},
    };
    for (const Case& one : cases) {
        SCOPED_TRACE(one.name);
        EXPECT_EQ(frame_rate(one.asked, one.band), one.want);
    }
}

}  // namespace
}  // namespace lab::guest
