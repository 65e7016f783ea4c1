// The log: standard error, where the service manager picks it up.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

namespace daemon_app {

/// What an operator wants to see without asking is a notice.
enum class LogLevel : std::uint8_t { Error, Warning, Notice, Info, Debug };

/// Names that --log-level and log_level take: a notice is shown with what is informative.
[[nodiscard]] const std::vector<std::string>& log_levels();
[[nodiscard]] std::optional<LogLevel> log_level_named(std::string_view name);

/// Writes nothing below `least` from now on; empty: nothing at all. Before the first call: as info.
void set_log_level(std::optional<LogLevel> least);

/// Whether a line of this level would be written.
[[nodiscard]] bool shows(LogLevel level);

/// Lines go to standard error as "level text"; where that is the journal, with the priority that it sorts
/// them by (sd-daemon(3)).
void log(LogLevel level, std::string_view text);

template <class... Values>
void log(LogLevel level, fmt::format_string<Values...> form, Values&&... values) {
    log(level, std::string_view{fmt::format(form, std::forward<Values>(values)...)});
}
template <class... Values>
void log_error(fmt::format_string<Values...> form, Values&&... values) {
    log(LogLevel::Error, form, std::forward<Values>(values)...);
}
template <class... Values>
void log_warning(fmt::format_string<Values...> form, Values&&... values) {
    log(LogLevel::Warning, form, std::forward<Values>(values)...);
}
template <class... Values>
void log_info(fmt::format_string<Values...> form, Values&&... values) {
    log(LogLevel::Info, form, std::forward<Values>(values)...);
}
inline void log_notice(std::string_view text) { log(LogLevel::Notice, text); }
inline void log_debug(std::string_view text) { log(LogLevel::Debug, text); }

}  // namespace daemon_app
