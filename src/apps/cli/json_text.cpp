#include "apps/cli/json_text.hpp"

#include <ostream>
#include <string>
#include <utility>

#include <boost/json.hpp>

namespace cli {

namespace json = boost::json;

namespace {

void print_pretty(std::ostream& out, const json::value& value, std::size_t depth = 0) {
    const std::string pad(2 * depth + 2, ' ');
    const auto close = [&](char bracket) { out << '\n' << pad.substr(2) << bracket; };
    if (const json::object* object = value.if_object(); object && !object->empty()) {
        char before = '{';
        for (const auto& [key, member] : *object) {
            out << std::exchange(before, ',') << '\n' << pad << json::serialize(json::string{key}) << ": ";
            print_pretty(out, member, depth + 1);
        }
        return close('}');
    }
    if (const json::array* array = value.if_array(); array && !array->empty()) {
        char before = '[';
        for (const json::value& member : *array) {
            out << std::exchange(before, ',') << '\n' << pad;
            print_pretty(out, member, depth + 1);
        }
        return close(']');
    }
    out << json::serialize(value);
}

}  // namespace

std::string_view text_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value && value->is_string() ? std::string_view{value->as_string()} : std::string_view{};
}

std::int64_t number_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    if (!value) return 0;
    return value->is_int64()    ? value->as_int64()
           : value->is_uint64() ? static_cast<std::int64_t>(value->as_uint64())
                                : 0;
}

bool truth_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value && value->is_bool() && value->as_bool();
}

const json::object* object_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value ? value->if_object() : nullptr;
}

const json::array& array_of(const json::object& object, std::string_view key) {
    static const json::array kNone;
    const json::value* value = object.if_contains(key);
    return value && value->is_array() ? value->as_array() : kNone;
}

void print_json(std::ostream& out, const json::value& value, JsonForm form) {
    if (form == JsonForm::Pretty)
        print_pretty(out, value);
    else
        out << json::serialize(value);
    out << '\n';
}

}  // namespace cli
