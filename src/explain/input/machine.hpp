// What reading asks of the machine beside lines: files by number, a place for what can be read only once, a
// stream as stdio wants it. One implementation for POSIX, one for Windows.
#pragma once

#include <cstdint>
#include <cstdio>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "explain/input/byte_stream.hpp"

namespace explain {

inline constexpr int kStandardInput = 0;

/// A number under which the octets of the file can be read; below 0 with errno.
[[nodiscard]] int open_file(const std::string& path);
void close_file(int file);
/// @return  how many octets were put into `room`, 0 at the end; otherwise the errno.
[[nodiscard]] std::expected<std::size_t, int> read_file(int file, std::span<char> room);
/// To its first octet.
void rewind_file(int file);

/// What is known of a regular file.
struct FileState {
    std::uint64_t size = 0;
    int year = 0;   ///< in which it was last written, UTC
    int month = 0;  ///< 1 to 12, likewise
};
/// Empty for what is no regular file: a pipe, a terminal.
[[nodiscard]] std::optional<FileState> file_state(int file);

/// A file that goes with this value.
class TemporaryFile {
public:
    /// Null with errno when there is no room for one.
    [[nodiscard]] static std::unique_ptr<TemporaryFile> make();
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile();

    [[nodiscard]] int file() const;
    /// Under which it can be opened once more, as long as this value lives.
    [[nodiscard]] const std::string& path() const { return path_; }
    /// All that `octets` gives, behind what is there.
    /// @return  false with errno when there is no room.
    [[nodiscard]] bool fill(ByteStream& octets);

private:
    TemporaryFile(std::FILE* file, std::string path) : file_{file}, path_{std::move(path)} {}

    std::FILE* file_;
    std::string path_;
};

/// `octets`, which outlive it, for a library that wants to read stdio; null when there is no memory or room
/// for it.
[[nodiscard]] std::FILE* stdio_of(ByteStream& octets);

}  // namespace explain
