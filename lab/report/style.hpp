// The report's style sheet.
#pragma once

#include <string_view>

namespace lab {

/// What follows markup::kBaseStyle between `<style>` and `</style>`. Bands differ by dashes, causes of gaps
/// by pattern, and all carry labels.
extern const std::string_view kStyleSheet;

/// SVG patterns that the style sheet refers to, inside `<defs>`.
extern const std::string_view kPatterns;

}  // namespace lab
