// What went wrong and why, from the timeline: a table of rules, each a pure function.
//
// A rule that cannot be sure says so. Each rule names where its knowledge is from: the file and function of
// the program whose behaviour it states, or the clause. docs/explain.md has them in words.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "explain/timeline/timeline.hpp"

namespace explain {

enum class Certainty : std::uint8_t {
    Sure,      ///< the log says it
    Likely,    ///< it follows from what the log says, and hardly anything else would look like it
    Possible,  ///< it fits; something that the log does not show may be the cause
};

struct Verdict {
    std::string_view rule;  ///< as Rule::id
    Certainty certainty = Certainty::Likely;
    /// Seconds of trouble that it accounts for, about: what orders the verdicts.
    double weight = 0;
    Micros from{0};
    Micros to{0};
    std::size_t station = 0;  ///< index into Timeline::stations
    std::optional<wifi::MacAddress> bssid{};
    std::uint64_t times = 1;
    std::string what;    ///< one sentence: what happened
    std::string why;     ///< its cause, in the field's words
    std::string remedy;  ///< what to do about it
    Places places;
};

/// What a rule looks at.
struct Case {
    const Timeline& timeline;
    const Station& station;

    [[nodiscard]] bool has(Source source) const {
        return timeline.events_of[static_cast<std::size_t>(source)] != 0;
    }
    /// The last value of a setting, of one BSS or of the station.
    [[nodiscard]] const Set* setting(std::string_view name,
                                     std::optional<wifi::MacAddress> bss = std::nullopt) const;
    [[nodiscard]] const Heard* known(const wifi::MacAddress& bssid) const;
};

struct Rule {
    std::string_view id;      ///< such as "scan-stall"
    std::string_view title;   ///< a few words
    std::string_view source;  ///< where its knowledge is from
    void (*judge)(const Case&, std::vector<Verdict>&);
};

/// All rules, by family.
[[nodiscard]] std::span<const Rule> rules();
[[nodiscard]] const Rule* find_rule(std::string_view id);

/// Everything that the rules find, the heaviest first.
[[nodiscard]] std::vector<Verdict> judge(const Timeline& timeline);

[[nodiscard]] std::string_view word_of(Certainty certainty);

}  // namespace explain
