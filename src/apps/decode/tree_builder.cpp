#include "apps/decode/tree_builder.hpp"

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

std::optional<std::uint64_t> number_in(const json::object& object, const char* name) {
    const json::value* value = object.if_contains(name);
    if (!value || !value->is_uint64()) return std::nullopt;
    return value->as_uint64();
}

}  // namespace

std::string to_hex(wifi::Octets octets) {
    std::string text;
    text.reserve(octets.size() * 2);
    for (const std::uint8_t octet : octets) fmt::format_to(std::back_inserter(text), "{:02x}", octet);
    return text;
}

json::string mac_text(const wifi::MacAddress& address) {
    const wifi::MacText text = wifi::to_text(address);
    return json::string{text.data(), text.size()};
}

void put_text(json::object& into, const char* name, wifi::Octets octets) {
    if (is_plain_utf8(octets))
        into[name] = json::string{std::string{octets.begin(), octets.end()}};
    else
        into[std::string{name} + "_hex"] = to_hex(octets);
}

json::object fault_object(const wifi::ParseError& error, const char* clause, wifi::Octets octets) {
    constexpr std::size_t kMost = 64;
    return {{"kind", fault_name(error.fault)},
            {"offset", error.offset},
            {"clause", clause},
            {"octets", to_hex(octets.first(std::min(octets.size(), kMost)))}};
}

std::string pretty(const json::value& value, std::size_t depth) {
    const std::string indent(2 * depth + 2, ' ');
    std::string text;
    const auto next = [&text, &indent] { text += (text.empty() ? "" : ",") + std::string{"\n"} + indent; };
    if (const json::object* object = value.if_object(); object && !object->empty()) {
        for (const auto& [name, inner] : *object) {
            next();
            text += json::serialize(json::string{name}) + ": " + pretty(inner, depth + 1);
        }
        return "{" + text + "\n" + std::string(2 * depth, ' ') + "}";
    }
    if (const json::array* list = value.if_array(); list && !list->empty()) {
        for (const json::value& inner : *list) {
            next();
            text += pretty(inner, depth + 1);
        }
        return "[" + text + "\n" + std::string(2 * depth, ' ') + "]";
    }
    return json::serialize(value);
}

void put_meanings(json::object& into, const TreeOptions& options) {
    const auto rcpi = number_in(into, "rcpi");
    const auto rsni = number_in(into, "rsni");
    if (rcpi) {
        const auto level = wifi::rcpi_to_dbm(static_cast<std::uint8_t>(*rcpi), options.rcpi,
                                             static_cast<std::uint8_t>(rsni.value_or(255)));
        if (level) into["rcpi_dbm"] = level->value;
    }
    if (rsni)
        if (const auto ratio = wifi::rsni_to_db(static_cast<std::uint8_t>(*rsni)))
            into["rsni_db"] = ratio->value;
    const auto operating_class = number_in(into, "operating_class");
    const auto channel = number_in(into, "channel");
    if (!operating_class || !channel) return;
    const auto block = wifi::resolve_repaired(wifi::Region::Global, static_cast<int>(*operating_class),
                                              static_cast<int>(*channel));
    if (!block) return;
    into["centre_mhz"] = block->centre_mhz;
    into["width_mhz"] = static_cast<int>(block->width);
}

void TreeBuilder::open_bits(const char* name, const wifi::OctetString& value,
                            std::span<const wifi::BitField> table) {
    json::object fields;
    fields["octets"] = to_hex(value.octets);
    for (const wifi::BitField& field : table) {
        std::uint32_t bits = 0;
        if ((field.first + field.width - std::size_t{1}) / 8 >= value.size()) continue;
        for (unsigned bit = 0; bit < field.width; ++bit) {
            const unsigned at = field.first + bit;
            bits |= static_cast<std::uint32_t>(value.octets[at / 8] >> (at % 8) & 1) << bit;
        }
        fields[json::string{field.name}] = bits;
    }
    into_[name] = std::move(fields);
}

void TreeBuilder::suite(const char* name, const std::array<std::uint8_t, 4>& value) {
    into_[name] = fmt::format("{:02x}-{:02x}-{:02x}:{}", value[0], value[1], value[2], value[3]);
}

void TreeBuilder::numbers(const char* name, const wifi::OctetString& value) {
    json::array& list = (into_[name] = json::array{}).as_array();
    for (const std::uint8_t octet : value.octets) list.push_back(octet);
}

}  // namespace decode
