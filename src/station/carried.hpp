// What the link's traffic tells beside its level: the rate at which it is sent, and what of it arrives.
#pragma once

#include "base/time.hpp"
#include "station/knowledge.hpp"
#include "station/policy.hpp"

namespace station {

/// Takes in what a reading shows of the rate. Without traffic, or where the driver does not tell rate and
/// counts, it shows nothing. Measured against the best that this link has shown, so that a wrong idea of what
/// our own radio can do, or a driver that is careful, is no collapse.
/// @param elapsed  since the reading before.
void note_carried(const Policy& policy, Knowledge& knowledge, const Reading& reading,
                  base::Milliseconds elapsed, base::Instant now);

/// The link carries far less than it has shown, and has for a while.
[[nodiscard]] bool has_collapsed(const Policy& policy, const Serving& serving, base::Instant now);

/// What is left of the link's promise, of 256. All of it unless its rate collapsed; after the last reading
/// with traffic it comes back.
[[nodiscard]] std::uint32_t carried_per_256(const Policy& policy, const Serving& serving, base::Instant now);

/// The serving BSS, `left`, is left. Where its link failed or its rate collapsed while the station stood, the
/// level is no evidence of what it carries (interference, a hidden sender, an AP that is overrun) and is
/// doubted for a while. A walker may have left the link's reach, which says nothing against the BSS.
void note_left(const Policy& policy, const Knowledge& knowledge, Bss& left, base::Instant now);

/// What of the promise of `bss`, to which there is no link, is believed; of 256.
[[nodiscard]] std::uint32_t believed_per_256(const Bss& bss, base::Instant now);

}  // namespace station
