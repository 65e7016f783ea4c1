// The whole rule, rehearsed in the laboratory's places: a floor under what it must reach, without a kernel.
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

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

fs::path shipped(const std::string& name) { return fs::path{ROAM_SCENARIO_DIR} / (name + ".toml"); }

std::vector<lab::Score> rehearse(const fs::path& scenario, std::uint64_t first, std::uint64_t last,
                                 const fs::path& records = {}) {
    std::vector<std::uint64_t> seeds;
    for (std::uint64_t seed = first; seed <= last; ++seed) seeds.push_back(seed);
    auto scores = lab::host::rehearse_all({scenario}, seeds, 2, records, std::nullopt);
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
