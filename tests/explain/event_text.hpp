// Events as short lines, so that a test can say what it expects and a failure can be read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "explain/reader.hpp"

namespace explain {

/// "89.477481 up 02:00:00:00:03:00 roam-lab 5745"; seconds without what is before the decimal point's third
/// digit, so that the lines stay short.
[[nodiscard]] std::string to_text(const Event& event);

/// What a reading of files gave.
struct Told {
    std::vector<Event> events;
    ReadReport report;

    /// One line per event; only of events whose text contains one of `words`, if there are any.
    [[nodiscard]] std::vector<std::string> lines(std::initializer_list<std::string_view> words = {}) const;
};
[[nodiscard]] Told read_files(const std::vector<std::string>& paths, ReadOptions options = {});
/// What a reading of one file with this content gives.
[[nodiscard]] Told read_text(std::string_view content, ReadOptions options = {});
/// The path of a new file with this content; it goes with the test program.
[[nodiscard]] std::string file_of(std::string_view content);
[[nodiscard]] std::string content_of(const std::string& path);
/// tests/vectors/logs/NAME
[[nodiscard]] std::string vector_path(std::string_view name);

}  // namespace explain
