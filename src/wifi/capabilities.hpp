// What a station or AP can do beyond its PHY: Extended Capabilities, RM Enabled Capabilities and the classes
// it supports; also the Capability Information field of beacons and associations.
#pragma once

#include "wifi/element.hpp"

namespace wifi {

/// The Capability Information field (9.4.1.4).
inline constexpr auto kCapabilityFields = std::to_array<BitField>({
    {"ess", 0},
    {"ibss", 1},
    {"privacy", 4},
    {"short_preamble", 5},
    {"critical_update", 6},
    {"spectrum_management", 8},
    {"qos", 9},
    {"short_slot_time", 10},
    {"apsd", 11},
    {"radio_measurement", 12},
    {"epd", 13},
});
using CapabilityInformation = Bits<2, kCapabilityFields>;

/// Table 9-153 and later amendments.
inline constexpr auto kExtendedCapabilityFields = std::to_array<BitField>({
    {"coexistence_2040", 0},
    {"extended_channel_switching", 2},
    {"psmp", 4},
    {"s_psmp", 6},
    {"event", 7},
    {"diagnostics", 8},
    {"multicast_diagnostics", 9},
    {"location_tracking", 10},
    {"fms", 11},
    {"proxy_arp", 12},
    {"collocated_interference", 13},
    {"civic_location", 14},
    {"geospatial_location", 15},
    {"tfs", 16},
    {"wnm_sleep_mode", 17},
    {"tim_broadcast", 18},
    {"bss_transition", 19},
    {"qos_traffic_capability", 20},
    {"ac_station_count", 21},
    {"multiple_bssid", 22},
    {"timing_measurement", 23},
    {"channel_usage", 24},
    {"ssid_list", 25},
    {"dms", 26},
    {"utc_tsf_offset", 27},
    {"tpu_buffer_sta", 28},
    {"tdls_peer_psm", 29},
    {"tdls_channel_switching", 30},
    {"interworking", 31},
    {"qos_map", 32},
    {"ebr", 33},
    {"sspn_interface", 34},
    {"msgcf", 36},
    {"tdls", 37},
    {"tdls_prohibited", 38},
    {"tdls_channel_switching_prohibited", 39},
    {"reject_unadmitted_frame", 40},
    {"service_interval_granularity", 41, 3},
    {"identifier_location", 44},
    {"uapsd_coexistence", 45},
    {"wnm_notification", 46},
    {"qab", 47},
    {"utf8_ssid", 48},
    {"qmf", 49},
    {"qmf_reconfiguration", 50},
    {"robust_av_streaming", 51},
    {"advanced_gcr", 52},
    {"mesh_gcr", 53},
    {"scs", 54},
    {"qload_report", 55},
    {"alternate_edca", 56},
    {"unprotected_txop_negotiation", 57},
    {"protected_txop_negotiation", 58},
    {"protected_qload_report", 60},
    {"tdls_wider_bandwidth", 61},
    {"operating_mode_notification", 62},
    {"max_amsdus_per_ampdu", 63, 2},
    {"channel_schedule_management", 65},
    {"geodatabase_inband_enabling", 66},
    {"network_channel_control", 67},
    {"white_space_map", 68},
    {"channel_availability_query", 69},
    {"ftm_responder", 70},
    {"ftm_initiator", 71},
    {"fils", 72},
    {"extended_spectrum_management", 73},
    {"future_channel_guidance", 74},
    {"pad", 75},
    {"complete_list_of_non_tx_bssid", 80},
    {"sae_password_identifiers_in_use", 81},
    {"sae_password_identifiers_used_exclusively", 82},
    {"enhanced_multi_bssid_advertisement", 83},
    {"beacon_protection", 84},
    {"mirrored_scs", 85},
    {"local_mac_address_policy", 87},
});

/// As many octets as the sender knows bits of; those that are missing are 0.
struct ExtendedCapabilities {
    static constexpr ElementId kId{127};
    static constexpr const char* kName = "extended_capabilities";
    static constexpr const char* kClause = "9.4.2.26";

    OctetString capabilities;

    /// Bit `number` of Table 9-153; false for one past the last octet.
    [[nodiscard]] constexpr bool bit(std::size_t number) const {
        return number / 8 < capabilities.size() && (capabilities.octets[number / 8] >> (number % 8) & 1) != 0;
    }
    /// BSS transition management, bit 19.
    [[nodiscard]] constexpr bool bss_transition() const { return bit(19); }
    /// WNM notifications, bit 46.
    [[nodiscard]] constexpr bool wnm_notification() const { return bit(46); }

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.open_bits("capabilities", value.capabilities, kExtendedCapabilityFields);
    }
    friend constexpr bool operator==(const ExtendedCapabilities&, const ExtendedCapabilities&) = default;
};

/// Table 9-179.
inline constexpr auto kRmCapabilityFields = std::to_array<BitField>({
    {"link_measurement", 0},
    {"neighbor_report", 1},
    {"parallel_measurements", 2},
    {"repeated_measurements", 3},
    {"beacon_passive", 4},
    {"beacon_active", 5},
    {"beacon_table", 6},
    {"beacon_reporting_conditions", 7},
    {"frame_measurement", 8},
    {"channel_load", 9},
    {"noise_histogram", 10},
    {"statistics", 11},
    {"lci", 12},
    {"lci_azimuth", 13},
    {"transmit_stream", 14},
    {"triggered_transmit_stream", 15},
    {"ap_channel_report", 16},
    {"rm_mib", 17},
    {"operating_channel_max_duration", 18, 3},
    {"nonoperating_channel_max_duration", 21, 3},
    {"measurement_pilot", 24, 3},
    {"measurement_pilot_transmission", 27},
    {"neighbor_report_tsf_offset", 28},
    {"rcpi", 29},
    {"rsni", 30},
    {"bss_average_access_delay", 31},
    {"bss_available_admission_capacity", 32},
    {"antenna", 33},
    {"ftm_range_report", 34},
    {"civic_location", 35},
});

struct RmEnabledCapabilities {
    static constexpr ElementId kId{70};
    static constexpr const char* kName = "rm_enabled_capabilities";
    static constexpr const char* kClause = "9.4.2.44";

    Bits<5, kRmCapabilityFields> capabilities;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("capabilities", value.capabilities);
    }
    friend constexpr bool operator==(const RmEnabledCapabilities&, const RmEnabledCapabilities&) = default;
};

/// The operating classes that a station can use. Optional extension sequences (9.4.2.53) follow the classes,
/// behind a delimiter that is itself no class in use: 130 for the current one's sequence and 0 for the duple
/// sequence.
struct SupportedOperatingClasses {
    static constexpr ElementId kId{59};
    static constexpr const char* kName = "supported_operating_classes";
    static constexpr const char* kClause = "9.4.2.53";

    std::uint8_t current = 0;  ///< the class in use
    OctetString classes;       ///< others that are supported, then extension sequences

    /// Whether `operating_class` is the current one or in the list. Octets of extension sequences are not
    /// told apart from classes.
    [[nodiscard]] constexpr bool supports(std::uint8_t operating_class) const {
        return current == operating_class ||
               std::ranges::find(classes.octets, operating_class) != classes.octets.end();
    }

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("current", value.current);
        at.numbers("classes", value.classes);
    }
    friend constexpr bool operator==(const SupportedOperatingClasses&,
                                     const SupportedOperatingClasses&) = default;
};

}  // namespace wifi
