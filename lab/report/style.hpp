// The report's style sheet.
#pragma once

#include <string_view>

namespace lab {

/// Everything between `<style>` and `</style>`. Colours of APs are those of Okabe and Ito, which people with
/// any common colour blindness can tell apart; bands differ by dashes, causes of gaps by pattern, and all
/// carry labels.
extern const std::string_view kStyleSheet;

/// SVG patterns that the style sheet refers to, inside `<defs>`.
extern const std::string_view kPatterns;

}  // namespace lab
