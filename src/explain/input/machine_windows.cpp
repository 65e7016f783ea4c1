#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <io.h>
#include <vector>

#include <sys/stat.h>

#include "explain/input/machine.hpp"

namespace explain {

int open_file(const std::string& path) { return ::_open(path.c_str(), _O_RDONLY | _O_BINARY | _O_NOINHERIT); }

void close_file(int file) { ::_close(file); }

std::expected<std::size_t, int> read_file(int file, std::span<char> room) {
    if (file == kStandardInput) (void)::_setmode(file, _O_BINARY);
    constexpr std::size_t kMost = 1U << 30;
    const int got = ::_read(file, room.data(), static_cast<unsigned>(std::min(room.size(), kMost)));
    // A pipe whose other end is closed is at its end.
    if (got < 0 && errno == EPIPE) return 0U;
    if (got < 0) return std::unexpected(errno);
    return static_cast<std::size_t>(got);
}

void rewind_file(int file) { (void)::_lseeki64(file, 0, SEEK_SET); }

std::optional<FileState> file_state(int file) {
    struct __stat64 state{};
    if (::_fstat64(file, &state) != 0 || (state.st_mode & _S_IFMT) != _S_IFREG) return std::nullopt;
    const std::tm* date = ::_gmtime64(&state.st_mtime);
    if (!date) return std::nullopt;
    return FileState{static_cast<std::uint64_t>(state.st_size), date->tm_year + 1900, date->tm_mon + 1};
}

std::unique_ptr<TemporaryFile> TemporaryFile::make() {
    // What tmpfile() makes lies in the root of the disk, where not everybody may write.
    char* name = ::_tempnam(nullptr, "roam");
    if (!name) return nullptr;
    std::string path{name};
    std::free(name);
    std::FILE* file = std::fopen(path.c_str(), "w+b");
    if (!file) return nullptr;
    return std::unique_ptr<TemporaryFile>{new TemporaryFile{file, std::move(path)}};
}

TemporaryFile::~TemporaryFile() {
    std::fclose(file_);
    (void)std::remove(path_.c_str());
}

int TemporaryFile::file() const { return ::_fileno(file_); }

bool TemporaryFile::fill(ByteStream& octets) {
    std::vector<char> block(1 << 20);
    while (const std::size_t got = octets.read(block))
        if (std::fwrite(block.data(), 1, got, file_) != got) return false;
    return std::fflush(file_) == 0;
}

std::FILE* stdio_of(ByteStream& octets) {
    // There is no stdio over a function here: a file that goes when it is closed (D) takes the octets first.
    char* name = ::_tempnam(nullptr, "roam");
    if (!name) return nullptr;
    std::FILE* file = std::fopen(name, "w+bD");
    std::free(name);
    if (!file) return nullptr;
    std::vector<char> block(1 << 20);
    while (const std::size_t got = octets.read(block))
        if (std::fwrite(block.data(), 1, got, file) != got) {
            std::fclose(file);
            return nullptr;
        }
    std::rewind(file);
    return file;
}

}  // namespace explain
