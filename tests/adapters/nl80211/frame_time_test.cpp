#include "adapters/nl80211/frame_time.hpp"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using nl80211::frame_time;

// Numbers as met on a kernel 6.1.

TEST(FrameTime, IsOfTheProbeResponse) {
    const auto frame = frame_time({22'135'114, 22'118'648, 4ms, 1'826'604us});
    EXPECT_EQ(frame.tsf_us, 22'135'114U);
    EXPECT_EQ(frame.age, 1'826'604us);
    EXPECT_TRUE(frame.exact);
}

TEST(FrameTime, IsOfTheProbeResponseAlsoWhenABeaconFollowedInTheSameScan) {
    const auto frame = frame_time({64'792'719, 64'819'321, 0ms, 30'989'568ns});
    EXPECT_EQ(frame.tsf_us, 64'792'719U);
    EXPECT_EQ(frame.age, 30'989'568ns);
}

TEST(FrameTime, IsOfTheBeaconWhereOnlyBeaconsHaveComeSince) {
    const auto frame = frame_time({22'964'656, 24'268'930, 8ms, 6'768us});
    EXPECT_EQ(frame.tsf_us, 24'268'930U);
    EXPECT_EQ(frame.age, 6'768us);
}

TEST(FrameTime, OfTheServingBssIsThatOfTheLaterFrameAsItsBeaconsRenewTheMoment) {
    const auto beacon = frame_time({96'238'795, 96'256'183, 12ms, 11'534us, true});
    EXPECT_EQ(beacon.tsf_us, 96'256'183U) << "the probe response left 17 ms before that moment";
    EXPECT_EQ(beacon.age, 11'534us);
    EXPECT_EQ(frame_time({157'697'113, 157'696'085, 32ms, 30'607us, true}).tsf_us, 157'697'113U);
}

TEST(FrameTime, IsRoughWhereTheDriverSaysNoMoment) {
    const auto frame = frame_time({64'000'000, 64'819'321, 8ms, {}});
    EXPECT_EQ(frame.tsf_us, 64'819'321U);
    EXPECT_EQ(frame.age, 8ms);
    EXPECT_FALSE(frame.exact);
}

}  // namespace
