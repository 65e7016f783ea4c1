#include "apps/station/answers.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/daemon/request.hpp"
#include "engine/encode.hpp"
#include "engine/history_entry.hpp"
#include "engine/rivals.hpp"

namespace station_app {

namespace {

namespace json = boost::json;
using Verb = Request::Verb;
using daemon_app::error_json;

constexpr std::int64_t kMostEntries = 10'000;
constexpr std::int64_t kMostRecords = 256;

constexpr std::array<std::string_view, 8> kVerbs{"status", "candidates", "why",  "history",
                                                 "level",  "scan",       "roam", "watch"};

}  // namespace

std::expected<Request, json::object> parse_request(std::string_view line) {
    const auto object = daemon_app::parse_object(line);
    const json::value* what = object ? object->if_contains("request") : nullptr;
    if (!what || !what->is_string())
        return std::unexpected(
            error_json("bad-request", R"(send one JSON object per line, as {"request":"status"})"));
    const auto* verb = std::ranges::find(kVerbs, std::string_view{what->as_string()});
    if (verb == kVerbs.end())
        return std::unexpected(
            error_json("bad-request", fmt::format("request is one of {}", fmt::join(kVerbs, ", "))));

    Request request;
    request.verb = static_cast<Verb>(verb - kVerbs.begin());
    daemon_app::Members members{*object};
    members.text("interface", request.interface);
    members.text("as", request.as);
    members.flag("all", request.all);
    members.flag("records", request.records);
    members.flag("trace", request.trace);
    request.since_ms = members.number("since_ms");
    const std::int64_t most = request.verb == Verb::History ? kMostEntries : kMostRecords;
    request.count =
        static_cast<std::size_t>(std::clamp<std::int64_t>(members.number("count").value_or(1), 0, most));
    if (!request.as.empty() && request.as != "all" && !engine::rival_named(request.as))
        members.wrong("no-such-policy", fmt::format("no policy is called \"{}\"; there are {}, and all",
                                                    request.as, fmt::join(engine::rival_names(), ", ")));
    if (object->contains("level")) {
        std::string level;
        members.text("level", level);
        request.level = station::level_named(level);
        if (!request.level)
            members.wrong("no-such-level", fmt::format("no level is called \"{}\"; there are 1 to 5: stay, "
                                                       "reluctant, balanced, eager, chase",
                                                       level));
    }
    if (request.verb == Verb::Roam) {
        std::string bssid;
        members.text("bssid", bssid);
        request.bssid = wifi::parse_mac(bssid);
        if (!request.bssid)
            members.wrong("bad-request",
                          fmt::format("\"{}\" is no BSSID; one looks like 02:00:00:00:01:00", bssid));
    }
    if (members.error) return std::unexpected(*std::move(members.error));
    return request;
}

json::array records_json(const engine::Station& station, const engine::NetworkWatch& network,
                         const Request& request) {
    json::array list;
    const auto& history = station.history();
    for (std::size_t i = history.size() - std::min(history.size(), request.count); i < history.size(); ++i) {
        json::object object = engine::to_json(station.interface(), history[i]);
        if (const auto* check = network.of_move(history[i].sequence))
            object["network"] = engine::to_json(station.interface(), *check);
        if (!request.as.empty())
            object["rivals"] = engine::rivals_json(history[i], engine::rival_named(request.as));
        list.push_back(std::move(object));
    }
    return list;
}

json::object level_json(std::string_view interface, const Chosen& chosen, std::string_view source) {
    const station::Policy& policy = chosen.policy;
    return {{"schema", kLevelSchema},
            {"interface", interface},
            {"level", static_cast<int>(chosen.level)},
            {"name", station::name(chosen.level)},
            {"source", source},
            {"policy",
             {{"only_when_failing", policy.only_when_failing},
              {"gain_moving_percent", policy.gain_moving},
              {"gain_standing_percent", policy.gain_standing},
              {"confidence_moving_percent", policy.confidence_moving},
              {"confidence_standing_percent", policy.confidence_standing},
              {"dwell_ms", policy.dwell.count()},
              {"look_every_ms", policy.look_every.count()}}}};
}

}  // namespace station_app
