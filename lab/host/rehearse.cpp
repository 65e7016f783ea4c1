#include "lab/host/rehearse.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <mutex>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "engine/encode.hpp"
#include "engine/rivals.hpp"
#include "lab/host/campaign.hpp"
#include "lab/rehearsal/rehearsal.hpp"

namespace lab::host {

namespace {

class RecordFile : public ports::Journal {
public:
    explicit RecordFile(const std::filesystem::path& path) {
        if (!path.empty()) file_.open(path);
    }
    void write(std::string_view interface, const records::Record& record) override {
        if (file_.is_open()) file_ << engine::to_json(interface, record) << '\n';
    }

private:
    std::ofstream file_;
};

std::expected<Score, std::string> rehearse_one(const Scenario& scenario, std::uint64_t seed,
                                               const std::filesystem::path& records,
                                               engine::Settings settings) {
    const auto stage = make_stage(scenario, seed);
    RecordFile journal{records.empty() ? records : records / fmt::format("{}-{}.jsonl", scenario.name, seed)};
    settings.compare = false;
    const Truth truth = rehearse(World{scenario, seed}, seed, settings, journal);
    const std::string arm = fmt::format(
        "{} (rehearsed)", settings.rule ? engine::name(*settings.rule) : std::string_view{"roam"});
    const Run run{stage->scenario, arm, seed, stage->trace, truth, {}};
    auto figures = score(run, stage->values, stage->optimum);
    if (!figures)
        return std::unexpected(fmt::format("{}, seed {}: {}", scenario.name, seed, figures.error().message));
    return *std::move(figures);
}

}  // namespace

std::expected<std::vector<Score>, std::string> rehearse_all(const std::vector<std::filesystem::path>& files,
                                                            const std::vector<std::uint64_t>& seeds,
                                                            unsigned jobs,
                                                            const std::filesystem::path& records,
                                                            const engine::Settings& settings) {
    std::vector<std::pair<Scenario, std::uint64_t>> walks;
    for (const auto& file : files) {
        if (file == kRandomPlace) {
            for (const std::uint64_t seed : seeds) walks.emplace_back(random_scenario(seed), seed);
            continue;
        }
        const auto scenario = load_scenario(file);
        if (!scenario) return std::unexpected(scenario.error().message);
        for (const std::uint64_t seed : seeds) walks.emplace_back(*scenario, seed);
    }
    std::vector<Score> scores(walks.size());
    std::optional<std::string> failure;
    std::mutex guard;
    std::atomic<std::size_t> next{0};
    {
        std::vector<std::jthread> workers;
        for (unsigned i = 0; i < std::clamp(jobs, 1U, 256U); ++i)
            workers.emplace_back([&] {
                for (std::size_t at = next++; at < walks.size(); at = next++) {
                    auto result = rehearse_one(walks[at].first, walks[at].second, records, settings);
                    if (result) {
                        scores[at] = *std::move(result);
                    } else {
                        const std::lock_guard lock{guard};
                        failure = result.error();
                    }
                }
            });
    }
    if (failure) return std::unexpected(*failure);
    return scores;
}

}  // namespace lab::host
