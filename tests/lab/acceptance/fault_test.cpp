// What a station must survive: at the end of each walk it is linked, packets flow, and its records say what
// happened. The scenarios are in tests/lab/scenarios.
#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lab.hpp"
#include "lab/run_plan.hpp"
#include "lab/scenario.hpp"

namespace acceptance {
namespace {

constexpr lab::Micros kSecond = 1'000'000;

struct Walked {
    lab::Scenario scenario;
    lab::Truth truth;
    std::vector<boost::json::object> records;
};

void walk(const std::string& name, Walked& walked) {
    const std::string file = fmt::format("{}/{}.toml", ROAM_TEST_SCENARIOS, name);
    const auto scenario = lab::load_scenario(file);
    ASSERT_TRUE(scenario) << scenario.error().message;
    const auto folder = fresh_folder("fault-" + name);
    const auto finished = roam_lab(fmt::format("run '{}' --arm roam --keep '{}' -q", file, folder.string()));
    ASSERT_EQ(finished.status, 0);
    const auto run_folder = folder / name / "roam" / "1";
    walked = {*scenario, truth_in(run_folder), records_in(run_folder)};
    ASSERT_FALSE(walked.truth.served.empty());
    ASSERT_FALSE(walked.records.empty());
    expect_legal_trace(run_folder);
}

bool marked(const lab::Truth& truth, std::string_view text) {
    return std::ranges::any_of(truth.marks,
                               [text](const lab::Mark& mark) { return mark.text.contains(text); });
}

/// Linked at the end, nearly all packets of the last five seconds arrived, and no program of ours ended.
void expect_well_at_the_end(const lab::Truth& truth) {
    EXPECT_EQ(truth.served.back().to, truth.length) << "not linked at the end";
    for (const auto direction : {lab::Direction::Down, lab::Direction::Up}) {
        int sent = 0;
        int arrived = 0;
        for (const lab::Packet& packet : truth.packets) {
            // The last half second may still be on its way.
            if (packet.direction != direction || packet.sent < truth.length - 11 * kSecond / 2 ||
                packet.sent > truth.length - kSecond / 2)
                continue;
            ++sent;
            if (packet.arrived >= 0) ++arrived;
        }
        EXPECT_GE(sent, 240);
        EXPECT_GE(arrived * 100, sent * 95) << arrived << " of " << sent << " packets arrived";
    }
    EXPECT_FALSE(marked(truth, "roam-station")) << "roam-station ended";
}

/// Whether a record within [from_s, to_s] of the walk has one of these triggers.
bool has_record(const Walked& walked, std::initializer_list<std::string_view> triggers, double from_s,
                double to_s) {
    return std::ranges::any_of(walked.records, [&](const boost::json::object& record) {
        const double at_s = record.at("monotonic_ms").to_number<double>() / 1e3 - lab::kBootToWalkUs / 1e6;
        const boost::json::string& trigger = record.at("trigger").as_string();
        return at_s >= from_s && at_s <= to_s && std::ranges::find(triggers, trigger) != triggers.end();
    });
}

/// A fault that cuts the station off from its supplicant: it must notice within the 5 s between two signs of
/// life and their deadline, and take the link up again soon after the fault is over.
void expect_found_again(const Walked& walked, std::string_view mark) {
    const lab::ScenarioEvent& fault = walked.scenario.events.at(0);
    EXPECT_TRUE(marked(walked.truth, mark));
    EXPECT_TRUE(has_record(walked, {"disconnected"}, fault.at_s, fault.at_s + 6))
        << "no record of the lost supplicant";
    const double over_s = fault.at_s + fault.duration_s;
    EXPECT_TRUE(has_record(walked, {"connected", "first-link"}, over_s, over_s + 10)) << "not taken up again";
    EXPECT_TRUE(has_record(walked, {"looked", "signal"}, over_s, walked.scenario.seconds))
        << "the station does not decide any more";
}

TEST(Fault, SupplicantKilledAndRestarted) {
    Walked walked;
    ASSERT_NO_FATAL_FAILURE(walk("supplicant-restart", walked));
    expect_well_at_the_end(walked.truth);
    expect_found_again(walked, "wpa_supplicant was killed by signal 9");
}

TEST(Fault, SupplicantStopped) {
    Walked walked;
    ASSERT_NO_FATAL_FAILURE(walk("supplicant-stop", walked));
    expect_well_at_the_end(walked.truth);
    expect_found_again(walked, "station program answers again");
}

TEST(Fault, ControlSocketFails) {
    Walked walked;
    ASSERT_NO_FATAL_FAILURE(walk("control-fails", walked));
    expect_well_at_the_end(walked.truth);
    expect_found_again(walked, "control socket answers again");
}

/// The records without what a wall clock says.
std::vector<boost::json::object> timeless(std::vector<boost::json::object> records) {
    for (boost::json::object& record : records) record.erase("time");
    return records;
}

TEST(Fault, TheWallClockIsSetAndDecidesNothing) {
    Walked set;
    ASSERT_NO_FATAL_FAILURE(walk("clock-steps", set));
    expect_well_at_the_end(set.truth);
    ASSERT_TRUE(marked(set.truth, "wall clock set"));
    // The same walk, and nobody sets the clock.
    const auto folder = fresh_folder("fault-clock-runs-on");
    std::string text = read_file(fmt::format("{}/clock-steps.toml", ROAM_TEST_SCENARIOS));
    text.resize(text.find("[[events]]"));
    std::ofstream{folder / "clock-steps.toml"} << text;
    const auto finished =
        roam_lab(fmt::format("run '{0}/clock-steps.toml' --arm roam --keep '{0}' -q", folder.string()));
    ASSERT_EQ(finished.status, 0);
    const auto others = records_in(folder / "clock-steps" / "roam" / "1");
    ASSERT_EQ(set.records.size(), others.size());
    EXPECT_NE(set.records.back().at("time"), others.back().at("time")) << "the clock was not set";
    const auto left = timeless(set.records);
    const auto right = timeless(others);
    for (std::size_t at = 0; at < left.size(); ++at) ASSERT_EQ(left[at], right[at]) << "record " << at;
}

TEST(Fault, ControlSocketSilent) {
    Walked walked;
    ASSERT_NO_FATAL_FAILURE(walk("control-silent", walked));
    expect_well_at_the_end(walked.truth);
    expect_found_again(walked, "control socket answers again");
}

TEST(Fault, AccessPointDiesAndComesBack) {
    Walked walked;
    ASSERT_NO_FATAL_FAILURE(walk("ap-dies", walked));
    expect_well_at_the_end(walked.truth);
    const double died_s = walked.scenario.events.at(0).at_s;
    const auto sites = lab::bss_sites(walked.scenario);
    const auto served = std::ranges::find_if(walked.truth.served, [&](const lab::Served& link) {
        return link.from <= static_cast<lab::Micros>(died_s * 1e6) &&
               link.to >= static_cast<lab::Micros>(died_s * 1e6);
    });
    ASSERT_NE(served, walked.truth.served.end());
    ASSERT_EQ(sites[static_cast<std::size_t>(served->bss)].name, "AP2/5")
        << "another access point served: the scenario does not test what it says";
    EXPECT_TRUE(has_record(walked, {"link-failure", "beacon-loss", "disconnected"}, died_s, died_s + 5))
        << "no record of the loss";
    ASSERT_NE(served + 1, walked.truth.served.end()) << "no new link";
    EXPECT_LE(static_cast<double>((served + 1)->from) / 1e6, died_s + 5) << "a new link took too long";
}

}  // namespace
}  // namespace acceptance
