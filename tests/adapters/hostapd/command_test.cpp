#include "adapters/hostapd/command.hpp"

#include <numeric>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "adapters/hostapd/parse.hpp"
#include "wifi/bss_elements.hpp"
#include "wifi/hostap_text.hpp"
#include "wifi/measurement_request.hpp"

namespace {

using namespace hostapd;

const wifi::MacAddress kClient{{2, 0, 0, 0, 0, 7}};
const wifi::MacAddress kTarget{{2, 0, 0, 0, 1, 3}};

/// 13 octets of a Neighbor Report and `more` octets in one subelement of a vendor.
std::vector<std::uint8_t> neighbor(std::uint8_t last, std::size_t more = 0) {
    std::vector<std::uint8_t> body{2, 0, 0, 0, 1, last, 0xEF, 9, 0, 0, 115, 36, 9};
    if (more < 2) return body;
    body.insert(body.end(), {221, static_cast<std::uint8_t>(more - 2)});
    body.insert(body.end(), more - 2, 0xAA);
    return body;
}

ports::BeaconAsk ask_for(records::BeaconMode mode) {
    ports::BeaconAsk ask;
    ask.mode = mode;
    ask.where = {115, 36};
    ask.duration = wifi::Tu{100};
    ask.ssid = "ab";
    return ask;
}

/// What BSS_TM_REQ carries; `room` is borrowed.
wifi::TransitionCommand read(const Command& command, std::span<std::uint8_t> room) {
    EXPECT_TRUE(command) << command.error();
    EXPECT_TRUE(command->starts_with("BSS_TM_REQ "));
    const auto read = wifi::parse_transition(std::string_view{*command}.substr(11), room);
    EXPECT_TRUE(read) << read.error().offset;
    return read.value_or(wifi::TransitionCommand{});
}

TEST(BeaconRequest, IsWrittenOctetForOctet) {
    // Class 115, channel 36, no random interval, 100 TU with the low octet first, active, any BSS, SSID "ab",
    // Reporting Detail 0.
    EXPECT_EQ(beacon_request(kClient, ask_for(records::BeaconMode::Active)),
              "REQ_BEACON 02:00:00:00:00:07 73240000640001ffffffffffff00026162020100");
    auto one = ask_for(records::BeaconMode::Table);
    one.bssid = kTarget;
    one.ssid.clear();
    one.duration = wifi::Tu{0};
    EXPECT_EQ(beacon_request(kClient, one), "REQ_BEACON 02:00:00:00:00:07 73240000000002020000000103020100");
}

TEST(BeaconRequest, NeedsADurationUnlessItIsATable) {
    auto ask = ask_for(records::BeaconMode::Passive);
    ask.duration = wifi::Tu{0};
    EXPECT_FALSE(beacon_request(kClient, ask));
    ask.duration = wifi::Tu{70'000};
    EXPECT_TRUE(beacon_request(kClient, ask)->contains(" 73240000ffff00")) << "as long as the field can say";
}

TEST(BeaconRequest, RefusesWhatIsNoSsid) {
    auto ask = ask_for(records::BeaconMode::Active);
    ask.ssid = std::string(33, 'a');
    EXPECT_FALSE(beacon_request(kClient, ask));
    ask.ssid = "a\\";
    EXPECT_FALSE(beacon_request(kClient, ask));
    ask.ssid = "\\x00\\\"";
    EXPECT_TRUE(beacon_request(kClient, ask)->ends_with("00020022020100"));
}

TEST(TransitionRequest, HasNoTimerUnlessTheLinkShallEnd) {
    ports::TransitionAsk ask;
    ask.targets = {{neighbor(3), 255}};
    ask.validity_tbtt = 20;
    const auto polite = transition_request(kClient, ask, 1);
    EXPECT_EQ(polite,
              "BSS_TM_REQ 02:00:00:00:00:07 valid_int=20 pref=1 abridged=1"
              " neighbor=02:00:00:00:01:03,0x9ef,115,36,9,0301ff");
    ask.disassociation_tbtt = 50;
    std::array<std::uint8_t, 1024> room;
    const auto forced = read(transition_request(kClient, ask, 2), room);
    EXPECT_TRUE(forced.disassociation_imminent);
    EXPECT_EQ(forced.disassociation_timer_tbtt, 50);
    EXPECT_EQ(forced.token, 2);
    ask.disassociation_tbtt = 0;
    const auto told = read(transition_request(kClient, ask, 3), room);
    EXPECT_TRUE(told.disassociation_imminent);
    EXPECT_EQ(told.disassociation_timer_tbtt, 0);
}

TEST(TransitionRequest, AnnouncesNoListWithoutTargets) {
    std::array<std::uint8_t, 1024> room;
    ports::TransitionAsk ask;
    ask.disassociation_tbtt = 9;
    const auto command = read(transition_request(kClient, ask, 1), room);
    EXPECT_FALSE(command.preferred_list || command.abridged) << "an abridged empty list excludes every BSS";
    ask.targets = {{{1, 2, 3}, 255}};
    EXPECT_FALSE(transition_request(kClient, ask, 1));
}

TEST(TransitionRequest, SaysItsPreferenceAndNoOther) {
    ports::TransitionAsk ask;
    auto body = neighbor(3);
    body.insert(body.end(), {3, 1, 0, 6, 3, 2, 42, 0});
    ask.targets = {{body, 7}};
    EXPECT_TRUE(transition_request(kClient, ask, 1)->ends_with(",9,0603022a00030107"));
    ask.targets = {{body, 7}, {neighbor(4), 9}};
    ask.targets[0].neighbor.push_back(6);  // a subelement that is cut
    std::array<std::uint8_t, 1024> room;
    const auto command = read(transition_request(kClient, ask, 1), room);
    ASSERT_EQ(command.neighbors.size(), 1U);
    EXPECT_EQ(command.neighbors[0].report.bssid.octets[5], 4);
}

TEST(TransitionRequest, TakesTheBestTargetsThatFit) {
    rc::check([](const std::vector<std::uint8_t>& sizes) {
        ports::TransitionAsk ask;
        for (std::size_t i = 0; i < sizes.size(); ++i)
            ask.targets.push_back(
                {neighbor(static_cast<std::uint8_t>(i), sizes[i] % 230), static_cast<std::uint8_t>(255 - i)});
        ask.validity_tbtt = 255;
        const auto text = transition_request(kClient, ask, 255);
        RC_ASSERT(text.has_value());
        RC_ASSERT(text->size() <= kCommandOctets);
        std::array<std::uint8_t, 2048> room;
        const auto command = wifi::parse_transition(std::string_view{*text}.substr(11), room);
        RC_ASSERT(command.has_value());
        // Element by element, as hostapd adds them up.
        std::size_t octets = 0;
        std::vector<std::uint8_t> taken;
        for (const auto& target : command->neighbors) {
            octets += 2 + 13 + target.report.subelements.octets().size();
            taken.push_back(target.report.bssid.octets[5]);
        }
        RC_ASSERT(octets <= kNeighborListOctets);
        RC_ASSERT(std::ranges::is_sorted(taken));
        // What was left out would not have fitted beside those before it.
        std::size_t so_far = 0;
        std::size_t count = 0;
        for (std::size_t i = 0; i < ask.targets.size() && count < 16; ++i) {
            const std::size_t size = 2 + ask.targets[i].neighbor.size() + 3;
            const bool is_taken = std::ranges::count(taken, static_cast<std::uint8_t>(i)) == 1;
            RC_ASSERT(is_taken == (so_far + size <= kNeighborListOctets));
            if (!is_taken) continue;
            so_far += size;
            ++count;
        }
    });
}

TEST(Neighbors, AreReadAsTheyWereSet) {
    rc::check([](const std::vector<std::uint8_t>& ssid, std::uint8_t last) {
        std::array<char, 4096> printed;
        const auto octets = wifi::Octets{ssid}.first(std::min<std::size_t>(ssid.size(), 32));
        const ports::NeighborEntry entry{
            {{2, 0, 0, 0, 1, last}}, std::string{*wifi::write_printed(octets, printed)}, neighbor(last, 20)};
        const auto command = set_neighbor(entry);
        RC_ASSERT(command.has_value());
        const auto read = parse_neighbors(command->substr(13) + "\n");
        RC_ASSERT(read.has_value());
        RC_ASSERT(read->size() == 1U);
        RC_ASSERT(read->at(0) == entry);
    });
}

TEST(Neighbors, AreRefusedWithTheBodyOfAnother) {
    EXPECT_FALSE(set_neighbor({kTarget, "ab", neighbor(4)}));
    EXPECT_FALSE(set_neighbor({kTarget, "ab", {2, 0, 0, 0, 1, 3}}));
    EXPECT_FALSE(set_neighbor({kTarget, "ab", std::vector<std::uint8_t>(256)}));
    EXPECT_EQ(remove_neighbor({kTarget, "a\\n", {}}), "REMOVE_NEIGHBOR 02:00:00:00:01:03 ssid=610a");
}

TEST(Orders, NameTheClient) {
    EXPECT_EQ(deny(kClient, true), "DENY_ACL ADD_MAC 02:00:00:00:00:07");
    EXPECT_EQ(deny(kClient, false), "DENY_ACL DEL_MAC 02:00:00:00:00:07");
    EXPECT_EQ(disassociation(kClient, 12), "DISASSOCIATE 02:00:00:00:00:07 reason=12");
}

}  // namespace
