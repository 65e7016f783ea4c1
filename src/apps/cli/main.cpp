// roam: the command that people type.
#include <algorithm>
#include <csignal>
#include <iostream>
#include <string>
#include <unistd.h>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/cli/ap_command.hpp"
#include "apps/cli/check_trace_command.hpp"
#include "apps/cli/station_command.hpp"
#include "apps/cli/suggest.hpp"
#include "apps/decode/decode.hpp"
#include "apps/explain/explain.hpp"
#include "station/levels.hpp"

namespace {

constexpr const char* kExamples = R"(
Examples:
  roam station status
      What each interface is linked to, and what was decided last.
  roam station why -n 3
      The last three decisions with everything that was compared.
  roam station history --since 2h
      Where the link went in the last two hours, and why.
  roam station roam 02:00:00:00:05:00 && roam station level stay
      Go there now, and stay while the link works.
  roam station watch --json=short
      What happens, one JSON object per line, for scripts.
  roam ap why 02:00:00:00:01:00
      What the access point decided last about that client, and why not otherwise.
  roam ap check ap1.conf ap2.conf
      What is wrong in the hostapd.conf of two access points for clients that move between them.
  journalctl -b -o json | roam explain
      What was wrong with this machine's roaming since it started, and why.
  roam check-trace /var/lib/roam/records.jsonl
      Whether every roam was reported as the roaming contract asks, rules W1 to W126.

Exit status: 0 success, 1 failure or a broken rule, 2 wrong usage, 3 no answer in time, 4 the ordered move failed,
8 the daemon is not running, 10 no such interface, access point or client, 130 interrupted. See roam(1).
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

std::string level_names() {
    std::vector<std::string> names;
    for (const station::LevelRow& row : station::kLevels)
        names.push_back(fmt::format("{} {}", static_cast<int>(row.level), row.name));
    return fmt::format("{}", fmt::join(names, ", "));
}

CLI::App* add_query(CLI::App& station, cli::StationQuery& query, std::string& json, const std::string& verb,
                    const std::string& about) {
    CLI::App* command = station.add_subcommand(verb, about);
    if (verb == "roam")
        command->add_option("bssid", query.bssid, "Address of the access point, as candidates shows it")
            ->required();
    if (verb == "level") command->add_option("level", query.level, "To set: " + level_names());
    command->add_option("interface", query.interface, "Only this interface");
    command->add_option("--json", json, "JSON: pretty (also without a value), short, or off")
        ->check(CLI::IsMember({"pretty", "short", "off"}));
    command->add_option("--run-dir", query.run_directory, "Where the daemon's socket is")
        ->capture_default_str();
    command->footer(kExamples);
    command->callback([&query, verb] { query.verb = verb; });
    return command;
}

void add_queries(CLI::App& station, cli::StationQuery& query, std::string& json) {
    const auto add = [&](const std::string& verb, const std::string& about) {
        return add_query(station, query, json, verb, about);
    };
    add("status", "The link, and what was decided last");
    CLI::App* why = add("why", "The latest decisions with all that was compared");
    why->add_option("-n", query.count, "How many of the latest decisions")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    why->add_option(
        "--as", query.as,
        "Also what this rule would have decided on the same evidence: a name from docs/policies.md, "
        "as iwd, or all");
    add("candidates", "All BSS of the network, best first");
    CLI::App* history = add("history", "Moves, attempts, and links made and lost, also before a restart");
    history->add_option("-n", query.count, "How many of the latest (default: 20)")
        ->check(CLI::Range(1, 10'000));
    history->add_option("--since", query.since,
                        "Only from then on: 90s, 15min, 2h, 3d ago, 17:05, 2026-01-31");
    history->add_flag("--all", query.all, "The decisions to stay and to look, too");
    history->add_flag("--why", query.why, "Each with all that was compared");
    history
        ->add_option("--state-dir", query.state_directory,
                     "Where history.db is, when the daemon is not running")
        ->capture_default_str();
    history->preparse_callback([&query](std::size_t) { query.count = 20; });
    CLI::App* scan = add("scan", "Look now at the channels of this network, and list what was found");
    scan->add_flag("--all", query.all, "At every channel; the link is silent for some seconds");
    add("roam", "Move to an access point now, and say what came of it");
    add("level", "Show how eager to move, or set it until the daemon ends or reads its configuration again");
    CLI::App* watch = add("watch", "Print what happens until Ctrl-C, one line per event");
    watch->add_flag("--trace", query.trace, "The events of the roaming contract, too");
}

void add_ap_queries(CLI::App& ap, cli::ApQuery& query, std::string& json) {
    const auto add = [&](const std::string& verb, const std::string& about) {
        CLI::App* command = ap.add_subcommand(verb, about);
        command->add_option("--json", json, "JSON: pretty (also without a value), short, or off")
            ->check(CLI::IsMember({"pretty", "short", "off"}));
        command->add_option("--run-dir", query.run_directory, "Where the daemon's socket is")
            ->capture_default_str();
        command->footer(kExamples);
        command->callback([&query, verb] { query.verb = verb; });
        return command;
    };
    const auto client = [&](CLI::App* command) {
        return command->add_option("client", query.client, "Address of the client, as clients shows it");
    };
    add("status", "Every BSS of this access point, and what was asked of clients");
    add("clients", "The clients, how they are served and how they take requests")
        ->add_flag("--all", query.all, "Those that are somewhere else, too");
    CLI::App* why = add("why", "What was decided last about a client, and why not otherwise");
    client(why);
    why->add_option("-n", query.count, "How many of the latest decisions")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    add("neighbors", "The list of neighbors that each BSS tells its clients");
    add("check", "What is set up wrongly for clients that move, and what to set in hostapd.conf")
        ->add_option("file", query.files, "hostapd.conf of each access point, instead of asking the daemon");
    client(add("measure", "Have a client measure every channel of its network, and list what it hears"))
        ->required();
    CLI::App* steer = add("steer", "Ask a client to move to a BSS now, and say what came of it");
    client(steer)->required();
    steer->add_option("bssid", query.bssid, "Address of the BSS, as neighbors shows it")->required();
    client(add("watch", "Print what happens until Ctrl-C, one line per event"));
}

cli::JsonForm form_of(const std::string& json) {
    return json == "pretty"  ? cli::JsonForm::Pretty
           : json == "short" ? cli::JsonForm::Short
                             : cli::JsonForm::Off;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 1 && std::string_view{argv[1]} == "decode")
        return decode::run_decode(std::vector<std::string>(argv + 2, argv + argc));
    if (argc > 1 && std::string_view{argv[1]} == "explain")
        return explain_app::run_explain(std::vector<std::string>(argv + 2, argv + argc));
    CLI::App app{"Roaming of Wi-Fi stations and access points: what is decided, and why."};
    app.set_version_flag("-V,--version", "roam " ROAM_VERSION);
    app.footer(kExamples);
    app.require_subcommand(0, 1);
    app.allow_extras();

    app.add_subcommand("decode", "Show what 802.11 frames say; see roam decode --help");
    app.add_subcommand("explain", "Say from logs why a station roamed or did not; see roam explain --help");
    cli::StationQuery query;
    std::string json = "off";
    CLI::App* station = app.add_subcommand("station", "Ask the station daemon, roam-station");
    station->require_subcommand(0, 1);
    station->allow_extras();
    station->footer(kExamples);
    add_queries(*station, query, json);

    cli::ApQuery ap_query;
    CLI::App* ap = app.add_subcommand("ap", "Ask the access point daemon, roam-ap");
    ap->require_subcommand(0, 1);
    ap->allow_extras();
    ap->footer(kExamples);
    add_ap_queries(*ap, ap_query, json);

    cli::TraceQuery trace;
    CLI::App* check_trace = cli::add_check_trace(app, trace, json);
    check_trace->footer(kExamples);

    try {
        app.parse(normalised(argc, argv));
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? cli::kSuccess : cli::kUsage;
    }
    if (const auto words = app.remaining(); !words.empty()) return unknown_word(app, words[0]);
    if (const auto words = station->remaining(); !words.empty()) return unknown_word(*station, words[0]);
    if (const auto words = ap->remaining(); !words.empty()) return unknown_word(*ap, words[0]);
    if (check_trace->parsed()) {
        trace.json = json != "off";
        return cli::run_check_trace(trace, std::cin, std::cout, std::cerr);
    }
    if (query.verb.empty() && ap_query.verb.empty()) {
        std::cerr << (station->parsed() ? station->help() : ap->parsed() ? ap->help() : app.help());
        return cli::kUsage;
    }
    // Whatever is waited for: nothing is to be cleaned up.
    std::signal(SIGINT, [](int) { ::_exit(cli::kInterrupted); });
    query.json = ap_query.json = form_of(json);
    if (!ap_query.verb.empty()) return cli::run_ap(ap_query, std::cout, std::cerr);
    return cli::run_station(query, std::cout, std::cerr);
}
