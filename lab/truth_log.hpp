// The text log of one run: the guest writes it line by line, the host reads it back into a Truth.
//
// Line 1 is `roam-lab-truth 1`. Every other line is one event, `T KIND FIELDS`, separated by single spaces, T
// in microseconds from the start of the scored walk (negative before it):
//
//     T linked BSS ft|full        T unlinked BSS CAUSE       T away        T home
//     T look MHZ                  T down SEQ SENT_T          T up SEQ SENT_T
//     T mark TEXT                 T usage RSS_KB WAKEUPS
//     T asked BSS MODE TIMER TARGETS      T answered BSS STATUS      T dismissed BSS disassoc|deauth REASON
//     T end SENT_DOWN SENT_UP MGMT_FRAMES FIRST_SENT_T PERIOD_US
//
// CAUSE is turned-away, deauth, disassoc, ap-off or end. `down` and `up` are arrivals. `end` is the last
// line; packet n of either direction was sent at FIRST_SENT_T + n x PERIOD_US, which gives the packets that
// never arrived a time. The row of `asked` is of fleets: TARGETS are BSS numbers with commas between them, or
// `-`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "lab/truth.hpp"

namespace lab {

inline constexpr std::string_view kTruthLogHeader = "roam-lab-truth 1\n";

enum class UnlinkCause : std::uint8_t { TurnedAway, Deauth, Disassoc, ApOff, End };

/// What was sent in all, written when the run ends.
struct SentTotals {
    std::uint32_t down = 0;  ///< packets, at most kMostPackets
    std::uint32_t up = 0;
    std::uint32_t mgmt_frames = 0;
    Micros first_sent = 0;
    Micros period = 20'000;  ///< more than 0

    friend bool operator==(const SentTotals&, const SentTotals&) = default;
};

/// 50 packets per second for 55 hours: more in one log is taken for damage.
inline constexpr std::uint32_t kMostPackets = 10'000'000;
/// One year. A time further from the start of the walk is taken for damage.
inline constexpr Micros kFurthestTime = 365LL * 24 * 3600 * 1'000'000;
inline constexpr int kMostBss = 4096;

/// One line each, with its newline.
[[nodiscard]] std::string linked_line(Micros at, int bss, bool fast_transition);
[[nodiscard]] std::string unlinked_line(Micros at, int bss, UnlinkCause cause);
[[nodiscard]] std::string away_line(Micros at);
[[nodiscard]] std::string home_line(Micros at);
[[nodiscard]] std::string look_line(Micros at, int mhz);
[[nodiscard]] std::string arrival_line(Direction direction, Micros at, std::uint32_t sequence, Micros sent);
/// Control characters in `text` become spaces: a mark is one line.
[[nodiscard]] std::string mark_line(Micros at, std::string_view text);
[[nodiscard]] std::string usage_line(const Usage& usage);
[[nodiscard]] std::string asked_line(const Asked& asked);
[[nodiscard]] std::string answered_line(const Answered& answered);
[[nodiscard]] std::string dismissed_line(const Dismissed& dismissed);
[[nodiscard]] std::string end_line(Micros at, const SentTotals& totals);

struct LogError {
    std::size_t line = 0;  ///< 1-based
    std::string message;   ///< what is wrong and what was expected

    friend bool operator==(const LogError&, const LogError&) = default;
};

/// Reads a whole log. A link or an excursion still open at `end` lasts until then; of a packet that arrived
/// twice the first arrival counts. Links must not overlap and no time may run backwards within a link or an
/// excursion.
/// @return the Truth with packets by direction and sequence, or the first fault and its line.
[[nodiscard]] std::expected<Truth, LogError> read_truth_log(std::string_view log);

/// SHA-256 of the log's octets in lower-case hexadecimal: equal for two runs only if they agree byte for
/// byte.
[[nodiscard]] std::string events_sha(std::string_view log);

}  // namespace lab
