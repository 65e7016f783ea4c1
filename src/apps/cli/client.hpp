// Asks a daemon over its socket: one line out, one line back, or many.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
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

/// A connection to a daemon's socket.
class Connection {
public:
    [[nodiscard]] static std::expected<Connection, AskError> open(const std::string& socket);

    Connection(Connection&& other) noexcept;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    Connection& operator=(Connection&&) = delete;
    ~Connection();

    [[nodiscard]] std::expected<void, AskError> send(std::string_view line) const;
    /// The next line, without its end. One without a JSON object, or with an error in it, counts as none.
    /// @param within  empty: for as long as it takes.
    [[nodiscard]] std::expected<boost::json::value, AskError> receive(
        std::optional<std::chrono::milliseconds> within);

private:
    Connection(int handle, std::string_view daemon) : handle_{handle}, daemon_{daemon} {}

    int handle_ = -1;
    std::string_view daemon_;  ///< its program
    std::string received_;
};

/// @param socket  path of the daemon's socket.
/// @param request  one JSON object without a line end.
/// @return  the answer, or why there is none; an answer that is an error counts as none.
[[nodiscard]] std::expected<boost::json::value, AskError> ask(const std::string& socket,
                                                              std::string_view request,
                                                              std::chrono::milliseconds within);

}  // namespace cli
