#include "capture/plain_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace capture {

namespace {

/// Longer packets are no frames: an aggregate of the widest kind has 4 MiB, a monitor interface hands out its
/// parts.
constexpr std::size_t kLongestPacket = 256 * 1024;
/// A packet block with its options.
constexpr std::size_t kLongestBlock = kLongestPacket + 64 * 1024;
constexpr std::size_t kInterfacesMost = 1024;

constexpr std::uint32_t kSection = 0x0A0D0D0A;
constexpr std::uint32_t kInterface = 1;
constexpr std::uint32_t kObsoletePacket = 2;
constexpr std::uint32_t kSimplePacket = 3;
constexpr std::uint32_t kEnhancedPacket = 6;

constexpr std::uint16_t kTimeResolution = 9;  // options of an interface
constexpr std::uint16_t kTimeOffset = 14;

Error cut() { return "the file ends within a packet"; }

std::int64_t power_of_ten(unsigned exponent) {
    std::int64_t value = 1;
    for (unsigned i = 0; i < exponent; ++i) value *= 10;
    return value;
}

}  // namespace

std::uint32_t PlainReader::number(std::span<const std::uint8_t> octets, std::size_t at,
                                  std::size_t size) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
        const std::size_t place = is_big_endian_ ? at + i : at + size - 1 - i;
        value = value << 8 | octets[place];
    }
    return value;
}

std::expected<bool, Error> PlainReader::fill(std::span<std::uint8_t> room) {
    const std::size_t got = std::fread(room.data(), 1, room.size(), file_);
    if (got == room.size()) return true;
    if (std::ferror(file_) != 0) return std::unexpected("it cannot be read");
    if (got == 0) return false;
    return std::unexpected(cut());
}

std::expected<PlainReader, Error> PlainReader::open(std::FILE* file) {
    PlainReader reader{file};
    if (const auto begun = reader.begin(); !begun) return std::unexpected(begun.error());
    return reader;
}

std::expected<void, Error> PlainReader::begin() {
    std::array<std::uint8_t, 4> magic{};
    const auto read = fill(magic);
    if (!read || !*read) return std::unexpected("not a pcap or pcapng file");
    if (number(magic, 0, 4) != kSection) return begin_plain(magic);
    has_blocks_ = true;
    if (const auto section = next_block(true); !section) return std::unexpected(section.error());
    // The link type is that of the first interface, which comes before any packet.
    while (link_type_ < 0) {
        const auto block = next_block(false);
        if (!block) return std::unexpected(block.error());
        if (!*block) return std::unexpected("a capture without an interface");
        if ((*block)->type != kInterface) continue;
        if (const auto added = add_interface((*block)->body); !added) return added;
    }
    return {};
}

std::expected<void, Error> PlainReader::begin_plain(std::span<const std::uint8_t> magic) {
    constexpr std::uint32_t kMicroseconds = 0xA1B2C3D4;
    constexpr std::uint32_t kNanoseconds = 0xA1B23C4D;
    for (const bool big : {false, true}) {
        is_big_endian_ = big;
        const std::uint32_t value = number(magic, 0, 4);
        if (value != kMicroseconds && value != kNanoseconds) continue;
        has_nanoseconds_ = value == kNanoseconds;
        std::array<std::uint8_t, 20> rest{};
        const auto read = fill(rest);
        if (!read || !*read) return std::unexpected("the file ends within its header");
        // The upper half says how long the check sequence is.
        link_type_ = static_cast<int>(number(rest, 16, 4) & 0xFFFF);
        return {};
    }
    return std::unexpected("not a pcap or pcapng file");
}

std::expected<std::optional<Packet>, Error> PlainReader::next() {
    return has_blocks_ ? next_block_packet() : next_plain();
}

