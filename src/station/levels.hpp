// How eager the station is, for people: five levels, each a handful of the policy's numbers.
//
// Level 3 is the policy as it is, the one that the laboratory measured. A level changes what a move and a
// look have to be worth, never what a signal means or when a link counts as failing. docs/station.md and
// roam-station.toml(5) print this table; a test compares.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "station/policy.hpp"

namespace station {

enum class Level : std::uint8_t { Stay = 1, Reluctant, Balanced, Eager, Chase };

struct LevelRow {
    Level level = Level::Balanced;
    std::string_view name;
    std::string_view about;
    bool only_when_failing = false;
    std::uint8_t gain_moving = 0;  ///< per cent, as in Policy
    std::uint8_t gain_standing = 0;
    std::uint8_t confidence_moving = 0;  ///< per cent
    std::uint8_t confidence_standing = 0;
    base::Milliseconds dwell{0};
    base::Milliseconds look_every{0};
};

inline constexpr auto kLevels = [] {
    constexpr Policy kMeasured;
    using enum Level;
    using Ms = base::Milliseconds;
    return std::array<LevelRow, 5>{{
        {Stay, "stay", "moves only when the link fails", true, 50, 200, 90, 99, Ms{5'000}, Ms{5'000}},
        {Reluctant, "reluctant", "moves for a large gain", false, 25, 150, 85, 98, Ms{3'000}, Ms{4'000}},
        {Balanced, "balanced", "moves when the gain is worth the cost", false, kMeasured.gain_moving,
         kMeasured.gain_standing, kMeasured.confidence_moving, kMeasured.confidence_standing, kMeasured.dwell,
         kMeasured.look_every},
        {Eager, "eager", "moves for a small gain", false, 2, 50, 60, 90, Ms{1'000}, Ms{2'000}},
        {Chase, "chase", "follows the best rate, at even odds", false, 0, 25, 50, 80, Ms{500}, Ms{1'500}},
    }};
}();

/// The policy of `level`: every number that the table does not name is the default.
[[nodiscard]] constexpr Policy policy_at(Level level) {
    const LevelRow& row = kLevels[static_cast<std::size_t>(level) - 1];
    Policy policy;
    policy.only_when_failing = row.only_when_failing;
    policy.gain_moving = row.gain_moving;
    policy.gain_standing = row.gain_standing;
    policy.confidence_moving = row.confidence_moving;
    policy.confidence_standing = row.confidence_standing;
    policy.dwell = row.dwell;
    policy.look_every = row.look_every;
    return policy;
}

[[nodiscard]] constexpr std::string_view name(Level level) {
    return kLevels[static_cast<std::size_t>(level) - 1].name;
}

/// By name or by number: "eager" and "4" are the same. Empty for anything else.
[[nodiscard]] constexpr std::optional<Level> level_named(std::string_view word) {
    for (const LevelRow& row : kLevels) {
        const char digit = static_cast<char>('0' + static_cast<int>(row.level));
        if (word == row.name || word == std::string_view{&digit, 1}) return row.level;
    }
    return std::nullopt;
}

// Rows are in the order of the levels, and no step up asks more of a move or looks more seldom.
static_assert([] {
    for (std::size_t i = 0; i < kLevels.size(); ++i) {
        const LevelRow& row = kLevels[i];
        if (static_cast<std::size_t>(row.level) != i + 1) return false;
        if (i == 0) continue;
        const LevelRow& below = kLevels[i - 1];
        if (row.only_when_failing > below.only_when_failing || row.gain_moving > below.gain_moving ||
            row.gain_standing > below.gain_standing || row.confidence_moving > below.confidence_moving ||
            row.confidence_standing > below.confidence_standing || row.dwell > below.dwell ||
            row.look_every > below.look_every)
            return false;
    }
    return true;
}());

}  // namespace station
