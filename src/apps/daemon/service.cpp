#include "apps/daemon/service.hpp"

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace daemon_app {

base::Instant now() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

std::int64_t milliseconds_since_1970() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

void notify_service_manager(std::string_view state) {
    const char* path = std::getenv("NOTIFY_SOCKET");
    if (!path || (path[0] != '/' && path[0] != '@')) return;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::size_t length = std::strlen(path);
    if (length >= sizeof address.sun_path) return;
    std::memcpy(address.sun_path, path, length);
    if (path[0] == '@') address.sun_path[0] = '\0';  // the abstract name space
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
    // Without an answer by design: a service manager that does not listen is not our problem.
    (void)::sendto(socket, state.data(), state.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
                   reinterpret_cast<const sockaddr*>(&address), size);
    ::close(socket);
}

std::string directory_from(const char* variable, std::string otherwise) {
    const char* value = std::getenv(variable);
    if (!value || !*value) return otherwise;
    const std::string_view list{value};
    return std::string{list.substr(0, list.find(':'))};
}

gid_t group_of(const std::string& directory) {
    struct stat status{};
    const bool shared = ::stat(directory.c_str(), &status) == 0 && (status.st_mode & S_IXGRP) != 0;
    return shared ? status.st_gid : 0;
}

void Watchdog::start() {
    const char* text = std::getenv("WATCHDOG_USEC");
    std::int64_t micros = 0;
    if (!text || std::from_chars(text, text + std::strlen(text), micros).ec != std::errc{} || micros <= 0)
        return;
    notify_service_manager("WATCHDOG=1");
    timer_.expires_after(std::chrono::microseconds{micros / 2});
    timer_.async_wait([this](auto error) {
        if (!error) start();
    });
}

}  // namespace daemon_app
