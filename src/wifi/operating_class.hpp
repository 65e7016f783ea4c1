// Operating classes (Annex E): which channel an (operating class, channel number) pair means, and the pair
// for a channel. Peers fill both fields in more ways than the tables allow; the repairs are here, each under
// its own name.
#pragma once

#include "base/static_vector.hpp"
#include "wifi/channel.hpp"

namespace wifi {

/// Whose table an operating class is looked up in (Tables E-1 to E-5). The global table is tried after each.
enum class Region : std::uint8_t { Global, UnitedStates, Europe, Japan, China };

/// The region that a Country String means (9.4.2.8): its third octet if that names a table (1 to 5 for Table
/// E-1 to E-5), else by the two letters; Global when neither tells.
[[nodiscard]] Region region_of(std::array<std::uint8_t, 3> country);

/// What a BSS occupies (Annex E). 80+80 MHz counts as 160 with the centre of its first part.
struct ChannelBlock {
    Channel primary;
    Width width = Width::Mhz20;
    int centre_mhz = 0;         ///< of the whole block
    bool primary_known = true;  ///< false: the pair names a block, and `primary` is its lowest channel

    friend constexpr bool operator==(const ChannelBlock&, const ChannelBlock&) = default;
};

/// The block that a pair means (Annex E). For classes whose number is a centre index (128 to 130 and the wide
/// 6 GHz classes), the number of a 20 MHz channel inside a block is taken as its primary channel: this is
/// what hostapd sends.
/// @param operating_class  0 to 255; looked up in the region's own table, in the global one only when it is
///                         not there.
/// @return  empty when the class is unknown to region and world or has no such channel.
[[nodiscard]] std::optional<ChannelBlock> resolve(Region region, int operating_class, int number);

/// The band of a class of the global table (Table E-4); empty when it has no such class.
[[nodiscard]] std::optional<Band> band_of_class(int operating_class);

/// How the channel of a class for 80 MHz or more is numbered.
enum class Numbering : std::uint8_t {
    Centre,   ///< as Table E-4 says: the channel centre frequency index
    Primary,  ///< as hostapd and wpa_supplicant send and expect it: the primary channel
};

struct OperatingChannel {
    std::uint8_t operating_class = 0;  ///< of Table E-4
    std::uint8_t number = 0;           ///< as Numbering says

    friend constexpr bool operator==(const OperatingChannel&, const OperatingChannel&) = default;
};

/// The pair of the global table (Table E-4) for a block. Two widths share no class, so the inverse of
/// `resolve`.
/// @return  empty when no global class has that block.
[[nodiscard]] std::optional<OperatingChannel> operating_channel(const ChannelBlock& block,
                                                                Numbering numbering = Numbering::Centre);

/// The block of `width` that contains `primary` (Table E-4); for 40 MHz in 2.4 GHz the one above, if there is
/// one. Empty when no global class has such a block.
[[nodiscard]] std::optional<ChannelBlock> block_around(Channel primary, Width width);

/// The channels that a bare number may mean, for pairs whose class is 0 or 255, as some controllers send
/// them: 1 to 14 in 2.4 GHz, 36 to 177 in 5 GHz, 1, 5, ... 233 and 2 in 6 GHz, in this order; at most one of
/// each band.
/// @param known  restricts the answer to one band.
[[nodiscard]] base::StaticVector<Channel, 3> channels_numbered(int number,
                                                               std::optional<Band> known = std::nullopt);

/// What a neighbour report's pair (9.4.2.36) means, repaired: `resolve` in the region, then in the world,
/// then, for class 0 and 255, the bare number as `channels_numbered` reads it, the first match counting, 20
/// MHz wide. Empty when none of them knows it.
[[nodiscard]] std::optional<ChannelBlock> resolve_repaired(Region region, int operating_class, int number);

}  // namespace wifi
