// What a command line needs of the system around it.
#pragma once

namespace decode {

/// From now on an interrupt is noted instead of ending the program, and octets go out as they are.
void prepare_console();
[[nodiscard]] bool is_interrupted();
/// Somebody sees what goes to standard error.
[[nodiscard]] bool errors_are_watched();

}  // namespace decode
