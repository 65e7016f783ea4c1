// `roam explain` as people and scripts call it.
#include <gtest/gtest.h>

#include "programs.hpp"

namespace {

using programs::run;

const std::string kProgram = std::string{ROAM_BIN} + "/roam explain ";
const std::string kLog = std::string{ROAM_PLANTED} + "/scan-stall.wpa_supplicant.log.xz";

/// Runs a shell's line in which the program is not the first word.
programs::Ran shell(const std::string& line) { return run("roam --version >/dev/null; " + line); }

TEST(Explain, AnswersFromAFileAndFromAPipe) {
    const auto file = run("roam explain " + kLog);
    EXPECT_EQ(file.status, 0) << file.output;
    EXPECT_NE(file.output.find("1. Scans stalled the traffic"), std::string::npos) << file.output;
    const auto pipe = shell("cat " + kLog + " | " + kProgram);
    EXPECT_EQ(pipe.status, 0) << pipe.output;
    EXPECT_NE(pipe.output.find("See standard input:"), std::string::npos) << pipe.output;
    EXPECT_EQ(pipe.output.find('\033'), std::string::npos) << "no colour through a pipe";
}

TEST(Explain, AnswersScriptsInJson) {
    const auto ran = run("roam explain --json=short " + kLog);
    EXPECT_EQ(ran.output.find(R"({"schema":"roam-explain/1")"), 0U) << ran.output.substr(0, 60);
}

TEST(Explain, FailsWhereThereIsNothingToAnswer) {
    EXPECT_EQ(run("roam explain /dev/null").status, 1);
    const auto missing = run("roam explain /nowhere.log");
    EXPECT_EQ(missing.status, 1);
    EXPECT_NE(missing.output.find("nowhere.log"), std::string::npos) << missing.output;
    const auto strange = shell("printf 'a\\nb\\n' | " + kProgram);
    EXPECT_EQ(strange.status, 1);
    EXPECT_NE(strange.output.find("--unknown"), std::string::npos) << strange.output;
}

TEST(Explain, SaysWhatIsWrongInItsUse) {
    EXPECT_EQ(run("roam explain --colour").status, 2);
    const auto bssid = run("roam explain --bssid cafe " + kLog);
    EXPECT_EQ(bssid.status, 2);
    EXPECT_NE(bssid.output.find("02:00:00:00:01:00"), std::string::npos) << "it shows the form";
    EXPECT_EQ(run("roam explain --from yesterdayish " + kLog).status, 2);
    EXPECT_EQ(run("roam explain --help").status, 0);
}

TEST(Explain, ShowsTheLinesThatItDoesNotKnow) {
    const auto ran = shell("printf '<no program says this>\\n' | " + kProgram + "--unknown -");
    EXPECT_NE(ran.output.find("<no program says this>"), std::string::npos) << ran.output;
}

}  // namespace
