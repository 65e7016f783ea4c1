// How much faster than life the laboratory is.
#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lab.hpp"

namespace acceptance {
namespace {

TEST(Speed, TwentyFiveVirtualSecondsASecondOnOneCore) {
    constexpr double kGoal = 25;
    const auto folder = fresh_folder("speed");
    double best = 0;
    // Other programs may take the processor away; three times is no accident.
    for (int attempt = 0; attempt < 3 && best < kGoal; ++attempt) {
        const auto finished = roam_lab(fmt::format(
            "run corridor --arm wpa_supplicant --jobs 1 --json '{}/scores.json' -q", folder.string()));
        ASSERT_EQ(finished.status, 0);
        const auto scores = scores_in(folder / "scores.json");
        ASSERT_EQ(scores.size(), 1U);
        const double rate = scores[0].seconds / finished.wall_seconds;
        fmt::print("{:.0f} s of walk in {:.1f} s: {:.1f} virtual seconds per second\n", scores[0].seconds,
                   finished.wall_seconds, rate);
        best = std::max(best, rate);
    }
    EXPECT_GE(best, kGoal);
}

}  // namespace
}  // namespace acceptance
