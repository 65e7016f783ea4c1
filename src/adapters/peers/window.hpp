// Which counters of a sender have been seen: each is taken once, in any order, unless it is too old to know.
#pragma once

#include <cstdint>

namespace peers {

class ReplayWindow {
public:
    /// How far behind the highest a counter may come and still be taken.
    static constexpr std::uint64_t kReach = 1024;

    /// Takes what is above `after` only.
    explicit constexpr ReplayWindow(std::uint64_t after = 0) : lowest_{after}, highest_{after} {}

    /// Whether `counter` may be taken. Changes nothing: who sent it is known only after it was opened.
    [[nodiscard]] constexpr bool fresh(std::uint64_t counter) const {
        if (counter <= lowest_) return false;
        if (counter > highest_) return true;
        if (highest_ - counter >= kReach) return false;
        return (word(counter) & bit(counter)) == 0;
    }

    /// Notes a fresh counter as seen.
    constexpr void take(std::uint64_t counter) {
        if (counter > highest_) {
            // Each word that the window moves into starts empty.
            const std::uint64_t words = counter / 64 - highest_ / 64;
            for (std::uint64_t i = 1; i <= (words < kWords ? words : kWords); ++i)
                seen_[(highest_ / 64 + i) % kWords] = 0;
            highest_ = counter;
        }
        seen_[counter / 64 % kWords] |= bit(counter);
    }

private:
    // One word more than the reach: the word of the highest counter is filled while the oldest still counts.
    static constexpr std::uint64_t kWords = kReach / 64 + 1;

    [[nodiscard]] constexpr std::uint64_t word(std::uint64_t counter) const {
        return seen_[counter / 64 % kWords];
    }
    [[nodiscard]] static constexpr std::uint64_t bit(std::uint64_t counter) {
        return std::uint64_t{1} << counter % 64;
    }

    std::uint64_t lowest_;
    std::uint64_t highest_;
    std::uint64_t seen_[kWords]{};
};

}  // namespace peers
