// roam-lab: the virtual-time laboratory.
#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "engine/rivals.hpp"
#include "lab/arms.hpp"
#include "lab/gaps.hpp"
#include "lab/host/campaign.hpp"
#include "lab/host/machine.hpp"
#include "lab/host/output.hpp"
#include "lab/host/rehearse.hpp"
#include "lab/host/selection.hpp"
#include "lab/report/html.hpp"
#include "lab/report/json.hpp"
#include "lab/report/table.hpp"
#include "station/levels.hpp"

namespace {

using namespace lab;
using namespace lab::host;

// Exit codes, as for every program of Roam (README).
constexpr int kOk = 0;
constexpr int kFailed = 1;
constexpr int kWrongUse = 2;
constexpr int kUnavailable = 69;  // EX_UNAVAILABLE of sysexits.h: the laboratory cannot run here
constexpr int kInterrupted = 130;

std::atomic<bool> interrupted{false};

void on_interrupt(int) {
    interrupted = true;
    kill_all();
}

int complain(int code, const std::string& message) {
    std::fputs(fmt::format("roam-lab: {}\n", message).c_str(), stderr);
    return code;
}

int list_scenarios() {
    for (const ScenarioGroup& group : shipped_scenarios()) {
        fmt::print("{}:\n", group.name);
        for (const auto& file : group.files) {
            const auto scenario = load_scenario(file);
            if (!scenario) return complain(kFailed, scenario.error().message);
            fmt::print("  {:<20} {:>5.0f} s  {}\n", scenario->name, scenario->seconds, scenario->title);
        }
    }
    return kOk;
}

int list_arms() {
    for (const Arm& arm : arms()) fmt::print("{:<22} {}\n", arm.name, arm.what);
    return kOk;
}

int build_the_kernel() {
    const auto kernel = build_kernel();
    if (!kernel) return complain(kFailed, kernel.error());
    fmt::print("{}\n", kernel->string());
    return kOk;
}

struct RunOptions {
    std::vector<std::string> scenarios;
    std::string arms;
    std::string seeds = "1";
    unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
    std::string json_file;
    std::string html_file;
    std::string keep;
    bool capture = false;
    bool quiet = false;
};

void show_progress(std::size_t done, std::size_t all, const std::string& run) {
    const std::string line = progress_line(done, all, run, progress_columns());
    // Not fmt::print, which throws: nobody needs to read this.
    if (isatty(STDERR_FILENO) == 0)
        std::fputs((line + '\n').c_str(), stderr);
    else if (done < all)
        std::fputs(("\r\033[K" + line).c_str(), stderr);
    else
        std::fputs("\r\033[K", stderr);
}

void when_interrupted(void (*handler)(int)) {
    // SIGPIPE: the reader of our progress has gone. It must not leave kernels and folders behind either.
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) std::signal(number, handler);
}

bool make_folder(const std::string& folder, std::error_code& error) {
    std::filesystem::create_directories(folder, error);
    return !error;
}

RunReport report_of(const RunResult& result) {
    const Stage& stage = *result.stage;
    const Run run{stage.scenario, result.arm, stage.seed, stage.trace, result.truth, result.score.events_sha};
    return {stage.scenario, stage.trace, result.truth, stage.optimum, outages_of(run, stage.values),
            result.score};
}

