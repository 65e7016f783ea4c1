// The summary as one text table, for terminals and logs.
#pragma once

#include <span>
#include <string>

#include "lab/score.hpp"

namespace lab {

/// A block for each scenario, a row for each arm: means over its `n` seeds, of the worst gap the worst. Of a
/// fleet a row for each station stands before it, and a line about the steering after it. The
/// last row of a block is the clairvoyant optimum. ASCII, every line with its newline.
/// @param columns  width of the terminal; figures that do not fit are left out, the least important first.
/// Names are
///                 never cut, so that a terminal narrower than a name and R still shows both.
[[nodiscard]] std::string text_table(std::span<const Score> scores, int columns = 100);

}  // namespace lab
