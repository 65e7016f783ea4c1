// Whole files, read and replaced.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

namespace daemon_app {

/// @param most  octets that are read.
/// @return  the text, or in words why there is none.
[[nodiscard]] std::expected<std::string, std::string> text_of_file(const std::string& file,
                                                                   std::size_t most = 16U << 20);

/// Puts `text` into the file at once and whole: whoever reads it sees the old text or the new.
/// @return  what went wrong, in words; empty: nothing. The old file stands then.
[[nodiscard]] std::string replace_file(const std::string& path, std::string_view text);

}  // namespace daemon_app
