// What the network asks of the station by BSS transition management (802.11-2020 11.21.7), as knowledge.
//
// The supplicant answers such requests and moves by itself; here is what they mean for our own choice.
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "records/decision.hpp"
#include "station/knowledge.hpp"
#include "station/policy.hpp"

namespace station {

/// Reason of a query: the link is weak, and still carries what is sent (Table 9-198).
inline constexpr std::uint8_t kLowRssi = 16;

enum class Heed : std::uint8_t {
    Taken,    ///< the bar for leaving is lower now
    Answer,   ///< the AP answers a question of ours, which is no request
    Ignored,  ///< there were too many: what it says is not taken in
};

/// The serving AP asks the station to leave its BSS.
[[nodiscard]] Heed note_transition_requested(const Policy& policy, Knowledge& knowledge, base::Instant now);

/// ... and says that it will end the link in `in` (Disassociation Timer, 9.6.13.9, or the timer of an ESS
/// disassociation).
void note_link_ends(Knowledge& knowledge, base::Milliseconds in, base::Instant now);

/// Since when requests are heeded again; not after `now` where they are.
[[nodiscard]] base::Instant heeded_from(const Knowledge& knowledge);

/// The serving AP has said that it ends the link, and the moment is still to come or has just passed.
[[nodiscard]] bool is_ending(const Policy& policy, const Knowledge& knowledge, base::Instant now);

/// The serving AP asked the station to leave, a moment ago.
[[nodiscard]] bool is_asked(const Policy& policy, const Knowledge& knowledge, base::Instant now);

/// Whether to ask the network for a better AP (BSS transition management query), and why, as Table 9-198
/// numbers reasons: when the link cannot be kept and nothing is known that could replace it.
/// @param decision  what the station does about it itself.
[[nodiscard]] std::optional<std::uint8_t> query_reason(const Policy& policy, const Knowledge& knowledge,
                                                       const records::Decision& decision, base::Instant now);

}  // namespace station
