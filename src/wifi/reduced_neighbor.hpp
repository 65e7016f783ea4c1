// APs nearby in few octets: the Reduced Neighbor Report (9.4.2.170 and IEEE Std 802.11ax-2021).
#pragma once

#include "wifi/element.hpp"

namespace wifi {

/// BSS Parameters (802.11ax 9.4.2.170.2).
inline constexpr auto kBssParameterFields = std::to_array<BitField>({
    {"oct_recommended", 0},
    {"same_ssid", 1},
    {"multiple_bssid", 2},
    {"transmitted_bssid", 3},
    {"member_of_ess_with_colocated_ap", 4},
    {"unsolicited_probe_response", 5},
    {"colocated_ap", 6},
});

/// MLD Parameters (802.11be 9.4.2.170.2).
inline constexpr auto kMldParameterFields = std::to_array<BitField>({
    {"ap_mld_id", 0, 8},
    {"link_id", 8, 4},
    {"bss_parameters_change_count", 12, 8},
    {"all_updates_included", 20},
    {"disabled_link", 21},
});

/// TBTT Information Header (9.4.2.170.2).
inline constexpr auto kTbttHeaderFields = std::to_array<BitField>({
    {"type", 0, 2},
    {"filtered", 2},
    {"count_minus_1", 4, 4},
    {"length", 8, 8},
});

/// What is known of one AP. Which fields are there follows from the length (Table 9-281 with the later
/// amendments); one that contradicts it is Inconsistent.
struct TbttInformation {
    std::uint8_t length = 1;            ///< octets, 1 to 255, from the header of the set; not on the air here
    std::uint8_t tbtt_offset_tu = 255;  ///< 254: that or more, 255: unknown
    std::optional<MacAddress> bssid;
    std::optional<std::uint32_t> short_ssid;  ///< CRC-32 of the SSID
    std::optional<Bits<1, kBssParameterFields>> bss_parameters;
    std::optional<std::int8_t> psd_20mhz;  ///< most power in 0.5 dBm/MHz; 127: no limit
    std::optional<Bits<3, kMldParameterFields>> mld;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        const std::uint8_t n = value.length;
        at.number("tbtt_offset_tu", value.tbtt_offset_tu);
        at.when(n >= 7, "bssid", value.bssid);
        at.when(n == 5 || n == 6 || n >= 11, "short_ssid", value.short_ssid);
        at.when(n == 2 || n == 6 || n == 8 || n == 9 || n >= 12, "bss_parameters", value.bss_parameters);
        at.when(n == 9 || n >= 13, "psd_20mhz", value.psd_20mhz);
        at.when(n >= 16, "mld", value.mld);
    }
    friend constexpr bool operator==(const TbttInformation&, const TbttInformation&) = default;
};

/// APs on one channel. A TBTT Information Length of 0 is BadValue; octets that do not match length x count
/// are Inconsistent.
struct NeighborApInformation {
    Bits<2, kTbttHeaderFields> header;  ///< count_minus_1: 1 to 16 entries; length: octets of each
    std::uint8_t operating_class = 0;   ///< Annex E
    std::uint8_t channel = 0;           ///< the primary channel
    StridedList<TbttInformation> tbtt_information;  ///< 1 to 16 entries

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("header", value.header);
        at.number("operating_class", value.operating_class);
        at.number("channel", value.channel);
        at.require(value.header.template get<"length">() != 0);
        at.strided("tbtt_information", value.tbtt_information, value.header.template get<"length">(),
                   value.header.template get<"count_minus_1">() + std::size_t{1});
    }
    friend constexpr bool operator==(const NeighborApInformation&, const NeighborApInformation&) = default;
};

struct ReducedNeighborReport {
    static constexpr ElementId kId{201};
    static constexpr const char* kName = "reduced_neighbor_report";
    static constexpr const char* kClause = "9.4.2.170";

    Sequence<NeighborApInformation> neighbors;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.sequence("neighbors", value.neighbors);
    }
    friend constexpr bool operator==(const ReducedNeighborReport&, const ReducedNeighborReport&) = default;
};

}  // namespace wifi
