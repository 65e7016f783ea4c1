#include "apps/cli/time_text.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <ctime>
#include <iomanip>
#include <sstream>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace cli {

namespace {

std::optional<std::int64_t> ago(std::string_view text, std::int64_t now_ms) {
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || number < 0 || number > 1'000'000'000) return std::nullopt;
    const std::string_view unit{end, static_cast<std::size_t>(text.data() + text.size() - end)};
    constexpr std::array<std::pair<std::string_view, std::int64_t>, 5> kUnits{
        {{"s", 1'000}, {"min", 60'000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
    for (const auto& [name, ms] : kUnits)
        if (unit == name) return now_ms - number * ms;
    return std::nullopt;
}

/// Whether `text` has every part of `form`: the library's std::get_time is content with the beginning of one.
bool has_all_parts(std::string_view text, std::string_view form) {
    std::size_t at = 0;
    const auto is_digit = [&] { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
    for (std::size_t i = 0; i < form.size(); ++i) {
        if (form[i] != '%') {
            if (at == text.size() || text[at++] != form[i]) return false;
            continue;
        }
        ++i;
        if (!is_digit()) return false;
        while (is_digit()) ++at;
    }
    return at == text.size();
}

std::int64_t seconds_utc(const std::tm& broken) {
    using namespace std::chrono;
    const auto day = sys_days{year{broken.tm_year + 1900} / (broken.tm_mon + 1) / broken.tm_mday};
    return (day + hours{broken.tm_hour} + minutes{broken.tm_min} + seconds{broken.tm_sec})
        .time_since_epoch()
        .count();
}

}  // namespace

std::optional<std::int64_t> parse_time(std::string_view text, std::int64_t now_ms) {
    if (const auto before = ago(text, now_ms)) return before;
    std::string words{text};
    const bool utc = words.ends_with('Z');
    if (utc) words.pop_back();
    // Fractions of a second may stand there, and do not count.
    if (const auto point = words.find('.'); point != std::string::npos && point + 4 >= words.size())
        words.resize(point);
    const auto now = static_cast<std::time_t>(now_ms / 1000);
    for (const char* form : {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M",
                             "%Y-%m-%d", "%H:%M:%S", "%H:%M"}) {
        if (!has_all_parts(words, form)) continue;
        std::tm broken{};
        if (form[1] == 'H') broken = fmt::localtime(now);
        broken.tm_hour = broken.tm_min = broken.tm_sec = 0;
        std::istringstream from{words};
        if (!(from >> std::get_time(&broken, form)) || from.peek() != std::istringstream::traits_type::eof())
            continue;
        broken.tm_isdst = -1;  // whatever holds on that day
        return (utc ? seconds_utc(broken) : static_cast<std::int64_t>(std::mktime(&broken))) * 1000;
    }
    return std::nullopt;
}

LocalTime local_time(std::string_view rfc3339) {
    const auto ms = rfc3339.ends_with('Z') ? parse_time(rfc3339, 0) : std::nullopt;
    if (!ms) return {"", std::string{rfc3339}};
    const auto seconds = static_cast<std::time_t>(*ms / 1000);
    const std::tm broken = fmt::localtime(seconds);
    return {fmt::format("{:%Y-%m-%d}", broken), fmt::format("{:%H:%M:%S}", broken)};
}

}  // namespace cli
