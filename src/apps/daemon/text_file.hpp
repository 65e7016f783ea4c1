// Whole files, read and replaced.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace daemon_app {

/// @return  the text, or in words why there is none.
[[nodiscard]] std::expected<std::string, std::string> text_of_file(const std::string& file);

/// Puts `text` into the file at once and whole: whoever reads it sees the old text or the new.
/// @return  what went wrong, in words; empty: nothing. The old file stands then.
[[nodiscard]] std::string replace_file(const std::string& path, std::string_view text);

}  // namespace daemon_app
