// Action frames of roaming but for WNM's: radio measurement (9.6.6), fast BSS transition (9.6.8) and channel
// switch.
#pragma once

#include "wifi/channel_switch.hpp"
#include "wifi/codes.hpp"
#include "wifi/ft.hpp"
#include "wifi/wnm.hpp"

namespace wifi {

struct BssElements;  // bss_elements.hpp

struct RmRequest {
    static constexpr ElementId kId = ElementId{5, 0};
    static constexpr const char* kName = "radio_measurement_request";
    static constexpr const char* kClause = "9.6.6.2";

    std::uint8_t token = 0;             ///< dialog token, 1 to 255
    std::uint16_t repetitions = 0;      ///< after the first measurement; 65535: until cancelled
    ElementList<BssElements> requests;  ///< Measurement Request elements

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("token", value.token);
        at.number("repetitions", value.repetitions);
        at.elements("requests", value.requests);
    }
    friend constexpr bool operator==(const RmRequest&, const RmRequest&) = default;
};

struct RmReport {
    static constexpr ElementId kId = ElementId{5, 1};
    static constexpr const char* kName = "radio_measurement_report";
    static constexpr const char* kClause = "9.6.6.3";

    std::uint8_t token = 0;            ///< of the request; 0: sent unasked
    ElementList<BssElements> reports;  ///< Measurement Report elements

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("token", value.token);
        at.elements("reports", value.reports);
    }
    friend constexpr bool operator==(const RmReport&, const RmReport&) = default;
};

struct LinkMeasurementRequest {
    static constexpr ElementId kId = ElementId{5, 2};
    static constexpr const char* kName = "link_measurement_request";
    static constexpr const char* kClause = "9.6.6.4";

    std::uint8_t token = 0;                      ///< dialog token, 1 to 255
    std::int8_t transmit_power_used_dbm = 0;     ///< for this frame
    std::int8_t transmit_power_maximum_dbm = 0;  ///< the sender's limit on the channel
    ElementList<BssElements> subelements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("token", value.token);
        at.signed8("transmit_power_used_dbm", value.transmit_power_used_dbm);
        at.signed8("transmit_power_maximum_dbm", value.transmit_power_maximum_dbm);
        at.elements("subelements", value.subelements);
    }
    friend constexpr bool operator==(const LinkMeasurementRequest&, const LinkMeasurementRequest&) = default;
};

/// A TPC Report element (9.4.2.16) with its head, as it stands in a link measurement (9.6.6.5).
struct TpcReportField {
    std::uint8_t element_id = 0;         ///< 35
    std::uint8_t length = 0;             ///< 2
    std::int8_t transmit_power_dbm = 0;  ///< for the frame that carries it
    std::int8_t link_margin_db = 0;      ///< above what the reporter needs

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("element_id", value.element_id);
        at.number("length", value.length);
        at.signed8("transmit_power_dbm", value.transmit_power_dbm);
        at.signed8("link_margin_db", value.link_margin_db);
    }
    friend constexpr bool operator==(const TpcReportField&, const TpcReportField&) = default;
};

struct LinkMeasurementReport {
    static constexpr ElementId kId = ElementId{5, 3};
    static constexpr const char* kName = "link_measurement_report";
    static constexpr const char* kClause = "9.6.6.5";

    std::uint8_t token = 0;  ///< of the request
    TpcReportField tpc;
    std::uint8_t receive_antenna = 0;   ///< 0: unknown, 255: several
    std::uint8_t transmit_antenna = 0;  ///< 0: unknown, 255: several
    std::uint8_t rcpi = 0;              ///< see signal.hpp
    std::uint8_t rsni = 0;              ///< see signal.hpp
    ElementList<BssElements> subelements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("token", value.token);
        at.object("tpc", value.tpc);
        at.number("receive_antenna", value.receive_antenna);
        at.number("transmit_antenna", value.transmit_antenna);
        at.number("rcpi", value.rcpi);
        at.number("rsni", value.rsni);
        at.elements("subelements", value.subelements);
    }
    friend constexpr bool operator==(const LinkMeasurementReport&, const LinkMeasurementReport&) = default;
};

struct NeighborReportRequest {
    static constexpr ElementId kId = ElementId{5, 4};
    static constexpr const char* kName = "neighbor_report_request";
    static constexpr const char* kClause = "9.6.6.6";

    std::uint8_t token = 0;             ///< dialog token, 1 to 255
    ElementList<BssElements> elements;  ///< SSID; Measurement Request elements for LCI and civic location

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("token", value.token);
        at.elements("elements", value.elements);
    }
    friend constexpr bool operator==(const NeighborReportRequest&, const NeighborReportRequest&) = default;
};

