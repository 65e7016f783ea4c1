// Management frames: the header (9.3.3.1) and the body of each subtype.
#pragma once

#include "wifi/action.hpp"

namespace wifi {

struct BssElements;  // bss_elements.hpp

/// Categories of the Action field (9.4.1.11).
inline constexpr auto kCategories = std::to_array<ValueName>({
    {0, "spectrum_management"},
    {1, "qos"},
    {3, "block_ack"},
    {4, "public"},
    {5, "radio_measurement"},
    {6, "fast_bss_transition"},
    {7, "ht"},
    {8, "sa_query"},
    {9, "protected_dual"},
    {10, "wnm"},
    {11, "unprotected_wnm"},
    {12, "tdls"},
    {13, "mesh"},
    {14, "multihop"},
    {15, "self_protected"},
    {17, "wmm"},
    {18, "fst"},
    {19, "robust_av_streaming"},
    {21, "vht"},
    {30, "he"},
    {31, "protected_he"},
    {36, "eht"},
    {37, "protected_eht"},
    {126, "protected_vendor"},
    {127, "vendor"},
});

struct Action {
    static constexpr ElementId kId = ElementId{13};
    static constexpr const char* kName = "action";
    static constexpr const char* kClause = "9.3.3.13";

    std::uint8_t category = 0;  ///< Table 9-51
    std::uint8_t action = 0;    ///< of the category
    TypedBody<ActionBodies> body;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("category", value.category, kCategories);
        at.number("action", value.action);
        at.body("body", value.body, ElementId{value.category, value.action});
    }
    friend constexpr bool operator==(const Action&, const Action&) = default;
};

struct ActionNoAck {
    static constexpr ElementId kId = ElementId{14};
    static constexpr const char* kName = "action_no_ack";
    static constexpr const char* kClause = "9.3.3.14";

    std::uint8_t category = 0;  ///< Table 9-51
    std::uint8_t action = 0;    ///< of the category
    TypedBody<ActionBodies> body;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("category", value.category, kCategories);
        at.number("action", value.action);
        at.body("body", value.body, ElementId{value.category, value.action});
    }
    friend constexpr bool operator==(const ActionNoAck&, const ActionNoAck&) = default;
};

struct AssociationRequest {
    static constexpr ElementId kId = ElementId{0};
    static constexpr const char* kName = "association_request";
    static constexpr const char* kClause = "9.3.3.5";

    Bits<2, kCapabilityFields> capability;
    std::uint16_t listen_interval = 0;  ///< beacon intervals (9.4.1.6)
    ElementList<BssElements> elements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("capability", value.capability);
        at.number("listen_interval", value.listen_interval);
        at.elements("elements", value.elements);
    }
    friend constexpr bool operator==(const AssociationRequest&, const AssociationRequest&) = default;
};

struct AssociationResponse {
    static constexpr ElementId kId = ElementId{1};
    static constexpr const char* kName = "association_response";
    static constexpr const char* kClause = "9.3.3.6";

    Bits<2, kCapabilityFields> capability;
    std::uint16_t status = 0;  ///< Table 9-50
    std::uint16_t aid = 0;     ///< the two highest bits are set on the air
    ElementList<BssElements> elements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("capability", value.capability);
        at.number("status", value.status, kStatusCodes);
        at.number("aid", value.aid);
        at.elements("elements", value.elements);
    }
    friend constexpr bool operator==(const AssociationResponse&, const AssociationResponse&) = default;
};

struct ReassociationRequest {
    static constexpr ElementId kId = ElementId{2};
    static constexpr const char* kName = "reassociation_request";
    static constexpr const char* kClause = "9.3.3.7";

    Bits<2, kCapabilityFields> capability;
    std::uint16_t listen_interval = 0;  ///< beacon intervals (9.4.1.6)
    MacAddress current_ap;              ///< the AP that the station leaves (9.4.1.5)
    ElementList<BssElements> elements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("capability", value.capability);
        at.number("listen_interval", value.listen_interval);
        at.mac("current_ap", value.current_ap);
        at.elements("elements", value.elements);
    }
    friend constexpr bool operator==(const ReassociationRequest&, const ReassociationRequest&) = default;
};

