// What every fuzz target does with octets of a registry: decode each kind, encode it again, and abort on a
// contradiction.
#pragma once

#include <array>
#include <cstdlib>

#include "wifi/catalogue.hpp"

namespace wifi::fuzz {

inline void check(bool holds) {
    if (!holds) std::abort();
}

/// Decodes `octets` as a `T` and checks that encoding undoes it.
template <class T>
void round_trip(Octets octets) {
    Reader reader{octets};
    T value{};
    T::describe(reader, value);
    if (!reader.ok()) return check(reader.error().offset <= octets.size());
    static std::array<std::uint8_t, 65536> room;
    Writer writer{room};
    T::describe(writer, value);
    const auto again = writer.finish();
    check(again.has_value() && again->size() <= octets.size());
    Reader second{*again};
    T twice{};
    T::describe(second, twice);
    check(second.ok() && twice == value);
}

/// Every kind of one registry; the first octet chooses.
template <class Kinds>
void one_of(std::uint8_t choice, Octets octets) {
    if constexpr (Kinds::kSize > 0) {
        std::size_t row = 0;
        Kinds::for_each([&]<class Row>() {
            if (row++ == choice % Kinds::kSize) round_trip<typename Row::Type>(octets);
        });
    }
}

}  // namespace wifi::fuzz
