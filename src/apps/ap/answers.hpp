// Requests on the access point daemon's socket as values, and the answers that need nothing but values.
// docs/records.md describes both.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "apps/ap/metrics.hpp"
#include "engine/access_point.hpp"

namespace ap_app {

inline constexpr std::string_view kStatusSchema = "roam-ap-status/1";

struct Request {
    enum class Verb : std::uint8_t { Status, Clients, Why, Neighbors, Check, Measure, Steer, Watch };

    Verb verb = Verb::Status;
    std::optional<wifi::MacAddress> client;  ///< why, watch: only of this one; measure, steer: needed
    std::optional<wifi::MacAddress> bssid;   ///< steer
    std::size_t count = 1;                   ///< why
    bool all = false;                        ///< clients: those without a link here, too

    [[nodiscard]] bool changes_something() const { return verb == Verb::Measure || verb == Verb::Steer; }
};

/// @return  the request, or the answer that says what is wrong with it.
[[nodiscard]] std::expected<Request, boost::json::object> parse_request(std::string_view line);

/// The answer to a request that changes nothing.
/// @param started  when the daemon began.
[[nodiscard]] boost::json::object answer(const Request& request, const engine::AccessPoint& ap,
                                         const Counters& counters, base::Instant started, base::Instant now);

/// Why an order was not taken, for people.
[[nodiscard]] boost::json::object refusal(engine::ApOrderFault fault, const wifi::MacAddress& client);

}  // namespace ap_app
