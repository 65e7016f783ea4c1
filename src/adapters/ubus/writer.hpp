// The octets of ubus, written: the inverse of blob.hpp.
#pragma once

#include <concepts>
#include <string_view>
#include <vector>

#include "adapters/ubus/blob.hpp"

namespace ubus {

/// Appends attributes and fields. What would go beyond kMessageOctets is left out, and `fits()` is false.
class Writer {
public:
    // Plain attributes.
    void number(std::uint8_t id, std::uint32_t value);
    void flag(std::uint8_t id, bool value);
    void text(std::uint8_t id, std::string_view value);
    /// An attribute around what `content` writes.
    template <std::invocable<Writer&> Content>
    void nested(std::uint8_t id, Content&& content) {
        const std::size_t start = open(id);
        content(*this);
        close(start);
    }

    // Named fields; an item of an array has the empty name.
    void flag(std::string_view name, bool value) { integer(name, Type::Int8, value ? 1 : 0); }
    void int16(std::string_view name, std::int64_t value) { integer(name, Type::Int16, value); }
    void int32(std::string_view name, std::int64_t value) { integer(name, Type::Int32, value); }
    void int64(std::string_view name, std::int64_t value) { integer(name, Type::Int64, value); }
    void int8(std::string_view name, std::int64_t value) { integer(name, Type::Int8, value); }
    void real(std::string_view name, double value);
    void text(std::string_view name, std::string_view value);
    template <std::invocable<Writer&> Content>
    void table(std::string_view name, Content&& content) {
        const std::size_t start = open(Type::Table, name);
        content(*this);
        close(start);
    }
    template <std::invocable<Writer&> Content>
    void array(std::string_view name, Content&& content) {
        const std::size_t start = open(Type::Array, name);
        content(*this);
        close(start);
    }

    /// Octets that are attributes or fields already.
    void append(Octets octets);

    [[nodiscard]] bool fits() const { return fits_; }
    [[nodiscard]] Octets octets() const { return octets_; }
    [[nodiscard]] std::vector<std::uint8_t> take() { return std::move(octets_); }

private:
    [[nodiscard]] bool room(std::size_t size);
    void integer(std::string_view name, Type type, std::int64_t value);
    std::size_t open(std::uint8_t id, bool extended = false);
    std::size_t open(Type type, std::string_view name);
    void close(std::size_t start);
    void big_endian(std::uint64_t value, std::size_t width);
    void characters(std::string_view text);

    std::vector<std::uint8_t> octets_;
    bool fits_ = true;
};

}  // namespace ubus
