// What a controller reads in hostapd's events, and what it says.
#include "lab/guest/controller.hpp"

#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace lab::guest {
namespace {

// As hostapd 2.10 hands on a query of wpa_supplicant's: header, category 10, action 6, token 1, reason 16,
// and one neighbour with its preference (9.6.13.8).
constexpr std::string_view kQuery =
    "AP-MGMT-FRAME-RECEIVED buf=d0003c00020000000100020000000000020000000100a0020a060110"
    "341002000000020000000000809509"
    "0301ff";

TEST(QueryIn, ReadsReasonAndCandidates) {
    const auto query = query_in(kQuery);
    ASSERT_TRUE(query);
    EXPECT_EQ(query->station, wifi::parse_mac("02:00:00:00:00:00"));
    EXPECT_EQ(query->reason, 16);
    EXPECT_EQ(query->candidates, std::vector<std::string>{"02:00:00:00:02:00,0x0,128,149,9,0301ff"});
}

TEST(QueryIn, PassesOverWhatIsNone) {
    const std::string query{kQuery};
    const auto with = [&](std::size_t octet, std::string_view hex) {
        std::string changed = query;
        changed.replace(std::string_view{"AP-MGMT-FRAME-RECEIVED buf="}.size() + 2 * octet, 2, hex);
        return query_in(changed).has_value();
    };
    EXPECT_TRUE(with(0, "d0"));
    EXPECT_FALSE(with(0, "40")) << "a probe request";
    EXPECT_FALSE(with(24, "05")) << "radio measurement";
    EXPECT_FALSE(with(25, "08")) << "a response";
    EXPECT_FALSE(with(29, "20")) << "a neighbour that is longer than the frame";
    EXPECT_FALSE(with(30, "0g"));
    EXPECT_FALSE(query_in(query.substr(0, query.size() - 1)));
    EXPECT_FALSE(query_in("AP-STA-CONNECTED 02:00:00:00:00:00"));
    EXPECT_FALSE(query_in("AP-MGMT-FRAME-RECEIVED buf="));
    EXPECT_FALSE(query_in(""));
}

TEST(QueryIn, SurvivesAnyDamage) {
    for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937_64 random{seed};
        std::string event{kQuery};
        for (auto edits = 1 + random() % 6; edits > 0; --edits)
            event[27 + random() % (event.size() - 27)] = "0123456789abcdef<"[random() % 17];
        event.resize(event.size() - random() % 40);
        const auto query = query_in(event);
        EXPECT_LE(query ? query->candidates.size() : 0, 2U);
    }
}

TEST(AnswerTo, IsTheStationsOwnListInItsOrder) {
    TransitionQuery query{
        wifi::parse_mac("02:00:00:00:00:00").value(), 16, {"a,0x0,128,149,9", "b,0x0,115,36,9"}};
    EXPECT_EQ(answer_to(query, {"c"}),
              "BSS_TM_REQ 02:00:00:00:00:00 valid_int=100 pref=1 abridged=1 neighbor=a,0x0,128,149,9 "
              "neighbor=b,0x0,115,36,9");
    query.candidates.clear();
    EXPECT_EQ(answer_to(query, {"c", "d"}),
              "BSS_TM_REQ 02:00:00:00:00:00 valid_int=100 pref=1 abridged=1 neighbor=c neighbor=d");
    EXPECT_EQ(answer_to(query, {}), "BSS_TM_REQ 02:00:00:00:00:00 valid_int=100");
}

TEST(BeaconRequest, NamesClassChannelModeAndBss) {
    RadioConfig radio;
    radio.channel = wifi::Channel::make(wifi::Band::Ghz5, 36).value();
    // Class 115, channel 36, no random interval, 20 TU, active, the BSS, and the SSID "lab" (9.4.2.20.7).
    EXPECT_EQ(beacon_request(wifi::parse_mac("02:00:00:00:00:00").value(),
                             wifi::parse_mac("02:00:00:00:01:00").value(), radio, "lab"),
              "REQ_BEACON 02:00:00:00:00:00 73240000140001020000000100"
              "00036c6162");
}

TEST(Answers, AreToldFromOtherEvents) {
    EXPECT_TRUE(is_about_answers("BSS-TM-RESP 02:00:00:00:00:00 status_code=7 bss_termination_delay=0"));
    EXPECT_TRUE(is_about_answers("BEACON-RESP-RX 02:00:00:00:00:00 1 04 "));
    EXPECT_TRUE(is_about_answers("BEACON-REQ-TX-STATUS 02:00:00:00:00:00 1 ack=1"));
    EXPECT_FALSE(is_about_answers("AP-STA-CONNECTED 02:00:00:00:00:00"));
    EXPECT_FALSE(is_about_answers(kQuery));
}

}  // namespace
}  // namespace lab::guest
