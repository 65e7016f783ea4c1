// EHT (802.11be) capabilities and operation. Clauses are those of IEEE P802.11be/D2.0, with which tshark 4.0
// agrees.
#pragma once

#include "wifi/he.hpp"

namespace wifi {

/// EHT MAC Capabilities Information (9.4.2.313.2).
inline constexpr auto kEhtMacFields = std::to_array<BitField>({
    {"epcs_priority_access", 0},
    {"om_control", 1},
    {"triggered_txop_sharing_mode_1", 2},
    {"triggered_txop_sharing_mode_2", 3},
    {"restricted_twt", 4},
    {"scs_traffic_description", 5},
    {"max_mpdu_length", 6, 2},
    {"max_ampdu_exponent_extension", 8},
});
/// EHT PHY Capabilities Information (9.4.2.313.3).
inline constexpr auto kEhtPhyFields = std::to_array<BitField>({
    {"width_320_in_6_ghz", 1},
    {"ru_242_in_wider_than_20", 2},
    {"ndp_4x_ltf_3200ns", 3},
    {"partial_bandwidth_ul_mumimo", 4},
    {"su_beamformer", 5},
    {"su_beamformee", 6},
    {"beamformee_ss_up_to_80", 7, 3},
    {"beamformee_ss_160", 10, 3},
    {"beamformee_ss_320", 13, 3},
    {"sounding_dimensions_up_to_80", 16, 3},
    {"sounding_dimensions_160", 19, 3},
    {"sounding_dimensions_320", 22, 3},
    {"ng16_su_feedback", 25},
    {"ng16_mu_feedback", 26},
    {"codebook_4_2_su", 27},
    {"codebook_7_5_mu", 28},
    {"triggered_su_beamforming_feedback", 29},
    {"triggered_mu_beamforming_feedback", 30},
    {"triggered_cqi_feedback", 31},
    {"partial_bandwidth_dl_mumimo", 32},
    {"psr_based_sr", 33},
    {"power_boost_factor", 34},
    {"mu_ppdu_4x_ltf_800ns", 35},
    {"max_nc", 36, 4},
    {"non_triggered_cqi_feedback", 40},
    {"tx_1024_4096_qam_below_242", 41},
    {"rx_1024_4096_qam_below_242", 42},
    {"ppe_thresholds_present", 43},
    {"nominal_packet_padding", 44, 2},
    {"max_ltfs", 46, 5},
    {"mcs_15", 51, 4},
    {"eht_dup_in_6_ghz", 55},
    {"ndp_rx_on_20_wide", 56},
    {"non_ofdma_ul_mumimo_up_to_80", 57},
    {"non_ofdma_ul_mumimo_160", 58},
    {"non_ofdma_ul_mumimo_320", 59},
    {"mu_beamformer_up_to_80", 60},
    {"mu_beamformer_160", 61},
    {"mu_beamformer_320", 62},
    {"tb_sounding_feedback_rate_limit", 63},
    {"rx_1024_qam_wide_dl_ofdma", 64},
    {"rx_4096_qam_wide_dl_ofdma", 65},
});

/// The length of the MCS and NSS set depends on the widths in the sender's HE Capabilities, so what follows
/// the PHY capabilities is kept as it is.
struct EhtCapabilities {
    static constexpr ElementId kId = ElementId::extended(108);
    static constexpr const char* kName = "eht_capabilities";
    static constexpr const char* kClause = "802.11be 9.4.2.313";

    Bits<2, kEhtMacFields> mac;
    Bits<9, kEhtPhyFields> phy;
    OctetString mcs_and_ppe;  ///< Supported EHT-MCS And NSS Set (9.4.2.313.4), then PPE thresholds

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("mac", value.mac);
        at.bits("phy", value.phy);
        at.rest("mcs_and_ppe", value.mcs_and_ppe);
    }
    friend constexpr bool operator==(const EhtCapabilities&, const EhtCapabilities&) = default;
};

/// EHT Operation Parameters (9.4.2.311).
inline constexpr auto kEhtOperationFields = std::to_array<BitField>({
    {"operation_info_present", 0},
    {"disabled_subchannels_present", 1},
    {"default_pe_duration", 2},
    {"group_bu_indication_limit", 3},
    {"group_bu_indication_exponent", 4, 2},
});
/// Control of EHT Operation Information (9.4.2.311).
inline constexpr auto kEhtControlFields = std::to_array<BitField>({
    {"width", 0, 3},  // 0: 20, 1: 40, 2: 80, 3: 160, 4: 320 MHz
});

/// EHT Operation Information (802.11be 9.4.2.311).
struct EhtOperationInfo {
    Bits<1, kEhtControlFields> control;  ///< width: 0 to 4 for 20, 40, 80, 160, 320 MHz
    std::uint8_t centre_segment_0 = 0;   ///< channel number
    std::uint8_t centre_segment_1 = 0;   ///< channel number, 0 when not used

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("control", value.control);
        at.number("centre_segment_0", value.centre_segment_0);
        at.number("centre_segment_1", value.centre_segment_1);
    }
    friend constexpr bool operator==(const EhtOperationInfo&, const EhtOperationInfo&) = default;
};

/// The parts behind the MCS set stand there when the parameters say so, the bitmap only with the information.
/// A part whose bit says otherwise is Inconsistent.
struct EhtOperation {
    static constexpr ElementId kId = ElementId::extended(106);
    static constexpr const char* kName = "eht_operation";
    static constexpr const char* kClause = "802.11be 9.4.2.311";

    Bits<1, kEhtOperationFields> parameters;
    /// Most streams by MCS range, receive in the low four bits, transmit above.
    std::array<std::uint8_t, 4> basic_mcs{};
    std::optional<EhtOperationInfo> info;
    std::optional<std::uint16_t>
        disabled_subchannels;  ///< bit n: the n-th 20 MHz from the lowest is punctured

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("parameters", value.parameters);
        at.fixed("basic_mcs", value.basic_mcs);
        const bool with_info = value.parameters.template get<"operation_info_present">() != 0;
        at.when(with_info, "info", value.info);
        at.when(with_info && value.parameters.template get<"disabled_subchannels_present">() != 0,
                "disabled_subchannels", value.disabled_subchannels);
    }
    friend constexpr bool operator==(const EhtOperation&, const EhtOperation&) = default;
};

}  // namespace wifi
