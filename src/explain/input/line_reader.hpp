// Octets to lines, in blocks: no line is copied unless it lies across two of them.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "explain/input/byte_stream.hpp"

namespace explain {

/// A line without what ends it, and without octets 0 before it: a file that a crash left half written is full
/// of them up to where writing went on.
[[nodiscard]] inline std::string_view trimmed(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    while (line.starts_with('\0')) line.remove_prefix(1);
    return line;
}

class LineReader {
public:
    /// A longer line is cut, and the rest of it passed over. The longest that a program writes are a
    /// journal's JSON with a long message, and hexadecimal dumps.
    static constexpr std::size_t kLongest = 64 * 1024;

    explicit LineReader(ByteStream& octets);

    /// The next line, without its end and without octets 0 before it; valid until the next call.
    [[nodiscard]] std::optional<std::string_view> next();

    /// Whether the last line was cut.
    [[nodiscard]] bool was_cut() const { return was_cut_; }
    /// Of the lines so far, ends included.
    [[nodiscard]] std::uint64_t octets() const { return octets_; }

private:
    /// Brings more octets behind those that are left; false at the end.
    bool refill();
    void skip_rest_of_line();

    ByteStream& stream_;
    std::vector<char> block_;
    std::size_t start_ = 0;  ///< of what was not yet given
    std::size_t end_ = 0;
    bool was_cut_ = false;
    std::uint64_t octets_ = 0;
};

}  // namespace explain
