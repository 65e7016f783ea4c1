// Neighbours and roaming candidates: the Neighbor Report element (9.4.2.36) with its subelements.
#pragma once

#include "wifi/capabilities.hpp"
#include "wifi/eht.hpp"
#include "wifi/measurement_report.hpp"
#include "wifi/multi_link.hpp"
#include "wifi/multiple_bssid.hpp"

namespace wifi {

struct TsfInformation {
    static constexpr const char* kName = "tsf_information";
    static constexpr const char* kClause = "9.4.2.36";

    std::uint16_t offset_tu = 0;  ///< of its beacons to ours, modulo its beacon interval
    std::uint16_t beacon_interval_tu = 0;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("offset_tu", value.offset_tu);
        at.number("beacon_interval_tu", value.beacon_interval_tu);
    }
    friend constexpr bool operator==(const TsfInformation&, const TsfInformation&) = default;
};

struct CondensedCountry {
    static constexpr const char* kName = "condensed_country";
    static constexpr const char* kClause = "9.4.2.36";

    std::array<std::uint8_t, 2> country{};  ///< two letters, as in Country

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.fixed("country", value.country);
    }
    friend constexpr bool operator==(const CondensedCountry&, const CondensedCountry&) = default;
};

struct CandidatePreference {
    static constexpr const char* kName = "candidate_preference";
    static constexpr const char* kClause = "9.4.2.36";

    std::uint8_t preference = 0;  ///< 255: most preferred, 1: least; 0: do not go there

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("preference", value.preference);
    }
    friend constexpr bool operator==(const CandidatePreference&, const CandidatePreference&) = default;
};

struct TerminationDuration {
    static constexpr const char* kName = "termination_duration";
    static constexpr const char* kClause = "9.4.2.36";

    std::uint64_t tsf_us = 0;   ///< when the BSS ends, in its TSF
    std::uint16_t minutes = 0;  ///< 0: for good

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("tsf_us", value.tsf_us);
        at.number("minutes", value.minutes);
    }
    friend constexpr bool operator==(const TerminationDuration&, const TerminationDuration&) = default;
};

struct Bearing {
    static constexpr const char* kName = "bearing";
    static constexpr const char* kClause = "9.4.2.36";

    std::uint16_t bearing_deg = 0;     ///< clockwise from true north, 0 to 359
    std::uint32_t distance_float = 0;  ///< IEEE 754 single, metres, as its bits
    std::uint16_t height_m = 0;        ///< two's complement, relative to the reporting AP

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("bearing_deg", value.bearing_deg);
        at.number("distance_float", value.distance_float);
        at.number("height_m", value.height_m);
    }
    friend constexpr bool operator==(const Bearing&, const Bearing&) = default;
};

struct WideBandwidthChannel {
    static constexpr const char* kName = "wide_bandwidth_channel";
    static constexpr const char* kClause = "9.4.2.36";

    std::uint8_t width = 0;             ///< 0: 20, 1: 40, 2: 80, 3: 160, 4: 80+80 MHz
    std::uint8_t centre_segment_0 = 0;  ///< channel number
    std::uint8_t centre_segment_1 = 0;  ///< channel number, 0 when not used

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("width", value.width);
        at.number("centre_segment_0", value.centre_segment_0);
        at.number("centre_segment_1", value.centre_segment_1);
    }
    friend constexpr bool operator==(const WideBandwidthChannel&, const WideBandwidthChannel&) = default;
};

struct NeighborSubelements
    : Registry<Row<TsfInformation, ElementId{1}>, Row<CondensedCountry, ElementId{2}>,
               Row<CandidatePreference, ElementId{3}>, Row<TerminationDuration, ElementId{4}>,
               Row<Bearing, ElementId{5}>, Row<WideBandwidthChannel, ElementId{6}>,
               Row<MeasurementReport, ElementId{39}>, Row<HtCapabilities, ElementId{45}>,
               Row<HtOperation, ElementId{61}>, Row<SecondaryChannelOffset, ElementId{62}>,
               Row<RmEnabledCapabilities, ElementId{70}>, Row<MultipleBssid, ElementId{71}>,
               Row<VhtCapabilities, ElementId{191}>, Row<VhtOperation, ElementId{192}>,
               Row<HeCapabilities, ElementId{193}>, Row<HeOperation, ElementId{194}>,
               Row<EhtCapabilities, ElementId{199}>, Row<EhtOperation, ElementId{200}>,
               Row<MultiLink, ElementId{201}>> {};

