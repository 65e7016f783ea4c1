// The Measurement Report element (9.4.2.21) and the answers it can hold, one type per measurement.
#pragma once

#include "wifi/capabilities.hpp"
#include "wifi/measurement_request.hpp"

namespace wifi {

struct BssElements;  // bss_elements.hpp

/// Reported Frame Information (9.4.2.21.7).
inline constexpr auto kFrameInfoFields = std::to_array<BitField>({
    {"phy_type", 0, 7},
    {"from_measurement_pilot", 7},
});

/// The fixed fields of a beacon or probe response and as many of its elements as were asked for.
struct ReportedFrameBody {
    static constexpr const char* kName = "reported_frame_body";
    static constexpr const char* kClause = "9.4.2.21.7";

    std::uint64_t timestamp_us = 0;  ///< TSF of the BSS that was heard
    std::uint16_t beacon_interval_tu = 0;
    Bits<2, kCapabilityFields> capability;
    ElementList<BssElements> elements;  ///< may be cut, between elements

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("timestamp_us", value.timestamp_us);
        at.number("beacon_interval_tu", value.beacon_interval_tu);
        at.bits("capability", value.capability);
        at.elements("elements", value.elements);
    }
    friend constexpr bool operator==(const ReportedFrameBody&, const ReportedFrameBody&) = default;
};

/// Reported Frame Body Fragment ID (9.4.2.21.7).
inline constexpr auto kFragmentFields = std::to_array<BitField>({
    {"report_id", 0, 8},
    {"fragment", 8, 7},
    {"more", 15},
});

/// Which part of a frame body that fills several reports this one holds.
struct FrameBodyFragment {
    static constexpr const char* kName = "frame_body_fragment_id";
    static constexpr const char* kClause = "9.4.2.21.7";

    Bits<2, kFragmentFields> fragment;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("fragment", value.fragment);
    }
    friend constexpr bool operator==(const FrameBodyFragment&, const FrameBodyFragment&) = default;
};

struct LastReportIndication {
    static constexpr const char* kName = "last_report_indication";
    static constexpr const char* kClause = "9.4.2.21.7";

    std::uint8_t is_last = 0;  ///< 1: the last report that answers the request

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("is_last", value.is_last);
    }
    friend constexpr bool operator==(const LastReportIndication&, const LastReportIndication&) = default;
};

struct BeaconReportSubelements
    : Registry<Row<ReportedFrameBody, ElementId{1}>, Row<FrameBodyFragment, ElementId{2}>,
               Row<WideBandwidthChannelSwitch, ElementId{163}>, Row<LastReportIndication, ElementId{164}>> {};

struct BeaconReport {
    static constexpr ElementId kId{5};
    static constexpr const char* kName = "beacon_report";
    static constexpr const char* kClause = "9.4.2.21.7";

    std::uint8_t operating_class = 0;  ///< Annex E
    std::uint8_t channel = 0;          ///< number in that class
    std::uint64_t start_tsf_us = 0;    ///< when the measurement began, in the reporter's TSF
    std::uint16_t duration_tu = 0;     ///< as measured
    Bits<1, kFrameInfoFields> frame_info;
    std::uint8_t rcpi = 0;            ///< see signal.hpp
    std::uint8_t rsni = 0;            ///< see signal.hpp
    MacAddress bssid;                 ///< of the BSS that was heard
    std::uint8_t antenna = 0;         ///< 0: unknown, 255: several
    std::uint32_t parent_tsf_us = 0;  ///< the reporter's TSF when the frame arrived, low 32 bits
    ElementList<BeaconReportSubelements> subelements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("operating_class", value.operating_class);
        at.number("channel", value.channel);
        at.number("start_tsf_us", value.start_tsf_us);
        at.number("duration_tu", value.duration_tu);
        at.bits("frame_info", value.frame_info);
        at.number("rcpi", value.rcpi);
        at.number("rsni", value.rsni);
        at.mac("bssid", value.bssid);
        at.number("antenna", value.antenna);
        at.number("parent_tsf_us", value.parent_tsf_us);
        at.elements("subelements", value.subelements);
    }
    friend constexpr bool operator==(const BeaconReport&, const BeaconReport&) = default;
};

