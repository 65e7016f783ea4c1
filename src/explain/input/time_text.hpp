// Times as logs write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "explain/event.hpp"

namespace explain {

/// Takes what it reads off the front of a text. After a failed read the text may be anywhere: copy before.
class TimeText {
public:
    explicit TimeText(std::string_view text) : rest_{text} {}

    [[nodiscard]] std::string_view rest() const { return rest_; }
    [[nodiscard]] bool skip(char c) {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    /// How many blanks were passed.
    std::size_t skip_blanks() {
        std::size_t count = 0;
        while (count < rest_.size() && rest_[count] == ' ') ++count;
        rest_.remove_prefix(count);
        return count;
    }
    /// A decimal number of at most `digits` digits; none: empty.
    [[nodiscard]] std::optional<std::uint64_t> number(std::size_t digits = 18);
    /// Digits behind a point as microseconds: ".5" is 500,000. More than six are cut.
    [[nodiscard]] std::optional<Micros> fraction();
    /// "14:22:01", also with a fraction behind a point or a comma.
    [[nodiscard]] std::optional<Micros> time_of_day(bool& whole_seconds);
    /// "Nov": 1 to 12.
    [[nodiscard]] std::optional<int> month_name();
    /// "2026-11-30": since 1970.
    [[nodiscard]] std::optional<Micros> iso_date();
    /// "Z", "+01:00", "-0500": what it is ahead of UTC.
    [[nodiscard]] std::optional<std::chrono::minutes> zone();

private:
    std::string_view rest_;
};

/// From 1970 to the start of a day; empty when there is no such day.
[[nodiscard]] std::optional<Micros> start_of_day(int year, int month, int day);

}  // namespace explain
