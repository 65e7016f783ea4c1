#include <gtest/gtest.h>

#include "apps/ap/config.hpp"
#include "apps/ap/options.hpp"

namespace {

using ap_app::parse_config;
using ap_app::parse_options;
using ap_app::settings_of;
using records::SteeringMode;
using steering::Rule;

std::string error_of(std::string_view text) {
    const auto config = parse_config(text, "roam.toml");
    return config ? "" : config.error();
}

TEST(ApConfig, MayBeEmptyAndSuggestsThen) {
    const auto config = parse_config("", "roam.toml");
    ASSERT_TRUE(config);
    const engine::ApSettings settings = settings_of(*config, {}, {});
    EXPECT_EQ(settings.policy.mode, SteeringMode::Suggest);
    EXPECT_EQ(settings.policy.rule, Rule::Gain);
    EXPECT_TRUE(settings.push_neighbors && settings.only.empty() && config->warnings.empty());
}

TEST(ApConfig, SetsWhatItNames) {
    const auto config = parse_config(
        "[ap]\nmode = \"observe\"\nrule = \"load\"\nonly = [\"lab\"]\nmost_clients = 7\npush_neighbors = "
        "false\n"
        "log_level = \"debug\"\nmetrics = \"[::1]:9641\"\npeers = [\"lan\"]\nkey_file = \"/k\"\n"
        "[ap.policy]\nback_off_first_ms = 30000\nleast_signal_dbm = -70\n",
        "roam.toml");
    ASSERT_TRUE(config) << config.error();
    const engine::ApSettings settings = settings_of(*config, {}, {});
    EXPECT_EQ(settings.policy.mode, SteeringMode::Observe);
    EXPECT_EQ(settings.policy.rule, Rule::Load);
    EXPECT_EQ(settings.only, std::vector<std::string>{"lab"});
    EXPECT_EQ(settings.most_clients, 7U);
    EXPECT_FALSE(settings.push_neighbors);
    EXPECT_EQ(settings.policy.back_off_first.count(), 30'000);
    EXPECT_EQ(settings.policy.least_signal_dbm, -70);
    EXPECT_EQ(config->log_level, daemon_app::LogLevel::Debug);
    EXPECT_EQ(config->metrics, "[::1]:9641");
    EXPECT_EQ(config->peers, std::vector<std::string>{"lan"});
}

TEST(ApConfig, TakesHostapdRoamersLevelsWithAndWithoutSign) {
    for (const char* text : {"60", "-60"}) {
        const auto config = parse_config(
            std::string{"[ap.hostapd-roamer]\nrssi-2-to-5 = "} + text + "\nrssi-5-to-other-min = 58\n", "f");
        ASSERT_TRUE(config) << config.error();
        const auto limits = settings_of(*config, {}, {}).policy.roamer;
        EXPECT_EQ(limits.rssi_2_to_5, -60);
        EXPECT_EQ(limits.rssi_5_to_other_min, -58);
        EXPECT_EQ(limits.rssi_2_to_other, -70) << "what is not named stays";
    }
}

TEST(ApConfig, LetsANetworkDifferAndTheCommandLineGoBeforeBoth) {
    const auto config = parse_config(
        "[ap]\nmode = \"insist\"\n[ap.policy]\nrequests_per_day = 5\n[ap.network.\"guests\"]\nmode = "
        "\"observe\"\n"
        "policy = { gain_moving_percent = 50 }\n",
        "f");
    ASSERT_TRUE(config) << config.error();
    const engine::ApSettings settings = settings_of(*config, {}, {});
    const steering::Policy& guests = settings.networks.at("guests");
    EXPECT_EQ(guests.mode, SteeringMode::Observe);
    EXPECT_EQ(guests.gain_moving, 50);
    EXPECT_EQ(guests.requests_per_day, 5) << "what it leaves open is everybody's";
    EXPECT_EQ(settings.policy.mode, SteeringMode::Insist);
    const engine::ApSettings ordered = settings_of(*config, SteeringMode::Suggest, Rule::Band);
    EXPECT_EQ(ordered.policy.mode, SteeringMode::Suggest);
    EXPECT_EQ(ordered.networks.at("guests").mode, SteeringMode::Suggest);
    EXPECT_EQ(ordered.networks.at("guests").rule, Rule::Band);
}

TEST(ApConfig, ScopesClients) {
    const auto config = parse_config(
        "[ap.client.\"02:00:00:00:01:00\"]\nexclude = true\n"
        "[ap.client.\"02:00:00:00:02:00\"]\npin = \"02:00:00:00:05:00\"\n",
        "f");
    ASSERT_TRUE(config) << config.error();
    EXPECT_TRUE(config->clients.at(*wifi::parse_mac("02:00:00:00:01:00")).excluded);
    const auto& pinned = config->clients.at(*wifi::parse_mac("02:00:00:00:02:00"));
    EXPECT_FALSE(pinned.excluded);
    EXPECT_EQ(pinned.pinned, wifi::parse_mac("02:00:00:00:05:00"));
}

TEST(ApConfig, SaysWhereAMistakeIs) {
    struct Wrong {
        const char* text;
        const char* message;
    };
    const Wrong kWrong[] = {
        {"[ap]\nmode = \"kick\"\n", "roam.toml:2:8: mode is one of observe, suggest, insist, enforce"},
        {"[ap]\nmode = 1\n", "roam.toml:2:8: mode is one of"},
        {"[ap]\nrule = \"usteer\"\n", "roam.toml:2:8: rule is one of gain, hostapd-roamer"},
        {"[ap]\nonly = \"lab\"\n", "roam.toml:2:8: only is a list of strings"},
        {"[ap]\npeers = [1]\n", "roam.toml:2:10: peers is a list of strings"},
        {"[ap]\nmost_clients = 0\n", "roam.toml:2:16: most_clients is a whole number from 1"},
        {"[ap]\npush_neighbors = 1\n", "roam.toml:2:18: push_neighbors is true or false"},
        {"[ap]\nlog_level = \"loud\"\n", "roam.toml:2:13: log_level is one of error"},
        {"[ap]\npolicy = 3\n", "roam.toml:2:10: policy is a table"},
        {"[ap.policy]\nclass_after = 0\n", "roam.toml:2:15: class_after is a whole number from 1 to 100"},
        {"[ap.policy]\nclass_after = 1.5\n", "roam.toml:2:15: class_after is a whole number"},
        {"[ap.hostapd-roamer]\nrssi-2-to-5 = 200\n", "roam.toml:2:15: rssi-2-to-5 is a whole number"},
        {"[ap.network]\nlab = 1\n", "roam.toml:2:7: a network is a table"},
        {"[ap.client.\"printer\"]\nexclude = true\n", "\"printer\" is no client"},
        {"[ap.client.\"ff:ff:ff:ff:ff:ff\"]\nexclude = true\n", "is no client"},
        {"[ap.client.\"02:00:00:00:01:00\"]\npin = \"there\"\n", "roam.toml:2:7: pin is the address"},
        {"ap = 1\n", "roam.toml:1:6: ap is a table"},
        {"[ap\n", "roam.toml:1:"},
    };
    for (const Wrong& wrong : kWrong)
        EXPECT_NE(error_of(wrong.text).find(wrong.message), std::string::npos)
            << wrong.text << error_of(wrong.text);
}

TEST(ApConfig, WarnsOfUnknownKeysAndLeavesOthersTablesAlone) {
    const auto config = parse_config("[station]\nx = 1\n[ap]\nmod = \"observe\"\n", "roam.toml");
    ASSERT_TRUE(config);
    ASSERT_EQ(config->warnings.size(), 1U);
    EXPECT_EQ(config->warnings[0].find("roam.toml:4:1: unknown key \"mod\" is ignored"), 0U);
}

TEST(ApOptions, AreReadInEveryForm) {
    const auto options =
        parse_options({"--ctrl-dir=/d", "-i", "wlan0,wlan1", "--interfaces", "wlan2", "--mode", "enforce",
                       "--policy=band", "--peers", "lan", "--key-file", "/k"},
                      {});
    ASSERT_TRUE(options) << options.error();
    EXPECT_EQ(options->control_directory, "/d");
    EXPECT_EQ(options->interfaces, (std::vector<std::string>{"wlan0", "wlan1", "wlan2"}));
    EXPECT_EQ(options->mode, SteeringMode::Enforce);
    EXPECT_EQ(options->rule, Rule::Band);
    EXPECT_EQ(options->peers, std::vector<std::string>{"lan"});
}

TEST(ApOptions, RefuseWhatTheyDoNotKnow) {
    for (const std::vector<std::string>& words : {std::vector<std::string>{"--mode", "kick"},
                                                  {"--mode"},
                                                  {"--policy", "roam"},
                                                  {"--help=yes"},
                                                  {"wlan0"},
                                                  {"--log-level", "notice"},
                                                  {"-x"},
                                                  {"-"},
                                                  {""}})
        EXPECT_FALSE(parse_options(words, {})) << words[0];
}

}  // namespace
