// Requests, dismissals and episodes of a fleet's station, judged by the true rates. Runs are made by hand.
#include "lab/steering.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

constexpr Micros kSecond = 1'000'000;
constexpr Micros kSlot = kSecond / 10;

/// A minute with two BSS worth 100 each; the station is on BSS 0. Tests bend it.
class Steering : public testing::Test {
protected:
    Steering() : values_(600, std::vector<double>{100, 100}) {
        scenario_.name = "example";
        scenario_.seconds = 60;
        trace_.slot = kSlot;
        trace_.sites = {{0, "A/5", 0, 0, {}}, {1, "B/5", 1, 0, {}}};
        truth_.length = 60 * kSecond;
        truth_.served = {{0, -kSecond, truth_.length, false}};
    }

    void worth(int bss, double from_s, double to_s, double value) {
        for (auto at = static_cast<std::size_t>(from_s * 10); at < static_cast<std::size_t>(to_s * 10); ++at)
            values_.at(at).at(static_cast<std::size_t>(bss)) = value;
    }
    void ask(double at_s, std::vector<int> targets, int mode = 0x03) {
        truth_.asked.push_back({static_cast<Micros>(at_s * 1e6), 0, mode, 0, std::move(targets)});
    }
    void move_to_b(double at_s) {
        const auto at = static_cast<Micros>(at_s * 1e6);
        truth_.served = {{0, -kSecond, at, false}, {1, at + 4'000, truth_.length, true}};
    }
    [[nodiscard]] StationFigures figures() const {
        return steering_of({scenario_, "none", 1, trace_, truth_}, values_, "s1", "sticky");
    }

    Scenario scenario_;
    SignalTrace trace_;
    Truth truth_;
    SlotValues values_;
};

TEST_F(Steering, IsPreciseWhereTheTargetIsBetterOverTenSeconds) {
    worth(1, 0, 14, 90);
    worth(1, 14, 60, 130);
    ask(3, {1});   // 10 s until 13 s: worse
    ask(10, {1});  // 4 s of 90 and 6 s of 130: better
    const StationFigures result = figures();
    ASSERT_EQ(result.requests.size(), 2U);
    EXPECT_EQ(result.requests[0].better, 0);
    EXPECT_EQ(result.requests[1].better, 1);
    EXPECT_EQ(result.requests_better, 1);
    EXPECT_EQ(result.requests[1].bss, "A/5");
    EXPECT_EQ(result.requests[1].target, "B/5");
    EXPECT_DOUBLE_EQ(result.requests[1].at_s, 10);
}

TEST_F(Steering, ToAnEqualBssIsNotBetter) {
    ask(10, {1});
    EXPECT_EQ(figures().requests.at(0).better, 0);
}

TEST_F(Steering, WithoutAListLeavesTheBestOtherBss) {
    worth(1, 0, 60, 130);
    ask(10, {}, 0x04);
    const SteeringRequest request = figures().requests.at(0);
    EXPECT_EQ(request.target, "B/5");
    EXPECT_EQ(request.better, 1);
    EXPECT_EQ(request.imminent, 1);
    EXPECT_EQ(figures().imminent, 1);
}

TEST_F(Steering, TakesTheAnswerThatCameBeforeTheNextRequest) {
    ask(10, {1});
    ask(12, {1});
    truth_.answered = {{13 * kSecond, 0, 7}};
    const StationFigures result = figures();
    EXPECT_EQ(result.requests.at(0).answer, -1);
    EXPECT_EQ(result.requests.at(1).answer, 7);
    EXPECT_EQ(result.accepted, 0);
    truth_.answered = {{11 * kSecond, 0, 0}};
    EXPECT_EQ(figures().accepted, 1);
}

TEST_F(Steering, CountsOnlyWhatFallsIntoTheWalk) {
    ask(-1, {1});
    truth_.dismissed = {{-kSecond, 0, true, 3}, {5 * kSecond, 0, false, 8}};
    EXPECT_TRUE(figures().requests.empty());
    EXPECT_EQ(figures().dismissals, 1);
}

TEST_F(Steering, NeedsTwentyPercentForFiveSecondsToBeAnEpisode) {
    worth(1, 20, 50, 119);
    EXPECT_EQ(figures().episodes, 0);
    worth(1, 20, 24.9, 120);
    EXPECT_EQ(figures().episodes, 0);
    worth(1, 20, 25, 120);
    EXPECT_EQ(figures().episodes, 1);
    worth(1, 20, 50, 120);
    EXPECT_EQ(figures().episodes, 1) << "one, however long";
    EXPECT_EQ(figures().episodes_met, 0);
    worth(1, 35, 36, 100);
    EXPECT_EQ(figures().episodes, 2) << "two with a pause between them";
}

TEST_F(Steering, MeetsAnEpisodeByARequestOrAMoveWithinFiveSeconds) {
    worth(1, 20, 60, 150);
    ask(25.1, {1});
    EXPECT_EQ(figures().episodes_met, 0);
    truth_.asked.clear();
    ask(25, {1});
    EXPECT_EQ(figures().episodes_met, 1);
    truth_.asked.clear();
    move_to_b(24);
    EXPECT_EQ(figures().episodes, 1) << "that it went does not undo that it had to";
    EXPECT_EQ(figures().episodes_met, 1);
    move_to_b(26);
    EXPECT_EQ(figures().episodes_met, 0);
}

TEST_F(Steering, HasNoEpisodeWithoutALink) {
    worth(1, 20, 60, 150);
    truth_.served = {{0, -kSecond, 10 * kSecond, false}};
    EXPECT_EQ(figures().episodes, 0);
}

TEST_F(Steering, OfAWholeFleetIsTheSum) {
    worth(1, 20, 60, 150);
    ask(22, {1});
    Score score{.scenario = "example", .arm = "ap-suggest", .seed = 1};
    score.of_optimum = 0.8;
    score.station = figures();
    Score other = score;
    other.of_optimum = 0.6;
    other.station->requests_better = 0;
    other.station->episodes_met = 0;
    Score single = score;
    single.station.reset();
    const auto fleets = fleets_of({score, single, other});
    ASSERT_EQ(fleets.size(), 1U);
    EXPECT_EQ(fleets[0].stations, 2);
    EXPECT_DOUBLE_EQ(fleets[0].of_optimum, 0.7);
    EXPECT_DOUBLE_EQ(fleets[0].precision(), 0.5);
    EXPECT_DOUBLE_EQ(fleets[0].recall(), 0.5);
    EXPECT_DOUBLE_EQ(FleetFigures{}.precision(), 1) << "nothing asked, nothing wrong";
}

}  // namespace
}  // namespace lab