struct ChannelLoadReport {
    static constexpr ElementId kId{3};
    static constexpr const char* kName = "channel_load_report";
    static constexpr const char* kClause = "9.4.2.21.5";

    std::uint8_t operating_class = 0;  ///< Annex E
    std::uint8_t channel = 0;          ///< number in that class
    std::uint64_t start_tsf_us = 0;    ///< when the measurement began, in the reporter's TSF
    std::uint16_t duration_tu = 0;     ///< as measured
    std::uint8_t busy_per_255 = 0;     ///< share of that time in which the medium was busy, in 1/255
    ElementList<NoKnownSubelements> subelements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("operating_class", value.operating_class);
        at.number("channel", value.channel);
        at.number("start_tsf_us", value.start_tsf_us);
        at.number("duration_tu", value.duration_tu);
        at.number("busy_per_255", value.busy_per_255);
        at.elements("subelements", value.subelements);
    }
    friend constexpr bool operator==(const ChannelLoadReport&, const ChannelLoadReport&) = default;
};

struct NoiseHistogramReport {
    static constexpr ElementId kId{4};
    static constexpr const char* kName = "noise_histogram_report";
    static constexpr const char* kClause = "9.4.2.21.6";

    std::uint8_t operating_class = 0;                ///< Annex E
    std::uint8_t channel = 0;                        ///< number in that class
    std::uint64_t start_tsf_us = 0;                  ///< when the measurement began, in the reporter's TSF
    std::uint16_t duration_tu = 0;                   ///< as measured
    std::uint8_t antenna = 0;                        ///< 0: unknown, 255: several
    std::uint8_t anpi = 0;                           ///< average noise power indicator, coded as an RCPI
    std::array<std::uint8_t, 11> density_per_255{};  ///< share of time at -92, -89, ... -56 dBm and above
    ElementList<NoKnownSubelements> subelements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("operating_class", value.operating_class);
        at.number("channel", value.channel);
        at.number("start_tsf_us", value.start_tsf_us);
        at.number("duration_tu", value.duration_tu);
        at.number("antenna", value.antenna);
        at.number("anpi", value.anpi);
        at.fixed("density_per_255", value.density_per_255);
        at.elements("subelements", value.subelements);
    }
    friend constexpr bool operator==(const NoiseHistogramReport&, const NoiseHistogramReport&) = default;
};

/// STA counters, group 0. All counts are over the report's duration, or totals when that is 0.
struct StationCounters {
    static constexpr ElementId kId{0};
    static constexpr const char* kName = "station_counters";
    static constexpr const char* kClause = "9.4.2.21.9";

    std::uint32_t transmitted_fragments = 0;
    std::uint32_t group_transmitted_frames = 0;
    std::uint32_t failed = 0;
    std::uint32_t received_fragments = 0;
    std::uint32_t group_received_frames = 0;
    std::uint32_t fcs_errors = 0;
    std::uint32_t transmitted_frames = 0;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("transmitted_fragments", value.transmitted_fragments);
        at.number("group_transmitted_frames", value.group_transmitted_frames);
        at.number("failed", value.failed);
        at.number("received_fragments", value.received_fragments);
        at.number("group_received_frames", value.group_received_frames);
        at.number("fcs_errors", value.fcs_errors);
        at.number("transmitted_frames", value.transmitted_frames);
    }
    friend constexpr bool operator==(const StationCounters&, const StationCounters&) = default;
};

/// MAC counters, group 1.
struct MacCounters {
    static constexpr ElementId kId{1};
    static constexpr const char* kName = "mac_counters";
    static constexpr const char* kClause = "9.4.2.21.9";

