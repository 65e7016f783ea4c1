// The encodings of an access point's records and of its state. docs/records.md describes every field.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "engine/access_point.hpp"
#include "engine/steering_names.hpp"
#include "records/steering.hpp"

namespace engine {

inline constexpr std::string_view kSteeringSchema = "roam-steering/1";
inline constexpr std::string_view kApBssSchema = "roam-ap-bss/1";
inline constexpr std::string_view kApClientSchema = "roam-ap-client/1";
inline constexpr std::string_view kApNeighborsSchema = "roam-ap-neighbors/1";

/// One record as an object of schema kSteeringSchema.
/// @param bss  interface of the BSS that served the client; empty: none.
[[nodiscard]] boost::json::object to_json(std::string_view bss, const records::SteeringRecord& record);

/// One record as a line of `key=value`, without a line end.
[[nodiscard]] std::string to_text(std::string_view bss, const records::SteeringRecord& record);

/// One line for people: a request to move and what came of it; empty for anything else.
[[nodiscard]] std::string notice_of(const records::SteeringRecord& record);

/// One of our BSS, schema kApBssSchema.
[[nodiscard]] boost::json::object bss_json(const LocalBss& bss);

/// What is known of one client, schema kApClientSchema.
[[nodiscard]] boost::json::object client_json(const AccessPoint& ap, const KnownClient& known,
                                              base::Instant now);

/// The list of neighbours of each of our BSS, schema kApNeighborsSchema each.
[[nodiscard]] boost::json::array neighbors_json(const AccessPoint& ap);

}  // namespace engine
