// Brings the clocks of several inputs onto one: whose clock that is, by how much each other one is shifted,
// and which cannot be.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "explain/bss_addresses.hpp"
#include "explain/clocks.hpp"
#include "explain/reader.hpp"

namespace explain {

inline constexpr std::size_t kClocks = 4;

/// What the first reading of an input finds.
struct ClockSurvey {
    std::array<std::vector<Landmark>, kClocks> landmarks;  ///< by clock, in the order of time, bounded
    std::array<std::uint64_t, kClocks> events{};
    std::vector<std::uint64_t> lines;  ///< of the landmarks without a time
    /// Links to BSS that the input names by their interface only, as places in `landmarks`.
    struct Nameless {
        std::string interface;
        Clock clock = Clock::None;
        std::size_t at = 0;
    };
    std::vector<Nameless> nameless;

    void note(const Event& event);
    /// The clock of most events; None without any.
    [[nodiscard]] Clock main_clock() const;
};

/// What to do with an input in the second reading.
struct ClockPlan {
    std::array<Micros, kClocks> offsets{};
    std::array<Clock, kClocks> becomes{Clock::Unix, Clock::Boot, Clock::Day,
                                       Clock::None};  ///< with the offset
    std::optional<Alignment> alignment;               ///< of its main clock
    std::string not_aligned;
    /// For lines without a time: from this line on it is taken to be so late. In the order of lines.
    struct Mark {
        std::uint64_t line = 0;
        Micros at{0};
    };
    std::vector<Mark> marks;
    BssAddresses addresses;  ///< of BSS that the input does not tell, as other inputs do
};

/// @return  for each input what to do, and whose clock is the common one.
struct CommonClock {
    std::vector<ClockPlan> plans;
    Clock clock = Clock::None;
};
[[nodiscard]] CommonClock plan_clocks(const std::vector<ClockSurvey>& surveys);

}  // namespace explain
