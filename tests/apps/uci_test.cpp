// OpenWrt's configuration file: what it means, what is wrong with it and where, and that the shipped one has
// every option with its default.
#include "apps/ap/uci.hpp"

#include <fstream>
#include <regex>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "apps/ap/config.hpp"
#include "apps/ap/options.hpp"

namespace {

using namespace ap_app;

std::string shipped() {
    std::ifstream stream{std::string{ROAM_PACKAGING} + "/openwrt/files/roam.config"};
    EXPECT_TRUE(stream);
    return {std::istreambuf_iterator<char>{stream}, {}};
}

/// With every option in use that stands behind a `#`.
std::string all_in_use(const std::string& text) {
    return std::regex_replace(text, std::regex{"(^|\n)(\t?)#(option|list|config) "}, "$1$2$3 ");
}

Config config_of(const std::string& text) {
    const auto uci = read_uci(text, "roam");
    EXPECT_TRUE(uci) << uci.error();
    if (!uci) return {};
    auto config = parse_config(uci->toml, "roam");
    EXPECT_TRUE(config) << config.error() << '\n' << uci->toml;
    if (!config) return {};
    config->options = uci->options;
    return *config;
}

TEST(Uci, IsTheTableOfTheConfigurationFile) {
    const Config config = config_of(
        "config ap 'ap'\n\toption mode insist\n\toption rule \"load\"\n\tlist only 'home'\n\tlist only 'say "
        "\"hi\"'\n"
        "\toption most_clients 2000\n\toption push_neighbors off\n\tlist interfaces 'wlan0'\n\tlist "
        "interfaces wlan1\n"
        "\toption ubus 'none'\n"
        "config policy\n\toption band_up_dbm '-60'\n"
        "config hostapd_roamer\n\toption rssi_2_to_5 '-58'\n"
        "config network\n\toption mode observe\n\toption ssid 'guests'\n\toption load_clients 9\n\toption "
        "rssi_5_to_other 61\n"
        "config client\n\toption exclude 1\n\toption address 02:00:00:00:01:00\n"
        "config client\n\toption address '02:00:00:00:01:01'\n\toption pin '02:00:00:00:05:00'  # here\n");
    EXPECT_TRUE(config.warnings.empty()) << config.warnings.front();
    EXPECT_EQ(config.only, (std::vector<std::string>{"home", "say \"hi\""}));
    EXPECT_FALSE(config.push_neighbors);
    EXPECT_EQ(config.most_clients, 2'000U);
    const auto settings = settings_of(config, {}, {});
    EXPECT_EQ(settings.policy.mode, records::SteeringMode::Insist);
    EXPECT_EQ(settings.policy.rule, steering::Rule::Load);
    EXPECT_EQ(settings.policy.band_up_dbm, -60);
    EXPECT_EQ(settings.policy.roamer.rssi_2_to_5, -58);
    const steering::Policy& guests = settings.networks.at("guests");
    EXPECT_EQ(guests.mode, records::SteeringMode::Observe);
    EXPECT_EQ(guests.load_clients, 9);
    EXPECT_EQ(guests.roamer.rssi_5_to_other, -61);
    EXPECT_TRUE(settings.clients.at(*wifi::parse_mac("02:00:00:00:01:00")).excluded);
    EXPECT_EQ(settings.clients.at(*wifi::parse_mac("02:00:00:00:01:01")).pinned,
              wifi::parse_mac("02:00:00:00:05:00"));
    const auto options = parse_options(config.options, {});
    ASSERT_TRUE(options);
    EXPECT_EQ(options->interfaces, (std::vector<std::string>{"wlan0", "wlan1"}));
    EXPECT_EQ(options->ubus, "none");
}

struct Wrong {
    const char* text;
    const char* want;  ///< with the line of this file
};
const Wrong kWrong[] = {
    {"option mode 'x'\n", "roam:1: it stands before the first config"},
    {"config ap\n\toption mode 'x\n", "roam:2: a quoted text without its end"},
    {"config ap\n\tset mode x\n", "roam:2: \"set\" is not config, option or list"},
    {"config ap\n\toption mode\n", "roam:2: write: option NAME 'VALUE'"},
    {"config ap\n\toption push_neighbors 2\n", "roam:2: push_neighbors is 1 or 0"},
    {"\nconfig steering\n",
     "roam:2: unknown section \"steering\"; known here: ap, client, hostapd_roamer, network, "
     "policy"},
    {"config network\n\toption mode observe\n", "roam:1: a network needs its ssid"},
};

TEST(Uci, SaysWhichLineIsWrong) {
    for (const Wrong& wrong : kWrong) {
        const auto uci = read_uci(wrong.text, "roam");
        ASSERT_FALSE(uci) << wrong.text;
        EXPECT_EQ(uci.error(), wrong.want);
    }
}

TEST(Uci, HasTheLinesOfWhatIsRead) {
    const auto uci = read_uci("# a comment\nconfig ap\n\n\toption mode 'kick'\n", "roam");
    ASSERT_TRUE(uci);
    const auto config = parse_config(uci->toml, "/etc/config/roam");
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().substr(0, 19), "/etc/config/roam:4:") << config.error();
    const auto unknown = read_uci("config ap\n\toption modes '1'\n", "roam");
    ASSERT_TRUE(unknown);
    const auto warned = parse_config(unknown->toml, "roam");
    ASSERT_TRUE(warned && warned->warnings.size() == 1);
    EXPECT_EQ(warned->warnings[0].substr(0, 7), "roam:2:");
}

TEST(ShippedUci, SetsNothingThatSteersOtherwise) {
    const Config config = config_of(shipped());
    EXPECT_TRUE(config.warnings.empty());
    const auto settings = settings_of(config, {}, {});
    EXPECT_TRUE(settings.networks.empty());
    EXPECT_EQ(settings.policy.mode, engine::ApSettings{}.policy.mode);
}

/// The keys of each table, as the reader's own complaint lists them.
std::set<std::string> known_keys(const std::string& table) {
    const auto config = parse_config("[" + table + "]\nx = 1\n", "f");
    EXPECT_TRUE(config && config->warnings.size() == 1) << table;
    const std::string text = config->warnings[0].substr(config->warnings[0].find("known here:") + 11);
    const std::regex word{"[a-z0-9_-]+"};
    std::set<std::string> keys;
    for (auto at = std::sregex_iterator{text.begin(), text.end(), word}; at != std::sregex_iterator{}; ++at)
        keys.insert(at->str());
    return keys;
}

TEST(ShippedUci, HasEveryOptionOfTheConfigurationFileAndOfTheCommandLine) {
    const std::string text = all_in_use(shipped());
    const auto has = [&](std::string key) {
        std::ranges::replace(key, '-', '_');
        EXPECT_TRUE(std::regex_search(text, std::regex{"\n\t?(option|list|config) " + key + "\\b"})) << key;
    };
    for (const char* table :
         {"ap", "ap.policy", "ap.hostapd-roamer", "ap.network.n", "ap.client.\"02:00:00:00:01:00\""})
        for (const std::string& key : known_keys(table)) has(key);
    const std::string help = help_text();
    const std::regex option{"--([a-z-]+) [A-Z]"};
    std::set<std::string> words;
    for (auto at = std::sregex_iterator{help.begin(), help.end(), option}; at != std::sregex_iterator{}; ++at)
        words.insert((*at)[1]);
    ASSERT_TRUE(words.contains("ctrl-dir"));
    for (const std::string& word : words) {
        // The files themselves; and `policy` is `rule` there.
        if (word == "config" || word == "uci" || word == "policy") continue;
        has(word);
    }
}

TEST(ShippedUci, SaysTheDefaults) {
    const Config config = config_of(all_in_use(shipped()));
    EXPECT_TRUE(config.warnings.empty()) << config.warnings.front();
    const auto settings = settings_of(config, {}, {});
    const engine::ApSettings defaults;
    EXPECT_EQ(settings.policy.mode, defaults.policy.mode);
    EXPECT_EQ(settings.policy.rule, defaults.policy.rule);
    EXPECT_EQ(settings.policy.horizon_moving, defaults.policy.horizon_moving);
    EXPECT_EQ(settings.policy.load_least_dbm, defaults.policy.load_least_dbm);
    // Of all of them, what the manual says.
    std::ifstream stream{std::string{ROAM_PACKAGING} + "/man/roam-ap.toml.5"};
    const std::string manual{std::istreambuf_iterator<char>{stream}, {}};
    for (const auto& [name, value] : config.profile.numbers) {
        const std::regex entry{"It Cm " + name + "\n[^\\n]*, (\\\\?-?[0-9]+)\\.\n"};
        std::smatch found;
        ASSERT_TRUE(std::regex_search(manual, found, entry)) << name;
        EXPECT_EQ(std::regex_replace(found.str(1), std::regex{"\\\\"}, ""), std::to_string(value)) << name;
    }
    const steering::RoamerLimits& roamer = settings.policy.roamer;
    EXPECT_EQ(roamer.rssi_2_to_5, defaults.policy.roamer.rssi_2_to_5);
    EXPECT_EQ(roamer.rssi_2_to_5_min, defaults.policy.roamer.rssi_2_to_5_min);
    EXPECT_EQ(roamer.rssi_5_to_other, defaults.policy.roamer.rssi_5_to_other);
    EXPECT_EQ(roamer.rssi_5_to_other_min, defaults.policy.roamer.rssi_5_to_other_min);
    EXPECT_EQ(roamer.rssi_2_to_other, defaults.policy.roamer.rssi_2_to_other);
    EXPECT_EQ(roamer.rssi_2_to_other_min, defaults.policy.roamer.rssi_2_to_other_min);
    EXPECT_EQ(settings.most_clients, defaults.most_clients);
    EXPECT_EQ(settings.push_neighbors, defaults.push_neighbors);
    EXPECT_EQ(config.profile.numbers.size(), known_keys("ap.policy").size());
    EXPECT_EQ(config.profile.roamer.size(), known_keys("ap.hostapd-roamer").size());
}

TEST(ShippedInit, RefusesToRunBesideAnother) {
    std::ifstream stream{std::string{ROAM_PACKAGING} + "/openwrt/files/roam.init"};
    const std::string text{std::istreambuf_iterator<char>{stream}, {}};
    EXPECT_NE(text.find("for other in usteer dawn"), std::string::npos);
    EXPECT_EQ(std::system(fmt::format("sh -n {}/openwrt/files/roam.init", ROAM_PACKAGING).c_str()), 0);
}

}  // namespace
