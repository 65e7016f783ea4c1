// Random numbers as a function of what they are for.
//
// A draw is keyed by (seed, stream, purpose, index) and does not depend on any draw before it. Two runs that
// ask different questions of one seed therefore still see the same world (common random numbers).
#pragma once

#include <cstdint>

namespace base {

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): every input bit reaches every output bit.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t word) {
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9ULL;
    word = (word ^ (word >> 27)) * 0x94D049BB133111EBULL;
    return word ^ (word >> 31);
}

/// Names one draw. `stream` is whose draw it is (a link, an AP), `purpose` what for, `index` which one.
struct DrawKey {
    std::uint64_t seed = 0;
    std::uint64_t stream = 0;
    std::uint64_t purpose = 0;
    std::uint64_t index = 0;
};

/// 64 random bits for `key`.
[[nodiscard]] constexpr std::uint64_t draw(const DrawKey& key) {
    constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15ULL;
    std::uint64_t word = mix(key.seed + kGolden);
    word = mix(word ^ (key.stream + kGolden));
    word = mix(word + kGolden * (key.purpose + 1));
    return mix(word ^ (key.index * 0xD1342543DE82EF95ULL + kGolden));
}

}  // namespace base
