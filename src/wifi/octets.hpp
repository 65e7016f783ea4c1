// Reading and writing octets: what every element and frame of 802.11 is made of.
//
// A type says once, in its `describe(at, value)`, which fields it has, in which order and under which
// condition. `Reader` and `Writer` walk that description to decode and to encode; the decode tree of `roam
// decode` and the generators of the tests are further walkers with the same members. None of them allocates;
// a decoded value borrows what has no fixed size from the octets it was read from.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string_view>

#include "wifi/units.hpp"

namespace wifi {

/// Why octets could not be read as what they should be.
enum class ParseFault : std::uint8_t {
    Truncated,     ///< a Length field claims more octets than there are
    BodyTooShort,  ///< the body ends before the fields that the clause demands
    BadValue,      ///< a field holds what the clause forbids and the rest cannot be read without it
    Unsupported,   ///< a kind that this codec does not know
};

struct ParseError {
    ParseFault fault = ParseFault::Truncated;
    std::size_t offset = 0;  ///< octets from the start of the list or frame to what is at fault

    friend bool operator==(const ParseError&, const ParseError&) = default;
};

template <class T>
using Parsed = std::expected<T, ParseError>;

/// Why a value could not be written.
enum class EncodeFault : std::uint8_t {
    NoRoom,        ///< the buffer is too small
    TooLong,       ///< a body does not fit its Length field (255 octets for an element)
    Inconsistent,  ///< a field contradicts the presence of another; see the type's comment
};

/// Borrowed octets whose equality is that of their content.
struct OctetString {
    Octets octets;

    constexpr OctetString() = default;
    constexpr OctetString(Octets borrowed) : octets{borrowed} {}  // NOLINT(google-explicit-constructor)
    /// In octets.
    [[nodiscard]] constexpr std::size_t size() const { return octets.size(); }
    [[nodiscard]] constexpr bool empty() const { return octets.empty(); }

    friend constexpr bool operator==(const OctetString& a, const OctetString& b) {
        return std::ranges::equal(a.octets, b.octets);
    }
};

/// A field narrower than its octets: where it starts (bit 0 is the first bit on the air) and how wide it is.
struct BitField {
    std::string_view name;
    std::uint8_t first = 0;
    std::uint8_t width = 1;  ///< at most 32
};

/// The name of one value of a field, for people.
struct ValueName {
    std::uint32_t value = 0;
    std::string_view name;
};
using ValueNames = std::span<const ValueName>;

/// Never defined: a constant expression that reaches a call of it does not compile, and the message names it.
void not_in_this_table();

/// A string as a template argument.
template <std::size_t Size>
struct FieldName {
    char text[Size]{};
    consteval FieldName(const char (&from)[Size]) { std::copy_n(from, Size, text); }  // NOLINT
    [[nodiscard]] constexpr std::string_view view() const { return {text, Size - 1}; }
};

/// `Size` octets of bit fields named by `Table`. An unknown name does not compile.
template <std::size_t Size, const auto& Table>
struct Bits {
    static constexpr std::size_t kSize = Size;
    std::array<std::uint8_t, Size> octets{};

    [[nodiscard]] static constexpr std::span<const BitField> fields() { return Table; }

    /// The value of `field`, which lies within the octets.
    [[nodiscard]] constexpr std::uint32_t get(BitField field) const {
        std::uint32_t value = 0;
        for (unsigned bit = 0; bit < field.width; ++bit) {
            const unsigned at = field.first + bit;
            value |= static_cast<std::uint32_t>(octets[at / 8] >> (at % 8) & 1) << bit;
        }
        return value;
    }
    /// Sets `field`, which lies within the octets; bits of `value` above its width are dropped.
    constexpr void set(BitField field, std::uint32_t value) {
        for (unsigned bit = 0; bit < field.width; ++bit) {
            const unsigned at = field.first + bit;
            const auto mask = static_cast<std::uint8_t>(1u << (at % 8));
            octets[at / 8] =
                static_cast<std::uint8_t>((octets[at / 8] & ~mask) | ((value >> bit & 1) ? mask : 0));
        }
    }
    /// The value of the field with this name.
    template <FieldName Name>
    [[nodiscard]] constexpr std::uint32_t get() const {
        constexpr BitField kField = find(Name.view());
        constexpr std::size_t kFirst = kField.first / 8;
        constexpr std::size_t kLast = (kField.first + kField.width - 1) / 8;
        if constexpr (kLast - kFirst >= 4) {
            return get(kField);
        } else {
            std::uint32_t word = 0;
            for (std::size_t at = kFirst; at <= kLast; ++at)
                word |= static_cast<std::uint32_t>(octets[at]) << (8 * (at - kFirst));
            constexpr std::uint32_t kMask = kField.width == 32 ? ~0u : (1u << kField.width % 32) - 1;
            return word >> (kField.first % 8) & kMask;
        }
    }
    /// Sets the field with this name; bits of `value` above its width are dropped.
    template <FieldName Name>
    constexpr Bits& set(std::uint32_t value) {
        constexpr BitField kField = find(Name.view());
        set(kField, value);
        return *this;
    }

