#include "apps/cli/station_command.hpp"

#include <chrono>
#include <ostream>
#include <string_view>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "adapters/store/database.hpp"
#include "apps/cli/client.hpp"
#include "apps/cli/json_text.hpp"
#include "apps/cli/station_text.hpp"
#include "apps/cli/time_text.hpp"
#include "engine/history_entry.hpp"

namespace cli {

namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using Answer = std::expected<json::value, AskError>;

/// An order waits for what is under way to end, and a scan of all channels takes some 7 s; the daemon gives
/// up before this.
constexpr std::chrono::milliseconds kPatience{2'000};
constexpr std::chrono::milliseconds kPatienceWithOrders{45'000};

std::string socket_of(const StationQuery& query) { return query.run_directory + "/station.sock"; }

std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

ExitStatus say(const StationQuery& query, const AskError& error, std::ostream& out, std::ostream& errors) {
    errors << "roam: " << error.message << '\n';
    if (query.json != JsonForm::Off)
        print_json(out, json::object{{"error", {{"code", error.code}, {"message", error.message}}}},
                   query.json);
    return error.status;
}

std::expected<json::object, AskError> request_of(const StationQuery& query) {
    json::object request{{"request", query.verb}};
    if (!query.interface.empty()) request["interface"] = query.interface;
    if (query.verb == "why" || query.verb == "history") request["count"] = query.count;
    if (!query.as.empty()) request["as"] = query.as;
    if (!query.level.empty()) request["level"] = query.level;
    if (!query.bssid.empty()) request["bssid"] = query.bssid;
    if (query.all) request["all"] = true;
    if (query.why) request["records"] = true;
    if (query.trace) request["trace"] = true;
    if (query.since.empty()) return request;
    const auto since = parse_time(query.since, now_ms());
    if (!since)
        return std::unexpected(AskError{
            kUsage, "bad-time",
            fmt::format(
                "--since: \"{}\" is no time; write 90s, 15min, 2h, 3d, 17:05, 2026-01-31 or \"2026-01-31 "
                "17:05\"",
                query.since)});
    request["since_ms"] = *since;
    return request;
}

/// Without a daemon the file itself is read.
Answer history_from_file(const StationQuery& query, const json::object& request, const AskError& unanswered) {
    const std::string file = fmt::format("{}/{}", query.state_directory, store::kFileName);
    ports::HistoryQuery wanted;
    wanted.interface = query.interface;
    wanted.count = static_cast<std::size_t>(query.count);
    wanted.link_events_only = !query.all;
    if (const json::value* since = request.if_contains("since_ms")) wanted.since_ms = since->as_int64();
    const auto entries = store::read_history(file, wanted);
    if (!entries)
        return std::unexpected(
            AskError{unanswered.status, "no-history",
                     fmt::format("{}; and {}. Ask as a user who may read the file, or name its --state-dir",
                                 unanswered.message, entries.error())});
    return json::object{{"history", engine::history_json(*entries, query.why)}};
}

ExitStatus watch(StationQuery query, const json::object& request, std::ostream& out, std::ostream& errors) {
    if (query.json == JsonForm::Pretty) query.json = JsonForm::Short;  // a line is an event
    auto connection = Connection::open(socket_of(query));
    if (!connection) return say(query, connection.error(), out, errors);
    if (const auto sent = connection->send(json::serialize(request)); !sent)
        return say(query, sent.error(), out, errors);
    if (const auto begun = connection->receive(kPatience); !begun)
        return say(query, begun.error(), out, errors);
    while (out) {
        const auto event = connection->receive(std::nullopt);
        if (!event) return say(query, event.error(), out, errors);
        if (query.json != JsonForm::Off)
            print_json(out, *event, query.json);
        else
            out << render_event(event->as_object()) << '\n';
        out.flush();  // whoever reads wants it now
    }
    return kFailure;
}

ExitStatus status_of(const StationQuery& query, const json::value& answer) {
    if (query.verb != "roam") return kSuccess;
    const json::object* record = object_of(answer.as_object(), "record");
    const json::object* outcome = record ? object_of(*record, "outcome") : nullptr;
    return outcome && text_of(*outcome, "result") == "moved" ? kSuccess : kRoamFailed;
}

}  // namespace

ExitStatus run_station(const StationQuery& query, std::ostream& out, std::ostream& errors) {
    const auto request = request_of(query);
    if (!request) return say(query, request.error(), out, errors);
    if (query.verb == "watch") return watch(query, *request, out, errors);
    const bool order = query.verb == "scan" || query.verb == "roam";
    Answer answer = ask(socket_of(query), json::serialize(*request), order ? kPatienceWithOrders : kPatience);
    if (!answer && query.verb == "history" && answer.error().status == kNotRunning)
        answer = history_from_file(query, *request, answer.error());
    if (!answer) return say(query, answer.error(), out, errors);
    if (query.json != JsonForm::Off)
        print_json(out, *answer, query.json);
    else
        out << render_station(query.verb, *answer);
    return status_of(query, *answer);
}

}  // namespace cli
