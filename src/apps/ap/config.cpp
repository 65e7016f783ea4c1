#include "apps/ap/config.hpp"

#include <algorithm>
#include <array>

#include <toml++/toml.h>

#include "apps/ap/uci.hpp"
#include "apps/daemon/text_file.hpp"
#include "apps/daemon/toml_reader.hpp"
#include "engine/steering_names.hpp"

namespace ap_app {

namespace {

using daemon_app::set_member;
using steering::Policy;
using steering::RoamerLimits;
using PolicyKey = daemon_app::NumberKey<Policy>;
using RoamerKey = daemon_app::NumberKey<RoamerLimits>;

constexpr auto kPolicyKeys = std::to_array<PolicyKey>({
    {"after_move_ms", 0, 600'000, set_member<&Policy::after_move>},
    {"answer_within_ms", 500, 60'000, set_member<&Policy::answer_within>},
    {"back_off_first_ms", 0, 3'600'000, set_member<&Policy::back_off_first>},
    {"back_off_most_ms", 0, 86'400'000, set_member<&Policy::back_off_most>},
    {"band_up_dbm", -100, -20, set_member<&Policy::band_up_dbm>},
    {"band_up_min_dbm", -100, -20, set_member<&Policy::band_up_min_dbm>},
    {"class_after", 1, 100, set_member<&Policy::class_after>},
    {"class_share_percent", 1, 100, set_member<&Policy::class_share>},
    {"confidence_failing_percent", 0, 100, set_member<&Policy::confidence_failing>},
    {"confidence_moving_percent", 0, 100, set_member<&Policy::confidence_moving>},
    {"confidence_standing_percent", 0, 100, set_member<&Policy::confidence_standing>},
    {"failed_move_ms", 0, 60'000, set_member<&Policy::failed_move>},
    {"failed_target_ms", 0, 3'600'000, set_member<&Policy::failed_target>},
    {"failing_kbps", 0, 1'000'000, set_member<&Policy::failing_kbps>},
    {"gain_failing_percent", 0, 200, set_member<&Policy::gain_failing>},
    {"gain_moving_percent", 0, 200, set_member<&Policy::gain_moving>},
    {"gain_standing_percent", 0, 200, set_member<&Policy::gain_standing>},
    {"horizon_moving_ms", 500, 120'000, set_member<&Policy::horizon_moving>},
    {"horizon_standing_ms", 500, 600'000, set_member<&Policy::horizon_standing>},
    {"joined_for_ms", 0, 600'000, set_member<&Policy::joined_for>},
    {"least_signal_dbm", -100, -20, set_member<&Policy::least_signal_dbm>},
    {"least_signal_min_dbm", -100, -20, set_member<&Policy::least_signal_min_dbm>},
    {"list_within_percent", 0, 100, set_member<&Policy::list_within>},
    {"load_busy_percent", 0, 100, set_member<&Policy::load_busy>},
    {"load_clients", 0, 255, set_member<&Policy::load_clients>},
    {"load_lead_percent", 0, 100, set_member<&Policy::load_lead>},
    {"load_least_dbm", -100, -20, set_member<&Policy::load_least_dbm>},
    {"measure_again_ms", 1'000, 86'400'000, set_member<&Policy::measure_again>},
    {"measure_burst", 1, 100, set_member<&Policy::measure_burst>},
    {"measure_every_ms", 100, 600'000, set_member<&Policy::measure_every>},
    {"measure_horizon_ms", 500, 120'000, set_member<&Policy::measure_horizon>},
    {"measure_silence_ms", 0, 10'000, set_member<&Policy::measure_silence>},
    {"measure_spacing_ms", 100, 600'000, set_member<&Policy::measure_spacing>},
    {"measure_tries", 1, 100, set_member<&Policy::measure_tries>},
    {"measure_trust", 1, 50, set_member<&Policy::measure_trust>},
    {"measure_weight_percent", 0, 2'000, set_member<&Policy::measure_weight>},
    {"measure_within_ms", 100, 60'000, set_member<&Policy::measure_within>},
    {"move_cost_ms", 0, 60'000, set_member<&Policy::move_cost>},
    {"move_within_ms", 500, 60'000, set_member<&Policy::move_within>},
    {"requests_per_day", 0, 255, set_member<&Policy::requests_per_day>},
    {"return_guard_ms", 0, 3'600'000, set_member<&Policy::return_guard>},
    {"returns_within_ms", 0, 600'000, set_member<&Policy::returns_within>},
    {"verify_moving_ms", 0, 600'000, set_member<&Policy::verify_moving>},
    {"verify_standing_ms", 0, 600'000, set_member<&Policy::verify_standing>},
});

/// As hostapd-roamer names them. It writes levels without their sign: 60 is -60 dBm.
constexpr auto kRoamerKeys = std::to_array<RoamerKey>({
    {"rssi-2-to-5", -100, 100, set_member<&RoamerLimits::rssi_2_to_5>},
    {"rssi-2-to-5-min", -100, 100, set_member<&RoamerLimits::rssi_2_to_5_min>},
    {"rssi-5-to-other", -100, 100, set_member<&RoamerLimits::rssi_5_to_other>},
    {"rssi-5-to-other-min", -100, 100, set_member<&RoamerLimits::rssi_5_to_other_min>},
    {"rssi-2-to-other", -100, 100, set_member<&RoamerLimits::rssi_2_to_other>},
    {"rssi-2-to-other-min", -100, 100, set_member<&RoamerLimits::rssi_2_to_other_min>},
});

constexpr std::int64_t kMostClients = 100'000;

void apply(const Profile& profile, Policy& policy) {
    if (profile.mode) policy.mode = *profile.mode;
    if (profile.rule) policy.rule = *profile.rule;
    for (const auto& [name, value] : profile.numbers)
        std::ranges::find(kPolicyKeys, name, &PolicyKey::name)->set(policy, value);
    for (const auto& [name, value] : profile.roamer)
        std::ranges::find(kRoamerKeys, name, &RoamerKey::name)->set(policy.roamer, value);
}

class Reader : public daemon_app::TomlReader {
public:
    Reader(std::string_view name, Config& config) : TomlReader{name, config.warnings}, config_{config} {}

    void ap(const toml::table& table) {
        each(table,
             {"client", "hostapd-roamer", "key_file", "log_level", "metrics", "mode", "most_clients",
              "network", "only", "peers", "policy", "push_neighbors", "rule"},
             [&](std::string_view key, const toml::node& node) {
                 if (key == "push_neighbors") return flag(key, node, config_.push_neighbors);
                 if (key == "log_level") return log_level(node, config_.log_level);
                 if (key == "key_file") return text(key, node, config_.key_file);
                 if (key == "metrics") return text(key, node, config_.metrics);
                 if (key == "only") return list(key, node, config_.only);
                 if (key == "peers") return list(key, node, config_.peers);
                 if (key == "most_clients") return most_clients(node);
                 if (key == "mode" || key == "rule") return profile(key, node, config_.profile);
                 const toml::table* inner = node.as_table();
                 if (!inner) return fail(node, fmt::format("{} is a table: [ap.{}]", key, key));
                 if (key == "network") return networks(*inner);
                 if (key == "client") return clients(*inner);
                 profile(key, node, config_.profile);
             });
    }

private:
    /// One of the keys that networks have, too.
    void profile(std::string_view key, const toml::node& node, Profile& to) {
        const std::string word = node.value_exact<std::string>().value_or("");
        if (key == "mode") {
            to.mode = engine::steering_mode_named(word);
            if (!to.mode) fail(node, "mode is one of observe, suggest, insist, enforce");
            return;
        }
        if (key == "rule") {
            to.rule = engine::steering_rule_named(word);
            if (!to.rule) fail(node, "rule is one of gain, hostapd-roamer, band, least-signal, load");
            return;
        }
        const toml::table* table = node.as_table();
        if (!table) return fail(node, fmt::format("{} is a table", key));
        if (key == "policy")
            numbers(*table, kPolicyKeys, [&](const PolicyKey& number, std::int64_t value) {
                to.numbers[std::string{number.name}] = value;
            });
        else
            numbers(*table, kRoamerKeys, [&](const RoamerKey& number, std::int64_t value) {
                to.roamer[std::string{number.name}] = value > 0 ? -value : value;
            });
    }

    void networks(const toml::table& table) {
        for (const auto& [ssid, node] : table) {
            const toml::table* inner = node.as_table();
            if (!inner) {
                fail(node, fmt::format("a network is a table: [ap.network.\"{}\"]", ssid.str()));
                continue;
            }
            Profile& to = config_.networks[std::string{ssid.str()}];
            each(*inner, {"hostapd-roamer", "mode", "policy", "rule"},
                 [&](std::string_view key, const toml::node& value) { profile(key, value, to); });
        }
    }

    void clients(const toml::table& table) {
        for (const auto& [address, node] : table) {
            const auto client = wifi::parse_mac(address.str());
            const toml::table* inner = node.as_table();
            if (!client || client->is_group() || !inner) {
                fail(node, fmt::format("\"{}\" is no client; write [ap.client.\"02:00:00:00:01:00\"]",
                                       address.str()));
                continue;
            }
            steering::Scope& scope = config_.clients[*client];
            each(*inner, {"exclude", "pin"}, [&](std::string_view key, const toml::node& value) {
                if (key == "exclude") return flag(key, value, scope.excluded);
                scope.pinned = wifi::parse_mac(value.value_exact<std::string>().value_or(""));
                if (!scope.pinned) fail(value, "pin is the address of a BSS, as \"02:00:00:00:05:00\"");
            });
        }
    }

    void most_clients(const toml::node& node) {
        const auto value = node.value_exact<std::int64_t>();
        if (value && *value >= 1 && *value <= kMostClients)
            config_.most_clients = static_cast<std::size_t>(*value);
        else
            fail(node, fmt::format("most_clients is a whole number from 1 to {}", kMostClients));
    }

    void text(std::string_view key, const toml::node& node, std::string& to) {
        if (auto value = node.value_exact<std::string>())
            to = *std::move(value);
        else
            fail(node, fmt::format("{} is a string", key));
    }

    void list(std::string_view key, const toml::node& node, std::vector<std::string>& to) {
        const toml::array* array = node.as_array();
        if (!array) return fail(node, fmt::format("{} is a list of strings", key));
        for (const toml::node& each : *array)
            if (auto value = each.value_exact<std::string>())
                to.push_back(*std::move(value));
            else
                fail(each, fmt::format("{} is a list of strings", key));
    }

    Config& config_;
};

}  // namespace

engine::ApSettings settings_of(const Config& config, std::optional<records::SteeringMode> mode,
                               std::optional<steering::Rule> rule) {
    engine::ApSettings settings;
    const auto finish = [&](Policy& policy) {
        if (mode) policy.mode = *mode;
        if (rule) policy.rule = *rule;
    };
    apply(config.profile, settings.policy);
    for (const auto& [ssid, profile] : config.networks) {
        Policy policy = settings.policy;
        apply(profile, policy);
        finish(policy);
        settings.networks.emplace(ssid, policy);
    }
    finish(settings.policy);
    settings.only = config.only;
    settings.clients = config.clients;
    settings.push_neighbors = config.push_neighbors;
    if (config.most_clients) settings.most_clients = *config.most_clients;
    return settings;
}

std::expected<Config, std::string> parse_config(std::string_view text, std::string_view name) {
    Config config;
    Reader reader{name, config};
    if (auto error = reader.read(text, "ap", [&](const toml::table& table) { reader.ap(table); }))
        return std::unexpected(*std::move(error));
    return config;
}

std::expected<Config, std::string> load_config(const std::string& file, bool uci) {
    const auto text = daemon_app::text_of_file(file);
    if (!text) return std::unexpected(text.error());
    if (!uci) return parse_config(*text, file);
    auto read = read_uci(*text, file);
    if (!read) return std::unexpected(std::move(read.error()));
    auto config = parse_config(read->toml, file);
    if (config) config->options = std::move(read->options);
    return config;
}

}  // namespace ap_app
