// Finds by how much two clocks differ, from what both tell: the same access point answered, the same link
// came up or went. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "explain/event.hpp"

namespace explain {

/// A moment that another source may tell of, too.
struct Landmark {
    std::uint64_t kind =
        0;  ///< its sort and the access point; of a link, no access point where that is not said
    Micros at{0};
    wifi::MacAddress station{};  ///< whose it is; zero: not said, it may be anybody's

    friend constexpr auto operator<=>(const Landmark&, const Landmark&) = default;
};

/// The landmark in an event; empty: others do not tell of it, or it happens too often.
[[nodiscard]] std::optional<Landmark> landmark_of(const Event& event);

/// Whether it is a link that came up: those who tell of nothing else tell of these.
[[nodiscard]] bool is_link(const Landmark& landmark);
/// The access point of a link; empty: not said.
[[nodiscard]] std::optional<wifi::MacAddress> bss_of(const Landmark& link);
/// Whether both may be the same event: one sort, no two access points, no two stations.
[[nodiscard]] bool may_be_same(const Landmark& one, const Landmark& other);

struct ClockMatch {
    Micros offset{0};         ///< to add to the second clock
    Micros residual{0};       ///< median of what the matched pairs still differ by
    std::size_t matched = 0;  ///< pairs
    bool is_unique = true;    ///< false: another offset would fit as well
};

/// How much later than `other` the clock of `reference` runs: the offset at which most landmarks of either
/// meet within `kMeeting`, in the middle of those. Both in the order of time.
/// @return  empty when they have no landmark in common.
inline constexpr Micros kMeeting = std::chrono::milliseconds{250};
[[nodiscard]] std::optional<ClockMatch> match_clocks(const std::vector<Landmark>& reference,
                                                     const std::vector<Landmark>& other);

/// How many pairs meet where the two clocks are one, give or take `within`.
[[nodiscard]] std::size_t meetings_of_one_clock(const std::vector<Landmark>& reference,
                                                const std::vector<Landmark>& other, Micros within);

}  // namespace explain
