// roam-station: owns the roaming of one or more interfaces.
#include <csignal>
#include <filesystem>
#include <iostream>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/daemon/log.hpp"
#include "apps/daemon/service.hpp"
#include "apps/station/config.hpp"
#include "apps/station/daemon.hpp"
#include "engine/rivals.hpp"

namespace {

constexpr int kUsage = 2;
constexpr int kBadConfiguration = 78;  // EX_CONFIG of sysexits.h
constexpr const char* kDefaultConfig = "/etc/roam/roam.toml";

constexpr const char* kExamples = R"(
Examples:
  roam-station --interface wlan0
      Take over roaming of wlan0 from wpa_supplicant at /run/wpa_supplicant/wlan0.
  roam-station --interface wlan0 --observe --log-level debug
      Decide and say why, but change nothing.
  roam-station --interface wlan0 --events windows
      Print what happens as the indications of a Windows driver.

Exit status: 0 ended by SIGTERM or SIGINT, 2 wrong usage, 78 bad configuration file.
SIGHUP reads the configuration again. See also: roam station --help
)";

}  // namespace

int main(int argc, char** argv) {
    station_app::Options options;
    options.state_directory = daemon_app::directory_from("STATE_DIRECTORY", options.state_directory);
    options.run_directory = daemon_app::directory_from("RUNTIME_DIRECTORY", options.run_directory);
    CLI::App app{"Keeps Wi-Fi interfaces on the right access point, through wpa_supplicant, and says why."};
    app.footer(kExamples);
    app.set_version_flag("-V,--version", "roam-station " ROAM_VERSION);
    app.add_option("-i,--interface", options.interfaces,
                   "Interface to look after; may be given several times")
        ->required();
    app.add_option("--ctrl-dir", options.control_directory, "Where wpa_supplicant's control sockets are")
        ->capture_default_str();
    app.add_option(
        "--config", options.config_file,
        "Configuration file (TOML); without it, " + std::string{kDefaultConfig} + " if that exists");
    app.add_option("--state-dir", options.state_directory, "Where history.db and records.jsonl are kept")
        ->capture_default_str();
    app.add_option("--run-dir", options.run_directory, "Where station.sock is made")->capture_default_str();
    std::string log_level;
    app.add_option("--log-level", log_level,
                   fmt::format("One of {}", fmt::join(daemon_app::log_levels(), ", ")))
        ->check(CLI::IsMember(daemon_app::log_levels()));
    std::string policy;
    std::vector<std::string> policies{"roam"};
    for (const std::string_view name : engine::rival_names()) policies.emplace_back(name);
    app.add_option(
           "--policy", policy,
           fmt::format("Whose rule decides: {}. The others' rules decide, and scan, as docs/policies.md "
                       "says; how a move is made and a lost link found again stays ours",
                       fmt::join(policies, ", ")))
        ->check(CLI::IsMember(policies));
    std::string events;
    app.add_option(
           "--events", events,
           "Print the roaming trace, one JSON object per line: under our names (roam) or Windows' (windows)")
        ->check(CLI::IsMember({"roam", "windows"}));
    app.add_flag("--observe", options.observe, "Take every decision and no action");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kUsage;
    }
    if (!events.empty()) {
        options.events = events == "windows" ? engine::EventNames::Windows : engine::EventNames::Roam;
        std::signal(SIGPIPE, SIG_IGN);  // a reader that goes away does not end roaming
    }

    options.log_level = daemon_app::log_level_named(log_level);
    if (!policy.empty()) options.rule = engine::rival_named(policy);
    if (options.config_file.empty() && std::filesystem::exists(kDefaultConfig))
        options.config_file = kDefaultConfig;
    station_app::Config config;
    if (!options.config_file.empty()) {
        auto loaded = station_app::load_config(options.config_file);
        if (!loaded) {
            std::cerr << "roam-station: " << loaded.error() << '\n';
            return kBadConfiguration;
        }
        config = std::move(*loaded);
    }
    boost::asio::io_context io{1};
    station_app::Daemon daemon{io, std::move(options), config};
    for (const std::string& warning : config.warnings) daemon_app::log_warning("{}", warning);
    daemon.start();
    io.run();
    return 0;
}