std::expected<std::optional<Packet>, Error> PlainReader::next_plain() {
    std::array<std::uint8_t, 16> head{};
    const auto read = fill(head);
    if (!read) return std::unexpected(read.error());
    if (!*read) return std::nullopt;
    const std::uint32_t length = number(head, 8, 4);
    if (length > kLongestPacket) return std::unexpected(fmt::format("a packet of {} octets", length));
    room_.resize(length);
    const auto whole = length == 0 ? std::expected<bool, Error>{true} : fill(room_);
    if (!whole) return std::unexpected(whole.error());
    if (!*whole) return std::unexpected(cut());
    const std::uint32_t fraction = number(head, 4, 4);
    const auto micros = has_nanoseconds_ ? fraction / 1'000 : fraction;
    return Packet{room_, std::chrono::seconds{number(head, 0, 4)} + std::chrono::microseconds{micros}};
}

std::expected<std::optional<PlainReader::Block>, Error> PlainReader::next_block(bool started) {
    std::array<std::uint8_t, 12> head{};
    const std::span head_octets{head};
    if (!started) {
        const auto read = fill(head_octets.first(4));
        if (!read) return std::unexpected(read.error());
        if (!*read) return std::nullopt;
    } else {
        std::fill_n(head.begin(), 4, std::uint8_t{0});
    }
    const bool is_section = started || number(head, 0, 4) == kSection;
    const std::size_t wanted = is_section ? 8 : 4;  // a section's byte order stands behind its length
    if (const auto read = fill(head_octets.subspan(4, wanted)); !read || !*read)
        return std::unexpected(cut());
    if (is_section) {
        constexpr std::array<std::uint8_t, 4> kLittle{0x4D, 0x3C, 0x2B, 0x1A};
        constexpr std::array<std::uint8_t, 4> kBig{0x1A, 0x2B, 0x3C, 0x4D};
        is_big_endian_ = std::equal(kBig.begin(), kBig.end(), head.begin() + 8);
        if (!is_big_endian_ && !std::equal(kLittle.begin(), kLittle.end(), head.begin() + 8))
            return std::unexpected("a section of no known byte order");
        interfaces_.clear();
    }
    const std::uint32_t length = number(head, 4, 4);
    const std::size_t before = 4 + wanted;
    if (length < before + 4 || length % 4 != 0 || length > kLongestBlock)
        return std::unexpected(fmt::format("a block of {} octets", length));
    room_.resize(length - before);
    if (const auto read = fill(room_); !read || !*read) return std::unexpected(cut());
    if (number(room_, room_.size() - 4, 4) != length)
        return std::unexpected("a block whose two lengths are not the same");
    const std::uint32_t type = is_section ? kSection : number(head, 0, 4);
    return Block{type, std::span{room_}.first(room_.size() - 4)};
}

std::expected<void, Error> PlainReader::add_interface(std::span<const std::uint8_t> body) {
    if (body.size() < 8) return std::unexpected("an interface block that is too short");
    if (interfaces_.size() >= kInterfacesMost) return std::unexpected("more than 1024 interfaces");
    const int link = static_cast<int>(number(body, 0, 2));
    if (link_type_ < 0) link_type_ = link;
    if (link != link_type_)
        return std::unexpected(fmt::format("interfaces of two link types, {} and {}", link_type_, link));
    Interface added;
    added.longest = number(body, 4, 4);
    for (std::size_t at = 8; at + 4 <= body.size();) {
        const auto code = static_cast<std::uint16_t>(number(body, at, 2));
        const std::size_t size = number(body, at + 2, 2);
        at += 4;
        if (code == 0 || size > body.size() - at) break;
        if (code == kTimeResolution && size == 1) {
            const unsigned exponent = body[at] & 0x7FU;
            if ((body[at] & 0x80U) != 0 ? exponent > 62 : exponent > 18)
                return std::unexpected("a time resolution that nobody has");
            added.units =
                (body[at] & 0x80U) != 0 ? -static_cast<std::int64_t>(exponent) : power_of_ten(exponent);
        }
        if (code == kTimeOffset && size == 8) {
            const std::uint64_t low = number(body, at + (is_big_endian_ ? 4 : 0), 4);
            const std::uint64_t high = number(body, at + (is_big_endian_ ? 0 : 4), 4);
            added.offset_s = static_cast<std::int64_t>(high << 32 | low);
        }
        at += (size + 3) / 4 * 4;
    }
    // A clock that is more than 10,000 years off says nothing.
    constexpr std::int64_t kFarthest = 400'000'000'000;
    added.offset_s = std::clamp(added.offset_s, -kFarthest, kFarthest);
    interfaces_.push_back(added);
    return {};
}