int run(const RunOptions& options) {
    Order order;
    const auto scenarios = choose_scenarios(options.scenarios);
    if (!scenarios) return complain(kWrongUse, scenarios.error());
    // Before anything is said about this machine: a wrong file is wrong everywhere.
    for (const auto& file : *scenarios)
        if (const auto scenario = load_scenario(file); !scenario)
            return complain(kWrongUse, scenario.error().message);
    const auto chosen_arms = choose_arms(options.arms);
    if (!chosen_arms) return complain(kWrongUse, chosen_arms.error());
    for (const auto& file : *scenarios)
        if (const auto reason = why_no_arm(*load_scenario(file), *chosen_arms))
            return complain(kWrongUse, *reason);
    const auto seeds = choose_seeds(options.seeds);
    if (!seeds) return complain(kWrongUse, seeds.error());
    for (const std::string& file : {options.json_file, options.html_file})
        if (const auto reason = file.empty() ? std::nullopt : why_not_writable(file))
            return complain(kFailed, *reason);
    if (std::error_code error; !options.keep.empty() && !make_folder(options.keep, error))
        return complain(kFailed, fmt::format("cannot make the folder {}: {}", options.keep, error.message()));
    if (const auto reason = why_not()) return complain(kUnavailable, *reason);
    for (const std::string& name : *chosen_arms)
        if (const auto reason = why_not(*find_arm(name))) return complain(kUnavailable, *reason);
    const auto kernel = kernel_path();
    if (!kernel) return complain(kUnavailable, kernel.error());

    order.scenario_files = *scenarios;
    order.arms = *chosen_arms;
    order.seeds = *seeds;
    order.jobs = options.jobs;
    order.kernel = *kernel;
    if (!options.keep.empty()) order.keep = options.keep;
    order.capture = options.capture;

    when_interrupted(on_interrupt);
    const Progress progress = options.quiet ? Progress{[](std::size_t, std::size_t, const std::string&) {}}
                                            : Progress{show_progress};
    const auto outcome = carry_out(order, progress, [] { return interrupted.load(); });
    if (!outcome) return complain(kWrongUse, outcome.error());
    if (isatty(STDERR_FILENO) != 0 && !options.quiet) std::fputs("\r\033[K", stderr);
    when_interrupted(SIG_DFL);
    if (interrupted && outcome->results.empty())
        return complain(kInterrupted, "interrupted; nothing was written");

    std::vector<Score> scores;
    std::vector<RunReport> reports;
    for (const RunResult& result : outcome->results) {
        scores.push_back(result.score);
        reports.push_back(report_of(result));
    }
    // Files first: the reader of the table may close its end.
    int status = kOk;
    const auto write = [&status](const std::string& file, const std::string& text) {
        if (file.empty()) return;
        if (const auto reason = write_file(file, text)) status = complain(kFailed, *reason);
    };
    write(options.json_file, to_json(scores));
    if (!options.html_file.empty()) write(options.html_file, html_report(reports));
    fmt::print("{}", text_table(scores, output_columns()));
    for (const RunFailure& failure : outcome->failures)
        status = complain(kFailed, fmt::format("{}: {}", failure.run, failure.message));
    // Hours of runs are not thrown away because one more was too many.
    if (interrupted) status = complain(kInterrupted, "interrupted; the runs that were over are written");
    return status;
}

int rehearse(const RunOptions& options, const std::string& records, const std::string& policy,
             const std::string& level) {
    engine::Settings settings;
    settings.rule = engine::rival_named(policy);
    const auto chosen = station::level_named(level);
    if (!chosen) {
        std::vector<std::string> known;
        for (const station::LevelRow& row : station::kLevels) known.emplace_back(row.name);
        return complain(kWrongUse, unknown("level", level, known));
    }
    settings.policy = station::policy_at(*chosen);
    if (!settings.rule && policy != "roam") {
        std::vector<std::string> known{"roam"};
        for (const std::string_view name : engine::rival_names()) known.emplace_back(name);
        return complain(kWrongUse, unknown("policy", policy, known));
    }
    std::vector<std::string> words = options.scenarios;
    const bool random = std::erase(words, kRandomPlace) > 0;
    auto files = choose_scenarios(words);
    if (!files) return complain(kWrongUse, files.error());
    if (random) files->emplace_back(kRandomPlace);
    const auto seeds = choose_seeds(options.seeds);
    if (!seeds) return complain(kWrongUse, seeds.error());
    const auto scores = rehearse_all(*files, *seeds, options.jobs, records, settings);
    if (!scores) return complain(kFailed, scores.error());
    if (!options.json_file.empty())
        if (const auto reason = write_file(options.json_file, to_json(*scores)))
            return complain(kFailed, *reason);
    fmt::print("{}", text_table(*scores, output_columns()));
    return kOk;
}

