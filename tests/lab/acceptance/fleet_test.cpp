// Fleets: many stations at a time, access points in namespaces of their own. Without steering: what the arms
// of roam-ap are compared with, and whether every kind of station does what its name says.
#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "explained.hpp"
#include "lab.hpp"
#include "lab/steering.hpp"
#include "lab/truth_log.hpp"

namespace acceptance {
namespace {

namespace fs = std::filesystem;

struct Walked {
    fs::path folder;  ///< of the run's logs
    std::vector<lab::Score> scores;
};

/// @param scenario  as on the command line; `name` is the file's stem.
Walked walk(const std::string& scenario, const std::string& name, const std::string& arm,
            std::string_view run_name) {
    Walked walked;
    const fs::path keep = fresh_folder(fmt::format("fleet-{}", run_name));
    const fs::path json = keep / "scores.json";
    const auto finished = roam_lab(fmt::format("run '{}' --arm {} --seed 1 --keep '{}' --json '{}' -q",
                                               scenario, arm, keep.string(), json.string()));
    EXPECT_EQ(finished.status, 0);
    walked.folder = keep / name / arm / "1";
    if (finished.status != 0) return walked;
    walked.scores = scores_in(json);
    // Of each station that is ours; roam-ap's records hold no trace.
    for (const auto& entry : fs::recursive_directory_iterator{walked.folder}) {
        if (entry.path().filename() != "records.jsonl") continue;
        std::ifstream file{entry.path()};
        const std::string text{std::istreambuf_iterator<char>{file}, {}};
        if (text.contains("\"roam-event/1\"")) expect_legal_trace(entry.path().parent_path());
    }
    // Each log of an access point tells of all stations, and each station's links are in several logs.
    expect_explained(walked.folder);
    return walked;
}

double mean_ratio(const std::vector<lab::Score>& scores) {
    double sum = 0;
    for (const lab::Score& score : scores) sum += score.of_optimum;
    return sum / static_cast<double>(scores.size());
}

double median_ratio(const std::vector<lab::Score>& scores) {
    std::vector<double> ratios;
    for (const lab::Score& score : scores) ratios.push_back(score.of_optimum);
    std::ranges::nth_element(ratios, ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2));
    return ratios[ratios.size() / 2];
}

/// How long each request of the access points had to wait, in order of size.
std::vector<std::int64_t> waited_ms(const fs::path& run_folder) {
    std::vector<std::int64_t> waited;
    for (const auto& entry : fs::directory_iterator{run_folder}) {
        if (!entry.path().filename().string().starts_with("records-ap-")) continue;
        std::istringstream lines{read_file(entry.path())};
        for (std::string line; std::getline(lines, line);) {
            const auto record = boost::json::parse(line).as_object();
            if (const auto* value = record.if_contains("waited_ms")) waited.push_back(value->as_int64());
        }
    }
    std::ranges::sort(waited);
    return waited;
}

TEST(Fleet, OfStickyStationsLosesMuchWithoutSteering) {
    const Walked walked = walk("fleet/sticky", "sticky", "none", "sticky");
    ASSERT_EQ(walked.scores.size(), 12U);
    for (const lab::Score& score : walked.scores) {
        ASSERT_TRUE(score.station);
        SCOPED_TRACE(score.station->name);
        EXPECT_EQ(score.station->kind, "sticky");
        EXPECT_GT(score.of_optimum, 0) << "it never had a link";
        EXPECT_LT(score.late_share, 0.5) << "the stream does not flow";
        EXPECT_TRUE(score.station->requests.empty()) << "nobody steers here";
        EXPECT_EQ(score.station->dismissals, 0);
    }
    EXPECT_LT(mean_ratio(walked.scores), 0.6);
    // There is something to steer: the clairvoyant has to move, and sees better access points for long.
    const auto fleets = lab::fleets_of(walked.scores);
    ASSERT_EQ(fleets.size(), 1U);
    EXPECT_GE(fleets[0].episodes, 12);
    EXPECT_LT(fleets[0].recall(), 0.5);
}

TEST(Fleet, OfStickyStationsIsWhereItBelongsWithRoamAp) {
    const Walked walked = walk("fleet/sticky", "sticky", "ap-suggest", "suggest");
    ASSERT_EQ(walked.scores.size(), 12U);
    EXPECT_GE(mean_ratio(walked.scores), 0.93);
    for (const lab::Score& score : walked.scores) {
        SCOPED_TRACE(score.station->name);
        EXPECT_GE(score.of_optimum, 0.9);
        EXPECT_EQ(score.station->dismissals, 0) << "a suggestion ends no link";
        for (const lab::SteeringRequest& request : score.station->requests)
            EXPECT_EQ(request.imminent + request.timer_tbtt, 0);
    }
    const auto fleets = lab::fleets_of(walked.scores);
    ASSERT_EQ(fleets.size(), 1U);
    EXPECT_GE(fleets[0].precision(),
              0.97);  // one request of some 45 may be wrong; the goal over seeds is 0.99
    EXPECT_GE(fleets[0].recall(), 0.9);
    // From the verdict that it belongs elsewhere to the request, measurements included, ms of virtual time.
    const auto waited = waited_ms(walked.folder);
    ASSERT_GE(waited.size(), 20U);
    EXPECT_LE(waited[waited.size() / 2], 300);
    EXPECT_LE(waited[waited.size() * 99 / 100], 1'000);
}

TEST(Fleet, OfBothSidesTogetherIsBetterStill) {
    const Walked walked = walk("fleet/sticky", "sticky", "both", "both");
    ASSERT_EQ(walked.scores.size(), 12U);
    // The goal is a mean of 0.985 (CHANGELOG, known shortfalls).
    EXPECT_GE(median_ratio(walked.scores), 0.975);
    EXPECT_GE(mean_ratio(walked.scores), 0.97);
}

TEST(Fleet, LeavesWhoDoesNotFollowAlone) {
    const Walked walked = walk("fleet/mixed", "mixed", "ap-suggest", "mixed");
    ASSERT_GE(walked.scores.size(), 9U);
    for (const lab::Score& score : walked.scores) {
        SCOPED_TRACE(score.station->name);
        const std::string& kind = score.station->kind;
        const std::size_t requests = score.station->requests.size();
        if (kind == "no-11v") {
            EXPECT_EQ(requests, 0U);
        }
        // In 250 s a back-off that begins with 15 s and doubles leaves room for five; who goes and returns is
        // known to two access points, of which the second may ask once before the first has told it.
        if (kind == "refuses" || kind == "ignores") {
            EXPECT_LE(requests, 5U);
        }
        if (kind == "returns") {
            EXPECT_LE(requests, 7U);
        }
        if (kind == "sticky") {
            EXPECT_GE(score.of_optimum, 0.93);
        }
    }
}

TEST(Fleet, IsSteeredOverUbusAsOverControlSockets) {
    const std::string scenario = ROAM_TEST_SCENARIOS "/ubus.toml";
    const Walked sockets = walk(scenario, "ubus", "ap-suggest", "sockets");
    const Walked over_ubus = walk(scenario, "ubus", "ap-ubus", "ubus");
    ASSERT_EQ(sockets.scores.size(), 3U);
    ASSERT_EQ(over_ubus.scores.size(), 3U);
    std::size_t requests = 0;
    for (std::size_t i = 0; i < sockets.scores.size(); ++i) {
        const lab::StationFigures& one = *sockets.scores[i].station;
        const lab::StationFigures& other = *over_ubus.scores[i].station;
        SCOPED_TRACE(one.name);
        ASSERT_EQ(one.requests.size(), other.requests.size());
        requests += one.requests.size();
        for (std::size_t k = 0; k < one.requests.size(); ++k) {
            const lab::SteeringRequest& a = one.requests[k];
            const lab::SteeringRequest& b = other.requests[k];
            EXPECT_EQ(a.bss, b.bss);
            EXPECT_EQ(a.target, b.target);
            EXPECT_EQ(a.answer, b.answer);
            EXPECT_EQ(b.timer_tbtt + b.imminent, 0);
            // Both read a client four times a second, at other moments, and what one beacon request finds
            // decides whether a second is needed: 2.75 s were seen.
            EXPECT_NEAR(a.at_s, b.at_s, 4.0);
        }
        EXPECT_NEAR(sockets.scores[i].of_optimum, over_ubus.scores[i].of_optimum, 0.03);
    }
    EXPECT_GE(requests, 2U) << "who walks away is asked";
}

TEST(Fleet, GivesTheSameLogsForTheSameSeed) {
    const std::string scenario = ROAM_TEST_SCENARIOS "/kinds.toml";
    const Walked first = walk(scenario, "kinds", "none", "first");
    const Walked second = walk(scenario, "kinds", "none", "second");
    ASSERT_EQ(first.scores.size(), second.scores.size());
    for (std::size_t i = 0; i < first.scores.size(); ++i)
        EXPECT_EQ(first.scores[i].events_sha, second.scores[i].events_sha) << first.scores[i].station->name;
    EXPECT_NE(first.scores[0].events_sha, first.scores[1].events_sha) << "one log for two stations";
}

TEST(Fleet, HasStationsThatAnswerAsTheirKindSays) {
    const Walked walked = walk(ROAM_TEST_SCENARIOS "/kinds.toml", "kinds", "none", "kinds");
    ASSERT_EQ(walked.scores.size(), 9U);
    std::map<std::string, lab::StationFigures> of;
    std::map<std::string, lab::Score> score_of;
    for (const lab::Score& score : walked.scores) {
        of[score.station->name] = *score.station;
        score_of[score.station->name] = score;
        EXPECT_GE(score.station->requests.size(), 2U) << score.station->name;
        EXPECT_LT(score.late_share, 0.02) << score.station->name;
    }
    const auto answers = [&of](const std::string& name) {
        std::vector<int> statuses;
        for (const lab::SteeringRequest& request : of[name].requests) statuses.push_back(request.answer);
        return statuses;
    };
    for (const char* obeys : {"sticky", "nm", "returns", "roam"}) EXPECT_EQ(answers(obeys).at(0), 0) << obeys;
    EXPECT_EQ(answers("refuses"), (std::vector<int>{7, 7}));
    EXPECT_EQ(answers("2.4-only"), (std::vector<int>{7, 7})) << "it cannot go to 5 GHz";
    EXPECT_EQ(answers("ignores"), (std::vector<int>{-1, -1}));
    EXPECT_EQ(answers("no-11v"), (std::vector<int>{-1, -1}));
    EXPECT_EQ(score_of["sticky"].roams, 1) << "it obeys and stays";
    EXPECT_EQ(score_of["returns"].roams, 4) << "there and back, twice";
    EXPECT_EQ(score_of["returns"].returns_10s, 2);
    EXPECT_EQ(score_of["refuses"].roams + score_of["ignores"].roams + score_of["no-11v"].roams, 0);

    const lab::Truth truth = truth_of(walked.folder / "truth-refuses.log");
    ASSERT_GE(truth.asked.size(), 2U);
    EXPECT_FALSE(truth.asked[0].imminent());
    EXPECT_EQ(truth.asked[0].targets, std::vector<int>{2}) << "AP2/5";
}

}  // namespace
}  // namespace acceptance
