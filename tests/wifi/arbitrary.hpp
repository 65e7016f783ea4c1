// Makes any value of the codec from a tape of octets, by walking its description. A tape that shrinks makes a
// value that shrinks: what is not on the tape is 0, absent or empty.
#pragma once

#include <deque>
#include <vector>

#include "wifi/element.hpp"

namespace wifi::test {

class Tape {
public:
    explicit Tape(Octets octets) : octets_{octets} {}
    std::uint8_t next() { return at_ < octets_.size() ? octets_[at_++] : std::uint8_t{0}; }

private:
    Octets octets_;
    std::size_t at_ = 0;
};

/// Keeps what the values borrow.
using Arena = std::deque<std::vector<std::uint8_t>>;

class Filler {
public:
    static constexpr bool kReads = true;

    Filler(Tape& tape, Arena& arena, int depth = 0) : tape_{tape}, arena_{arena}, depth_{depth} {}

    /// False when the drawn fields break a rule of the type; the value is then of no use.
    [[nodiscard]] bool ok() const { return holds_; }
    [[nodiscard]] std::size_t left() const { return 8; }

    template <std::unsigned_integral T>
    void number(const char*, T& value, ValueNames = {}) {
        for (std::size_t i = 0; i < sizeof(T); ++i)
            value = static_cast<T>(value | static_cast<T>(static_cast<T>(tape_.next()) << (8 * i)));
    }
    void number24(const char*, std::uint32_t& value) {
        number("", value);
        value &= 0xFFFFFF;
    }
    void number48(const char*, std::uint64_t& value) {
        number("", value);
        value &= 0xFFFFFFFFFFFF;
    }
    void signed8(const char*, std::int8_t& value) { value = static_cast<std::int8_t>(tape_.next()); }
    template <std::size_t Size, const auto& Table>
    void bits(const char*, Bits<Size, Table>& value) {
        fixed("", value.octets);
    }
    void mac(const char*, MacAddress& value) { fixed("", value.octets); }
    template <std::size_t Size>
    void fixed(const char*, std::array<std::uint8_t, Size>& value) {
        for (std::uint8_t& octet : value) octet = tape_.next();
    }
    void suite(const char*, std::array<std::uint8_t, 4>& value) { fixed("", value); }
    void octets(const char*, OctetString& value, std::size_t size) { value = OctetString{draw(size)}; }
    void rest(const char*, OctetString& value) { octets("", value, tape_.next() % 6); }
    void text(const char*, OctetString& value) { octets("", value, tape_.next() % 33); }
    void text(const char*, OctetString& value, std::size_t size) { octets("", value, size); }
    void numbers(const char*, OctetString& value) { rest("", value); }
    void all_but(const char*, OctetString& value, std::size_t) { rest("", value); }
    void open_bits(const char*, OctetString& value, std::span<const BitField>) { rest("", value); }
    template <class Item>
    void items(const char*, ItemList<Item>& value) {
        value = ItemList<Item>{draw(Item::kSize * (tape_.next() % 4))};
    }
    template <class Item>
    void items(const char*, ItemList<Item>& value, std::size_t count) {
        value = ItemList<Item>{draw(Item::kSize * count)};
    }
    template <class Count, class Item>
    void counted(const char*, ItemList<Item>& value) {
        items("", value);
    }
    template <class T>
    void object(const char*, T& value) {
        T::describe(*this, value);
    }
    template <class T>
    void tail(const char*, std::optional<T>& value) {
        if (tail_ended_ || tape_.next() % 4 == 0)
            tail_ended_ = true;
        else
            when(true, "", value);
    }
    template <class T>
    void when(bool present, const char* name, std::optional<T>& value) {
        if (present) field(*this, name, value.emplace());
    }
    template <class Kinds>
    void elements(const char*, ElementList<Kinds>& value, std::size_t = 0) {
        std::vector<std::uint8_t> list;
        if constexpr (Kinds::kSize > 0)
            for (int count = depth_ < 3 ? tape_.next() % 4 : 0; count > 0; --count) add_element<Kinds>(list);
        value = ElementList<Kinds>{arena_.emplace_back(std::move(list))};
    }
    template <class Kinds>
    void body(const char*, TypedBody<Kinds>& value, ElementId key) {
        std::array<std::uint8_t, 4096> room{};
        const bool is_known = Kinds::visit_id(key, [&]<class Row>() {
            typename Row::Type inner{};
            Filler filler{tape_, arena_, depth_ + 1};
            Row::Type::describe(filler, inner);
            Writer writer{room};
            Row::Type::describe(writer, inner);
            if (!filler.ok() || !writer.finish()) return require(false);
            value = TypedBody<Kinds>{keep(*writer.finish())};
        });
        if (!is_known) value = TypedBody<Kinds>{draw(tape_.next() % 6)};
    }
    template <class T>
    void sequence(const char*, Sequence<T>& value) {
        std::array<std::uint8_t, 4096> room{};
        Writer writer{room};
        for (int count = tape_.next() % 3; count > 0; --count) {
            T item{};
            T::describe(*this, item);
            T::describe(writer, item);
        }
        if (!writer.finish()) return require(false);
        value = Sequence<T>{keep(*writer.finish())};
    }
    template <class List>
    void strided(const char*, List& value, std::size_t stride, std::size_t count) {
        value = List{draw(stride * count), stride};
    }
    template <class Fields>
    void sized(const char*, Fields&& fields) {
        fields(*this);
    }
    void require(bool holds) { holds_ = holds_ && holds; }

private:
    Octets draw(std::size_t size) {
        auto& octets = arena_.emplace_back(size);
        for (std::uint8_t& octet : octets) octet = tape_.next();
        return octets;
    }
    Octets keep(Octets octets) { return arena_.emplace_back(octets.begin(), octets.end()); }
    template <class Kinds>
    void add_element(std::vector<std::uint8_t>& list) {
        const std::size_t wanted = tape_.next() % Kinds::kSize;
        std::size_t row = 0;
        Kinds::for_each([&]<class Row>() {
            if (row++ != wanted) return;
            typename Row::Type inner{};
            Filler filler{tape_, arena_, depth_ + 1};
            Row::Type::describe(filler, inner);
            std::array<std::uint8_t, 512> room{};
            Writer writer{room};
            encode(writer, Row::kId, inner);
            const auto octets = writer.finish();
            if (filler.ok() && octets) list.insert(list.end(), octets->begin(), octets->end());
        });
    }

    Tape& tape_;
    Arena& arena_;
    int depth_;
    bool holds_ = true;
    bool tail_ended_ = false;
};

/// A value from `tape`, or none when the tape breaks a rule of the type.
template <class T>
std::optional<T> make(Octets tape, Arena& arena) {
    Tape source{tape};
    Filler filler{source, arena};
    T value{};
    T::describe(filler, value);
    if (!filler.ok()) return std::nullopt;
    return value;
}

}  // namespace wifi::test
