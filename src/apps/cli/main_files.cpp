// roam where there are no daemons to ask: the commands that read files.
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include "apps/cli/check_trace_command.hpp"
#include "apps/decode/decode.hpp"
#include "apps/explain/explain.hpp"

namespace {

/// `--json` alone means pretty; with a value it must be joined by "=", so that a word after it stays a word.
std::vector<std::string> normalised(int argc, char** argv) {
    std::vector<std::string> words(argv + 1, argv + argc);
    for (std::string& word : words)
        if (word == "--json" || word == "-j") word = "--json=pretty";
    std::ranges::reverse(words);  // the order that CLI11 takes a vector in
    return words;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 1 && std::string_view{argv[1]} == "decode")
        return decode::run_decode(std::vector<std::string>(argv + 2, argv + argc));
    if (argc > 1 && std::string_view{argv[1]} == "explain")
        return explain_app::run_explain(std::vector<std::string>(argv + 2, argv + argc));
    CLI::App app{
        "Roaming of Wi-Fi stations: what frames and logs say, and whether a driver reports its roams as it "
        "should."};
    app.set_version_flag("-V,--version", "roam " ROAM_VERSION);
    app.require_subcommand(1);
    app.add_subcommand("decode", "Show what 802.11 frames say; see roam decode --help");
    app.add_subcommand("explain", "Say from logs and captures why a station roamed; see roam explain --help");
    cli::TraceQuery trace;
    std::string json = "off";
    (void)cli::add_check_trace(app, trace, json);
    try {
        app.parse(normalised(argc, argv));
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? cli::kSuccess : cli::kUsage;
    }
    trace.json = json != "off";
    return cli::run_check_trace(trace, std::cin, std::cout, std::cerr);
}
