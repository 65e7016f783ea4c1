// roam-ap: measures and steers the clients of one access point.
#include <filesystem>
#include <unistd.h>

#include <boost/asio/io_context.hpp>

#include "apps/ap/config.hpp"
#include "apps/ap/daemon.hpp"
#include "apps/ap/options.hpp"
#include "apps/daemon/log.hpp"
#include "apps/daemon/service.hpp"

namespace {

constexpr int kUsage = 2;
constexpr int kBadConfiguration = 78;  // EX_CONFIG of sysexits.h
constexpr const char* kDefaultConfig = "/etc/roam/roam.toml";

void say(int stream, std::string_view text) { (void)!::write(stream, text.data(), text.size()); }

int complain(const std::string& what, int status) {
    say(STDERR_FILENO, "roam-ap: " + what + "\n");
    return status;
}

}  // namespace

int main(int argc, char** argv) {
    ap_app::Options defaults;
    defaults.state_directory = daemon_app::directory_from("STATE_DIRECTORY", defaults.state_directory);
    defaults.run_directory = daemon_app::directory_from("RUNTIME_DIRECTORY", defaults.run_directory);
    auto options = ap_app::parse_options({argv + 1, argv + argc}, defaults);
    if (!options) return complain(options.error(), kUsage);
    if (options->help || options->version) {
        say(STDOUT_FILENO, options->help ? ap_app::help_text() : "roam-ap " ROAM_VERSION "\n");
        return 0;
    }
    std::error_code ignored;
    if (options->config_file.empty() && std::filesystem::exists(kDefaultConfig, ignored))
        options->config_file = kDefaultConfig;
    ap_app::Config config;
    if (!options->config_file.empty()) {
        auto loaded = ap_app::load_config(options->config_file, options->uci);
        if (!loaded) return complain(loaded.error(), kBadConfiguration);
        config = *std::move(loaded);
        // What the command line itself says goes before that.
        auto whole = ap_app::parse_options(config.options, defaults);
        if (whole) whole = ap_app::parse_options({argv + 1, argv + argc}, *std::move(whole));
        if (!whole) return complain(options->config_file + ": " + whole.error(), kBadConfiguration);
        if (!config.options.empty()) options = std::move(whole);
    }
    const std::vector<std::string> warnings = config.warnings;
    boost::asio::io_context io{1};
    ap_app::Daemon daemon{io, *std::move(options), std::move(config)};
    for (const std::string& warning : warnings) daemon_app::log_warning("{}", warning);
    if (const std::string problem = daemon.start(); !problem.empty())
        return complain(problem, kBadConfiguration);
    io.run();
    return daemon.blocked() ? kBadConfiguration : 0;
}
