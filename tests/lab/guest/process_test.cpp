// Programs and what became of them.
#include "lab/guest/process.hpp"

#include <chrono>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include <gtest/gtest.h>

namespace lab::guest {
namespace {

std::string end_of(const std::vector<std::string>& command) {
    const Program program = start("test", command, "/dev/null");
    for (;;) {
        for (const Ended& ended : reap())
            if (ended.pid == program.pid) return how_it_ended(ended.status);
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
}

TEST(Program, SaysHowItEnded) {
    EXPECT_EQ(end_of({"sh", "-c", "exit 3"}), "ended with status 3");
    EXPECT_EQ(end_of({"sh", "-c", "kill -SEGV $$"}), "was killed by signal 11");
    EXPECT_EQ(end_of({"/nonexistent/program"}), "ended with status 127");
}

TEST(RunOrThrow, NamesTheCommandThatFailed) {
    EXPECT_NO_THROW(run_or_throw({"true"}));
    try {
        run_or_throw({"sh", "-c", "exit 7"});
        FAIL() << "nothing was thrown";
    } catch (const std::runtime_error& error) {
        EXPECT_EQ(std::string{error.what()}, "`sh -c exit 7` ended with status 7");
    }
}

TEST(Usage, IsReadFromTheKernelsStatus) {
    constexpr std::string_view kStatus =
        "Name:\troam-station\nVmHWM:\t    9000 kB\nVmRSS:\t    6940 kB\nThreads:\t1\n"
        "voluntary_ctxt_switches:\t1204\nnonvoluntary_ctxt_switches:\t77\n";
    const auto usage = usage_in(kStatus);
    ASSERT_TRUE(usage);
    EXPECT_EQ(usage->resident_kb, 6'940U);
    EXPECT_EQ(usage->sleeps, 1'204U);
    // The kernel says the involuntary ones in nearly the same words.
    EXPECT_FALSE(usage_in("Name:\tx\nVmRSS:\t1 kB\nnonvoluntary_ctxt_switches:\t77\n"));
    EXPECT_FALSE(usage_in("Name:\tx\nvoluntary_ctxt_switches:\t77\n"))
        << "a process that has ended has no memory";
    EXPECT_FALSE(usage_in("Name:\tx\nVmRSS:\t"));
    EXPECT_FALSE(usage_in(""));
}

TEST(Usage, OfThisProgramIsThere) {
    std::ifstream file{"/proc/self/status"};
    const auto usage = usage_in(std::string{std::istreambuf_iterator<char>{file}, {}});
    ASSERT_TRUE(usage);
    EXPECT_GT(usage->resident_kb, 100U);
}

}  // namespace
}  // namespace lab::guest
