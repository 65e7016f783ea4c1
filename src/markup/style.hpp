// The look of every page that Roam writes: colours for light and dark, type, tables.
#pragma once

#include <string_view>

namespace markup {

/// Rules for the inside of `<style>`, to be followed by the page's own. Colours of access points (`.a0` to
/// `.a6`) are those of Okabe and Ito, which people with any common colour blindness can tell apart.
extern const std::string_view kBaseStyle;

}  // namespace markup
