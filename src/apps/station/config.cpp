#include "apps/station/config.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include "apps/daemon/text_file.hpp"
#include "apps/daemon/toml_reader.hpp"
#include "engine/rivals.hpp"

namespace station_app {

namespace {

using base::Milliseconds;
using station::Policy;

using PolicyKey = daemon_app::NumberKey<Policy>;
using daemon_app::set_member;

constexpr auto kPolicyKeys = std::to_array<PolicyKey>({
    {"block_first_ms", 0, 600'000, set_member<&Policy::block_first>},
    {"block_most_ms", 0, 86'400'000, set_member<&Policy::block_most>},
    {"confidence_failing_percent", 0, 100, set_member<&Policy::confidence_failing>},
    {"confidence_moving_percent", 0, 100, set_member<&Policy::confidence_moving>},
    {"confidence_standing_percent", 0, 100, set_member<&Policy::confidence_standing>},
    {"dwell_ms", 0, 600'000, set_member<&Policy::dwell>},
    {"failing_kbps", 0, 1'000'000, set_member<&Policy::failing_kbps>},
    {"gain_moving_percent", 0, 200, set_member<&Policy::gain_moving>},
    {"gain_standing_percent", 0, 200, set_member<&Policy::gain_standing>},
    {"half_told_ms", 1'000, 600'000, set_member<&Policy::half_told>},
    {"horizon_moving_ms", 500, 120'000, set_member<&Policy::horizon_moving>},
    {"horizon_standing_ms", 500, 120'000, set_member<&Policy::horizon_standing>},
    {"look_burst", 1, 100, set_member<&Policy::look_burst>},
    {"look_every_ms", 100, 600'000, set_member<&Policy::look_every>},
    {"look_horizon_ms", 500, 120'000, set_member<&Policy::look_horizon>},
    {"look_spacing_ms", 100, 600'000, set_member<&Policy::look_spacing>},
    {"look_weight_percent", 0, 2'000, set_member<&Policy::look_weight>},
    {"unheard_cdbm", -9'500, -4'000, set_member<&Policy::unheard_cdbm>},
    {"return_memory_ms", 100, 600'000, set_member<&Policy::return_memory>},
    {"return_penalty_ms", 0, 60'000, set_member<&Policy::return_penalty>},
});

struct RenewWord {
    std::string_view name;
    station::RenewWhen when;
};
constexpr auto kRenew = std::to_array<RenewWord>({{"always", station::RenewWhen::Always},
                                                  {"never", station::RenewWhen::Never},
                                                  {"when-changed", station::RenewWhen::WhenChanged}});

constexpr std::int64_t kLeastHistory = 3'000'000;
constexpr std::int64_t kMostHistory = 100'000'000'000;

void apply(const Profile& profile, Policy& policy) {
    for (const auto& [name, value] : profile.policy)
        std::ranges::find(kPolicyKeys, name, &PolicyKey::name)->set(policy, value);
}

class Reader : public daemon_app::TomlReader {
public:
    Reader(std::string_view name, Config& config) : TomlReader{name, config.warnings}, config_{config} {}

    void station(const toml::table& table) {
        each(table,
             {"beacon_visits", "history_size", "level", "log_level", "network", "observe", "policy", "radio",
              "renew", "rule"},
             [&](std::string_view key, const toml::node& node) {
                 if (key == "observe") {
                     flag(key, node, config_.settings.observe);
                 } else if (key == "beacon_visits") {
                     flag(key, node, config_.settings.beacon_visits);
                 } else if (key == "log_level") {
                     log_level(node, config_.log_level);
                 } else if (key == "rule") {
                     rule(node);
                 } else if (key == "level") {
                     level(node, config_.profile);
                 } else if (key == "renew") {
                     renew(node, config_.profile);
                 } else if (key == "history_size") {
                     history_size(node);
                 } else if (const toml::table* inner = node.as_table()) {
                     if (key == "policy") policy(*inner, config_.profile);
                     if (key == "radio") radio(*inner);
                     if (key == "network") networks(*inner);
                 } else {
                     fail(node, fmt::format("{} is a table: [station.{}]", key, key));
                 }
             });
    }

private:
    void rule(const toml::node& node) {
        const std::string name = node.value_exact<std::string>().value_or("");
        config_.settings.rule = engine::rival_named(name);
        if (!config_.settings.rule && name != "roam")
            fail(node, fmt::format("rule is one of roam, {}", fmt::join(engine::rival_names(), ", ")));
    }

    void level(const toml::node& node, Profile& profile) {
        const auto number = node.value_exact<std::int64_t>();
        const std::string word =
            number ? fmt::to_string(*number) : node.value_exact<std::string>().value_or("");
        profile.level = station::level_named(word);
        if (profile.level) return;
        std::vector<std::string_view> names;
        for (const station::LevelRow& row : station::kLevels) names.push_back(row.name);
        fail(node, fmt::format("level is a number from 1 to 5, or one of {}", fmt::join(names, ", ")));
    }

    void renew(const toml::node& node, Profile& profile) {
        const std::string word = node.value_exact<std::string>().value_or("");
        const auto* row = std::ranges::find(kRenew, word, &RenewWord::name);
        if (row == kRenew.end()) return fail(node, "renew is one of always, when-changed, never");
        profile.renew = row->when;
    }

    void history_size(const toml::node& node) {
        const auto octets = octets_of(node);
        if (octets && (*octets == 0 || (*octets >= kLeastHistory && *octets <= kMostHistory)))
            config_.history_size = static_cast<std::uint64_t>(*octets);
        else
            fail(node, R"(history_size is as "16 MB", from 3 MB to 100 GB, or 0)");
    }

    /// A whole number, or one with a unit.
    static std::optional<std::int64_t> octets_of(const toml::node& node) {
        if (const auto number = node.value_exact<std::int64_t>()) return number;
        const std::string text = node.value_exact<std::string>().value_or("");
        std::int64_t number = 0;
        const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (fault != std::errc{} || number < 0 || number > kMostHistory) return std::nullopt;
        std::string_view unit{end, text.data() + text.size()};
        while (unit.starts_with(' ')) unit.remove_prefix(1);
        if (unit == "kB") return number * 1'000;
        if (unit == "MB") return number * 1'000'000;
        if (unit == "GB" && number <= 1'000) return number * 1'000'000'000;
        return std::nullopt;
    }

    void networks(const toml::table& table) {
        for (const auto& [ssid, node] : table) {
            const toml::table* inner = node.as_table();
            if (!inner) {
                fail(node, fmt::format("a network is a table: [station.network.\"{}\"]", ssid.str()));
                continue;
            }
            Profile& profile = config_.networks[std::string{ssid.str()}];
            each(*inner, {"level", "policy", "renew"}, [&](std::string_view key, const toml::node& value) {
                if (key == "level") return level(value, profile);
                if (key == "renew") return renew(value, profile);
                if (const toml::table* numbers = value.as_table()) return policy(*numbers, profile);
                fail(value, fmt::format("policy is a table: [station.network.\"{}\".policy]", ssid.str()));
            });
        }
    }

    void policy(const toml::table& table, Profile& profile) {
        numbers(table, kPolicyKeys, [&](const PolicyKey& key, std::int64_t value) {
            profile.policy[std::string{key.name}] = value;
        });
    }

    void radio(const toml::table& table) {
        each(table, {"streams"}, [&](std::string_view, const toml::node& node) {
            const auto value = node.value_exact<std::int64_t>();
            if (value && *value >= 1 && *value <= 8)
                config_.settings.radio.streams = static_cast<std::uint8_t>(*value);
            else
                fail(node, "streams is a whole number from 1 to 8");
        });
    }

    Config& config_;
};

}  // namespace

Chosen policy_for(const Config& config, const std::string& ssid, std::optional<station::Level> chosen) {
    const auto network = config.networks.find(ssid);
    const Profile* own = network != config.networks.end() ? &network->second : nullptr;
    Chosen result;
    if (config.profile.level) result.level = *config.profile.level;
    if (own && own->level) result.level = *own->level;
    if (chosen) result.level = *chosen;
    result.policy = station::policy_at(result.level);
    apply(config.profile, result.policy);
    if (own) apply(*own, result.policy);
    return result;
}

station::RenewWhen renew_for(const Config& config, const std::string& ssid) {
    const auto network = config.networks.find(ssid);
    if (network != config.networks.end() && network->second.renew) return *network->second.renew;
    return config.profile.renew.value_or(station::RenewWhen::WhenChanged);
}

std::expected<Config, std::string> parse_config(std::string_view text, std::string_view name) {
    Config config;
    Reader reader{name, config};
    if (auto error = reader.read(text, "station", [&](const toml::table& table) { reader.station(table); }))
        return std::unexpected(*std::move(error));
    return config;
}

std::expected<Config, std::string> load_config(const std::string& file) {
    const auto text = daemon_app::text_of_file(file);
    if (!text) return std::unexpected(text.error());
    return parse_config(*text, file);
}

}  // namespace station_app
