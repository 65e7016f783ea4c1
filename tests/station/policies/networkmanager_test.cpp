#include "station/policies/networkmanager.hpp"

#include <gtest/gtest.h>

#include "builders.hpp"

namespace {

using namespace policy_builders;
using namespace station::policies::networkmanager;
using records::Action;
using records::Reason;

/// A link whose level the test sets, read every 250 ms.
struct Bgscan : testing::Test {
    station::policies::networkmanager::Bgscan string = kSeveralAps;
    State state;
    base::Instant now = kStart;
    Evidence evidence = linked(wide(1, -50), {wide(2, -50)});

    void start(int dbm) {
        evidence = at(evidence, dbm);
        state = begin(string, evidence, now);
    }
    /// How many scans begin in `ms` at this level.
    int scans(int dbm, int ms) {
        int count = 0;
        evidence = at(evidence, dbm);
        for (int i = 0; i < ms; i += 250) {
            now = now + base::Milliseconds{250};
            if (watch(string, state, evidence, now).action == Action::Look) ++count;
        }
        return count;
    }
};

TEST_F(Bgscan, StringsAreNetworkManagers) {
    EXPECT_EQ(kOneAp.short_interval.count(), 30'000);
    EXPECT_EQ(kOneAp.threshold.value, -70);
    EXPECT_EQ(kOneAp.long_interval.count(), 86'400'000);
    EXPECT_EQ(kSeveralAps.short_interval.count(), 30'000);
    EXPECT_EQ(kSeveralAps.threshold.value, -65);
    EXPECT_EQ(kSeveralAps.long_interval.count(), 300'000);
    EXPECT_EQ(most_short_scans(kSeveralAps), 11);
    EXPECT_EQ(most_short_scans(kOneAp), 2'881);
}

TEST_F(Bgscan, TakesTheLongIntervalFromTheThresholdOn) {
    start(-65);
    EXPECT_EQ(scans(-65, 299'750), 0);
    EXPECT_EQ(scans(-65, 250), 1);
    start(-66);
    EXPECT_EQ(scans(-66, 29'750), 0);  // the monitor tells of -66 at once, but the start counts as a scan
    EXPECT_EQ(scans(-66, 250), 1);
}

TEST_F(Bgscan, ScansAtOnceWhenTheLevelFallsBelow) {
    start(-60);
    EXPECT_EQ(scans(-60, 20'000), 0);
    EXPECT_EQ(scans(-66, 250), 1);
    EXPECT_TRUE(state.is_short);
}

TEST_F(Bgscan, ScansAgainForAnotherFourDecibelsAfterTenSeconds) {
    start(-60);
    (void)scans(-60, 20'000);
    ASSERT_EQ(scans(-66, 250), 1);
    EXPECT_EQ(scans(-66, 10'000), 0);
    EXPECT_EQ(scans(-70, 250), 0);  // 4 dB are not more than the hysteresis
    EXPECT_EQ(scans(-71, 250), 1);
    EXPECT_EQ(scans(-76, 250), 0);  // too soon
}

TEST_F(Bgscan, SpendsElevenShortScansAndThenWaitsFiveMinutesAlthoughTheSignalIsBad) {
    start(-80);
    EXPECT_EQ(scans(-80, 11 * 30'000), 11);
    EXPECT_FALSE(state.is_short);
    EXPECT_EQ(scans(-80, 299'500), 0);
    EXPECT_EQ(scans(-80, 500), 1);
    EXPECT_EQ(state.short_scans, 10);  // a long one gives one back
}

TEST_F(Bgscan, StartsItsTimerAgainWhenAnyScanEnds) {
    start(-80);
    EXPECT_EQ(scans(-80, 29'000), 0);
    note_scan_ended(string, state, now);
    EXPECT_EQ(scans(-80, 29'750), 0);
    EXPECT_EQ(scans(-80, 250), 1);
}

TEST_F(Bgscan, DoesNothingWithoutALink) {
    Evidence none;
    EXPECT_EQ(watch(string, state, none, now).reason, Reason::NotConnected);
}

}  // namespace
