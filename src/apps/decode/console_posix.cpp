#include <csignal>
#include <unistd.h>

#include "apps/decode/console.hpp"

namespace decode {

namespace {

volatile std::sig_atomic_t was_interrupted = 0;

}  // namespace

void prepare_console() {
    was_interrupted = 0;
    // Without restart, so that a read that waits for input ends, too.
    struct sigaction action{};
    action.sa_handler = [](int) { was_interrupted = 1; };
    sigaction(SIGINT, &action, nullptr);
}

bool is_interrupted() { return was_interrupted != 0; }

bool errors_are_watched() { return isatty(STDERR_FILENO) != 0; }

}  // namespace decode
