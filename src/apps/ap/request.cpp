#include "apps/ap/request.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/daemon/request.hpp"

namespace ap_app {

namespace {

namespace json = boost::json;
using daemon_app::error_json;
using Verb = Request::Verb;

constexpr std::int64_t kMostRecords = 256;
constexpr std::array<std::string_view, 8> kVerbs{"status", "clients", "why",   "neighbors",
                                                 "check",  "measure", "steer", "watch"};

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
    members.flag("all", request.all);
    request.count = static_cast<std::size_t>(
        std::clamp<std::int64_t>(members.number("count").value_or(1), 0, kMostRecords));
    const auto address = [&](std::string_view key, std::string_view what_it_is, bool needed) {
        std::string text;
        members.text(key, text);
        const auto found = wifi::parse_mac(text);
        if (!found && (needed || !text.empty()))
            members.wrong("bad-request",
                          fmt::format("\"{}\" is no {}; one looks like 02:00:00:00:01:00", text, what_it_is));
        return found;
    };
    request.client = address("client", "client", request.changes_something());
    request.bssid = address("bssid", "BSSID", request.verb == Verb::Steer);
    if (members.error) return std::unexpected(*std::move(members.error));
    return request;
}

}  // namespace ap_app
