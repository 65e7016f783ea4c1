// Scores as JSON, schema `roam-lab/1`, and back. docs/score.md is the reference of the fields.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lab/score.hpp"

namespace lab {

inline constexpr std::string_view kScoreSchema = "roam-lab/1";

/// `{"schema":"roam-lab/1","runs":[…]}`, one run on each line, of a fleet one for each station, and then
/// `"fleets":[…]`. Numbers read back as the same doubles.
[[nodiscard]] std::string to_json(std::span<const Score> scores);

struct JsonError {
    std::string message;  ///< where and what, e.g. "runs[3].outage_s.down: a number is expected"
};

/// Reads what to_json() writes. Fields that this version does not know are passed over; a missing one is an
/// error.
[[nodiscard]] std::expected<std::vector<Score>, JsonError> read_scores(std::string_view text);

}  // namespace lab