/// BSSID Information (9.4.2.36).
inline constexpr auto kBssidInformationFields = std::to_array<BitField>({
    {"reachability", 0, 2},
    {"same_security", 2},
    {"key_scope", 3},
    {"spectrum_management", 4},
    {"qos", 5},
    {"apsd", 6},
    {"radio_measurement", 7},
    {"delayed_block_ack", 8},
    {"immediate_block_ack", 9},
    {"mobility_domain", 10},
    {"ht", 11},
    {"vht", 12},
    {"ftm", 13},
    {"he", 14},
    {"er_bss", 15},
    {"colocated_ap", 16},
    {"unsolicited_probe_response", 17},
    {"member_of_ess_with_colocated_ap", 18},
    {"oct_with_reporting_ap", 19},
    {"colocated_6ghz_ap", 20},
    {"eht", 21},
    {"dmg_positioning", 22},
});

/// dot11PHYType (Annex C).
inline constexpr auto kPhyTypes = std::to_array<ValueName>({
    {4, "ofdm"},
    {5, "hr_dsss"},
    {6, "erp"},
    {7, "ht"},
    {8, "dmg"},
    {9, "vht"},
    {10, "tvht"},
    {11, "s1g"},
    {12, "cdmg"},
    {13, "cmmg"},
    {14, "he"},
    {15, "eht"},
});

struct NeighborReport {
    static constexpr ElementId kId{52};
    static constexpr const char* kName = "neighbor_report";
    static constexpr const char* kClause = "9.4.2.36";

    MacAddress bssid;
    Bits<4, kBssidInformationFields> info;  ///< BSSID Information
    std::uint8_t operating_class = 0;       ///< 0 and 255 are met; see operating_class.hpp
    std::uint8_t channel = 0;               ///< number in that class
    std::uint8_t phy_type = 0;              ///< Annex C dot11PHYType
    ElementList<NeighborSubelements> subelements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.mac("bssid", value.bssid);
        at.bits("info", value.info);
        at.number("operating_class", value.operating_class);
        at.number("channel", value.channel);
        at.number("phy_type", value.phy_type, kPhyTypes);
        at.elements("subelements", value.subelements);
    }
    friend constexpr bool operator==(const NeighborReport&, const NeighborReport&) = default;
};

/// The PHY Type field of a BSS: dot11PHYType (Annex C) of its best mode.
[[nodiscard]] std::uint8_t phy_type(PhyMode mode, Band band);
/// The mode that a PHY Type field stands for; Legacy for every kind before HT and for unknown values.
[[nodiscard]] PhyMode mode_of_phy_type(int phy_type);

/// A neighbour as a roaming decision uses it (9.4.2.36).
struct Neighbor {
    MacAddress bssid;
    Bits<4, kBssidInformationFields> info;
    std::uint8_t operating_class = 0;        ///< as received; see `resolve_repaired`
    std::uint8_t channel = 0;                ///< as received
    std::uint8_t phy_type = 0;               ///< kPhyTypes
    std::optional<std::uint8_t> preference;  ///< 255 most, 1 least, 0: excluded
    std::optional<TerminationDuration> termination;
    std::optional<TsfInformation> tsf;
    std::optional<WideBandwidthChannel> wide_channel;

    friend constexpr bool operator==(const Neighbor&, const Neighbor&) = default;
};

/// Reads a Neighbor Report element (9.4.2.36) in one pass; of several subelements of one kind the first
/// counts, and kinds that `Neighbor` lacks are skipped.
/// @return  BodyTooShort with the offset of the element or subelement, Truncated with that of a subelement
///          that is cut.
[[nodiscard]] Parsed<Neighbor> read_neighbor(const Element& element);

/// Appends `neighbor` as a Neighbor Report element with the subelements that are set. Fault NoRoom stays in
/// `writer`.
void write_neighbor(Writer& writer, const Neighbor& neighbor);

}  // namespace wifi
