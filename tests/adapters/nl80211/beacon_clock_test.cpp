#include "adapters/nl80211/beacon_clock.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace {

using nl80211::BeaconClock;
using Micros = std::chrono::microseconds;

const wifi::MacAddress kBssid{{2, 0, 0, 0, 0, 1}};
const BeaconClock::Time kNow{std::chrono::hours{1}};
constexpr std::uint16_t kInterval = 100;  // time units
constexpr Micros kPeriod{102'400};

TEST(BeaconClock, KnowsTheNextBeaconFromOneFrame) {
    BeaconClock clock;
    // The sender's timer was 2,400 us past a beacon time when this frame left.
    clock.note(kBssid, 7 * 102'400 + 2'400, kInterval, kNow);
    EXPECT_EQ(clock.due(kBssid, kNow)->at, kNow + kPeriod - Micros{2'400});
    EXPECT_EQ(clock.due(kBssid, kNow + 10 * kPeriod)->at, kNow + 11 * kPeriod - Micros{2'400});
    EXPECT_EQ(clock.due(kBssid, kNow + kPeriod - Micros{2'400})->at, kNow + kPeriod - Micros{2'400})
        << "due right now";
}

TEST(BeaconClock, GrowsUncertainAsClocksDriftApart) {
    BeaconClock clock;
    clock.note(kBssid, 0, kInterval, kNow);
    EXPECT_EQ(clock.due(kBssid, kNow)->within, Micros{0});
    EXPECT_EQ(clock.due(kBssid, kNow + std::chrono::seconds{100})->within, Micros{4'000});
}

TEST(BeaconClock, ForgetsWhatClocksMayHaveDriftedFrom) {
    BeaconClock clock;
    clock.note(kBssid, 0, kInterval, kNow);
    EXPECT_TRUE(clock.due(kBssid, kNow + BeaconClock::kHolds));
    EXPECT_FALSE(clock.due(kBssid, kNow + BeaconClock::kHolds + Micros{1}));
    EXPECT_FALSE(clock.due(wifi::MacAddress{{2, 0, 0, 0, 0, 2}}, kNow));
}

TEST(BeaconClock, LearnsOnceFromOneFrameAndNothingFromOlderOnes) {
    BeaconClock clock;
    EXPECT_TRUE(clock.note(kBssid, 5'000, kInterval, kNow));
    EXPECT_FALSE(clock.note(kBssid, 5'000, kInterval, kNow + Micros{3})) << "the same, read again";
    EXPECT_FALSE(clock.note(kBssid, 4'000, kInterval, kNow - Micros{1'000}));
    EXPECT_FALSE(clock.note(kBssid, 4'000, kInterval, kNow + Micros{3})) << "that moment, with another timer";
    EXPECT_TRUE(clock.note(kBssid, 1'000, kInterval, kNow + std::chrono::seconds{5})) << "the AP began anew";
    EXPECT_EQ(clock.due(kBssid, kNow + std::chrono::seconds{5})->at,
              kNow + std::chrono::seconds{5} - Micros{1'000} + kPeriod);
}

TEST(BeaconClock, IsAsUncertainAsTheMomentOfTheFrame) {
    BeaconClock clock;
    clock.note(kBssid, 0, kInterval, kNow, Micros{10'000});
    EXPECT_EQ(clock.due(kBssid, kNow + std::chrono::seconds{100})->within, Micros{14'000});
    clock.note(kBssid, 100'000'000, kInterval, kNow + std::chrono::seconds{100});
    EXPECT_EQ(clock.due(kBssid, kNow + std::chrono::seconds{100})->within, Micros{0});
}

TEST(BeaconClock, TakesNothingFromAnIntervalOfZero) {
    BeaconClock clock;
    EXPECT_FALSE(clock.note(kBssid, 5, 0, kNow));
    EXPECT_FALSE(clock.due(kBssid, kNow));
}

RC_GTEST_PROP(BeaconClock, IsAlwaysDueWithinOneIntervalAndOnABeaconTime, ()) {
    const auto tsf = *rc::gen::arbitrary<std::uint64_t>();
    const auto interval = *rc::gen::inRange<std::uint16_t>(1, 65'535);
    const Micros after{*rc::gen::inRange<std::int64_t>(0, 60'000'000)};
    BeaconClock clock;
    clock.note(kBssid, tsf, interval, kNow);
    const auto due = clock.due(kBssid, kNow + after);
    RC_ASSERT(due.has_value());
    const Micros period{interval * 1024LL};
    const auto ahead = std::chrono::duration_cast<Micros>(due->at - (kNow + after));
    RC_ASSERT(ahead >= Micros{0} && ahead < period);
    const auto since = std::chrono::duration_cast<Micros>(due->at - kNow).count();
    const auto timer = tsf % static_cast<std::uint64_t>(period.count()) + static_cast<std::uint64_t>(since);
    RC_ASSERT(timer % static_cast<std::uint64_t>(period.count()) == 0U);
}

}  // namespace
