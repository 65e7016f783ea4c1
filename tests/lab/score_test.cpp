#include "lab/score.hpp"

#include <algorithm>
#include <optional>
#include <random>

#include <gtest/gtest.h>

#include "lab/gaps.hpp"

namespace lab {
namespace {

constexpr Micros kMs = 1'000;
constexpr Micros kSecond = 1'000'000;
constexpr Micros kSlot = 100 * kMs;
constexpr Micros kPeriod = 20 * kMs;

/// 100 kbit/s for each dB above -90.
std::uint32_t test_rate(const radio::LinkCapability&, radio::CentiDb level) {
    return level.value > -9000 ? static_cast<std::uint32_t>(level.value + 9000) : 0;
}

/// A small world of 5 GHz BSS at -50 dBm, linked to BSS 0 all the time, every packet arriving after 1 ms.
/// Tests bend it.
struct Example {
    explicit Example(double seconds, std::size_t bss_count = 3) {
        scenario.name = "example";
        scenario.seconds = seconds;
        scenario.security = Security::Wpa2Psk;
        trace.slot = kSlot;
        trace.links.resize(bss_count);
        const auto slots = static_cast<std::size_t>(seconds * 10);
        trace.mean_dbm.assign(slots, std::vector<float>(bss_count, -50));
        trace.load.assign(slots, std::vector<float>(bss_count, 0));
        truth.length = static_cast<Micros>(seconds * kSecond);
        truth.served = {{0, -kSecond, truth.length, false}};
        for (const Direction direction : {Direction::Down, Direction::Up}) {
            for (Micros sent = 0; sent < truth.length; sent += kPeriod)
                truth.packets.push_back(
                    {direction, static_cast<std::uint32_t>(sent / kPeriod), sent, sent + kMs});
        }
    }

    /// Loses what was sent in [from, to).
    void lose(Micros from, Micros to, std::optional<Direction> only = {}) {
        for (Packet& packet : truth.packets) {
            if (packet.sent >= from && packet.sent < to && (!only || *only == packet.direction))
                packet.arrived = -1;
        }
    }

    void level(std::size_t bss, Micros from, Micros to, float dbm) {
        for (Micros at = from; at < to; at += kSlot)
            trace.mean_dbm.at(static_cast<std::size_t>(at / kSlot))[bss] = dbm;
    }

    [[nodiscard]] std::expected<Score, ScoreError> try_score() const {
        const SlotValues values = slot_values(trace, scored_slots(scenario, trace), test_rate);
        const ClairvoyantPath path = clairvoyant(values, trace.slot, handoff_floor(scenario.security));
        return score({scenario, "roam", 7, trace, truth, "abc"}, values, path);
    }

    [[nodiscard]] Score score_it() const {
        const auto result = try_score();
        EXPECT_TRUE(result) << result.error().message;
        return result.value_or(Score{});
    }

