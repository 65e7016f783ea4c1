// The encoding of the roaming trace: one JSON object per line, under our names or those of Windows.
// docs/records.md describes every field.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "records/roaming_event.hpp"

namespace engine {

inline constexpr std::string_view kRoamingSchema = "roam-event/1";

enum class EventNames : std::uint8_t { Roam, Windows };

/// What Windows knows an event as, and the number of that request or indication. Empty and 0 where its
/// contract has no name.
struct WindowsName {
    std::string_view name;
    std::uint32_t code = 0;
};

[[nodiscard]] std::string_view name(records::RoamingEventKind kind);
[[nodiscard]] WindowsName windows_name(records::RoamingEventKind kind);
/// The same in the successor's model, WDI and WiFiCx, in which the host decides and drivers carry out tasks.
[[nodiscard]] WindowsName wdi_name(records::RoamingEventKind kind);
[[nodiscard]] std::string_view name(records::RoamingStatus status);
[[nodiscard]] std::string_view windows_name(records::RoamingStatus status);
/// The same status as WDI_ASSOC_STATUS, the successor's; 1, its general failure, where that has none.
[[nodiscard]] std::uint32_t wdi_status(records::RoamingStatus status);

/// One event as an object of schema kRoamingSchema.
[[nodiscard]] boost::json::object to_json(std::string_view interface, const records::RoamingEvent& event,
                                          EventNames names = EventNames::Roam);

struct TraceLine {
    std::string interface;
    records::RoamingEvent event;
};

/// Reads one line, in either form. Fields that it does not know are passed over.
/// @return  empty for a blank line and for a line of another schema; or what is wrong, in words.
[[nodiscard]] std::expected<std::optional<TraceLine>, std::string> parse_trace_line(std::string_view line);

}  // namespace engine
