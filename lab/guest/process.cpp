#include "lab/guest/process.hpp"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <fcntl.h>
#include <stdexcept>
#include <unistd.h>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/wait.h>
#include <system_error>

namespace lab::guest {

namespace {

[[noreturn]] void become(const std::vector<std::string>& command, const char* log) {
    if (log) {
        const int out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0644);
        if (out >= 0) {
            dup2(out, STDOUT_FILENO);
            dup2(out, STDERR_FILENO);
        }
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    execvp(arguments[0], arguments.data());
    _exit(127);
}

pid_t spawn(const std::vector<std::string>& command, const char* log) {
    const pid_t pid = fork();
    if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (pid == 0) become(command, log);
    return pid;
}

}  // namespace

Program start(const std::string& name, const std::vector<std::string>& command,
              const std::filesystem::path& log) {
    return {name, spawn(command, log.c_str())};
}

void run_or_throw(const std::vector<std::string>& command) {
    const pid_t pid = spawn(command, nullptr);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
    throw std::runtime_error(fmt::format("`{}` {}", fmt::join(command, " "), how_it_ended(status)));
}

std::vector<Ended> reap() {
    std::vector<Ended> ended;
    for (;;) {
        Ended one;
        one.pid = waitpid(-1, &one.status, WNOHANG);
        if (one.pid <= 0) return ended;
        ended.push_back(one);
    }
}

std::optional<ProcessUsage> usage_in(std::string_view status) {
    const auto number_after = [status](std::string_view key) -> std::optional<std::uint32_t> {
        const auto at = status.find(key);
        if (at == std::string_view::npos) return std::nullopt;
        const auto start = status.find_first_not_of("\t ", at + key.size());
        std::uint32_t number = 0;
        if (start == std::string_view::npos ||
            std::from_chars(status.data() + start, status.data() + status.size(), number).ec != std::errc{})
            return std::nullopt;
        return number;
    };
    // The involuntary ones have the same words after another first one.
    const auto resident = number_after("\nVmRSS:");
    const auto sleeps = number_after("\nvoluntary_ctxt_switches:");
    if (!resident || !sleeps) return std::nullopt;
    return ProcessUsage{*resident, *sleeps};
}

std::string how_it_ended(int status) {
    if (WIFSIGNALED(status)) return fmt::format("was killed by signal {}", WTERMSIG(status));
    return fmt::format("ended with status {}", WEXITSTATUS(status));
}

}  // namespace lab::guest
