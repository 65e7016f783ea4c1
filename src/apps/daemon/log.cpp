#include "apps/daemon/log.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <unistd.h>

namespace daemon_app {

namespace {

struct Level {
    std::string_view name;
    std::string_view journal;  ///< syslog(3)
};
constexpr std::array<Level, 5> kLevels{
    {{"error", "<3>"}, {"warning", "<4>"}, {"notice", "<5>"}, {"info", "<6>"}, {"debug", "<7>"}}};

std::optional<LogLevel> least_shown = LogLevel::Info;  // one log for the process, as standard error is

bool goes_to_journal() {
    static const bool kJournal = [] {
        const char* stream = std::getenv("JOURNAL_STREAM");
        return stream && *stream;
    }();
    return kJournal;
}

}  // namespace

const std::vector<std::string>& log_levels() {
    static const std::vector<std::string> kNames{"error", "warning", "info", "debug"};
    return kNames;
}

std::optional<LogLevel> log_level_named(std::string_view name) {
    if (std::ranges::count(log_levels(), name) == 0) return std::nullopt;
    return static_cast<LogLevel>(std::ranges::find(kLevels, name, &Level::name) - kLevels.begin());
}

void set_log_level(std::optional<LogLevel> least) { least_shown = least; }

bool shows(LogLevel level) { return least_shown && level <= *least_shown; }

void log(LogLevel level, std::string_view text) {
    if (!shows(level)) return;
    const Level& row = kLevels[static_cast<std::size_t>(level)];
    const std::string line =
        goes_to_journal() ? fmt::format("{}{}\n", row.journal, text) : fmt::format("{} {}\n", row.name, text);
    // A log that cannot be written to has nobody to tell.
    (void)!::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace daemon_app
