// Wi-Fi Alliance attributes for roaming: Multiband Operation (MBO) and Optimized Connectivity (OCE).
//
// Clauses are those of the Wi-Fi Agile Multiband Specification 1.4 and the Wi-Fi Optimized Connectivity
// Specification 1.0.
#pragma once

#include "wifi/element.hpp"

namespace wifi {

/// MBO AP Capability Indication (MBO 4.2.1).
inline constexpr auto kMboApFields = std::to_array<BitField>({
    {"cellular_aware", 6},
});

struct MboApCapability {
    static constexpr const char* kName = "mbo_ap_capability";
    static constexpr const char* kClause = "MBO 4.2.1";

    Bits<1, kMboApFields> capability;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("capability", value.capability);
    }
    friend constexpr bool operator==(const MboApCapability&, const MboApCapability&) = default;
};

/// Reason Code of a non-preferred channel (MBO 4.2.2).
inline constexpr auto kNonPreferredReasons = std::to_array<ValueName>({
    {0, "unspecified"},
    {1, "rssi"},
    {2, "external_interference"},
    {3, "internal_interference"},
});

struct NonPreferredReport {
    std::uint8_t operating_class = 0;  ///< Annex E
    OctetString channels;              ///< one number per octet
    std::uint8_t preference = 0;       ///< 0: cannot operate there, 1: rather not
    std::uint8_t reason = 0;           ///< kNonPreferredReasons

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("operating_class", value.operating_class);
        at.all_but("channels", value.channels, 2);
        at.number("preference", value.preference);
        at.number("reason", value.reason, kNonPreferredReasons);
    }
    friend constexpr bool operator==(const NonPreferredReport&, const NonPreferredReport&) = default;
};

/// One report of channels that a station would rather not use, or a body of nothing: it dislikes none.
struct NonPreferredChannels {
    static constexpr const char* kName = "non_preferred_channels";
    static constexpr const char* kClause = "MBO 4.2.2";

    std::optional<NonPreferredReport> report;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.tail("report", value.report);
    }
    friend constexpr bool operator==(const NonPreferredChannels&, const NonPreferredChannels&) = default;
};

/// Cellular Data Connectivity (MBO 4.2.3).
inline constexpr auto kCellularCapabilities = std::to_array<ValueName>({
    {1, "available"},
    {2, "not_available"},
    {3, "not_supported"},
});

struct CellularCapability {
    static constexpr const char* kName = "cellular_data_capability";
    static constexpr const char* kClause = "MBO 4.2.3";

    std::uint8_t capability = 0;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("capability", value.capability, kCellularCapabilities);
    }
    friend constexpr bool operator==(const CellularCapability&, const CellularCapability&) = default;
};

/// Reason Code of Association Disallowed (MBO 4.2.4).
inline constexpr auto kDisallowReasons = std::to_array<ValueName>({
    {1, "unspecified"},
    {2, "maximum_stations"},
    {3, "air_interface_overload"},
    {4, "authentication_server_overload"},
    {5, "low_rssi"},
});

/// There while the AP takes no new associations.
struct AssociationDisallowed {
    static constexpr const char* kName = "association_disallowed";
    static constexpr const char* kClause = "MBO 4.2.4";

    std::uint8_t reason = 0;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("reason", value.reason, kDisallowReasons);
    }
    friend constexpr bool operator==(const AssociationDisallowed&, const AssociationDisallowed&) = default;
};

/// Cellular Data Connection Preference (MBO 4.2.5).
inline constexpr auto kCellularPreferences = std::to_array<ValueName>({
    {0, "excluded"},
    {1, "should_not_use"},
    {255, "should_use"},
});

/// Whether the station had better use its cellular link.
struct CellularPreference {
    static constexpr const char* kName = "cellular_data_preference";
    static constexpr const char* kClause = "MBO 4.2.5";

    std::uint8_t preference = 0;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("preference", value.preference, kCellularPreferences);
    }
    friend constexpr bool operator==(const CellularPreference&, const CellularPreference&) = default;
};

/// Transition Reason Code (MBO 4.2.6).
inline constexpr auto kMboTransitionReasons = std::to_array<ValueName>({
    {0, "unspecified"},
    {1, "frame_loss"},
    {2, "delay"},
    {3, "insufficient_bandwidth"},
    {4, "load_balancing"},
    {5, "low_rssi"},
    {6, "retransmissions"},
    {7, "interference"},
    {8, "gray_zone"},
    {9, "premium_ap"},
});

