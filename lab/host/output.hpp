// What roam-lab shows on a terminal and writes into files.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lab::host {

/// Columns of the terminal on standard output, or of standard error; 100 where there is none.
[[nodiscard]] int output_columns();
[[nodiscard]] int progress_columns();

/// One line of progress, cut to fit on a terminal of `columns`: a line that wraps cannot be overwritten.
[[nodiscard]] std::string progress_line(std::size_t done, std::size_t all, std::string_view run, int columns);

/// Why `file` could not be written, for people; empty when it can. Asked before hours of work are put into
/// it. Changes nothing.
[[nodiscard]] std::optional<std::string> why_not_writable(const std::string& file);

/// Replaces the contents of `file`. What failed, for people; empty when nothing did.
[[nodiscard]] std::optional<std::string> write_file(const std::string& file, std::string_view text);

}  // namespace lab::host