int unknown_command(const CLI::App& level, const std::string& word) {
    std::vector<std::string> known;
    for (const CLI::App* command : level.get_subcommands({})) known.push_back(command->get_name());
    return complain(kWrongUse, unknown("command", word, known));
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Runs roaming stations in virtual time between real access points and scores them.",
                 "roam-lab"};
    app.set_version_flag("-V,--version", "roam-lab " ROAM_VERSION);
    app.require_subcommand(0, 1);
    app.footer(
        "Examples:\n  roam-lab run corridor --arm roam,iwd --seeds 1..5\n"
        "  roam-lab run all --html report.html --json scores.json\n"
        "Exit status: 0 success, 1 failure, 2 wrong usage, 69 the laboratory cannot run here, 130 "
        "interrupted.");

    auto* scenarios = app.add_subcommand("scenarios", "List the scenarios that come with the laboratory");
    auto* arms_command = app.add_subcommand("arms", "List what can run on the station");
    auto* kernel = app.add_subcommand("kernel", "The laboratory's kernel");
    kernel->require_subcommand(0, 1);
    auto* kernel_build =
        kernel->add_subcommand("build", "Build the kernel unless it is cached; print its path");

    RunOptions options;
    auto* run_command = app.add_subcommand("run", "Run scenarios and print their scores");
    run_command
        ->add_option("scenario", options.scenarios, "Names of scenarios or groups, or paths of .toml files")
        ->required();
    run_command->add_option("--arm", options.arms, "Arms, or ARM:POLICY, separated by commas (default: all)");
    auto* seed = run_command->add_option("--seed", options.seeds, "One seed (default: 1)");
    run_command->add_option("--seeds", options.seeds, "A range of seeds, N..M")->excludes(seed);
    run_command->add_option("--jobs,-j", options.jobs, "Runs at a time (default: one per processor)")
        ->check(CLI::Range(1, 256));
    run_command->add_option("--json", options.json_file, "Write the scores to this file (docs/score.md)");
    run_command->add_option("--html", options.html_file, "Write a report to this file");
    auto* keep = run_command->add_option("--keep", options.keep, "Keep each run's logs under this folder");
    run_command
        ->add_flag("--capture", options.capture, "Write the management frames on the air to air.pcap there")
        ->needs(keep);
    run_command->add_flag("--quiet,-q", options.quiet, "No progress");

    std::string records;
    std::string policy = "roam";
    std::string eagerness = "balanced";
    auto* rehearse_command = app.add_subcommand(
        "rehearse",
        "Try the station's policy on many walks without a kernel: quick, and only an approximation");
    rehearse_command
        ->add_option("scenario", options.scenarios, "As for run; `random` draws a place for each seed")
        ->required();
    rehearse_command->add_option("--seeds,--seed", options.seeds, "A seed or a range, N..M");
    rehearse_command->add_option("--jobs,-j", options.jobs, "Walks at a time")->check(CLI::Range(1, 256));
    rehearse_command->add_option("--json", options.json_file, "Write the scores to this file");
    rehearse_command->add_option("--records", records, "Write each walk's decision records to this folder");

    rehearse_command
        ->add_option("--policy", policy, "Whose rule decides: roam, or a name from docs/policies.md")
        ->capture_default_str();
    rehearse_command
        ->add_option("--level", eagerness,
                     "How eager our own rule is: 1 to 5, or stay, reluctant, balanced, eager, chase")
        ->capture_default_str();

    // A word that is no command gets a better answer than CLI11's. Not before the options: they would inherit
    // it.
    app.allow_extras();
    kernel->allow_extras();
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& asked) {
        return app.exit(asked);
    } catch (const CLI::ParseError& error) {
        app.exit(error);
        return kWrongUse;
    }
    for (const CLI::App* level : {static_cast<const CLI::App*>(&app), static_cast<const CLI::App*>(kernel)})
        if (const auto words = level->remaining(); !words.empty()) return unknown_command(*level, words[0]);
    if (app.get_subcommands().empty() || (*kernel && !*kernel_build)) {
        std::fputs((*kernel ? kernel : &app)->help().c_str(), stderr);
        return kWrongUse;
    }
    if (*scenarios) return list_scenarios();
    if (*arms_command) return list_arms();
    if (*kernel_build) return build_the_kernel();
    if (*rehearse_command) return rehearse(options, records, policy, eagerness);
    return run(options);
}
