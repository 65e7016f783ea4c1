// The log: standard error, where the service manager picks it up.
#pragma once

#include <string>

#include "records/decision.hpp"

namespace station_app {

/// Lines go to standard error as "level text"; where that is the journal, with the priority that it sorts
/// them by (sd-daemon(3)).
void set_up_log();

/// What an operator wants to see without asking: "notice", between warning and info, shown at log level info.
void log_notice(const std::string& text);

/// A move, a failed attempt, a refusal, a link made or lost, in one line for people; empty for anything else.
[[nodiscard]] std::string notice_of(std::string_view interface, const records::Record& record);

}  // namespace station_app
