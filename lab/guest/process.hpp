// Starting programs in the guest, and knowing what became of them.
#pragma once

#include <filesystem>
#include <string>
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

/// A wait status for people: "ended with status 1", "was killed by signal 11".
[[nodiscard]] std::string how_it_ended(int status);

}  // namespace lab::guest
