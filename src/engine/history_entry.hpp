// A decision record as it goes into the history, and comes out of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>

#include "engine/json_parts.hpp"
#include "ports/history_store.hpp"
#include "records/decision.hpp"

namespace engine {

inline constexpr std::string_view kHistorySchema = "roam-history/1";

/// @param link  where the link was by the records before this one, empty for no link; becomes where it is. A
///              link that no record of ours accounts for becomes an entry "linked".
[[nodiscard]] ports::HistoryEntry history_entry(std::string_view interface, const records::Record& record,
                                                std::int64_t time_ms, std::string& link);

/// Objects of schema kHistorySchema.
/// @param with_records  each with its whole record, too.
[[nodiscard]] boost::json::array history_json(const std::vector<ports::HistoryEntry>& entries,
                                              bool with_records);

}  // namespace engine
