#include <algorithm>
#include <array>
#include <zlib.h>

#include "explain/input/filter.hpp"

namespace explain {
namespace {

class Gunzip final : public Filter {
public:
    explicit Gunzip(std::unique_ptr<ByteStream> below) : Filter{std::move(below)} {
        // 15 bits of window, + 16: with a gzip header.
        if (inflateInit2(&state_, 15 + 16) != Z_OK) fail(Fault::Kind::Compression, "no memory for gzip");
    }
    ~Gunzip() override { inflateEnd(&state_); }

    std::size_t read(std::span<char> room) override {
        state_.next_out = reinterpret_cast<Bytef*>(room.data());
        state_.avail_out = static_cast<uInt>(std::min<std::size_t>(room.size(), 1U << 30));
        const uInt wanted = state_.avail_out;
        while (!is_over_ && state_.avail_out == wanted) step();
        return wanted - state_.avail_out;
    }

private:
    void step() {
        if (state_.avail_in == 0) {
            const std::size_t got = below_->read(packed_);
            if (got == 0) {
                is_over_ = true;
                if (!between_members_ && !below_->fault())
                    fail(Fault::Kind::Truncated, "the gzip file ends too early");
                return;
            }
            state_.next_in = reinterpret_cast<Bytef*>(packed_.data());
            state_.avail_in = static_cast<uInt>(got);
        }
        // Behind the last member there may be anything; another one begins with its magic.
        if (between_members_ && members_ > 0 && *state_.next_in != 0x1F) {
            is_over_ = true;
            return;
        }
        between_members_ = false;
        const int result = inflate(&state_, Z_NO_FLUSH);
        if (result == Z_STREAM_END) {
            between_members_ = true;
            ++members_;
            inflateReset(&state_);
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            fail(Fault::Kind::Compression, "the gzip data is damaged; nothing behind the damage was read");
        }
    }

    z_stream state_{};
    std::array<char, kBlock> packed_{};
    bool between_members_ = true;
    std::size_t members_ = 0;
};

}  // namespace

std::unique_ptr<ByteStream> gunzip(std::unique_ptr<ByteStream> packed) {
    return std::make_unique<Gunzip>(std::move(packed));
}

}  // namespace explain
