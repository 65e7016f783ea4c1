// Requests on the daemon's socket as values, and the answers that need nothing but values. docs/records.md
// describes both.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "apps/station/config.hpp"
#include "engine/network_watch.hpp"
#include "engine/station.hpp"

namespace station_app {

inline constexpr std::string_view kLevelSchema = "roam-level/1";

struct Request {
    enum class Verb : std::uint8_t { Status, Candidates, Why, History, Level, Scan, Roam, Watch };

    Verb verb = Verb::Status;
    std::string interface;  ///< empty: all
    std::size_t count = 1;
    std::string as;                         ///< why: a rule's name, or all
    std::optional<station::Level> level;    ///< level: to set
    std::optional<wifi::MacAddress> bssid;  ///< roam
    std::optional<std::int64_t> since_ms;   ///< history
    bool all = false;                       ///< scan: all channels; history: all decisions
    bool records = false;                   ///< history: each with its whole record
    bool trace = false;                     ///< watch: the roaming trace, too

    [[nodiscard]] bool changes_something() const {
        return verb == Verb::Scan || verb == Verb::Roam || (verb == Verb::Level && level);
    }
};

/// @return  the request, or the answer that says what is wrong with it.
[[nodiscard]] std::expected<Request, boost::json::object> parse_request(std::string_view line);

/// The latest records of `station` that `request` asks for, with what was found of the IP network after a
/// move, and what others' rules said where it asks for that.
[[nodiscard]] boost::json::array records_json(const engine::Station& station,
                                              const engine::NetworkWatch& network, const Request& request);

/// @param source  "run time", "configuration" or "default".
[[nodiscard]] boost::json::object level_json(std::string_view interface, const Chosen& chosen,
                                             std::string_view source);

}  // namespace station_app
