// Programs and what became of them.
#include "lab/guest/process.hpp"

#include <chrono>
#include <stdexcept>
#include <string>
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

}  // namespace
}  // namespace lab::guest