    friend constexpr bool operator==(const Bits&, const Bits&) = default;

private:
    static consteval BitField find(std::string_view name) {
        for (const BitField& field : Table)
            if (field.name == name) return field;
        not_in_this_table();
        return {};
    }
};

/// Borrowed octets as a list of `Item`, each `Item::kSize` octets long.
template <class Item>
class ItemList;

/// Reads fields in the order of a description, numbers with their low octet first (9.2.2). A field that runs
/// past the octets is BodyTooShort at its own offset. After the first fault every further read leaves its
/// value alone.
class Reader {
public:
    static constexpr bool kReads = true;

    /// @param offset  where `octets` start in what error offsets are counted from.
    constexpr explicit Reader(Octets octets, std::size_t offset = 0)
        : next_{octets.data()}, left_{octets.size()}, end_offset_{offset + octets.size()} {}

    /// Octets not read yet; 0 after a fault.
    [[nodiscard]] constexpr std::size_t left() const { return left_; }
    /// Where the next field starts; the end after a fault.
    [[nodiscard]] constexpr std::size_t offset() const { return end_offset_ - left_; }
    [[nodiscard]] constexpr bool ok() const { return !failed_; }
    /// The first fault: where the field that is cut starts, or for BadValue where the one behind it does.
    /// Only when not `ok()`.
    [[nodiscard]] constexpr ParseError error() const { return error_; }
    /// Notes a fault at `offset()`, or one given, unless there is one; nothing more is read.
    constexpr void fail(ParseFault fault) { fail({fault, offset()}); }
    constexpr void fail(ParseError error) {
        if (!failed_) error_ = error;
        failed_ = true;
        left_ = 0;  // so that nothing more is read
    }