struct ReassociationResponse {
    static constexpr ElementId kId = ElementId{3};
    static constexpr const char* kName = "reassociation_response";
    static constexpr const char* kClause = "9.3.3.8";

    Bits<2, kCapabilityFields> capability;
    std::uint16_t status = 0;  ///< Table 9-50
    std::uint16_t aid = 0;     ///< as in AssociationResponse
    ElementList<BssElements> elements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("capability", value.capability);
        at.number("status", value.status, kStatusCodes);
        at.number("aid", value.aid);
        at.elements("elements", value.elements);
    }
    friend constexpr bool operator==(const ReassociationResponse&, const ReassociationResponse&) = default;
};

struct ProbeRequest {
    static constexpr ElementId kId = ElementId{4};
    static constexpr const char* kName = "probe_request";
    static constexpr const char* kClause = "9.3.3.9";

    ElementList<BssElements> elements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.elements("elements", value.elements);
    }
    friend constexpr bool operator==(const ProbeRequest&, const ProbeRequest&) = default;
};

struct ProbeResponse {
    static constexpr ElementId kId = ElementId{5};
    static constexpr const char* kName = "probe_response";
    static constexpr const char* kClause = "9.3.3.10";

    std::uint64_t timestamp_us = 0;  ///< the sender's TSF (9.4.1.10)
    std::uint16_t beacon_interval_tu = 0;
    Bits<2, kCapabilityFields> capability;
    ElementList<BssElements> elements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("timestamp_us", value.timestamp_us);
        at.number("beacon_interval_tu", value.beacon_interval_tu);
        at.bits("capability", value.capability);
        at.elements("elements", value.elements);
    }
    friend constexpr bool operator==(const ProbeResponse&, const ProbeResponse&) = default;
};

struct Beacon {
    static constexpr ElementId kId = ElementId{8};
    static constexpr const char* kName = "beacon";
    static constexpr const char* kClause = "9.3.3.2";

    std::uint64_t timestamp_us = 0;  ///< the sender's TSF (9.4.1.10)
    std::uint16_t beacon_interval_tu = 0;
    Bits<2, kCapabilityFields> capability;
    ElementList<BssElements> elements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("timestamp_us", value.timestamp_us);
        at.number("beacon_interval_tu", value.beacon_interval_tu);
        at.bits("capability", value.capability);
        at.elements("elements", value.elements);
    }
    friend constexpr bool operator==(const Beacon&, const Beacon&) = default;
};

struct Disassociation {
    static constexpr ElementId kId = ElementId{10};
    static constexpr const char* kName = "disassociation";
    static constexpr const char* kClause = "9.3.3.4";

    std::uint16_t reason = 0;  ///< Table 9-49
    ElementList<BssElements> elements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("reason", value.reason, kReasonCodes);
        at.elements("elements", value.elements);
    }
    friend constexpr bool operator==(const Disassociation&, const Disassociation&) = default;
};

/// Authentication Algorithm Number (9.4.1.1).
inline constexpr auto kAuthenticationAlgorithms = std::to_array<ValueName>({
    {0, "open"},
    {1, "shared_key"},
    {2, "ft"},
    {3, "sae"},
    {4, "fils"},
    {5, "fils_pfs"},
    {6, "fils_public_key"},
});

/// What follows the fixed fields is elements, but for SAE (12.4.7), whose fields depend on the group; they
/// are kept.
struct Authentication {
    static constexpr ElementId kId{11};
    static constexpr const char* kName = "authentication";
    static constexpr const char* kClause = "9.3.3.11";
    static constexpr std::uint16_t kSae = 3;

    std::uint16_t algorithm = 0;
    std::uint16_t sequence = 1;         ///< transaction sequence number (9.4.1.2), from 1
    std::uint16_t status = 0;           ///< Table 9-50
    OctetString sae;                    ///< for algorithm 3 only; empty else
    ElementList<BssElements> elements;  ///< for the other algorithms; empty for SAE

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("algorithm", value.algorithm, kAuthenticationAlgorithms);
        at.number("sequence", value.sequence);
        at.number("status", value.status, kStatusCodes);
        if (value.algorithm == kSae)
            at.rest("sae", value.sae);
        else
            at.elements("elements", value.elements);
    }
    friend constexpr bool operator==(const Authentication&, const Authentication&) = default;
};

