#include "apps/daemon/request.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "apps/daemon/service.hpp"
#include "engine/json_parts.hpp"

namespace daemon_app {

namespace json = boost::json;

json::object error_json(std::string_view code, std::string_view message) {
    return {{"error", json::object{{"code", code}, {"message", message}}}};
}

json::object notice_json(std::string_view interface, std::string_view notice, std::string_view text) {
    return {{"schema", kNoticeSchema},
            {"interface", interface},
            {"time", engine::rfc3339(milliseconds_since_1970())},
            {"notice", notice},
            {"text", text}};
}

std::optional<json::object> parse_object(std::string_view line) {
    boost::system::error_code fault;
    json::value parsed = json::parse({line.data(), line.size()}, fault);
    if (fault || !parsed.is_object()) return std::nullopt;
    return std::move(parsed.as_object());
}

void Members::text(std::string_view key, std::string& value) {
    const json::value* member = object_.if_contains(key);
    if (!member) return;
    if (!member->is_string()) return wrong("bad-request", fmt::format("{} is a string", key));
    value = std::string_view{member->as_string()};
}

void Members::flag(std::string_view key, bool& value) {
    const json::value* member = object_.if_contains(key);
    if (!member) return;
    if (!member->is_bool()) return wrong("bad-request", fmt::format("{} is true or false", key));
    value = member->as_bool();
}

std::optional<std::int64_t> Members::number(std::string_view key) {
    const json::value* member = object_.if_contains(key);
    if (!member) return std::nullopt;
    if (member->is_int64()) return member->as_int64();
    wrong("bad-request", fmt::format("{} is a whole number", key));
    return std::nullopt;
}

void Members::wrong(std::string_view code, std::string_view message) {
    if (!error) error = error_json(code, message);
}

}  // namespace daemon_app