    /// An unsigned number of 1, 2, 4 or 8 octets.
    template <std::unsigned_integral T>
    constexpr void number(const char*, T& value, ValueNames = {}) {
        little_endian<sizeof(T)>(value);
    }
    /// Three octets.
    constexpr void number24(const char*, std::uint32_t& value) { little_endian<3>(value); }
    /// Six octets.
    constexpr void number48(const char*, std::uint64_t& value) { little_endian<6>(value); }
    /// A signed octet, such as a transmit power.
    constexpr void signed8(const char*, std::int8_t& value) {
        std::uint8_t raw = 0;
        little_endian<1>(raw);
        if (ok()) value = static_cast<std::int8_t>(raw);
    }
    /// Octets of named bits.
    template <std::size_t Size, const auto& Table>
    constexpr void bits(const char* name, Bits<Size, Table>& value) {
        fixed(name, value.octets);
    }
    /// Six octets.
    constexpr void mac(const char* name, MacAddress& value) { fixed(name, value.octets); }
    /// As many octets as the array has.
    template <std::size_t Size>
    constexpr void fixed(const char*, std::array<std::uint8_t, Size>& value) {
        if (const std::uint8_t* from = take(Size)) std::copy_n(from, Size, value.begin());
    }
    /// A suite selector (9.4.2.24.2): an organization identifier and a type.
    constexpr void suite(const char* name, std::array<std::uint8_t, 4>& value) { fixed(name, value); }
    /// Exactly `size` octets.
    constexpr void octets(const char*, OctetString& value, std::size_t size) {
        if (const std::uint8_t* from = take(size)) value = OctetString{Octets{from, size}};
    }
    /// What is left, also when that is nothing.
    constexpr void rest(const char* name, OctetString& value) { octets(name, value, left_); }
    /// What is left but for the last `behind` octets; BodyTooShort when there are fewer.
    constexpr void all_but(const char* name, OctetString& value, std::size_t behind) {
        octets(name, value, left_ < behind ? left_ + 1 : left_ - behind);
    }
    /// Octets for people to read: what is left, or exactly `size`.
    constexpr void text(const char* name, OctetString& value) { octets(name, value, left_); }
    constexpr void text(const char* name, OctetString& value, std::size_t size) { octets(name, value, size); }
    /// What is left, each octet standing for one value.
    constexpr void numbers(const char* name, OctetString& value) { octets(name, value, left_); }
    /// What is left, as bits named by `table`, without end: octets may be added by later amendments.
    constexpr void open_bits(const char* name, OctetString& value, std::span<const BitField>) {
        octets(name, value, left_);
    }
    /// Exactly `count` items.
    template <class Item>
    constexpr void items(const char*, ItemList<Item>& value, std::size_t count) {
        const std::size_t size = count * Item::kSize;
        const std::size_t at = offset();
        if (const std::uint8_t* from = take(size)) value = ItemList<Item>{Octets{from, size}, at};
    }
    /// As many whole items as are left; a part of one stays unread.
    template <class Item>
    constexpr void items(const char* name, ItemList<Item>& value) {
        items(name, value, left_ / Item::kSize);
    }
    /// A count of `Count`'s width, then that many items.
    template <class Count, class Item>
    constexpr void counted(const char* name, ItemList<Item>& value) {
        Count count = 0;
        number(name, count);
        if (ok()) items(name, value, count);
    }
    /// The fields of `T` in their order.
    template <class T>
    constexpr void object(const char*, T& value) {
        T::describe(*this, value);
    }
    /// A value that is there when octets are left.
    template <class T>
    constexpr void tail(const char* name, std::optional<T>& value) {
        when(left_ > 0, name, value);
    }
    /// A value that is there when an earlier field says so.
    template <class T>
    constexpr void when(bool present, const char* name, std::optional<T>& value) {
        if (present && ok()) field(*this, name, value.emplace());
    }
    /// Elements to the end, not looked at yet.
    template <class List>
    constexpr void elements(const char*, List& value) {
        const std::size_t size = left_;
        const std::size_t at = offset();
        if (const std::uint8_t* from = take(size)) value = List{Octets{from, size}, at};
    }
    /// Elements in exactly `size` octets, not looked at yet.
    template <class List>
    constexpr void elements(const char*, List& value, std::size_t size) {
        const std::size_t at = offset();
        if (const std::uint8_t* from = take(size)) value = List{Octets{from, size}, at};
    }
    /// What is left, whose form `key` chooses among the kinds of the body; not looked at yet.
    template <class Body>
    constexpr void body(const char*, Body& value, typename Body::Key) {
        const std::size_t at = offset();
        const std::size_t size = left_;
        if (const std::uint8_t* from = take(size)) value = Body{Octets{from, size}, at};
    }
    /// To the end, values that each say themselves how long they are. All of them are checked.
    template <class Sequence>
    constexpr void sequence(const char*, Sequence& value) {
        const std::size_t at = offset();
        const Octets all{next_, left_};
        while (ok() && left_ > 0) {
            typename Sequence::Item item;
            Sequence::Item::describe(*this, item);
        }
        if (ok()) value = Sequence{all, at};
    }
    /// `count` items of `stride` octets each, of which the item may know fewer.
    template <class List>
    constexpr void strided(const char*, List& value, std::size_t stride, std::size_t count) {
        const std::size_t at = offset();
        if (const std::uint8_t* from = take(stride * count))
            value = List{Octets{from, stride * count}, stride, at};
    }
    /// Fields behind an octet that says how long they are, itself included; BadValue when it says 0. Octets
    /// that the fields leave are skipped.
    template <class Fields>
    constexpr void sized(const char* name, Fields&& fields) {
        std::uint8_t length = 0;
        number(name, length);
        require(length != 0);
        const std::size_t at = offset();
        const std::size_t size = length - std::size_t{1};
        if (const std::uint8_t* from = ok() ? take(size) : nullptr) {
            Reader inner{Octets{from, size}, at};
            fields(inner);
            if (!inner.ok()) fail(inner.error());
        }
    }
    /// What the clause demands of the fields read so far; BadValue at `offset()` when it does not hold.
    constexpr void require(bool holds) {
        if (!holds) fail(ParseFault::BadValue);
    }

private:
    template <std::size_t Size, class T>
    constexpr void little_endian(T& value) {
        const std::uint8_t* from = take(Size);
        if (!from) return;
        // In halves: a 32-bit machine would call a library to shift 64 bits.
        std::uint32_t low = 0;
        for (std::size_t i = 0; i < std::min<std::size_t>(Size, 4); ++i)
            low |= static_cast<std::uint32_t>(from[i]) << (8 * i);
        if constexpr (Size <= 4) {
            value = static_cast<T>(low);
        } else {
            std::uint32_t high = 0;
            for (std::size_t i = 4; i < Size; ++i)
                high |= static_cast<std::uint32_t>(from[i]) << (8 * (i - 4));
            value = static_cast<T>(high) << 32 | low;
        }
    }
    /// `count` octets, or nothing and a fault. What has no octets may have no address either.
    constexpr const std::uint8_t* take(std::size_t count) {
        if (count > left_) {
            fail(ParseFault::BodyTooShort);
            return nullptr;
        }
        const std::uint8_t* from = next_;
        next_ += count;
        left_ -= count;
        return from;
    }

