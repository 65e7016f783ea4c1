#include "lab/report/markup.hpp"

#include <cmath>

#include <fmt/format.h>

namespace lab {

std::string escape(std::string_view text) {
    std::string out;
    for (const char letter : text) {
        switch (letter) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F ? ' ' : letter;
        }
    }
    return out;
}

std::string id_of(std::string_view text) {
    std::string id;
    for (const char letter : text) {
        const bool stays = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                           (letter >= '0' && letter <= '9');
        id += stays ? letter : '-';
    }
    return id;
}

std::string clock_text(Micros at) {
    const double seconds = static_cast<double>(at) / 1e6;
    if (seconds < 120) return fmt::format("{:.2f} s", seconds);
    const auto minutes = static_cast<int>(seconds / 60);
    return fmt::format("{}:{:04.1f}", minutes, seconds - 60 * minutes);
}

std::string coordinate(double value) {
    const auto tenths = static_cast<long>(std::lround(value * 10));
    if (tenths % 10 == 0) return fmt::format("{}", tenths / 10);
    return fmt::format("{}{}.{}", tenths < 0 ? "-" : "", std::labs(tenths) / 10, std::labs(tenths) % 10);
}

}  // namespace lab
