#include "adapters/ubus/blob.hpp"

#include <bit>
#include <limits>
#include <utility>

namespace ubus {

namespace {

constexpr std::uint32_t kExtended = 0x8000'0000;
constexpr std::uint32_t kLength = 0x00FF'FFFF;
constexpr std::size_t kWord = 4;

std::uint64_t big_endian(Octets octets) {
    std::uint64_t value = 0;
    for (const std::uint8_t octet : octets) value = value << 8 | octet;
    return value;
}

std::unexpected<Error> fault(Fault what, std::size_t offset) { return std::unexpected(Error{what, offset}); }

/// The length that the word at `offset` gives, checked against the list.
Read<std::size_t> length_at(Octets list, std::size_t offset) {
    if (list.size() - offset < kWord) return fault(Fault::Truncated, offset);
    const std::size_t length = big_endian_32(list.subspan(offset)) & kLength;
    if (length < kWord) return fault(Fault::BadLength, offset);
    if (padded(length) > list.size() - offset) return fault(Fault::Truncated, offset);
    return length;
}

std::string_view text_of(Octets octets) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): octets are characters here
    return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

/// Where the value of a field begins in its payload.
std::size_t head_of(std::size_t name) { return padded(2 + name + 1); }

std::size_t width_of(Type type) {
    switch (type) {
        case Type::Int8:
            return 1;
        case Type::Int16:
            return 2;
        case Type::Int32:
            return 4;
        case Type::Int64:
        case Type::Double:
            return 8;
        default:
            return 0;
    }
}

std::optional<Error> check_fields(Octets list, std::size_t at, int depth);

std::optional<Error> check_field(const Attribute& attribute, std::size_t at, int depth) {
    if (!attribute.extended) return Error{Fault::NotAField, at};
    const Octets payload = attribute.payload;
    if (payload.size() < 2) return Error{Fault::NoName, at};
    const std::size_t name = big_endian(payload.first(2));
    const std::size_t head = head_of(name);
    if (payload.size() < head || payload[2 + name] != 0) return Error{Fault::NoName, at};
    const Octets value = payload.subspan(head);
    const auto type = static_cast<Type>(attribute.id);
    if (type == Type::Array || type == Type::Table) return check_fields(value, at + kWord + head, depth + 1);
    if (type == Type::Text && (value.empty() || value.back() != 0)) return Error{Fault::NoText, at};
    if (const std::size_t width = width_of(type); width != 0 && value.size() != width)
        return Error{Fault::BadNumber, at};
    return std::nullopt;
}

/// @param at  where the list begins in what is read.
std::optional<Error> check_fields(Octets list, std::size_t at, int depth) {
    if (depth > kDepth) return Error{Fault::TooDeep, at};
    for (std::size_t offset = 0; offset < list.size();) {
        const auto length = length_at(list, offset);
        if (!length) return Error{length.error().fault, at + length.error().offset};
        if (auto error = check_field(attribute_at(list, offset), at + offset, depth)) return error;
        offset += padded(*length);
    }
    return std::nullopt;
}

}  // namespace

std::string_view describe(Fault fault) {
    switch (fault) {
        case Fault::Truncated:
            return "a length beyond the end";
        case Fault::BadLength:
            return "an impossible length";
        case Fault::NotAField:
            return "an attribute without a name";
        case Fault::NoName:
            return "a name without an end";
        case Fault::NoText:
            return "a text without an end";
        case Fault::BadNumber:
            return "a number of the wrong width";
        case Fault::TooDeep:
            return "tables nested too deep";
        case Fault::BadVersion:
            return "another version of the protocol";
        case Fault::BadHead:
            return "not a message";
    }
    return "a fault";
}

std::uint32_t big_endian_32(Octets octets) { return static_cast<std::uint32_t>(big_endian(octets.first(4))); }

Attribute attribute_at(Octets list, std::size_t offset) {
    const std::uint32_t word = big_endian_32(list.subspan(offset));
    return {static_cast<std::uint8_t>(word >> 24 & 0x7F), (word & kExtended) != 0,
            list.subspan(offset + kWord, (word & kLength) - kWord)};
}

std::optional<std::uint32_t> Attribute::number() const {
    if (payload.size() == 1) return payload[0];
    if (payload.size() == 4) return big_endian_32(payload);
    return std::nullopt;
}

std::optional<std::string_view> Attribute::text() const {
    if (payload.empty() || payload.back() != 0) return std::nullopt;
    return text_of(payload.first(payload.size() - 1));
}

Read<Attributes> Attributes::read(Octets list) {
    for (std::size_t offset = 0; offset < list.size();) {
        const auto length = length_at(list, offset);
        if (!length) return std::unexpected(length.error());
        offset += padded(*length);
    }
    return Attributes{list};
}

Field Field::of(Octets list, std::size_t offset) {
    const Attribute attribute = attribute_at(list, offset);
    Field field;
    const std::size_t name = big_endian(attribute.payload.first(2));
    field.type_ = static_cast<Type>(attribute.id);
    field.name_ = text_of(attribute.payload.subspan(2, name));
    field.value_ = attribute.payload.subspan(head_of(name));
    return field;
}

std::optional<std::int64_t> Field::integer() const {
    const std::size_t width = width_of(type_);
    if (width == 0 || type_ == Type::Double) return std::nullopt;
    const std::uint64_t value = big_endian(value_);
    const unsigned unused = 64U - 8U * static_cast<unsigned>(width);
    return std::bit_cast<std::int64_t>(value << unused) >> unused;
}

std::optional<std::int64_t> Field::natural() const {
    const std::size_t width = width_of(type_);
    if (width == 0 || type_ == Type::Double) return std::nullopt;
    const std::uint64_t value = big_endian(value_);
    if (value > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) return std::nullopt;
    return static_cast<std::int64_t>(value);
}

std::optional<double> Field::real() const {
    if (type_ != Type::Double) return std::nullopt;
    return std::bit_cast<double>(big_endian(value_));
}

std::optional<std::string_view> Field::text() const {
    if (type_ != Type::Text) return std::nullopt;
    return text_of(value_.first(value_.size() - 1));
}

Fields Field::inside() const {
    return type_ == Type::Array || type_ == Type::Table ? Fields{value_} : Fields{};
}

Read<Fields> Fields::read(Octets list) {
    if (const auto error = check_fields(list, 0, 1)) return std::unexpected(*error);
    return Fields{list};
}

std::optional<Field> Fields::find(std::string_view name) const {
    for (const Field& field : *this)
        if (field.name() == name) return field;
    return std::nullopt;
}

std::optional<std::int64_t> Fields::integer(std::string_view name) const {
    const auto field = find(name);
    return field ? field->integer() : std::nullopt;
}

std::optional<std::int64_t> Fields::natural(std::string_view name) const {
    const auto field = find(name);
    return field ? field->natural() : std::nullopt;
}

std::optional<std::string_view> Fields::text(std::string_view name) const {
    const auto field = find(name);
    return field ? field->text() : std::nullopt;
}

bool Fields::is_set(std::string_view name) const {
    const auto field = find(name);
    return field && field->is_set();
}

Fields Fields::inside(std::string_view name) const {
    const auto field = find(name);
    return field ? field->inside() : Fields{};
}

}  // namespace ubus
