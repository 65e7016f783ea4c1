// Requests on the access point daemon's socket as values. docs/records.md describes them.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

#include <boost/json/object.hpp>

#include "wifi/units.hpp"

namespace ap_app {

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

}  // namespace ap_app
