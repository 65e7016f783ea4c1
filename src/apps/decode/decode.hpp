// `roam decode`: shows what 802.11 frames say, from hexadecimal text or captures.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace decode {

/// Runs the command.
/// @param arguments  what follows `roam decode`.
/// @return  the exit status: 0 everything decoded, 1 a shown frame has a fault, 2 wrong usage or unreadable
/// input, 130 interrupted.
[[nodiscard]] int run_decode(std::span<const std::string> arguments);

}  // namespace decode
