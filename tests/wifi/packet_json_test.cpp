// The JSON of every kind of frame and element is JSON, and no member hides another of the same name.
#include <gtest/gtest.h>

#include "corpus.hpp"
#include "frame_tree.hpp"

namespace wifi {
namespace {

TEST(PacketJson, IsWhatAParserReadsAndWritesAgain) {  // which keeps one of two members of the same name
    const std::vector<test::Case> corpus = test::make_corpus();
    ASSERT_GT(corpus.size(), 300U);
    decode::JsonText text;
    for (const test::Case& item : corpus) {
        text.clear();
        text.begin_object();
        EXPECT_EQ(decode::write_frame(text, item.frame, decode::Form::Frame, {}), 0U);
        text.end_object();
        EXPECT_EQ(boost::json::serialize(decode::read_tree(text.text())), text.text())
            << item.kind << ", " << item.variant;
    }
}

TEST(PacketJson, EscapesWhatTextMayHold) {
    for (const std::string& ssid :
         {std::string{}, std::string{"\"\\/"}, std::string{"Caf\xC3\xA9 \xF0\x9F\x93\xB6"}}) {
        std::vector<std::uint8_t> element{0, static_cast<std::uint8_t>(ssid.size())};
        element.insert(element.end(), ssid.begin(), ssid.end());
        const auto tree = test::frame_tree(element, decode::Form::Elements);
        EXPECT_EQ(tree.at("elements").at(0).at("text").as_string(), ssid);
    }
    const std::vector<std::uint8_t> control{0, 2, 'a', '\n'};
    EXPECT_EQ(test::frame_tree(control, decode::Form::Elements).at("elements").at(0).at("text_hex"), "610a");
}

TEST(PacketJson, KeepsTheFieldsOfTheMobilityDomainApartFromItsHead) {
    const std::vector<std::uint8_t> element{54, 3, 0xA1, 0xB2, 1};
    const auto tree = test::frame_tree(element, decode::Form::Elements).at("elements").at(0);
    EXPECT_EQ(tree.at("id"), 54);
    EXPECT_EQ(tree.at("mdid"), 0xB2A1);
}

TEST(PacketJson, ShowsNumbersOf64Bits) {
    std::vector<std::uint8_t> beacon(36, 0xFF);
    std::ranges::copy(std::array<std::uint8_t, 2>{0x80, 0}, beacon.begin());
    const auto tree = test::frame_tree(beacon, decode::Form::Frame);
    EXPECT_NE(decode::render(tree).find("timestamp_us: 18446744073709551615\n"), std::string::npos);
}

TEST(PacketJson, NamesItsKindAlsoWhenTheRadiotapHeaderIsBroken) {
    const std::vector<std::uint8_t> packet{1, 0, 8, 0, 0, 0, 0, 0};
    const auto tree = test::frame_tree(packet, decode::Form::Radiotap);
    EXPECT_EQ(tree.at("kind"), "fault");
    EXPECT_EQ(tree.at("faults"), 1);
}

TEST(PacketJson, FollowsNestingAsDeepAsTheOctetsAllow) {
    // Multiple BSSID elements, each in the profile of the one around it.
    std::vector<std::uint8_t> list{0, 0};
    while (list.size() < 240) {
        const auto profile = static_cast<std::uint8_t>(list.size());
        list.insert(list.begin(), {71, static_cast<std::uint8_t>(profile + 3), 1, 0, profile});
    }
    const auto tree = test::frame_tree(list, decode::Form::Elements);
    EXPECT_EQ(tree.at("faults"), 0);
    EXPECT_GT(std::ranges::count(decode::pretty(tree), '['), 60);
    EXPECT_FALSE(decode::render(tree).empty());
}

}  // namespace
}  // namespace wifi
