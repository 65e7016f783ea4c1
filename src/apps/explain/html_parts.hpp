// The fixed parts of the page. Private to this folder.
#pragma once

#include <string_view>

namespace explain_app {

/// What follows markup::kBaseStyle between `<style>` and `</style>`.
extern const std::string_view kPageStyle;
/// Draws the timeline from the data in the page: zoom, pan, what lies under the pointer. Without it the page
/// still has verdicts and tables.
extern const std::string_view kPageScript;

}  // namespace explain_app
