// The value of a signal: known points of the standard's tables, and what must hold for every link and level.
#include "radio/rate.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <gtest/gtest.h>

namespace radio {
namespace {

using wifi::Band;
using wifi::PhyMode;
using wifi::Width;

constexpr std::array kModes{PhyMode::Legacy, PhyMode::Ht, PhyMode::Vht, PhyMode::He, PhyMode::Eht};
constexpr std::array kWidths{Width::Mhz20, Width::Mhz40, Width::Mhz80, Width::Mhz160, Width::Mhz320};
constexpr std::array kBands{Band::Ghz2_4, Band::Ghz5, Band::Ghz6};
constexpr std::int32_t kWeakest = -10'500;
constexpr std::int32_t kStrongest = -2'000;

TEST(PhyRate, AgreesWithTheTablesOfTheStandard) {
    struct Row {
        int mcs;
        int streams;
        std::uint32_t kbps;
        Width width;
        PhyMode mode;
    };
    const Row rows[] = {
        {0, 1, 6'000, Width::Mhz20, PhyMode::Legacy},   {7, 1, 54'000, Width::Mhz20, PhyMode::Legacy},
        {0, 1, 6'500, Width::Mhz20, PhyMode::Ht},       {7, 2, 130'000, Width::Mhz20, PhyMode::Ht},
        {7, 4, 540'000, Width::Mhz40, PhyMode::Ht},     {8, 1, 78'000, Width::Mhz20, PhyMode::Vht},
        {9, 3, 260'000, Width::Mhz20, PhyMode::Vht},    {9, 2, 780'000, Width::Mhz80, PhyMode::Vht},
        {9, 8, 6'240'000, Width::Mhz160, PhyMode::Vht}, {0, 1, 8'602, Width::Mhz20, PhyMode::He},
        {11, 2, 1'200'955, Width::Mhz80, PhyMode::He},  {11, 1, 1'200'955, Width::Mhz160, PhyMode::He},
        {13, 1, 172'058, Width::Mhz20, PhyMode::Eht},   {13, 8, 23'058'823, Width::Mhz320, PhyMode::Eht},
    };
    for (const Row& row : rows)
        EXPECT_EQ(phy_rate_kbps(row.mode, row.mcs, row.width, row.streams), row.kbps) << row.kbps;
}

TEST(PhyRate, IsZeroForWhatTheStandardDoesNotHave) {
    EXPECT_EQ(phy_rate_kbps(PhyMode::Legacy, 8, Width::Mhz20, 1), 0U);
    EXPECT_EQ(phy_rate_kbps(PhyMode::Legacy, 0, Width::Mhz40, 1), 0U);
    EXPECT_EQ(phy_rate_kbps(PhyMode::Ht, 7, Width::Mhz80, 1), 0U);
    EXPECT_EQ(phy_rate_kbps(PhyMode::Ht, 7, Width::Mhz20, 5), 0U);
    EXPECT_EQ(phy_rate_kbps(PhyMode::Vht, 9, Width::Mhz20, 1), 0U);
    EXPECT_EQ(phy_rate_kbps(PhyMode::Vht, 6, Width::Mhz80, 3), 0U);
    EXPECT_EQ(phy_rate_kbps(PhyMode::He, 12, Width::Mhz80, 1), 0U);
    EXPECT_EQ(phy_rate_kbps(PhyMode::He, 0, Width::Mhz320, 1), 0U);
    EXPECT_EQ(phy_rate_kbps(PhyMode::Eht, -1, Width::Mhz80, 1), 0U);
    EXPECT_EQ(phy_rate_kbps(PhyMode::Eht, 0, Width::Mhz80, 9), 0U);
}

TEST(RequiredSnr, IsTheTableOfTheDeployedSupplicant) {
    constexpr int kDb[] = {2, 5, 9, 11, 15, 18, 20, 25, 29, 31, 34, 36, 39, 42};
    for (int mcs = 0; mcs < 14; ++mcs) EXPECT_EQ(required_snr(mcs).value, kDb[mcs] * 100) << mcs;
}

TEST(UsableRate, HasTheKnownPoints) {
    const LinkCapability ht20{Band::Ghz2_4, PhyMode::Ht, Width::Mhz20, 1};
    // At MCS 0's own point, 2 dB over a noise of -89 dBm: 65 % of 6.5 Mbit/s; half-way up the ramp, half of
    // it.
    EXPECT_EQ(usable_kbps(ht20, {-8'700}), 4'225U);
    EXPECT_EQ(usable_kbps(ht20, {-8'850}), 2'112U);
    EXPECT_EQ(usable_kbps(ht20, {-9'000}), 0U);
    // Half-way from MCS 3 (11 dB) to MCS 4 (15 dB).
    EXPECT_EQ(usable_kbps(ht20, {-7'600}), (26'000U + 39'000U) / 2 * 65 / 100);
    EXPECT_EQ(usable_kbps(ht20, {-3'000}), 65'000U * 65 / 100);
    // VHT80 with two streams at 37 dB over 20 MHz, 31 dB over 80: MCS 9.
    const LinkCapability vht80{Band::Ghz5, PhyMode::Vht, Width::Mhz80, 2};
    EXPECT_EQ(usable_kbps(vht80, {-5'500}), 780'000U * 65 / 100);
    // Where 80 MHz carries nothing any more, the frame goes over 20.
    EXPECT_EQ(usable_kbps(vht80, {-9'000}), 13'000U * 65 / 100);
}

/// What usable_kbps() promises, worked out the long way: at each width a line through the points that it has.
std::uint32_t worked_out(const LinkCapability& link, std::int32_t level) {
    struct Point {
        std::int32_t snr;
        std::uint32_t kbps;
    };
    constexpr std::array<std::int32_t, 8> kLegacy{200, 400, 500, 900, 1'100, 1'500, 1'800, 2'000};
    int streams = link.streams;
    while (streams > 1 && phy_rate_kbps(link.mode, 0, Width::Mhz20, streams) == 0) --streams;
    std::uint32_t best = 0;
    std::int32_t snr = level - noise_20mhz(link.band).value * 100;
    for (const Width width : kWidths) {
        if (width > link.width) break;
        Point below{-100, 0};
        std::uint32_t here = 0;
        for (int mcs = 0; mcs < 14; ++mcs) {
            const std::uint32_t kbps = phy_rate_kbps(link.mode, mcs, width, streams) / 100 * 65;
            if (kbps == 0) continue;
            const Point above{link.mode == PhyMode::Legacy ? kLegacy[static_cast<std::size_t>(mcs)]
                                                           : required_snr(mcs).value,
                              kbps};
            if (snr > below.snr && snr < above.snr)
                here = below.kbps + static_cast<std::uint32_t>(snr - below.snr) * (above.kbps - below.kbps) /
                                        static_cast<std::uint32_t>(above.snr - below.snr);
            if (snr >= above.snr) here = above.kbps;
            below = above;
        }
        best = std::max(best, here);
        snr -= 300;
    }
    return best;
}

TEST(UsableRate, IsTheBestOfTheLinesWorkedOutForEveryLinkAndLevel) {
    for (const Band band : {Band::Ghz2_4, Band::Ghz5})
        for (const PhyMode mode : kModes)
            for (const Width width : kWidths)
                for (std::uint8_t streams = 1; streams <= 8; ++streams) {
                    const LinkCapability link{band, mode, width, streams};
                    const RateCurve curve{link};
                    for (std::int32_t level = kWeakest; level <= kStrongest; ++level)
                        ASSERT_EQ(curve.kbps({level}), worked_out(link, level))
                            << static_cast<int>(mode) << " at " << static_cast<int>(width) << " MHz, "
                            << static_cast<int>(streams) << " streams, " << level;
                }
}

/// The level from which on nothing better is to be had: the top MCS at the widest width.
std::uint32_t top_kbps(const LinkCapability& link) { return usable_kbps(link, {kStrongest}); }

TEST(UsableRate, NeverFallsAndRisesStrictlyUntilTheTop) {  // every link there is, every hundredth of a dB
    for (const Band band : kBands)
        for (const PhyMode mode : kModes)
            for (const Width width : kWidths)
                for (std::uint8_t streams = 1; streams <= 8; ++streams) {
                    const LinkCapability link{band, mode, width, streams};
                    const std::uint32_t top = top_kbps(link);
                    std::uint32_t before = usable_kbps(link, {kWeakest});
                    ASSERT_EQ(before, 0U);
                    for (std::int32_t level = kWeakest + 5; level <= kStrongest; level += 5) {
                        const std::uint32_t now = usable_kbps(link, {level});
                        ASSERT_GE(now, before) << level;
                        if (before > 0 && before < top) {
                            ASSERT_GT(now, before) << level;
                        }
                        before = now;
                    }
                }
}

TEST(UsableRate, HasNoSteps) {
    for (const PhyMode mode : kModes)
        for (const Width width : kWidths) {
            const LinkCapability link{Band::Ghz5, mode, width, 2};
            for (std::int32_t level = kWeakest; level < kStrongest; ++level) {
                const std::uint32_t now = usable_kbps(link, {level});
                const std::uint32_t next = usable_kbps(link, {level + 1});
                // The steepest piece rises by 1 % of the top in 0.2 dB.
                ASSERT_LE(next - now, top_kbps(link) / 1'000 + 20) << level;
            }
        }
}

TEST(UsableRate, NeverFallsWithWidthStreamsOrMode) {
    for (const Band band : kBands)
        for (const PhyMode mode : kModes)
            for (std::size_t width = 0; width < kWidths.size(); ++width)
                for (std::uint8_t streams = 1; streams <= 8; ++streams)
                    for (std::int32_t level = kWeakest; level <= kStrongest; level += 50) {
                        const LinkCapability link{band, mode, kWidths[width], streams};
                        const std::uint32_t value = usable_kbps(link, {level});
                        LinkCapability more = link;
                        ++more.streams;
                        ASSERT_GE(usable_kbps(more, {level}), value);
                        if (width + 1 == kWidths.size()) continue;
                        more = link;
                        more.width = kWidths[width + 1];
                        ASSERT_GE(usable_kbps(more, {level}), value);
                    }
}

TEST(UsableRate, TakesNonsenseForTheNearestSense) {
    // A peer can claim anything: no stream, or more than its mode has.
    const LinkCapability none{Band::Ghz5, PhyMode::Ht, Width::Mhz160, 0};
    const LinkCapability all{Band::Ghz5, PhyMode::Ht, Width::Mhz40, 200};
    EXPECT_EQ(usable_kbps(none, {-5'000}), usable_kbps({Band::Ghz5, PhyMode::Ht, Width::Mhz40, 1}, {-5'000}));
    EXPECT_EQ(usable_kbps(all, {-5'000}), usable_kbps({Band::Ghz5, PhyMode::Ht, Width::Mhz40, 4}, {-5'000}));
    EXPECT_EQ(usable_kbps(all, {-2'000'000}), 0U);
}

}  // namespace
}  // namespace radio
