// The rules of others: what each would decide on the same evidence, and how one runs in our place.
//
// docs/policies.md describes them in words. Each rule has two halves. watch() sees every reading of the link
// and says when the rule looks at other channels; judge() says what it makes of what was found. What has to
// be remembered between the two is in Memory; neither has a clock.
#pragma once

#include "records/decision.hpp"
#include "station/policies/a3.hpp"
#include "station/policies/apple.hpp"
#include "station/policies/esp_idf.hpp"
#include "station/policies/evidence.hpp"
#include "station/policies/iwd.hpp"
#include "station/policies/networkmanager.hpp"

namespace station::policies {

/// What one rule remembers of the present link; only its own part is used.
struct Memory {
    networkmanager::State bgscan;
    iwd::State iwd;
    esp_idf::State esp_idf;
    apple::State apple;
    a3::State a3;
};

/// On a new link, with its first reading.
[[nodiscard]] Memory begin(records::Rival rival, const Evidence& evidence, base::Instant now);

/// One reading of the link: Look when the rule looks at other channels now; it is taken to do so.
[[nodiscard]] Verdict watch(records::Rival rival, Memory& memory, const Evidence& evidence,
                            base::Instant now);

/// What it does with what is known: Move, or Stay.
[[nodiscard]] Verdict judge(records::Rival rival, const Memory& memory, const Evidence& evidence,
                            base::Instant now);

/// A scan ended, and judge() said `found`.
void note_scan_ended(records::Rival rival, Memory& memory, const Verdict& found, base::Instant now);

/// Whether it judges only what its own scan has just found. The others are asked at any time: A3 measures all
/// the time, and wpa_supplicant alone scans when somebody tells it to, which may be any time.
[[nodiscard]] bool judges_own_scans_only(records::Rival rival);

/// What it would have decided at this moment had it been in our place, with `watched` from watch(): a rule
/// that does not look now knows of no candidate.
[[nodiscard]] records::RivalVerdict compared(records::Rival rival, const Memory& memory,
                                             const Verdict& watched, const Evidence& evidence,
                                             base::Instant now);

}  // namespace station::policies
