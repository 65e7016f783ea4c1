#include "explain/input/line_reader.hpp"

#include <cstring>

namespace explain {
namespace {

constexpr std::size_t kBlock = 256 * 1024;
static_assert(kBlock > LineReader::kLongest);

}  // namespace

LineReader::LineReader(ByteStream& octets) : stream_{octets}, block_(kBlock) {}

std::optional<std::string_view> LineReader::next() {
    was_cut_ = false;
    std::size_t searched = 0;
    for (;;) {
        const char* from = block_.data() + start_;
        const std::size_t left = end_ - start_;
        const void* found = left > searched ? std::memchr(from + searched, '\n', left - searched) : nullptr;
        if (found) {
            const auto size = static_cast<std::size_t>(static_cast<const char*>(found) - from);
            start_ += size + 1;
            octets_ += size + 1;
            if (size <= kLongest) return trimmed({from, size});
            was_cut_ = true;
            return trimmed({from, kLongest});
        }
        if (left >= kLongest) {
            was_cut_ = true;
            std::memmove(block_.data(), from, left);
            start_ = kLongest;
            end_ = left;
            octets_ += kLongest;
            skip_rest_of_line();
            return trimmed({block_.data(), kLongest});
        }
        searched = left;
        if (refill()) continue;
        if (left == 0) return std::nullopt;
        from = block_.data() + start_;
        start_ = end_;
        octets_ += left;
        return trimmed({from, left});
    }
}

bool LineReader::refill() {
    if (start_ > 0) {
        std::memmove(block_.data(), block_.data() + start_, end_ - start_);
        end_ -= start_;
        start_ = 0;
    }
    const std::size_t got = stream_.read(std::span{block_}.subspan(end_));
    end_ += got;
    return got > 0;
}

void LineReader::skip_rest_of_line() {
    for (;;) {
        const char* from = block_.data() + start_;
        const void* found = std::memchr(from, '\n', end_ - start_);
        if (found) {
            const auto size = static_cast<std::size_t>(static_cast<const char*>(found) - from) + 1;
            start_ += size;
            octets_ += size;
            return;
        }
        octets_ += end_ - start_;
        // The cut line keeps its place at the start of the block; the rest of the block is read over and
        // over.
        start_ = end_ = kLongest;
        const std::size_t got = stream_.read(std::span{block_}.subspan(end_));
        if (got == 0) return;
        end_ += got;
    }
}

}  // namespace explain
