// The figures that people see: headings, digits, definitions, and how several seeds become one number.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lab/score.hpp"

namespace lab {

struct Figure {
    std::string_view key;      ///< as in `--json`
    std::string_view heading;  ///< short, with its unit
    int decimals = 0;
    bool worst_seed = false;          ///< the greatest over the seeds instead of their mean
    double (*of)(const Score&);       ///< in the unit of the heading
    double (*optimum)(const Score&);  ///< the clairvoyant's; null where it has none
    std::string_view definition;      ///< one paragraph of plain text
};

/// In order of importance: where room is short, the last are left out.
[[nodiscard]] std::span<const Figure> figures();

/// The runs of one arm in one scenario, one for each seed.
struct ArmRuns {
    std::string scenario;
    std::string arm;
    std::vector<Score> runs;
};

/// Groups by scenario, then arm, both in order of first appearance.
[[nodiscard]] std::vector<ArmRuns> by_arm(std::span<const Score> scores);

/// One number for all seeds. @pre `runs` is not empty.
[[nodiscard]] double over_seeds(const Figure& figure, std::span<const Score> runs);
[[nodiscard]] double optimum_over_seeds(const Figure& figure, std::span<const Score> runs);

/// With the figure's number of decimals.
[[nodiscard]] std::string to_text(const Figure& figure, double value);

}  // namespace lab
