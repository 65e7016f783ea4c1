// Reports that lie and requests in another's name.
#include "lab/guest/forgery.hpp"

#include <gtest/gtest.h>

#include "wifi/bss_elements.hpp"
#include "wifi/wnm.hpp"

namespace lab::guest {
namespace {

// As hostapd 2.10 writes it: 02:00:00:00:03:00, 5 GHz, class 128, channel 149, VHT.
constexpr std::string_view kTruth = "020000000300ef1900008095090603029b00";

wifi::MacAddress mac(std::string_view text) { return wifi::parse_mac(text).value(); }

TEST(WhatIsSaid, DiffersFromTheTruthInOneField) {
    struct Case {
        ReportedAs as;
        std::string_view bssid, report;
    };
    const Case cases[] = {
        {ReportedAs::ItIs, "02:00:00:00:03:00", "020000000300ef1900008095090603029b00"},
        {ReportedAs::WrongBssid, "02:00:00:00:03:77", "020000000377ef1900008095090603029b00"},
        {ReportedAs::WrongChannel, "02:00:00:00:03:00", "020000000300ef1900008028090603029b00"},
        {ReportedAs::WrongClass, "02:00:00:00:03:00", "020000000300ef1900000095090603029b00"},
    };
    for (const Case& one : cases) {
        const auto said = what_is_said(kTruth, one.as);
        ASSERT_TRUE(said);
        EXPECT_EQ(said->bssid, mac(one.bssid));
        EXPECT_EQ(said->report, one.report);
    }
}

TEST(WhatIsSaid, IsNothingWithoutAReport) {
    EXPECT_FALSE(what_is_said("", ReportedAs::ItIs));
    EXPECT_FALSE(what_is_said(kTruth.substr(0, 24), ReportedAs::ItIs));
    EXPECT_FALSE(what_is_said("02000000030zef190000809509", ReportedAs::ItIs));
}

TEST(ForgedRequest, IsOneOfTheAccessPointsToTheStation) {
    const wifi::Candidate candidate{
        mac("02:00:00:00:05:00"), wifi::Channel::make(wifi::Band::Ghz5, 44).value(), wifi::PhyMode::Vht, 255};
    const auto frame = forged_transition_request(mac("02:00:00:00:01:00"), {&candidate, 1}, 20);
    ASSERT_GT(frame.size(), 26U);
    EXPECT_EQ(frame[0], 0xD0) << "Action";
    EXPECT_EQ(frame[1] & 0x40, 0) << "not protected";
    EXPECT_EQ((std::vector<std::uint8_t>{frame.begin() + 4, frame.begin() + 22}),
              (std::vector<std::uint8_t>{2, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 2, 0, 0, 0, 1, 0}));
    EXPECT_EQ(frame[24], 10) << "WNM";
    EXPECT_EQ(frame[25], 7) << "BSS Transition Management Request";
    wifi::Reader reader{wifi::Octets{frame}.subspan(26), 26};
    wifi::BtmRequest request;
    wifi::BtmRequest::describe(reader, request);
    ASSERT_TRUE(reader.ok());
    EXPECT_EQ(request.mode.get<"preferred_list">(), 1U);
    EXPECT_EQ(request.mode.get<"disassociation_imminent">(), 1U);
    EXPECT_EQ(request.disassociation_timer_tbtt, 20);
    // The candidate: element 52, 13 octets and its preference, class 115 and channel 44 (Table E-4).
    EXPECT_EQ((std::vector<std::uint8_t>{frame.end() - 18, frame.end()}),
              (std::vector<std::uint8_t>{52, 16, 2, 0, 0, 0, 5, 0, 0, 0, 0, 0, 115, 44, 9, 3, 1, 255}));
}

TEST(ForgedRequest, AsksForNothingInParticularWithoutCandidates) {
    const auto frame = forged_transition_request(mac("02:00:00:00:01:00"), {}, 0);
    // Token 1, no mode bits, no timer, 100 beacon intervals.
    EXPECT_EQ((std::vector<std::uint8_t>{frame.begin() + 26, frame.end()}),
              (std::vector<std::uint8_t>{1, 0, 0, 0, 100}));
}

}  // namespace
}  // namespace lab::guest
