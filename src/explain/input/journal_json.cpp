#include "explain/input/journal_json.hpp"

#include <array>
#include <charconv>

#include <boost/json.hpp>

namespace explain {
namespace {

namespace json = boost::json;

std::string_view text_of(const json::object& entry, std::string_view key) {
    const json::value* value = entry.if_contains(key);
    if (!value || !value->is_string()) return {};
    const json::string& text = value->get_string();
    return {text.data(), text.size()};
}

std::optional<Micros> micros_of(const json::object& entry, std::string_view key) {
    const std::string_view text = text_of(entry, key);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return Micros{value};
}

/// A message with octets that are not UTF-8 comes as an array of numbers.
std::optional<std::string> message_of(const json::object& entry) {
    const json::value* value = entry.if_contains("MESSAGE");
    if (!value) return std::nullopt;
    if (value->is_string()) return std::string{text_of(entry, "MESSAGE")};
    if (!value->is_array()) return std::nullopt;
    std::string message;
    for (const json::value& octet : value->get_array()) {
        if (!octet.is_int64()) return std::nullopt;
        message += static_cast<char>(octet.get_int64());
    }
    return message;
}

}  // namespace

std::optional<JournalEntry> read_journal_entry(std::string_view line) {
    std::array<unsigned char, 16 * 1024> room;
    json::monotonic_resource memory{room.data(), room.size()};
    json::parse_options options;
    options.allow_invalid_utf8 = true;
    boost::system::error_code error;
    const json::value value = json::parse({line.data(), line.size()}, error, &memory, options);
    if (error || !value.is_object()) return std::nullopt;
    const json::object& entry = value.get_object();
    auto message = message_of(entry);
    if (!message) return std::nullopt;
    JournalEntry read;
    read.message = std::move(*message);
    read.program = text_of(entry, "SYSLOG_IDENTIFIER");
    if (read.program.empty()) read.program = text_of(entry, "_COMM");
    // When it was said is nearer to what happened than when the journal got it.
    read.time = micros_of(entry, "_SOURCE_REALTIME_TIMESTAMP");
    if (!read.time) read.time = micros_of(entry, "__REALTIME_TIMESTAMP");
    return read;
}

std::string_view program_of_record(std::string_view line) {
    constexpr std::string_view kSchema = "\"schema\":\"roam-";
    const std::size_t at = line.substr(0, 256).find(kSchema);
    if (at == std::string_view::npos) return {};
    const std::string_view name = line.substr(at + kSchema.size());
    for (const std::string_view of_ap : {"steering/", "client/", "ap-"})
        if (name.starts_with(of_ap)) return "roam-ap";
    return "roam-station";
}

}  // namespace explain
