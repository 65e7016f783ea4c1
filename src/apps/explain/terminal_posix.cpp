#include <unistd.h>

#include <sys/ioctl.h>

#include "apps/explain/terminal.hpp"

namespace explain_app {

namespace {

int number_of(Stream stream) { return static_cast<int>(stream); }

}  // namespace

static_assert(static_cast<int>(Stream::Input) == STDIN_FILENO &&
              static_cast<int>(Stream::Error) == STDERR_FILENO);

bool is_terminal(Stream stream) { return ::isatty(number_of(stream)) != 0; }

std::optional<TerminalSize> terminal_size(Stream stream) {
    winsize size{};
    if (!is_terminal(stream) || ::ioctl(number_of(stream), TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return std::nullopt;
    return TerminalSize{size.ws_col, size.ws_row};
}

void prepare_streams() {}

}  // namespace explain_app
