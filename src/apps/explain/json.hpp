// The answer for programs: schema roam-explain/1, described in docs/explain-schema.md.
#pragma once

#include <boost/json.hpp>

#include "apps/explain/explanation.hpp"
#include "apps/explain/names.hpp"

namespace explain_app {

inline constexpr std::string_view kSchema = "roam-explain/1";

[[nodiscard]] boost::json::object to_json(const Explanation& all, const Names& names);

}  // namespace explain_app
