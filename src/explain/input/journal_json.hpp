// Lines that are JSON: the journal's (`journalctl -o json`) and our own records.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "explain/event.hpp"

namespace explain {

struct JournalEntry {
    std::optional<Micros> time;  ///< since 1970
    std::string program;
    std::string message;
};

/// Empty when `line` is no object with a MESSAGE.
[[nodiscard]] std::optional<JournalEntry> read_journal_entry(std::string_view line);

/// "roam-station" or "roam-ap" for a line of their records (docs/records.md), without reading all of it; else
/// empty.
[[nodiscard]] std::string_view program_of_record(std::string_view line);

}  // namespace explain
