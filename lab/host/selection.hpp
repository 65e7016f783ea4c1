// From the words on the command line to scenario files, arms and seeds. Errors say what is allowed.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/scenario.hpp"

namespace lab::host {

template <class T>
using Chosen = std::expected<T, std::string>;

/// Scenarios that are run by one word.
struct ScenarioGroup {
    std::string name;
    std::vector<std::filesystem::path> files;  ///< in alphabetical order
};

/// The scenarios that come with the program: `all`, those of the folder itself, then a group for each of its
/// folders. No two files have one name.
[[nodiscard]] std::vector<ScenarioGroup> shipped_scenarios();

/// Each word is the name of a shipped scenario or group, or a path to a .toml file.
[[nodiscard]] Chosen<std::vector<std::filesystem::path>> choose_scenarios(
    const std::vector<std::string>& words);

/// "A,B", each an arm or "ARM:POLICY" (docs/policies.md), or empty for all arms but those that are walked on
/// request only.
[[nodiscard]] Chosen<std::vector<std::string>> choose_arms(const std::string& list);

/// Why none of the arms can be walked in the scenario; empty when one can. Arms of fleets are for scenarios
/// with [[station]], the others for those without.
[[nodiscard]] std::optional<std::string> why_no_arm(const Scenario& scenario,
                                                    const std::vector<std::string>& arms);

/// "N" or "N..M".
[[nodiscard]] Chosen<std::vector<std::uint64_t>> choose_seeds(const std::string& range);

/// "no arm `raom`, did you mean `roam`; there are: …"
[[nodiscard]] std::string unknown(std::string_view what, const std::string& word,
                                  const std::vector<std::string>& known);

/// The nearest of `known` to a mistyped `word`, or empty when none is near.
[[nodiscard]] std::string did_you_mean(const std::string& word, const std::vector<std::string>& known);

}  // namespace lab::host
