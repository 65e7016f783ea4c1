// Starting programs in the guest, and knowing what became of them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace lab::guest {

/// A running program. Not waited for on destruction: process 1 reaps its children.
struct Program {
    std::string name;
    pid_t pid = -1;
};

/// Starts `command` with its output appended to `log`. Throws std::system_error when it cannot be forked.
[[nodiscard]] Program start(const std::string& name, const std::vector<std::string>& command,
                            const std::filesystem::path& log);

/// Runs `command` to its end; throws std::runtime_error with the command and its status when it fails.
void run_or_throw(const std::vector<std::string>& command);

/// Collects programs that have ended; returns their pids and wait statuses.
struct Ended {
    pid_t pid = -1;
    int status = 0;
};
[[nodiscard]] std::vector<Ended> reap();

/// What a process uses, read from the text of /proc/PID/status: its resident memory in kB and how often it
/// went to sleep of its own will. Empty where one of them is missing, as it is for a process that has ended.
struct ProcessUsage {
    std::uint32_t resident_kb = 0;
    std::uint32_t sleeps = 0;
};
[[nodiscard]] std::optional<ProcessUsage> usage_in(std::string_view status);

/// A wait status for people: "ended with status 1", "was killed by signal 11".
[[nodiscard]] std::string how_it_ended(int status);

}  // namespace lab::guest
