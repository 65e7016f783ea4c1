#include "lab/clairvoyant.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace lab {
namespace {

constexpr Micros kSlot = 100'000;

/// What one path is worth, written from the definition: a move of `handoff` takes whole slots and a
/// remainder, which is charged at the lesser of the values on either side. Less than nothing when a move is
/// shorter than it must be.
double worth(const SlotValues& values, const std::vector<int>& path, Micros handoff) {
    const auto whole = static_cast<std::size_t>(handoff / kSlot);
    const double remainder = static_cast<double>(handoff % kSlot) / kSlot;
    double sum = 0;
    int last = kMoving;
    std::size_t last_at = 0;
    for (std::size_t at = 0; at < path.size(); ++at) {
        if (path[at] == kMoving) continue;
        const auto bss = static_cast<std::size_t>(path[at]);
        sum += values[at][bss];
        if (last != kMoving && last != path[at]) {
            const std::size_t spent = at - last_at - 1;
            if (spent < whole) return -1;
            const double before = values[last_at][static_cast<std::size_t>(last)];
            if (spent == whole) sum -= remainder * std::min(before, values[at][bss]);
        }
        last = path[at];
        last_at = at;
    }
    return sum;
}

double brute_force(const SlotValues& values, Micros handoff) {
    const int bss_count = static_cast<int>(values.front().size());
    std::vector<int> path(values.size(), kMoving);
    double best = 0;
    for (bool more = true; more;) {
        best = std::max(best, worth(values, path, handoff));
        more = false;
        for (int& choice : path) {
            if (++choice < bss_count) {
                more = true;
                break;
            }
            choice = kMoving;
        }
    }
    return best;
}

SlotValues random_values(std::mt19937_64& random, std::size_t slots, std::size_t bss_count) {
    SlotValues values(slots, std::vector<double>(bss_count));
    for (auto& slot : values) {
        for (double& value : slot) value = random() % 4 == 0 ? 0 : static_cast<double>(random() % 50);
    }
    return values;
}

constexpr Micros kHandoffs[] = {0, 8'000, 30'000, 60'000, 100'000, 130'000, 250'000};

TEST(Clairvoyant, AgreesWithBruteForceOverAllPaths) {
    for (std::uint64_t seed = 0; seed < 600; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937_64 random{seed};
        const std::size_t bss_count = 1 + random() % 3;
        const std::size_t slots = 1 + random() % (bss_count == 3 ? 6 : 7);
        const SlotValues values = random_values(random, slots, bss_count);
        const Micros handoff = kHandoffs[random() % std::size(kHandoffs)];
        const ClairvoyantPath path = clairvoyant(values, kSlot, handoff);
        ASSERT_EQ(path.bss.size(), slots);
        EXPECT_NEAR(path.value, brute_force(values, handoff), 1e-9) << "handoff " << handoff;
        EXPECT_NEAR(path.value, worth(values, path.bss, handoff), 1e-9) << "the path earns what it claims";
    }
}

TEST(Clairvoyant, IsNeverWorseThanAnyFixedOrRandomPath) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937_64 random{seed};
        const SlotValues values = random_values(random, 200, 6);
        const Micros handoff = kHandoffs[random() % std::size(kHandoffs)];
        const double best = clairvoyant(values, kSlot, handoff).value;
        for (int bss = 0; bss < 6; ++bss)
            EXPECT_GE(best + 1e-9, worth(values, std::vector<int>(200, bss), handoff));
        std::vector<int> wander(200);
        for (std::size_t at = 1; at < wander.size(); ++at)
            wander[at] = random() % 10 == 0 ? static_cast<int>(random() % 7) - 1 : wander[at - 1];
        EXPECT_GE(best + 1e-9, worth(values, wander, handoff));
    }
}

