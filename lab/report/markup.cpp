#include "lab/report/markup.hpp"

#include <fmt/format.h>

namespace lab {

std::string clock_text(Micros at) {
    const double seconds = static_cast<double>(at) / 1e6;
    if (seconds < 120) return fmt::format("{:.2f} s", seconds);
    const auto minutes = static_cast<int>(seconds / 60);
    return fmt::format("{}:{:04.1f}", minutes, seconds - 60 * minutes);
}

}  // namespace lab
