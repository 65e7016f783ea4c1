// What the network asks for: followed where it helps, corrected where it harms, and never waited for until
// the link is gone. Beside it wpa_supplicant alone, which follows blindly and searches for too long.
#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lab.hpp"
#include "lab/run_plan.hpp"

namespace acceptance {
namespace {

struct Asked {
    boost::json::object record;
    double at_s = 0;  ///< of the walk
};

std::vector<Asked> requests(const std::vector<boost::json::object>& records) {
    std::vector<Asked> found;
    for (const boost::json::object& record : records)
        if (record.at("trigger") == "transition-request")
            found.push_back(
                {record, record.at("monotonic_ms").to_number<double>() / 1e3 - lab::kBootToWalkUs / 1e6});
    return found;
}

boost::json::string verdict(const boost::json::object& record, std::string_view what) {
    return record.at("verdict").at(what).as_string();
}

/// Both arms' walks through one scenario.
struct Walked {
    std::vector<boost::json::object> records;  ///< of roam
    lab::Score alone;                          ///< wpa_supplicant
    lab::Score roam;
};

void walk(const std::string& name, Walked& walked) {
    const std::string file = fmt::format("{}/{}.toml", ROAM_TEST_SCENARIOS, name);
    const auto folder = fresh_folder(name);
    const auto finished =
        roam_lab(fmt::format("run '{}' --arm wpa_supplicant,roam --keep '{}' --json '{}' -q", file,
                             folder.string(), (folder / "runs.json").string()));
    ASSERT_EQ(finished.status, 0);
    const auto run_folder = folder / name / "roam" / "1";
    expect_legal_trace(run_folder);
    const std::vector<lab::Score> scores = scores_in(folder / "runs.json");
    ASSERT_EQ(scores.size(), 2U);
    ASSERT_EQ(scores[0].arm, "wpa_supplicant");
    walked = {records_in(run_folder), scores[0], scores[1]};
}

TEST(Transition, IsFollowedCorrectedAndPlannedFor) {
    Walked walked;
    ASSERT_NO_FATAL_FAILURE(walk("transition-request", walked));
    const auto& [records, alone, roam] = walked;
    const std::vector<Asked> asked = requests(records);
    ASSERT_GE(asked.size(), 3U);
    // To a good access point: followed, and nothing is done about it.
    EXPECT_EQ(verdict(asked[0].record, "reason"), "network-asks");
    EXPECT_EQ(asked[0].record.at("outcome").at("result"), "moved");
    EXPECT_EQ(asked[0].record.at("outcome").at("bssid"), "02:00:00:00:02:00");
    // To a bad one: followed, judged, and left again within seconds.
    EXPECT_EQ(asked[1].record.at("outcome").at("bssid"), "02:00:00:00:03:00");
    const auto corrected = std::ranges::find_if(records, [&](const boost::json::object& record) {
        const double at_s = record.at("monotonic_ms").to_number<double>() / 1e3 - lab::kBootToWalkUs / 1e6;
        return at_s > asked[1].at_s && verdict(record, "action") == "move";
    });
    ASSERT_NE(corrected, records.end());
    EXPECT_EQ(corrected->at("serving").at("bssid"), "02:00:00:00:03:00");
    EXPECT_LT(corrected->at("monotonic_ms").to_number<double>() / 1e3 - lab::kBootToWalkUs / 1e6,
              asked[1].at_s + 5);
    // Sent away: gone before the access point ends the link.
    const auto left = std::ranges::find_if(records, [](const boost::json::object& record) {
        return verdict(record, "reason") == "link-ending" && verdict(record, "action") == "move";
    });
    ASSERT_NE(left, records.end());
    EXPECT_EQ(left->at("outcome").at("result"), "moved");

    const auto outage = [](const lab::Score& score) { return score.outage_s.down + score.outage_s.up; };
    EXPECT_GT(outage(alone), 2) << "the scenario no longer hurts";
    EXPECT_LT(outage(roam), outage(alone) / 4);
    EXPECT_GT(roam.of_optimum, alone.of_optimum);
    EXPECT_LE(roam.longest_gap_ms, 200);
}

TEST(Transition, StormsAreIgnored) {
    Walked walked;
    ASSERT_NO_FATAL_FAILURE(walk("request-storm", walked));
    EXPECT_LT(walked.alone.of_optimum, 0.7) << "the scenario no longer hurts";
    EXPECT_GT(walked.roam.of_optimum, 0.95);
    int heeded = 0;
    int ignored = 0;
    for (const Asked& asked : requests(walked.records))
        ++(verdict(asked.record, "reason") == "requests-ignored" ? ignored : heeded);
    // Of eighteen requests in 102 s: three, then none for a minute, then three again.
    EXPECT_EQ(heeded, 6);
    EXPECT_EQ(ignored, 2);
}

}  // namespace
}  // namespace acceptance
