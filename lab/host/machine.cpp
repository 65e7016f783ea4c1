#include "lab/host/machine.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <sched.h>
#include <sstream>
#include <string_view>
#include <thread>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>

namespace lab::host {

namespace {

namespace fs = std::filesystem;

constexpr int kMemoryMb = 192;
/// More of a fleet: programs and logs of each station and each access point.
constexpr int kMemoryMbEach = 12;
constexpr std::size_t kMostMachines = 256;
std::array<std::atomic<pid_t>, kMostMachines> running{};
std::atomic<bool> all_killed{false};

/// Remembers a process group for kill_all() while it lives.
class Registration {
public:
    explicit Registration(pid_t group) {
        for (auto& slot : running) {
            pid_t empty = 0;
            if (slot.compare_exchange_strong(empty, group)) {
                slot_ = &slot;
                return;
            }
        }
    }
    ~Registration() {
        if (slot_) slot_->store(0);
    }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

private:
    std::atomic<pid_t>* slot_ = nullptr;
};

int memory_mb(const Scenario& scenario) {
    const std::size_t programs = scenario.is_fleet() ? scenario.stations.size() + scenario.aps.size() : 0;
    return kMemoryMb + kMemoryMbEach * static_cast<int>(programs);
}

int radios_of(const Scenario& scenario) {
    return static_cast<int>(bss_sites(scenario).size() + std::max<std::size_t>(1, scenario.stations.size()));
}

std::string read_file(const fs::path& path) {
    std::ifstream file{path};
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string last_lines(const std::string& text, int count) {
    std::size_t at = text.size();
    for (int i = 0; i <= count && at != std::string::npos && at > 0; ++i) at = text.rfind('\n', at - 1);
    return at == std::string::npos || at == 0 ? text : text.substr(at + 1);
}

bool can_trace() {
    const pid_t child = fork();
    if (child < 0) return false;
    if (child == 0) _exit(ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0 ? 0 : 1);
    int status = 0;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool is_installed(std::string_view program) {
    return std::ranges::any_of(std::to_array<std::string_view>({"/usr/sbin", "/usr/bin", "/sbin", "/bin",
                                                                "/usr/local/sbin", "/usr/local/bin"}),
                               [program](std::string_view folder) {
                                   return access(fmt::format("{}/{}", folder, program).c_str(), X_OK) == 0;
                               });
}

fs::path kernel_script() { return fs::path{ROAM_LAB_DATA} / "kernel" / "build"; }

/// Runs the kernel script and returns the last line that it prints on standard output.
std::expected<std::string, std::string> run_script(const char* argument) {
    const std::string command = fmt::format("'{}' {}", kernel_script().string(), argument);
    FILE* pipe = popen(command.c_str(), "r");
    if (!pipe) return std::unexpected(fmt::format("cannot run {}", command));
    std::string output;
    std::array<char, 4096> buffer{};
    while (fgets(buffer.data(), static_cast<int>(buffer.size()), pipe)) output = buffer.data();
    const int status = pclose(pipe);
    while (!output.empty() && output.back() == '\n') output.pop_back();
    if (status != 0 || output.empty())
        return std::unexpected(std::string{"the lab's kernel cannot be built here"});
    return output;
}

/// Whether `cpu` is ours until this process and its children end: no other laboratory on this machine runs on
/// it. A name in the abstract namespace of Unix sockets is the lock, so that nothing is left behind by
/// whoever is killed.
bool take_processor(int cpu) {
    const int lock = socket(AF_UNIX, SOCK_DGRAM, 0);
    if (lock < 0) return false;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string name = fmt::format("roam-lab-processor-{}", cpu);
    std::ranges::copy(name, address.sun_path + 1);
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
    const bool taken = bind(lock, reinterpret_cast<const sockaddr*>(&address), size) == 0;
    // The kernel's own descriptors have the same numbers whether this one is kept or not.
    constexpr int kOutOfTheWay = 500;
    if (taken) dup2(lock, kOutOfTheWay);
    close(lock);
    return taken;
}

/// A user-mode kernel hands over to its processes by ptrace tens of thousands of times a second, and each
/// hand-over to another processor costs an interrupt: on one processor it is ten times faster. The first that
/// no other run has, also none of another roam-lab; where all are taken, `lane` picks one.
void stay_on_one_processor(unsigned lane) {
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
    std::vector<int> ours;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
        if (CPU_ISSET(cpu, &allowed)) ours.push_back(cpu);
    if (ours.empty()) return;
    const auto free = std::ranges::find_if(ours, take_processor);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(free != ours.end() ? *free : ours[lane % ours.size()], &one);
    sched_setaffinity(0, sizeof one, &one);
}

[[noreturn]] void become_kernel(const fs::path& kernel, const fs::path& folder, const RunPlan& plan,
                                const Scenario& scenario, unsigned lane) {
    setsid();
    stay_on_one_processor(lane);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int console = open((folder / "console.log").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    const int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, STDIN_FILENO);
    dup2(console, STDOUT_FILENO);
    dup2(console, STDERR_FILENO);
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    setenv("ROAM_LAB_SEED", std::to_string(plan.seed).c_str(), 1);
    // Nothing of this host may leak into the guest: its random generator is fed with the command line, and
    // sizes and addresses of its memory with this process's layout. So the layout is fixed, and the run's
    // folder is the working directory, which has the same name in every run.
    personality(ADDR_NO_RANDOMIZE);
    if (chdir(folder.c_str()) != 0) _exit(126);

    const std::vector<std::string> arguments{
        "linux",
        fmt::format("mem={}M", memory_mb(scenario)),
        fmt::format("mac80211_hwsim.radios={}", radios_of(scenario)),
        "root=hostfs",
        "rootfstype=hostfs",
        "rootflags=/",
        "rw",
        "init=/proc/self/cwd/init",
        "con=null",
        "con0=null,fd:1",
        "quiet",
        "time-travel=inf-cpu",
        // The same wall clock in every run: it is part of what programs draw randomness from.
        "time-travel-start=1700000000000000000",
        "uml_dir=./",
        "umid=run",
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    };
    std::vector<char*> raw;
    raw.reserve(arguments.size() + 1);
    for (const std::string& argument : arguments) raw.push_back(const_cast<char*>(argument.c_str()));
    raw.push_back(nullptr);
    execv(kernel.c_str(), raw.data());
    _exit(127);
}

/// Waits for the process; kills its group after `limit`. False when it had to.
bool wait_for(pid_t pid, std::chrono::seconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    for (;;) {
        int status = 0;
        const pid_t ended = waitpid(pid, &status, WNOHANG);
        if (ended == pid || (ended < 0 && errno != EINTR)) return true;
        if (std::chrono::steady_clock::now() > deadline) {
            kill(-pid, SIGKILL);
            waitpid(pid, &status, 0);
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
}

}  // namespace

fs::path program_folder() {
    std::error_code error;
    const fs::path self = fs::read_symlink("/proc/self/exe", error);
    return error ? fs::path{"."} : self.parent_path();
}

std::optional<std::string> why_not() {
    utsname machine{};
    uname(&machine);
    if (std::string_view{machine.machine} != "x86_64")
        return fmt::format("the laboratory needs an x86_64 machine, this is {}; run it on one",
                           machine.machine);
    if (!can_trace())
        return "the laboratory needs ptrace, which is forbidden here; in a container add "
               "--cap-add=SYS_PTRACE";
    struct statvfs room{};
    const char* temporary = std::getenv("TMPDIR");
    const char* memory_folder = temporary ? temporary : "/dev/shm";
    if (statvfs(memory_folder, &room) == 0 && room.f_bavail * room.f_frsize < std::uint64_t{kMemoryMb} << 20)
        return fmt::format(
            "the laboratory needs {} MB in {} for its memory; make room or set TMPDIR to a folder that has "
            "it",
            kMemoryMb, memory_folder);
    for (const char* program : {"hostapd", "wpa_supplicant", "iw", "ip"})
        if (!is_installed(program)) return fmt::format("{} is not installed; run script/setup", program);
    if (access("/lib/firmware/regulatory.db", R_OK) != 0)
        return "wireless-regdb is not installed; run script/setup";
    return std::nullopt;
}

std::optional<std::string> why_not(const Arm& arm) {
    if (arm.program != StationProgram::NetworkManager) return std::nullopt;
    for (const char* program : {"NetworkManager", "dbus-daemon"})
        if (!is_installed(program))
            return fmt::format("arm {}: {} is not installed; run script/setup", arm.name, program);
    return std::nullopt;
}

std::expected<fs::path, std::string> kernel_path() {
    auto path = run_script("--print-path");
    if (!path) return std::unexpected(path.error());
    if (access(path->c_str(), X_OK) != 0)
        return std::unexpected(std::string{"the lab's kernel is not built yet; run `roam-lab kernel build`"});
    return fs::path{*path};
}

std::expected<fs::path, std::string> build_kernel() {
    auto path = run_script("");
    if (!path) return std::unexpected(path.error());
    return fs::path{*path};
}

std::expected<std::string, std::string> boot(const fs::path& kernel, const fs::path& folder,
                                             const RunPlan& plan, const Scenario& scenario, unsigned lane) {
    std::error_code error;
    fs::remove(folder / "init", error);
    fs::create_symlink(program_folder() / "roam-lab-guest", folder / "init", error);
    if (error)
        return std::unexpected(fmt::format("cannot write in {}: {}", folder.string(), error.message()));
    // Not every container has an init that collects orphans.
    prctl(PR_SET_CHILD_SUBREAPER, 1UL);
    const pid_t pid = fork();
    if (pid < 0) return std::unexpected(std::string{"cannot start the lab's kernel: no more processes"});
    if (pid == 0) become_kernel(kernel, folder, plan, scenario, lane);
    const Registration registered{pid};
    // kill_all() may have come before the kernel was known to it.
    if (all_killed) kill(pid, SIGKILL);

    // Ten times slower than the goal before we call it hung.
    const double stations = std::max(1.0, static_cast<double>(scenario.stations.size()) / 4);
    const auto limit = std::chrono::seconds{120 + static_cast<int>(scenario.seconds / 2 * stations)};
    const bool ended = wait_for(pid, limit);
    kill(-pid, SIGKILL);  // whatever it left behind
    // Its processes come to us when it is gone: nothing is left when this call is over.
    while (waitpid(-pid, nullptr, 0) > 0 || errno == EINTR) {
    }
    const std::string failure = read_file(folder / kFailureFile);
    if (!failure.empty()) return std::unexpected(failure.substr(0, failure.find('\n')));
    if (!ended) return std::unexpected(fmt::format("the lab's kernel did not finish in {} s", limit.count()));
    std::string truth = read_file(folder / kTruthFile);
    if (truth.empty())
        return std::unexpected("the lab's kernel ended early: " +
                               last_lines(read_file(folder / "console.log"), 3));
    return truth;
}

void kill_all() noexcept {
    all_killed = true;
    for (auto& slot : running) {
        const pid_t kernel = slot.load();
        if (kernel <= 0) continue;
        kill(-kernel, SIGKILL);
        kill(kernel, SIGKILL);  // it may not lead its group yet
    }
}

}  // namespace lab::host
