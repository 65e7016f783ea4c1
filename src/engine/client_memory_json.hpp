// What was learned of a client as one line of a file, schema roam-client/1.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "records/client.hpp"

namespace engine {

inline constexpr std::string_view kClientSchema = "roam-client/1";

/// Whether there is anything in it that a restart should not forget.
[[nodiscard]] bool worth_keeping(const records::ClientMemory& memory);

/// @param time_ms  time of day, milliseconds since 1970.
/// @return  without a line end.
[[nodiscard]] std::string memory_line(const records::ClientMemory& memory, std::int64_t time_ms);

/// @param time_ms  time of day; what was to be waited for has gone on meanwhile. A clock that went back
/// counts
///                 as one that stood still.
/// @return  or in words what is wrong with the line.
[[nodiscard]] std::expected<records::ClientMemory, std::string> parse_memory(std::string_view line,
                                                                             std::int64_t time_ms);

}  // namespace engine
