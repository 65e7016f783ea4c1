#include "lab/host/output.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <fmt/format.h>
#include <sys/ioctl.h>

namespace lab::host {

namespace {

int columns_of(int fd) {
    winsize size{};
    return isatty(fd) != 0 && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 100;
}

std::string cannot_write(const std::string& file) {
    return fmt::format("cannot write {}: {}; choose a file that you may write", file, std::strerror(errno));
}

}  // namespace

int output_columns() { return columns_of(STDOUT_FILENO); }
int progress_columns() { return columns_of(STDERR_FILENO); }

std::string progress_line(std::size_t done, std::size_t all, std::string_view run, int columns) {
    std::string line = fmt::format("{}/{} runs, last {}", done, all, run);
    // The last column stays free: some terminals wrap as soon as it is filled.
    line.resize(std::min(line.size(), static_cast<std::size_t>(std::max(columns - 1, 0))));
    return line;
}

std::optional<std::string> why_not_writable(const std::string& file) {
    namespace fs = std::filesystem;
    std::error_code ignored;
    if (fs::is_directory(file, ignored))
        errno = EISDIR;
    else if (access(file.c_str(), W_OK) == 0)
        return std::nullopt;
    else if (errno == ENOENT) {
        const fs::path folder = fs::path{file}.parent_path();
        if (!file.empty() && access(folder.empty() ? "." : folder.c_str(), W_OK | X_OK) == 0)
            return std::nullopt;
    }
    return cannot_write(file);
}

std::optional<std::string> write_file(const std::string& file, std::string_view text) {
    std::ofstream out{file, std::ios::binary};
    out << text;
    if (out.flush()) return std::nullopt;
    return cannot_write(file);
}

}  // namespace lab::host
