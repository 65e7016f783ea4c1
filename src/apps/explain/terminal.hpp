// What the command asks of the terminal. One implementation for POSIX, one for Windows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace explain_app {

enum class Stream : std::uint8_t { Input, Output, Error };

struct TerminalSize {
    std::size_t columns = 0;  ///< more than 0
    std::size_t rows = 0;
};

[[nodiscard]] bool is_terminal(Stream stream);
/// Empty where it is none, or does not say.
[[nodiscard]] std::optional<TerminalSize> terminal_size(Stream stream);
/// Octets go out as they are.
void prepare_streams();

}  // namespace explain_app
