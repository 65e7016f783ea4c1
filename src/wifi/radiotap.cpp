#include "wifi/radiotap.hpp"

namespace wifi {
namespace {

/// Size and alignment of each field, in the order of its presence bit.
struct FieldShape {
    std::uint8_t size;
    std::uint8_t alignment;
};
constexpr auto kShapes = std::to_array<FieldShape>({
    {8, 8}, {1, 1},  {1, 1},  {4, 2},  {2, 1},  {1, 1}, {1, 1}, {2, 2}, {2, 2}, {2, 2},
    {1, 1}, {1, 1},  {1, 1},  {1, 1},  {2, 2},  {2, 2}, {1, 1}, {1, 1}, {8, 4}, {3, 1},
    {8, 4}, {12, 2}, {12, 8}, {12, 2}, {12, 2}, {6, 2}, {1, 1}, {4, 2},
});
enum Field : unsigned { Tsf = 0, Flags = 1, Rate = 2, ChannelField = 3, Signal = 5, Noise = 6, Antenna = 11 };
constexpr unsigned kRadiotapNamespace = 29;
constexpr unsigned kMorePresence = 31;

std::uint32_t le32(Octets from, std::size_t at) {
    return static_cast<std::uint32_t>(from[at]) | static_cast<std::uint32_t>(from[at + 1]) << 8 |
           static_cast<std::uint32_t>(from[at + 2]) << 16 | static_cast<std::uint32_t>(from[at + 3]) << 24;
}

template <class T>
void keep_first(std::optional<T>& kept, T value) {
    if (!kept) kept = value;
}

void take_field(Radiotap& header, unsigned field, Octets octets) {
    switch (field) {
        case Tsf:
            keep_first(header.tsf_us, static_cast<std::uint64_t>(le32(octets, 4)) << 32 | le32(octets, 0));
            break;
        case Flags:
            header.has_fcs = (octets[0] & 0x10) != 0;
            header.is_bad = (octets[0] & 0x40) != 0;
            break;
        case Rate:
            keep_first(header.rate_500kbps, octets[0]);
            break;
        case ChannelField:
            keep_first(header.channel_mhz, static_cast<std::uint16_t>(octets[0] | octets[1] << 8));
            break;
        case Signal:
            keep_first(header.signal, Dbm{static_cast<std::int8_t>(octets[0])});
            break;
        case Noise:
            keep_first(header.noise, Dbm{static_cast<std::int8_t>(octets[0])});
            break;
        case Antenna:
            keep_first(header.antenna, octets[0]);
            break;
        default:
            break;
    }
}

}  // namespace

Parsed<Radiotap> parse_radiotap(Octets packet) {
    constexpr std::size_t kFixed = 8;
    if (packet.size() < kFixed) return std::unexpected(ParseError{ParseFault::BodyTooShort, 0});
    if (packet[0] != 0) return std::unexpected(ParseError{ParseFault::Unsupported, 0});
    Radiotap header;
    header.length = static_cast<std::size_t>(packet[2] | packet[3] << 8);
    if (header.length > packet.size()) return std::unexpected(ParseError{ParseFault::Truncated, 2});
    const auto too_short = [](std::size_t at) {
        return std::unexpected(ParseError{ParseFault::BodyTooShort, at});
    };

    std::size_t words = 1;
    for (;; ++words) {
        if (4 + 4 * words > header.length) return too_short(4 * words);
        if ((le32(packet, 4 * words) >> kMorePresence & 1) == 0) break;
    }
    std::size_t at = 4 + 4 * words;
    for (std::size_t word = 1; word <= words; ++word) {
        const std::uint32_t present = le32(packet, 4 * word);
        for (unsigned field = 0; field < kRadiotapNamespace; ++field) {
            if ((present >> field & 1) == 0) continue;
            if (field >= kShapes.size()) return header;  // its size is not known, nor where the next one is
            const FieldShape shape = kShapes[field];
            at = (at + shape.alignment - 1) / shape.alignment * shape.alignment;
            // Padding alone may already run past the header.
            if (at + shape.size > header.length) return too_short(std::min(at, header.length));
            take_field(header, field, packet.subspan(at, shape.size));
            at += shape.size;
        }
        // The bits of the next word count from 0 again only behind this bit. Otherwise they stand for a
        // vendor's fields, or for fields 32 and up, of which none is defined.
        if ((present >> kRadiotapNamespace & 1) == 0) return header;
    }
    return header;
}

}  // namespace wifi
