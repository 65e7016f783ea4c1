#include "station/levels.hpp"

#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "builders.hpp"
#include "station/decide.hpp"

namespace {

using builders::kNow;
using builders::linked;
using builders::narrow;
using builders::wide;
using records::Action;
using records::Reason;
using station::Level;
using station::policy_at;

TEST(Levels, KeepTheMeasuredPolicyInTheMiddle) {
    const station::Policy balanced = policy_at(Level::Balanced);
    const station::Policy measured;
    EXPECT_FALSE(balanced.only_when_failing);
    EXPECT_EQ(balanced.gain_moving, measured.gain_moving);
    EXPECT_EQ(balanced.gain_standing, measured.gain_standing);
    EXPECT_EQ(balanced.confidence_moving, measured.confidence_moving);
    EXPECT_EQ(balanced.confidence_standing, measured.confidence_standing);
    EXPECT_EQ(balanced.dwell, measured.dwell);
    EXPECT_EQ(balanced.look_every, measured.look_every);
}

/// The row of docs/station.md.
std::string documented(const station::LevelRow& row) {
    const auto pair = [&](int walking, int standing) {
        return row.only_when_failing ? std::string{"-"}
                                     : std::to_string(walking) + " %, " + std::to_string(standing) + " %";
    };
    const auto ms = [&](base::Milliseconds value) { return std::to_string(value.count()) + " ms"; };
    return "| " + std::to_string(static_cast<int>(row.level)) + " | `" + std::string{row.name} + "` | " +
           pair(row.gain_moving, row.gain_standing) + " | " +
           pair(row.confidence_moving, row.confidence_standing) + " | " +
           (row.only_when_failing ? "-" : ms(row.dwell)) + " | " + ms(row.look_every) + " | " +
           std::string{row.about} + " |";
}

TEST(Levels, AreDocumentedAsTheyAre) {
    std::ifstream file{std::string{ROAM_DOCS} + "/station.md"};
    std::string line;
    while (std::getline(file, line) && !line.starts_with("<!-- levels: begin")) {
    }
    std::getline(file, line);
    std::getline(file, line);
    for (const station::LevelRow& row : station::kLevels) {
        std::getline(file, line);
        EXPECT_EQ(line, documented(row));
    }
    std::getline(file, line);
    EXPECT_EQ(line, "<!-- levels: end -->");
}

TEST(Levels, GoByNameAndByNumber) {
    for (const station::LevelRow& row : station::kLevels) {
        EXPECT_EQ(station::level_named(row.name), row.level);
        EXPECT_EQ(station::level_named(std::to_string(static_cast<int>(row.level))), row.level);
    }
    for (const char* wrong : {"", "0", "6", "33", "Stay", "balance", "balanced "})
        EXPECT_FALSE(station::level_named(wrong)) << wrong;
}

TEST(Levels, LeaveAWorkingLinkAloneAtStay) {
    const auto decision =
        decide(policy_at(Level::Stay), linked(narrow(1, 6, -75), {wide(2, 149, -40)}), kNow);
    EXPECT_EQ(decision.action, Action::Stay);
    EXPECT_EQ(decision.reason, Reason::LinkWorks);
    EXPECT_EQ(decision.candidates.size(), 1U) << "what there was is in the record all the same";
}

TEST(Levels, LeaveAFailingLinkAtEveryLevel) {
    for (const station::LevelRow& row : station::kLevels) {
        auto knowledge = linked(wide(1, 36, -90), {wide(2, 149, -60)});
        knowledge.serving->failing = kNow;
        EXPECT_EQ(decide(policy_at(row.level), knowledge, kNow).reason, Reason::LinkFailing) << row.name;
    }
}

TEST(Levels, MoveAtAHigherOneWhereverALowerOneMoves) {
    EXPECT_TRUE(rc::check([] {
        const auto dbm = [] { return *rc::gen::inRange(-95, -35); };
        auto knowledge = linked(wide(1, 36, dbm()), {wide(2, 149, dbm()), narrow(3, 6, dbm())},
                                *rc::gen::arbitrary<bool>());
        for (station::Bss& bss : knowledge.table) {
            bss.variance.centi = *rc::gen::inRange(50, 3'000);
            bss.when = {kNow.ms - *rc::gen::inRange(0, 6'000)};
        }
        knowledge.last_move = {kNow.ms - *rc::gen::inRange(0, 6'000)};
        bool lower_moves = false;
        for (const station::LevelRow& row : station::kLevels) {
            const auto decision = decide(policy_at(row.level), knowledge, kNow);
            // A better candidate that may be meant now and was heard too long ago is looked at first.
            const bool moves = decision.action == Action::Move || decision.reason == Reason::VerifyFirst;
            RC_ASSERT(moves || !lower_moves);
            lower_moves = decision.action == Action::Move;
        }
    }));
}

}  // namespace
