#include "adapters/ubus/writer.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace ubus {

namespace {

/// Of an attribute that was left out.
constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
/// A name's length has 16 bits.
constexpr std::size_t kNameOctets = 0xFFFF;

}  // namespace

bool Writer::room(std::size_t size) {
    fits_ = fits_ && octets_.size() + size <= kMessageOctets;
    return fits_;
}

void Writer::big_endian(std::uint64_t value, std::size_t width) {
    for (std::size_t i = width; i-- > 0;) octets_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void Writer::characters(std::string_view text) {
    octets_.insert(octets_.end(), text.begin(), text.end());
    octets_.push_back(0);
}

std::size_t Writer::open(std::uint8_t id, bool extended) {
    if (!room(4)) return kNone;
    const std::size_t start = octets_.size();
    big_endian((extended ? 0x80U : 0U) | id, 1);
    big_endian(0, 3);
    return start;
}

std::size_t Writer::open(Type type, std::string_view name) {
    const std::string_view named = name.substr(0, kNameOctets);
    if (!room(4 + padded(2 + named.size() + 1))) return kNone;
    const std::size_t start = open(static_cast<std::uint8_t>(type), true);
    big_endian(named.size(), 2);
    characters(named);
    octets_.resize(start + 4 + padded(2 + named.size() + 1));
    return start;
}

void Writer::close(std::size_t start) {
    if (start == kNone) return;
    const std::size_t length = octets_.size() - start;
    for (std::size_t i = 0; i < 3; ++i)
        octets_[start + 1 + i] = static_cast<std::uint8_t>(length >> (8 * (2 - i)));
    octets_.resize(padded(octets_.size()));
}

void Writer::number(std::uint8_t id, std::uint32_t value) {
    if (!room(8)) return;
    const std::size_t start = open(id);
    big_endian(value, 4);
    close(start);
}

void Writer::flag(std::uint8_t id, bool value) {
    if (!room(8)) return;
    const std::size_t start = open(id);
    big_endian(value ? 1 : 0, 1);
    close(start);
}

void Writer::text(std::uint8_t id, std::string_view value) {
    if (!room(4 + padded(value.size() + 1))) return;
    const std::size_t start = open(id);
    characters(value);
    close(start);
}

void Writer::integer(std::string_view name, Type type, std::int64_t value) {
    constexpr std::size_t kWidest = 8;
    if (!room(4 + padded(2 + name.size() + 1) + kWidest)) return;
    const std::size_t start = open(type, name);
    const std::size_t width = type == Type::Int64 ? 8 : type == Type::Int32 ? 4 : type == Type::Int16 ? 2 : 1;
    big_endian(std::bit_cast<std::uint64_t>(value), width);
    close(start);
}

void Writer::real(std::string_view name, double value) {
    if (!room(4 + padded(2 + name.size() + 1) + 8)) return;
    const std::size_t start = open(Type::Double, name);
    big_endian(std::bit_cast<std::uint64_t>(value), 8);
    close(start);
}

void Writer::text(std::string_view name, std::string_view value) {
    if (!room(4 + padded(2 + name.size() + 1) + padded(value.size() + 1))) return;
    const std::size_t start = open(Type::Text, name);
    characters(value);
    close(start);
}

void Writer::append(Octets octets) {
    if (room(octets.size())) octets_.insert(octets_.end(), octets.begin(), octets.end());
}

}  // namespace ubus
