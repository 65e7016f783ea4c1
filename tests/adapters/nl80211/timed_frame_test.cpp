#include <array>
#include <vector>

#include <gtest/gtest.h>

#include "adapters/nl80211/monitor_socket.hpp"

namespace {

using nl80211::parse_timed_frame;

/// Radiotap (channel 5745 MHz, -63 dBm), then a beacon of 02:..:07 with timer 0x0102030405060708 and interval
/// 100.
std::vector<std::uint8_t> beacon(std::uint8_t frame_control = 0x80) {
    std::vector<std::uint8_t> packet{0, 0, 13, 0, 0x28, 0, 0, 0, 0x71, 0x16, 0x40, 0x01, 0xC1};
    packet.insert(packet.end(), {frame_control, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF});
    for (int address = 0; address < 2; ++address) packet.insert(packet.end(), {2, 0, 0, 0, 0, 7});
    packet.insert(packet.end(), {0, 0, 8, 7, 6, 5, 4, 3, 2, 1, 100, 0, 0x11, 0, 0, 0});
    return packet;
}

TEST(TimedFrame, IsReadFromBeaconAndProbeResponse) {
    for (const std::uint8_t kind : std::to_array<std::uint8_t>({0x80, 0x50})) {
        const auto frame = parse_timed_frame(beacon(kind));
        ASSERT_TRUE(frame);
        EXPECT_EQ(frame->bssid, (wifi::MacAddress{{2, 0, 0, 0, 0, 7}}));
        EXPECT_EQ(frame->channel.centre_mhz(), 5745);
        EXPECT_EQ(frame->level, wifi::Dbm{-63});
        EXPECT_EQ(frame->tsf_us, 0x0102030405060708U);
        EXPECT_EQ(frame->interval_tu, 100);
    }
}

TEST(TimedFrame, IsNothingElse) {
    for (const std::uint8_t kind : std::to_array<std::uint8_t>({0x40, 0xB0, 0xD0, 0x08, 0x81}))
        EXPECT_FALSE(parse_timed_frame(beacon(kind)));
}

TEST(TimedFrame, NeedsAllOfItsOctets) {
    const auto whole = beacon();
    for (std::size_t size = 0; size < whole.size() - 2; ++size)
        EXPECT_FALSE(parse_timed_frame(std::span{whole}.first(size))) << size;
}

}  // namespace
