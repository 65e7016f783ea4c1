// Whether to stay, to look, or to move: the one decision of the station.
#pragma once

#include "base/time.hpp"
#include "records/decision.hpp"
#include "station/knowledge.hpp"
#include "station/policy.hpp"

namespace station {

/// Judges all that is known. A function of its arguments alone, and the order of the table does not matter:
/// ties go to the lower address.
///
/// It moves when the candidate's expected rate over the horizon, less what the move costs, exceeds the
/// serving link's by the policy's margin, and when it is as sure of that as the policy asks. A failing link
/// lowers both bars at once. Otherwise it looks where a look pays. The gates of the decision say what was
/// compared.
[[nodiscard]] records::Decision decide(const Policy& policy, const Knowledge& knowledge, base::Instant now);

/// How one BSS appears in a record.
[[nodiscard]] records::Candidate describe(const Policy& policy, const Knowledge& knowledge, const Bss& bss,
                                          base::Instant now);

/// Expected rate of the link, kbit/s; 0 without one.
[[nodiscard]] std::uint32_t serving_kbps(const Policy& policy, const Knowledge& knowledge, base::Instant now);

}  // namespace station
