// `roam explain` against the truth, where no other test of the laboratory does it with its own runs.
#include <cstdlib>
#include <filesystem>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "explained.hpp"
#include "lab.hpp"

namespace acceptance {
namespace {

namespace fs = std::filesystem;

TEST(Explain, FindsWhatTheMediumSaw) {
    const auto folder = fresh_folder("explain");
    const auto call = roam_lab(fmt::format(
        "run call --arm wpa_supplicant,networkmanager,iwd,roam --seed 2 --keep '{}' -q", folder.string()));
    ASSERT_EQ(call.status, 0) << call.output;
    const auto dhcp = roam_lab(fmt::format("run '{}' --arm networkmanager-daemon --seed 2 --keep '{}' -q",
                                           ROAM_TEST_SCENARIOS "/dhcp.toml", folder.string()));
    ASSERT_EQ(dhcp.status, 0) << dhcp.output;
    for (const char* arm : {"wpa_supplicant", "networkmanager", "iwd", "roam"})
        expect_explained(folder / "call" / arm / "2");
    expect_explained(folder / "dhcp" / "networkmanager-daemon" / "2");
}

// Over 15 minutes hostapd and wpa_supplicant write without -d: no addresses of their own, no fast
// transitions.
TEST(Explain, FindsWhatTheMediumSawInShortLogs) {
    const auto folder = fresh_folder("explain-short");
    const auto call = roam_lab(fmt::format("run '{}' --arm ap-suggest --keep '{}' -q",
                                           ROAM_TEST_SCENARIOS "/short-logs.toml", folder.string()));
    ASSERT_EQ(call.status, 0) << call.output;
    const fs::path run = folder / "short-logs" / "ap-suggest" / "1";
    EXPECT_NE(shell(fmt::format("grep -q 'Using interface' '{}'", (run / "hostapd-AP1.log").string())).status,
              0)
        << "its logs are not short";
    expect_explained(run);
}

// Not of ctest: any campaign that was kept (`roam-lab run … --keep FOLDER`), named by ROAM_LAB_RUNS.
TEST(Explain, DISABLED_FindsWhatTheMediumSawInKeptRuns) {
    const char* folder = std::getenv("ROAM_LAB_RUNS");
    ASSERT_TRUE(folder) << "set ROAM_LAB_RUNS to what --keep named";
    int runs = 0;
    for (const auto& entry : fs::recursive_directory_iterator{folder})
        if (entry.path().filename() == "truth.log") {
            expect_explained(entry.path().parent_path());
            ++runs;
        }
    fmt::print("{} runs\n", runs);
    EXPECT_GT(runs, 0);
}

}  // namespace
}  // namespace acceptance
