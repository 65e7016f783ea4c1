#include "engine/roaming_json.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace engine {

namespace {

namespace json = boost::json;
namespace status = records::status;
using records::RoamingEvent;
using records::RoamingStatus;
using Kind = records::RoamingEventKind;

struct EventRow {
    Kind kind;
    std::string_view ours;
    WindowsName windows;
    WindowsName wdi;
};

// Numbers of WDI and WiFiCx: a message's, behind one of these (dot11wificxintf.h of the driver kit).
constexpr std::uint32_t kWdiRequest = 0xE440'0000;
constexpr std::uint32_t kWdiIndication = 0x4005'0000;

/// In the order of the kinds. What happens to a station has no name there: it is between the driver and its
/// hardware. The numbers of the native contract are those of windot11.h and ndis.h; tests/windows compares.
constexpr auto kEvents = std::to_array<EventRow>({
    {Kind::TraceStart, "trace-start", {}, {}},
    {Kind::ConnectRequest,
     "connect-request",
     {"OID_DOT11_CONNECT_REQUEST", 0x0E01'0181},
     {"OID_WDI_TASK_CONNECT", kWdiRequest | 6}},
    {Kind::DisconnectRequest,
     "disconnect-request",
     {"OID_DOT11_DISCONNECT_REQUEST", 0x0E01'018E},
     {"OID_WDI_TASK_DISCONNECT", kWdiRequest | 8}},
    {Kind::ResetRequest,
     "reset-request",
     {"OID_DOT11_RESET_REQUEST", 0x0D01'0310},
     {"OID_WDI_TASK_DOT11_RESET", kWdiRequest | 7}},
    {Kind::RequestCompleted, "request-completed", {}, {}},
    {Kind::AdapterReset, "adapter-reset", {}, {}},
    {Kind::RadioOff, "radio-off", {}, {"NDIS_STATUS_WDI_INDICATION_RADIO_STATUS", kWdiIndication | 67}},
    {Kind::RadioOn, "radio-on", {}, {"NDIS_STATUS_WDI_INDICATION_RADIO_STATUS", kWdiIndication | 67}},
    {Kind::PeerDeauthenticated, "peer-deauthenticated", {}, {}},
    {Kind::PeerDisassociated, "peer-disassociated", {}, {}},
    {Kind::PeerUnreachable, "peer-unreachable", {}, {}},
    {Kind::Candidates, "candidates", {}, {}},
    {Kind::Excluded, "excluded", {"OID_DOT11_EXCLUDED_MAC_ADDRESS_LIST", 0x0E01'017D}, {}},
    {Kind::StreamOn, "stream-on", {}, {}},
    {Kind::StreamOff, "stream-off", {}, {}},
    {Kind::Resumed, "resumed", {}, {}},
    {Kind::ScanRequest,
     "scan-request",
     {"OID_DOT11_SCAN_REQUEST", 0x0D01'030B},
     {"OID_WDI_TASK_SCAN", kWdiRequest | 4}},
    {Kind::BackgroundScan, "background-scan", {}, {}},
    {Kind::ConnectionStart, "connection-start", {"NDIS_STATUS_DOT11_CONNECTION_START", 0x4003'0004}, {}},
    {Kind::ConnectionCompletion,
     "connection-completion",
     {"NDIS_STATUS_DOT11_CONNECTION_COMPLETION", 0x4003'0005},
     {"NDIS_STATUS_WDI_INDICATION_CONNECT_COMPLETE", kWdiIndication | 64}},
    {Kind::RoamingStart,
     "roaming-start",
     {"NDIS_STATUS_DOT11_ROAMING_START", 0x4003'0006},
     {"NDIS_STATUS_WDI_INDICATION_ROAMING_NEEDED", kWdiIndication | 52}},
    {Kind::RoamingCompletion,
     "roaming-completion",
     {"NDIS_STATUS_DOT11_ROAMING_COMPLETION", 0x4003'0007},
     {"NDIS_STATUS_WDI_INDICATION_ROAM_COMPLETE", kWdiIndication | 101}},
    {Kind::AssociationStart, "association-start", {"NDIS_STATUS_DOT11_ASSOCIATION_START", 0x4003'0002}, {}},
    {Kind::AssociationCompletion,
     "association-completion",
     {"NDIS_STATUS_DOT11_ASSOCIATION_COMPLETION", 0x4003'0003},
     {"NDIS_STATUS_WDI_INDICATION_ASSOCIATION_RESULT", kWdiIndication | 76}},
    {Kind::Disassociation,
     "disassociation",
     {"NDIS_STATUS_DOT11_DISASSOCIATION", 0x4003'0008},
     {"NDIS_STATUS_WDI_INDICATION_DISASSOCIATION", kWdiIndication | 51}},
    {Kind::LinkQuality,
     "link-quality",
     {"NDIS_STATUS_DOT11_LINK_QUALITY", 0x4003'000C},
     {"NDIS_STATUS_WDI_INDICATION_LINK_STATE_CHANGE", kWdiIndication | 53}},
    {Kind::PmkidCandidates,
     "pmkid-candidates",
     {"NDIS_STATUS_DOT11_PMKID_CANDIDATE_LIST", 0x4003'000A},
     {"NDIS_STATUS_WDI_INDICATION_PMKID_CANDIDATE_LIST_UPDATE", kWdiIndication | 58}},
    {Kind::ScanConfirm,
     "scan-confirm",
     {"NDIS_STATUS_DOT11_SCAN_CONFIRM", 0x4003'0000},
     {"NDIS_STATUS_WDI_INDICATION_SCAN_COMPLETE", kWdiIndication | 60}},
    {Kind::MediaConnect, "media-connect", {"NDIS_STATUS_MEDIA_CONNECT", 0x4001'000B}, {}},
    {Kind::MediaDisconnect, "media-disconnect", {"NDIS_STATUS_MEDIA_DISCONNECT", 0x4001'000C}, {}},
});
static_assert(kEvents.size() == records::kRoamingEventKinds);
static_assert([] {
    for (std::size_t i = 0; i < kEvents.size(); ++i)
        if (kEvents[i].kind != static_cast<Kind>(i)) return false;
    return true;
}());

struct StatusRow {
    std::string_view ours;
    std::string_view windows;
    std::uint32_t wdi;
};

/// DOT11_ASSOC_STATUS 0 to 13.
constexpr auto kStatus = std::to_array<StatusRow>({
    {"success", "DOT11_ASSOC_STATUS_SUCCESS", 0},
    {"failure", "DOT11_ASSOC_STATUS_FAILURE", 1},
    {"unreachable", "DOT11_ASSOC_STATUS_UNREACHABLE", 2},
    {"radio-off", "DOT11_ASSOC_STATUS_RADIO_OFF", 3},
    {"phy-disabled", "DOT11_ASSOC_STATUS_PHY_DISABLED", 4},
    {"cancelled", "DOT11_ASSOC_STATUS_CANCELLED", 5},
    {"candidates-exhausted", "DOT11_ASSOC_STATUS_CANDIDATE_LIST_EXHAUSTED", 6},
    {"ended-by-host", "DOT11_ASSOC_STATUS_DISASSOCIATED_BY_OS", 7},
    {"ended-by-roaming", "DOT11_ASSOC_STATUS_DISASSOCIATED_BY_ROAMING", 1},
    {"ended-by-reset", "DOT11_ASSOC_STATUS_DISASSOCIATED_BY_RESET", 60},
    {"system-error", "DOT11_ASSOC_STATUS_SYSTEM_ERROR", 1},
    {"better-ap-found", "DOT11_ASSOC_STATUS_ROAMING_BETTER_AP_FOUND", 10},
    {"association-lost", "DOT11_ASSOC_STATUS_ROAMING_ASSOCIATION_LOST", 11},
    {"ibss-merge", "DOT11_ASSOC_STATUS_ROAMING_ADHOC", 1},
});

/// The row of a status, also of those that carry a code of the peer.
constexpr StatusRow row_of(RoamingStatus of) {
    if (of.code < kStatus.size()) return kStatus[of.code];
    if (status::is_deauthenticated(of))
        return {"peer-deauthenticated", "DOT11_ASSOC_STATUS_PEER_DEAUTHENTICATED", 13};
    if (status::is_disassociated(of))
        return {"peer-disassociated", "DOT11_ASSOC_STATUS_PEER_DISASSOCIATED", 14};
    if (status::is_refused(of)) return {"refused", "DOT11_ASSOC_STATUS_ASSOCIATION_RESPONSE", 54};
    if (status::is_vendor(of)) return {"vendor", "DOT11_ASSOC_STATUS_IHV", 1};
    return {"unknown", "", 1};
}

bool has_status(Kind kind) {
    switch (kind) {
        case Kind::ConnectRequest:
        case Kind::DisconnectRequest:
        case Kind::ResetRequest:
        case Kind::PeerDeauthenticated:
        case Kind::PeerDisassociated:
        case Kind::ConnectionCompletion:
        case Kind::RoamingStart:
        case Kind::RoamingCompletion:
        case Kind::AssociationCompletion:
        case Kind::Disassociation:
            return true;
        default:
            return false;
    }
}

bool has_list(Kind kind) {
    return kind == Kind::Candidates || kind == Kind::Excluded || kind == Kind::PmkidCandidates;
}

std::string text(const wifi::MacAddress& address) {
    const wifi::MacText octets = wifi::to_text(address);
    return {octets.data(), octets.size()};
}

/// Reads the fields of one object; the first fault is kept.
class Fields {
public:
    explicit Fields(const json::object& object) : object_{object} {}

    /// Within [least, most]; `otherwise` when absent.
    std::int64_t number(std::string_view key, std::int64_t least, std::int64_t most, std::int64_t otherwise) {
        const json::value* value = object_.if_contains(key);
        if (!value) return otherwise;
        std::int64_t read = 0;
        // What does not fit into 64 bits with a sign is out of every range here.
        const bool whole = value->is_int64();
        if (whole) read = value->get_int64();
        if (whole && read >= least && read <= most) return read;
        fail(fmt::format("{} is a whole number from {} to {}", key, least, most));
        return otherwise;
    }

    std::string_view string(std::string_view key) {
        const json::value* value = object_.if_contains(key);
        if (!value) return {};
        if (value->is_string()) return value->get_string();
        fail(fmt::format("{} is a string", key));
        return {};
    }

    wifi::MacAddress address(std::string_view key, const json::value* value) {
        const auto read =
            value->is_string() ? wifi::parse_mac(std::string_view{value->get_string()}) : std::nullopt;
        if (!read) fail(fmt::format("{} is an address, as \"02:00:00:00:01:00\"", key));
        return read.value_or(wifi::MacAddress{});
    }

    wifi::MacAddress address(std::string_view key) {
        const json::value* value = object_.if_contains(key);
        return value ? address(key, value) : wifi::MacAddress{};
    }

    records::AddressList addresses(std::string_view key) {
        records::AddressList list;
        const json::value* value = object_.if_contains(key);
        if (!value) return list;
        if (!value->is_array() || value->get_array().size() > records::AddressList::capacity()) {
            fail(fmt::format("{} is a list of at most {} addresses", key, records::AddressList::capacity()));
            return list;
        }
        for (const json::value& entry : value->get_array()) (void)list.push_back(address(key, &entry));
        return list;
    }

    bool require(std::string_view key) {
        if (object_.contains(key)) return true;
        fail(fmt::format("{} is missing", key));
        return false;
    }

    void fail(std::string what) {
        if (fault_.empty()) fault_ = std::move(what);
    }
    [[nodiscard]] const std::string& fault() const { return fault_; }

private:
    const json::object& object_;
    std::string fault_;
};

}  // namespace

std::string_view name(Kind kind) { return kEvents[static_cast<std::size_t>(kind)].ours; }
WindowsName windows_name(Kind kind) { return kEvents[static_cast<std::size_t>(kind)].windows; }
WindowsName wdi_name(Kind kind) { return kEvents[static_cast<std::size_t>(kind)].wdi; }
std::string_view name(RoamingStatus of) { return row_of(of).ours; }
std::string_view windows_name(RoamingStatus of) { return row_of(of).windows; }
std::uint32_t wdi_status(RoamingStatus of) { return row_of(of).wdi; }

json::object to_json(std::string_view interface, const RoamingEvent& event, EventNames names) {
    const bool windows = names == EventNames::Windows;
    const WindowsName theirs = windows_name(event.kind);
    json::object object{{"schema", kRoamingSchema}, {"interface", interface}, {"monotonic_ms", event.at.ms}};
    object["event"] = windows && !theirs.name.empty() ? theirs.name : name(event.kind);
    if (windows && theirs.code != 0) object["event_code"] = theirs.code;
    if (const WindowsName wdi = wdi_name(event.kind); windows && wdi.code != 0) {
        object["wdi_event"] = wdi.name;
        object["wdi_event_code"] = wdi.code;
    }
    if (event.bssid != wifi::MacAddress{}) object["bssid"] = text(event.bssid);
    if (event.ssid.size != 0) object["ssid"] = event.ssid.text();
    if (has_status(event.kind)) {
        object["status"] = event.status.code;
        object["status_name"] = windows ? windows_name(event.status) : name(event.status);
        if (windows) object["wdi_status"] = wdi_status(event.status);
    }
    if (has_list(event.kind)) {
        json::array list;
        for (const wifi::MacAddress& bssid : event.list) list.push_back(json::string{text(bssid)});
        object["list"] = std::move(list);
    }
    if (event.independent) object["independent"] = true;
    if (event.kind == Kind::LinkQuality) object["quality"] = event.quality;
    if (event.comeback.count() != 0) object["comeback_ms"] = event.comeback.count();
    return object;
}

std::expected<std::optional<TraceLine>, std::string> parse_trace_line(std::string_view line) {
    if (line.find_first_not_of(" \t\r\n") == std::string_view::npos) return std::nullopt;
    boost::system::error_code error;
    const json::value parsed = json::parse({line.data(), line.size()}, error);
    const json::object* object = error ? nullptr : parsed.if_object();
    if (!object) return std::unexpected("not a JSON object");
    Fields fields{*object};
    const std::string_view schema = fields.string("schema");
    if (!schema.empty() && schema != kRoamingSchema) return std::nullopt;

    TraceLine result;
    RoamingEvent& event = result.event;
    result.interface = fields.string("interface");
    const std::string_view what = fields.string("event");
    const auto* row = std::ranges::find_if(kEvents, [what](const EventRow& candidate) {
        return candidate.ours == what || (!what.empty() && candidate.windows.name == what);
    });
    if (row == kEvents.end()) return std::unexpected(fmt::format("\"{}\" is no event of this schema", what));
    event.kind = row->kind;
    constexpr std::int64_t kCentury = 100LL * 365 * 24 * 3600 * 1000;
    if (fields.require("monotonic_ms")) event.at.ms = fields.number("monotonic_ms", 0, kCentury, 0);
    event.bssid = fields.address("bssid");
    event.status.code = static_cast<std::uint32_t>(fields.number("status", 0, 0xFFFF'FFFF, 0));
    const std::string_view ssid = fields.string("ssid");
    if (ssid.size() > 32) fields.fail("ssid has at most 32 octets");
    event.ssid = records::SsidValue{ssid};
    if (const json::value* independent = object->if_contains("independent")) {
        if (!independent->is_bool()) fields.fail("independent is true or false");
        event.independent = independent->is_bool() && independent->get_bool();
    }
    event.quality = static_cast<std::uint8_t>(fields.number("quality", 0, 255, 0));
    event.comeback = base::Milliseconds{static_cast<std::int32_t>(
        fields.number("comeback_ms", 0, std::numeric_limits<std::int32_t>::max(), 0))};
    if (has_list(event.kind)) event.list = fields.addresses("list");
    if (!fields.fault().empty()) return std::unexpected(fields.fault());
    return result;
}

}  // namespace engine
