// Announcements that a BSS moves to another channel.
#pragma once

#include "wifi/element.hpp"

namespace wifi {

struct BssElements;  // bss_elements.hpp

/// Channel Switch Mode (9.4.2.18).
inline constexpr auto kSwitchModes = std::to_array<ValueName>({
    {0, "no_restriction"},
    {1, "stop_transmitting"},
});

struct ChannelSwitch {
    static constexpr ElementId kId{37};
    static constexpr const char* kName = "channel_switch_announcement";
    static constexpr const char* kClause = "9.4.2.18";

    std::uint8_t mode = 0;         ///< 1: do not transmit until the switch
    std::uint8_t new_channel = 0;  ///< number in the band of the BSS
    std::uint8_t count_tbtt =
        0;  ///< beacons until the switch; 0 or 1: just before or at any time after the next

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("mode", value.mode, kSwitchModes);
        at.number("new_channel", value.new_channel);
        at.number("count_tbtt", value.count_tbtt);
    }
    friend constexpr bool operator==(const ChannelSwitch&, const ChannelSwitch&) = default;
};

struct ExtendedChannelSwitch {
    static constexpr ElementId kId{60};
    static constexpr const char* kName = "extended_channel_switch_announcement";
    static constexpr const char* kClause = "9.4.2.52";

    std::uint8_t mode = 0;                 ///< as in ChannelSwitch
    std::uint8_t new_operating_class = 0;  ///< Annex E
    std::uint8_t new_channel = 0;          ///< number in that class
    std::uint8_t count_tbtt = 0;           ///< as in ChannelSwitch

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("mode", value.mode, kSwitchModes);
        at.number("new_operating_class", value.new_operating_class);
        at.number("new_channel", value.new_channel);
        at.number("count_tbtt", value.count_tbtt);
    }
    friend constexpr bool operator==(const ExtendedChannelSwitch&, const ExtendedChannelSwitch&) = default;
};

/// Where the second 20 MHz of a 40 MHz BSS lie.
struct SecondaryChannelOffset {
    static constexpr ElementId kId{62};
    static constexpr const char* kName = "secondary_channel_offset";
    static constexpr const char* kClause = "9.4.2.19";

    std::uint8_t secondary_channel_offset = 0;  ///< 0 none, 1 above, 3 below

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("secondary_channel_offset", value.secondary_channel_offset);
    }
    friend constexpr bool operator==(const SecondaryChannelOffset&, const SecondaryChannelOffset&) = default;
};

struct WideBandwidthChannelSwitch {
    static constexpr ElementId kId{194};
    static constexpr const char* kName = "wide_bandwidth_channel_switch";
    static constexpr const char* kClause = "9.4.2.160";

    std::uint8_t new_width = 0;  ///< 0: 20 or 40 MHz, 1: 80 or by the segments more, 2 and 3 deprecated
    std::uint8_t new_centre_segment_0 = 0;  ///< channel number
    std::uint8_t new_centre_segment_1 = 0;  ///< channel number, 0 when not used

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("new_width", value.new_width);
        at.number("new_centre_segment_0", value.new_centre_segment_0);
        at.number("new_centre_segment_1", value.new_centre_segment_1);
    }
    friend constexpr bool operator==(const WideBandwidthChannelSwitch&,
                                     const WideBandwidthChannelSwitch&) = default;
};

struct ChannelSwitchWrapper {
    static constexpr ElementId kId{196};
    static constexpr const char* kName = "channel_switch_wrapper";
    static constexpr const char* kClause = "9.4.2.162";

    ElementList<BssElements> elements;  ///< Country, Wide Bandwidth Channel Switch, Transmit Power Envelope

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.elements("elements", value.elements);
    }
    friend constexpr bool operator==(const ChannelSwitchWrapper&, const ChannelSwitchWrapper&) = default;
};

struct MaxChannelSwitchTime {
    static constexpr ElementId kId = ElementId::extended(52);
    static constexpr const char* kName = "max_channel_switch_time";
    static constexpr const char* kClause = "802.11ax 9.4.2.252";

    std::uint32_t switch_time_tu =
        0;  ///< from the last beacon on the old channel to the first on the new one, at most

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number24("switch_time_tu", value.switch_time_tu);
    }
    friend constexpr bool operator==(const MaxChannelSwitchTime&, const MaxChannelSwitchTime&) = default;
};

}  // namespace wifi
