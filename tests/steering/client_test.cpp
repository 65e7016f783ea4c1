#include "steering/client.hpp"

#include <gtest/gtest.h>

#include "site_builder.hpp"
#include "steering/options.hpp"

namespace {

using namespace site_builder;
using records::BeaconMode;
using records::Measures;
using steering::Client;
using steering::MeasureEnd;
using steering::Policy;

const Policy kPolicy;

TEST(Client, IsSmall) { EXPECT_LE(sizeof(Client), 1'024U); }

TEST(Client, TellsByItsFirstReportHowMuchLouderItHearsItsAccessPoint) {
    Client client = client_of(kPolicy, site(), 2, -60);
    client.memory.down_minus_up_cdb.reset();
    const auto before = serving_level(kPolicy, client, kNow);
    note_report(kPolicy, client, bssid(2), {-5400}, BeaconMode::Active, kNow);
    const auto after = serving_level(kPolicy, client, kNow);
    EXPECT_NEAR(after->mean.value, -5400, 60);
    EXPECT_LT(after->variance, before->variance);
}

TEST(Client, HearsLessAndLessSurelyWhatItHeardAsItWalks) {
    Client client = client_of(kPolicy, site(), 2, -60);
    report(kPolicy, site(), client, 4, -50);
    const auto now = level_of(kPolicy, client, bssid(4), kNow);
    client.walked_ms += 10'000;
    const auto later = level_of(kPolicy, client, bssid(4), kNow + base::Milliseconds{10'000});
    EXPECT_LT(later.mean, now.mean);
    EXPECT_GT(later.variance, now.variance);
}

TEST(Client, DidNotHearWhatItMeasuredForAndDidNotReport) {
    Client client = client_of(kPolicy, site(), 2, -60);
    note_measuring(kPolicy, client, BeaconMode::Active, site()[3].channel, kNow);
    note_measured(kPolicy, client, site(), MeasureEnd::Reported, kNow);
    EXPECT_LT(level_of(kPolicy, client, bssid(4), kNow).mean.value, -8'800);
    EXPECT_EQ(find_heard(client, bssid(3)), nullptr) << "another channel was not measured";
}

TEST(Client, HeardWhatItReportedInTheSameMeasurement) {
    Client client = client_of(kPolicy, site(), 2, -60);
    report(kPolicy, site(), client, 4, -50);
    EXPECT_GT(level_of(kPolicy, client, bssid(4), kNow).mean.value, -6'000);
}

TEST(Client, HasMeasuredSoonAfterItsFirstReport) {
    Client client = client_of(kPolicy, site(), 2, -60);
    note_measuring(kPolicy, client, BeaconMode::Active, site()[3].channel, kNow);
    EXPECT_EQ(client.measuring->until, kNow + kPolicy.measure_within);
    note_report(kPolicy, client, bssid(4), {-6'000}, BeaconMode::Active, kNow + base::Milliseconds{80});
    EXPECT_EQ(client.measuring->until, kNow + base::Milliseconds{180});
    note_report(kPolicy, client, bssid(4), {-6'000}, BeaconMode::Active, kNow + base::Milliseconds{120});
    EXPECT_EQ(client.measuring->until, kNow + base::Milliseconds{180});
}

TEST(Client, MeasuresNotAfterSayingNo) {
    Client client = client_of(kPolicy, site(), 2, -60);
    note_measuring(kPolicy, client, BeaconMode::Active, site()[3].channel, kNow);
    note_measured(kPolicy, client, site(), MeasureEnd::Refused, kNow);
    EXPECT_EQ(client.memory.measures[1], Measures::Refuses);
}

TEST(Client, MeasuresNotAfterBeingSilentSeveralTimes) {
    Client client = client_of(kPolicy, site(), 2, -60);
    for (int i = 0; i < kPolicy.measure_tries; ++i) {
        EXPECT_NE(client.memory.measures[1], Measures::Refuses);
        note_measuring(kPolicy, client, BeaconMode::Active, site()[3].channel, kNow);
        note_measured(kPolicy, client, site(), MeasureEnd::Silent, kNow);
    }
    EXPECT_EQ(client.memory.measures[1], Measures::Refuses);
}

// Somebody who walks out of reach three times a day would never be measured again.
TEST(Client, MeasuresStillAfterBeingOutOfReachForAWhile) {
    Client client = client_of(kPolicy, site(), 2, -60);
    report(kPolicy, site(), client, 4, -50);
    const auto asked = [&](MeasureEnd end, base::Instant at) {
        note_measuring(kPolicy, client, BeaconMode::Active, site()[3].channel, at);
        note_measured(kPolicy, client, site(), end, at);
    };
    asked(MeasureEnd::Refused, kNow);
    for (int i = 0; i < 100; ++i) asked(MeasureEnd::Unheard, kNow);
    EXPECT_EQ(client.memory.measures[1], Measures::Works) << "it never got those";
    for (int i = 1; i < kPolicy.measure_tries * kPolicy.measure_trust; ++i) {
        EXPECT_EQ(client.memory.measures[1], Measures::Works);
        asked(MeasureEnd::Silent, kNow);
    }
    EXPECT_EQ(client.memory.measures[1], Measures::Refuses);
}

TEST(Client, IsAskedToMeasureOnceMoreAfterAPause) {
    Client client = client_of(kPolicy, site(), 2, -60);
    const auto refuses = [&](BeaconMode mode, base::Instant at) {
        note_measuring(kPolicy, client, mode, site()[3].channel, at);
        note_measured(kPolicy, client, site(), MeasureEnd::Refused, at);
    };
    refuses(BeaconMode::Active, kNow);
    refuses(BeaconMode::Passive, kNow);
    EXPECT_EQ(measure_mode(kPolicy, client, kNow), std::nullopt);
    const base::Instant later = kNow + kPolicy.measure_again;
    EXPECT_EQ(measure_mode(kPolicy, client, later), BeaconMode::Active);
    refuses(BeaconMode::Active, later);
    EXPECT_EQ(measure_mode(kPolicy, client, later), std::nullopt) << "once, not several times";
    note_measuring(kPolicy, client, BeaconMode::Active, site()[3].channel, later);
    note_measured(kPolicy, client, site(), MeasureEnd::Reported, later);
    EXPECT_EQ(measure_mode(kPolicy, client, later), BeaconMode::Active);
}

TEST(Client, KnowsTheBssThatItLeftAsItWas) {
    Client client = client_of(kPolicy, site(), 2, -62);
    note_joined(kPolicy, client, site()[3], kNow);
    EXPECT_NEAR(level_of(kPolicy, client, bssid(2), kNow).mean.value, -6'200, 100);
    EXPECT_FALSE(serving_level(kPolicy, client, kNow)) << "of the new one nothing is read yet";
}

TEST(Client, IsHeardByOtherBssAsGoodEvidenceAsAReportIsBetter) {
    Client client = client_of(kPolicy, site(), 2, -62);
    note_uplink(kPolicy, client, bssid(4), {-5500}, base::Milliseconds{0}, kNow);
    const auto heard = level_of(kPolicy, client, bssid(4), kNow);
    EXPECT_NEAR(heard.mean.value, -5500, 10);
    Client reporting = client_of(kPolicy, site(), 2, -62);
    report(kPolicy, site(), reporting, 4, -55);
    EXPECT_LT(level_of(kPolicy, reporting, bssid(4), kNow).variance, heard.variance);
}

TEST(Client, KeepsOnlyTheLatestOfManyBss) {
    Client client = client_of(kPolicy, site(), 2, -62);
    for (int i = 10; i < 40; ++i)
        note_uplink(kPolicy, client, bssid(i), {-7000}, base::Milliseconds{0}, kNow + base::Milliseconds{i});
    EXPECT_NE(find_heard(client, bssid(39)), nullptr);
    EXPECT_EQ(find_heard(client, bssid(10)), nullptr);
}

TEST(Client, CanUseBandsOnWhichItWasMetAndAllWhenNoneIsKnown) {
    Client client;
    EXPECT_TRUE(can_use(client, wifi::Band::Ghz5));
    client.memory.bands = 0b001;
    EXPECT_FALSE(can_use(client, wifi::Band::Ghz5));
    EXPECT_TRUE(can_use(client, wifi::Band::Ghz2_4));
}

}  // namespace
