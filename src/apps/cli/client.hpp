// Asks a daemon over its socket: one line out, one line back.
#pragma once

#include <chrono>
#include <expected>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "apps/cli/exit_status.hpp"

namespace cli {

struct AskError {
    ExitStatus status = kFailure;
    std::string code;     ///< for machines: "not-running", "no-such-interface"
    std::string message;  ///< for people: what, where, what to do
};

/// @param socket  path of the daemon's socket.
/// @param request  one JSON object without a line end.
/// @return  the answer, or why there is none; an answer that is an error counts as none.
[[nodiscard]] std::expected<boost::json::value, AskError> ask(const std::string& socket,
                                                              std::string_view request,
                                                              std::chrono::milliseconds within);

}  // namespace cli
