// Small helpers for writing SVG and HTML.
#pragma once

#include <string>
#include <string_view>

#include "lab/truth.hpp"

namespace lab {

/// `text` as character data or as a quoted attribute's value: & < > " ' become references, control characters
/// spaces.
[[nodiscard]] std::string escape(std::string_view text);

/// A name as an id: letters and digits stay, everything else becomes '-'.
[[nodiscard]] std::string id_of(std::string_view text);

/// "12.34 s" below two minutes, "12:05.3" above.
[[nodiscard]] std::string clock_text(Micros at);

/// A coordinate with at most one decimal.
[[nodiscard]] std::string coordinate(double value);

}  // namespace lab
