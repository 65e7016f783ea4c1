// What can be wrong with an input.
#pragma once

#include <cstdint>
#include <string>

namespace explain {

/// What was wrong with an input, and where. The reading went on behind it unless it says otherwise.
struct Fault {
    enum class Kind : std::uint8_t {
        CannotOpen,
        CannotRead,   ///< and ends there
        Truncated,    ///< a compressed file or a capture ends too early
        Compression,  ///< the compressed data is damaged, and the reading of this input ends there
        Capture,      ///< no capture that we can read, or damaged
        Encoding,     ///< not UTF-8: read as far as it is ASCII
        LineTooLong,  ///< cut
        ClockBack,    ///< the clock was set back, or the machine started anew
        Unnamed,      ///< does not tell the address of a BSS: another stands for it
        NothingKnown  ///< not one line of a program that we know
    };
    Kind kind = Kind::CannotRead;
    std::uint64_t line = 0;   ///< the first time; 0: of the input as a whole
    std::uint64_t times = 1;  ///< how often
    std::string text;         ///< for people: what, and what to do

    friend bool operator==(const Fault&, const Fault&) = default;
};

}  // namespace explain
