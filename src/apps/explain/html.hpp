// The answer as one page that needs nothing else: no network, no other file.
#pragma once

#include <string>

#include "apps/explain/explanation.hpp"
#include "apps/explain/names.hpp"

namespace explain_app {

[[nodiscard]] std::string html(const Explanation& all, const Names& names);

}  // namespace explain_app
