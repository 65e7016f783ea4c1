#include "lab/host/selection.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/rivals.hpp"
#include "lab/arms.hpp"

namespace lab::host {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> scenarios_in(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator{folder, ignored})
        if (entry.path().extension() == ".toml") files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = std::exchange(row[j], std::min({changed, row[j] + 1, row[j - 1] + 1}));
        }
    }
    return row.back();
}

std::vector<std::string> rivals() {
    const auto names = engine::rival_names();
    return {names.begin(), names.end()};
}

std::vector<std::string> ap_rules() {
    const auto names = ap_policies();
    return {names.begin(), names.end()};
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::string unknown(std::string_view what, const std::string& word, const std::vector<std::string>& known) {
    const std::string near = did_you_mean(word, known);
    return fmt::format("no {} `{}`{}; there are: {}", what, word,
                       near.empty() ? "" : fmt::format(", did you mean `{}`", near), fmt::join(known, ", "));
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& known) {
    const auto near = std::ranges::min_element(
        known, {}, [&word](const std::string& candidate) { return edit_distance(word, candidate); });
    if (near == known.end() || edit_distance(word, *near) > std::max<std::size_t>(2, word.size() / 3))
        return {};
    return *near;
}

std::vector<ScenarioGroup> shipped_scenarios() {
    const fs::path root = fs::path{ROAM_LAB_DATA} / "scenarios";
    std::vector<ScenarioGroup> groups{{"all", scenarios_in(root)}};
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator{root, ignored})
        if (entry.is_directory())
            groups.push_back({entry.path().filename().string(), scenarios_in(entry.path())});
    std::ranges::sort(groups.begin() + 1, groups.end(), {}, &ScenarioGroup::name);
    return groups;
}

Chosen<std::vector<fs::path>> choose_scenarios(const std::vector<std::string>& words) {
    std::map<std::string, std::vector<fs::path>> known;
    std::vector<std::string> names;  // in the order in which they are listed
    for (const ScenarioGroup& group : shipped_scenarios()) {
        known[group.name] = group.files;
        names.push_back(group.name);
        for (const fs::path& file : group.files) {
            known[file.stem().string()] = {file};
            names.push_back(file.stem().string());
            known[fmt::format("{}/{}", group.name, file.stem().string())] = {file};
        }
    }
    std::vector<fs::path> chosen;
    const auto add = [&chosen](const fs::path& file) {
        if (std::ranges::find(chosen, file) == chosen.end()) chosen.push_back(file);
    };
    for (const std::string& word : words) {
        if (const auto files = known.find(word); files != known.end()) {
            std::ranges::for_each(files->second, add);
        } else if (word.ends_with(".toml")) {
            if (!fs::exists(word)) return std::unexpected(fmt::format("{}: no such file", word));
            add(word);
        } else {
            return std::unexpected(unknown("scenario", word, names) + ", or the path of a .toml file");
        }
    }
    return chosen;
}

Chosen<std::vector<std::string>> choose_arms(const std::string& list) {
    std::vector<std::string> names;
    for (const Arm& arm : arms()) names.emplace_back(arm.name);
    std::vector<std::string> chosen;
    if (list.empty()) {
        for (const Arm& arm : arms())
            if (!arm.on_request) chosen.emplace_back(arm.name);  // of each scenario those that are for it
        return chosen;
    }
    for (std::size_t at = 0; at <= list.size();) {
        const std::size_t comma = std::min(list.find(',', at), list.size());
        const std::string word = list.substr(at, comma - at);
        const auto arm = find_arm(word);
        if (!arm) return std::unexpected(unknown("arm", word, names));
        const std::string policy{policy_of(word)};
        const std::vector<std::string> known = arm->fleet ? ap_rules() : rivals();
        if (word != arm->name && std::ranges::find(known, policy) == known.end())
            return std::unexpected(unknown("policy", policy, known));
        if (std::ranges::find(chosen, word) == chosen.end()) chosen.push_back(word);
        at = comma + 1;
    }
    return chosen;
}

std::optional<std::string> why_no_arm(const Scenario& scenario, const std::vector<std::string>& chosen) {
    const auto is_for = [&scenario](const Arm& arm) { return arm.fleet == scenario.is_fleet(); };
    if (std::ranges::any_of(chosen, [&](const std::string& name) { return is_for(*find_arm(name)); }))
        return std::nullopt;
    std::vector<std::string_view> names;
    for (const Arm& arm : arms())
        if (is_for(arm)) names.push_back(arm.name);
    return fmt::format("{} is a scenario {}; its arms are: {}", scenario.name,
                       scenario.is_fleet() ? "of a fleet" : "with one station", fmt::join(names, ", "));
}

Chosen<std::vector<std::uint64_t>> choose_seeds(const std::string& range) {
    const std::size_t dots = range.find("..");
    const auto first = parse_number(range.substr(0, dots));
    const auto last = dots == std::string::npos ? first : parse_number(range.substr(dots + 2));
    constexpr std::uint64_t kMost = 100'000;
    if (!first || !last || *last < *first || *last - *first >= kMost)
        return std::unexpected(
            fmt::format("`{}` is no seed; allowed: a number such as 7, or a range such as 1..5", range));
    std::vector<std::uint64_t> seeds(*last - *first + 1);
    std::iota(seeds.begin(), seeds.end(), *first);
    return seeds;
}

}  // namespace lab::host
