#include "wifi/operating_class.hpp"

#include <string_view>

namespace wifi {
namespace {

/// Channel numbers first, first + step, ... last of one class of Table E-4. A class may take several rows.
struct ClassRow {
    std::uint8_t operating_class;
    Band band;
    Width width;
    std::int8_t secondary;  ///< +1, -1: the second 20 MHz lies above, below the number; 0: see `is_centre`
    bool is_centre;         ///< the number is a centre index, not a primary channel
    std::uint8_t first;
    std::uint8_t last;
    std::uint8_t step;
};

using enum Band;
using enum Width;

// Class 124 is a part of 125 and stands behind it, so that the search for a pair answers 125, as peers do.
constexpr auto kGlobal = std::to_array<ClassRow>({
    {81, Ghz2_4, Mhz20, 0, false, 1, 13, 1},    {82, Ghz2_4, Mhz20, 0, false, 14, 14, 1},
    {83, Ghz2_4, Mhz40, 1, false, 1, 9, 1},     {84, Ghz2_4, Mhz40, -1, false, 5, 13, 1},
    {115, Ghz5, Mhz20, 0, false, 36, 48, 4},    {116, Ghz5, Mhz40, 1, false, 36, 44, 8},
    {117, Ghz5, Mhz40, -1, false, 40, 48, 8},   {118, Ghz5, Mhz20, 0, false, 52, 64, 4},
    {119, Ghz5, Mhz40, 1, false, 52, 60, 8},    {120, Ghz5, Mhz40, -1, false, 56, 64, 8},
    {121, Ghz5, Mhz20, 0, false, 100, 144, 4},  {122, Ghz5, Mhz40, 1, false, 100, 140, 8},
    {123, Ghz5, Mhz40, -1, false, 104, 144, 8}, {125, Ghz5, Mhz20, 0, false, 149, 177, 4},
    {124, Ghz5, Mhz20, 0, false, 149, 161, 4},  {126, Ghz5, Mhz40, 1, false, 149, 173, 8},
    {127, Ghz5, Mhz40, -1, false, 153, 177, 8}, {128, Ghz5, Mhz80, 0, true, 42, 58, 16},
    {128, Ghz5, Mhz80, 0, true, 106, 138, 16},  {128, Ghz5, Mhz80, 0, true, 155, 171, 16},
    {129, Ghz5, Mhz160, 0, true, 50, 50, 1},    {129, Ghz5, Mhz160, 0, true, 114, 114, 1},
    {129, Ghz5, Mhz160, 0, true, 163, 163, 1},  {130, Ghz5, Mhz80, 0, true, 42, 58, 16},
    {130, Ghz5, Mhz80, 0, true, 106, 138, 16},  {130, Ghz5, Mhz80, 0, true, 155, 171, 16},
    {131, Ghz6, Mhz20, 0, false, 1, 233, 4},    {132, Ghz6, Mhz40, 0, true, 3, 227, 8},
    {133, Ghz6, Mhz80, 0, true, 7, 215, 16},    {134, Ghz6, Mhz160, 0, true, 15, 207, 32},
    {135, Ghz6, Mhz80, 0, true, 7, 215, 16},    {136, Ghz6, Mhz20, 0, false, 2, 2, 1},
    {137, Ghz6, Mhz320, 0, true, 31, 191, 32},
});

/// A class of one region: the global class it equals, and the part of its channels that it has.
struct RegionRow {
    Region region;
    std::uint8_t operating_class;
    std::uint8_t global;
    std::uint8_t first;
    std::uint8_t last;
};

using enum Region;

constexpr auto kRegional = std::to_array<RegionRow>({
    {UnitedStates, 1, 115, 36, 48},
    {UnitedStates, 2, 118, 52, 64},
    {UnitedStates, 3, 125, 149, 161},
    {UnitedStates, 4, 121, 100, 144},
    {UnitedStates, 5, 125, 149, 165},
    {UnitedStates, 12, 81, 1, 11},
    {UnitedStates, 22, 116, 36, 44},
    {UnitedStates, 23, 119, 52, 60},
    {UnitedStates, 24, 122, 100, 140},
    {UnitedStates, 25, 126, 149, 157},
    {UnitedStates, 26, 126, 149, 157},
    {UnitedStates, 27, 117, 40, 48},
    {UnitedStates, 28, 120, 56, 64},
    {UnitedStates, 29, 123, 104, 144},
    {UnitedStates, 30, 127, 153, 161},
    {UnitedStates, 31, 127, 153, 161},
    {UnitedStates, 32, 83, 1, 7},
    {UnitedStates, 33, 84, 5, 11},
    {Europe, 1, 115, 36, 48},
    {Europe, 2, 118, 52, 64},
    {Europe, 3, 121, 100, 140},
    {Europe, 4, 81, 1, 13},
    {Europe, 5, 116, 36, 44},
    {Europe, 6, 119, 52, 60},
    {Europe, 7, 122, 100, 132},
    {Europe, 8, 117, 40, 48},
    {Europe, 9, 120, 56, 64},
    {Europe, 10, 123, 104, 136},
    {Europe, 11, 83, 1, 9},
    {Europe, 12, 84, 5, 13},
    {Europe, 17, 125, 149, 169},
    {Japan, 1, 115, 36, 48},
    {Japan, 30, 81, 1, 13},
    {Japan, 31, 82, 14, 14},
    {Japan, 32, 118, 52, 64},
    {Japan, 33, 118, 52, 64},
    {Japan, 34, 121, 100, 140},
    {Japan, 35, 121, 100, 140},
    {Japan, 36, 116, 36, 44},
    {Japan, 37, 119, 52, 60},
    {Japan, 38, 119, 52, 60},
    {Japan, 39, 122, 100, 132},
    {Japan, 40, 122, 100, 132},
    {Japan, 41, 117, 40, 48},
    {Japan, 42, 120, 56, 64},
    {Japan, 43, 120, 56, 64},
    {Japan, 44, 123, 104, 136},
    {Japan, 45, 123, 104, 136},
    {Japan, 56, 83, 1, 9},
    {Japan, 57, 84, 5, 13},
    {China, 1, 115, 36, 48},
    {China, 2, 118, 52, 64},
    {China, 3, 125, 149, 165},
    {China, 4, 116, 36, 44},
    {China, 5, 119, 52, 60},
    {China, 6, 126, 149, 157},
    {China, 7, 81, 1, 13},
    {China, 8, 83, 1, 9},
    {China, 9, 84, 5, 13},
});

constexpr int start_mhz(Band band) { return band == Ghz2_4 ? 2407 : band == Ghz5 ? 5000 : 5950; }

/// From the centre of a block to the centre of its outermost 20 MHz channel, in channel numbers (5 MHz each).
constexpr int reach(Width width) { return (static_cast<int>(width) - 20) / 10; }

constexpr int distance(int a, int b) { return a > b ? a - b : b - a; }

constexpr bool holds(const ClassRow& row, int number) {
    return number >= row.first && number <= row.last && (number - row.first) % row.step == 0;
}

/// 80+80 MHz classes give one part of the whole.
constexpr Width width_of(const ClassRow& row) {
    return row.operating_class == 130 || row.operating_class == 135 ? Mhz160 : row.width;
}

ChannelBlock block_at_centre(const ClassRow& row, int centre, int primary, bool primary_known) {
    return {Channel::make(row.band, primary).value_or(Channel{}), width_of(row),
            start_mhz(row.band) + 5 * centre, primary_known};
}

std::optional<ChannelBlock> as_written(const ClassRow& row, int number) {
    if (!holds(row, number)) return std::nullopt;
    if (row.is_centre) return block_at_centre(row, number, number - reach(row.width), false);
    const auto primary = Channel::make(row.band, number);
    if (!primary) return std::nullopt;
    return ChannelBlock{*primary, row.width, primary->centre_mhz() + 10 * row.secondary, true};
}

/// `number` as the primary channel inside a block of `row`.
std::optional<ChannelBlock> as_primary(const ClassRow& row, int number) {
    if (!row.is_centre) return std::nullopt;
    const int far = reach(row.width);
    for (int centre = row.first; centre <= row.last; centre += row.step)
        if (distance(number, centre) <= far && (number - (centre - far)) % 4 == 0)
            return block_at_centre(row, centre, number, true);
    return std::nullopt;
}

std::optional<ChannelBlock> resolve_global(int operating_class, int number) {
    for (const auto how : {as_written, as_primary})
        for (const ClassRow& row : kGlobal)
            if (row.operating_class == operating_class)
                if (const auto block = how(row, number)) return block;
    return std::nullopt;
}

/// The countries of Table E-2, as its publishers' products list them.
constexpr std::string_view kEurope =
    "ALAMATAZBABEBGBYCHCYCZDEDKEEELESFIFRGBGEGRHRHUIEISITLILTLULVMDMEMKMTNLNOPLPTRORSRUSESISKTRUAUK";

}  // namespace

Region region_of(std::array<std::uint8_t, 3> country) {
    if (country[2] >= 1 && country[2] <= 5) {
        constexpr std::array kTables{UnitedStates, Europe, Japan, Global, China};
        return kTables[country[2] - std::size_t{1}];
    }
    const auto is = [&country](const char* code) {
        return static_cast<char>(country[0]) == code[0] && static_cast<char>(country[1]) == code[1];
    };
    if (is("US") || is("CA")) return UnitedStates;
    if (is("JP")) return Japan;
    if (is("CN")) return China;
    for (std::size_t at = 0; at < kEurope.size(); at += 2)
        if (is(&kEurope[at])) return Europe;
    return Global;
}

std::optional<Band> band_of_class(int operating_class) {
    for (const ClassRow& row : kGlobal)
        if (row.operating_class == operating_class) return row.band;
    return std::nullopt;
}

std::optional<ChannelBlock> resolve(Region region, int operating_class, int number) {
    for (const RegionRow& row : kRegional) {
        if (row.region != region || row.operating_class != operating_class) continue;
        return number >= row.first && number <= row.last ? resolve_global(row.global, number) : std::nullopt;
    }
    return resolve_global(operating_class, number);
}

std::optional<OperatingChannel> operating_channel(const ChannelBlock& block, Numbering numbering) {
    const Band band = block.primary.band();
    const int primary = block.primary.number();
    const int centre = (block.centre_mhz - start_mhz(band)) / 5;
    for (const ClassRow& row : kGlobal) {
        if (row.band != band || row.width != block.width) continue;
        const bool centre_fits =
            !row.is_centre && (band == Ghz6 || centre == primary + 2 * row.secondary || primary == 14);
        if (row.is_centre ? holds(row, centre) && distance(primary, centre) <= reach(row.width)
                          : holds(row, primary) && centre_fits) {
            const int number = row.is_centre && numbering == Numbering::Centre ? centre : primary;
            return OperatingChannel{row.operating_class, static_cast<std::uint8_t>(number)};
        }
    }
    return std::nullopt;
}

std::optional<ChannelBlock> block_around(Channel primary, Width width) {
    for (const ClassRow& row : kGlobal) {
        if (row.band != primary.band() || row.width != width || width_of(row) != width) continue;
        const auto block =
            row.is_centre ? as_primary(row, primary.number()) : as_written(row, primary.number());
        if (block) return block;
    }
    return std::nullopt;
}

base::StaticVector<Channel, 3> channels_numbered(int number, std::optional<Band> known) {
    base::StaticVector<Channel, 3> found;
    for (const ClassRow& row : kGlobal) {
        if (row.width != Mhz20 || row.operating_class == 124 || !holds(row, number)) continue;
        if (known && row.band != *known) continue;
        if (const auto channel = Channel::make(row.band, number)) (void)found.push_back(*channel);
    }
    return found;
}

std::optional<ChannelBlock> resolve_repaired(Region region, int operating_class, int number) {
    if (const auto block = resolve(region, operating_class, number)) return block;
    if (const auto block = resolve(Region::Global, operating_class, number)) return block;
    if (operating_class != 0 && operating_class != 255) return std::nullopt;
    const auto channels = channels_numbered(number);
    if (channels.empty()) return std::nullopt;
    return ChannelBlock{channels[0], Mhz20, channels[0].centre_mhz(), true};
}

}  // namespace wifi
