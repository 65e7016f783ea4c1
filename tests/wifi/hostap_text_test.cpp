// Text forms of hostapd and wpa_supplicant, each with its inverse, and what a wrong one is told.
#include "wifi/hostap_text.hpp"

#include <string>

#include <gtest/gtest.h>

namespace wifi {
namespace {

constexpr MacAddress kStation{{2, 0, 0, 0, 1, 0}};

/// Reads `text` as a `T`, writes it again and compares.
template <class T>
T both_ways(std::string_view text) {
    static std::array<std::uint8_t, 512> room;
    const auto value = parse_text<T>(text, room);
    EXPECT_TRUE(value) << "at " << value.error().offset << ": wanted " << value.error().wanted;
    std::array<char, 1024> again{};
    EXPECT_EQ(write_text(*value, again), text);
    return *value;
}

TEST(HostapText, WritesCandidates) {
    std::array<char, 80> room{};
    const auto text = [&](Band band, int number, PhyMode mode) {
        return write_candidate({{{2, 0, 0, 0, 2, 0}}, *Channel::make(band, number), mode, 254}, room);
    };
    EXPECT_EQ(text(Band::Ghz5, 36, PhyMode::Vht), "02:00:00:00:02:00,0x0,115,36,9,0301fe");
    EXPECT_EQ(text(Band::Ghz2_4, 11, PhyMode::Legacy), "02:00:00:00:02:00,0x0,81,11,6,0301fe");
    EXPECT_EQ(text(Band::Ghz6, 37, PhyMode::Eht), "02:00:00:00:02:00,0x0,131,37,15,0301fe");
    EXPECT_FALSE(write_candidate({{}, *Channel::make(Band::Ghz5, 36), {}, 1}, std::span{room}.first(20)));
    for (const PhyMode mode : {PhyMode::Legacy, PhyMode::Ht, PhyMode::Vht, PhyMode::He, PhyMode::Eht})
        EXPECT_EQ(mode_of_phy_type(phy_type(mode, Band::Ghz5)), mode);
}

TEST(HostapText, ReadsAndWritesNeighbours) {
    const auto neighbor = both_ways<NeighborText>("02:00:00:00:02:00,0x1a8f,115,36,9,0301ff").report;
    EXPECT_EQ(neighbor.operating_class, 115);
    EXPECT_EQ(neighbor.info.get<"reachability">(), 3U);
    EXPECT_EQ(neighbor.subelements.find<CandidatePreference>().value()->preference, 255);
    both_ways<NeighborText>("02:00:00:00:02:00,0x0,81,1,7");
    std::array<std::uint8_t, 8> room{};
    EXPECT_EQ(parse_text<NeighborText>("02:00:00:00:02:00,017,81,1,7", room)->report.info.octets[0],
              15);  // octal
    EXPECT_EQ(parse_text<NeighborText>("02:00:00:00:02:00,17,81,1,7", room)->report.info.octets[0], 17);

    const auto line = both_ways<NeighborLine>(
        "02:00:00:00:02:00 ssid=726f616d nr=0200000002008f1a0000732409 lci=0100 stat");
    EXPECT_TRUE(line.is_stationary);
    EXPECT_EQ(line.body.size(), 13U);
    EXPECT_EQ(decode<NeighborReport>(Element{52, line.body.octets, 0})->channel, 36);
}

TEST(HostapText, ReadsAndWritesEvents) {
    const auto response = both_ways<BeaconResponse>(
        "BEACON-RESP-RX 02:00:00:00:01:00 7 00 732400000000000000006400098cff02000000020000000000000000");
    EXPECT_EQ(response.station, kStation);
    EXPECT_EQ(response.token, 7);
    const auto report = TypedBody<MeasurementReportBodies>{response.report.octets}.as<BeaconReport>();
    ASSERT_TRUE(report);
    EXPECT_EQ(report->rcpi, 0x8C);
    EXPECT_EQ(both_ways<BeaconResponse>("BEACON-RESP-RX 02:00:00:00:01:00 255 04 ").mode, 4);
    EXPECT_EQ(both_ways<BeaconRequestSent>("BEACON-REQ-TX-STATUS 02:00:00:00:01:00 3 ack=1").ack, 1);
    EXPECT_EQ(both_ways<TransitionResponseEvent>("BSS-TM-RESP 02:00:00:00:01:00 status_code=0 "
                                                 "bss_termination_delay=0 target_bssid=02:00:00:00:02:00")
                  .target.octets[4],
              2);
    EXPECT_FALSE(both_ways<TransitionResponseEvent>(
                     "BSS-TM-RESP 02:00:00:00:01:00 status_code=7 bss_termination_delay=0")
                     .has_target);
    EXPECT_EQ(both_ways<TransitionQueryEvent>("BSS-TM-QUERY 02:00:00:00:01:00 reason=16").reason, 16);
    both_ways<TransitionQueryEvent>(
        "BSS-TM-QUERY 02:00:00:00:01:00 reason=6 neighbor=340d02000000020000000000732409");
    both_ways<LinkMeasurementResponse>("LINK-MSR-RESP-RX 02:00:00:00:01:00 9 230214000000a0ff");
    EXPECT_EQ(
        both_ways<NeighborEvent>("RRM-NEIGHBOR-REP-RECEIVED bssid=02:00:00:00:02:00 info=0x1a8f op_class=115 "
                                 "chan=36 phy_type=9 lci=01020304")
            .channel,
        36);
    const auto command =
        both_ways<BeaconRequestCommand>("02:00:00:00:01:00 req_mode=10 510000006400010200000002ff000372616d");
    EXPECT_EQ(command.mode, 0x10);
}

TEST(HostapText, ReadsAndWritesTransitionCommandsInAnyOrder) {
    std::array<std::uint8_t, 512> room{};
    const std::string_view text =
        "02:00:00:00:01:00 disassoc_timer=100 valid_int=255 dialog_token=9 bss_term=0,5 pref=1 abridged=1 "
        "disassoc_imminent=1 mbo=3:0:1 neighbor=02:00:00:00:02:00,0x13,115,36,9,0301ff "
        "neighbor=02:00:00:00:03:00,0x0,81,1,7 url=http://example.org/why";
    const auto command = parse_transition(text, room);
    ASSERT_TRUE(command) << command.error().offset << command.error().wanted;
    EXPECT_EQ(command->neighbors.size(), 2U);
    EXPECT_EQ(command->termination_min, 5);
    EXPECT_EQ(command->mbo, (MboArguments{3, 0, 1}));
    std::array<char, 512> again{};
    EXPECT_EQ(write_transition(*command, again), text);

    std::array<std::uint8_t, 512> other_room{};
    const auto shuffled = parse_transition(
        "02:00:00:00:01:00 url=http://example.org/why neighbor=02:00:00:00:02:00,19,115,36,9,0301ff "
        "mbo=3:0:1 "
        "neighbor=02:00:00:00:03:00,0,81,1,7 abridged=1 pref=1 dialog_token=9 disassoc_imminent=1 "
        "valid_int=255 "
        "bss_term=1,5 disassoc_timer=100",
        other_room);
    ASSERT_TRUE(shuffled) << shuffled.error().offset << shuffled.error().wanted;
    EXPECT_EQ(*shuffled, *command);
    TransitionCommand plain;
    plain.station = kStation;
    EXPECT_EQ(write_transition(plain, again), "02:00:00:00:01:00");
}

TEST(HostapText, SaysWhereAndWhatWasWanted) {
    std::array<std::uint8_t, 4> room{};
    EXPECT_EQ(parse_text<BeaconResponse>("BEACON-RESP-RX 02:00:00:00:01:0x 7 00 ", room).error().offset, 15U);
    EXPECT_EQ(parse_text<BeaconResponse>("BEACON-RESP-RX 02:00:00:00:01:00 256 00 ", room).error(),
              (TextError{33, "a number within the field's range"}));
    EXPECT_EQ(
        parse_text<BeaconResponse>("BEACON-RESP-RX 02:00:00:00:01:00 7 00 0102030405", room).error().wanted,
        "fewer octets than the caller has room for");
    EXPECT_EQ(parse_text<BeaconResponse>("BEACON-RESP-RX 02:00:00:00:01:00 7 00 010", room).error(),
              (TextError{40, "an even number of hexadecimal digits"}));
    EXPECT_EQ(parse_text<BeaconRequestCommand>("02:00:00:00:01:00 01020304 ", room).error(),
              (TextError{26, "the end"}));
    EXPECT_EQ(parse_transition("02:00:00:00:01:00 abridge=1", room).error().offset, 17U);
    std::array<char, 16> small{};
    EXPECT_EQ(write_text(BeaconRequestSent{}, small), std::nullopt);
}

TEST(HostapText, PrintsAndReadsEveryOctet) {
    std::array<std::uint8_t, 256> octets{};
    for (std::size_t i = 0; i < octets.size(); ++i) octets[i] = static_cast<std::uint8_t>(i);
    std::array<char, 1024> text{};
    std::array<std::uint8_t, 256> room{};
    const auto printed = write_printed(octets, text);
    ASSERT_TRUE(printed);
    EXPECT_TRUE(printed->starts_with("\\x00\\x01")) << *printed;
    EXPECT_NE(printed->find("\\t\\n\\x0b\\x0c\\r"), std::string_view::npos) << *printed;
    const auto read = parse_printed(*printed, room);
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, OctetString{octets});
}

TEST(HostapText, SaysWhereAPrintedTextIsNone) {
    std::array<std::uint8_t, 4> room{};
    for (const char* wrong : {"ab\\", "ab\\q", "ab\\x", "ab\\x1", "ab\\xg0"}) {
        const auto read = parse_printed(wrong, room);
        ASSERT_FALSE(read) << wrong;
        EXPECT_EQ(read.error().offset, 2U) << wrong;
    }
    EXPECT_EQ(parse_printed("abcde", room).error().offset, 4U) << "no room";
    std::array<char, 3> small{};
    const std::array<std::uint8_t, 1> zero{};
    EXPECT_EQ(write_printed(zero, small), std::nullopt);
}

}  // namespace
}  // namespace wifi
