// The octets of one input: a file, standard input or memory; gzip, xz and UTF-16 are recognised by content
// and undone on the way. Memory does not grow with the input.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "explain/fault.hpp"

namespace explain {

class ByteStream {
public:
    ByteStream() = default;
    ByteStream(const ByteStream&) = delete;
    ByteStream& operator=(const ByteStream&) = delete;
    virtual ~ByteStream() = default;

    /// Fills the start of `room`. 0: the end, or a fault.
    [[nodiscard]] virtual std::size_t read(std::span<char> room) = 0;
    /// Octets taken so far from where they lie, before anything was undone.
    [[nodiscard]] virtual std::uint64_t raw_octets() const = 0;
    /// Why the stream ended before its end, or what was odd about it.
    [[nodiscard]] virtual const std::optional<Fault>& fault() const = 0;
};

/// A stream of what an open file gives from where it stands.
/// @param closes  whether the file is closed with the stream.
[[nodiscard]] std::unique_ptr<ByteStream> file_stream(int file, bool closes);
/// A stream of octets that somebody else owns.
[[nodiscard]] std::unique_ptr<ByteStream> memory_stream(std::string_view octets);
/// `raw`, decompressed where it is gzip or xz, and as octets of ASCII where it is UTF-16.
[[nodiscard]] std::unique_ptr<ByteStream> unpacked(std::unique_ptr<ByteStream> raw);

}  // namespace explain
