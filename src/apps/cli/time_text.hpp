// Points in time as people write and read them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cli {

/// Reads "90s", "15min", "2h", "3d" (ago), "2026-01-31", "2026-01-31 17:05[:09]" and "17:05" of today (local
/// time), or with a T between and a Z at the end (UTC).
/// @param now_ms,  @return  milliseconds since 1970; empty for anything else.
[[nodiscard]] std::optional<std::int64_t> parse_time(std::string_view text, std::int64_t now_ms);

struct LocalTime {
    std::string date;  ///< "2026-01-31"
    std::string time;  ///< "17:05:09"
};
/// Of a time of schema roam-record/1 or roam-history/1; as it stands when it is no such time.
[[nodiscard]] LocalTime local_time(std::string_view rfc3339);

}  // namespace cli
