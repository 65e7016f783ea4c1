// Quantities and identifiers shared by everything that speaks 802.11.
//
// Clause numbers are those of IEEE Std 802.11-2020 unless a comment names another document.
#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace wifi {

/// Octets that somebody else owns.
using Octets = std::span<const std::uint8_t>;

/// A difference between two powers, or a gain.
struct Db {
    int value = 0;

    friend constexpr auto operator<=>(const Db&, const Db&) = default;
    friend constexpr Db operator+(Db a, Db b) { return Db{a.value + b.value}; }
    friend constexpr Db operator-(Db a, Db b) { return Db{a.value - b.value}; }
    friend constexpr Db operator-(Db a) { return Db{-a.value}; }
};

/// A received power. Two powers differ by a `Db`; their sum means nothing, so it does not compile.
struct Dbm {
    int value = 0;

    friend constexpr auto operator<=>(const Dbm&, const Dbm&) = default;
    friend constexpr Db operator-(Dbm a, Dbm b) { return Db{a.value - b.value}; }
    friend constexpr Dbm operator+(Dbm power, Db gain) { return Dbm{power.value + gain.value}; }
    friend constexpr Dbm operator-(Dbm power, Db loss) { return Dbm{power.value - loss.value}; }
};

/// Time Unit, 1024 microseconds (3.1): the unit of beacon intervals and measurement durations.
using Tu = std::chrono::duration<std::uint32_t, std::ratio<1024, 1'000'000>>;

/// Six octets, the first on the air first; ordered by them.
struct MacAddress {
    std::array<std::uint8_t, 6> octets{};

    /// The Individual/Group bit, bit 0 of the first octet (9.2.4.3).
    [[nodiscard]] constexpr bool is_group() const { return (octets[0] & 0x01) != 0; }

    // Octet by octet: the default ones would call memcmp, which the portable core does without.
    friend constexpr std::strong_ordering operator<=>(const MacAddress& a, const MacAddress& b) {
        for (std::size_t i = 0; i < a.octets.size(); ++i)
            if (a.octets[i] != b.octets[i]) return a.octets[i] <=> b.octets[i];
        return std::strong_ordering::equal;
    }
    friend constexpr bool operator==(const MacAddress& a, const MacAddress& b) { return (a <=> b) == 0; }
};

/// All ones: every station.
inline constexpr MacAddress kBroadcast{{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}};

/// The six octets in lower-case hexadecimal with colons; not terminated.
using MacText = std::array<char, 17>;

/// Such as "02:00:00:00:01:00"; `parse_mac` is its inverse.
[[nodiscard]] constexpr MacText to_text(const MacAddress& address) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    MacText text{};
    for (std::size_t i = 0; i < 6; ++i) {
        text[3 * i] = kDigits[address.octets[i] >> 4];
        text[3 * i + 1] = kDigits[address.octets[i] & 0x0F];
        if (i < 5) text[3 * i + 2] = ':';
    }
    return text;
}

/// Reads "02:00:00:00:01:00", either case. Empty unless the whole of `text` is one address.
[[nodiscard]] constexpr std::optional<MacAddress> parse_mac(std::string_view text) {
    if (text.size() != 17) return std::nullopt;
    const auto nibble = [](char digit) -> int {
        if (digit >= '0' && digit <= '9') return digit - '0';
        if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
        if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
        return -1;
    };
    MacAddress address;
    for (std::size_t i = 0; i < 6; ++i) {
        const int high = nibble(text[3 * i]);
        const int low = nibble(text[3 * i + 1]);
        if (high < 0 || low < 0 || (i < 5 && text[3 * i + 2] != ':')) return std::nullopt;
        address.octets[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return address;
}

enum class Band : std::uint8_t { Ghz2_4, Ghz5, Ghz6 };

/// What a BSS and a station have in common at best. The order is the order of the amendments.
enum class PhyMode : std::uint8_t { Legacy, Ht, Vht, He, Eht };

/// Channel width in MHz.
enum class Width : std::uint16_t { Mhz20 = 20, Mhz40 = 40, Mhz80 = 80, Mhz160 = 160, Mhz320 = 320 };

}  // namespace wifi