    std::uint32_t retries = 0;
    std::uint32_t multiple_retries = 0;
    std::uint32_t frame_duplicates = 0;
    std::uint32_t rts_successes = 0;
    std::uint32_t rts_failures = 0;
    std::uint32_t ack_failures = 0;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("retries", value.retries);
        at.number("multiple_retries", value.multiple_retries);
        at.number("frame_duplicates", value.frame_duplicates);
        at.number("rts_successes", value.rts_successes);
        at.number("rts_failures", value.rts_failures);
        at.number("ack_failures", value.ack_failures);
    }
    friend constexpr bool operator==(const MacCounters&, const MacCounters&) = default;
};

/// Counters of one user priority: `Group` is 2 + the priority.
template <std::uint8_t Group>
struct PriorityCounters {
    static constexpr ElementId kId = ElementId{Group};
    static constexpr const char* kName = "priority_counters";
    static constexpr const char* kClause = "9.4.2.21.9";

    std::uint32_t transmitted_fragments = 0;
    std::uint32_t failed = 0;
    std::uint32_t retries = 0;
    std::uint32_t multiple_retries = 0;
    std::uint32_t frame_duplicates = 0;
    std::uint32_t rts_successes = 0;
    std::uint32_t rts_failures = 0;
    std::uint32_t ack_failures = 0;
    std::uint32_t received_fragments = 0;
    std::uint32_t transmitted_frames = 0;
    std::uint32_t discarded_frames = 0;
    std::uint32_t received_mpdus = 0;
    std::uint32_t received_retries = 0;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("transmitted_fragments", value.transmitted_fragments);
        at.number("failed", value.failed);
        at.number("retries", value.retries);
        at.number("multiple_retries", value.multiple_retries);
        at.number("frame_duplicates", value.frame_duplicates);
        at.number("rts_successes", value.rts_successes);
        at.number("rts_failures", value.rts_failures);
        at.number("ack_failures", value.ack_failures);
        at.number("received_fragments", value.received_fragments);
        at.number("transmitted_frames", value.transmitted_frames);
        at.number("discarded_frames", value.discarded_frames);
        at.number("received_mpdus", value.received_mpdus);
        at.number("received_retries", value.received_retries);
    }
    friend constexpr bool operator==(const PriorityCounters&, const PriorityCounters&) = default;
};

/// Group 10: access delays as coded in 9.4.2.38 and the load of the BSS.
struct BssDelays {
    static constexpr ElementId kId{10};
    static constexpr const char* kName = "bss_delays";
    static constexpr const char* kClause = "9.4.2.21.9";

    std::uint8_t average_access_delay = 0;
    std::uint8_t best_effort_delay = 0;
    std::uint8_t background_delay = 0;
    std::uint8_t video_delay = 0;
    std::uint8_t voice_delay = 0;
    std::uint16_t stations = 0;     ///< associated now
    std::uint8_t busy_per_255 = 0;  ///< as `BssLoad::busy_per_255`

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("average_access_delay", value.average_access_delay);
        at.number("best_effort_delay", value.best_effort_delay);
        at.number("background_delay", value.background_delay);
        at.number("video_delay", value.video_delay);
        at.number("voice_delay", value.voice_delay);
        at.number("stations", value.stations);
        at.number("busy_per_255", value.busy_per_255);
    }
    friend constexpr bool operator==(const BssDelays&, const BssDelays&) = default;
};

struct StatisticsBodies
    : Registry<Row<StationCounters>, Row<MacCounters>, Row<PriorityCounters<2>>, Row<PriorityCounters<3>>,
               Row<PriorityCounters<4>>, Row<PriorityCounters<5>>, Row<PriorityCounters<6>>,
               Row<PriorityCounters<7>>, Row<PriorityCounters<8>>, Row<PriorityCounters<9>>, Row<BssDelays>> {
};

struct StatisticsReport {
    static constexpr ElementId kId{7};
    static constexpr const char* kName = "statistics_report";
    static constexpr const char* kClause = "9.4.2.21.9";

    std::uint16_t duration_tu = 0;  ///< 0: the counters as they stand, else their change in that time
    std::uint8_t group = 0;         ///< as `StatisticsRequest::group`; chooses the counters
    TypedBody<StatisticsBodies> counters;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("duration_tu", value.duration_tu);
        at.number("group", value.group);
        at.body("counters", value.counters, ElementId{value.group});
    }
    friend constexpr bool operator==(const StatisticsReport&, const StatisticsReport&) = default;
};

