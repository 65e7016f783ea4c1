// How much faster than life the laboratory is.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lab.hpp"

namespace acceptance {
namespace {

namespace fs = std::filesystem;

/// The corridor (four APs, eight radios, one station, 100 packets/s) for `seconds`, a few steps instead of
/// the walk.
fs::path few_steps(const fs::path& folder, int seconds) {
    std::ifstream in{fs::path{ROAM_SHIPPED_SCENARIOS} / "corridor.toml"};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    text.resize(text.find("[walker]"));
    const std::string was = "seconds = 235";
    text.replace(text.find(was), was.size(), fmt::format("seconds = {}", seconds));
    text += "[walker]\nstart_m = [10, 2]\n[[walker.legs]]\nto_m = [12, 2]\n";
    const fs::path file = folder / fmt::format("steps-{}.toml", seconds);
    std::ofstream{file} << text;
    return file;
}

double wall_seconds(const fs::path& scenario) {
    const auto finished =
        roam_lab(fmt::format("run '{}' --arm wpa_supplicant --jobs 1 -q", scenario.string()));
    EXPECT_EQ(finished.status, 0);
    return finished.wall_seconds;
}

// The goal, 25, is for one core of a usual machine; what this one makes of it is printed. A slower machine is
// no defect: the test fails where the laboratory has become much slower, as it did by ten when its kernel
// moved between cores.
TEST(Speed, OneCoreMakesManyVirtualSecondsASecond) {
    constexpr double kGoal = 25;
    constexpr double kDefect = 0.6 * kGoal;
    constexpr int kShort = 10;
    constexpr int kLong = 235;
    const auto folder = fresh_folder("speed");
    const fs::path brief = few_steps(folder, kShort);
    const fs::path full = few_steps(folder, kLong);
    double best = 0;
    // Other programs may take the processor away; three times is no accident.
    for (int attempt = 0; attempt < 3 && best < kGoal; ++attempt) {
        // The difference: starting the machine and its programs is the price of a run, not of a second.
        const double spent = wall_seconds(full) - wall_seconds(brief);
        best = std::max(best, (kLong - kShort) / std::max(spent, 0.1));
        fmt::print("{:.1f} virtual seconds a second, at best {:.1f} (goal {:.0f})\n",
                   (kLong - kShort) / spent, best, kGoal);
    }
    EXPECT_GE(best, kDefect);
}

}  // namespace
}  // namespace acceptance
