// roam-station beside the real systemd-networkd, which gives the station its address and hears of moves from
// us.
#include <algorithm>
#include <string>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lab.hpp"

namespace acceptance {
namespace {

struct Walk {
    std::filesystem::path run;
    lab::Score score;
};

Walk walk(const std::string& scenario) {
    const auto folder = fresh_folder("networkd-" + scenario);
    const auto finished = roam_lab(
        fmt::format("run '{0}/{1}.toml' --arm roam-networkd --keep '{2}' --json '{2}/scores.json' -q",
                    ROAM_TEST_SCENARIOS, scenario, folder.string()));
    EXPECT_EQ(finished.status, 0);
    const auto scores = scores_in(folder / "scores.json");
    EXPECT_EQ(scores.size(), 1U);
    return {folder / scenario / "roam-networkd" / "1", scores.empty() ? lab::Score{} : scores[0]};
}

int count_of(const std::string& text, std::string_view what) {
    int times = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++times;
    return times;
}

TEST(Networkd, RenewsNothingWhileTheNetworkIsTheSame) {
    const Walk same = walk("dhcp");
    const auto checks = checks_in(same.run);
    ASSERT_GE(checks.size(), 2U) << "it does not move: the walk shows nothing";
    for (const auto& check : checks) {
        EXPECT_EQ(check.at("verdict"), "unchanged");
        EXPECT_EQ(check.at("renewal"), "none");
    }
    EXPECT_EQ(count_of(read_file(same.run / "dnsmasq.log"), "DHCPREQUEST(br0)"), 1) << "at the start";
    EXPECT_LT(same.score.outage_s.down + same.score.outage_s.up, 1.0);
    expect_legal_trace(same.run);
}

TEST(Networkd, BeginsAnewInAnotherNetwork) {
    const Walk other = walk("other-network");
    EXPECT_EQ(checks_in(other.run).back().at("renewal"), "network");
    EXPECT_TRUE(read_file(other.run / "roam-station.log").contains("systemd-networkd: ReconfigureLink"));
    const std::string after = read_file(other.run / "dnsmasq-after.log");
    EXPECT_TRUE(after.contains("DHCPACK(br0) 10.7.0.2"));
    // Another machine with the same addresses is another network as well.
    const Walk gateway = walk("other-gateway");
    EXPECT_EQ(checks_in(gateway.run).back().at("verdict"), "changed");
    EXPECT_TRUE(read_file(gateway.run / "roam-station.log").contains("systemd-networkd: ReconfigureLink"));
    EXPECT_LT(gateway.score.longest_gap_ms, 1'000) << "how long it is without an address";
}

TEST(Networkd, KeepsANetworkWorkingThatWantsDhcp) {
    const Walk always = walk("lease-always");
    EXPECT_EQ(count_of(read_file(always.run / "roam-station.log"), "systemd-networkd: RenewLink"),
              always.score.roams);
    EXPECT_LT(always.score.outage_s.down + always.score.outage_s.up, 1.0);
    const Walk by_default = walk("lease-required");
    EXPECT_GT(by_default.score.outage_s.down, 10.0) << "the network does not want it: the walks show nothing";
}

}  // namespace
}  // namespace acceptance