std::expected<Packet, Error> PlainReader::packet_of(std::uint32_t interface, std::uint64_t stamp,
                                                    std::span<const std::uint8_t> octets) const {
    if (interface >= interfaces_.size())
        return std::unexpected(fmt::format("a packet of interface {}, which is not described", interface));
    if (octets.size() > kLongestPacket)
        return std::unexpected(fmt::format("a packet of {} octets", octets.size()));
    const Interface& from = interfaces_[interface];
    std::uint64_t seconds = 0;
    std::uint64_t micros = 0;
    if (from.units > 0) {
        const auto units = static_cast<std::uint64_t>(from.units);
        seconds = stamp / units;
        const std::uint64_t fraction = stamp % units;
        micros = units <= 1'000'000 ? fraction * (1'000'000 / units) : fraction / (units / 1'000'000);
    } else {
        const auto exponent = static_cast<unsigned>(-from.units);
        seconds = stamp >> exponent;
        std::uint64_t fraction = stamp - (seconds << exponent);
        const unsigned kept = std::min(exponent, 32U);
        fraction >>= exponent - kept;
        micros = fraction * 1'000'000 >> kept;
    }
    constexpr std::uint64_t kLatest = 1ULL << 40;
    const auto at =
        std::chrono::seconds{static_cast<std::int64_t>(std::min(seconds, kLatest)) + from.offset_s};
    return Packet{octets, at + std::chrono::microseconds{micros}};
}

std::expected<Packet, Error> PlainReader::enhanced(const Block& block) const {
    constexpr std::size_t kHead = 20;
    if (block.body.size() < kHead) return std::unexpected("a packet block that is too short");
    const bool obsolete = block.type == kObsoletePacket;
    const std::uint32_t interface = number(block.body, 0, obsolete ? 2 : 4);
    const std::uint64_t stamp = std::uint64_t{number(block.body, 4, 4)} << 32 | number(block.body, 8, 4);
    const std::size_t length = number(block.body, 12, 4);
    if (length > block.body.size() - kHead) return std::unexpected("a packet that is longer than its block");
    return packet_of(interface, stamp, block.body.subspan(kHead, length));
}

std::expected<Packet, Error> PlainReader::simple(const Block& block) const {
    if (block.body.size() < 4 || interfaces_.empty())
        return std::unexpected("a packet block that is too short");
    std::size_t length = number(block.body, 0, 4);
    if (interfaces_[0].longest != 0) length = std::min<std::size_t>(length, interfaces_[0].longest);
    if (length > block.body.size() - 4) return std::unexpected("a packet that is longer than its block");
    return packet_of(0, 0, block.body.subspan(4, length));
}

std::expected<std::optional<Packet>, Error> PlainReader::next_block_packet() {
    for (;;) {
        const auto block = next_block(false);
        if (!block) return std::unexpected(block.error());
        if (!*block) return std::nullopt;
        switch ((*block)->type) {
            case kInterface:
                if (const auto added = add_interface((*block)->body); !added)
                    return std::unexpected(added.error());
                break;
            case kEnhancedPacket:
            case kObsoletePacket:
                return enhanced(**block);
            case kSimplePacket:
                return simple(**block);
            default:
                break;  // names, statistics, whatever comes
        }
    }
}

}  // namespace capture
