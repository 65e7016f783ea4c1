// Wireless network management frames that steer: BSS transition query, request and response (9.6.13), and the
// WNM notification that carries MBO.
#pragma once

#include "wifi/mbo.hpp"
#include "wifi/neighbor.hpp"

namespace wifi {

struct BssElements;  // bss_elements.hpp

/// BSS Transition Query reasons (Table 9-198).
inline constexpr auto kTransitionReasons = std::to_array<ValueName>({
    {0, "unspecified"},
    {1, "frame_loss"},
    {2, "delay"},
    {3, "insufficient_qos"},
    {4, "first_association"},
    {5, "load_balancing"},
    {6, "better_ap"},
    {7, "deauth_received"},
    {8, "eap_failed"},
    {9, "four_way_failed"},
    {10, "replay_failures"},
    {11, "mic_failures"},
    {12, "max_retransmissions"},
    {13, "broadcast_disassoc"},
    {14, "broadcast_deauth"},
    {15, "previous_transition_failed"},
    {16, "low_rssi"},
    {17, "roam_from_other_system"},
    {18, "btm_request_received"},
    {19, "preferred_list_included"},
    {20, "leaving_ess"},
});

struct BtmQuery {
    static constexpr ElementId kId = ElementId{10, 6};
    static constexpr const char* kName = "btm_query";
    static constexpr const char* kClause = "9.6.13.8";

    std::uint8_t token = 0;               ///< 1 to 255
    std::uint8_t reason = 0;              ///< Table 9-198
    ElementList<BssElements> candidates;  ///< Neighbor Report elements

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("token", value.token);
        at.number("reason", value.reason, kTransitionReasons);
        at.elements("candidates", value.candidates);
    }
    friend constexpr bool operator==(const BtmQuery&, const BtmQuery&) = default;
};

/// Request Mode (9.6.13.9).
inline constexpr auto kBtmModeFields = std::to_array<BitField>({
    {"preferred_list", 0},
    {"abridged", 1},
    {"disassociation_imminent", 2},
    {"termination_included", 3},
    {"ess_disassociation_imminent", 4},
    {"link_removal_imminent", 5},
});

/// A length octet, then that many octets of text: the Session Information URL (9.6.13.9).
struct ShortText {
    OctetString text;  ///< 0 to 255 octets

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        auto length = static_cast<std::uint8_t>(value.text.size());
        at.number("length", length);
        at.text("text", value.text, length);
    }
    friend constexpr bool operator==(const ShortText&, const ShortText&) = default;
};

/// A BSS Termination Duration subelement with its head, as it stands in the request
/// (9.6.13.9, 9.4.2.36).
struct TerminationField {
    std::uint8_t subelement_id = 0;  ///< 4
    std::uint8_t length = 0;         ///< 10
    std::uint64_t tsf_us = 0;        ///< when the BSS ends, in its TSF
    std::uint16_t minutes = 0;       ///< 0: for good

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("subelement_id", value.subelement_id);
        at.number("length", value.length);
        at.number("tsf_us", value.tsf_us);
        at.number("minutes", value.minutes);
    }
    friend constexpr bool operator==(const TerminationField&, const TerminationField&) = default;
};

struct BtmRequest {
    static constexpr ElementId kId = ElementId{10, 7};
    static constexpr const char* kName = "btm_request";
    static constexpr const char* kClause = "9.6.13.9";

    std::uint8_t token = 0;  ///< 0 only where no response is expected
    Bits<1, kBtmModeFields> mode;
    std::uint16_t disassociation_timer_tbtt = 0;  ///< 0: not known; only with disassociation imminent
    std::uint8_t validity_tbtt = 0;               ///< how long the list holds, 1 to 255
    /// There when termination_included is set, else Inconsistent.
    std::optional<TerminationField> termination;
    /// There when ess_disassociation_imminent is set, else Inconsistent.
    std::optional<ShortText> session_url;
    ElementList<BssElements> candidates;  ///< Neighbor Report elements

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("token", value.token);
        at.bits("mode", value.mode);
        at.number("disassociation_timer_tbtt", value.disassociation_timer_tbtt);
        at.number("validity_tbtt", value.validity_tbtt);
        at.when(value.mode.template get<"termination_included">() != 0, "termination", value.termination);
        at.when(value.mode.template get<"ess_disassociation_imminent">() != 0, "session_url",
                value.session_url);
        at.elements("candidates", value.candidates);
    }
    friend constexpr bool operator==(const BtmRequest&, const BtmRequest&) = default;
};

/// BTM status codes (9.6.13.10).
inline constexpr auto kBtmStatuses = std::to_array<ValueName>({
    {0, "accept"},
    {1, "reject_unspecified"},
    {2, "reject_insufficient_beacons"},
    {3, "reject_insufficient_capacity"},
    {4, "reject_termination_undesired"},
    {5, "reject_termination_delay"},
    {6, "reject_candidate_list_provided"},
    {7, "reject_no_suitable_candidates"},
    {8, "reject_leaving_ess"},
});

struct BtmResponse {
    static constexpr ElementId kId = ElementId{10, 8};
    static constexpr const char* kName = "btm_response";
    static constexpr const char* kClause = "9.6.13.10";

    std::uint8_t token = 0;                  ///< of the request
    std::uint8_t status = 0;                 ///< kBtmStatuses
    std::uint8_t termination_delay_min = 0;  ///< wished for with status 5; 0 else
    std::optional<MacAddress> target;        ///< there when the status is accept, else Inconsistent
    ElementList<BssElements> candidates;     ///< Neighbor Report elements

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("token", value.token);
        at.number("status", value.status, kBtmStatuses);
        at.number("termination_delay_min", value.termination_delay_min);
        at.when(value.status == 0, "target", value.target);
        at.elements("candidates", value.candidates);
    }
    friend constexpr bool operator==(const BtmResponse&, const BtmResponse&) = default;
};

/// WNM notification types (9.6.13.29).
inline constexpr auto kNotificationTypes = std::to_array<ValueName>({
    {0, "firmware_update"},
    {2, "beacon_protection_failure"},
    {221, "vendor_specific"},
});

struct NotificationSubelements
    : Registry<Row<NonPreferredChannels, ElementId::vendor_type(0x506F9A02)>,
               Row<CellularCapability, ElementId::vendor_type(0x506F9A03)>, Row<SupportedOperatingClasses>> {
};

struct NotificationRequest {
    static constexpr ElementId kId = ElementId{10, 26};
    static constexpr const char* kName = "wnm_notification_request";
    static constexpr const char* kClause = "9.6.13.29";

    std::uint8_t token = 0;  ///< dialog token, 1 to 255
    std::uint8_t type = 0;   ///< kNotificationTypes
    ElementList<NotificationSubelements> subelements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("token", value.token);
        at.number("type", value.type, kNotificationTypes);
        at.elements("subelements", value.subelements);
    }
    friend constexpr bool operator==(const NotificationRequest&, const NotificationRequest&) = default;
};

struct NotificationResponse {
    static constexpr ElementId kId = ElementId{10, 27};
    static constexpr const char* kName = "wnm_notification_response";
    static constexpr const char* kClause = "9.6.13.30";

    std::uint8_t token = 0;   ///< of the request
    std::uint8_t status = 0;  ///< 0: acknowledged
    ElementList<NotificationSubelements> subelements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("token", value.token);
        at.number("status", value.status);
        at.elements("subelements", value.subelements);
    }
    friend constexpr bool operator==(const NotificationResponse&, const NotificationResponse&) = default;
};

}  // namespace wifi
