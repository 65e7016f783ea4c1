// Small helpers for writing SVG and HTML: what the laboratory's reports and those of `roam explain` share.
#pragma once

#include <string>
#include <string_view>

namespace markup {

/// `text` as character data or as a quoted attribute's value: & < > " ' become references, control characters
/// spaces.
[[nodiscard]] std::string escape(std::string_view text);

/// A name as an id: letters and digits stay, everything else becomes '-'.
[[nodiscard]] std::string id_of(std::string_view text);

/// A coordinate with at most one decimal.
[[nodiscard]] std::string coordinate(double value);

}  // namespace markup
