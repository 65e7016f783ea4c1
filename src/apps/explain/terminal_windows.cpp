#include <cstdio>
#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include "apps/explain/terminal.hpp"

namespace explain_app {

namespace {

std::FILE* file_of(Stream stream) {
    return stream == Stream::Input ? stdin : stream == Stream::Output ? stdout : stderr;
}

}  // namespace

bool is_terminal(Stream stream) { return ::_isatty(::_fileno(file_of(stream))) != 0; }

std::optional<TerminalSize> terminal_size(Stream stream) {
    CONSOLE_SCREEN_BUFFER_INFO info{};
    HANDLE const console = ::GetStdHandle(stream == Stream::Error ? STD_ERROR_HANDLE : STD_OUTPUT_HANDLE);
    if (!is_terminal(stream) || !::GetConsoleScreenBufferInfo(console, &info)) return std::nullopt;
    const int columns = info.srWindow.Right - info.srWindow.Left + 1;
    const int rows = info.srWindow.Bottom - info.srWindow.Top + 1;
    if (columns <= 0 || rows <= 0) return std::nullopt;
    return TerminalSize{static_cast<std::size_t>(columns), static_cast<std::size_t>(rows)};
}

void prepare_streams() {
    for (std::FILE* stream : {stdin, stdout}) (void)::_setmode(::_fileno(stream), _O_BINARY);
}

}  // namespace explain_app
