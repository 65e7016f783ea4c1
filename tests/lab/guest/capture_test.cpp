// The capture of a run: a file that others can read.
#include "lab/guest/capture.hpp"

#include <fstream>
#include <iterator>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace lab::guest {
namespace {

std::vector<std::uint8_t> contents(const std::filesystem::path& file) {
    std::ifstream input{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{input}, {}};
}

TEST(Capture, IsAPcapFileWithRadiotapHeaders) {
    const std::filesystem::path file =
        testing::TempDir() + "roam-capture-" + std::to_string(getpid()) + ".pcap";
    {
        Capture capture;
        capture.add(1'500'000, std::vector<std::uint8_t>{0x80, 0, 1}, 5180, -67);
        capture.add(-1, std::vector<std::uint8_t>{0x40, 0}, 2412, std::nullopt);
        capture.write(file);
    }
    // The formats of draft-ietf-opsawg-pcap and radiotap.org, written out by hand.
    const std::vector<std::uint8_t> want{
        0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 127, 0, 0, 0,
        // 1,700,000,041 s and 500,000 us: 40 s from boot to the walk, and 1.5 s
        0x29, 0xF1, 0x53, 0x65, 0x20, 0xA1, 7, 0, 16, 0, 0, 0, 16, 0, 0, 0, 0, 0, 13, 0, 0x28, 0, 0, 0, 0x3C,
        0x14, 0x00, 0x01, 0xBD, 0x80, 0, 1,
        // 1,700,000,039 s and 999,999 us
        0x27, 0xF1, 0x53, 0x65, 0x3F, 0x42, 0x0F, 0, 14, 0, 0, 0, 14, 0, 0, 0, 0, 0, 12, 0, 0x08, 0, 0, 0,
        0x6C, 0x09, 0x80, 0x00, 0x40, 0};
    EXPECT_EQ(contents(file), want);
    std::filesystem::remove(file);
}

TEST(Capture, LeavesOutWhatWouldNotFit) {
    Capture capture;
    const std::vector<std::uint8_t> frame(60'000);
    for (std::size_t octets = 0; octets < Capture::kMostOctets + 200'000; octets += frame.size())
        capture.add(0, frame, 2412, {});
    const std::filesystem::path file = testing::TempDir() + "roam-capture-" + std::to_string(getpid());
    capture.write(file);
    const auto size = std::filesystem::file_size(file);
    EXPECT_LE(size, Capture::kMostOctets);
    EXPECT_EQ((size - 24) % (16 + 12 + frame.size()), 0U);  // whole packets
    std::filesystem::remove(file);
}

TEST(Capture, SaysWhereItCannotBeWritten) {
    EXPECT_THROW(Capture{}.write("/nonexistent/air.pcap"), std::runtime_error);
}

}  // namespace
}  // namespace lab::guest
