// How far two clocks are apart.
#include <random>

#include <gmock/gmock.h>

#include "explain/alignment.hpp"

namespace explain {
namespace {

using namespace std::chrono_literals;

std::vector<Landmark> walk(std::uint64_t seed, std::size_t moves, std::size_t access_points) {
    std::mt19937_64 random{seed};
    std::vector<Landmark> landmarks;
    Micros at{0};
    for (std::size_t i = 0; i < moves; ++i) {
        at += Micros{5'000'000 + static_cast<std::int64_t>(random() % 40'000'000)};
        landmarks.push_back({(1ULL << 48U) + 1 + random() % access_points, at});
    }
    return landmarks;
}

TEST(Clocks, FindTheOffsetOfAWalkThroughDelaysAndGaps) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937_64 random{seed + 1000};
        const std::vector<Landmark> reference = walk(seed, 40, 6);
        const Micros offset{static_cast<std::int64_t>(random() % 4'000'000'000'000)};
        std::vector<Landmark> other;
        for (Landmark landmark : reference) {
            if (random() % 4 == 0) continue;  // not told
            landmark.at += -offset + Micros{static_cast<std::int64_t>(random() % 4'000)};
            other.push_back(landmark);
        }
        other.push_back({(1ULL << 48U) + 1, other.back().at + 3s});  // told by nobody else
        const auto match = match_clocks(reference, other);
        ASSERT_TRUE(match);
        EXPECT_LT(std::chrono::abs(match->offset - offset), 4ms);
        EXPECT_LT(match->residual, 3ms);
        EXPECT_TRUE(match->is_unique);
        EXPECT_GE(match->matched, 20U);
    }
}

TEST(Clocks, HaveNothingToGoByWithoutACommonAccessPoint) {
    EXPECT_FALSE(match_clocks({{1, 0s}}, {{2, 0s}}));
    EXPECT_FALSE(match_clocks({}, {{2, 0s}}));
}

TEST(Clocks, AreNotComparedByTheLinksOfOtherStations) {
    const wifi::MacAddress own{{2, 0, 0, 0, 0, 7}};
    const wifi::MacAddress another{{2, 0, 0, 0, 0, 8}};
    const std::vector<Landmark> station{{1, 10s, own}, {2, 60s, own}};
    // The other station walks the same way 75 s later, and these access points tell of all of that.
    const std::vector<Landmark> access_points{{2, 60s, own}, {1, 85s, another}, {2, 135s, another}};
    const auto match = match_clocks(station, access_points);
    ASSERT_TRUE(match);
    EXPECT_EQ(match->offset, 0s);
    EXPECT_EQ(match->matched, 1U);
}

TEST(Clocks, WithADateAreOneWhereHalfAsMuchSpeaksForIt) {
    std::vector<ClockSurvey> surveys(2);
    const auto add = [](ClockSurvey& survey, std::vector<Landmark> landmarks) {
        survey.landmarks[static_cast<std::size_t>(Clock::Unix)] = std::move(landmarks);
        survey.events[static_cast<std::size_t>(Clock::Unix)] = 10;
    };
    // A log that does not say whose it is: two links of somebody else meet it by chance, one of its own is
    // there.
    add(surveys[0], {{1, 10s}, {2, 60s}});
    add(surveys[1], {{2, 60s}, {1, 85s}, {2, 135s}});
    const CommonClock common = plan_clocks(surveys);
    EXPECT_EQ(common.plans[1].offsets[static_cast<std::size_t>(Clock::Unix)], 0s);
}

TEST(Clocks, AreNotSureOfAnythingThatRepeats) {
    // There and back every 30 s: shifted by a minute it fits nearly as well, by one pair less.
    std::vector<Landmark> regular;
    for (int i = 0; i < 20; ++i) regular.push_back({static_cast<std::uint64_t>(i % 2), i * 30s});
    const std::vector<Landmark> two{regular.begin() + 4, regular.begin() + 6};
    const auto match = match_clocks(regular, two);
    ASSERT_TRUE(match);
    EXPECT_FALSE(match->is_unique);
}

TEST(Clocks, OneWildDifferenceDoesNotMoveTheMedian) {
    std::vector<Landmark> reference;
    std::vector<Landmark> other;
    for (std::uint64_t i = 0; i < 9; ++i) {
        reference.push_back({i, Micros{std::chrono::seconds{100 * i}}});
        other.push_back({i, reference.back().at - 7s});
    }
    other[4].at += 200ms;
    const auto match = match_clocks(reference, other);
    EXPECT_EQ(match->offset, 7s);
    EXPECT_EQ(match->residual, 0s);
}

ClockSurvey survey(Clock clock, const std::vector<Landmark>& landmarks) {
    ClockSurvey made;
    made.landmarks[static_cast<std::size_t>(clock)] = landmarks;
    made.events[static_cast<std::size_t>(clock)] = landmarks.size();
    return made;
}

TEST(CommonClock, ReachesAnInputThroughAnother) {
    // The access point and the kernel have nothing in common but the supplicant.
    const std::vector<Landmark> first{{1, 100s}, {2, 150s}, {3, 210s}};
    const std::vector<Landmark> second{{1, 0s}, {2, 50s}, {3, 110s}, {7, 120s}, {8, 190s}, {9, 200s}};
    const std::vector<Landmark> third{{7, 1s}, {8, 71s}, {9, 81s}};
    const CommonClock common =
        plan_clocks({survey(Clock::Unix, first), survey(Clock::Boot, third), survey(Clock::Boot, second)});
    EXPECT_EQ(common.clock, Clock::Unix);
    ASSERT_TRUE(common.plans[1].alignment);
    EXPECT_EQ(common.plans[2].alignment->offset, 100s);
    EXPECT_EQ(common.plans[1].alignment->offset, 219s);
}

TEST(CommonClock, DoesNotTrustOneMeetingAmongMany) {
    const CommonClock common = plan_clocks(
        {survey(Clock::Unix, {{1, 100s}, {2, 150s}}), survey(Clock::Boot, {{1, 5s}, {3, 9s}, {4, 20s}})});
    EXPECT_FALSE(common.plans[1].alignment);
    EXPECT_NE(common.plans[1].not_aligned, "");
}

TEST(CommonClock, TakesTwoDatedClocksForOneUntilTheyDiffer) {
    const std::vector<Landmark> first{{1, 100s}, {2, 150s}, {3, 210s}};
    std::vector<Landmark> near = first;
    std::vector<Landmark> far = first;
    for (Landmark& landmark : near) landmark.at += 5ms;
    for (Landmark& landmark : far) landmark.at += 1h;
    const CommonClock common =
        plan_clocks({survey(Clock::Unix, first), survey(Clock::Unix, near), survey(Clock::Unix, far)});
    EXPECT_FALSE(common.plans[1].alignment->applied);
    EXPECT_EQ(common.plans[1].offsets[0], 0s);
    EXPECT_TRUE(common.plans[2].alignment->applied);
    EXPECT_LE(std::chrono::abs(common.plans[2].offsets[0] + 1h), 5ms);
}

}  // namespace
}  // namespace explain
