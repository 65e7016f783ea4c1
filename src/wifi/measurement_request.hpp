// The Measurement Request element (9.4.2.20) and what it can ask for: beacon, channel load, noise histogram,
// station statistics, LCI.
#pragma once

#include "wifi/basic.hpp"
#include "wifi/channel_switch.hpp"
#include "wifi/regulatory.hpp"

namespace wifi {

struct RequestedElements {
    static constexpr const char* kName = "requested_elements";
    static constexpr const char* kClause = "9.4.2.9";

    OctetString ids;  ///< Element IDs, one per octet

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.numbers("ids", value.ids);
    }
    friend constexpr bool operator==(const RequestedElements&, const RequestedElements&) = default;
};

struct ExtendedRequestedElements {
    static constexpr const char* kName = "extended_requested_elements";
    static constexpr const char* kClause = "9.4.2.10";

    std::uint8_t element_id = 0;  ///< 255
    OctetString extensions;       ///< Element ID Extensions, one per octet

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("element_id", value.element_id);
        at.numbers("extensions", value.extensions);
    }
    friend constexpr bool operator==(const ExtendedRequestedElements&,
                                     const ExtendedRequestedElements&) = default;
};

/// Reporting Condition (9.4.2.20.7).
inline constexpr auto kReportingConditions = std::to_array<ValueName>({
    {0, "every_measurement"},
    {1, "rcpi_above"},
    {2, "rcpi_below"},
    {3, "rsni_above"},
    {4, "rsni_below"},
    {5, "rcpi_above_serving_by"},
    {6, "rcpi_below_serving_by"},
    {7, "rsni_above_serving_by"},
    {8, "rsni_below_serving_by"},
    {9, "rcpi_within_serving"},
    {10, "rsni_within_serving"},
});

struct ReportingInformation {
    static constexpr const char* kName = "reporting_information";
    static constexpr const char* kClause = "9.4.2.20.7";

    std::uint8_t condition = 0;  ///< other than 0 asks for a repeated measurement
    std::uint8_t threshold = 0;  ///< an RCPI or RSNI; with condition 5 to 10 an offset in 0.5 dB, signed

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("condition", value.condition, kReportingConditions);
        at.number("threshold", value.threshold);
    }
    friend constexpr bool operator==(const ReportingInformation&, const ReportingInformation&) = default;
};

/// Reporting Detail (9.4.2.20.7).
inline constexpr auto kReportingDetails = std::to_array<ValueName>({
    {0, "no_frame_body"},
    {1, "requested_elements"},
    {2, "all_elements"},
});

struct ReportingDetail {
    static constexpr const char* kName = "reporting_detail";
    static constexpr const char* kClause = "9.4.2.20.7";

    std::uint8_t detail = 0;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("detail", value.detail, kReportingDetails);
    }
    friend constexpr bool operator==(const ReportingDetail&, const ReportingDetail&) = default;
};

struct LastReportIndicationRequest {
    static constexpr const char* kName = "last_report_indication_request";
    static constexpr const char* kClause = "9.4.2.20.7";

    std::uint8_t wanted = 0;  ///< 1: mark the last report

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("wanted", value.wanted);
    }
    friend constexpr bool operator==(const LastReportIndicationRequest&,
                                     const LastReportIndicationRequest&) = default;
};

struct BeaconRequestSubelements
    : Registry<Row<Ssid, ElementId{0}>, Row<ReportingInformation, ElementId{1}>,
               Row<ReportingDetail, ElementId{2}>, Row<RequestedElements, ElementId{10}>,
               Row<ExtendedRequestedElements, ElementId{11}>, Row<ApChannelReport, ElementId{51}>,
               Row<WideBandwidthChannelSwitch, ElementId{163}>,
               Row<LastReportIndicationRequest, ElementId{164}>> {};

/// Measurement Mode (9.4.2.20.7).
inline constexpr auto kBeaconModes = std::to_array<ValueName>({
    {0, "passive"},
    {1, "active"},
    {2, "table"},
});

