// Our own records (docs/records.md), of roam-station and of roam-ap: one JSON object per line.
#pragma once

#include <memory>

#include "explain/sources/source.hpp"

namespace explain {

/// Reads both: the schema says whose a record is.
[[nodiscard]] std::unique_ptr<LineSource> roam_record_source();

}  // namespace explain
