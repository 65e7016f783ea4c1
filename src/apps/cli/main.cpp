// roam: the command that people type.
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/cli/check_trace.hpp"
#include "apps/cli/station_command.hpp"
#include "apps/cli/suggest.hpp"
#include "apps/decode/decode.hpp"

namespace {

constexpr const char* kExamples = R"(
Examples:
  roam station status
      What each interface is linked to, and what was decided last.
  roam station why -n 3
      The last three decisions with everything that was compared.
  roam station why --as networkmanager-multi
      The last one, and what wpa_supplicant as NetworkManager sets it up would have done.
  roam station candidates wlan0 --json
      All access points of the network as wlan0 sees them, for scripts.
  roam check-trace /var/lib/roam/records.jsonl
      Whether every roam was reported as the roaming contract asks, rules W1 to W126.

Exit status: 0 success, 1 failure or a broken rule, 2 wrong usage, 3 no answer in time, 8 the daemon is not running,
10 no such interface.
)";

/// `--json` alone means pretty; with a value it must be joined by "=", so that a word after it stays a word.
std::vector<std::string> normalised(int argc, char** argv) {
    std::vector<std::string> words(argv + 1, argv + argc);
    for (std::string& word : words)
        if (word == "--json" || word == "-j") word = "--json=pretty";
    std::ranges::reverse(words);  // the order that CLI11 takes a vector in
    return words;
}

/// Says what was wrong with a word that is no command of `app`.
int unknown_word(const CLI::App& app, const std::string& word) {
    std::vector<std::string> known;
    for (const CLI::App* command : app.get_subcommands({})) known.push_back(command->get_name());
    const std::string_view near = cli::nearest(word, known);
    std::cerr << fmt::format("roam: \"{}\" is no command here; ", word)
              << (near.empty() ? fmt::format("there are {}", fmt::join(known, ", "))
                               : fmt::format("did you mean \"{}\"?", near))
              << '\n';
    return cli::kUsage;
}

void add_query(CLI::App& station, cli::StationQuery& query, std::string& json, const std::string& verb,
               const std::string& about) {
    CLI::App* command = station.add_subcommand(verb, about);
    command->add_option("interface", query.interface, "Only this interface");
    command->add_option("--json", json, "JSON: pretty (also without a value), short, or off")
        ->check(CLI::IsMember({"pretty", "short", "off"}));
    command->add_option("--run-dir", query.run_directory, "Where the daemon's socket is")
        ->capture_default_str();
    if (verb == "why") {
        command->add_option("-n", query.count, "How many of the latest decisions")
            ->check(CLI::Range(1, 256))
            ->capture_default_str();
        command->add_option("--as", query.as,
                            "Also what this rule would have decided on the same evidence: a name from "
                            "docs/policies.md, as iwd, or all");
    }
    command->footer(kExamples);
    command->callback([&query, verb] { query.verb = verb; });
}

CLI::App* add_check_trace(CLI::App& app, cli::TraceQuery& query, std::string& json) {
    CLI::App* command =
        app.add_subcommand("check-trace", "Check a roaming trace against the rules W1 to W126");
    command
        ->add_option("file", query.files, "Records or events, one JSON object per line; - is standard input")
        ->required();
    command->add_flag("--complete", query.complete, "What is open at the end is a violation");
    command->add_flag("--cut", query.cut,
                      "The beginning is missing: start at the first trace-start or connect-request");
    command->add_option("--json", json, "JSON: pretty (also without a value), short, or off")
        ->check(CLI::IsMember({"pretty", "short", "off"}));
    command->footer(kExamples);
    return command;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 1 && std::string_view{argv[1]} == "decode")
        return decode::run_decode(std::vector<std::string>(argv + 2, argv + argc));
    CLI::App app{"Roaming of Wi-Fi stations and access points: what is decided, and why."};
    app.set_version_flag("-V,--version", "roam " ROAM_VERSION);
    app.footer(kExamples);
    app.require_subcommand(0, 1);
    app.allow_extras();

    app.add_subcommand("decode", "Show what 802.11 frames say; see roam decode --help");
    cli::StationQuery query;
    std::string json = "off";
    CLI::App* station = app.add_subcommand("station", "Ask the station daemon, roam-station");
    station->require_subcommand(0, 1);
    station->allow_extras();
    station->footer(kExamples);
    add_query(*station, query, json, "status", "The link, and what was decided last");
    add_query(*station, query, json, "why", "The latest decisions with all that was compared");
    add_query(*station, query, json, "candidates", "All BSS of the network, best first");

    cli::TraceQuery trace;
    const CLI::App* check_trace = add_check_trace(app, trace, json);

    try {
        app.parse(normalised(argc, argv));
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? cli::kSuccess : cli::kUsage;
    }
    if (const auto words = app.remaining(); !words.empty()) return unknown_word(app, words[0]);
    if (const auto words = station->remaining(); !words.empty()) return unknown_word(*station, words[0]);
    if (check_trace->parsed()) {
        trace.json = json != "off";
        return cli::run_check_trace(trace, std::cin, std::cout, std::cerr);
    }
    if (query.verb.empty()) {
        std::cerr << (station->parsed() ? station->help() : app.help());
        return cli::kUsage;
    }
    query.json = json == "pretty"  ? cli::JsonForm::Pretty
                 : json == "short" ? cli::JsonForm::Short
                                   : cli::JsonForm::Off;
    return cli::run_station(query, std::cout, std::cerr);
}
