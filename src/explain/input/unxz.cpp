#include <array>
#include <lzma.h>

#include "explain/input/filter.hpp"

namespace explain {
namespace {

/// What an xz file may ask for; `xz -9` asks for 65 MB.
constexpr std::uint64_t kXzMemory = 256ULL << 20;

class Unxz final : public Filter {
public:
    explicit Unxz(std::unique_ptr<ByteStream> below) : Filter{std::move(below)} {
        if (lzma_stream_decoder(&state_, kXzMemory, LZMA_CONCATENATED) != LZMA_OK)
            fail(Fault::Kind::Compression, "no memory for xz");
    }
    ~Unxz() override { lzma_end(&state_); }

    std::size_t read(std::span<char> room) override {
        state_.next_out = reinterpret_cast<std::uint8_t*>(room.data());
        state_.avail_out = room.size();
        while (!is_over_ && state_.avail_out == room.size()) step();
        return room.size() - state_.avail_out;
    }

private:
    void step() {
        if (state_.avail_in == 0 && !at_end_) {
            const std::size_t got = below_->read(packed_);
            at_end_ = got == 0;
            state_.next_in = reinterpret_cast<const std::uint8_t*>(packed_.data());
            state_.avail_in = got;
        }
        switch (lzma_code(&state_, at_end_ ? LZMA_FINISH : LZMA_RUN)) {
            case LZMA_OK:
                return;
            case LZMA_STREAM_END:
                is_over_ = true;
                return;
            case LZMA_BUF_ERROR:
                if (at_end_) return fail(Fault::Kind::Truncated, "the xz file ends too early");
                return;
            case LZMA_MEMLIMIT_ERROR:
                return fail(Fault::Kind::Compression,
                            "the xz file needs more than 256 MB of memory; unpack it first");
            default:
                return fail(Fault::Kind::Compression,
                            "the xz data is damaged; nothing behind the damage was read");
        }
    }

    lzma_stream state_ = LZMA_STREAM_INIT;
    std::array<char, kBlock> packed_{};
    bool at_end_ = false;
};

}  // namespace

std::unique_ptr<ByteStream> unxz(std::unique_ptr<ByteStream> packed) {
    return std::make_unique<Unxz>(std::move(packed));
}

}  // namespace explain
