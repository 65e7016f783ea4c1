// What a log tells of one station, as the roaming trace that a driver under the native 802.11 contract would
// have indicated (docs/roaming-operation.md): engine/roaming_json.hpp has its text, station/trace_check.hpp
// its rules.
#pragma once

#include <vector>

#include "explain/timeline/timeline.hpp"
#include "records/roaming_event.hpp"

namespace explain {

/// The links and attempts of `station`, in the order of time, on the timeline's clock. What the log leaves
/// out is said as it looks from outside: an attempt that is not announced begins when it ends, an operation
/// of which nothing more is told ends after 9 s.
[[nodiscard]] std::vector<records::RoamingEvent> roaming_trace(const Station& station);

}  // namespace explain
