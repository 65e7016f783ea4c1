// What the programs are like to live with: what people get who make a mistake or change their mind, and what
// the daemon costs while nothing happens.
#include <algorithm>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lab.hpp"

namespace acceptance {
namespace {

namespace fs = std::filesystem;

TEST(WrongUse, IsAnsweredWithWhatIsWrongAndWhatIsAllowed) {
    struct Mistake {
        std::string_view arguments;
        int status;
        std::string_view answer;
    };
    const Mistake mistakes[] = {
        {"", 2, "Usage: roam-lab"},
        {"rnu corridor", 2, "no command `rnu`, did you mean `run`; there are: scenarios, arms"},
        {"kernel biuld", 2, "did you mean `build`"},
        {"run", 2, "scenario is required"},
        {"run corridor --bogus", 2, "not expected: --bogus"},
        {"run coridor", 2, "did you mean `corridor`; there are: all, corner"},
        {"run corridor --arm raom", 2, "did you mean `roam`; there are: wpa_supplicant"},
        {"run corridor --seeds 5..1", 2, "`5..1` is no seed; allowed: a number such as 7, or a range"},
        {"run corridor --seed 1 --seeds 1..2", 2, "--seed excludes --seeds"},
        {"run corridor --jobs 0", 2, "not in range 1 to 256"},
        {"run /nowhere/x.toml", 2, "/nowhere/x.toml: no such file"},
        {"run corridor --json /nowhere/x.json", 1, "cannot write /nowhere/x.json: No such file or directory"},
        {"run corridor --html /", 1, "cannot write /: Is a directory"},
        {"run corridor --keep /dev/null/x", 1, "cannot make the folder /dev/null/x: "},
    };
    for (const Mistake& mistake : mistakes) {
        const Finished finished = shell(fmt::format("roam-lab {}", mistake.arguments));
        EXPECT_EQ(finished.status, mistake.status) << mistake.arguments;
        EXPECT_TRUE(finished.output.contains(mistake.answer)) << finished.output;
    }
}

TEST(WrongUse, OfAScenarioFileNamesLineAndColumn) {
    const fs::path folder = fresh_folder("wrong-use");
    const Finished finished =
        shell(fmt::format("cd '{}'; printf 'title = \"x\"\\nsecnods = 9\\n' > my.toml; roam-lab run my.toml "
                          "--arm wpa_supplicant",
                          folder.string()));
    // Before any look at the machine: the file is wrong wherever it is read.
    EXPECT_EQ(finished.status, 2);
    EXPECT_TRUE(finished.output.contains("my.toml:2:1: scenario has no key \"secnods\"; allowed: title"))
        << finished.output;
}

TEST(MissingKernel, IsNamedWithItsRemedy) {
    const Finished finished =
        shell("export ROAM_CACHE_DIR=/nowhere; roam-lab run corridor --arm wpa_supplicant");
    EXPECT_EQ(finished.status, 69);
    EXPECT_EQ(std::ranges::count(finished.output, '\n'), 1) << "one line: " << finished.output;
}

TEST(Interrupt, LeavesNothingBehind) {
    // The temporary folders of this run alone are in here; its kernels have their working directories there.
    const fs::path folder = fresh_folder("interrupt");
    // Whether there is a laboratory at all.
    const auto probe = roam_lab(
        fmt::format("run '{}/ap-dies.toml' --arm wpa_supplicant -q >/dev/null", ROAM_TEST_SCENARIOS));
    ASSERT_EQ(probe.status, 0);
    const Finished finished = shell(fmt::format(
        "export TMPDIR='{0}'; roam-lab run corridor office --arm wpa_supplicant,iwd --jobs 2 -q & sleep 3; "
        "ls '{0}' | grep -c roam-lab; kill -INT $!; wait $!",
        folder.string()));
    EXPECT_EQ(finished.status, 130);
    EXPECT_EQ(finished.output, "2\nroam-lab: interrupted; nothing was written\n");
    EXPECT_TRUE(fs::is_empty(folder)) << "temporary folders were left";
    for (const auto& process : fs::directory_iterator{"/proc"}) {
        std::error_code ignored;  // processes come and go, and not all are ours to see
        const fs::path cwd = fs::read_symlink(process.path() / "cwd", ignored);
        EXPECT_FALSE(cwd.string().starts_with(folder.string())) << process.path() << " was left";
    }
}

TEST(Interrupt, KeepsTheRunsThatAreOver) {
    const fs::path folder = fresh_folder("interrupted-late");
    const Finished finished = shell(fmt::format(
        "roam-lab run '{1}/ap-dies.toml' --arm wpa_supplicant --seeds 1..50 --jobs 1 --keep '{0}' --json "
        "'{0}/runs.json' "
        "-q >/dev/null & until [ -e '{0}/ap-dies/wpa_supplicant/2' ] || ! kill -0 $!; do sleep 0.1; done; "
        "kill -INT $!; wait $!",
        folder.string(), ROAM_TEST_SCENARIOS));
    EXPECT_EQ(finished.status, 130) << finished.output;
    EXPECT_EQ(scores_in(folder / "runs.json").size(), 1U);
}

TEST(Usage, IsSmallWhileNothingHappens) {
    const fs::path folder = fresh_folder("idle");
    const auto finished =
        roam_lab(fmt::format("run '{0}/idle.toml' --arm roam --keep '{1}' --json '{1}/runs.json' -q",
                             ROAM_TEST_SCENARIOS, folder.string()));
    ASSERT_EQ(finished.status, 0);
    const auto scores = scores_in(folder / "runs.json");
    ASSERT_EQ(scores.size(), 1U);
    expect_legal_trace(folder / "idle" / "roam" / "1");
    const lab::Truth truth = truth_in(folder / "idle" / "roam" / "1");
    ASSERT_EQ(truth.usages.size(), 2U);
    EXPECT_GE(truth.usages[1].at - truth.usages[0].at, 15 * 60 * 1'000'000LL);
    EXPECT_GT(scores[0].station_rss_kb, 1'000U) << "no program is that small: it was not measured";
    EXPECT_LE(scores[0].station_rss_kb, 8'192U);
    EXPECT_GT(truth.usages[1].wakeups, truth.usages[0].wakeups) << "it reads its link now and then";
    EXPECT_LE(scores[0].station_wakeups_per_minute, 10);
}

}  // namespace
}  // namespace acceptance
