// HE (802.11ax) capabilities and operation. Clauses are those of IEEE Std 802.11ax-2021.
#pragma once

#include "wifi/ht_vht.hpp"

namespace wifi {

/// HE MAC Capabilities Information (9.4.2.248.2).
inline constexpr auto kHeMacFields = std::to_array<BitField>({
    {"htc_he", 0},
    {"twt_requester", 1},
    {"twt_responder", 2},
    {"dynamic_fragmentation", 3, 2},
    {"max_fragmented_msdus_exponent", 5, 3},
    {"min_fragment_size", 8, 2},
    {"trigger_mac_padding", 10, 2},
    {"multi_tid_aggregation_rx", 12, 3},
    {"he_link_adaptation", 15, 2},
    {"all_ack", 17},
    {"trs", 18},
    {"bsr", 19},
    {"broadcast_twt", 20},
    {"ba_bitmap_32bit", 21},
    {"mu_cascading", 22},
    {"ack_enabled_aggregation", 23},
    {"om_control", 25},
    {"ofdma_ra", 26},
    {"max_ampdu_exponent_extension", 27, 2},
    {"amsdu_fragmentation", 29},
    {"flexible_twt_schedule", 30},
    {"rx_control_frame_to_multibss", 31},
    {"bsrp_bqrp_aggregation", 32},
    {"qtp", 33},
    {"bqr", 34},
    {"psr_responder", 35},
    {"ndp_feedback_report", 36},
    {"ops", 37},
    {"amsdu_not_under_ba_in_ampdu", 38},
    {"multi_tid_aggregation_tx", 39, 3},
    {"he_subchannel_selective", 42},
    {"ul_2x996_tone_ru", 43},
    {"om_control_ul_mu_data_disable_rx", 44},
    {"he_dynamic_sm_power_save", 45},
    {"punctured_sounding", 46},
    {"ht_vht_trigger_rx", 47},
});

/// HE PHY Capabilities Information (9.4.2.248.3).
inline constexpr auto kHePhyFields = std::to_array<BitField>({
    {"width_40_in_2_4_ghz", 1},
    {"width_40_80_in_5_6_ghz", 2},
    {"width_160_in_5_6_ghz", 3},
    {"width_160_80p80_in_5_6_ghz", 4},
    {"ru_242_in_2_4_ghz", 5},
    {"ru_242_in_5_6_ghz", 6},
    {"punctured_preamble_rx", 8, 4},
    {"device_class_a", 12},
    {"ldpc", 13},
    {"su_ppdu_1x_ltf_800ns", 14},
    {"midamble_max_nsts", 15, 2},
    {"ndp_4x_ltf_3200ns", 17},
    {"stbc_tx_up_to_80", 18},
    {"stbc_rx_up_to_80", 19},
    {"doppler_tx", 20},
    {"doppler_rx", 21},
    {"full_bandwidth_ul_mumimo", 22},
    {"partial_bandwidth_ul_mumimo", 23},
    {"dcm_max_constellation_tx", 24, 2},
    {"dcm_max_nss_tx", 26},
    {"dcm_max_constellation_rx", 27, 2},
    {"dcm_max_nss_rx", 29},
    {"partial_bw_su_in_mu_20mhz", 30},
    {"su_beamformer", 31},
    {"su_beamformee", 32},
    {"mu_beamformer", 33},
    {"beamformee_sts_up_to_80", 34, 3},
    {"beamformee_sts_above_80", 37, 3},
    {"sounding_dimensions_up_to_80", 40, 3},
    {"sounding_dimensions_above_80", 43, 3},
    {"ng16_su_feedback", 46},
    {"ng16_mu_feedback", 47},
    {"codebook_4_2_su", 48},
    {"codebook_7_5_mu", 49},
    {"triggered_su_beamforming_feedback", 50},
    {"triggered_mu_beamforming_feedback", 51},
    {"triggered_cqi_feedback", 52},
    {"partial_bandwidth_extended_range", 53},
    {"partial_bandwidth_dl_mumimo", 54},
    {"ppe_thresholds_present", 55},
    {"psr_based_sr", 56},
    {"power_boost_factor", 57},
    {"su_mu_4x_ltf_800ns", 58},
    {"max_nc", 59, 3},
    {"stbc_tx_above_80", 62},
    {"stbc_rx_above_80", 63},
    {"er_su_4x_ltf_800ns", 64},
    {"ppdu_20_in_40_2_4_ghz", 65},
    {"ppdu_20_in_160", 66},
    {"ppdu_80_in_160", 67},
    {"er_su_1x_ltf_800ns", 68},
    {"midamble_2x_1x_ltf", 69},
    {"dcm_max_ru", 70, 2},
    {"more_than_16_sigb_symbols", 72},
    {"non_triggered_cqi_feedback", 73},
    {"tx_1024_qam_below_242", 74},
    {"rx_1024_qam_below_242", 75},
    {"rx_full_bw_su_compressed_sigb", 76},
    {"rx_full_bw_su_noncompressed_sigb", 77},
    {"nominal_packet_padding", 78, 2},
    {"mu_ppdu_more_than_one_ru_rx_max_ltf", 80},
});

/// Supported HE-MCS And NSS Set of one width (9.4.2.248.4). Two bits for each of 1 to 8 streams: MCS 0-7,
/// 0-9, 0-11, or 3: not supported.
struct HeMcsMaps {
    std::uint16_t rx = 0xFFFF;  ///< receive
    std::uint16_t tx = 0xFFFF;  ///< transmit

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("rx", value.rx);
        at.number("tx", value.tx);
    }
    friend constexpr bool operator==(const HeMcsMaps&, const HeMcsMaps&) = default;
};