struct BeaconRequest {
    static constexpr ElementId kId{5};
    static constexpr const char* kName = "beacon_request";
    static constexpr const char* kClause = "9.4.2.20.7";

    std::uint8_t operating_class = 0;  ///< Annex E
    std::uint8_t channel =
        0;  ///< channel of operating_class; 0: all of the class, 255: those of the AP channel reports
    std::uint16_t randomization_interval_tu = 0;  ///< the most that the start is delayed at random
    std::uint16_t duration_tu = 0;  ///< of each measurement; a limit unless the mode says mandatory
    std::uint8_t mode = 0;          ///< kBeaconModes
    MacAddress bssid;               ///< broadcast: any
    ElementList<BeaconRequestSubelements> subelements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("operating_class", value.operating_class);
        at.number("channel", value.channel);
        at.number("randomization_interval_tu", value.randomization_interval_tu);
        at.number("duration_tu", value.duration_tu);
        at.number("mode", value.mode, kBeaconModes);
        at.mac("bssid", value.bssid);
        at.elements("subelements", value.subelements);
    }
    friend constexpr bool operator==(const BeaconRequest&, const BeaconRequest&) = default;
};

struct MeasurementReporting {
    static constexpr const char* kName = "measurement_reporting";
    static constexpr const char* kClause = "9.4.2.20.5";

    std::uint8_t condition = 0;  ///< 0: every measurement, 1: at or above, 2: at or below the threshold
    std::uint8_t threshold = 0;  ///< channel load in 1/255 or ANPI

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("condition", value.condition);
        at.number("threshold", value.threshold);
    }
    friend constexpr bool operator==(const MeasurementReporting&, const MeasurementReporting&) = default;
};

struct ChannelLoadSubelements
    : Registry<Row<MeasurementReporting, ElementId{1}>, Row<WideBandwidthChannelSwitch, ElementId{163}>> {};

struct ChannelLoadRequest {
    static constexpr ElementId kId{3};
    static constexpr const char* kName = "channel_load_request";
    static constexpr const char* kClause = "9.4.2.20.5";

    std::uint8_t operating_class = 0;             ///< Annex E
    std::uint8_t channel = 0;                     ///< number in that class
    std::uint16_t randomization_interval_tu = 0;  ///< the most that the start is delayed at random
    std::uint16_t duration_tu = 0;  ///< of each measurement; a limit unless the mode says mandatory
    ElementList<ChannelLoadSubelements> subelements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("operating_class", value.operating_class);
        at.number("channel", value.channel);
        at.number("randomization_interval_tu", value.randomization_interval_tu);
        at.number("duration_tu", value.duration_tu);
        at.elements("subelements", value.subelements);
    }
    friend constexpr bool operator==(const ChannelLoadRequest&, const ChannelLoadRequest&) = default;
};

struct NoiseHistogramRequest {
    static constexpr ElementId kId{4};
    static constexpr const char* kName = "noise_histogram_request";
    static constexpr const char* kClause = "9.4.2.20.6";

    std::uint8_t operating_class = 0;             ///< Annex E
    std::uint8_t channel = 0;                     ///< number in that class
    std::uint16_t randomization_interval_tu = 0;  ///< the most that the start is delayed at random
    std::uint16_t duration_tu = 0;  ///< of each measurement; a limit unless the mode says mandatory
    ElementList<ChannelLoadSubelements> subelements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("operating_class", value.operating_class);
        at.number("channel", value.channel);
        at.number("randomization_interval_tu", value.randomization_interval_tu);
        at.number("duration_tu", value.duration_tu);
        at.elements("subelements", value.subelements);
    }
    friend constexpr bool operator==(const NoiseHistogramRequest&, const NoiseHistogramRequest&) = default;
};

/// Subelements of which the codec knows none; they are kept.
struct NoKnownSubelements : Registry<> {};