/// An arm may move at any microsecond, not only between slots. It still cannot earn more.
TEST(Clairvoyant, BoundsMovesInsideASlot) {
    for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937_64 random{seed};
        constexpr std::size_t kSlots = 8;
        const SlotValues values = random_values(random, kSlots, 3);
        const Micros handoff = kHandoffs[random() % std::size(kHandoffs)];
        double earned = 0;
        auto bss = random() % 3;
        for (Micros at = 0; at < kSlot * static_cast<Micros>(kSlots);) {
            const Micros stay = static_cast<Micros>(random() % 250'000);
            for (const Micros until = std::min(at + stay, kSlot * static_cast<Micros>(kSlots)); at < until;) {
                const Micros step = std::min(until, (at / kSlot + 1) * kSlot) - at;
                earned +=
                    values[static_cast<std::size_t>(at / kSlot)][bss] * static_cast<double>(step) / kSlot;
                at += step;
            }
            bss = (bss + 1 + random() % 2) % 3;
            at += handoff + static_cast<Micros>(random() % 2 * (random() % 40'000)) + (handoff == 0 ? 1 : 0);
        }
        EXPECT_LE(earned, clairvoyant(values, kSlot, handoff).value + 1e-6) << "handoff " << handoff;
    }
}

TEST(Clairvoyant, MovesOnceWhereMovingPays) {
    const SlotValues values{{10, 0}, {10, 4}, {1, 10}, {0, 10}};
    const ClairvoyantPath path = clairvoyant(values, kSlot, 10'000);
    EXPECT_EQ(path.bss, (std::vector{0, 0, 1, 1}));
    EXPECT_DOUBLE_EQ(path.value, 40 - 0.1 * 10);
}

TEST(Clairvoyant, StaysWhereMovingDoesNotPay) {
    EXPECT_EQ(clairvoyant({{10, 0}, {10, 10.5}, {10, 0}}, kSlot, 10'000).bss, (std::vector{0, 0, 0}));
    EXPECT_EQ(clairvoyant({{7, 7}, {7, 7}, {7, 7}}, kSlot, 0).bss, (std::vector{0, 0, 0})) << "ties stay";
}

TEST(Clairvoyant, SpendsWholeSlotsOnALongMove) {
    const ClairvoyantPath path = clairvoyant({{9, 0}, {9, 0}, {0, 1}, {0, 9}, {0, 9}}, kSlot, 100'000);
    EXPECT_EQ(path.bss, (std::vector{0, 0, kMoving, 1, 1}));
    EXPECT_DOUBLE_EQ(path.value, 36);
}

TEST(Clairvoyant, HasNothingToChooseInAnEmptyWorld) {
    EXPECT_EQ(clairvoyant({}, kSlot, 0), ClairvoyantPath{});
    EXPECT_EQ(clairvoyant({{}, {}}, kSlot, 0), ClairvoyantPath{});
}

std::uint32_t above_minus_90(const radio::LinkCapability& link, radio::CentiDb level) {
    return level.value > -9000 ? static_cast<std::uint32_t>(level.value + 9000) * link.streams : 0;
}

TEST(SlotValues, TakeRateLoadAndPower) {
    SignalTrace trace;
    trace.slot = kSlot;
    trace.links = {{.streams = 1}, {.streams = 2}};
    trace.mean_dbm = {{-80, -80}, {-80.5F, kOffAirDbm}, {-95, -80}};
    trace.load = {{0, 0}, {0.5F, 0}, {0, 1}};
    EXPECT_EQ(slot_values(trace, 99, above_minus_90), (SlotValues{{1000, 2000}, {475, 0}, {0, 0}}));
    EXPECT_EQ(slot_values(trace, 1, above_minus_90), (SlotValues{{1000, 2000}}));
    trace.interference_db = {{0, 0}, {0, 0}, {0, 4}};
    trace.load[2][1] = 0;
    EXPECT_EQ(slot_values(trace, 99, above_minus_90)[2][1], 1200) << "4 dB of noise are 4 dB of level";
}

TEST(HandoffFloor, IsShorterWithFastTransition) {
    EXPECT_EQ(handoff_floor(Security::Open), 4'000);
    EXPECT_EQ(handoff_floor(Security::Wpa2Psk), 8'000);
    EXPECT_EQ(handoff_floor(Security::FtPsk), 4'000);
    EXPECT_EQ(handoff_floor(Security::Sae), 12'000);
    EXPECT_EQ(handoff_floor(Security::FtSae), 4'000);
    EXPECT_EQ(handoff_floor(Security::Eap), 30'000);
    EXPECT_EQ(handoff_floor(Security::FtEap), 4'000);
}

}  // namespace
}  // namespace lab
