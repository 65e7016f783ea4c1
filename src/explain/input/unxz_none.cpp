// Where there is no liblzma: an xz file is said to be one, and not read.
#include "explain/input/filter.hpp"

namespace explain {
namespace {

class Refused final : public Filter {
public:
    explicit Refused(std::unique_ptr<ByteStream> below) : Filter{std::move(below)} {
        fail(Fault::Kind::Compression, "this program cannot unpack xz; unpack it first (xz -d)");
    }
    std::size_t read(std::span<char>) override { return 0; }
};

}  // namespace

std::unique_ptr<ByteStream> unxz(std::unique_ptr<ByteStream> packed) {
    return std::make_unique<Refused>(std::move(packed));
}

}  // namespace explain
