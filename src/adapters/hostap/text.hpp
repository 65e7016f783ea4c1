// What the replies and events of wpa_supplicant and hostapd have in common: "key=value", by line or by word.
// Pure functions; every octet may be hostile.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace hostap {

/// The first line of `text`, without its end; `text` goes on behind it.
[[nodiscard]] std::string_view next_line(std::string_view& text);

/// The value of `key=` at the start of a line of `reply`.
[[nodiscard]] std::optional<std::string_view> field(std::string_view reply, std::string_view key);

/// The value of `key=` among words separated by blanks.
[[nodiscard]] std::optional<std::string_view> word(std::string_view line, std::string_view key);

/// A whole decimal number, with sign; empty when anything else is in it or it does not fit.
[[nodiscard]] std::optional<std::int64_t> integer(std::string_view text);

}  // namespace hostap
