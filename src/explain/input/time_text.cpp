#include "explain/input/time_text.hpp"

#include <array>

namespace explain {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<std::uint64_t> TimeText::number(std::size_t digits) {
    std::uint64_t value = 0;
    std::size_t count = 0;
    while (count < rest_.size() && count < digits && is_digit(rest_[count]))
        value = 10 * value + static_cast<std::uint64_t>(rest_[count++] - '0');
    if (count == 0) return std::nullopt;
    rest_.remove_prefix(count);
    return value;
}

std::optional<Micros> TimeText::fraction() {
    std::int64_t value = 0;
    std::size_t count = 0;
    for (; count < rest_.size() && is_digit(rest_[count]); ++count)
        if (count < 6) value = 10 * value + (rest_[count] - '0');
    if (count == 0) return std::nullopt;
    for (std::size_t i = count; i < 6; ++i) value *= 10;
    rest_.remove_prefix(count);
    return Micros{value};
}

std::optional<Micros> TimeText::time_of_day(bool& whole_seconds) {
    std::array<std::uint64_t, 3> parts{};
    for (std::size_t i = 0; i < 3; ++i) {
        if (i > 0 && !skip(':')) return std::nullopt;
        const std::size_t before = rest_.size();
        const auto part = number(2);
        if (!part || before - rest_.size() != 2) return std::nullopt;
        parts[i] = *part;
    }
    if (parts[0] > 23 || parts[1] > 59 || parts[2] > 60) return std::nullopt;
    Micros time = std::chrono::seconds{static_cast<std::int64_t>(3600 * parts[0] + 60 * parts[1] + parts[2])};
    whole_seconds = true;
    const bool has_fraction = rest_.size() > 1 && (rest_[0] == '.' || rest_[0] == ',') && is_digit(rest_[1]);
    if (!has_fraction) return time;
    rest_.remove_prefix(1);
    whole_seconds = false;
    return time + fraction().value_or(Micros{0});
}

std::optional<int> TimeText::month_name() {
    static constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    for (std::size_t i = 0; i < kMonths.size(); ++i) {
        if (!rest_.starts_with(kMonths[i])) continue;
        rest_.remove_prefix(3);
        return static_cast<int>(i) + 1;
    }
    return std::nullopt;
}

std::optional<Micros> TimeText::iso_date() {
    const auto year = number(4);
    if (!year || !skip('-')) return std::nullopt;
    const auto month = number(2);
    if (!month || !skip('-')) return std::nullopt;
    const auto day = number(2);
    if (!day) return std::nullopt;
    return start_of_day(static_cast<int>(*year), static_cast<int>(*month), static_cast<int>(*day));
}

std::optional<std::chrono::minutes> TimeText::zone() {
    if (skip('Z')) return std::chrono::minutes{0};
    if (rest_.empty() || (rest_[0] != '+' && rest_[0] != '-')) return std::nullopt;
    const int sign = rest_[0] == '+' ? 1 : -1;
    rest_.remove_prefix(1);
    const auto hours = number(2);
    if (!hours) return std::nullopt;
    (void)skip(':');
    const auto minutes = number(2);
    return std::chrono::minutes{sign * static_cast<int>(60 * *hours + minutes.value_or(0))};
}

std::optional<Micros> start_of_day(int year, int month, int day) {
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok() || year < 1970 || year > 9999) return std::nullopt;
    return std::chrono::sys_days{date}.time_since_epoch();
}

}  // namespace explain
