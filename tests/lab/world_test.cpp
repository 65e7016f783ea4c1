// The virtual world: repeatable, spatially consistent, and in the shipped scenarios such that there is
// something to decide.
#include "lab/world.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace lab {
namespace {

constexpr Micros kSecond = 1'000'000;

RadioConfig radio_on(wifi::Band band, int channel) {
    RadioConfig radio;
    radio.channel = wifi::Channel::make(band, channel).value_or(wifi::Channel{});
    return radio;
}

/// 100 m there and back at 1 m/s past two dual-band access points, after 5 s of standing.
Scenario there_and_back() {
    Scenario scenario;
    scenario.seconds = 220;
    for (const double x : {20.0, 80.0}) {
        AccessPoint ap{x < 50 ? "left" : "right", {x, 5}, {}};
        ap.radios = {radio_on(wifi::Band::Ghz5, 36), radio_on(wifi::Band::Ghz2_4, 1)};
        scenario.aps.push_back(ap);
    }
    scenario.walker.initial_pause_s = 5;
    scenario.walker.legs = {{{100, 0}, 1, 10}, {{0, 0}, 1, 0}};
    return scenario;
}

struct Moments {
    double mean = 0;
    double deviation = 0;
};

Moments moments(const std::vector<double>& values) {
    double sum = 0;
    double squares = 0;
    for (const double value : values) {
        sum += value;
        squares += value * value;
    }
    const double count = static_cast<double>(values.size());
    return {sum / count, std::sqrt(squares / count - sum * sum / count / count)};
}

TEST(World, MovesTheStationAlongItsPath) {
    const World world{there_and_back(), 1};
    EXPECT_EQ(world.station_at(-60 * kSecond), (Point{0, 0}));
    EXPECT_EQ(world.walked_m(-60 * kSecond), 0);
    EXPECT_EQ(world.station_at(5 * kSecond), (Point{0, 0}));
    EXPECT_NEAR(world.station_at(30 * kSecond).x_m, 25, 1e-9);
    EXPECT_NEAR(world.walked_m(30 * kSecond), 25, 1e-9);
    EXPECT_NEAR(world.station_at(110 * kSecond).x_m, 100, 1e-9);  // in the pause
    EXPECT_NEAR(world.walked_m(110 * kSecond), 100, 1e-9);
    EXPECT_NEAR(world.station_at(190 * kSecond).x_m, 25, 1e-9);
    EXPECT_NEAR(world.walked_m(190 * kSecond), 175, 1e-9);
    EXPECT_NEAR(world.station_at(3'600 * kSecond).x_m, 0, 1e-9);
    EXPECT_NEAR(world.walked_m(3'600 * kSecond), 200, 1e-9);
}

TEST(World, IsTheSameForOneSeedAndAnotherForAnother) {
    const World a{there_and_back(), 7};
    const World b{there_and_back(), 7};
    const World c{there_and_back(), 8};
    // Asked in opposite orders: no answer may depend on an earlier one.
    for (Micros at = 0; at < 200 * kSecond; at += 3 * kSecond) {
        const Micros other = 198 * kSecond - at;
        EXPECT_EQ(a.mean_dbm(1, at), b.mean_dbm(1, at));
        EXPECT_EQ(a.fading_db(2, other), b.fading_db(2, other));
        EXPECT_NE(a.mean_dbm(1, at), c.mean_dbm(1, at));
    }
    EXPECT_NE(a.report_noise_db(0, 5), c.report_noise_db(0, 5));
    EXPECT_NE(a.report_noise_db(0, 5), a.report_noise_db(0, 6));
    EXPECT_NE(a.report_noise_db(0, 5), a.report_noise_db(1, 5));
}

TEST(World, GivesTheSamePlaceTheSameSignalOnTheWayBack) {
    Scenario scenario = there_and_back();
    scenario.propagation.temporal_db = 0;
    const World world{scenario, 3};
    for (int metre = 1; metre < 100; ++metre) {
        const Micros there = (5 + metre) * kSecond;
        const Micros back = (115 + 100 - metre) * kSecond;
        for (int bss = 0; bss < 4; ++bss)
            EXPECT_NEAR(world.mean_dbm(bss, there), world.mean_dbm(bss, back), 1e-3);
    }
}

TEST(World, LosesPowerByTheModel) {
    struct Row {
        PathLoss model;
        double distance_m;
        double loss_db;
    };
    // By hand from the formulas at 5.18 GHz; the station is 2 m below the access point.
    const Row rows[] = {
        {PathLoss::TgaxEnterprise, 8, 40.05 + 6.683 + 20 * std::log10(8.0)},
        {PathLoss::TgaxEnterprise, 40, 40.05 + 6.683 + 20 + 35 * std::log10(4.0)},
        {PathLoss::TgaxResidential, 40, 40.05 + 6.683 + 13.979 + 35 * std::log10(8.0)},
        {PathLoss::InhOfficeLos, 40, 32.4 + 17.3 * std::log10(40.0) + 14.287},
        {PathLoss::InhOfficeNlos, 40, 17.3 + 38.3 * std::log10(40.0) + 17.787},
    };
    for (const Row& row : rows) {
        Scenario scenario = there_and_back();
        scenario.propagation.path_loss = row.model;
        scenario.propagation.shadow_db = 0;
        scenario.propagation.temporal_db = 0;
        scenario.aps[0].at = {std::sqrt(row.distance_m * row.distance_m - 4), 0};
        EXPECT_NEAR(World(scenario, 1).mean_dbm(0, 0), 17 - row.loss_db, 0.01) << row.distance_m;
        // A wall between costs what it says, a wall beside nothing.
        scenario.walls = {{{1, -1}, {1, 1}, 9}, {{1, 1.5}, {1, 3}, 20}};
        EXPECT_NEAR(World(scenario, 1).mean_dbm(0, 0), 17 - row.loss_db - 9, 0.01) << row.distance_m;
    }
}

TEST(ShadowField, HasTheCorrelationOfItsDistance) {
    // exp(-d / 6 m), over pairs of points on a floor of 200 m by 200 m and 20 fields.
    for (const double apart : {0.0, 1.5, 3.0, 6.0, 12.0, 30.0}) {
        double products = 0;
        int count = 0;
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const ShadowField field{seed, 5, 6};
            for (int at = 0; at < 18 * 18; ++at, ++count) {
                const int row = at / 18;
                const Point place{at % 18 * 11.0, row * 11.0};
                products += field.at(place) * field.at({place.x_m + apart * 0.8, place.y_m + apart * 0.6});
            }
        }
        EXPECT_NEAR(products / count, std::exp(-apart / 6), 0.05) << apart;
    }
}

TEST(World, SharesItsShadowsAsTheScenarioSays) {
    Scenario scenario = there_and_back();
    scenario.propagation.shadow_common = 0.3;
    scenario.propagation.shadow_db = 5;
    scenario.propagation.temporal_db = 0;
    Scenario bare = scenario;
    bare.propagation.shadow_db = 0;
    double two_aps = 0;
    double two_radios = 0;
    std::vector<double> shadows;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const World world{scenario, seed};
        const World without{bare, seed};
        for (Micros at = 5 * kSecond; at < 105 * kSecond; at += 4 * kSecond) {
            const auto shadow = [&](int bss) {
                return (world.mean_dbm(bss, at) - without.mean_dbm(bss, at)) / 5;
            };
            shadows.push_back(shadow(0));
            two_aps += shadow(0) * shadow(2);
            two_radios += shadow(0) * shadow(1);
        }
    }
    const double count = static_cast<double>(shadows.size());
    EXPECT_NEAR(moments(shadows).mean, 0, 0.1);
    EXPECT_NEAR(moments(shadows).deviation, 1, 0.07);
    EXPECT_NEAR(two_aps / count, 0.3, 0.1);
    EXPECT_NEAR(two_radios / count, 0.3 + 0.7 * 0.8, 0.1);
}

TEST(World, DriftsSlowlyAroundTheMean) {
    Scenario scenario = there_and_back();
    scenario.walker.legs.clear();
    scenario.propagation.temporal_db = 2;
    scenario.propagation.temporal_period_s = 60;
    std::vector<double> levels;
    const World world{scenario, 4};
    for (Micros at = 0; at < 86'400 * kSecond; at += 7 * kSecond) {
        levels.push_back(world.mean_dbm(0, at));
        EXPECT_NEAR(world.mean_dbm(0, at + kSecond / 10), levels.back(), 0.15)
            << "within one slot it stands still";
    }
    EXPECT_NEAR(moments(levels).deviation, 2, 0.1);
    scenario.propagation.temporal_db = 0;
    EXPECT_NEAR(moments(levels).mean, World(scenario, 4).mean_dbm(0, 0), 0.1);
}

TEST(World, FadesByTheHalfWavelength) {
    Scenario scenario = there_and_back();
    scenario.propagation.fading_db = 3;
    const World world{scenario, 5};
    EXPECT_EQ(world.fading_db(0, 0), world.fading_db(0, 4 * kSecond)) << "standing";
    // 5180 MHz: half a wavelength is 28.94 mm, walked in 28.94 ms.
    const Micros start = 5 * kSecond;
    EXPECT_EQ(world.fading_db(0, start + 100), world.fading_db(0, start + 28'800));
    EXPECT_NE(world.fading_db(0, start + 100), world.fading_db(0, start + 29'100));
    EXPECT_EQ(world.fading_db(1, start + 100), world.fading_db(1, start + 62'000)) << "longer at 2.4 GHz";
    std::vector<double> gains;
    double power = 0;
    for (Micros at = start; at < 105 * kSecond; at += 28'940) {
        gains.push_back(world.fading_db(0, at));
        power += std::pow(10, gains.back() / 10);
    }
    EXPECT_NEAR(moments(gains).deviation, 3, 0.15);
    EXPECT_NEAR(10 * std::log10(power / static_cast<double>(gains.size())), 0, 0.2);
}

TEST(World, ReportsWithNoise) {
    Scenario scenario = there_and_back();
    scenario.propagation.frame_noise_db = 1.5;
    scenario.propagation.device_offset_db = 4;  // the receiver's business, not the link's
    const World world{scenario, 6};
    std::vector<double> errors;
    errors.reserve(20'000);
    for (std::uint64_t frame = 0; frame < 20'000; ++frame) errors.push_back(world.report_noise_db(1, frame));
    EXPECT_NEAR(moments(errors).mean, 0, 0.05);
    EXPECT_NEAR(moments(errors).deviation, 1.5, 0.03);
}

TEST(World, FollowsItsEvents) {
    Scenario scenario = there_and_back();
    scenario.events = {{10, EventKind::ApOff, "left"},
                       {20, EventKind::ApOn, "left", 0},
                       {30, EventKind::ChannelSwitch, "right", 0, 149},
                       {40, EventKind::Load, "right", 1, 0, 0.7}};
    const World world{scenario, 1};
    EXPECT_TRUE(world.on_air(0, 10 * kSecond - 1));
    EXPECT_FALSE(world.on_air(0, 10 * kSecond));
    EXPECT_FALSE(world.on_air(1, 10 * kSecond));
    EXPECT_EQ(world.mean_dbm(1, 15 * kSecond), kSilent);
    EXPECT_TRUE(world.on_air(0, 20 * kSecond));
    EXPECT_FALSE(world.on_air(1, 20 * kSecond)) << "only radio 0 came back";
    EXPECT_TRUE(world.on_air(2, 15 * kSecond)) << "another access point";
    EXPECT_EQ(world.channel_of(2, 29 * kSecond).number(), 36);
    EXPECT_EQ(world.channel_of(2, 30 * kSecond).number(), 149);
    EXPECT_EQ(world.channel_of(3, 30 * kSecond).number(), 1);
    EXPECT_EQ(world.load_of(3, 39 * kSecond), 0);
    EXPECT_EQ(world.load_of(3, 40 * kSecond), 0.7);
    EXPECT_EQ(world.load_of(2, 40 * kSecond), 0);
}

TEST(World, HasNoiseWhereSomethingInterferes) {
    Scenario scenario = there_and_back();
    ScenarioEvent noise{10, EventKind::Interference, "right", 0};
    noise.noise_db = 25;
    scenario.events = {noise};
    const World world{scenario, 1};
    EXPECT_EQ(world.interference_db(2, 10 * kSecond - 1), 0);
    EXPECT_EQ(world.interference_db(2, 10 * kSecond), 25);
    EXPECT_EQ(world.interference_db(3, 10 * kSecond), 0) << "the other band";
    EXPECT_EQ(world.interference_db(0, 10 * kSecond), 0) << "another access point";
    const SignalTrace trace = sample(world);
    EXPECT_EQ(trace.interference_db[99][2], 0);
    EXPECT_EQ(trace.interference_db[100][2], 25);
    EXPECT_EQ(trace.mean_dbm[100][2], static_cast<float>(world.mean_dbm(2, 10'050'000)))
        << "what is received is as strong as before";
}

TEST(World, OffersWhatBothEndsCan) {
    Scenario scenario = there_and_back();
    scenario.walker.streams = 2;
    scenario.aps[0].radios[0] = {radio_on(wifi::Band::Ghz5, 36).channel, wifi::Width::Mhz80,
                                 wifi::PhyMode::Vht, 4};
    scenario.aps[1].radios[0].streams = 1;
    const World world{scenario, 1};
    EXPECT_EQ(world.link(0),
              (radio::LinkCapability{wifi::Band::Ghz5, wifi::PhyMode::Vht, wifi::Width::Mhz80, 2}));
    EXPECT_EQ(world.link(2).streams, 1);
}

TEST(World, LetsAccessPointsHearEachOtherBothWays) {
    Scenario scenario = there_and_back();
    scenario.aps[1].radios[0].power_dbm = 20;
    const World world{scenario, 9};
    EXPECT_NEAR(world.mean_between_dbm(2, 0) - world.mean_between_dbm(0, 2), 3, 1e-9)
        << "reciprocal but for power";
    scenario.propagation.shadow_db = 0;
    const World plain{scenario, 9};
    EXPECT_NEAR(plain.mean_between_dbm(0, 2), 17 - (40.05 + 6.683 + 20 + 35 * std::log10(6.0)), 0.01);
}

TEST(SignalTrace, SamplesTheMiddleOfEachSlot) {
    Scenario scenario = there_and_back();
    scenario.seconds = 20.05;
    scenario.events = {{10, EventKind::ApOff, "left"}};
    const World world{scenario, 2};
    const SignalTrace trace = sample(world, 100'000);
    ASSERT_EQ(trace.mean_dbm.size(), 201U) << "the last slot is a half one";
    ASSERT_EQ(trace.load.size(), 201U);
    ASSERT_EQ(trace.sites.size(), 4U);
    ASSERT_EQ(trace.links.size(), 4U);
    EXPECT_EQ(trace.links[1], world.link(1));
    EXPECT_FLOAT_EQ(trace.mean_dbm[70][3], static_cast<float>(world.mean_dbm(3, 7'050'000)));
    EXPECT_NE(trace.mean_dbm[99][0], -200.0F);
    EXPECT_EQ(trace.mean_dbm[100][0], -200.0F);
}

/// The trace of a shipped scenario.
SignalTrace trace_of(const std::string& name, std::uint64_t seed) {
    const auto scenario = load_scenario(std::string{ROAM_SCENARIO_DIR} + "/" + name + ".toml");
    EXPECT_TRUE(scenario) << scenario.error().message;
    return sample(World(*scenario, seed));
}

/// The strongest 5 GHz level of every slot, ascending.
std::vector<float> best_5ghz(const SignalTrace& trace) {
    std::vector<float> best;
    for (const std::vector<float>& levels : trace.mean_dbm) {
        float most = -200;
        for (std::size_t bss = 0; bss < levels.size(); ++bss)
            if (trace.links[bss].band == wifi::Band::Ghz5) most = std::max(most, levels[bss]);
        best.push_back(most);
    }
    std::ranges::sort(best);
    return best;
}

/// How many different BSS are the most valuable one at some time.
std::size_t different_bests(const SignalTrace& trace) {
    std::vector<bool> was_best(trace.links.size());
    for (std::size_t slot = 0; slot < trace.mean_dbm.size(); ++slot) {
        const auto value = [&](std::size_t bss) {
            const auto level = static_cast<std::int32_t>(trace.mean_dbm[slot][bss] * 100);
            return radio::usable_kbps(trace.links[bss], {level}) * (1.0 - trace.load[slot][bss]);
        };
        std::size_t best = 0;
        for (std::size_t bss = 1; bss < trace.links.size(); ++bss)
            if (value(bss) > value(best)) best = bss;
        was_best[best] = true;
    }
    return static_cast<std::size_t>(std::ranges::count(was_best, true));
}

TEST(ShippedScenarios, GiveLevelsWithSomethingToDecide) {
    struct Row {
        std::string name;
        std::size_t least_bests;   // BSS that are best somewhere
        float weakest, strongest;  // bounds of the best 5 GHz level over the walk
        float median_low, median_high;
    };
    const Row rows[] = {
        {"corridor", 4, -86, -36, -68, -56}, {"office", 4, -76, -24, -56, -36},
        {"equal", 2, -72, -54, -66, -59},    {"corner", 2, -78, -34, -62, -46},
        {"dying", 2, -74, -28, -58, -34},    {"dense", 4, -64, -24, -54, -38},
    };
    for (const Row& row : rows)
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            SCOPED_TRACE(row.name + ", seed " + std::to_string(seed));
            const SignalTrace trace = trace_of(row.name, seed);
            const std::vector<float> best = best_5ghz(trace);
            EXPECT_GE(different_bests(trace), row.least_bests);
            EXPECT_GE(best.front(), row.weakest);
            EXPECT_LE(best.back(), row.strongest);
            EXPECT_GE(best[best.size() / 2], row.median_low);
            EXPECT_LE(best[best.size() / 2], row.median_high);
        }
}

TEST(World, IsOnePlaceForAllStationsOfAFleet) {
    Scenario scenario = there_and_back();
    scenario.propagation.temporal_db = 0;
    const World first{scenario, 1, 0};
    const World second{scenario, 1, 7};
    const World alone{scenario, 1};
    int different = 0;
    for (Micros at = 0; at < 100 * kSecond; at += kSecond) {
        EXPECT_DOUBLE_EQ(first.mean_dbm(0, at), second.mean_dbm(0, at)) << "the same place, the same shadow";
        EXPECT_DOUBLE_EQ(first.fading_db(0, at), alone.fading_db(0, at)) << "one station is the first";
        different += first.fading_db(0, at) != second.fading_db(0, at);
    }
    EXPECT_GT(different, 90) << "fading is each one's own";
    EXPECT_NE(first.report_noise_db(0, 3), second.report_noise_db(0, 3));
    // 10 m away at 2.4 GHz: below what was sent, above what carrier sense needs.
    const double near = first.mean_from_dbm({10, 0}, 17, 2412, 0);
    EXPECT_LT(near, -30);
    EXPECT_GT(near, -60);
    EXPECT_LT(first.mean_from_dbm({60, 0}, 17, 2412, 0), near - 15);
}

TEST(Corridor, IsGoodUnderAnAccessPointAndWeakMidway) {
    double under = 0;
    double midway = 0;
    int count = 0;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const SignalTrace trace = trace_of("corridor", seed);
        for (std::size_t ap = 0; ap < 4; ++ap) {
            const auto slot = [](double x_m) { return static_cast<std::size_t>((x_m + 15) / 1.15 * 10); };
            const std::size_t bss = ap * 2;
            under += static_cast<double>(trace.mean_dbm[slot(35.0 * static_cast<double>(ap))][bss]);
            midway += static_cast<double>(trace.mean_dbm[slot(35.0 * static_cast<double>(ap) + 17.5)][bss]);
            ++count;
        }
    }
    EXPECT_NEAR(under / count, -47, 4);
    EXPECT_NEAR(midway / count, -74, 4);
}

TEST(Corner, TakesTheSignalWithinASecond) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const SignalTrace trace = trace_of("corner", seed);
        // At 3 + 25 / 1.15 = 24.7 s the station is at the corner; AP1 at 5 GHz is BSS 0, AP2's is 2.
        EXPECT_GT(trace.mean_dbm[240][0], -78) << seed;
        EXPECT_LT(trace.mean_dbm[270][0], trace.mean_dbm[240][0] - 15) << seed;
        EXPECT_GT(trace.mean_dbm[270][2], trace.mean_dbm[270][0] + 10) << seed;
    }
}

TEST(Equal, KeepsBothWithinAFewDecibels) {
    const SignalTrace trace = trace_of("equal", 1);
    std::vector<double> first;
    std::vector<double> second;
    for (const std::vector<float>& levels : trace.mean_dbm) {
        first.push_back(static_cast<double>(levels[0]));
        second.push_back(static_cast<double>(levels[2]));
    }
    EXPECT_NEAR(moments(first).mean, moments(second).mean, 1.5);
    // 5745 and 5180 MHz differ by 0.9 dB; two standard deviations are 3 dB.
    EXPECT_NEAR(moments(first).deviation, 1.5, 0.3);
    EXPECT_NEAR(moments(second).deviation, 1.5, 0.3);
}

}  // namespace
}  // namespace lab
