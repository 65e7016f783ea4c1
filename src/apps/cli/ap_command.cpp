#include "apps/cli/ap_command.hpp"

#include <chrono>
#include <fstream>
#include <iterator>
#include <ostream>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "apps/cli/ap_text.hpp"
#include "apps/cli/client.hpp"
#include "apps/cli/hostapd_conf.hpp"
#include "apps/cli/json_text.hpp"

namespace cli {

namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds kPatience{2'000};
/// A client has 10 s to answer and to go; roam-ap gives up an order before this.
constexpr std::chrono::milliseconds kPatienceWithOrders{45'000};

std::string socket_of(const ApQuery& query) { return query.run_directory + "/ap.sock"; }

ExitStatus say(const ApQuery& query, const AskError& error, std::ostream& out, std::ostream& errors) {
    errors << "roam: " << error.message << '\n';
    if (query.json != JsonForm::Off)
        print_json(out, json::object{{"error", {{"code", error.code}, {"message", error.message}}}},
                   query.json);
    return error.status;
}

json::object request_of(const ApQuery& query) {
    json::object request{{"request", query.verb}};
    if (!query.client.empty()) request["client"] = query.client;
    if (!query.bssid.empty()) request["bssid"] = query.bssid;
    if (query.verb == "why") request["count"] = query.count;
    if (query.all) request["all"] = true;
    return request;
}

ExitStatus watch(ApQuery query, std::ostream& out, std::ostream& errors) {
    if (query.json == JsonForm::Pretty) query.json = JsonForm::Short;  // a line is an event
    auto connection = Connection::open(socket_of(query));
    if (!connection) return say(query, connection.error(), out, errors);
    if (const auto sent = connection->send(json::serialize(request_of(query))); !sent)
        return say(query, sent.error(), out, errors);
    if (const auto begun = connection->receive(kPatience); !begun)
        return say(query, begun.error(), out, errors);
    while (out) {
        const auto event = connection->receive(std::nullopt);
        if (!event) return say(query, event.error(), out, errors);
        if (query.json != JsonForm::Off)
            print_json(out, *event, query.json);
        else
            out << render_ap_event(event->as_object()) << '\n';
        out.flush();  // whoever reads wants it now
    }
    return kFailure;
}

/// The files themselves say what hostapd's control interface does not.
std::expected<json::value, AskError> check_files(const ApQuery& query) {
    std::vector<engine::CheckedBss> bsses;
    for (const std::string& file : query.files) {
        std::ifstream stream{file};
        const std::string text{std::istreambuf_iterator<char>{stream}, {}};
        if (!stream.is_open() || stream.bad())
            return std::unexpected(
                AskError{kFailure, "cannot-read", fmt::format("{}: cannot be read", file)});
        auto parsed = parse_hostapd_conf(text, file);
        if (!parsed) return std::unexpected(AskError{kUsage, "bad-file", parsed.error()});
        std::ranges::move(*parsed, std::back_inserter(bsses));
    }
    return engine::check_json(bsses);
}

ExitStatus status_of(const ApQuery& query, const json::value& answer) {
    if (query.verb == "check")
        for (const json::value& finding : array_of(answer.as_object(), "findings"))
            if (finding.is_object() && text_of(finding.as_object(), "severity") == "problem") return kFailure;
    if (query.verb != "steer") return kSuccess;
    const json::object* record = object_of(answer.as_object(), "record");
    const json::object* outcome = record ? object_of(*record, "outcome") : nullptr;
    return outcome && text_of(*outcome, "result") == "moved" ? kSuccess : kRoamFailed;
}

}  // namespace

ExitStatus run_ap(const ApQuery& query, std::ostream& out, std::ostream& errors) {
    if (query.verb == "watch") return watch(query, out, errors);
    const bool order = query.verb == "measure" || query.verb == "steer";
    const auto answer = !query.files.empty() ? check_files(query)
                                             : ask(socket_of(query), json::serialize(request_of(query)),
                                                   order ? kPatienceWithOrders : kPatience);
    if (!answer) return say(query, answer.error(), out, errors);
    if (query.json != JsonForm::Off)
        print_json(out, *answer, query.json);
    else
        out << render_ap(query.verb, *answer);
    return status_of(query, *answer);
}

}  // namespace cli
