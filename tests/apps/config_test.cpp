#include "apps/station/config.hpp"

#include <fstream>

#include <gtest/gtest.h>

namespace {

using station_app::parse_config;

std::string error_of(std::string_view text) {
    const auto config = parse_config(text, "roam.toml");
    return config ? "" : config.error();
}

TEST(Config, MayBeEmpty) {
    const auto config = parse_config("", "roam.toml");
    ASSERT_TRUE(config);
    EXPECT_FALSE(config->settings.observe || config->log_level);
    EXPECT_TRUE(config->warnings.empty());
}

TEST(Config, MayBeAnEmptyFile) {
    const std::string file = testing::TempDir() + "/empty.toml";
    std::ofstream{file}.flush();
    const auto config = station_app::load_config(file);
    ASSERT_TRUE(config) << config.error();

    EXPECT_FALSE(station_app::load_config(testing::TempDir())) << "a folder";
}

TEST(Config, SetsWhatItNames) {
    const auto config = parse_config(
        "[station]\nobserve = true\nlog_level = \"debug\"\n[station.policy]\nconfidence_moving_percent = 80\n"
        "look_every_ms = 5000\nunheard_cdbm = -8000\n[station.radio]\nstreams = 1\n",
        "roam.toml");
    ASSERT_TRUE(config) << config.error();
    EXPECT_TRUE(config->settings.observe);
    EXPECT_EQ(config->log_level, daemon_app::LogLevel::Debug);
    const station::Policy policy = policy_for(*config, "any", {}).policy;
    EXPECT_EQ(policy.confidence_moving, 80);
    EXPECT_EQ(policy.look_every.count(), 5000);
    EXPECT_EQ(policy.unheard_cdbm, -8000);
    EXPECT_EQ(config->settings.radio.streams, 1);
}

TEST(Config, NamesTheRuleThatDecides) {
    const auto config = parse_config("[station]\nrule = \"apple-ios\"\n", "roam.toml");
    ASSERT_TRUE(config) << config.error();
    EXPECT_EQ(config->settings.rule, records::Rival::AppleIos);
    const auto ours = parse_config("[station]\nrule = \"roam\"\n", "roam.toml");
    ASSERT_TRUE(ours);
    EXPECT_FALSE(ours->settings.rule);
    EXPECT_NE(error_of("[station]\nrule = \"windows\"\n").find("rule is one of roam, wpa_supplicant-2.10"),
              std::string::npos);
}

TEST(Config, TakesALevelByNameOrNumber) {
    for (const char* text : {"[station]\nlevel = \"eager\"\n", "[station]\nlevel = 4\n"}) {
        const auto config = parse_config(text, "roam.toml");
        ASSERT_TRUE(config) << config.error();
        const auto chosen = policy_for(*config, "any", {});
        EXPECT_EQ(chosen.level, station::Level::Eager);
        EXPECT_EQ(chosen.policy.confidence_moving,
                  station::policy_at(station::Level::Eager).confidence_moving);
    }
    EXPECT_EQ(policy_for(*parse_config("", "x"), "any", {}).level, station::Level::Balanced);
    EXPECT_EQ(
        error_of("[station]\nlevel = 6\n"),
        "roam.toml:2:9: level is a number from 1 to 5, or one of stay, reluctant, balanced, eager, chase");
}

TEST(Config, LetsSingleNumbersAndNetworksDifferFromTheLevel) {
    const auto config = parse_config(
        "[station]\nlevel = 2\n[station.policy]\ndwell_ms = 7000\ngain_moving_percent = 9\n"
        "[station.network.\"the factory\"]\nlevel = \"chase\"\npolicy = { gain_moving_percent = 3 }\n",
        "roam.toml");
    ASSERT_TRUE(config) << config.error();
    const auto home = policy_for(*config, "home", {});
    EXPECT_EQ(home.level, station::Level::Reluctant);
    EXPECT_EQ(home.policy.gain_moving, 9);
    const auto factory = policy_for(*config, "the factory", {});
    EXPECT_EQ(factory.level, station::Level::Chase);
    EXPECT_EQ(factory.policy.gain_moving, 3) << "the network's own";
    EXPECT_EQ(factory.policy.dwell.count(), 7'000) << "everybody's";
    EXPECT_EQ(factory.policy.gain_standing, station::policy_at(station::Level::Chase).gain_standing);
    const auto ordered = policy_for(*config, "the factory", station::Level::Stay);
    EXPECT_TRUE(ordered.policy.only_when_failing) << "what was said at run time goes first";
    EXPECT_NE(error_of("[station.network.x]\nlevel = \"x\"\n").find("level is a number"), std::string::npos);
    EXPECT_NE(error_of("[station.network]\nx = 1\n").find("[station.network.\"x\"]"), std::string::npos);
}

TEST(Config, LimitsTheHistory) {
    const auto size = [](const std::string& value) {
        const auto config = parse_config("[station]\nhistory_size = " + value + "\n", "roam.toml");
        return config ? static_cast<std::int64_t>(config->history_size) : -1;
    };
    EXPECT_EQ(size("\"16 MB\""), 16'000'000);
    EXPECT_EQ(size("\"5000kB\""), 5'000'000);
    EXPECT_EQ(size("\"1 GB\""), 1'000'000'000);
    EXPECT_EQ(size("4000000"), 4'000'000);
    EXPECT_EQ(size("0"), 0);
    for (const char* wrong :
         {"-1", "1", "\"1 MB\"", "\"16\"", "\"16 MiB\"", "\"9999999999999999 GB\"", "true", "\"\""})
        EXPECT_EQ(size(wrong), -1) << wrong;
    EXPECT_EQ(parse_config("", "x")->history_size, 16'000'000U);
}

TEST(Config, LeavesOtherProgramsAlone) {
    const auto config = parse_config("[ap]\nwhatever = 1\n", "roam.toml");
    ASSERT_TRUE(config);
    EXPECT_TRUE(config->warnings.empty());
}

TEST(Config, WarnsOfAnUnknownKey) {
    const auto config =
        parse_config("[station]\nobserv = true\n[station.policy]\ndwel_ms = 1\n", "roam.toml");
    ASSERT_TRUE(config);
    ASSERT_EQ(config->warnings.size(), 2U);
    EXPECT_NE(config->warnings[0].find("roam.toml:2:1: unknown key \"observ\""), std::string::npos)
        << config->warnings[0];
    EXPECT_NE(config->warnings[1].find("dwell_ms"), std::string::npos) << "it says what there is";
}

TEST(Config, NamesThePlaceOfAMistake) {
    EXPECT_EQ(error_of("[station]\nobserve = \"yes\"\n"), "roam.toml:2:11: observe is true or false");
    EXPECT_EQ(error_of("[station.policy]\ndwell_ms = -1\n"),
              "roam.toml:2:12: dwell_ms is a whole number from 0 to 600000");
    EXPECT_EQ(error_of("[station.policy]\ndwell_ms = 1.5\n"),
              "roam.toml:2:12: dwell_ms is a whole number from 0 to 600000");
    EXPECT_NE(error_of("[station]\nlog_level = \"loud\"\n").find("one of error, warning, info, debug"),
              std::string::npos);
    EXPECT_NE(error_of("station = 1\n").find("roam.toml:1:11: station is a table"), std::string::npos)
        << error_of("station = 1\n");
    EXPECT_NE(error_of("[station]\npolicy = 1\n").find("[station.policy]"), std::string::npos);
    EXPECT_NE(error_of("[station\n").find("roam.toml:1:"), std::string::npos);
}

TEST(Config, SaysThatAFileIsMissing) {
    const auto config = station_app::load_config("/nonexistent/roam.toml");
    ASSERT_FALSE(config);
    EXPECT_NE(config.error().find("/nonexistent/roam.toml: cannot be read"), std::string::npos);
}

TEST(Config, SaysWhenLeasesAreAskedForAnew) {
    using station::RenewWhen;
    EXPECT_EQ(renew_for(*parse_config("", "x"), "any"), RenewWhen::WhenChanged);
    const auto config =
        parse_config("[station]\nrenew = \"never\"\n[station.network.campus]\nrenew = \"always\"\n", "x");
    ASSERT_TRUE(config) << config.error();
    EXPECT_EQ(renew_for(*config, "any"), RenewWhen::Never);
    EXPECT_EQ(renew_for(*config, "campus"), RenewWhen::Always);
    EXPECT_NE(error_of("[station]\nrenew = true\n").find("always, when-changed, never"), std::string::npos);
}

}  // namespace
