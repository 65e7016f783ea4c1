#include "lab/host/campaign.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <mutex>
#include <sstream>
#include <thread>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "lab/host/machine.hpp"
#include "lab/steering.hpp"
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
    std::vector<std::shared_ptr<const Stage>> stages;  ///< one for each station
    fs::path scenario_file;
    std::string arm;

    [[nodiscard]] const Scenario& scenario() const { return stages.front()->scenario; }
    [[nodiscard]] std::string name() const {
        return fmt::format("{}/{}/{}", scenario().name, arm, stages.front()->seed);
    }
};

std::expected<RunResult, std::string> judge(const Job& job, std::size_t station, const std::string& log) {
    const std::shared_ptr<const Stage>& stage = job.stages[station];
    auto truth = read_truth_log(log);
    if (!truth)
        return std::unexpected(fmt::format("{}:{}: {}", truth_file(stage->scenario, station),
                                           truth.error().line, truth.error().message));
    RunResult result;
    result.stage = stage;
    result.arm = job.arm;
    result.truth = *std::move(truth);
    const Run run{stage->scenario, job.arm, stage->seed, stage->trace, result.truth, events_sha(log)};
    auto figures = score(run, stage->values, stage->optimum);
    if (!figures) return std::unexpected(figures.error().message);
    result.score = *std::move(figures);
    if (stage->scenario.is_fleet()) {
        const Station& own = stage->scenario.stations[station];
        result.score.station = steering_of(run, stage->values, own.name, std::string{word_of(own.kind)});
    }
    return result;
}

/// Of a fleet's stations but the first; an empty text cannot be a log, and its reader says so.
std::string other_log(const fs::path& file) {
    std::ifstream stream{file, std::ios::binary};
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

std::expected<std::vector<RunResult>, std::string> run_one(const Job& job, const Order& order,
                                                           unsigned lane) {
    const auto start = std::chrono::steady_clock::now();
    const RunFolder folder{order.keep, job.name()};
    RunPlan plan;
    plan.scenario_file = fs::absolute(job.scenario_file).string();
    plan.arm = job.arm;
    plan.seed = job.stages.front()->seed;
    plan.programs = program_folder().string();
    plan.capture = order.capture;
    write_plan(folder.path(), plan);

    const auto log = boot(order.kernel, folder.path(), plan, job.scenario(), lane);
    if (!log) return std::unexpected(log.error());
    const double wall_seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::vector<RunResult> results;
    for (std::size_t station = 0; station < job.stages.size(); ++station) {
        auto result =
            judge(job, station,
                  station == 0 ? *log : other_log(folder.path() / truth_file(job.scenario(), station)));
        if (!result) return std::unexpected(result.error());
        result->wall_seconds = wall_seconds;
        results.push_back(*std::move(result));
    }
    return results;
}

/// A fleet's arms are for fleets, the others for one station.
bool is_for(const std::string& arm, const Scenario& scenario) {
    const auto known = find_arm(arm);
    return known && known->fleet == scenario.is_fleet();
}

}  // namespace

std::shared_ptr<const Stage> make_stage(const Scenario& scenario, std::uint64_t seed, std::size_t station) {
    auto stage = std::make_shared<Stage>();
    stage->scenario = seen_by(scenario, station);
    stage->seed = seed;
    stage->trace = sample(World{stage->scenario, seed, station});
    stage->values = slot_values(stage->trace, scored_slots(scenario, stage->trace), &radio::usable_kbps);
    // A BSS that takes nobody, or that the station cannot hear, is no part of what was possible.
    for (const BssSite& site : stage->trace.sites)
        if (scenario.aps[site.ap].refuses != Refusal::Nobody ||
            !can_use(scenario, station, scenario.aps[site.ap].radios[site.radio].channel.band()))
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
            std::vector<std::shared_ptr<const Stage>> stages;
            for (std::size_t at = 0; at < std::max<std::size_t>(1, scenario->stations.size()); ++at)
                stages.push_back(make_stage(*scenario, seed, at));
            for (const std::string& arm : order.arms)
                if (is_for(arm, *scenario)) jobs.push_back({stages, file, arm});
        }
    }

    std::vector<std::optional<std::vector<RunResult>>> results(jobs.size());
    Outcome outcome;
    std::mutex guard;
    std::atomic<std::size_t> next{0};
    std::size_t done = 0;
    const auto work = [&](unsigned lane) {
        for (std::size_t i = next++; i < jobs.size() && !stop(); i = next++) {
            std::expected<std::vector<RunResult>, std::string> result;
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
        if (result) std::ranges::move(*result, std::back_inserter(outcome.results));
    std::ranges::sort(outcome.failures, {}, &RunFailure::run);
    return outcome;
}

}  // namespace lab::host
