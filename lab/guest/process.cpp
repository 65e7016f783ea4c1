#include "lab/guest/process.hpp"

#include <cerrno>
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

std::string how_it_ended(int status) {
    if (WIFSIGNALED(status)) return fmt::format("was killed by signal {}", WTERMSIG(status));
    return fmt::format("ended with status {}", WEXITSTATUS(status));
}

}  // namespace lab::guest
