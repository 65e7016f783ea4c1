#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "builders.hpp"
#include "station/policies/wpa_supplicant_2_10.hpp"
#include "station/policies/wpa_supplicant_2_11.hpp"

namespace {

using namespace policy_builders;
using namespace station::policies;
using records::Action;
using records::GateKind;
using records::Reason;
using wpa_supplicant::Pair;
using wpa_supplicant::Version;

constexpr radio::LinkCapability link_of(wifi::Band band, wifi::PhyMode mode, wifi::Width width) {
    return {band, mode, width, 2};
}

// -- Estimates: points of scan.c's tables and between them.

struct Estimate {
    radio::LinkCapability link;
    int snr;
    std::uint32_t kbps;
    Version version = Version::V2_10;
};

TEST(WpaSupplicantEstimate, ReadsItsTables) {
    using enum wifi::Band;
    using enum wifi::PhyMode;
    using enum wifi::Width;
    const auto legacy = link_of(Ghz2_4, Legacy, Mhz20);
    const auto ht20 = link_of(Ghz2_4, Ht, Mhz20);
    const auto ht40 = link_of(Ghz5, Ht, Mhz40);
    const auto vht20 = link_of(Ghz5, Vht, Mhz20);
    const auto vht80 = link_of(Ghz5, Vht, Mhz80);
    const auto vht160 = link_of(Ghz5, Vht, Mhz160);
    const auto he80 = link_of(Ghz5, He, Mhz80);
    const auto eht320 = link_of(Ghz6, Eht, Mhz320);
    const Estimate kCases[] = {
        {legacy, 0, 1'000},
        {legacy, 1, 2'000},
        {legacy, 4, 6'000},
        {legacy, 7, 14'000},
        {legacy, 20, 54'000},
        {legacy, 60, 54'000},
        {ht20, 11, 27'000},  // the legacy rate of that SNR is more than MCS 3
        {ht20, 18, 52'000},
        {ht20, 24, 63'700},
        {ht20, 25, 65'000},
        {ht20, 60, 65'000},  // no MCS 8
        {ht40, 28, 135'000},
        {ht40, 60, 135'000},
        {vht20, 29, 78'001},
        {vht80, 13, 73'151},
        {vht80, 37, 390'001},
        {vht80, 36, 370'501},
        {vht160, 40, 780'001},
        {he80, 42, 600'502},
        {he80, 60, 600'502},
        {he80, 41, 570'452},
        // 2.11 knows EHT; 2.10 takes it for HE of at most 160 MHz.
        {eht320, 54, 2'882'400, Version::V2_11},
        {eht320, 60, 1'201'002, Version::V2_10},
        {link_of(Ghz5, Eht, Mhz80), 48, 720'603, Version::V2_11},
        {link_of(Ghz5, Eht, Mhz80), 48, 600'502, Version::V2_10},
        {vht80, -5, 1'000},
    };
    for (const Estimate& one : kCases) {
        SCOPED_TRACE(one.snr);
        SCOPED_TRACE(one.kbps);
        EXPECT_EQ(wpa_supplicant::estimated_kbps(one.version, one.link, one.snr), one.kbps);
    }
}

RC_GTEST_PROP(WpaSupplicantEstimate, NeverFallsAsTheSignalRises, ()) {
    const Evidence evidence = any_evidence();
    const auto version = *rc::gen::element(Version::V2_10, Version::V2_11);
    const int snr = *rc::gen::inRange(-10, 60);
    const auto link = evidence.table[0].link;
    RC_ASSERT(wpa_supplicant::estimated_kbps(version, link, snr) <=
              wpa_supplicant::estimated_kbps(version, link, snr + 1));
}

// -- The margin.

TEST(WpaSupplicantMargin, GrowsWithTheLevelOfTheLink) {
    const std::pair<int, int> kSteps[] = {{-86, 1}, {-85, 2}, {-81, 2}, {-80, 3}, {-76, 3},
                                          {-75, 4}, {-71, 4}, {-70, 5}, {-1, 5},  {0, 2}};
    for (const auto& [level, margin] : kSteps)
        EXPECT_EQ(wpa_supplicant::least_difference(level), margin) << level;
}

TEST(WpaSupplicantMargin, IsShiftedByTheRatioOfTheEstimates) {
    const std::tuple<std::uint32_t, std::uint32_t, int> kRatios[] = {
        {1'501, 1'000, 10}, {1'500, 1'000, 5},  {1'201, 1'000, 5},  {1'200, 1'000, 2},  {1'101, 1'000, 2},
        {1'100, 1'000, 1},  {1'001, 1'000, 1},  {1'000, 1'000, 0},  {1'000, 1'001, -1}, {1'000, 1'100, -1},
        {1'000, 1'101, -2}, {1'000, 1'200, -2}, {1'000, 1'201, -5}, {1'000, 1'500, -5}, {1'000, 1'501, -10}};
    for (const auto& [serving, selected, shift] : kRatios)
        EXPECT_EQ(wpa_supplicant::ratio_adjustment(serving, selected), shift) << serving << " " << selected;
}

// -- The decision, test by test. The numbers are put in as they are compared.

struct Compared {
    Heard serving = narrow(1, -75);
    Heard selected = narrow(2, -70);

    [[nodiscard]] Pair pair(int level, int snr, std::uint32_t kbps, int selected_level,
                            std::uint32_t selected_kbps) const {
        return {&serving, &selected, level, snr, kbps, selected_level, selected_kbps};
    }
};

TEST(WpaSupplicant210Rule, MovesForMoreThanFiveMegabitsWhateverTheLevels) {
    const Compared bss;
    const auto yes = wpa_supplicant_2_10::need_to_roam(bss.pair(-40, 50, 60'000, -80, 65'001));
    EXPECT_EQ(yes.action, Action::Move);
    EXPECT_EQ(yes.reason, Reason::BetterEstimate);
    EXPECT_EQ(yes.target, bssid(2));
    const auto no = wpa_supplicant_2_10::need_to_roam(bss.pair(-40, 50, 60'000, -80, 65'000));
    EXPECT_EQ(no.reason, Reason::ServingStronger);
}

TEST(WpaSupplicant210Rule, StaysWithTheStrongerUnlessTheOtherIsAFifthFaster) {
    const Compared bss;
    const auto decide = [&](int level, int selected_level, std::uint32_t selected_kbps) {
        return wpa_supplicant_2_10::need_to_roam(bss.pair(level, 15, 20'000, selected_level, selected_kbps));
    };
    EXPECT_EQ(decide(-74, -75, 23'999).reason, Reason::ServingStronger);
    EXPECT_NE(decide(-74, -75, 24'000).reason, Reason::ServingStronger);
    EXPECT_NE(decide(-75, -75, 20'000).reason, Reason::ServingStronger);
    // Two decibels in favour of a higher band, four from 2.4 to 6 GHz.
    Compared up;
    up.selected = wide(2, -75);
    EXPECT_EQ(wpa_supplicant_2_10::need_to_roam(up.pair(-72, 15, 20'000, -75, 20'000)).reason,
              Reason::ServingStronger);
    EXPECT_NE(wpa_supplicant_2_10::need_to_roam(up.pair(-73, 15, 20'000, -75, 20'000)).reason,
              Reason::ServingStronger);
    up.selected = six(2, -75);
    EXPECT_EQ(wpa_supplicant_2_10::need_to_roam(up.pair(-70, 15, 20'000, -75, 20'000)).reason,
              Reason::ServingStronger);
    EXPECT_NE(wpa_supplicant_2_10::need_to_roam(up.pair(-71, 15, 20'000, -75, 20'000)).reason,
              Reason::ServingStronger);
}

TEST(WpaSupplicant210Rule, StaysForMoreThanFiveMegabits) {
    const Compared bss;
    EXPECT_EQ(wpa_supplicant_2_10::need_to_roam(bss.pair(-75, 15, 65'001, -60, 60'000)).reason,
              Reason::ServingFaster);
    EXPECT_NE(wpa_supplicant_2_10::need_to_roam(bss.pair(-75, 15, 65'000, -60, 60'000)).reason,
              Reason::ServingFaster);
}

TEST(WpaSupplicant210Rule, StaysWhereTheSnrIsGreat) {
    const Compared bss;
    EXPECT_EQ(wpa_supplicant_2_10::need_to_roam(bss.pair(-63, 26, 65'000, -40, 65'000)).reason,
              Reason::GoodSnr);
    EXPECT_EQ(wpa_supplicant_2_10::need_to_roam(bss.pair(-64, 25, 65'000, -40, 65'000)).reason,
              Reason::MarginReached);
}

TEST(WpaSupplicant210Rule, MovesFromTheMarginOn) {
    const Compared bss;
    const auto no = wpa_supplicant_2_10::need_to_roam(bss.pair(-72, 17, 50'000, -69, 50'000));
    EXPECT_EQ(no.reason, Reason::MarginTooSmall);
    EXPECT_EQ(no.gates.back(), (records::Gate{GateKind::LevelMargin, 3, 4}));
    const auto yes = wpa_supplicant_2_10::need_to_roam(bss.pair(-72, 17, 50'000, -68, 50'000));
    EXPECT_EQ(yes.reason, Reason::MarginReached);
    // Up from 2.4 GHz 2 dB less; nothing for the way down or between 5 and 6 GHz.
    const auto limit = [](const Heard& from, const Heard& to) {
        const Pair pair{&from, &to, -72, 17, 50'000, -68, 50'000};
        return std::pair{wpa_supplicant_2_10::need_to_roam(pair).gates.back().limit,
                         wpa_supplicant_2_11::need_to_roam({}, pair).gates.back().limit};
    };
    EXPECT_EQ(limit(narrow(1, 0), wide(2, 0)), (std::pair{2, 2}));
    EXPECT_EQ(limit(wide(1, 0), narrow(2, 0)), (std::pair{4, 6}));
    EXPECT_EQ(limit(wide(1, 0), six(2, 0)), (std::pair{4, 2}));
    EXPECT_EQ(limit(narrow(1, 0), six(2, 0)), (std::pair{2, 0}));
}

TEST(WpaSupplicant211Rule, AsksTwoLessAcrossTheThreshold) {
    const Compared bss;
    const wpa_supplicant_2_11::Parameters with{wifi::Dbm{-70}};
    const auto limit = [&](int level, int selected_level) {
        return wpa_supplicant_2_11::need_to_roam(with, bss.pair(level, 17, 50'000, selected_level, 50'000))
            .gates.back()
            .limit;
    };
    EXPECT_EQ(limit(-70, -69), 3);  // at the threshold counts as below
    EXPECT_EQ(limit(-70, -70), 5);
    EXPECT_EQ(limit(-69, -60), 5);
}

TEST(WpaSupplicant210Pair, TakesThePollBeforeTheTableAndNoSnrWithout) {
    Evidence evidence = linked(wide(1, -60), {wide(2, -50)});
    evidence.average = wifi::Dbm{-79};
    const Pair polled = wpa_supplicant_2_10::pair_of(evidence, evidence.table[1]);
    EXPECT_EQ(polled.serving_level, -79);
    EXPECT_EQ(polled.serving_snr, 13);
    EXPECT_EQ(polled.serving_kbps, 73'151U);
    evidence.average.reset();
    const Pair table = wpa_supplicant_2_10::pair_of(evidence, evidence.table[1]);
    EXPECT_EQ(table.serving_level, -60);
    EXPECT_EQ(table.serving_snr, 0);
    EXPECT_EQ(wpa_supplicant_2_11::pair_of(evidence, evidence.table[1]).serving_snr, 32 - 6);
    // Its poll helper does not know 6 GHz.
    const Evidence high = linked(six(1, -79), {});
    EXPECT_EQ(wpa_supplicant_2_10::pair_of(high, high.table[0]).serving_snr, 10);
    EXPECT_EQ(wpa_supplicant_2_11::pair_of(high, high.table[0]).serving_snr, 13 - 6);
}

// -- The order of candidates.

TEST(WpaSupplicantOrder, GoesByEstimateWhereSnrIsCloseAndBySnrElse) {
    const auto first = [](Version version, const Heard& a, const Heard& b) {
        return wpa_supplicant::compare(version, a, b) < 0 ? 'a' : 'b';
    };
    // SNR 20 of 20 MHz at 2.4 GHz against SNR 14, 13 of 80 MHz: 6 dB apart is close, 7 is not.
    EXPECT_EQ(first(Version::V2_10, narrow(1, -69), wide(2, -78)), 'b');
    EXPECT_EQ(first(Version::V2_10, narrow(1, -69), wide(2, -79)), 'a');
    // All above SNR 25 count as 25.
    EXPECT_EQ(first(Version::V2_10, narrow(1, -30), wide(2, -67)), 'b');
    // 6 GHz is always close.
    EXPECT_EQ(first(Version::V2_10, narrow(1, -60), six(2, -78)), 'b');
    // In 2.11 the width costs 6 dB of SNR: what was close is not any more.
    EXPECT_EQ(first(Version::V2_11, narrow(1, -69), wide(2, -78)), 'a');
}

TEST(WpaSupplicantOrder, PrefersTheHigherBandOnlyAtEqualEstimates) {
    Heard low = narrow(1, -50);
    Heard high = narrow(2, -52);
    high.channel = wifi::Channel::make(wifi::Band::Ghz5, 36).value();
    EXPECT_GT(wpa_supplicant::compare(Version::V2_10, low, high), 0);  // 65 Mbit/s both, SNR 39 and 40
    high.level = {-89};
    EXPECT_LT(wpa_supplicant::compare(Version::V2_10, low, high), 0);
}

TEST(WpaSupplicantOrder, ForgetsWhatTheKernelForgets) {
    Heard best = wide(2, -40);
    best.age = base::Milliseconds{30'000};
    EXPECT_EQ(wpa_supplicant_2_10::judge(linked(narrow(1, -80), {best})).target, bssid(2));
    best.age = base::Milliseconds{30'001};
    EXPECT_EQ(wpa_supplicant_2_10::judge(linked(narrow(1, -80), {best})).reason, Reason::ServingIsBest);
}

RC_GTEST_PROP(WpaSupplicantOrder, NeverCallsEachTheBetterOne, ()) {
    const Evidence evidence = any_evidence();
    const auto version = *rc::gen::element(Version::V2_10, Version::V2_11);
    const auto sign = [](int value) { return (value > 0) - (value < 0); };
    for (const Heard& a : evidence.table)
        for (const Heard& b : evidence.table)
            RC_ASSERT(sign(wpa_supplicant::compare(version, a, b)) ==
                      -sign(wpa_supplicant::compare(version, b, a)));
}

RC_GTEST_PROP(WpaSupplicantOrder, DoesNotDependOnTheTablesOrderWhereItIsOne, ()) {
    const Evidence evidence = any_evidence();
    const auto version = *rc::gen::element(Version::V2_10, Version::V2_11);
    // "Close" is not transitive: only where each pair agrees with the whole is there an order at all.
    const auto ordered = wpa_supplicant::order(version, evidence);
    for (std::size_t i = 0; i < ordered.size(); ++i)
        for (std::size_t k = i + 1; k < ordered.size(); ++k)
            RC_PRE(wpa_supplicant::compare(version, *ordered[i], *ordered[k]) < 0);
    const Evidence other = shuffled(evidence);
    RC_ASSERT(wpa_supplicant_2_10::judge(other).target == wpa_supplicant_2_10::judge(evidence).target ||
              version == Version::V2_11);
    const auto again = wpa_supplicant::order(version, other);
    for (std::size_t i = 0; i < ordered.size(); ++i) RC_ASSERT(again[i]->bssid == ordered[i]->bssid);
}

}  // namespace