    const std::uint8_t* next_;
    std::size_t left_;
    std::size_t end_offset_;
    bool failed_ = false;
    ParseError error_;
};

/// Writes fields in the order of a description into the caller's buffer, with the members of `Reader`. NoRoom
/// when a field does not fit; what else can fail is said at the member. After the first fault `finish` gives
/// that fault and no octets.
class Writer {
public:
    static constexpr bool kReads = false;

    /// @param room  outlives what `finish` returns.
    constexpr explicit Writer(std::span<std::uint8_t> room) : room_{room} {}

    /// Octets written so far.
    [[nodiscard]] constexpr std::size_t size() const { return size_; }
    [[nodiscard]] constexpr bool ok() const { return !failed_; }
    /// What was written, or why not all of it could be.
    [[nodiscard]] constexpr std::expected<Octets, EncodeFault> finish() const {
        if (failed_) return std::unexpected(fault_);
        return Octets{room_.data(), size_};
    }
    /// Notes a fault unless there is one.
    constexpr void fail(EncodeFault fault) {
        if (!failed_) fault_ = fault;
        failed_ = true;
    }

    template <std::unsigned_integral T>
    constexpr void number(const char*, const T& value, ValueNames = {}) {
        little_endian<sizeof(T)>(value);
    }
    constexpr void number24(const char*, const std::uint32_t& value) { little_endian<3>(value); }
    constexpr void number48(const char*, const std::uint64_t& value) { little_endian<6>(value); }
    constexpr void signed8(const char*, const std::int8_t& value) {
        little_endian<1>(static_cast<std::uint8_t>(value));
    }
    template <std::size_t Size, const auto& Table>
    constexpr void bits(const char*, const Bits<Size, Table>& value) {
        copy(value.octets);
    }
    constexpr void mac(const char*, const MacAddress& value) { copy(value.octets); }
    template <std::size_t Size>
    constexpr void fixed(const char*, const std::array<std::uint8_t, Size>& value) {
        copy(value);
    }
    constexpr void suite(const char*, const std::array<std::uint8_t, 4>& value) { copy(value); }
    /// Inconsistent when `value` has another size.
    constexpr void octets(const char*, const OctetString& value, std::size_t size) {
        if (value.size() != size) return fail(EncodeFault::Inconsistent);
        copy(value.octets);
    }
    constexpr void rest(const char*, const OctetString& value) { copy(value.octets); }
    constexpr void all_but(const char*, const OctetString& value, std::size_t) { copy(value.octets); }
    constexpr void text(const char*, const OctetString& value) { copy(value.octets); }
    /// Inconsistent when `value` has another size.
    constexpr void text(const char* name, const OctetString& value, std::size_t size) {
        octets(name, value, size);
    }
    constexpr void numbers(const char*, const OctetString& value) { copy(value.octets); }
    constexpr void open_bits(const char*, const OctetString& value, std::span<const BitField>) {
        copy(value.octets);
    }
    /// Inconsistent when `value` has another number of items.
    template <class Item>
    constexpr void items(const char*, const ItemList<Item>& value, std::size_t count) {
        if (value.size() != count) return fail(EncodeFault::Inconsistent);
        copy(value.octets());
    }
    template <class Item>
    constexpr void items(const char*, const ItemList<Item>& value) {
        copy(value.octets());
    }
    /// TooLong when there are more items than a `Count` can say.
    template <class Count, class Item>
    constexpr void counted(const char* name, const ItemList<Item>& value) {
        if (value.size() > static_cast<Count>(-1)) return fail(EncodeFault::TooLong);
        number(name, static_cast<Count>(value.size()));
        copy(value.octets());
    }
    template <class T>
    constexpr void object(const char*, const T& value) {
        T::describe(*this, value);
    }
    /// Inconsistent when an earlier tail of the same element was absent: tails have no gaps.
    template <class T>
    constexpr void tail(const char* name, const std::optional<T>& value) {
        if (value && tail_ended_) return fail(EncodeFault::Inconsistent);
        if (!value) tail_ended_ = true;
        when(value.has_value(), name, value);
    }
    /// Inconsistent when `value` is there and `present` is not, or the reverse.
    template <class T>
    constexpr void when(bool present, const char* name, const std::optional<T>& value) {
        if (present != value.has_value()) return fail(EncodeFault::Inconsistent);
        if (value) field(*this, name, *value);
    }
    template <class List>
    constexpr void elements(const char*, const List& value) {
        copy(value.octets());
    }
    /// Inconsistent when `value` has another size.
    template <class List>
    constexpr void elements(const char*, const List& value, std::size_t size) {
        if (value.octets().size() != size) return fail(EncodeFault::Inconsistent);
        copy(value.octets());
    }
    template <class Body>
    constexpr void body(const char*, const Body& value, typename Body::Key) {
        copy(value.octets());
    }
    template <class Sequence>
    constexpr void sequence(const char*, const Sequence& value) {
        copy(value.octets());
    }
    /// Inconsistent when `value` is not `count` items of `stride` octets.
    template <class List>
    constexpr void strided(const char*, const List& value, std::size_t stride, std::size_t count) {
        if (value.octets().size() != stride * count) return fail(EncodeFault::Inconsistent);
        copy(value.octets());
    }
    /// TooLong when the fields and their length octet take more than 255 octets.
    template <class Fields>
    constexpr void sized(const char*, Fields&& fields) {
        const std::size_t start = size_;
        const std::array<std::uint8_t, 1> length{};
        copy(length);
        fields(*this);
        if (failed_) return;
        if (size_ - start > 255) return fail(EncodeFault::TooLong);
        room_[start] = static_cast<std::uint8_t>(size_ - start);
    }
    /// Inconsistent when it does not hold.
    constexpr void require(bool holds) {
        if (!holds) fail(EncodeFault::Inconsistent);
    }

