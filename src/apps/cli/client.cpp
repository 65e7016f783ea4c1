#include "apps/cli/client.hpp"

#include <cerrno>
#include <cstring>
#include <poll.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace cli {

namespace {

using Clock = std::chrono::steady_clock;

/// Closes the socket at the end of the scope.
struct Socket {
    int handle = -1;
    Socket() : handle{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)} {}
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket() {
        if (handle >= 0) ::close(handle);
    }
};

AskError not_running(const std::string& path, int error) {
    if (error == EACCES)
        return {kFailure, "no-permission",
                fmt::format("{}: {}; ask as a user who may", path, std::strerror(error))};
    return {kNotRunning, "not-running",
            fmt::format("roam-station does not answer at {}: {}; start it, or name its --run-dir", path,
                        std::strerror(error))};
}

/// Reads up to the first line end.
std::expected<std::string, AskError> read_line(int handle, Clock::time_point until) {
    std::string text;
    while (text.find('\n') == std::string::npos) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
        pollfd readable{handle, POLLIN, 0};
        if (left <= 0 || ::poll(&readable, 1, static_cast<int>(left)) == 0)
            return std::unexpected(AskError{kTimeout, "timeout", "roam-station did not answer in time"});
        std::array<char, 4096> piece{};
        const ssize_t size = ::recv(handle, piece.data(), piece.size(), 0);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0)
            return std::unexpected(AskError{kFailure, "closed", "roam-station closed the connection"});
        text.append(piece.data(), static_cast<std::size_t>(size));
    }
    return text.substr(0, text.find('\n'));
}

}  // namespace

std::expected<boost::json::value, AskError> ask(const std::string& socket, std::string_view request,
                                                std::chrono::milliseconds within) {
    const Clock::time_point until = Clock::now() + within;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket.size() >= sizeof address.sun_path)
        return std::unexpected(AskError{kUsage, "bad-path", fmt::format("{}: the path is too long", socket)});
    std::memcpy(address.sun_path, socket.data(), socket.size());
    const Socket connection;
    if (connection.handle < 0 ||
        ::connect(connection.handle, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return std::unexpected(not_running(socket, errno));
    const std::string line = std::string{request} + "\n";
    if (::send(connection.handle, line.data(), line.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(line.size()))
        return std::unexpected(not_running(socket, errno));
    const auto reply = read_line(connection.handle, until);
    if (!reply) return std::unexpected(reply.error());
    boost::system::error_code fault;
    boost::json::value value = boost::json::parse(*reply, fault);
    if (fault || !value.is_object())
        return std::unexpected(
            AskError{kFailure, "bad-answer", "the answer is no JSON object; are versions mixed?"});
    if (const boost::json::value* error = value.as_object().if_contains("error")) {
        const std::string code{error->at("code").as_string()};
        const ExitStatus status = code == "no-such-interface" ? kNoSuchObject
                                  : code == "no-such-policy"  ? kUsage
                                                              : kFailure;
        return std::unexpected(AskError{status, code, std::string{error->at("message").as_string()}});
    }
    return value;
}

}  // namespace cli
