// The whole rule, walked through the laboratory's places in the model: a floor under what it must reach.
#include <gtest/gtest.h>

#include "walk_model.hpp"

namespace {

lab::Scenario scenario(const std::string& name) {
    auto loaded = lab::load_scenario(std::string{ROAM_SCENARIO_DIR} + "/" + name + ".toml");
    if (!loaded) throw std::runtime_error{loaded.error().message};
    return *loaded;
}

struct Floor {
    const char* name;
    double least_mean_r;
};

TEST(Walk, EarnsMostOfWhatIsToBeHad) {
    for (const auto& [name, least] : {Floor{"corridor", 0.96}, Floor{"corner", 0.95}, Floor{"office", 0.94},
                                      Floor{"dense", 0.93}, Floor{"dying", 0.90}}) {
        SCOPED_TRACE(name);
        const lab::Scenario place = scenario(name);
        double sum = 0;
        constexpr int kSeeds = 5;
        for (std::uint64_t seed = 1001; seed <= 1000 + kSeeds; ++seed)
            sum += walk_model::walk(lab::World{place, seed}, seed, {}).score.of_optimum;
        EXPECT_GE(sum / kSeeds, least);
    }
}

TEST(Walk, StandsStillBetweenEqualAps) {
    const lab::Scenario place = scenario("equal");
    for (std::uint64_t seed = 1001; seed <= 1004; ++seed) {
        SCOPED_TRACE(seed);
        const lab::Score score = walk_model::walk(lab::World{place, seed}, seed, {}).score;
        EXPECT_EQ(score.roams, 0);
        EXPECT_LE(score.offchannel_share, 0.0001);
    }
}

TEST(Walk, IsTheSameTwice) {
    const lab::World world{scenario("office"), 7};
    const auto once = walk_model::walk(world, 7, {});
    const auto twice = walk_model::walk(world, 7, {});
    EXPECT_EQ(once.score, twice.score);
    EXPECT_EQ(once.records, twice.records);
}

TEST(Walk, ReportsOneCompletionForEachMove) {
    const auto result = walk_model::walk(lab::World{scenario("corridor"), 3}, 3, {});
    std::uint32_t sequence = 0;
    for (const records::Record& record : result.records) {
        EXPECT_EQ(record.sequence, ++sequence);
        const bool attempted = record.decision.action == records::Action::Move;
        EXPECT_EQ(attempted, record.outcome.kind != records::OutcomeKind::None) << record.sequence;
    }
}

}  // namespace
