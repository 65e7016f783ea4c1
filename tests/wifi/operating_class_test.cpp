// Operating classes against the tables of Annex E, and the repairs for what peers send.
#include "wifi/operating_class.hpp"

#include <gtest/gtest.h>

#include "wifi/signal.hpp"

namespace wifi {
namespace {

TEST(Resolve, AgreesWithAnnexE) {
    struct Want {
        Region region;
        int operating_class, number;
        Band band;
        int primary, centre_mhz;
        Width width;
        bool primary_known;
    };
    using enum Band;
    using enum Width;
    const Want wants[] = {
        {Region::Global, 81, 13, Ghz2_4, 13, 2472, Mhz20, true},
        {Region::Global, 82, 14, Ghz2_4, 14, 2484, Mhz20, true},
        {Region::Global, 83, 1, Ghz2_4, 1, 2422, Mhz40, true},
        {Region::Global, 84, 13, Ghz2_4, 13, 2462, Mhz40, true},
        {Region::Global, 115, 36, Ghz5, 36, 5180, Mhz20, true},
        {Region::Global, 117, 40, Ghz5, 40, 5190, Mhz40, true},
        {Region::Global, 125, 177, Ghz5, 177, 5885, Mhz20, true},
        {Region::Global, 128, 155, Ghz5, 149, 5775, Mhz80, false},
        {Region::Global, 129, 50, Ghz5, 36, 5250, Mhz160, false},
        {Region::Global, 130, 106, Ghz5, 100, 5530, Mhz160, false},
        {Region::Global, 131, 233, Ghz6, 233, 7115, Mhz20, true},
        {Region::Global, 132, 227, Ghz6, 225, 7085, Mhz40, false},
        {Region::Global, 134, 207, Ghz6, 193, 6985, Mhz160, false},
        {Region::Global, 136, 2, Ghz6, 2, 5935, Mhz20, true},
        {Region::Global, 137, 31, Ghz6, 1, 6105, Mhz320, false},
        {Region::Global, 128, 44, Ghz5, 44, 5210, Mhz80, true},  // hostapd: the primary channel
        {Region::Global, 133, 41, Ghz6, 41, 6145, Mhz80, true},  // the same in 6 GHz
        {Region::UnitedStates, 12, 11, Ghz2_4, 11, 2462, Mhz20, true},
        {Region::UnitedStates, 5, 165, Ghz5, 165, 5825, Mhz20, true},
        {Region::UnitedStates, 115, 36, Ghz5, 36, 5180, Mhz20,
         true},  // a global class under a US country string
        {Region::Europe, 17, 169, Ghz5, 169, 5845, Mhz20, true},
        {Region::Europe, 4, 13, Ghz2_4, 13, 2472, Mhz20, true},
        {Region::Japan, 31, 14, Ghz2_4, 14, 2484, Mhz20, true},
        {Region::China, 7, 13, Ghz2_4, 13, 2472, Mhz20, true},
    };
    for (const Want& want : wants) {
        SCOPED_TRACE(testing::Message() << want.operating_class << " / " << want.number);
        const auto block = resolve(want.region, want.operating_class, want.number);
        ASSERT_TRUE(block);
        EXPECT_EQ(*block, (ChannelBlock{*Channel::make(want.band, want.primary), want.width, want.centre_mhz,
                                        want.primary_known}));
    }
    EXPECT_FALSE(resolve(Region::UnitedStates, 12, 12));
    EXPECT_FALSE(resolve(Region::Europe, 12, 4));
    EXPECT_FALSE(resolve(Region::Global, 12, 1));
    EXPECT_FALSE(resolve(Region::Global, 115, 38));
    EXPECT_FALSE(resolve(Region::Global, 0, 36));
    EXPECT_FALSE(resolve(Region::Global, 128, 43));
}

TEST(Resolve, IsUndoneByOperatingChannelForEveryPair) {
    int pairs = 0;
    for (int operating_class = 0; operating_class < 256; ++operating_class) {
        for (int number = 0; number < 256; ++number) {
            const auto block = resolve(Region::Global, operating_class, number);
            if (!block) continue;
            SCOPED_TRACE(testing::Message() << operating_class << " / " << number);
            EXPECT_EQ(Channel::at_mhz(block->primary.centre_mhz()), block->primary);
            // 124 is a part of 125; 80+80 MHz names one half only, so its block cannot be told from 160 MHz.
            if (operating_class == 124 || operating_class == 130 || operating_class == 135) continue;
            const auto numbering = block->primary_known ? Numbering::Primary : Numbering::Centre;
            EXPECT_EQ(operating_channel(*block, numbering),
                      (OperatingChannel{static_cast<std::uint8_t>(operating_class),
                                        static_cast<std::uint8_t>(number)}));
            ++pairs;
        }
    }
    EXPECT_GT(pairs, 300);
}

TEST(Resolve, KnowsEveryChannelOfEveryGlobalClass) {
    struct Count {
        int operating_class, channels;
    };
    const Count counts[] = {{81, 13},  {82, 1},   {83, 9},  {84, 9},   {115, 4}, {116, 2}, {117, 2},
                            {118, 4},  {119, 2},  {120, 2}, {121, 12}, {122, 6}, {123, 6}, {124, 4},
                            {125, 8},  {126, 4},  {127, 4}, {128, 7},  {129, 3}, {130, 7}, {131, 59},
                            {132, 29}, {133, 14}, {134, 7}, {135, 14}, {136, 1}, {137, 6}};
    for (const Count& count : counts) {
        SCOPED_TRACE(count.operating_class);
        const bool is_centre =
            count.operating_class >= 128 && count.operating_class != 131 && count.operating_class != 136;
        int found = 0;
        for (int number = 0; number < 256; ++number) {
            const auto block = resolve(Region::Global, count.operating_class, number);
            found += block && block->primary_known != is_centre ? 1 : 0;
        }
        EXPECT_EQ(found, count.channels);
    }
}

TEST(Resolve, RepairsClassesZeroAnd255) {
    EXPECT_EQ(resolve_repaired(Region::Global, 0, 6)->primary, Channel::make(Band::Ghz2_4, 6));
    EXPECT_EQ(resolve_repaired(Region::Global, 255, 14)->primary, Channel::make(Band::Ghz2_4, 14));
    EXPECT_EQ(resolve_repaired(Region::Global, 0, 149)->primary, Channel::make(Band::Ghz5, 149));
    EXPECT_EQ(resolve_repaired(Region::Global, 0, 233)->primary, Channel::make(Band::Ghz6, 233));
    EXPECT_FALSE(resolve_repaired(Region::Global, 0, 240));
    EXPECT_FALSE(resolve_repaired(Region::Global, 7, 36));
    // A world class sent under a region's country string, and a number that means a channel in two bands.
    EXPECT_EQ(resolve_repaired(Region::Europe, 124, 149)->primary, Channel::make(Band::Ghz5, 149));
    EXPECT_EQ(channels_numbered(149).size(), 2U);
    EXPECT_EQ(channels_numbered(149, Band::Ghz6)[0], *Channel::make(Band::Ghz6, 149));
}

TEST(Resolve, KnowsTheRegionOfACountryString) {
    EXPECT_EQ(region_of({'U', 'S', ' '}), Region::UnitedStates);
    EXPECT_EQ(region_of({'D', 'E', 'I'}), Region::Europe);
    EXPECT_EQ(region_of({'D', 'E', 4}), Region::Global);
    EXPECT_EQ(region_of({'J', 'P', ' '}), Region::Japan);
    EXPECT_EQ(region_of({'C', 'N', ' '}), Region::China);
    EXPECT_EQ(region_of({'Z', 'A', ' '}), Region::Global);
    EXPECT_EQ(region_of({'A', 'M', ' '}), Region::Europe);
    EXPECT_EQ(region_of({'L', 'A', ' '}),
              Region::Global);  // "AL", "AM" hold the letters "LA" across an entry
}

TEST(BlockAround, FindsTheBlockOfAPrimaryChannel) {
    EXPECT_EQ(block_around(*Channel::make(Band::Ghz5, 44), Width::Mhz80)->centre_mhz, 5210);
    EXPECT_EQ(block_around(*Channel::make(Band::Ghz5, 44), Width::Mhz160)->centre_mhz, 5250);
    EXPECT_EQ(block_around(*Channel::make(Band::Ghz5, 40), Width::Mhz40)->centre_mhz, 5190);
    EXPECT_EQ(block_around(*Channel::make(Band::Ghz6, 37), Width::Mhz160)->centre_mhz, 6185);
    EXPECT_EQ(block_around(*Channel::make(Band::Ghz5, 165), Width::Mhz160)->centre_mhz, 5815);
    EXPECT_FALSE(block_around(*Channel::make(Band::Ghz2_4, 1), Width::Mhz80));
}

TEST(BandOfClass, IsThatOfEveryChannelOfTheClass) {
    for (int operating_class = 0; operating_class < 256; ++operating_class)
        for (int number = 0; number < 256; ++number)
            if (const auto block = resolve(Region::Global, operating_class, number)) {
                ASSERT_EQ(band_of_class(operating_class), block->primary.band()) << operating_class;
            }
    EXPECT_EQ(band_of_class(1), std::nullopt) << "a class of some countries only";
}

TEST(Rcpi, ConvertsBothWaysWithTheFieldQuirks) {
    EXPECT_EQ(rcpi_to_dbm(0), Dbm{-110});
    EXPECT_EQ(rcpi_to_dbm(220), Dbm{0});
    EXPECT_EQ(rcpi_to_dbm(221), std::nullopt);
    EXPECT_EQ(rcpi_to_dbm(255), std::nullopt);
    EXPECT_EQ(rcpi_to_dbm(0x8C, RcpiCoding::SignedDbm), Dbm{-116});
    EXPECT_EQ(rcpi_to_dbm(195, RcpiCoding::SignedIfRsniZero, 0), Dbm{-60});
    EXPECT_EQ(rcpi_to_dbm(100, RcpiCoding::SignedIfRsniZero, 255), Dbm{-60});
    for (int level = -130; level <= 20; ++level) {
        const std::uint8_t rcpi = dbm_to_rcpi(Dbm{level});
        EXPECT_EQ(rcpi_to_dbm(rcpi), Dbm{std::clamp(level, -110, 0)});
    }
    EXPECT_EQ(dbm_to_rcpi(std::nullopt), 255);
    for (int ratio = -10; ratio <= 117; ++ratio) EXPECT_EQ(rsni_to_db(db_to_rsni(Db{ratio})), Db{ratio});
    EXPECT_EQ(rsni_to_db(255), std::nullopt);
}

}  // namespace
}  // namespace wifi