struct NeighborReportResponse {
    static constexpr ElementId kId = ElementId{5, 5};
    static constexpr const char* kName = "neighbor_report_response";
    static constexpr const char* kClause = "9.6.6.7";

    std::uint8_t token = 0;              ///< of the request; 0: sent unasked
    ElementList<BssElements> neighbors;  ///< Neighbor Report elements

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("token", value.token);
        at.elements("neighbors", value.neighbors);
    }
    friend constexpr bool operator==(const NeighborReportResponse&, const NeighborReportResponse&) = default;
};

struct FtRequest {
    static constexpr ElementId kId = ElementId{6, 1};
    static constexpr const char* kName = "ft_request";
    static constexpr const char* kClause = "9.6.8.2";

    MacAddress station;  ///< the FTO
    MacAddress target;   ///< BSSID of the AP to go to
    ElementList<BssElements> elements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.mac("station", value.station);
        at.mac("target", value.target);
        at.elements("elements", value.elements);
    }
    friend constexpr bool operator==(const FtRequest&, const FtRequest&) = default;
};

struct FtResponse {
    static constexpr ElementId kId = ElementId{6, 2};
    static constexpr const char* kName = "ft_response";
    static constexpr const char* kClause = "9.6.8.3";

    MacAddress station;        ///< the FTO
    MacAddress target;         ///< BSSID of the AP to go to
    std::uint16_t status = 0;  ///< Table 9-50
    ElementList<BssElements> elements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.mac("station", value.station);
        at.mac("target", value.target);
        at.number("status", value.status, kStatusCodes);
        at.elements("elements", value.elements);
    }
    friend constexpr bool operator==(const FtResponse&, const FtResponse&) = default;
};

struct FtConfirm {
    static constexpr ElementId kId = ElementId{6, 3};
    static constexpr const char* kName = "ft_confirm";
    static constexpr const char* kClause = "9.6.8.4";

    MacAddress station;  ///< the FTO
    MacAddress target;   ///< BSSID of the AP to go to
    ElementList<BssElements> elements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.mac("station", value.station);
        at.mac("target", value.target);
        at.elements("elements", value.elements);
    }
    friend constexpr bool operator==(const FtConfirm&, const FtConfirm&) = default;
};

struct FtAck {
    static constexpr ElementId kId = ElementId{6, 4};
    static constexpr const char* kName = "ft_ack";
    static constexpr const char* kClause = "9.6.8.5";

    MacAddress station;        ///< the FTO
    MacAddress target;         ///< BSSID of the AP to go to
    std::uint16_t status = 0;  ///< Table 9-50
    ElementList<BssElements> elements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.mac("station", value.station);
        at.mac("target", value.target);
        at.number("status", value.status, kStatusCodes);
        at.elements("elements", value.elements);
    }
    friend constexpr bool operator==(const FtAck&, const FtAck&) = default;
};

struct ChannelSwitchFrame {
    static constexpr ElementId kId = ElementId{0, 4};
    static constexpr const char* kName = "channel_switch";
    static constexpr const char* kClause = "9.6.2.6";

    ElementList<BssElements> elements;  ///< Channel Switch Announcement and its companions

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.elements("elements", value.elements);
    }
    friend constexpr bool operator==(const ChannelSwitchFrame&, const ChannelSwitchFrame&) = default;
};

struct ExtendedChannelSwitchFrame {
    static constexpr ElementId kId = ElementId{4, 4};
    static constexpr const char* kName = "extended_channel_switch";
    static constexpr const char* kClause = "9.6.7.7";

    std::uint8_t mode = 0;                 ///< kSwitchModes
    std::uint8_t new_operating_class = 0;  ///< Annex E
    std::uint8_t new_channel = 0;
    std::uint8_t count_tbtt = 0;  ///< as in ChannelSwitch
    ElementList<BssElements> elements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("mode", value.mode, kSwitchModes);
        at.number("new_operating_class", value.new_operating_class);
        at.number("new_channel", value.new_channel);
        at.number("count_tbtt", value.count_tbtt);
        at.elements("elements", value.elements);
    }
    friend constexpr bool operator==(const ExtendedChannelSwitchFrame&,
                                     const ExtendedChannelSwitchFrame&) = default;
};

struct ActionBodies : Registry<Row<ChannelSwitchFrame>, Row<ExtendedChannelSwitchFrame>, Row<RmRequest>,
                               Row<RmReport>, Row<LinkMeasurementRequest>, Row<LinkMeasurementReport>,
                               Row<NeighborReportRequest>, Row<NeighborReportResponse>, Row<FtRequest>,
                               Row<FtResponse>, Row<FtConfirm>, Row<FtAck>, Row<BtmQuery>, Row<BtmRequest>,
                               Row<BtmResponse>, Row<NotificationRequest>, Row<NotificationResponse>> {};

}  // namespace wifi
