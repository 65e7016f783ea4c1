// What holds for every kind that the codec knows: decoding undoes encoding, and encoding undoes decoding but
// for octets that no field stands for.
#include <functional>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "arbitrary.hpp"
#include "wifi/catalogue.hpp"

namespace wifi {
namespace {

using Bytes = std::vector<std::uint8_t>;

template <class T>
Parsed<T> decode_body(Octets octets) {
    Reader reader{octets};
    T value{};
    T::describe(reader, value);
    if (!reader.ok()) return std::unexpected(reader.error());
    return value;
}
template <class T>
std::expected<Octets, EncodeFault> encode_body(const T& value, std::span<std::uint8_t> room) {
    Writer writer{room};
    T::describe(writer, value);
    return writer.finish();
}

/// What does not hold for the octets, or nothing. Compiled once for all kinds, for each of which it shrinks.
using Property = std::function<const char*(const Bytes&)>;

void check(const std::string& name, const Property& property) {
    EXPECT_TRUE(rc::check(name,
                          [&property](const Bytes& octets) {
                              if (const char* broken = property(octets)) RC_FAIL(std::string{broken});
                          }))
        << name << "; see the shrunk octets above";
}

template <class T>
const char* decode_undoes_encode(const Bytes& tape) {
    test::Arena arena;
    const auto value = test::make<T>(tape, arena);
    if (!value) return nullptr;  // rules such as "at least one octet"; most tapes keep them
    std::array<std::uint8_t, 8192> room{};
    const auto octets = encode_body(*value, room);
    if (!octets) return "a value does not encode";
    const auto again = decode_body<T>(*octets);
    if (!again) return "what was encoded does not decode";
    return *again == *value ? nullptr : "another value comes back";
}

template <class T>
const char* encode_undoes_decode(const Bytes& octets) {
    const auto value = decode_body<T>(octets);
    if (!value) return value.error().offset <= octets.size() ? nullptr : "the fault lies outside the input";
    std::array<std::uint8_t, 8192> room{};
    const auto again = encode_body(*value, room);
    if (!again) return "what was decoded does not encode";
    if (again->size() > octets.size()) return "octets are added";
    const auto twice = decode_body<T>(*again);
    if (!twice) return "what was encoded does not decode";
    return *twice == *value ? nullptr : "another value comes back";
}

template <class T>
const char* cuts_fail_or_read_a_prefix(const Bytes& tape) {
    test::Arena arena;
    const auto value = test::make<T>(tape, arena);
    if (!value) return nullptr;
    std::array<std::uint8_t, 8192> room{};
    const auto octets = encode_body(*value, room);
    for (std::size_t size = octets ? octets->size() : 0; size-- > 0;) {
        const Octets cut = octets->first(size);
        if (const char* broken = encode_undoes_decode<T>(Bytes(cut.begin(), cut.end()))) return broken;
    }
    return nullptr;
}

TEST(Decode, UndoesEncodeForEveryValue) {
    for_each_kind([]<class Row>(const char* registry) {
        check(std::string{registry} + " " + Row::Type::kName, decode_undoes_encode<typename Row::Type>);
    });
}

TEST(Encode, UndoesDecodeForEveryAcceptedInput) {
    for_each_kind([]<class Row>(const char* registry) {
        check(std::string{registry} + " " + Row::Type::kName, encode_undoes_decode<typename Row::Type>);
    });
}

TEST(Decode, FailsOnEveryCutOfAValueOrReadsAPrefix) {
    for_each_kind([]<class Row>(const char* registry) {
        check(std::string{registry} + " " + Row::Type::kName, cuts_fail_or_read_a_prefix<typename Row::Type>);
    });
}

const char* neighbor_is_read_as_written(const Bytes& tape) {
    test::Tape source{tape};
    test::Arena arena;
    test::Filler filler{source, arena};
    Neighbor neighbor;
    filler.mac("", neighbor.bssid);
    filler.bits("", neighbor.info);
    filler.number("", neighbor.operating_class);
    filler.number("", neighbor.channel);
    filler.number("", neighbor.phy_type);
    filler.when(source.next() % 2 != 0, "", neighbor.preference);
    filler.when(source.next() % 2 != 0, "", neighbor.termination);
    filler.when(source.next() % 2 != 0, "", neighbor.tsf);
    filler.when(source.next() % 2 != 0, "", neighbor.wide_channel);
    std::array<std::uint8_t, 128> room{};
    Writer writer{room};
    write_neighbor(writer, neighbor);
    const auto octets = writer.finish();
    if (!octets) return "a neighbour does not encode";
    const auto again = read_neighbor(element_at(*octets, 0).value());
    return again && *again == neighbor ? nullptr : "another neighbour comes back";
}

TEST(Neighbor, IsReadAsItWasWritten) { check("neighbor", neighbor_is_read_as_written); }

}  // namespace
}  // namespace wifi
