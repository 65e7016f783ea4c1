#include "apps/daemon/line_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>
#include <utility>

#include <sys/stat.h>

#include "apps/daemon/log.hpp"

namespace daemon_app {

LineFile::LineFile(std::string path, std::uintmax_t most) : path_{std::move(path)}, most_{most} {
    if (path_.empty()) return;
    std::error_code error;
    std::filesystem::create_directories(std::filesystem::path{path_}.parent_path(), error);
}

LineFile::~LineFile() {
    if (file_ >= 0) ::close(file_);
}

void LineFile::append(std::string_view line) {
    if (path_.empty()) return;
    if (file_ >= 0 && size_ + line.size() > most_) {
        ::close(std::exchange(file_, -1));
        std::error_code error;
        std::filesystem::rename(path_, path_ + ".1", error);
    }
    if (file_ < 0) {
        file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (file_ < 0) return complain(std::strerror(errno));
        struct stat status{};
        size_ = ::fstat(file_, &status) == 0 ? static_cast<std::uintmax_t>(status.st_size) : 0;
    }
    const ssize_t written = ::write(file_, line.data(), line.size());
    if (written != static_cast<ssize_t>(line.size())) {
        // A piece of a line would spoil the one after it.
        const std::string why = written < 0 ? std::strerror(errno) : "no room";
        if (written > 0 && ::ftruncate(file_, static_cast<off_t>(size_)) != 0)
            ::close(std::exchange(file_, -1));
        return complain(why);
    }
    size_ += line.size();
    complained_ = false;
}

void LineFile::complain(std::string_view what) {
    if (std::exchange(complained_, true)) return;
    log_warning("{}: {}; records go to the log only until this works again", path_, what);
}

}  // namespace daemon_app
