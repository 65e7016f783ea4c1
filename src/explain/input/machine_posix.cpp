#include <cerrno>
#include <ctime>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

#include <sys/stat.h>

#include "explain/input/machine.hpp"

namespace explain {

int open_file(const std::string& path) { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC); }

void close_file(int file) { ::close(file); }

std::expected<std::size_t, int> read_file(int file, std::span<char> room) {
    ssize_t got = 0;
    do got = ::read(file, room.data(), room.size());
    while (got < 0 && errno == EINTR);
    if (got < 0) return std::unexpected(errno);
    return static_cast<std::size_t>(got);
}

void rewind_file(int file) { (void)::lseek(file, 0, SEEK_SET); }

std::optional<FileState> file_state(int file) {
    struct stat state{};
    tm date{};
    if (::fstat(file, &state) != 0 || !S_ISREG(state.st_mode) || !gmtime_r(&state.st_mtime, &date))
        return std::nullopt;
    return FileState{static_cast<std::uint64_t>(state.st_size), date.tm_year + 1900, date.tm_mon + 1};
}

std::unique_ptr<TemporaryFile> TemporaryFile::make() {
    std::FILE* file = std::tmpfile();
    if (!file) return nullptr;
    return std::unique_ptr<TemporaryFile>{
        new TemporaryFile{file, "/proc/self/fd/" + std::to_string(::fileno(file))}};
}

TemporaryFile::~TemporaryFile() { std::fclose(file_); }

int TemporaryFile::file() const { return ::fileno(file_); }

bool TemporaryFile::fill(ByteStream& octets) {
    std::vector<char> block(1 << 20);
    while (const std::size_t got = octets.read(block))
        if (std::fwrite(block.data(), 1, got, file_) != got) return false;
    return std::fflush(file_) == 0;
}

std::FILE* stdio_of(ByteStream& octets) {
    cookie_io_functions_t functions{};
    functions.read = [](void* cookie, char* room, std::size_t size) {
        return static_cast<ssize_t>(static_cast<ByteStream*>(cookie)->read({room, size}));
    };
    return ::fopencookie(&octets, "r", functions);
}

}  // namespace explain
