#include "lab/host/campaign.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "lab/host/machine.hpp"
#include "lab/truth_log.hpp"
#include "lab/world.hpp"
#include "radio/rate.hpp"

namespace lab::host {

namespace {

namespace fs = std::filesystem;

/// A folder of its own for one run, removed at the end unless it is to be kept.
class RunFolder {
public:
    RunFolder(const std::optional<fs::path>& keep, const std::string& name) : kept_{keep.has_value()} {
        if (keep) {
            path_ = fs::absolute(*keep) / name;
            fs::remove_all(path_);
            fs::create_directories(path_);
            return;
        }
        std::string pattern = (fs::temp_directory_path() / "roam-lab.XXXXXX").string();
        if (!mkdtemp(pattern.data()))
            throw fs::filesystem_error("mkdtemp", pattern, {errno, std::generic_category()});
        path_ = pattern;
    }
    ~RunFolder() {
        std::error_code ignored;
        if (!kept_) fs::remove_all(path_, ignored);
    }
    RunFolder(const RunFolder&) = delete;
    RunFolder& operator=(const RunFolder&) = delete;

    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    fs::path path_;
    bool kept_;
};

struct Job {
    std::shared_ptr<const Stage> stage;
    fs::path scenario_file;
    std::string arm;

    [[nodiscard]] std::string name() const {
        return fmt::format("{}/{}/{}", stage->scenario.name, arm, stage->seed);
    }
};

std::expected<RunResult, std::string> run_one(const Job& job, const Order& order, unsigned lane) {
    const auto start = std::chrono::steady_clock::now();
    const RunFolder folder{order.keep, job.name()};
    RunPlan plan;
    plan.scenario_file = fs::absolute(job.scenario_file).string();
    plan.arm = job.arm;
    plan.seed = job.stage->seed;
    plan.programs = program_folder().string();
    plan.capture = order.capture;
    write_plan(folder.path(), plan);

    const int radios = static_cast<int>(job.stage->trace.sites.size()) + 1;
    const auto log = boot(order.kernel, folder.path(), plan, radios, job.stage->scenario.seconds, lane);
    if (!log) return std::unexpected(log.error());
    auto truth = read_truth_log(*log);
    if (!truth)
        return std::unexpected(
            fmt::format("{}:{}: {}", kTruthFile, truth.error().line, truth.error().message));

    RunResult result;
    result.stage = job.stage;
    result.arm = job.arm;
    result.truth = *std::move(truth);
    const Run run{job.stage->scenario, job.arm,      job.stage->seed,
                  job.stage->trace,    result.truth, events_sha(*log)};
    auto figures = score(run, job.stage->values, job.stage->optimum);
    if (!figures) return std::unexpected(figures.error().message);
    result.score = *std::move(figures);
    result.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

}  // namespace

std::shared_ptr<const Stage> make_stage(const Scenario& scenario, std::uint64_t seed) {
    auto stage = std::make_shared<Stage>();
    stage->scenario = scenario;
    stage->seed = seed;
    stage->trace = sample(World{scenario, seed});
    stage->values = slot_values(stage->trace, scored_slots(scenario, stage->trace), &radio::usable_kbps);
    // A BSS that takes nobody is no part of what was possible.
    for (const BssSite& site : stage->trace.sites)
        if (scenario.aps[site.ap].refuses != Refusal::Nobody)
            for (std::vector<double>& slot : stage->values) slot[static_cast<std::size_t>(site.index)] = 0;
    stage->optimum = clairvoyant(stage->values, stage->trace.slot, handoff_floor(scenario.security));
    return stage;
}

std::expected<Outcome, std::string> carry_out(const Order& order, const Progress& progress,
                                              const std::function<bool()>& stop) {
    std::vector<Job> jobs;
    for (const fs::path& file : order.scenario_files) {
        const auto scenario = load_scenario(file);
        if (!scenario) return std::unexpected(scenario.error().message);
        for (const std::uint64_t seed : order.seeds) {
            const auto stage = make_stage(*scenario, seed);
            for (const std::string& arm : order.arms) jobs.push_back({stage, file, arm});
        }
    }

    std::vector<std::optional<RunResult>> results(jobs.size());
    Outcome outcome;
    std::mutex guard;
    std::atomic<std::size_t> next{0};
    std::size_t done = 0;
    const auto work = [&](unsigned lane) {
        for (std::size_t i = next++; i < jobs.size() && !stop(); i = next++) {
            std::expected<RunResult, std::string> result;
            try {
                result = run_one(jobs[i], order, lane);
            } catch (const std::exception& error) {
                result = std::unexpected(std::string{error.what()});
            }
            const std::lock_guard lock{guard};
            if (stop()) return;
            if (result)
                results[i] = *std::move(result);
            else
                outcome.failures.push_back({jobs[i].name(), result.error()});
            progress(++done, jobs.size(), jobs[i].name());
        }
    };
    {
        std::vector<std::jthread> workers;
        for (unsigned i = 0; i < std::clamp(order.jobs, 1U, 256U); ++i) workers.emplace_back(work, i);
    }
    for (auto& result : results)
        if (result) outcome.results.push_back(*std::move(result));
    std::ranges::sort(outcome.failures, {}, &RunFailure::run);
    return outcome;
}

}  // namespace lab::host
