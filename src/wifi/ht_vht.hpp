// HT (802.11n) and VHT (802.11ac) capabilities and operation.
#pragma once

#include "wifi/element.hpp"

namespace wifi {

/// HT Capability Information (9.4.2.55.2).
inline constexpr auto kHtInfoFields = std::to_array<BitField>({
    {"ldpc", 0},
    {"supports_40_mhz", 1},
    {"sm_power_save", 2, 2},
    {"greenfield", 4},
    {"short_gi_20", 5},
    {"short_gi_40", 6},
    {"tx_stbc", 7},
    {"rx_stbc", 8, 2},
    {"delayed_block_ack", 10},
    {"max_amsdu_7935", 11},
    {"dsss_cck_40", 12},
    {"intolerant_40", 14},
    {"lsig_txop_protection", 15},
});
/// A-MPDU Parameters (9.4.2.55.3): octets up to 2^(13 + exponent) - 1.
inline constexpr auto kAmpduFields = std::to_array<BitField>({
    {"max_length_exponent", 0, 2},
    {"min_start_spacing", 2, 3},
});
/// HT Extended Capabilities (9.4.2.55.5).
inline constexpr auto kHtExtendedFields = std::to_array<BitField>({
    {"mcs_feedback", 8, 2},
    {"htc", 10},
    {"rd_responder", 11},
});

struct HtCapabilities {
    static constexpr ElementId kId{45};
    static constexpr const char* kName = "ht_capabilities";
    static constexpr const char* kClause = "9.4.2.55";

    Bits<2, kHtInfoFields> info;
    Bits<1, kAmpduFields> ampdu;
    std::array<std::uint8_t, 16> mcs_set{};  ///< bit n of the first 77: MCS n can be received (9.4.2.55.4)
    Bits<2, kHtExtendedFields> extended;
    std::uint32_t transmit_beamforming = 0;  ///< 9.4.2.55.6
    std::uint8_t antenna_selection = 0;      ///< 9.4.2.55.7

    /// Receive streams, 1 to 4: 1 + the highest of MCS 0-7, 8-15, 16-23, 24-31 of which any is set; 0 when
    /// none is.
    [[nodiscard]] constexpr std::uint8_t streams() const {
        std::uint8_t most = 0;
        for (std::uint8_t i = 0; i < 4; ++i)
            if (mcs_set[i] != 0) most = static_cast<std::uint8_t>(i + 1);
        return most;
    }

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("info", value.info);
        at.bits("ampdu", value.ampdu);
        at.fixed("mcs_set", value.mcs_set);
        at.bits("extended", value.extended);
        at.number("transmit_beamforming", value.transmit_beamforming);
        at.number("antenna_selection", value.antenna_selection);
    }
    friend constexpr bool operator==(const HtCapabilities&, const HtCapabilities&) = default;
};

/// HT Operation Information (9.4.2.56).
inline constexpr auto kHtOperationFields = std::to_array<BitField>({
    {"secondary_channel_offset", 0, 2},  // 0 none, 1 above, 3 below
    {"any_width", 2},                    // STA Channel Width: 0 means 20 MHz only
    {"rifs", 3},
    {"protection", 8, 2},
    {"nongreenfield_present", 10},
    {"obss_non_ht_present", 12},
    {"centre_segment_2", 13, 8},
    {"dual_beacon", 30},
    {"dual_cts_protection", 31},
    {"stbc_beacon", 32},
});

struct HtOperation {
    static constexpr ElementId kId{61};
    static constexpr const char* kName = "ht_operation";
    static constexpr const char* kClause = "9.4.2.56";

    std::uint8_t primary_channel = 0;  ///< number in the band of the BSS
    Bits<5, kHtOperationFields> info;
    std::array<std::uint8_t, 16> basic_mcs_set{};  ///< as `HtCapabilities::mcs_set`

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("primary_channel", value.primary_channel);
        at.bits("info", value.info);
        at.fixed("basic_mcs_set", value.basic_mcs_set);
    }
    friend constexpr bool operator==(const HtOperation&, const HtOperation&) = default;
};

