// The answer on a terminal: what was wrong, and the roams, on one screen.
#pragma once

#include <string>

#include "apps/explain/explanation.hpp"
#include "apps/explain/names.hpp"

namespace explain_app {

struct Screen {
    std::size_t columns = 80;
    std::size_t rows = 50;
    bool colour = false;
};

[[nodiscard]] std::string summary(const Explanation& all, const Names& names, const Screen& screen);

/// Lines in no form that is known, of each input.
[[nodiscard]] std::string unknown_lines(const Explanation& all, const Names& names);

/// "wpa.log:123".
[[nodiscard]] std::string place_text(const Explanation& all, const Names& names, const explain::Place& place);
/// "340 ms", "2.7 s".
[[nodiscard]] std::string duration_text(explain::Micros time);
/// How an input came onto the common clock.
[[nodiscard]] std::string alignment_text(const explain::Alignment& alignment);
/// How one of the policies is called; the station's own is "roam".
[[nodiscard]] std::string_view policy_name(const std::optional<records::Rival>& rival);

}  // namespace explain_app
