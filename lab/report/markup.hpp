// Small helpers for writing SVG and HTML.
#pragma once

#include <string>
#include <string_view>

#include "lab/truth.hpp"
#include "markup/markup.hpp"

namespace lab {

using markup::coordinate;
using markup::escape;
using markup::id_of;

/// "12.34 s" below two minutes, "12:05.3" above.
[[nodiscard]] std::string clock_text(Micros at);

}  // namespace lab