/// VHT Capabilities Information (9.4.2.157.2).
inline constexpr auto kVhtInfoFields = std::to_array<BitField>({
    {"max_mpdu_length", 0, 2},
    {"supported_width", 2, 2},  // 0: up to 80 MHz, 1: 160 MHz, 2: 160 and 80+80 MHz
    {"rx_ldpc", 4},
    {"short_gi_80", 5},
    {"short_gi_160", 6},
    {"tx_stbc", 7},
    {"rx_stbc", 8, 3},
    {"su_beamformer", 11},
    {"su_beamformee", 12},
    {"beamformee_sts", 13, 3},
    {"sounding_dimensions", 16, 3},
    {"mu_beamformer", 19},
    {"mu_beamformee", 20},
    {"txop_power_save", 21},
    {"htc_vht", 22},
    {"max_ampdu_exponent", 23, 3},
    {"link_adaptation", 26, 2},
    {"rx_antenna_pattern", 28},
    {"tx_antenna_pattern", 29},
    {"extended_nss", 30, 2},
});

/// Spatial streams in a map of two bits for each of 1 to 8 streams, 3 meaning "not supported" (9.4.2.157.3):
/// the most for which some MCS is supported; 0 when there is none.
[[nodiscard]] constexpr std::uint8_t streams_in_map(std::uint16_t map) {
    std::uint8_t most = 0;
    for (std::uint8_t i = 0; i < 8; ++i)
        if ((map >> (2 * i) & 3) != 3) most = static_cast<std::uint8_t>(i + 1);
    return most;
}

struct VhtCapabilities {
    static constexpr ElementId kId{191};
    static constexpr const char* kName = "vht_capabilities";
    static constexpr const char* kClause = "9.4.2.157";

    Bits<4, kVhtInfoFields> info;
    /// Two bits for each of 1 to 8 streams: MCS 0-7, 0-8, 0-9, or 3: not supported.
    std::uint16_t rx_mcs_map = 0xFFFF;
    std::uint16_t rx_highest = 0;       ///< bits 0-12: Mbit/s; bits 13-15: maximum NSTS total
    std::uint16_t tx_mcs_map = 0xFFFF;  ///< as rx_mcs_map
    std::uint16_t tx_highest = 0;       ///< bits 0-12: Mbit/s; bit 13: extended NSS BW capable

    /// Receive streams, 1 to 8; 0 when the map has none.
    [[nodiscard]] constexpr std::uint8_t streams() const { return streams_in_map(rx_mcs_map); }

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("info", value.info);
        at.number("rx_mcs_map", value.rx_mcs_map);
        at.number("rx_highest", value.rx_highest);
        at.number("tx_mcs_map", value.tx_mcs_map);
        at.number("tx_highest", value.tx_highest);
    }
    friend constexpr bool operator==(const VhtCapabilities&, const VhtCapabilities&) = default;
};

/// VHT Operation Information (9.4.2.158), also part of the HE Operation element.
struct VhtOperationInfo {
    std::uint8_t width = 0;  ///< 0: as HT says; 1: 80 MHz or, by the segments, 160 or 80+80; 2, 3: deprecated
    std::uint8_t centre_segment_0 = 0;  ///< channel number
    std::uint8_t centre_segment_1 = 0;  ///< channel number, 0 when not used

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("width", value.width);
        at.number("centre_segment_0", value.centre_segment_0);
        at.number("centre_segment_1", value.centre_segment_1);
    }
    friend constexpr bool operator==(const VhtOperationInfo&, const VhtOperationInfo&) = default;
};

/// The width that VHT Operation Information gives (Table 9-274): 80 or 160 MHz; 80+80 MHz counts as 160.
/// Empty: HT decides.
/// @param ht_segment_2  Channel Center Frequency Segment 2 of HT Operation, used by senders with extended
///                      NSS; 0: none.
[[nodiscard]] constexpr std::optional<Width> vht_width(const VhtOperationInfo& info,
                                                       std::uint32_t ht_segment_2) {
    if (info.width == 0) return std::nullopt;
    if (info.width == 2 || info.width == 3) return Width::Mhz160;
    const int second = info.centre_segment_1 != 0 ? info.centre_segment_1 : static_cast<int>(ht_segment_2);
    const int apart =
        second > info.centre_segment_0 ? second - info.centre_segment_0 : info.centre_segment_0 - second;
    return second != 0 && (apart == 8 || apart > 16) ? Width::Mhz160 : Width::Mhz80;
}

struct VhtOperation {
    static constexpr ElementId kId{192};
    static constexpr const char* kName = "vht_operation";
    static constexpr const char* kClause = "9.4.2.158";

    VhtOperationInfo info;
    std::uint16_t basic_mcs_map = 0xFFFF;  ///< as `VhtCapabilities::rx_mcs_map`

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.object("info", value.info);
        at.number("basic_mcs_map", value.basic_mcs_map);
    }
    friend constexpr bool operator==(const VhtOperation&, const VhtOperation&) = default;
};

}  // namespace wifi
