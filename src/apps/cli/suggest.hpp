// "did you mean": the nearest of the words that would have been right.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace cli {

/// The one of `known` that differs from `word` by the fewest letters added, left out or changed; empty when
/// none is near.
[[nodiscard]] std::string_view nearest(std::string_view word, std::span<const std::string> known);

}  // namespace cli
