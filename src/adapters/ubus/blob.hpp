// The octets of ubus, read: attributes and the named fields inside them (OpenWrt's blob and blobmsg).
//
// Everything is big endian. An attribute is a word and its payload: bit 31 tells a named field from a plain
// attribute, bits 30 to 24 are its identifier or type, bits 23 to 0 its length with the word and without the
// zeros that fill it up to a multiple of 4. A field's payload begins with its name.
//
// Who sends them is not trusted: `Fields::read` and `Attributes::read` look at every octet once, inner tables
// included; what they return can be walked without a further fault, and borrows from the octets.
#pragma once

#include <cstdint>
#include <expected>
#include <iterator>
#include <optional>
#include <span>
#include <string_view>

namespace ubus {

using Octets = std::span<const std::uint8_t>;

enum class Fault : std::uint8_t {
    Truncated,   ///< a length claims more octets than there are
    BadLength,   ///< a length that is too short for what it covers, or beyond kMessageOctets
    NotAField,   ///< a plain attribute where a named field has to be
    NoName,      ///< a field's name does not end with a zero octet where it says
    NoText,      ///< a text does not end with a zero octet
    BadNumber,   ///< a number of another width than its type has
    TooDeep,     ///< tables inside tables, more than kDepth of them
    BadVersion,  ///< of the protocol
    BadHead,     ///< a message whose container is none
};
[[nodiscard]] std::string_view describe(Fault fault);

struct Error {
    Fault fault = Fault::Truncated;
    std::size_t offset = 0;  ///< octets from the start of what was read to what is at fault

    friend bool operator==(const Error&, const Error&) = default;
};
template <class T>
using Read = std::expected<T, Error>;

/// The longest message, head included, that the broker takes and sends.
inline constexpr std::size_t kMessageOctets = 1U << 20;
inline constexpr int kDepth = 16;

/// Octets up to the next multiple of 4.
[[nodiscard]] constexpr std::size_t padded(std::size_t size) { return (size + 3) & ~std::size_t{3}; }

/// What stands in an attribute's word.
struct Attribute {
    std::uint8_t id = 0;
    bool extended = false;
    Octets payload;

    /// The payload as a number of 1 or 4 octets.
    [[nodiscard]] std::optional<std::uint32_t> number() const;
    /// The payload as a text, without its zero octet.
    [[nodiscard]] std::optional<std::string_view> text() const;
};

/// The attribute at `offset` of `list`, which must have been found whole.
[[nodiscard]] Attribute attribute_at(Octets list, std::size_t offset);

/// Walks a list of attributes that was read; `Item` has a static `of(Octets list, std::size_t offset)`.
template <class Item>
class Walk {
public:
    class Iterator {
    public:
        using value_type = Item;
        using difference_type = std::ptrdiff_t;

        Iterator() = default;
        Iterator(Octets list, std::size_t offset) : list_{list}, offset_{offset} {}
        Item operator*() const { return Item::of(list_, offset_); }
        Iterator& operator++() {
            const Attribute here = attribute_at(list_, offset_);
            offset_ += padded(4 + here.payload.size());
            return *this;
        }
        Iterator operator++(int) {
            const Iterator before = *this;
            ++*this;
            return before;
        }
        friend bool operator==(const Iterator& a, const Iterator& b) { return a.offset_ == b.offset_; }

    private:
        Octets list_;
        std::size_t offset_ = 0;
    };

    [[nodiscard]] Iterator begin() const { return {list_, 0}; }
    [[nodiscard]] Iterator end() const { return {list_, list_.size()}; }
    [[nodiscard]] bool empty() const { return list_.empty(); }
    [[nodiscard]] Octets octets() const { return list_; }

protected:
    Walk() = default;
    explicit Walk(Octets list) : list_{list} {}

    Octets list_;
};

struct PlainAttribute : Attribute {
    static PlainAttribute of(Octets list, std::size_t offset) { return {attribute_at(list, offset)}; }
};

/// A list of plain attributes.
class Attributes : public Walk<PlainAttribute> {
public:
    Attributes() = default;
    [[nodiscard]] static Read<Attributes> read(Octets list);

private:
    explicit Attributes(Octets list) : Walk{list} {}
};

/// The types of named fields.
enum class Type : std::uint8_t {
    Unspecified = 0,
    Array = 1,
    Table = 2,
    Text = 3,
    Int64 = 4,
    Int32 = 5,
    Int16 = 6,
    Int8 = 7,  ///< also for flags
    Double = 8,
};

class Fields;

/// A named field of a table, or an item of an array, whose name is empty.
class Field {
public:
    [[nodiscard]] std::string_view name() const { return name_; }
    [[nodiscard]] Type type() const { return type_; }

    /// A number of any width; two's complement. Programs of several years write one field in several widths.
    [[nodiscard]] std::optional<std::int64_t> integer() const;
    /// The same, unsigned: of an Int64 above the greatest int64_t nothing.
    [[nodiscard]] std::optional<std::int64_t> natural() const;
    [[nodiscard]] std::optional<double> real() const;
    [[nodiscard]] std::optional<std::string_view> text() const;
    /// A flag is a number that is not 0.
    [[nodiscard]] bool is_set() const { return natural().value_or(0) != 0; }
    /// What is inside a table or an array; empty for everything else.
    [[nodiscard]] Fields inside() const;

    static Field of(Octets list, std::size_t offset);

private:
    Type type_ = Type::Unspecified;
    std::string_view name_;
    Octets value_;
};

/// A table's or an array's content.
class Fields : public Walk<Field> {
public:
    Fields() = default;
    /// @return  or the fault, also of an inner table, with its place in `list`.
    [[nodiscard]] static Read<Fields> read(Octets list);

    /// The first of that name.
    [[nodiscard]] std::optional<Field> find(std::string_view name) const;
    [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name) const;
    [[nodiscard]] std::optional<std::int64_t> natural(std::string_view name) const;
    [[nodiscard]] std::optional<std::string_view> text(std::string_view name) const;
    [[nodiscard]] bool is_set(std::string_view name) const;
    /// Of a table or an array of that name; empty where there is none.
    [[nodiscard]] Fields inside(std::string_view name) const;

private:
    friend class Field;
    explicit Fields(Octets list) : Walk{list} {}
};

/// A 32-bit number of an attribute.
[[nodiscard]] std::uint32_t big_endian_32(Octets octets);

}  // namespace ubus