    /// Appends octets as they are.
    constexpr void copy(Octets from) {
        if (room_.size() - size_ < from.size()) return fail(EncodeFault::NoRoom);
        if (failed_) return;
        std::copy_n(from.begin(), from.size(), room_.begin() + static_cast<std::ptrdiff_t>(size_));
        size_ += from.size();
    }
    /// An element's head (9.4.2.1) with a Length to be known later; `close` fills it in. A scope of optional
    /// tails starts anew.
    /// @return  for `close`: where the body starts.
    [[nodiscard]] constexpr std::size_t open(std::uint8_t id) {
        const std::array<std::uint8_t, 2> head{id, 0};
        copy(head);
        tail_ended_ = false;
        return size_;
    }
    /// Ends the element that `open` began; TooLong when its body has more than 255 octets.
    constexpr void close(std::size_t opened) {
        if (failed_) return;
        if (size_ - opened > 255) return fail(EncodeFault::TooLong);
        room_[opened - 1] = static_cast<std::uint8_t>(size_ - opened);
        tail_ended_ = false;
    }

private:
    template <std::size_t Size, class T>
    constexpr void little_endian(T value) {
        if (failed_ || room_.size() - size_ < Size) return fail(EncodeFault::NoRoom);
        const auto low = static_cast<std::uint32_t>(value);
        for (std::size_t i = 0; i < std::min<std::size_t>(Size, 4); ++i)
            room_[size_ + i] = static_cast<std::uint8_t>(low >> (8 * i));
        if constexpr (Size > 4) {
            const auto high = static_cast<std::uint32_t>(value >> 32);
            for (std::size_t i = 4; i < Size; ++i)
                room_[size_ + i] = static_cast<std::uint8_t>(high >> (8 * (i - 4)));
        }
        size_ += Size;
    }

    std::span<std::uint8_t> room_;
    std::size_t size_ = 0;
    bool failed_ = false;
    bool tail_ended_ = false;
    EncodeFault fault_ = EncodeFault::NoRoom;
};

template <class T>
inline constexpr bool kIsItemList = false;
template <class Item>
inline constexpr bool kIsItemList<ItemList<Item>> = true;
template <class T>
inline constexpr bool kIsBits = false;
template <std::size_t Size, const auto& Table>
inline constexpr bool kIsBits<Bits<Size, Table>> = true;

/// One field of a type that is known only to a template, such as what an optional holds.
template <class At, class T>
constexpr void field(At& at, const char* name, T& value) {
    using Value = std::remove_const_t<T>;
    if constexpr (std::unsigned_integral<Value>)
        at.number(name, value);
    else if constexpr (std::same_as<Value, std::int8_t>)
        at.signed8(name, value);
    else if constexpr (kIsBits<Value>)
        at.bits(name, value);
    else if constexpr (std::same_as<Value, MacAddress>)
        at.mac(name, value);
    else if constexpr (kIsItemList<Value>)
        at.template counted<std::uint16_t>(name, value);
    else
        at.object(name, value);
}

}  // namespace wifi
