// roam-station beside the real NetworkManager, which has its own wpa_supplicant and tells it to scan.
#include <algorithm>
#include <string>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lab.hpp"

namespace acceptance {
namespace {

const lab::Score& of_arm(const std::vector<lab::Score>& scores, std::string_view arm) {
    return *std::ranges::find(scores, arm, &lab::Score::arm);
}

double outage(const lab::Score& score) { return score.outage_s.down + score.outage_s.up; }

TEST(NetworkManager, WalksBetterWithRoamStationBesideIt) {
    const auto folder = fresh_folder("networkmanager");
    const auto finished = roam_lab(
        fmt::format("run corridor --arm networkmanager-daemon,roam-networkmanager --keep '{0}' --json "
                    "'{0}/scores.json' -q",
                    folder.string()));
    ASSERT_EQ(finished.status, 0);
    const auto runs = folder / "corridor";
    // Its own string, in its own words: without it the walk would show nothing.
    EXPECT_TRUE(read_file(runs / "networkmanager-daemon" / "1" / "networkmanager.log")
                    .contains("Config: added 'bgscan' value 'simple:30:-70:86400'"));
    const auto scores = scores_in(folder / "scores.json");
    ASSERT_EQ(scores.size(), 2U);
    const lab::Score& alone = of_arm(scores, "networkmanager-daemon");
    const lab::Score& beside = of_arm(scores, "roam-networkmanager");
    EXPECT_GE(alone.roams, 1) << "it does not roam: the comparison says nothing";
    EXPECT_GE(beside.of_optimum, 0.95);
    EXPECT_GT(beside.of_optimum, alone.of_optimum);
    EXPECT_LT(outage(beside) * 5, outage(alone));
    EXPECT_LT(beside.offchannel_share * 4, alone.offchannel_share);
    expect_legal_trace(runs / "roam-networkmanager" / "1");
}

std::filesystem::path walk_beside_it(const std::string& scenario) {
    const auto folder = fresh_folder("networkmanager-" + scenario);
    const auto finished = roam_lab(fmt::format("run '{}/{}.toml' --arm roam-networkmanager --keep '{}' -q",
                                               ROAM_TEST_SCENARIOS, scenario, folder.string()));
    EXPECT_EQ(finished.status, 0);
    return folder / scenario / "roam-networkmanager" / "1";
}

TEST(NetworkManager, HasItsScanStringBackWhenRoamStationEnds) {
    std::vector<std::string> said;
    for (const lab::Mark& mark : truth_in(walk_beside_it("roam-station-stops")).marks)
        said.push_back(mark.text);
    EXPECT_EQ(said, (std::vector<std::string>{"bgscan of network 0: \"\"", "roam-station ended with status 0",
                                              "bgscan of network 0: \"simple:30:-70:86400\""}));
}

TEST(NetworkManager, IsTakenOverAgainAfterEachActivation) {
    // With its supplicant gone and come again it activates the network anew, and sets its string anew.
    const auto run = walk_beside_it("supplicant-restart");
    const std::string manager = read_file(run / "networkmanager.log");
    const std::string_view set = "Config: added 'bgscan' value 'simple:30:-70:86400'";
    const auto second = manager.find(set, manager.find(set) + 1);
    ASSERT_NE(second, std::string::npos) << "one activation only: the walk shows nothing";
    const std::string supplicant = read_file(run / "wpa_supplicant.log");
    const std::string_view ours = "CTRL_IFACE: SET_NETWORK id=0 name='bgscan'";
    int times = 0;
    for (auto at = supplicant.find(ours); at != std::string::npos; at = supplicant.find(ours, at + 1))
        ++times;
    EXPECT_EQ(times, 3) << "off after each of two activations, and given back at the end";
    // Its module starts when a link is made with its string, or when the string comes back.
    const std::string_view module = "bgscan: Initialized module 'simple'";
    const auto back = supplicant.rfind(ours);
    EXPECT_GT(supplicant.find(module), back) << "it scanned in between";
}

TEST(NetworkManager, IsLeftAloneWhereItsProfileNamesTheBss) {
    const auto run = walk_beside_it("locked");
    const lab::Truth truth = truth_in(run);
    ASSERT_EQ(truth.served.size(), 1U);
    EXPECT_EQ(truth.served[0].bss, 0);
    EXPECT_TRUE(std::ranges::none_of(truth.looks, [](const lab::Look& look) { return look.at > 0; }));
    const auto records = records_in(run);
    ASSERT_FALSE(records.empty());
    EXPECT_EQ(records.back().at("verdict").at("reason"), "locked");
}

TEST(NetworkManager, IsInTheSameNetworkAfterAMoveWhichTheGatewayProves) {
    const auto run = walk_beside_it("dhcp");
    const auto checks = checks_in(run);
    const auto truth = truth_in(run);
    ASSERT_EQ(checks.size() + 1, truth.served.size()) << "one for each move";
    ASSERT_GE(checks.size(), 2U);
    for (const boost::json::object& check : checks) {
        EXPECT_EQ(check.at("verdict"), "unchanged");
        EXPECT_EQ(check.at("answered"), "02:00:00:00:ff:00");
        EXPECT_LE(check.at("took_ms").to_number<int>(), 100);
        const auto records = records_in(run);
        EXPECT_TRUE(std::ranges::any_of(records, [&](const boost::json::object& record) {
            return record.at("sequence") == check.at("move") && record.at("outcome").at("result") == "moved";
        })) << "of the move that it names";
    }
    expect_legal_trace(run);
}

TEST(NetworkManager, IsInAnotherNetworkAfterAMoveWhereAnotherGatewayAnswers) {
    const auto checks = checks_in(walk_beside_it("other-gateway"));
    ASSERT_GE(checks.size(), 2U);
    EXPECT_EQ(checks.front().at("verdict"), "unchanged");
    EXPECT_EQ(checks.back().at("verdict"), "changed");
    EXPECT_EQ(checks.back().at("gateway"), "02:00:00:00:ff:00");
    EXPECT_EQ(checks.back().at("answered"), "02:00:00:00:fe:00");
    EXPECT_EQ(checks.front().at("renewal"), "none");
    EXPECT_EQ(checks.back().at("renewal"), "network");
}

TEST(NetworkManager, FindsAnotherNetworkByItself) {
    // It is why it is told nothing: another version may do otherwise.
    const auto run = walk_beside_it("other-network");
    const auto checks = checks_in(run);
    ASSERT_GE(checks.size(), 2U);
    EXPECT_EQ(checks.back().at("verdict"), "unknown") << "silence proves nothing";
    EXPECT_EQ(checks.back().at("reason"), "no-answer");
    EXPECT_EQ(checks.back().at("renewal"), "network");
    EXPECT_TRUE(read_file(run / "dnsmasq-after.log").contains("DHCPACK(br0) 10.7.0.2"));
    EXPECT_TRUE(read_file(run / "roam-station.log")
                    .contains("NetworkManager asks for its leases after each move by itself"));
}

TEST(NetworkManager, IsLeftAloneFromTheMomentItsProfileIsLocked) {
    const auto run = walk_beside_it("locked-later");
    const lab::Truth truth = truth_in(run);
    const auto lock =
        std::ranges::find(truth.marks, "the profile names the BSS that serves", &lab::Mark::text);
    ASSERT_NE(lock, truth.marks.end());
    ASSERT_FALSE(truth.served.empty());
    EXPECT_LT(truth.served.back().from, lock->at) << "it moved although somebody had locked it";
    EXPECT_TRUE(std::ranges::none_of(truth.looks, [&](const lab::Look& look) {
        return look.at > lock->at + 1'000'000;  // what nmcli itself takes
    }));
    const auto records = records_in(run);
    ASSERT_FALSE(records.empty());
    EXPECT_EQ(records.back().at("verdict").at("reason"), "locked");
    // The supplicant was told nothing: without the signal it would be seen at the next activation.
    EXPECT_FALSE(read_file(run / "networkmanager.log").contains("Config: added 'bssid'"));
}

TEST(NetworkManager, HasASupplicantWhoseAnswersAreInOurRecords) {
    // Its supplicant is on the bus, which tells what the control socket does not.
    const auto run = walk_beside_it("transition-request");
    std::vector<boost::json::object> requests;
    for (const boost::json::object& record : records_in(run))
        if (record.at("trigger") == "transition-request") requests.push_back(record);
    ASSERT_GE(requests.size(), 3U);
    for (const std::size_t followed : {0U, 1U}) {
        ASSERT_TRUE(requests[followed].contains("answer"));
        EXPECT_EQ(requests[followed].at("answer"), 0) << "accept (9.6.13.10)";
        EXPECT_EQ(requests[followed].at("outcome").at("result"), "moved");
    }
    ASSERT_TRUE(requests[2].contains("answer"));
    EXPECT_EQ(requests[2].at("answer"), 1) << "no list: rejected, unspecified; the move is ours";
}

}  // namespace
}  // namespace acceptance
