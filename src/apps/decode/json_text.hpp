// JSON on one line, written from left to right: a large capture becomes gigabytes of it, too many for a tree
// of allocated nodes.
#pragma once

#include <charconv>
#include <concepts>
#include <cstring>
#include <string>
#include <string_view>

#include "wifi/units.hpp"

namespace decode {

/// Appends values to one text. Commas come of themselves; that members and values alternate and that what
/// begins also ends is the caller's part.
class JsonText {
public:
    [[nodiscard]] std::string_view text() const { return {text_.data(), size_}; }
    [[nodiscard]] std::size_t size() const { return size_; }
    /// Keeps the room for the next text.
    void clear() { size_ = 0; }
    /// Takes `count` octets of text out again, from `at` on.
    void cut(std::size_t at, std::size_t count) {
        std::memmove(&text_[at], &text_[at + count], size_ - at - count);
        size_ -= count;
    }

    void begin_object() { open('{'); }
    void end_object() { put("}"); }
    void begin_array() { open('['); }
    void end_array() { put("]"); }

    /// The key of the next value: `name` and `suffix`, neither of which needs an escape.
    void key(std::string_view name, std::string_view suffix = {}) {
        char* to = grow(name.size() + suffix.size() + 4);
        to = separate(to);
        *to++ = '"';
        to = std::copy(name.begin(), name.end(), to);
        to = std::copy(suffix.begin(), suffix.end(), to);
        *to++ = '"';
        *to++ = ':';
        end_at(to);
    }
    template <std::integral T>
    void number(T value) {
        constexpr std::size_t kMost = 20;  // digits of 2^64, or of -2^63 with its sign
        char* to = separate(grow(kMost + 1));
        // Most are bits and small numbers.
        if (value >= 0 && value < 10) {
            *to++ = static_cast<char>('0' + value);
            return end_at(to);
        }
        end_at(std::to_chars(to, to + kMost, value).ptr);
    }
    void boolean(bool value) {
        char* to = separate(grow(6));
        const std::string_view word = value ? "true" : "false";
        end_at(std::copy(word.begin(), word.end(), to));
    }
    /// Text in UTF-8 without control characters.
    void string(std::string_view value) {
        char* to = separate(grow(2 * value.size() + 3));
        *to++ = '"';
        for (const char c : value) {
            if (c == '"' || c == '\\') *to++ = '\\';
            *to++ = c;
        }
        *to++ = '"';
        end_at(to);
    }
    /// Octets in lower-case hexadecimal.
    void hex(wifi::Octets octets) {
        constexpr std::string_view kDigits = "0123456789abcdef";
        char* to = separate(grow(2 * octets.size() + 3));
        *to++ = '"';
        for (const std::uint8_t octet : octets) {
            *to++ = kDigits[octet >> 4];
            *to++ = kDigits[octet & 0x0F];
        }
        *to++ = '"';
        end_at(to);
    }
    /// Members or values in JSON, as they are.
    void put(std::string_view json) {
        char* to = grow(json.size());
        end_at(std::copy(json.begin(), json.end(), to));
    }

private:
    void open(char bracket) {
        char* to = separate(grow(2));
        *to++ = bracket;
        end_at(to);
    }
    /// Where the next `count` octets may go.
    char* grow(std::size_t count) {
        if (text_.size() - size_ < count) text_.resize(2 * (size_ + count));
        return text_.data() + size_;
    }
    void end_at(const char* end) { size_ = static_cast<std::size_t>(end - text_.data()); }
    /// A comma, unless what stands before `to` is the start, a bracket or a key. A string cannot end with
    /// those.
    char* separate(char* to) const {
        if (size_ == 0 || to[-1] == '{' || to[-1] == '[' || to[-1] == ':') return to;
        *to++ = ',';
        return to;
    }

    std::string text_;      ///< longer than what is in use: appending need not look for the end
    std::size_t size_ = 0;  ///< in use
};

}  // namespace decode
