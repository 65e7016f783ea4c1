// BSS Transition Management frames on the air, made by our encoder and by hand.
#include "lab/guest/transition_frames.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "lab/guest/forgery.hpp"

namespace lab::guest {
namespace {

Scenario two_aps() {
    Scenario scenario;
    const RadioConfig radio{.channel = wifi::Channel::make(wifi::Band::Ghz5, 36).value_or(wifi::Channel{})};
    scenario.aps = {{"A", {0, 0}, {radio}}, {"B", {9, 0}, {radio}}, {"C", {18, 0}, {radio}}};
    return scenario;
}

const std::vector<BssSite> kSites = bss_sites(two_aps());

std::vector<std::uint8_t> request(const std::vector<wifi::Candidate>& candidates, std::uint16_t timer = 0) {
    return forged_transition_request(kSites[0].bssid, candidates, timer);
}

wifi::Candidate candidate(std::size_t bss, std::uint8_t preference) {
    return {kSites[bss].bssid, wifi::Channel::make(wifi::Band::Ghz5, 36).value_or(wifi::Channel{}),
            wifi::PhyMode::Ht, preference};
}

TEST(RequestIn, RanksTheListByPreferenceAndLeavesOutWhatIsExcluded) {
    const auto octets = request({candidate(0, 0), candidate(1, 10), candidate(2, 200)});
    const auto asked = request_in(FrameView{octets}, kSites);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->targets, (std::vector<int>{2, 1}));
    EXPECT_EQ(asked->mode, 0x03);
    EXPECT_EQ(asked->timer_tbtt, 0);
}

TEST(RequestIn, SaysWhatIsAnnounced) {
    const auto octets = request({}, 300);
    const auto asked = request_in(FrameView{octets}, kSites);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->mode, 0x04);
    EXPECT_EQ(asked->timer_tbtt, 300);
    EXPECT_TRUE(asked->targets.empty());
}

TEST(RequestIn, IsEmptyForAnythingElse) {
    auto octets = request({candidate(1, 10)});
    EXPECT_FALSE(request_in(FrameView{octets}, {})) << "nobody wants to know";
    for (std::size_t length = 24; length < octets.size(); ++length) {
        const std::span cut{octets.data(), length};
        const auto asked = request_in(FrameView{cut}, kSites);
        if (asked) {
            EXPECT_TRUE(asked->targets.empty()) << length;
        }
    }
    octets[1] |= 0x40;
    EXPECT_FALSE(request_in(FrameView{octets}, kSites)) << "protected";
    octets[1] = 0;
    octets[25] = 8;
    EXPECT_FALSE(request_in(FrameView{octets}, kSites)) << "a response";
}

TEST(AnswerIn, IsTheStatusWithOrWithoutATarget) {
    std::vector<std::uint8_t> octets(24);
    octets[0] = kAction;
    octets.insert(octets.end(), {10, 8, 1, 7, 0});
    EXPECT_EQ(answer_in(FrameView{octets}), 7);
    octets[27] = 0;
    EXPECT_EQ(answer_in(FrameView{octets}), 0);
    octets[25] = 7;
    EXPECT_FALSE(answer_in(FrameView{octets}));
    octets.resize(27);
    octets[25] = 8;
    EXPECT_FALSE(answer_in(FrameView{octets})) << "cut before the status";
}

}  // namespace
}  // namespace lab::guest
