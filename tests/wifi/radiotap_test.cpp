// Radiotap headers written by hand from radiotap.org, and fragmented elements (10.28.11).
#include "wifi/radiotap.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "wifi/multi_link.hpp"

namespace wifi {
namespace {

using Bytes = std::vector<std::uint8_t>;

TEST(Radiotap, ReadsFieldsAtTheirAlignment) {
    // Presence: TSFT, flags, rate, channel, signal, noise, antenna. The channel is aligned to 2, the TSF
    // to 8.
    const Bytes header{0, 0, 27,   0,    0x6F, 0x08, 0,    0,    1,    0,    0, 0,    2,   0,
                       0, 0, 0x10, 0x0C, 0x3C, 0x14, 0x40, 0x01, 0xC4, 0xA1, 1, 0xFF, 0xFF};
    const auto parsed = parse_radiotap(header);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->length, 27U);
    EXPECT_EQ(parsed->tsf_us, 0x0000000200000001U);
    EXPECT_TRUE(parsed->has_fcs);
    EXPECT_FALSE(parsed->is_bad);
    EXPECT_EQ(parsed->rate_500kbps, 12);
    EXPECT_EQ(parsed->channel_mhz, 5180);
    EXPECT_EQ(parsed->signal, Dbm{-60});
    EXPECT_EQ(parsed->noise, Dbm{-95});
    EXPECT_EQ(parsed->antenna, 1);
}

TEST(Radiotap, TakesTheFirstOfSeveralAntennas) {
    // Two more presence words, each with the signal of one antenna; the channel is padded from 17 to 18.
    const Bytes header{0, 0, 20, 0, 0x20, 0, 0, 0xA0, 0x20, 0, 0, 0xA0, 0x20, 0, 0, 0, 0xC0, 0xB0, 0xA0, 0};
    const auto parsed = parse_radiotap(header);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->signal, Dbm{-64});
}

TEST(Radiotap, StopsAtAFieldOfUnknownSize) {
    const Bytes header{0, 0, 12, 0, 0x20, 0, 0, 0x10, 0xC0, 1, 2, 3};  // signal, then bit 28
    const auto parsed = parse_radiotap(header);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->signal, Dbm{-64});
}

TEST(Radiotap, DoesNotTakeFields32AndUpForTheFirstOnes) {
    // The first word does not end with the namespace bit (29), so bit 5 of the second is field 37.
    const Bytes header{0, 0, 14, 0, 0x20, 0, 0, 0x80, 0x42, 0, 0, 0, 0xC0, 1};
    const auto parsed = parse_radiotap(header);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->signal, Dbm{-64});
    EXPECT_EQ(parsed->noise, std::nullopt);
    EXPECT_FALSE(parsed->is_bad);
}

TEST(Radiotap, SaysWhereItIsWrong) {
    EXPECT_EQ(parse_radiotap(Bytes{0, 0, 8}).error(), (ParseError{ParseFault::BodyTooShort, 0}));
    EXPECT_EQ(parse_radiotap(Bytes{1, 0, 8, 0, 0, 0, 0, 0}).error(),
              (ParseError{ParseFault::Unsupported, 0}));
    EXPECT_EQ(parse_radiotap(Bytes{0, 0, 9, 0, 0, 0, 0, 0}).error(), (ParseError{ParseFault::Truncated, 2}));
    EXPECT_EQ(parse_radiotap(Bytes{0, 0, 8, 0, 0x20, 0, 0, 0}).error(),
              (ParseError{ParseFault::BodyTooShort, 8}));
    EXPECT_EQ(parse_radiotap(Bytes{0, 0, 8, 0, 0, 0, 0, 0x80}).error(),
              (ParseError{ParseFault::BodyTooShort, 8}));
    // A flag, then a channel that would be padded to 10: the fault lies at the end of the header.
    EXPECT_EQ(parse_radiotap(Bytes{0, 0, 9, 0, 0x0A, 0, 0, 0, 0}).error(),
              (ParseError{ParseFault::BodyTooShort, 9}));
}

TEST(Defragment, JoinsOnlyTheFragmentsThatFollowAtOnce) {
    Bytes list{0, 0};  // something before
    const auto add = [&list](std::uint8_t id, std::size_t size, std::uint8_t fill) {
        list.push_back(id);
        list.push_back(static_cast<std::uint8_t>(size));
        list.insert(list.end(), size, fill);
    };
    add(255, 255, 107);
    add(242, 255, 2);
    add(242, 3, 3);
    add(242, 4, 4);  // belongs to nothing: the one before it is not full
    std::array<std::uint8_t, 600> room{};
    const auto first = element_at(list, 2);
    const auto whole = defragment(list, *first, room);
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->body.size(), 513U);
    EXPECT_EQ(whole->body[254], 107);
    EXPECT_EQ(whole->body[255], 2);
    EXPECT_EQ(whole->body[512], 3);

    const auto small = defragment(list, *first, std::span{room}.first(512));
    EXPECT_EQ(small.error(), (ParseError{ParseFault::BadValue, 2 + 257 + 257}));
    Bytes cut(list.begin(), list.begin() + 2 + 257 + 100);
    EXPECT_EQ(defragment(cut, *element_at(cut, 2), room).error(), (ParseError{ParseFault::Truncated, 259}));
    const auto alone = element_at(list, 0);
    EXPECT_EQ(defragment(list, *alone, room)->body.size(), 0U);
}

}  // namespace
}  // namespace wifi
