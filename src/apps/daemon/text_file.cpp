#include "apps/daemon/text_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

namespace daemon_app {

std::expected<std::string, std::string> text_of_file(const std::string& file, std::size_t most) {
    const int handle = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    std::string text;
    std::array<char, 16'384> piece{};
    ssize_t size = handle < 0 ? -1 : 0;
    while (handle >= 0 && text.size() < most) {
        size = ::read(handle, piece.data(), std::min(piece.size(), most - text.size()));
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) break;
        text.append(piece.data(), static_cast<std::size_t>(size));
    }
    const std::string problem = size < 0 ? std::strerror(errno) : "";
    if (handle >= 0) ::close(handle);
    if (!problem.empty()) return std::unexpected(fmt::format("{}: cannot be read: {}", file, problem));
    return text;
}

std::string replace_file(const std::string& path, std::string_view text) {
    const std::string aside = path + ".new";
    const int file = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return std::strerror(errno);
    std::string problem;
    while (!text.empty() && problem.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written > 0)
            text.remove_prefix(static_cast<std::size_t>(written));
        else if (written == 0 || errno != EINTR)
            problem = written == 0 ? "no room" : std::strerror(errno);
    }
    // Before the name changes hands, what it names is on the disk.
    if (problem.empty() && ::fsync(file) != 0) problem = std::strerror(errno);
    if (::close(file) != 0 && problem.empty()) problem = std::strerror(errno);
    if (problem.empty() && ::rename(aside.c_str(), path.c_str()) != 0) problem = std::strerror(errno);
    if (!problem.empty()) ::unlink(aside.c_str());
    return problem;
}

}  // namespace daemon_app
