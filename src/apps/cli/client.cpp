#include "apps/cli/client.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <unistd.h>
#include <utility>

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace cli {

namespace {

using Clock = std::chrono::steady_clock;

std::unexpected<AskError> failure(ExitStatus status, std::string code, std::string message) {
    return std::unexpected(AskError{status, std::move(code), std::move(message)});
}

/// Whose socket it is.
std::string_view daemon_of(std::string_view path) {
    return path.ends_with("ap.sock") ? "roam-ap" : "roam-station";
}

std::unexpected<AskError> not_running(const std::string& path, int error) {
    if (error == EACCES)
        return failure(kFailure, "no-permission",
                       fmt::format("{}: {}; ask as a user who may", path, std::strerror(error)));
    return failure(kNotRunning, "not-running",
                   fmt::format("{} does not answer at {}: {}; start it, or name its --run-dir",
                               daemon_of(path), path, std::strerror(error)));
}

/// What a command ends with when the daemon says `code`.
ExitStatus status_of(std::string_view code) {
    constexpr std::array kNoSuch{"no-such-interface", "no-such-bss", "no-such-client"};
    constexpr std::array kWrong{"no-such-policy", "no-such-level", "bad-request", "which-interface"};
    if (std::ranges::find(kNoSuch, code) != kNoSuch.end()) return kNoSuchObject;
    if (std::ranges::find(kWrong, code) != kWrong.end()) return kUsage;
    return code == "timeout" ? kTimeout : code == "stopping" ? kNotRunning : kFailure;
}

}  // namespace

std::expected<Connection, AskError> Connection::open(const std::string& socket) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket.size() >= sizeof address.sun_path)
        return failure(kUsage, "bad-path", fmt::format("{}: the path is too long", socket));
    std::memcpy(address.sun_path, socket.data(), socket.size());
    Connection connection{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), daemon_of(socket)};
    if (connection.handle_ < 0 ||
        ::connect(connection.handle_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return not_running(socket, errno);
    return connection;
}

Connection::Connection(Connection&& other) noexcept
    : handle_{std::exchange(other.handle_, -1)},
      daemon_{other.daemon_},
      received_{std::move(other.received_)} {}

Connection::~Connection() {
    if (handle_ >= 0) ::close(handle_);
}

std::expected<void, AskError> Connection::send(std::string_view line) const {
    const std::string text = std::string{line} + "\n";
    if (::send(handle_, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
        return failure(kNotRunning, "closed",
                       fmt::format("{} closed the connection; did it just end?", daemon_));
    return {};
}

std::expected<boost::json::value, AskError> Connection::receive(
    std::optional<std::chrono::milliseconds> within) {
    const Clock::time_point until = Clock::now() + within.value_or(std::chrono::milliseconds{0});
    std::size_t end = 0;
    while ((end = received_.find('\n')) == std::string::npos) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
        pollfd readable{handle_, POLLIN, 0};
        if (within && (left <= 0 || ::poll(&readable, 1, static_cast<int>(left)) == 0))
            return failure(kTimeout, "timeout", fmt::format("{} did not answer in time", daemon_));
        std::array<char, 16'384> piece{};
        const ssize_t size = ::recv(handle_, piece.data(), piece.size(), 0);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0)
            return failure(kNotRunning, "closed", fmt::format("{} ended, or closed the connection", daemon_));
        received_.append(piece.data(), static_cast<std::size_t>(size));
    }
    boost::system::error_code fault;
    boost::json::value value = boost::json::parse(received_.substr(0, end), fault);
    received_.erase(0, end + 1);
    if (fault || !value.is_object())
        return failure(kFailure, "bad-answer", "the answer is no JSON object; are versions mixed?");
    const boost::json::value* error = value.as_object().if_contains("error");
    if (!error) return value;
    const boost::json::object* what = error->if_object();
    const auto text = [what](std::string_view key) {
        const boost::json::value* member = what ? what->if_contains(key) : nullptr;
        return member && member->is_string() ? std::string{std::string_view{member->as_string()}}
                                             : std::string{};
    };
    return failure(status_of(text("code")), text("code"), text("message"));
}

std::expected<boost::json::value, AskError> ask(const std::string& socket, std::string_view request,
                                                std::chrono::milliseconds within) {
    auto connection = Connection::open(socket);
    if (!connection) return std::unexpected(connection.error());
    if (const auto sent = connection->send(request); !sent) return std::unexpected(sent.error());
    return connection->receive(within);
}

}  // namespace cli
