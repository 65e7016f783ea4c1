// What of the records goes to the log for people.
#pragma once

#include <string>

#include "records/decision.hpp"

namespace station_app {

/// A move, a failed attempt, a refusal, a link made or lost, in one line for people; empty for anything else.
[[nodiscard]] std::string notice_of(std::string_view interface, const records::Record& record);

}  // namespace station_app
