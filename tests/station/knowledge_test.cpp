#include "station/knowledge.hpp"

#include <gtest/gtest.h>

#include "builders.hpp"
#include "station/estimate.hpp"

namespace {

using base::Instant;
using base::Milliseconds;
using builders::bssid;
using builders::channel;
using builders::kNow;
using builders::linked;
using builders::wide;
using station::Policy;

station::Sighting sighting(int last, int number, std::optional<int> dbm, int age_ms = 0) {
    station::Sighting result;
    result.bssid = bssid(last);
    result.channel = channel(wifi::Band::Ghz5, number);
    result.link = {wifi::Band::Ghz5, wifi::PhyMode::Vht, wifi::Width::Mhz80, 2};
    if (dbm) result.level = wifi::Dbm{*dbm};
    result.age = Milliseconds{age_ms};
    return result;
}

TEST(Sighting, OfANewBssIsTakenIn) {
    station::Knowledge knowledge = linked(wide(1, 36, -60), {});
    station::note_sighting({}, knowledge, sighting(2, 149, -70), kNow);
    const station::Bss* bss = station::find(knowledge, bssid(2));
    ASSERT_NE(bss, nullptr);
    EXPECT_TRUE(bss->measured && bss->described);
    EXPECT_NEAR(bss->level.value, -7000, 60);
}

TEST(Sighting, ThatIsOldNewsChangesNothing) {
    station::Knowledge knowledge = linked(wide(1, 36, -60), {wide(2, 149, -70)});
    station::note_sighting({}, knowledge, sighting(2, 149, -50, 3'000), {kNow.ms + 2'500});
    EXPECT_EQ(station::find(knowledge, bssid(2))->level.value, -7000);
    station::note_sighting({}, knowledge, sighting(2, 149, -50, 0), {kNow.ms + 2'500});
    EXPECT_GT(station::find(knowledge, bssid(2))->level.value, -7000);
}

TEST(Sighting, ByReportDoesNotOverrideABeacon) {
    station::Knowledge knowledge = linked(wide(1, 36, -60), {wide(2, 149, -70)});
    station::Sighting report = sighting(2, 153, std::nullopt);
    report.link.mode = wifi::PhyMode::Ht;
    station::note_sighting({}, knowledge, report, kNow);
    EXPECT_EQ(station::find(knowledge, bssid(2))->channel.number(), 149);
    EXPECT_EQ(station::find(knowledge, bssid(2))->link.mode, wifi::PhyMode::Vht);
}

TEST(Table, KeepsTheServingBssWhenFull) {
    station::Knowledge knowledge = linked(wide(1, 36, -60), {});
    station::find(knowledge, bssid(1))->when = Instant{0};
    for (int i = 2; i < 60; ++i) station::note_sighting({}, knowledge, sighting(i, 149, -70), {kNow.ms + i});
    EXPECT_TRUE(knowledge.table.full());
    EXPECT_NE(station::find(knowledge, bssid(1)), nullptr);
    EXPECT_NE(station::find(knowledge, bssid(59)), nullptr);
    EXPECT_EQ(station::find(knowledge, bssid(2)), nullptr);
}

station::Reading reading(int dbm) {
    station::Reading result;
    result.last = result.average = wifi::Dbm{dbm};
    return result;
}

TEST(Reading, FollowsTheServingLevel) {
    station::Knowledge knowledge = linked(wide(1, 36, -60), {});
    for (int i = 1; i <= 20; ++i) station::note_reading({}, knowledge, reading(-70), {kNow.ms + 250 * i});
    EXPECT_NEAR(station::serving_bss(knowledge)->level.value, -7000, 100);
}

TEST(Reading, LossesAreASignOfFailure) {
    station::Knowledge knowledge = linked(wide(1, 36, -60), {});
    station::Reading lossy = reading(-60);
    lossy.counters.sent = 10;
    lossy.counters.lost = 6;
    station::note_reading({}, knowledge, lossy, kNow);
    EXPECT_FALSE(knowledge.serving->failing);
    lossy.counters.lost = 7;
    station::note_reading({}, knowledge, lossy, kNow);
    EXPECT_EQ(knowledge.serving->failing, kNow);
}

TEST(Reading, LossesThatLastAreASignOfFailureEvenWhileMuchStillWaitsToBeSent) {
    station::Knowledge knowledge = linked(wide(1, 36, -60), {});
    station::Reading lossy = reading(-60);
    lossy.counters.sent = 96;
    lossy.counters.lost = 57;
    station::note_reading({}, knowledge, lossy, kNow);
    station::note_reading({}, knowledge, reading(-60), kNow + Milliseconds{200});  // nothing was sent
    EXPECT_FALSE(knowledge.serving->failing);
    station::note_reading({}, knowledge, lossy, kNow + Milliseconds{400});
    EXPECT_EQ(knowledge.serving->failing, kNow + Milliseconds{400});
}

TEST(Reading, AGoodCountBetweenLossyOnesEndsTheRow) {
    station::Knowledge knowledge = linked(wide(1, 36, -60), {});
    station::Reading lossy = reading(-60);
    lossy.counters.sent = 96;
    for (int i = 0; i < 20; ++i) {
        lossy.counters.lost = i % 2 == 0 ? 57 : 10;
        station::note_reading({}, knowledge, lossy, kNow + Milliseconds{400 * i});
        ASSERT_FALSE(knowledge.serving->failing) << i;
    }
}

TEST(Reading, SilenceIsNoSignWhereTheDriverFiltersBeacons) {
    station::Knowledge knowledge = linked(wide(1, 36, -60), {});
    station::Reading some = reading(-60);
    for (int i = 1; i <= 60; ++i) {  // a frame every ten seconds, and nothing between
        some.counters.received = i % 10 == 0 ? 1 : 0;
        station::note_reading({}, knowledge, some, {kNow.ms + 1'000 * i});
        ASSERT_FALSE(knowledge.serving->failing) << i;
    }
    EXPECT_FALSE(knowledge.beacons_counted);
    some.counters.received = 10;
    station::note_reading({}, knowledge, some, {kNow.ms + 61'000});
    EXPECT_TRUE(knowledge.beacons_counted);
}

TEST(Reading, SilenceIsASignOfFailure) {
    station::Knowledge knowledge = linked(wide(1, 36, -60), {});
    knowledge.beacons_counted = true;
    station::Reading silent = reading(-60);
    silent.counters.received = 0;
    for (int ms = 0; ms < Policy{}.failing_silence.count(); ms += 100) {
        station::note_reading({}, knowledge, silent, {kNow.ms + ms});
        ASSERT_FALSE(knowledge.serving->failing) << ms;
    }
    const Instant late{kNow.ms + Policy{}.failing_silence.count()};
    station::note_reading({}, knowledge, silent, late);
    EXPECT_EQ(knowledge.serving->failing, late);
}

TEST(Walk, IsCountedOnlyWhileMoving) {
    station::Knowledge knowledge = linked(wide(1, 36, -60), {}, false);
    for (int i = 1; i <= 40; ++i) station::note_reading({}, knowledge, reading(-60), {kNow.ms + 250 * i});
    EXPECT_EQ(knowledge.walked.ms, 0);
    for (int i = 41; i <= 120; ++i)
        station::note_reading({}, knowledge, reading(i % 2 ? -57 : -63), {kNow.ms + 250 * i});
    EXPECT_GT(knowledge.walked.ms, 10'000);
    EXPECT_LT(knowledge.walked.ms, 20'000);
}

TEST(Look, ThatHearsNothingSaysWeak) {
    const Policy policy;
    station::Knowledge knowledge = linked(wide(1, 36, -60), {wide(2, 149, -85), wide(3, 153, -85)});
    const Instant started{kNow.ms + 1'000};
    station::note_look_started(policy, knowledge, channel(wifi::Band::Ghz5, 149), policy.look_silence,
                               started);
    station::note_look_ended(policy, knowledge, channel(wifi::Band::Ghz5, 149), started, {started.ms + 80});
    EXPECT_LT(station::find(knowledge, bssid(2))->level.value, -8500);
    EXPECT_EQ(station::find(knowledge, bssid(3))->level.value, -8500) << "on another channel";
    EXPECT_FALSE(station::find(knowledge, bssid(2))->vanished) << "it was weak before";
}

TEST(Look, ThatHearsABssWhoseLinkFailedDoesNotCallItBack) {
    for (const bool missed : {false, true}) {
        station::Knowledge knowledge = linked(wide(1, 36, -60), {wide(2, 149, -60)});
        station::note_link_in_doubt(knowledge, kNow);
        station::note_connected({}, knowledge, bssid(2), false, kNow);
        const Instant later = kNow + Milliseconds{20'000};
        if (missed) station::note_look_ended({}, knowledge, channel(wifi::Band::Ghz5, 36), later, later);
        station::note_beacon({}, knowledge, bssid(1), wifi::Dbm{-60}, later + Milliseconds{1'000});
        EXPECT_EQ(station::find(knowledge, bssid(1))->back_until > later, missed)
            << "it may never have been gone";
    }
}

TEST(Look, ThatMissesAStrongBssSaysVanished) {
    const Policy policy;
    station::Knowledge knowledge = linked(wide(1, 36, -60), {wide(2, 149, -60)});
    const Instant since{kNow.ms + 1'000};
    Instant now = since;
    for (const int seconds_to_the_next : {10, 10, 75, 600}) {
        station::note_look_ended(policy, knowledge, channel(wifi::Band::Ghz5, 149), now, now);
        ASSERT_TRUE(station::find(knowledge, bssid(2))->vanished);
        EXPECT_EQ(station::find(knowledge, bssid(2))->vanished->look_at,
                  now + Milliseconds{1'000 * seconds_to_the_next});
        now = now == since                          ? since + Milliseconds{10'000}
              : now < since + Milliseconds{600'000} ? since + Milliseconds{600'000}
                                                    : since + Milliseconds{86'400'000};
    }
    now = now + Milliseconds{1'000};
    station::note_sighting(policy, knowledge, sighting(2, 149, -60), now);
    EXPECT_FALSE(station::find(knowledge, bssid(2))->vanished);
    EXPECT_NEAR(station::find(knowledge, bssid(2))->level.value, -6000, 300)
        << "a surprise overrides what was known";
}

TEST(Look, ThatHearsTheBssDoesNotSayWeak) {
    station::Knowledge knowledge = linked(wide(1, 36, -60), {wide(2, 149, -70)});
    const Instant started{kNow.ms + 1'000};
    const Instant ended{started.ms + 80};
    station::note_sighting({}, knowledge, sighting(2, 149, -69), ended);
    station::note_look_ended({}, knowledge, channel(wifi::Band::Ghz5, 149), started, ended);
    EXPECT_GT(station::find(knowledge, bssid(2))->level.value, -7000);
}

TEST(Lost, ALinkThatFailedIsNotTrustedAgainUnheard) {
    station::Knowledge knowledge = linked(wide(1, 36, -50), {wide(2, 149, -70)});
    station::note_link_in_doubt(knowledge, kNow);
    station::note_connected({}, knowledge, bssid(2), false, kNow);
    EXPECT_LT(station::find(knowledge, bssid(1))->level.value, -9000);
    EXPECT_TRUE(station::find(knowledge, bssid(1))->vanished);
}

TEST(Lost, TheTablesLastBeaconFromBeforeIsNotAReturn) {
    station::Knowledge knowledge = linked(wide(1, 36, -50), {wide(2, 149, -70)});
    station::note_link_in_doubt(knowledge, kNow);
    station::note_connected({}, knowledge, bssid(2), false, kNow);
    // Ages come in whole seconds: 0 may be 0.9 s.
    station::note_sighting({}, knowledge, sighting(1, 36, -50), {kNow.ms + 300});
    EXPECT_TRUE(station::find(knowledge, bssid(1))->vanished);
    EXPECT_LT(station::find(knowledge, bssid(1))->level.value, -9000);
    station::note_sighting({}, knowledge, sighting(1, 36, -50), {kNow.ms + 1'300});
    EXPECT_FALSE(station::find(knowledge, bssid(1))->vanished);
    EXPECT_GT(station::find(knowledge, bssid(1))->level.value, -5500);
}

TEST(Failure, BlocksTwiceAsLongEachTimeAndIsForgotten) {
    const Policy policy;
    station::Knowledge knowledge = linked(wide(1, 36, -60), {wide(2, 149, -70)});
    const station::Bss& bss = *station::find(knowledge, bssid(2));
    Instant now = kNow;
    Milliseconds expected = policy.block_first;
    for (int i = 0; i < 12; ++i) {
        station::note_failed(policy, knowledge, bssid(2), station::Failure::NoAnswer, now);
        EXPECT_EQ(bss.blocked_until - now, std::min(expected, policy.block_most)) << i;
        expected = expected * 2;
        now = bss.blocked_until;
    }
    now = bss.blocked_until + policy.block_memory + Milliseconds{1};
    station::note_failed(policy, knowledge, bssid(2), station::Failure::NoAnswer, now);
    EXPECT_EQ(bss.blocked_until - now, policy.block_first);
    station::note_connected(policy, knowledge, bssid(2), false, now);
    EXPECT_EQ(bss.failures, 0);
}

TEST(Connected, RemembersWhatWasLeft) {
    station::Knowledge knowledge = linked(wide(1, 36, -60), {wide(2, 149, -70)});
    station::note_connected({}, knowledge, bssid(2), true, kNow);
    ASSERT_TRUE(knowledge.left);
    EXPECT_EQ(knowledge.left->bssid, bssid(1));
    station::note_connected({}, knowledge, bssid(2), true, kNow);
    EXPECT_EQ(knowledge.left->bssid, bssid(1)) << "a new handshake with the same AP leaves nothing";
}

TEST(Failure, OfABssNotYetKnownIsRemembered) {
    // The supplicant is refused before the first table is read.
    station::Knowledge knowledge = linked(wide(1, 36, -60), {});
    station::note_failed({}, knowledge, bssid(2), station::Failure::Refused, kNow);
    EXPECT_FALSE(station::find(knowledge, bssid(2))->fits) << "nothing is known of it but that";
    station::Sighting seen;
    seen.bssid = bssid(2);
    seen.channel = builders::channel(wifi::Band::Ghz5, 149);
    seen.level = wifi::Dbm{-40};
    station::note_sighting({}, knowledge, seen, kNow);
    EXPECT_TRUE(station::find(knowledge, bssid(2))->fits);
    EXPECT_EQ(station::find(knowledge, bssid(2))->blocked_until - kNow, Policy{}.block_refused);
}

TEST(Method, IsFastInsideTheMobilityDomainOnly) {
    station::Knowledge knowledge = linked(wide(1, 36, -60), {wide(2, 149, -70)});
    station::Bss& target = *station::find(knowledge, bssid(2));
    station::find(knowledge, bssid(1))->mobility_domain = target.mobility_domain = std::uint16_t{7};
    EXPECT_FALSE(station::is_fast(knowledge, target)) << "the link's AKM is not FT";
    knowledge.serving->fast_transition = true;
    EXPECT_TRUE(station::is_fast(knowledge, target));
    target.mobility_domain = std::uint16_t{8};
    EXPECT_FALSE(station::is_fast(knowledge, target));
}

}  // namespace
