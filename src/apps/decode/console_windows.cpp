#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <initializer_list>
#include <io.h>

#include "apps/decode/console.hpp"

namespace decode {

namespace {

volatile std::sig_atomic_t was_interrupted = 0;

}  // namespace

void prepare_console() {
    was_interrupted = 0;
    std::signal(SIGINT, [](int) { was_interrupted = 1; });
    // A capture is no text, and neither are lines that another program reads.
    for (std::FILE* stream : {stdin, stdout}) (void)_setmode(_fileno(stream), _O_BINARY);
}

bool is_interrupted() { return was_interrupted != 0; }

bool errors_are_watched() { return _isatty(_fileno(stderr)) != 0; }

}  // namespace decode
