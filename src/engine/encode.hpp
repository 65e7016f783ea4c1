// The encodings of records and of a station's state: a JSON object with a versioned schema, and one line of
// text. docs/records.md describes every field.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "engine/json_parts.hpp"
#include "engine/station.hpp"
#include "records/decision.hpp"

namespace engine {

inline constexpr std::string_view kRecordSchema = "roam-record/1";
inline constexpr std::string_view kStatusSchema = "roam-station-status/1";
inline constexpr std::string_view kCandidatesSchema = "roam-station-candidates/1";

[[nodiscard]] std::string_view name(records::Trigger trigger);
[[nodiscard]] std::string_view name(records::Action action);
[[nodiscard]] std::string_view name(records::Reason reason);
[[nodiscard]] std::string_view name(records::OutcomeKind outcome);
[[nodiscard]] std::string_view name(records::Method method);
[[nodiscard]] std::string_view name(station::operation::State state);

/// One record as an object of schema kRecordSchema.
[[nodiscard]] boost::json::object to_json(std::string_view interface, const records::Record& record);

/// What the rules of others said of the evidence of one record: all of them, or only `only`.
[[nodiscard]] boost::json::array rivals_json(const records::Record& record,
                                             std::optional<records::Rival> only);

/// One record as a line of `key=value`, without a line end.
[[nodiscard]] std::string to_text(std::string_view interface, const records::Record& record);

/// The state of one interface, schema kStatusSchema.
[[nodiscard]] boost::json::object status_json(const Station& station, base::Instant now);

/// All BSS of the network with what is believed of them, schema kCandidatesSchema.
[[nodiscard]] boost::json::object candidates_json(const Station& station, base::Instant now);

}  // namespace engine