/// The maps for 160 and 80+80 MHz stand there when the PHY capabilities say so; one whose bit says otherwise
/// is Inconsistent.
struct HeCapabilities {
    static constexpr ElementId kId = ElementId::extended(35);
    static constexpr const char* kName = "he_capabilities";
    static constexpr const char* kClause = "802.11ax 9.4.2.248";

    Bits<6, kHeMacFields> mac;
    Bits<11, kHePhyFields> phy;
    HeMcsMaps up_to_80;
    std::optional<HeMcsMaps> at_160;
    std::optional<HeMcsMaps> at_80p80;
    OctetString ppe_thresholds;  ///< as on the air

    /// Receive streams at up to 80 MHz, 1 to 8; 0 when the map has none.
    [[nodiscard]] constexpr std::uint8_t streams() const { return streams_in_map(up_to_80.rx); }

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("mac", value.mac);
        at.bits("phy", value.phy);
        at.object("up_to_80", value.up_to_80);
        at.when(value.phy.template get<"width_160_in_5_6_ghz">() != 0, "at_160", value.at_160);
        at.when(value.phy.template get<"width_160_80p80_in_5_6_ghz">() != 0, "at_80p80", value.at_80p80);
        at.rest("ppe_thresholds", value.ppe_thresholds);
    }
    friend constexpr bool operator==(const HeCapabilities&, const HeCapabilities&) = default;
};

/// HE Operation Parameters (802.11ax 9.4.2.249).
inline constexpr auto kHeOperationFields = std::to_array<BitField>({
    {"default_pe_duration", 0, 3},
    {"twt_required", 3},
    {"txop_rts_threshold_32us", 4, 10},
    {"vht_operation_present", 14},
    {"cohosted_bss", 15},
    {"er_su_disable", 16},
    {"six_ghz_operation_present", 17},
});
/// BSS Color Information (802.11ax 9.4.2.249).
inline constexpr auto kBssColorFields = std::to_array<BitField>({
    {"color", 0, 6},
    {"partial", 6},
    {"disabled", 7},
});
/// Control of 6 GHz Operation Information (802.11ax 9.4.2.249).
inline constexpr auto kSixGhzControlFields = std::to_array<BitField>({
    {"width", 0, 2},  // 0: 20, 1: 40, 2: 80, 3: 160 or 80+80 MHz
    {"duplicate_beacon", 2},
    {"regulatory_info", 3, 3},
});

/// 6 GHz Operation Information (9.4.2.249).
struct SixGhzOperationInfo {
    std::uint8_t primary_channel = 0;       ///< number in 6 GHz
    Bits<1, kSixGhzControlFields> control;  ///< width: 0 to 3 for 20, 40, 80, 160 or 80+80 MHz
    std::uint8_t centre_segment_0 = 0;      ///< channel number
    std::uint8_t centre_segment_1 = 0;      ///< channel number, 0 when not used
    std::uint8_t minimum_rate_mbps = 0;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("primary_channel", value.primary_channel);
        at.bits("control", value.control);
        at.number("centre_segment_0", value.centre_segment_0);
        at.number("centre_segment_1", value.centre_segment_1);
        at.number("minimum_rate_mbps", value.minimum_rate_mbps);
    }
    friend constexpr bool operator==(const SixGhzOperationInfo&, const SixGhzOperationInfo&) = default;
};

/// The three optional parts stand there when the parameters say so; one whose bit says otherwise is
/// Inconsistent.
struct HeOperation {
    static constexpr ElementId kId = ElementId::extended(36);
    static constexpr const char* kName = "he_operation";
    static constexpr const char* kClause = "802.11ax 9.4.2.249";

    Bits<3, kHeOperationFields> parameters;
    Bits<1, kBssColorFields> bss_color;    ///< color: 1 to 63
    std::uint16_t basic_mcs_map = 0xFFFF;  ///< as in HeMcsMaps
    std::optional<VhtOperationInfo> vht;
    std::optional<std::uint8_t> max_cohosted_bssid;  ///< n: at most 2^n BSSIDs
    std::optional<SixGhzOperationInfo> six_ghz;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("parameters", value.parameters);
        at.bits("bss_color", value.bss_color);
        at.number("basic_mcs_map", value.basic_mcs_map);
        at.when(value.parameters.template get<"vht_operation_present">() != 0, "vht", value.vht);
        at.when(value.parameters.template get<"cohosted_bss">() != 0, "max_cohosted_bssid",
                value.max_cohosted_bssid);
        at.when(value.parameters.template get<"six_ghz_operation_present">() != 0, "six_ghz", value.six_ghz);
    }
    friend constexpr bool operator==(const HeOperation&, const HeOperation&) = default;
};

/// Capabilities Information of the 6 GHz band (802.11ax 9.4.2.263).
inline constexpr auto kHeSixGhzFields = std::to_array<BitField>({
    {"min_start_spacing", 0, 3},
    {"max_ampdu_exponent", 3, 3},
    {"max_mpdu_length", 6, 2},
    {"sm_power_save", 9, 2},
    {"rd_responder", 11},
    {"rx_antenna_pattern", 12},
    {"tx_antenna_pattern", 13},
});

struct HeSixGhzCapabilities {
    static constexpr ElementId kId = ElementId::extended(59);
    static constexpr const char* kName = "he_6ghz_capabilities";
    static constexpr const char* kClause = "802.11ax 9.4.2.263";

    Bits<2, kHeSixGhzFields> capabilities;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("capabilities", value.capabilities);
    }
    friend constexpr bool operator==(const HeSixGhzCapabilities&, const HeSixGhzCapabilities&) = default;
};

}  // namespace wifi
