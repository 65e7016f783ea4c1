#include "markup/markup.hpp"

#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

namespace markup {

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

std::string coordinate(double value) {
    const auto tenths = static_cast<long>(std::lround(value * 10));
    if (tenths % 10 == 0) return fmt::format("{}", tenths / 10);
    return fmt::format("{}{}.{}", tenths < 0 ? "-" : "", std::labs(tenths) / 10, std::labs(tenths) % 10);
}

}  // namespace markup
