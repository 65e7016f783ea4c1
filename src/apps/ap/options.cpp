#include "apps/ap/options.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/steering_names.hpp"

// A table of our own: the library for command lines that the other programs use is as large as the whole of
// this one.
namespace ap_app {

namespace {

using Fault = std::optional<std::string>;

struct Option {
    char letter;  ///< 0: none
    std::string_view name;
    std::string_view value;  ///< empty: a flag
    std::string_view about;
    Fault (*take)(Options&, const std::string&);
};

Fault add(std::vector<std::string>& list, const std::string& text) {
    for (std::string& word : words_of(text)) list.push_back(std::move(word));
    return std::nullopt;
}

constexpr auto kOptions = std::to_array<Option>({
    {0, "ctrl-dir", "DIR", "Where hostapd's control sockets are [/run/hostapd]",
     [](Options& to, const std::string& value) -> Fault {
         return to.control_directory = value, std::nullopt;
     }},
    {0, "ubus", "PATH", "OpenWrt's bus: its socket, auto or none [auto: where it is]",
     [](Options& to, const std::string& value) -> Fault { return to.ubus = value, std::nullopt; }},
    {'i', "interfaces", "NAME,...", "Only the BSS of these interfaces; all, if not given",
     [](Options& to, const std::string& value) { return add(to.interfaces, value); }},
    {0, "config", "FILE", "Configuration file (TOML); without it, /etc/roam/roam.toml if that exists",
     [](Options& to, const std::string& value) -> Fault {
         return to.config_file = value, to.uci = false, std::nullopt;
     }},
    {0, "uci", "FILE", "Configuration file of OpenWrt (UCI) instead",
     [](Options& to, const std::string& value) -> Fault {
         return to.config_file = value, to.uci = true, std::nullopt;
     }},
    {0, "state-dir", "DIR", "Where clients.jsonl and records.jsonl are kept [/var/lib/roam-ap]",
     [](Options& to, const std::string& value) -> Fault { return to.state_directory = value, std::nullopt; }},
    {0, "run-dir", "DIR", "Where ap.sock is made [/run/roam-ap]",
     [](Options& to, const std::string& value) -> Fault { return to.run_directory = value, std::nullopt; }},
    {0, "peers", "WHO,...", "The other access points: lan, interfaces, addresses; none, if not given",
     [](Options& to, const std::string& value) { return add(to.peers, value); }},
    {0, "key-file", "FILE", "The site's key, the same at every access point; --peers needs it",
     [](Options& to, const std::string& value) -> Fault { return to.key_file = value, std::nullopt; }},
    {0, "mode", "MODE", "observe, suggest, insist or enforce; goes before the configuration's",
     [](Options& to, const std::string& value) -> Fault {
         to.mode = engine::steering_mode_named(value);
         if (to.mode) return std::nullopt;
         return "--mode is one of observe, suggest, insist, enforce";
     }},
    {0, "policy", "RULE", "Whose rule decides: gain, hostapd-roamer, band, least-signal or load",
     [](Options& to, const std::string& value) -> Fault {
         to.rule = engine::steering_rule_named(value);
         if (to.rule) return std::nullopt;
         return "--policy is one of gain, hostapd-roamer, band, least-signal, load";
     }},
    {0, "metrics", "ADDRESS:PORT", "Answers Prometheus there; off, if not given",
     [](Options& to, const std::string& value) -> Fault { return to.metrics = value, std::nullopt; }},
    {0, "log-level", "LEVEL", "error, warning, info or debug",
     [](Options& to, const std::string& value) -> Fault {
         to.log_level = daemon_app::log_level_named(value);
         if (to.log_level) return std::nullopt;
         return fmt::format("--log-level is one of {}", fmt::join(daemon_app::log_levels(), ", "));
     }},
    {'h', "help", "", "Print this help message and exit",
     [](Options& to, const std::string&) -> Fault { return to.help = true, std::nullopt; }},
    {'V', "version", "", "Display program version information and exit",
     [](Options& to, const std::string&) -> Fault { return to.version = true, std::nullopt; }},
});

constexpr std::string_view kExamples = R"(
Examples:
  roam-ap --ctrl-dir /run/hostapd --mode observe --log-level debug
      Decide and say why, but ask no client for anything.
  roam-ap --ctrl-dir /run/hostapd
      Ask clients politely to go where they are served better (mode suggest).
  roam-ap --peers lan --key-file /etc/roam/site.key
      The same for a site: access points tell each other what they hear.

Exit status: 0 ended by SIGTERM or SIGINT, 2 wrong usage, 78 bad configuration file, or usteer or DAWN is there.
SIGHUP reads the configuration again. See also: roam ap --help
)";

std::string flags_of(const Option& option) {
    std::string text = option.letter ? fmt::format("-{},--{}", option.letter, option.name)
                                     : fmt::format("--{}", option.name);
    if (!option.value.empty()) text += fmt::format(" {}", option.value);
    return text;
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(", \t"), text.size());
        if (end > 0) words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

std::expected<Options, std::string> parse_options(const std::vector<std::string>& words, Options defaults) {
    Options options = std::move(defaults);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        const std::size_t equals = word.starts_with("--") ? word.find('=') : std::string::npos;
        const std::string flag = word.substr(0, equals);
        const auto* option = std::ranges::find_if(kOptions, [&](const Option& each) {
            return flag == fmt::format("--{}", each.name) ||
                   (each.letter && flag == fmt::format("-{}", each.letter));
        });
        if (option == kOptions.end())
            return std::unexpected(fmt::format("\"{}\" is no option; --help lists them", word));
        std::string value;
        if (equals != std::string::npos) {
            if (option->value.empty())
                return std::unexpected(fmt::format("--{} takes no value", option->name));
            value = word.substr(equals + 1);
        } else if (!option->value.empty()) {
            if (++i == words.size())
                return std::unexpected(fmt::format("--{} needs a value: {}", option->name, option->value));
            value = words[i];
        }
        if (Fault fault = option->take(options, value)) return std::unexpected(*std::move(fault));
    }
    return options;
}

std::string help_text() {
    std::string text =
        "Measures and steers the Wi-Fi clients of an access point, through hostapd, and says why.\n"
        "Usage: roam-ap [OPTIONS]\n\nOptions:\n";
    for (const Option& option : kOptions) text += fmt::format("  {:<28}{}\n", flags_of(option), option.about);
    return text += kExamples;
}

}  // namespace ap_app
