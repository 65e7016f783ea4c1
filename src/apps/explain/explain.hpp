// `roam explain`: why a station roamed, why it did not, and what it should have done, from logs and captures.
#pragma once

#include <span>
#include <string>

namespace explain_app {

/// Runs the command.
/// @param arguments  what follows `roam explain`.
/// @return  the exit status: 0 an answer was given, 1 nothing could be read or written, 2 wrong usage,
///          130 interrupted.
[[nodiscard]] int run_explain(std::span<const std::string> arguments);

}  // namespace explain_app