    Scenario scenario;
    SignalTrace trace;
    Truth truth;
};

TEST(Score, HasTheMostMemoryAndTheWakeUpsBetweenTheSamples) {
    Example example{10};
    EXPECT_EQ(example.score_it().station_rss_kb, 0U);
    EXPECT_EQ(example.score_it().station_wakeups_per_minute, 0) << "not sampled";
    example.truth.usages = {{2 * kSecond, 7'100, 1'000}};
    EXPECT_EQ(example.score_it().station_rss_kb, 7'100U);
    EXPECT_EQ(example.score_it().station_wakeups_per_minute, 0)
        << "what went before the first does not count";
    example.truth.usages.push_back({8 * kSecond, 7'000, 1'003});
    EXPECT_EQ(example.score_it().station_rss_kb, 7'100U);
    EXPECT_DOUBLE_EQ(example.score_it().station_wakeups_per_minute, 30);
}

TEST(Score, IsPerfectWhenNothingWentWrong) {
    const Score score = Example{10}.score_it();
    EXPECT_EQ(score.scenario, "example");
    EXPECT_EQ(score.arm, "roam");
    EXPECT_EQ(score.seed, 7U);
    EXPECT_EQ(score.events_sha, "abc");
    EXPECT_DOUBLE_EQ(score.seconds, 10);
    EXPECT_DOUBLE_EQ(score.of_optimum, 1);
    EXPECT_DOUBLE_EQ(score.usable_mbps, 4);
    EXPECT_DOUBLE_EQ(score.optimum_mbps, 4);
    EXPECT_EQ(score.outage_s, OutageByDirection{});
    EXPECT_DOUBLE_EQ(score.longest_gap_ms, 20);
    EXPECT_EQ(score.late_share, 0);
    EXPECT_EQ(score.roams, 0);
    EXPECT_EQ(score.suboptimal_6db_share, 0);
    EXPECT_EQ(score.offchannel_share, 0);
}

TEST(Score, MultipliesValueAndShareInTimePerSlot) {
    Example example{10};
    example.level(1, 0, 5 * kSecond, -60);
    example.level(2, 0, 10 * kSecond, -60);
    example.level(1, 5 * kSecond, 10 * kSecond, -40);  // 5000 instead of 4000 kbit/s on the other BSS
    example.lose(2 * kSecond, 3 * kSecond, Direction::Up);
    const Score score = example.score_it();
    // Optimum: 50 slots of 4000, 50 of 5000, one move of 8 ms at the lesser value of the two.
    const double optimum = 50 * 4000.0 + 50 * 5000.0 - 0.08 * 4000;
    EXPECT_NEAR(score.of_optimum, (90 * 4000.0 + 10 * 2000.0) / optimum, 1e-12);
    EXPECT_NEAR(score.usable_mbps, (90 * 4.0 + 10 * 2.0) / 100, 1e-12);
    EXPECT_EQ(score.clairvoyant_roams, 1);
}

TEST(Score, CountsAPacketLaterThan50MsAsLost) {
    Example example{10};
    example.truth.packets[10].arrived = example.truth.packets[10].sent + 50 * kMs;
    EXPECT_EQ(example.score_it().late_share, 0);
    example.truth.packets[10].arrived += 1;
    const Score score = example.score_it();
    EXPECT_DOUBLE_EQ(score.late_share, 1.0 / 1000);
    EXPECT_LT(score.of_optimum, 1);
}

TEST(Score, DoesNotBlameTheEndOfTheLogOnAPacket) {
    Example example{10};
    example.lose(10 * kSecond - 40 * kMs, 10 * kSecond);
    EXPECT_EQ(example.score_it().late_share, 0) << "they had less than 50 ms";
    example.truth.length += kSecond;
    EXPECT_DOUBLE_EQ(example.score_it().late_share, 4.0 / 1000) << "now they had";
}

TEST(Score, IgnoresWhatHappenedBeforeTheWalk) {
    Example example{10};
    example.truth.packets.push_back({Direction::Down, 1'000, -kSecond, -1});
    example.truth.served = {{1, -9 * kSecond, -5 * kSecond, false}, {0, -4 * kSecond, 10 * kSecond, true}};
    example.truth.away = {{-2 * kSecond, -kSecond}};
    example.truth.looks = {{-kSecond, 5180}, {kSecond, 5180}};
    const Score score = example.score_it();
    EXPECT_EQ(score.late_share, 0);
    EXPECT_EQ(score.roams, 0);
    EXPECT_EQ(score.ft_roams, 0);
    EXPECT_EQ(score.offchannel_share, 0);
    EXPECT_EQ(score.looks, 1);
    EXPECT_DOUBLE_EQ(score.of_optimum, 1);
}

TEST(Score, SumsGapsOver60MsPerDirection) {
    Example example{10};
    example.lose(kSecond, kSecond + 40 * kMs);                          // two packets: 60 ms, unnoticed
    example.lose(2 * kSecond, 2 * kSecond + 60 * kMs);                  // three: 80 ms, both directions
    example.lose(4 * kSecond, 4 * kSecond + 200 * kMs, Direction::Up);  // ten: 220 ms
    const Score score = example.score_it();
    EXPECT_NEAR(score.outage_s.down, 0.08, 1e-12);
    EXPECT_NEAR(score.outage_s.up, 0.30, 1e-12);
    EXPECT_NEAR(score.outage_by_cause_s.coverage, 0.38, 1e-12);
    EXPECT_EQ(score.outage_by_cause_s.handoff, 0);
    EXPECT_DOUBLE_EQ(score.longest_gap_ms, 220);
}

TEST(Score, CallsThreePeriodsOfASlowStreamASilence) {
    Example example{10};
    example.scenario.traffic.per_second = 1;
    std::erase_if(example.truth.packets, [](const Packet& packet) { return packet.sent % kSecond != 0; });
    EXPECT_EQ(example.score_it().outage_s, OutageByDirection{});
    example.lose(3 * kSecond, 5 * kSecond, Direction::Up);  // two of them go unnoticed
    EXPECT_EQ(example.score_it().outage_s, OutageByDirection{});
    example.lose(3 * kSecond, 6 * kSecond, Direction::Up);
    EXPECT_EQ(example.score_it().outage_s, (OutageByDirection{0, 4}));
}

TEST(Score, CountsTheGapsAtBothEnds) {
    Example example{10};
    example.lose(0, kSecond);
    example.lose(8 * kSecond, 10 * kSecond, Direction::Up);
    const Score score = example.score_it();
    EXPECT_NEAR(score.outage_s.down, 1.001, 1e-12);
    EXPECT_NEAR(score.outage_s.up, 1.001 + (10 - 7.981), 1e-12);
    EXPECT_DOUBLE_EQ(score.longest_gap_ms, 2019);
}

TEST(Score, IsNothingWithoutPacketsOrLinks) {
    Example silent{10};
    silent.truth.packets.clear();
    EXPECT_EQ(silent.score_it().of_optimum, 0);
    EXPECT_EQ(silent.score_it().late_share, 0) << "none was sent, so none was late";
    EXPECT_DOUBLE_EQ(silent.score_it().outage_s.down, 10);
    EXPECT_DOUBLE_EQ(silent.score_it().outage_by_cause_s.coverage, 20);

    Example unlinked{10};
    unlinked.truth.served.clear();
    unlinked.lose(0, 10 * kSecond);
    const Score score = unlinked.score_it();
    EXPECT_EQ(score.of_optimum, 0);
    EXPECT_EQ(score.late_share, 1);
    EXPECT_DOUBLE_EQ(score.outage_by_cause_s.handoff, 20);
    EXPECT_DOUBLE_EQ(score.longest_gap_ms, 10'000);
}

TEST(Score, BlamesTheHandoffUntilTheNewLinkCarries) {
    Example example{10};
    example.truth.served = {{0, 0, 4 * kSecond, false}, {1, 4 * kSecond + 5 * kMs, 10 * kSecond, false}};
    example.lose(4 * kSecond, 4 * kSecond + 120 * kMs);  // 5 ms without a link, then a handshake
    const Score score = example.score_it();
    EXPECT_NEAR(score.outage_by_cause_s.handoff, 0.28, 1e-12);
    EXPECT_EQ(score.outage_by_cause_s.coverage, 0);
}

TEST(Score, DoesNotBlameTheHandoffForALinkThatNeverCarries) {
    Example example{10};
    example.truth.served = {{0, 0, 4 * kSecond, false}, {1, 4 * kSecond + 5 * kMs, 10 * kSecond, false}};
    example.lose(4 * kSecond, 9 * kSecond);
    EXPECT_NEAR(example.score_it().outage_by_cause_s.coverage, 2 * 5.020, 1e-12);
}

TEST(Score, BlamesLookingForTheSilenceItMade) {
    Example example{10};
    example.truth.away = {{4 * kSecond, 4 * kSecond + 70 * kMs}};
    example.lose(4 * kSecond, 4 * kSecond + 80 * kMs);
    Score score = example.score_it();
    EXPECT_NEAR(score.outage_by_cause_s.offchannel, 0.2, 1e-12);
    EXPECT_DOUBLE_EQ(score.offchannel_share, 0.007);
    example.lose(4 * kSecond, 5 * kSecond);  // the silence went on for far longer than the visit
    score = example.score_it();
    EXPECT_EQ(score.outage_by_cause_s.offchannel, 0);
    EXPECT_NEAR(score.outage_by_cause_s.coverage, 2.04, 1e-12);
}

TEST(Score, BlamesCoverageWhereThereIsNone) {
    Example example{10};
    for (std::size_t bss = 0; bss < 3; ++bss) example.level(bss, 4 * kSecond, 6 * kSecond, kOffAirDbm);
    example.truth.served = {{0, 0, 4 * kSecond, false}, {1, 6 * kSecond, 10 * kSecond, false}};
    example.lose(4 * kSecond, 6 * kSecond);
    const Score score = example.score_it();
    EXPECT_NEAR(score.outage_by_cause_s.coverage, 4.04, 1e-12);
    EXPECT_EQ(score.outage_by_cause_s.handoff, 0);
}

TEST(Score, CountsExcursionsOnlyWhileLinked) {
    Example example{10};
    example.truth.served = {{0, 0, 4 * kSecond, false}, {0, 6 * kSecond, 10 * kSecond, false}};
    example.truth.away = {{3 * kSecond, 7 * kSecond}, {9 * kSecond, 12 * kSecond}};
    EXPECT_DOUBLE_EQ(example.score_it().offchannel_share, 0.3);
}

TEST(Score, CountsMovesReturnsAndFastTransitions) {
    Example example{60};
    example.truth.served = {
        {0, 0, 10 * kSecond, false},
        {1, 10 * kSecond + 10 * kMs, 15 * kSecond, true},
        {2, 15 * kSecond + 10 * kMs, 18 * kSecond, false},
        {0, 18 * kSecond + 10 * kMs, 30 * kSecond,
         true},  // left 8 s before: a return, though not the last BSS
        {0, 30 * kSecond + 10 * kMs, 40 * kSecond, false},  // a new link to the same BSS is no move
        {1, 40 * kSecond + 10 * kMs, 45 * kSecond, false},  // left 25 s before
        {0, 50 * kSecond + 10 * kMs, 60 * kSecond, false},  // left 10.01 s before: no return
    };
    const Score score = example.score_it();
    EXPECT_EQ(score.roams, 5);
    EXPECT_EQ(score.returns_10s, 1);
    EXPECT_EQ(score.ft_roams, 2);
    EXPECT_EQ(score.clairvoyant_roams, 0);
    example.truth.served.back().from = 50 * kSecond;
    EXPECT_EQ(example.score_it().returns_10s, 2) << "left 10 s before";
}

TEST(Score, CountsTheOptimumsMovesByTheSameRule) {
    Example example{30};
    example.level(1, 0, 10 * kSecond, -80);
    example.level(2, 0, 30 * kSecond, -80);
    example.level(0, 10 * kSecond, 15 * kSecond, -80);
    Score score = example.score_it();
    EXPECT_EQ(score.clairvoyant_roams, 1) << "BSS 1 is as good from then on";
    example.level(1, 15 * kSecond, 30 * kSecond, -80);
    score = example.score_it();
    EXPECT_EQ(score.clairvoyant_roams, 2);
    EXPECT_EQ(score.clairvoyant_returns_10s, 1);
}

TEST(Score, MeasuresTheGapOfAFastTransition) {
    Example example{10};
    example.truth.served = {{0, 0, 4 * kSecond, false}, {1, 4 * kSecond + 10 * kMs, 10 * kSecond, true}};
    example.lose(4 * kSecond, 4 * kSecond + 20 * kMs, Direction::Up);
    example.lose(7 * kSecond, 8 * kSecond);
    EXPECT_DOUBLE_EQ(example.score_it().worst_ft_gap_ms, 40);
    example.lose(3 * kSecond, 4 * kSecond);
    EXPECT_NEAR(example.score_it().worst_ft_gap_ms, 40, 1) << "a link that broke before is not the move's";
}

TEST(Score, ComparesLevelsWithinABand) {
    Example example{10};
    example.trace.links[2].band = wifi::Band::Ghz2_4;
    example.level(2, 0, 10 * kSecond, -30);
    example.level(1, 0, 2 * kSecond, -44);  // 6 dB is not more than 6 dB
    example.level(1, 2 * kSecond, 5 * kSecond, -43);
    EXPECT_NEAR(example.score_it().suboptimal_6db_share, 0.3, 1e-12);
    example.truth.served = {{0, 0, 3 * kSecond + 50 * kMs, false}};
    EXPECT_NEAR(example.score_it().suboptimal_6db_share, 0.105, 1e-12) << "time without a link is on no BSS";
}

TEST(Score, ChargesEveryMoveTheFloorThatTheOptimumPays) {
    Example example{10};
    example.level(0, 5 * kSecond, 10 * kSecond, -60);
    example.truth.served = {{0, 0, 5 * kSecond, false}, {1, 5 * kSecond, 10 * kSecond, false}};
    const Score score = example.score_it();
    EXPECT_NEAR(score.of_optimum, (100 * 4000.0 - 0.08 * 4000) / (100 * 4000.0), 1e-12);
}

TEST(Score, RefusesWhatDoesNotBelongTogether) {
    const auto message = [](const Example& example) {
        const auto result = example.try_score();
        return result ? std::string{} : result.error().message;
    };
    Example early{10};
    early.truth.length = 9 * kSecond;
    EXPECT_EQ(message(early), "the log ends after 9.000 s, the walk takes 10.000 s");
    Example stranger{10};
    stranger.truth.served[0].bss = 3;
    EXPECT_EQ(message(stranger), "the log links to BSS 3, the scenario has 3");
    Example twice{10};
    twice.truth.served = {{0, 0, 5 * kSecond, false}, {1, 4 * kSecond, 9 * kSecond, false}};
    EXPECT_NE(message(twice).find("overlaps"), std::string::npos);
    Example dead{10};
    for (std::size_t bss = 0; bss < 3; ++bss) dead.level(bss, 0, 10 * kSecond, kOffAirDbm);
    EXPECT_NE(message(dead).find("usable"), std::string::npos);
    Example empty{0};
    EXPECT_NE(message(empty).find("nothing to score"), std::string::npos);
    Example half{10};
    half.trace.mean_dbm.resize(50);
    EXPECT_EQ(message(half), "the trace covers 5.000 s of a walk of 10.000 s");
}

TEST(Score, RefusesToBeatTheOptimum) {
    const Example example{10};
    const SlotValues values = slot_values(example.trace, 100, test_rate);
    ClairvoyantPath path = clairvoyant(values, kSlot, 8'000);
    path.value *= 0.9999;
    const auto result = score({example.scenario, "roam", 7, example.trace, example.truth, ""}, values, path);
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().message.find("arm roam, seed 7"), std::string::npos);
    EXPECT_NE(result.error().message.find("1.0001"), std::string::npos) << result.error().message;
}

/// Whatever an arm does within the rules, it stays under the optimum; otherwise try_score() returns an error.
TEST(Score, NeverBeatsTheOptimumWhateverTheArmDoes) {
    for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937_64 random{seed};
        Example example{3};
        for (auto& slot : example.trace.mean_dbm) {
            for (float& dbm : slot)
                dbm = random() % 5 == 0 ? kOffAirDbm : -90 + static_cast<float>(random() % 50);
        }
        example.trace.mean_dbm[0][0] = -50;
        example.scenario.security = static_cast<Security>(random() % 7);
        example.truth.served.clear();
        for (Micros at = -100 * kMs; at < example.truth.length;) {
            const Micros to = std::min(at + static_cast<Micros>(random() % 400'000), example.truth.length);
            example.truth.served.push_back({static_cast<int>(random() % 3), at, to, random() % 2 == 0});
            at = to + static_cast<Micros>(random() % 2 * (random() % 60'000));
        }
        const Score score = example.score_it();
        EXPECT_GE(score.of_optimum, 0);
        EXPECT_NEAR(score.outage_by_cause_s.coverage + score.outage_by_cause_s.handoff +
                        score.outage_by_cause_s.offchannel,
                    score.outage_s.down + score.outage_s.up, 1e-9);
    }
}

}  // namespace
}  // namespace lab
