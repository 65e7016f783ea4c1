// A file of lines that grows to a limit: what the daemon writes down.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace daemon_app {

/// Appends whole lines. The file is turned over at a size limit, one older file is kept. A disk that is full
/// or read-only costs lines, said once, and nothing else.
class LineFile {
public:
    static constexpr std::uintmax_t kMost = 16U << 20;

    /// @param path  its folder is made if need be; empty: nothing is written.
    /// @param most  octets after which the file is turned over.
    explicit LineFile(std::string path, std::uintmax_t most = kMost);
    LineFile(const LineFile&) = delete;
    LineFile& operator=(const LineFile&) = delete;
    ~LineFile();

    /// @param line  with its end.
    void append(std::string_view line);
    [[nodiscard]] bool wanted() const { return !path_.empty(); }

private:
    void complain(std::string_view what);

    std::string path_;
    std::uintmax_t most_;
    std::uintmax_t size_ = 0;
    int file_ = -1;
    bool complained_ = false;
};

}  // namespace daemon_app
