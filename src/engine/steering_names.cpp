#include "engine/steering_names.hpp"

#include <algorithm>
#include <array>

namespace engine {

namespace {

constexpr std::array<std::string_view, records::kSteeringModes> kModes{"observe", "suggest", "insist",
                                                                       "enforce"};
constexpr std::array<std::string_view, steering::kRules> kRules{"gain", "hostapd-roamer", "band",
                                                                "least-signal", "load"};

template <class Value, class Names>
std::optional<Value> named(const Names& names, std::string_view name) {
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Value>(found - names.begin());
}

}  // namespace

std::string_view name(records::SteeringTrigger trigger) {
    constexpr std::array<std::string_view, records::kSteeringTriggers> kNames{
        "joined", "signal", "measured", "sighted", "asks", "steer-ended", "operator"};
    return kNames[static_cast<std::size_t>(trigger)];
}

std::string_view name(records::SteeringAction action) {
    constexpr std::array<std::string_view, records::kSteeringActions> kNames{"stay", "measure", "steer"};
    return kNames[static_cast<std::size_t>(action)];
}

std::string_view name(records::SteeringReason reason) {
    constexpr std::array<std::string_view, records::kSteeringReasons> kNames{
        "not-served",       "excluded",        "pinned",        "cannot-move",  "asked",
        "just-joined",      "backing-off",     "budget-spent",  "no-candidate", "nothing-better",
        "gain-below-cost",  "not-sure-enough", "measuring",     "verify-first", "worth-measuring",
        "measure-too-soon", "cannot-measure",  "better-bss",    "link-failing", "asked-us",
        "within-limits",    "target-too-weak", "strong-on-2.4", "weak-on-5",    "weak-on-2.4",
        "low-signal",       "higher-band",     "less-loaded",   "operator"};
    return kNames[static_cast<std::size_t>(reason)];
}

std::string_view name(records::SteeringMode mode) { return kModes[static_cast<std::size_t>(mode)]; }

std::string_view name(records::SteeringResult result) {
    constexpr std::array<std::string_view, records::kSteeringResults> kNames{
        "none",    "not-acted", "not-sent", "moved",    "elsewhere",
        "refused", "no-answer", "stayed",   "returned", "gone"};
    return kNames[static_cast<std::size_t>(result)];
}

std::string_view name(records::ClientClass client_class) {
    constexpr std::array<std::string_view, records::kClientClasses> kNames{"unknown", "obeys",   "refuses",
                                                                           "ignores", "returns", "cannot"};
    return kNames[static_cast<std::size_t>(client_class)];
}

std::string_view name(records::Measures measures) {
    constexpr std::array<std::string_view, 3> kNames{"unknown", "works", "refuses"};
    return kNames[static_cast<std::size_t>(measures)];
}

std::string_view name(records::BeaconMode mode) {
    constexpr std::array<std::string_view, records::kBeaconModeCount> kNames{"passive", "active", "table"};
    return kNames[static_cast<std::size_t>(mode)];
}

std::string_view name(steering::Rule rule) { return kRules[static_cast<std::size_t>(rule)]; }

std::string_view name(steering::TransactionState state) {
    constexpr std::array<std::string_view, steering::kTransactionStates> kNames{"idle", "asked", "agreed",
                                                                                "leaving", "watching"};
    return kNames[static_cast<std::size_t>(state)];
}

std::optional<records::SteeringMode> steering_mode_named(std::string_view name) {
    return named<records::SteeringMode>(kModes, name);
}

std::optional<steering::Rule> steering_rule_named(std::string_view name) {
    return named<steering::Rule>(kRules, name);
}

}  // namespace engine
