// The whole rule, rehearsed in the laboratory's places: a floor under what it must reach, without a kernel.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "lab/host/rehearse.hpp"
#include "station/levels.hpp"

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

fs::path shipped(const std::string& name) { return fs::path{ROAM_SCENARIO_DIR} / (name + ".toml"); }

std::vector<lab::Score> rehearse(const fs::path& scenario, std::uint64_t first, std::uint64_t last,
                                 const fs::path& records = {}, const engine::Settings& settings = {}) {
    std::vector<std::uint64_t> seeds;
    for (std::uint64_t seed = first; seed <= last; ++seed) seeds.push_back(seed);
    auto scores = lab::host::rehearse_all({scenario}, seeds, 2, records, settings);
    if (!scores) throw std::runtime_error{scores.error()};
    return *std::move(scores);
}

double mean_of_optimum(const std::vector<lab::Score>& scores) {
    double sum = 0;
    for (const lab::Score& score : scores) sum += score.of_optimum;
    return sum / static_cast<double>(scores.size());
}

fs::path empty_folder(const std::string& name) {
    const fs::path folder = fs::current_path() / ("rehearsal-" + name);
    fs::remove_all(folder);
    fs::create_directories(folder);
    return folder;
}

std::string content(const fs::path& file) {
    std::ifstream in{file};
    return {std::istreambuf_iterator<char>{in}, {}};
}

TEST(Rehearsal, EarnsMostOfWhatIsToBeHad) {
    const std::map<std::string, double> floors{
        {"corridor", 0.96}, {"corner", 0.95}, {"office", 0.94}, {"dense", 0.93}, {"dying", 0.90}};
    for (const auto& [name, least] : floors)
        EXPECT_GE(mean_of_optimum(rehearse(shipped(name), 1001, 1005)), least) << name;
}

TEST(Rehearsal, EarnsMostOfItInPlacesThatNobodyChose) {
    EXPECT_GE(mean_of_optimum(rehearse(lab::host::kRandomPlace, 2001, 2010)), 0.95);
}

TEST(Rehearsal, StandsStillBetweenEqualAps) {
    for (const lab::Score& score : rehearse(shipped("equal"), 1001, 1004)) {
        EXPECT_EQ(score.roams, 0) << score.seed;
        EXPECT_LE(score.offchannel_share, 0.0001) << score.seed;
    }
}

engine::Settings at_level(station::Level level) {
    engine::Settings settings;
    settings.policy = station::policy_at(level);
    return settings;
}

TEST(Rehearsal, MovesNoLessAtAHigherLevel) {
    std::vector<std::int64_t> moves;
    for (const station::LevelRow& row : station::kLevels) {
        std::int64_t sum = 0;
        for (const char* name : {"corridor", "office", "dense", "dying"})
            for (const lab::Score& score : rehearse(shipped(name), 1001, 1008, {}, at_level(row.level)))
                sum += score.roams;
        moves.push_back(sum);
    }
    EXPECT_TRUE(std::ranges::is_sorted(moves)) << ::testing::PrintToString(moves);
    EXPECT_LT(moves.front(), moves[2]) << "the levels differ";
    EXPECT_LT(moves[2], moves.back());
}

TEST(Rehearsal, MovesAtStayOnlyWhenTheLinkFails) {
    const fs::path folder = empty_folder("stay");
    (void)rehearse(shipped("corridor"), 1001, 1003, folder, at_level(station::Level::Stay));
    std::size_t moves = 0;
    for (const auto& file : fs::directory_iterator{folder}) {
        std::ifstream lines{file.path()};
        for (std::string line; std::getline(lines, line);) {
            const json::value verdict = json::parse(line).at("verdict");
            if (verdict.at("action").as_string() == "look") {
                const auto& reason = verdict.at("reason").as_string();
                EXPECT_TRUE(reason == "search-while-failing" || reason == "verify-first") << line;
            }
            if (verdict.at("action").as_string() != "move") continue;
            ++moves;
            EXPECT_EQ(verdict.at("reason").as_string(), "link-failing") << line;
        }
    }
    EXPECT_GT(moves, 0U);
}

TEST(Rehearsal, IsTheSameTwice) {
    const fs::path once = empty_folder("once");
    const fs::path twice = empty_folder("twice");
    EXPECT_EQ(rehearse(shipped("office"), 7, 7, once), rehearse(shipped("office"), 7, 7, twice));
    const std::string records = content(once / "office-7.jsonl");
    EXPECT_FALSE(records.empty());
    EXPECT_EQ(records, content(twice / "office-7.jsonl"));
}

TEST(Rehearsal, ReportsOneCompletionForEachMove) {
    const fs::path folder = empty_folder("moves");
    (void)rehearse(shipped("corridor"), 3, 3, folder);
    std::ifstream lines{folder / "corridor-3.jsonl"};
    std::int64_t sequence = 0;
    int moves = 0;
    for (std::string line; std::getline(lines, line);) {
        const json::object record = json::parse(line).as_object();
        EXPECT_EQ(record.at("sequence").as_int64(), ++sequence);
        const bool attempted = record.at("verdict").at("action").as_string() == "move";
        EXPECT_EQ(attempted, record.at("outcome").at("result").as_string() != "none") << line;
        moves += attempted ? 1 : 0;
    }
    EXPECT_GT(moves, 2);
}

}  // namespace
