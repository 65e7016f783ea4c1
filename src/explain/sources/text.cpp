#include "explain/sources/text.hpp"

#include <cstring>

namespace explain {
namespace {

/// Octets of the UTF-8 character at the start of `text`; 0 when there is none.
std::size_t utf8_size(std::string_view text) {
    const auto octet = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = octet(0);
    std::size_t size = 0;
    if (first >= 0xC2 && first <= 0xDF) size = 2;
    if ((first & 0xF0U) == 0xE0) size = 3;
    if (first >= 0xF0 && first <= 0xF4) size = 4;
    if (size == 0 || size > text.size()) return 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((octet(i) & 0xC0U) != 0x80) return 0;
    // Longer than need be, half of a pair, beyond the last character.
    const unsigned char second = octet(1);
    const bool is_bad = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                        (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
    return is_bad ? 0 : size;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

bool is_hexdump(std::string_view text) {
    // Of its letters x is the rarest in a line: looking for the whole would stop at each blank.
    constexpr std::string_view kMark = " - hexdump";
    constexpr std::size_t kRarest = kMark.find('x');
    for (std::size_t at = text.find('x', kRarest); at != std::string_view::npos; at = text.find('x', at + 1))
        if (text.substr(at - kRarest, kMark.size()) == kMark) return true;
    return false;
}

std::string clean(std::string_view text) {
    text = text.substr(0, kLongestText);
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto octet = static_cast<unsigned char>(text[i]);
        if (octet >= 0x20 && octet < 0x7F) {
            result += text[i++];
            continue;
        }
        const std::size_t size = octet < 0x80 ? 0 : utf8_size(text.substr(i));
        if (size == 0) {
            result += octet < 0x80 ? " " : "\xEF\xBF\xBD";
            ++i;
            continue;
        }
        result += text.substr(i, size);
        i += size;
    }
    return result;
}

std::string unescaped_ssid(std::string_view printed) {
    std::string octets;
    for (std::size_t i = 0; i < printed.size() && octets.size() < 32; ++i) {
        if (printed[i] != '\\' || i + 1 == printed.size()) {
            octets += printed[i];
            continue;
        }
        const char kind = printed[++i];
        if (kind == 'x' && i + 2 < printed.size() && hex_digit(printed[i + 1]) >= 0 &&
            hex_digit(printed[i + 2]) >= 0) {
            octets += static_cast<char>(hex_digit(printed[i + 1]) << 4 | hex_digit(printed[i + 2]));
            i += 2;
            continue;
        }
        switch (kind) {
            case 'n':
                octets += '\n';
                break;
            case 'r':
                octets += '\r';
                break;
            case 't':
                octets += '\t';
                break;
            case 'e':
                octets += '\x1B';
                break;
            default:
                octets += kind;
        }
    }
    return clean(octets);
}

}  // namespace explain
