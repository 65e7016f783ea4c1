// hostapd.conf as far as `roam ap check` needs it: what each BSS has on, and the keys of fast transitions.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "engine/site_check.hpp"

namespace cli {

/// The BSS of one file: that of its interface, and one for each "bss=". What hostapd does without a line is
/// filled in (its defaults), so everything is known but the addresses that the file does not name.
/// @param name  of the file, for messages and, with the interface, for people.
/// @return  or "FILE:LINE: what is wrong".
[[nodiscard]] std::expected<std::vector<engine::CheckedBss>, std::string> parse_hostapd_conf(
    std::string_view text, std::string_view name);

}  // namespace cli