struct Deauthentication {
    static constexpr ElementId kId = ElementId{12};
    static constexpr const char* kName = "deauthentication";
    static constexpr const char* kClause = "9.3.3.12";

    std::uint16_t reason = 0;  ///< Table 9-49
    ElementList<BssElements> elements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("reason", value.reason, kReasonCodes);
        at.elements("elements", value.elements);
    }
    friend constexpr bool operator==(const Deauthentication&, const Deauthentication&) = default;
};

struct ManagementBodies : Registry<Row<AssociationRequest>, Row<AssociationResponse>,
                                   Row<ReassociationRequest>, Row<ReassociationResponse>, Row<ProbeRequest>,
                                   Row<ProbeResponse>, Row<Beacon>, Row<Disassociation>, Row<Authentication>,
                                   Row<Deauthentication>, Row<Action>, Row<ActionNoAck>> {};

/// Frame Control of a management frame (9.2.4.1).
inline constexpr auto kFrameControlFields = std::to_array<BitField>({
    {"version", 0, 2},
    {"type", 2, 2},
    {"subtype", 4, 4},
    {"to_ds", 8},
    {"from_ds", 9},
    {"more_fragments", 10},
    {"retry", 11},
    {"power_management", 12},
    {"more_data", 13},
    {"protected", 14},
    {"htc_order", 15},
});

/// A whole frame without its FCS. The body of a protected frame is ciphertext and stays so; protected
/// authentication frames (shared key) count as such too.
struct ManagementFrame {
    static constexpr const char* kName = "management_frame";
    static constexpr const char* kClause = "9.3.3.1";

    Bits<2, kFrameControlFields> frame_control;
    std::uint16_t duration_us = 0;            ///< 0 to 32767
    MacAddress receiver;                      ///< Address 1
    MacAddress transmitter;                   ///< Address 2
    MacAddress bssid;                         ///< Address 3
    std::uint16_t sequence_control = 0;       ///< fragment number in bits 0-3, sequence number above
    std::optional<std::uint32_t> ht_control;  ///< there when +HTC/Order is set

    OctetString ciphertext;            ///< the body when `is_protected()`; empty else
    TypedBody<ManagementBodies> body;  ///< of the kind that `kind()` says; empty when protected

    /// Which of `ManagementBodies` the body is: the subtype, 0 to 15.
    [[nodiscard]] constexpr ElementId kind() const {
        return ElementId{static_cast<std::uint8_t>(frame_control.get<"subtype">())};
    }
    /// The Protected Frame bit (9.2.4.1).
    [[nodiscard]] constexpr bool is_protected() const { return frame_control.get<"protected">() != 0; }

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("frame_control", value.frame_control);
        at.number("duration_us", value.duration_us);
        at.mac("receiver", value.receiver);
        at.mac("transmitter", value.transmitter);
        at.mac("bssid", value.bssid);
        at.number("sequence_control", value.sequence_control);
        at.when(value.frame_control.template get<"htc_order">() != 0, "ht_control", value.ht_control);
        if (value.is_protected())
            at.rest("ciphertext", value.ciphertext);
        else
            at.body("body", value.body, value.kind());
    }
    friend constexpr bool operator==(const ManagementFrame&, const ManagementFrame&) = default;
};

/// Splits a management frame (9.3.3.1) into header and body, which it borrows. The body is not decoded; see
/// `TypedBody::as`.
/// @param frame  without radiotap header and FCS.
/// @return  BodyTooShort with the offset of the field that is cut, Unsupported at offset 0 when the frame is
///          not a management frame of protocol version 0.
[[nodiscard]] constexpr Parsed<ManagementFrame> parse_management(Octets frame) {
    Reader reader{frame};
    ManagementFrame value;
    if (frame.size() >= 2 && (frame[0] & 0x0F) != 0)
        return std::unexpected(ParseError{ParseFault::Unsupported, 0});
    ManagementFrame::describe(reader, value);
    if (!reader.ok()) return std::unexpected(reader.error());
    return value;
}

}  // namespace wifi
