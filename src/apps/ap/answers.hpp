// The answers on the access point daemon's socket that need nothing but values. docs/records.md describes
// them.
#pragma once

#include <string_view>

#include <boost/json/object.hpp>

#include "apps/ap/metrics.hpp"
#include "apps/ap/request.hpp"
#include "engine/access_point.hpp"

namespace ap_app {

inline constexpr std::string_view kStatusSchema = "roam-ap-status/1";

/// The answer to a request that changes nothing.
/// @param started  when the daemon began.
[[nodiscard]] boost::json::object answer(const Request& request, const engine::AccessPoint& ap,
                                         const Counters& counters, base::Instant started, base::Instant now);

/// Why an order was not taken, for people.
[[nodiscard]] boost::json::object refusal(engine::ApOrderFault fault, const wifi::MacAddress& client);

}  // namespace ap_app
