#include "contract/roam_trace_check.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>

#include "station/trace_check.hpp"

namespace {

using Kind = records::RoamingEventKind;

static_assert(static_cast<int>(Kind::TraceStart) == ROAM_TRACE_START);
static_assert(static_cast<int>(Kind::RequestCompleted) == ROAM_REQUEST_COMPLETED);
static_assert(static_cast<int>(Kind::Candidates) == ROAM_CANDIDATES);
static_assert(static_cast<int>(Kind::BackgroundScan) == ROAM_BACKGROUND_SCAN);
static_assert(static_cast<int>(Kind::RoamingStart) == ROAM_ROAMING_START);
static_assert(static_cast<int>(Kind::MediaDisconnect) == ROAM_MEDIA_DISCONNECT);
static_assert(records::AddressList::capacity() == ROAM_TRACE_LIST_MOST);

struct Code {
    std::uint32_t code;
    roam_trace_event event;
};
// As engine/roaming_json.cpp has them with their names; a test compares.
constexpr auto kCodes = std::to_array<Code>({
    {0x0E01'0181, ROAM_CONNECT_REQUEST},
    {0x0E01'018E, ROAM_DISCONNECT_REQUEST},
    {0x0D01'0310, ROAM_RESET_REQUEST},
    {0x0E01'017D, ROAM_EXCLUDED},
    {0x0D01'030B, ROAM_SCAN_REQUEST},
    {0x4003'0004, ROAM_CONNECTION_START},
    {0x4003'0005, ROAM_CONNECTION_COMPLETION},
    {0x4003'0006, ROAM_ROAMING_START},
    {0x4003'0007, ROAM_ROAMING_COMPLETION},
    {0x4003'0002, ROAM_ASSOCIATION_START},
    {0x4003'0003, ROAM_ASSOCIATION_COMPLETION},
    {0x4003'0008, ROAM_DISASSOCIATION},
    {0x4003'000C, ROAM_LINK_QUALITY},
    {0x4003'000A, ROAM_PMKID_CANDIDATES},
    {0x4003'0000, ROAM_SCAN_CONFIRM},
    {0x4001'000B, ROAM_MEDIA_CONNECT},
    {0x4001'000C, ROAM_MEDIA_DISCONNECT},
});

wifi::MacAddress address(const std::uint8_t* octets) {
    wifi::MacAddress result;
    std::copy_n(octets, result.octets.size(), result.octets.begin());
    return result;
}

int give(const station::Violations& violations, roam_trace_violation* found, std::size_t room) {
    const std::size_t count = std::min(room, violations.size());
    for (std::size_t i = 0; i < count; ++i) found[i] = {violations[i].rule, violations[i].expected.data()};
    return static_cast<int>(violations.size());
}

}  // namespace

struct roam_trace_check {
    station::TraceCheck check;
};

std::size_t roam_trace_check_size() { return sizeof(roam_trace_check); }

roam_trace_check* roam_trace_check_begin(void* memory, std::size_t size) {
    const bool is_aligned = reinterpret_cast<std::uintptr_t>(memory) % alignof(roam_trace_check) == 0;
    if (!memory || !is_aligned || size < sizeof(roam_trace_check)) return nullptr;
    return std::construct_at(static_cast<roam_trace_check*>(memory));
}

int roam_trace_check_feed(roam_trace_check* check, const roam_trace_record* record,
                          roam_trace_violation* found, std::size_t room) {
    if (record->event >= records::kRoamingEventKinds || record->list_size > ROAM_TRACE_LIST_MOST ||
        record->ssid_size > sizeof(record->ssid) ||
        record->at_ms > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max() / 2))
        return -1;
    records::RoamingEvent event;
    event.kind = static_cast<Kind>(record->event);
    event.at = base::Instant{static_cast<std::int64_t>(record->at_ms)};
    event.status = {record->status};
    event.bssid = address(record->bssid);
    event.ssid.size = record->ssid_size;
    for (std::size_t i = 0; i < record->ssid_size; ++i)
        event.ssid.octets[i] = static_cast<char>(record->ssid[i]);
    event.independent = record->independent != 0;
    event.quality = record->quality;
    constexpr std::uint32_t kMost = std::numeric_limits<std::int32_t>::max();
    event.comeback = base::Milliseconds{static_cast<std::int32_t>(std::min(record->comeback_ms, kMost))};
    for (std::size_t i = 0; i < record->list_size; ++i) (void)event.list.push_back(address(record->list[i]));
    return give(check->check.feed(event), found, room);
}

int roam_trace_check_end(roam_trace_check* check, roam_trace_violation* found, std::size_t room) {
    return give(check->check.finish(), found, room);
}

std::uint32_t roam_trace_event_of(std::uint32_t ndis_code) {
    for (const Code& row : kCodes)
        if (row.code == ndis_code) return row.event;
    return ROAM_NO_EVENT;
}
