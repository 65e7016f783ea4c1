#include "apps/decode/tree_writer.hpp"

#include <fmt/format.h>

#include "wifi/operating_class.hpp"

namespace decode {
namespace {

/// Whether `octets` are UTF-8 without control characters.
bool is_plain_utf8(wifi::Octets octets) {
    std::size_t behind = 0;  // continuation octets still to come
    std::uint32_t point = 0;
    std::uint32_t least = 0;
    for (const std::uint8_t octet : octets) {
        if (behind > 0) {
            if ((octet & 0xC0) != 0x80) return false;
            point = point << 6 | (octet & 0x3F);
            if (--behind == 0 && (point < least || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)))
                return false;
        } else if (octet < 0x80) {
            if (octet < 0x20 || octet == 0x7F) return false;
        } else if (octet >= 0xC2 && octet < 0xF5) {
            behind = octet < 0xE0 ? 1 : octet < 0xF0 ? 2 : 3;
            point = octet & (0x3Fu >> behind);
            least = behind == 1 ? 0x80 : behind == 2 ? 0x800 : 0x10000;
        } else {
            return false;
        }
    }
    return behind == 0;
}

const char* fault_name(wifi::ParseFault fault) {
    switch (fault) {
        case wifi::ParseFault::Truncated:
            return "truncated";
        case wifi::ParseFault::BodyTooShort:
            return "body_too_short";
        case wifi::ParseFault::BadValue:
            return "bad_value";
        case wifi::ParseFault::Unsupported:
            return "unsupported";
    }
    return "unsupported";
}

}  // namespace

void write_fault(JsonText& into, TreeContext& context, const wifi::ParseError& error, const char* clause,
                 wifi::Octets octets) {
    constexpr std::size_t kMost = 64;
    ++context.faults;
    into.begin_object();
    into.key("kind");
    into.string(fault_name(error.fault));
    into.key("offset");
    into.number(error.offset);
    into.key("clause");
    into.string(clause);
    into.key("octets");
    into.hex(octets.first(std::min(octets.size(), kMost)));
    into.end_object();
}

void TreeWriter::put_meanings() {
    const auto put = [this](std::string_view name, int value) {
        member(name);
        into_.number(value);
    };
    if (rcpi_) {
        const auto level = wifi::rcpi_to_dbm(static_cast<std::uint8_t>(*rcpi_), context_.options.rcpi,
                                             static_cast<std::uint8_t>(rsni_.value_or(255)));
        if (level) put("rcpi_dbm", level->value);
    }
    if (rsni_)
        if (const auto ratio = wifi::rsni_to_db(static_cast<std::uint8_t>(*rsni_)))
            put("rsni_db", ratio->value);
    if (!operating_class_ || !channel_) return;
    const auto block = wifi::resolve_repaired(wifi::Region::Global, static_cast<int>(*operating_class_),
                                              static_cast<int>(*channel_));
    if (!block) return;
    put("centre_mhz", block->centre_mhz);
    put("width_mhz", static_cast<int>(block->width));
}

void TreeWriter::open_bits(const char* name, const wifi::OctetString& value,
                           std::span<const wifi::BitField> table) {
    member(name);
    into_.begin_object();
    into_.key("octets");
    into_.hex(value.octets);
    for (const wifi::BitField& field : table) {
        std::uint32_t bits = 0;
        if ((field.first + field.width - std::size_t{1}) / 8 >= value.size()) continue;
        for (unsigned bit = 0; bit < field.width; ++bit) {
            const unsigned at = field.first + bit;
            bits |= static_cast<std::uint32_t>(value.octets[at / 8] >> (at % 8) & 1) << bit;
        }
        into_.key(field.name);
        into_.number(bits);
    }
    into_.end_object();
}

void TreeWriter::suite(const char* name, const std::array<std::uint8_t, 4>& value) {
    member(name);
    into_.string(fmt::format("{:02x}-{:02x}-{:02x}:{}", value[0], value[1], value[2], value[3]));
}

void TreeWriter::text(const char* name, const wifi::OctetString& value) {
    if (!is_plain_utf8(value.octets)) {
        member(name, "_hex");
        return into_.hex(value.octets);
    }
    member(name);
    const std::string text{value.octets.begin(), value.octets.end()};
    into_.string(text);
}

void TreeWriter::numbers(const char* name, const wifi::OctetString& value) {
    member(name);
    into_.begin_array();
    for (const std::uint8_t octet : value.octets) into_.number(octet);
    into_.end_array();
}

}  // namespace decode
