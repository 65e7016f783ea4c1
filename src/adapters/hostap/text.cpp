#include "adapters/hostap/text.hpp"

#include <charconv>

namespace hostap {

std::string_view next_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

std::optional<std::int64_t> integer(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<std::string_view> field(std::string_view reply, std::string_view key) {
    while (!reply.empty()) {
        const std::string_view line = next_line(reply);
        if (line.size() > key.size() && line.starts_with(key) && line[key.size()] == '=')
            return line.substr(key.size() + 1);
    }
    return std::nullopt;
}

std::optional<std::string_view> word(std::string_view line, std::string_view key) {
    while (!line.empty()) {
        const std::size_t end = line.find(' ');
        const std::string_view part = line.substr(0, end);
        if (part.size() > key.size() && part.starts_with(key) && part[key.size()] == '=')
            return part.substr(key.size() + 1);
        line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
    }
    return std::nullopt;
}

}  // namespace hostap
