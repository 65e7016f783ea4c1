#include "apps/cli/check_trace_command.hpp"

namespace cli {

CLI::App* add_check_trace(CLI::App& app, TraceQuery& query, std::string& json) {
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
    return command;
}

}  // namespace cli
