// Visits for one beacon on the real stack: without this test, a station that quietly fell back to scans would
// pass the rest.
#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lab.hpp"

namespace acceptance {
namespace {

TEST(Visits, TakeMilliseconds) {
    const auto folder = fresh_folder("visits");
    const auto finished =
        roam_lab(fmt::format("run corridor --arm roam --seed 1 --keep '{}' -q", folder.string()));
    ASSERT_EQ(finished.status, 0);
    const auto run = folder / "corridor" / "roam" / "1";
    expect_legal_trace(run);
    const auto visits = std::ranges::count_if(records_in(run), [](const boost::json::object& record) {
        const auto* look = record.at("verdict").as_object().if_contains("look");
        return look && look->as_object().contains("beacon_of");
    });
    const auto away = truth_in(run).away;
    const auto brief =
        std::ranges::count_if(away, [](const auto& span) { return span.to - span.from < 10'000; });
    fmt::print("{} visits; {} of {} times away shorter than 10 ms\n", visits, brief, away.size());
    EXPECT_GE(visits, 20);
    EXPECT_GE(2 * brief, visits) << "half of the visits hear their beacon and end at once";
}

}  // namespace
}  // namespace acceptance