struct StatisticsRequest {
    static constexpr ElementId kId{7};
    static constexpr const char* kName = "statistics_request";
    static constexpr const char* kClause = "9.4.2.20.9";

    MacAddress peer;                              ///< broadcast: all peers
    std::uint16_t randomization_interval_tu = 0;  ///< the most that the start is delayed at random
    std::uint16_t duration_tu = 0;                ///< 0: the counters as they stand
    std::uint8_t group =
        0;  ///< 0 and 1: counters of the station and its MAC; 2-9: of one user priority; 10: of the BSS
    ElementList<NoKnownSubelements> subelements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.mac("peer", value.peer);
        at.number("randomization_interval_tu", value.randomization_interval_tu);
        at.number("duration_tu", value.duration_tu);
        at.number("group", value.group);
        at.elements("subelements", value.subelements);
    }
    friend constexpr bool operator==(const StatisticsRequest&, const StatisticsRequest&) = default;
};

struct MaximumAge {
    static constexpr const char* kName = "maximum_age";
    static constexpr const char* kClause = "9.4.2.20.10";

    std::uint16_t age_100ms = 0;  ///< 0: measure now; 65535: any age

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("age_100ms", value.age_100ms);
    }
    friend constexpr bool operator==(const MaximumAge&, const MaximumAge&) = default;
};

struct LciRequestSubelements : Registry<Row<MaximumAge, ElementId{4}>> {};

/// Location Subject (9.4.2.20.10).
inline constexpr auto kLocationSubjects = std::to_array<ValueName>({
    {0, "local"},
    {1, "remote"},
    {2, "third_party"},
});

struct LciRequest {
    static constexpr ElementId kId{8};
    static constexpr const char* kName = "lci_request";
    static constexpr const char* kClause = "9.4.2.20.10";

    std::uint8_t subject = 0;  ///< whose location: kLocationSubjects
    ElementList<LciRequestSubelements> subelements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("subject", value.subject, kLocationSubjects);
        at.elements("subelements", value.subelements);
    }
    friend constexpr bool operator==(const LciRequest&, const LciRequest&) = default;
};

struct MeasurementRequestBodies : Registry<Row<ChannelLoadRequest>, Row<NoiseHistogramRequest>,
                                           Row<BeaconRequest>, Row<StatisticsRequest>, Row<LciRequest>> {};

/// Measurement Request Mode (9.4.2.20).
inline constexpr auto kRequestModeFields = std::to_array<BitField>({
    {"parallel", 0},
    {"enable", 1},
    {"request", 2},
    {"report", 3},
    {"duration_mandatory", 4},
});

/// Measurement Type of requests and reports (9.4.2.20, 9.4.2.21).
inline constexpr auto kMeasurementTypes = std::to_array<ValueName>({
    {0, "basic"},
    {1, "cca"},
    {2, "rpi_histogram"},
    {3, "channel_load"},
    {4, "noise_histogram"},
    {5, "beacon"},
    {6, "frame"},
    {7, "statistics"},
    {8, "lci"},
    {9, "transmit_stream"},
    {10, "multicast_diagnostics"},
    {11, "civic_location"},
    {12, "location_identifier"},
    {16, "ftm_range"},
});

struct MeasurementRequest {
    static constexpr ElementId kId{38};
    static constexpr const char* kName = "measurement_request";
    static constexpr const char* kClause = "9.4.2.20";

    std::uint8_t token = 0;  ///< 1 to 255, unique in the frame
    Bits<1, kRequestModeFields> mode;
    std::uint8_t type = 0;  ///< kMeasurementTypes; chooses the body
    TypedBody<MeasurementRequestBodies> request;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("token", value.token);
        at.bits("mode", value.mode);
        at.number("type", value.type, kMeasurementTypes);
        at.body("request", value.request, ElementId{value.type});
    }
    friend constexpr bool operator==(const MeasurementRequest&, const MeasurementRequest&) = default;
};

}  // namespace wifi
