// Finds the rule for a line by how it begins, without looking at more than the few rules that begin with the
// same two octets.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace explain {

/// A rule: lines that start with `prefix` are the business of `handler`. A null handler: nothing about
/// roaming.
template <class Handler>
struct PrefixRule {
    std::string_view prefix;  ///< at least two octets
    Handler handler = nullptr;
};

/// Rules in an order in which the longest prefix that fits is met first, with an index over the first two
/// octets. Built when compiling.
template <class Handler, std::size_t Size>
class PrefixTable {
public:
    using Rule = PrefixRule<Handler>;
    static_assert(Size < 65536);

    consteval explicit PrefixTable(const std::array<Rule, Size>& rules) : rules_{rules} {
        std::ranges::sort(rules_, [](const Rule& a, const Rule& b) {
            const std::size_t left = slot(a.prefix);
            const std::size_t right = slot(b.prefix);
            if (left != right) return left < right;
            if (a.prefix.size() != b.prefix.size()) return a.prefix.size() > b.prefix.size();
            return a.prefix < b.prefix;
        });
        std::size_t rule = 0;
        for (std::size_t i = 0; i < kSlots; ++i) {
            starts_[i] = static_cast<std::uint16_t>(rule);
            while (rule < Size && slot(rules_[rule].prefix) == i) ++rule;
        }
        starts_[kSlots] = static_cast<std::uint16_t>(Size);
    }

    /// The rule with the longest prefix that `text` starts with; null: none.
    [[nodiscard]] constexpr const Rule* find(std::string_view text) const {
        if (text.size() < 2) return nullptr;
        const std::size_t at = slot(text);
        for (std::size_t i = starts_[at]; i < starts_[at + 1]; ++i)
            if (text.starts_with(rules_[i].prefix)) return &rules_[i];
        return nullptr;
    }

private:
    static constexpr std::size_t kSlots = 1024;

    static constexpr std::size_t slot(std::string_view text) {
        const auto first = static_cast<unsigned char>(text[0]);
        const auto second = static_cast<unsigned char>(text[1]);
        return (first * 37U + second * 8U + (second >> 3U)) % kSlots;
    }

    std::array<Rule, Size> rules_;
    std::array<std::uint16_t, kSlots + 1> starts_{};
};
template <class Handler, std::size_t Size>
PrefixTable(const std::array<PrefixRule<Handler>, Size>&) -> PrefixTable<Handler, Size>;

/// A program's own rules and the beginnings of lines that say nothing about roaming, as one list.
template <class Handler, std::size_t Own, std::size_t Plain>
consteval std::array<PrefixRule<Handler>, Own + Plain> with_plain(
    const std::array<PrefixRule<Handler>, Own>& own, const std::array<std::string_view, Plain>& plain) {
    std::array<PrefixRule<Handler>, Own + Plain> rules{};
    const auto end = std::ranges::copy(own, rules.begin()).out;
    std::ranges::transform(plain, end,
                           [](std::string_view prefix) { return PrefixRule<Handler>{prefix, nullptr}; });
    return rules;
}

}  // namespace explain
