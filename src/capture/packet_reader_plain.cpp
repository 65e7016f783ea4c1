// PacketReader where there is no libpcap.
#include <fmt/format.h>

#include "capture/plain_reader.hpp"

namespace capture {

namespace {

constexpr int kIeee80211 = 105;
constexpr int kRadiotap = 127;

struct OpenFile {
    std::FILE* file;
    PlainReader reader;
};

}  // namespace

void PacketReader::Close::operator()(void* capture) const {
    const std::unique_ptr<OpenFile> open{static_cast<OpenFile*>(capture)};
    std::fclose(open->file);
}

std::expected<PacketReader, Error> PacketReader::open(std::FILE* file) {
    auto plain = PlainReader::open(file);
    if (!plain) {
        std::fclose(file);
        return std::unexpected(plain.error());
    }
    const int link = plain->link_type();
    PacketReader reader{std::make_unique<OpenFile>(file, std::move(*plain)).release(), link == kRadiotap};
    if (link == kIeee80211 || link == kRadiotap) return reader;
    return std::unexpected(fmt::format(
        "its link type is {}; capture on a monitor interface, so that it is 802.11 or radiotap", link));
}

std::expected<std::optional<Packet>, Error> PacketReader::next() {
    return static_cast<OpenFile*>(capture_.get())->reader.next();
}

}  // namespace capture