struct MboTransitionReason {
    static constexpr const char* kName = "transition_reason";
    static constexpr const char* kClause = "MBO 4.2.6";

    std::uint8_t reason = 0;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("reason", value.reason, kMboTransitionReasons);
    }
    friend constexpr bool operator==(const MboTransitionReason&, const MboTransitionReason&) = default;
};

/// Transition Rejection Reason Code (MBO 4.2.7).
inline constexpr auto kMboRejectReasons = std::to_array<ValueName>({
    {0, "unspecified"},
    {1, "frame_loss"},
    {2, "delay"},
    {3, "insufficient_qos_capacity"},
    {4, "low_rssi"},
    {5, "interference"},
    {6, "service_unavailable"},
});

struct MboTransitionRejection {
    static constexpr const char* kName = "transition_rejection";
    static constexpr const char* kClause = "MBO 4.2.7";

    std::uint8_t reason = 0;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("reason", value.reason, kMboRejectReasons);
    }
    friend constexpr bool operator==(const MboTransitionRejection&, const MboTransitionRejection&) = default;
};

/// How long a station stays away after a transition request.
struct AssociationRetryDelay {
    static constexpr const char* kName = "association_retry_delay";
    static constexpr const char* kClause = "MBO 4.2.8";

    std::uint16_t delay_s = 0;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("delay_s", value.delay_s);
    }
    friend constexpr bool operator==(const AssociationRetryDelay&, const AssociationRetryDelay&) = default;
};

/// OCE Control (OCE 4.2.1).
inline constexpr auto kOceCapabilityFields = std::to_array<BitField>({
    {"release", 0, 3},
    {"sta_cfon", 3},
    {"ap_11b_only_present", 4},
    {"hlp_enabled", 5},
    {"non_oce_ap_present", 6},
});

struct OceCapability {
    static constexpr const char* kName = "oce_capability";
    static constexpr const char* kClause = "OCE 4.2.1";

    Bits<1, kOceCapabilityFields> capability;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("capability", value.capability);
    }
    friend constexpr bool operator==(const OceCapability&, const OceCapability&) = default;
};

struct OceRssiRejection {
    static constexpr const char* kName = "rssi_based_rejection";
    static constexpr const char* kClause = "OCE 4.2.2";

    std::uint8_t delta_rssi_db = 0;  ///< how much stronger the station must be heard
    std::uint8_t retry_delay_s = 0;  ///< seconds until the next try

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("delta_rssi_db", value.delta_rssi_db);
        at.number("retry_delay_s", value.retry_delay_s);
    }
    friend constexpr bool operator==(const OceRssiRejection&, const OceRssiRejection&) = default;
};

/// Available Capacity (OCE 4.2.3).
inline constexpr auto kWanMetricFields = std::to_array<BitField>({
    {"downlink_capacity", 0, 4},
    {"uplink_capacity", 4, 4},
});

struct OceWanMetrics {
    static constexpr const char* kName = "reduced_wan_metrics";
    static constexpr const char* kClause = "OCE 4.2.3";

    Bits<1, kWanMetricFields> capacity;  ///< 2^n * 100 kbit/s, 0: none

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("capacity", value.capacity);
    }
    friend constexpr bool operator==(const OceWanMetrics&, const OceWanMetrics&) = default;
};

struct MboAttributes
    : Registry<Row<MboApCapability, ElementId{1}>, Row<NonPreferredChannels, ElementId{2}>,
               Row<CellularCapability, ElementId{3}>, Row<AssociationDisallowed, ElementId{4}>,
               Row<CellularPreference, ElementId{5}>, Row<MboTransitionReason, ElementId{6}>,
               Row<MboTransitionRejection, ElementId{7}>, Row<AssociationRetryDelay, ElementId{8}>,
               Row<OceCapability, ElementId{101}>, Row<OceRssiRejection, ElementId{102}>,
               Row<OceWanMetrics, ElementId{103}>> {};

/// The vendor element of both programs (50-6F-9A, type 22), whose body is attributes formed like elements.
struct MboOce {
    static constexpr ElementId kId = ElementId::vendor_type(0x506F9A16);
    static constexpr const char* kName = "mbo_oce";
    static constexpr const char* kClause = "MBO 4.2";

    ElementList<MboAttributes> attributes;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.elements("attributes", value.attributes);
    }
    friend constexpr bool operator==(const MboOce&, const MboOce&) = default;
};

}  // namespace wifi
