// One scenario, one arm, one seed: one log, byte for byte, whatever else the machine does.
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lab.hpp"

namespace acceptance {
namespace {

void expect_the_same_twice(const std::string& arm) {
    const auto folder = fresh_folder("same-seed-" + arm);
    const auto run = [&](const char* name, const char* options) {
        const auto finished = roam_lab(fmt::format("run '{}/ap-dies.toml' --arm {} --keep '{}/{}' -q {}",
                                                   ROAM_TEST_SCENARIOS, arm, folder.string(), name, options));
        ASSERT_EQ(finished.status, 0);
    };
    // Once alone and captured, and once beside the other seed.
    ASSERT_NO_FATAL_FAILURE(run("first", "--seed 1 --capture"));
    ASSERT_NO_FATAL_FAILURE(run("second", "--seeds 1..2 --jobs 2"));
    const auto log = [&](const char* name, int seed, const char* file) {
        return read_file(folder / name / "ap-dies" / arm / std::to_string(seed) / file);
    };
    // Not EXPECT_EQ: nobody wants to see two megabytes of log.
    EXPECT_TRUE(log("first", 1, "truth.log") == log("second", 1, "truth.log"))
        << "the two truth logs of seed 1 differ";
    EXPECT_FALSE(log("second", 1, "truth.log") == log("second", 2, "truth.log"))
        << "seeds 1 and 2 gave the same log";
    if (arm.starts_with("roam")) {
        EXPECT_TRUE(log("first", 1, "records.jsonl") == log("second", 1, "records.jsonl"))
            << "the station's own records of seed 1 differ";
        for (const char* seed : {"1", "2"}) expect_legal_trace(folder / "second" / "ap-dies" / arm / seed);
    }
}

TEST(SameSeed, GivesRoamTheSameLog) { expect_the_same_twice("roam"); }
TEST(SameSeed, GivesIwdTheSameLog) { expect_the_same_twice("iwd"); }
TEST(SameSeed, GivesNetworkManagerTheSameLog) { expect_the_same_twice("roam-networkmanager"); }

}  // namespace
}  // namespace acceptance
