// Text whose room is part of its type, for values that travel where there is no heap.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>

namespace base {

/// Up to `Room` octets of text. What is longer is cut.
template <std::size_t Room>
class StaticText {
public:
    constexpr StaticText() = default;
    /// From whatever views as text: a literal, a view, a string.
    template <std::convertible_to<std::string_view> Text>
        requires(!std::same_as<Text, StaticText>)
    constexpr StaticText(const Text& text) {
        const std::string_view view = text;
        while (size_ < view.size() && size_ < Room) {
            octets_[size_] = view[size_];
            ++size_;
        }
    }

    [[nodiscard]] constexpr std::string_view view() const { return {octets_.data(), size_}; }
    constexpr operator std::string_view() const { return view(); }
    [[nodiscard]] constexpr bool empty() const { return size_ == 0; }

    friend constexpr bool operator==(const StaticText& a, const StaticText& b) {
        if (a.size_ != b.size_) return false;
        for (std::size_t i = 0; i < a.size_; ++i)
            if (a.octets_[i] != b.octets_[i]) return false;
        return true;
    }

private:
    std::array<char, Room> octets_{};
    std::size_t size_ = 0;
};

}  // namespace base