/// The location configuration information (9.4.2.21.10).
inline constexpr auto kLciFields = std::to_array<BitField>({
    {"latitude_uncertainty", 0, 6},
    {"latitude_fraction", 6, 25},
    {"latitude_integer", 31, 9},
    {"longitude_uncertainty", 40, 6},
    {"longitude_fraction", 46, 25},
    {"longitude_integer", 71, 9},
    {"altitude_type", 80, 4},
    {"altitude_uncertainty", 84, 6},
    {"altitude_fraction", 90, 8},
    {"altitude_integer", 98, 22},
    {"datum", 120, 3},
    {"regloc_agreement", 123},
    {"regloc_dse", 124},
    {"dependent_station", 125},
    {"version", 126, 2},
});

struct Lci {
    static constexpr const char* kName = "lci";
    static constexpr const char* kClause = "9.4.2.21.10";

    Bits<16, kLciFields> location;  ///< two's complement, the fraction in 1/2^25 degree or 1/256 of the unit

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("location", value.location);
    }
    friend constexpr bool operator==(const Lci&, const Lci&) = default;
};

/// Usage Rules (9.4.2.21.10).
inline constexpr auto kUsageRuleFields = std::to_array<BitField>({
    {"retransmission_allowed", 0},
    {"retention_expires_present", 1},
    {"sta_location_policy", 2},
});

struct LciUsageRules {
    static constexpr const char* kName = "usage_rules";
    static constexpr const char* kClause = "9.4.2.21.10";

    Bits<1, kUsageRuleFields> rules;
    std::optional<std::uint16_t> retention_expires_h;  ///< empty: no limit given

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.bits("rules", value.rules);
        at.tail("retention_expires_h", value.retention_expires_h);
    }
    friend constexpr bool operator==(const LciUsageRules&, const LciUsageRules&) = default;
};

struct LciReportSubelements : Registry<Row<Lci, ElementId{0}>, Row<LciUsageRules, ElementId{6}>> {};

struct LciReport {
    static constexpr ElementId kId{8};
    static constexpr const char* kName = "lci_report";
    static constexpr const char* kClause = "9.4.2.21.10";

    ElementList<LciReportSubelements> subelements;

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.elements("subelements", value.subelements);
    }
    friend constexpr bool operator==(const LciReport&, const LciReport&) = default;
};

struct MeasurementReportBodies : Registry<Row<ChannelLoadReport>, Row<NoiseHistogramReport>,
                                          Row<BeaconReport>, Row<StatisticsReport>, Row<LciReport>> {};

/// Measurement Report Mode (9.4.2.21).
inline constexpr auto kReportModeFields = std::to_array<BitField>({
    {"late", 0},
    {"incapable", 1},
    {"refused", 2},
});

/// The body is empty when the mode says late, incapable or refused, and also when a station found nothing to
/// report.
struct MeasurementReport {
    static constexpr ElementId kId{39};
    static constexpr const char* kName = "measurement_report";
    static constexpr const char* kClause = "9.4.2.21";

    std::uint8_t token = 0;  ///< of the request element
    Bits<1, kReportModeFields> mode;
    std::uint8_t type = 0;  ///< kMeasurementTypes; chooses the body
    TypedBody<MeasurementReportBodies> report;

    /// Whether there is a body to decode: no mode bit is set and it has octets.
    [[nodiscard]] constexpr bool has_report() const {
        return mode.octets[0] == 0 && !report.octets().empty();
    }

    template <class At>
    static constexpr void describe(At& at, auto& value) {
        at.number("token", value.token);
        at.bits("mode", value.mode);
        at.number("type", value.type, kMeasurementTypes);
        at.body("report", value.report, ElementId{value.type});
    }
    friend constexpr bool operator==(const MeasurementReport&, const MeasurementReport&) = default;
};

}  // namespace wifi
