#include "lab/truth_log.hpp"

#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace lab {
namespace {

constexpr SentTotals kTwoAndOne{
    .down = 2, .up = 1, .mgmt_frames = 9, .first_sent = -20'000, .period = 20'000};

std::string log_of(std::string_view lines) { return std::string{kTruthLogHeader} + std::string{lines}; }

TEST(TruthLog, ComesBackAsItWasWritten) {
    const std::string log = std::string{kTruthLogHeader} + linked_line(-500, 3, false) +
                            arrival_line(Direction::Down, -19'000, 0, -20'000) + look_line(10, 5180) +
                            away_line(20) + home_line(30) + unlinked_line(40, 3, UnlinkCause::TurnedAway) +
                            linked_line(50, 1, true) + mark_line(60, "AP1 switched off") +
                            usage_line({65, 6'940, 120}) + usage_line({66, 7'012, 121}) +
                            arrival_line(Direction::Down, 70, 1, 5) + end_line(1'000, kTwoAndOne);
    const auto truth = read_truth_log(log);
    ASSERT_TRUE(truth) << truth.error().line << ": " << truth.error().message;
    EXPECT_EQ(truth->length, 1'000);
    EXPECT_EQ(truth->mgmt_frames, 9U);
    ASSERT_EQ(truth->served.size(), 2U);
    EXPECT_EQ(truth->served[0].bss, 3);
    EXPECT_EQ(truth->served[0].from, -500);
    EXPECT_EQ(truth->served[0].to, 40);
    EXPECT_FALSE(truth->served[0].fast_transition);
    EXPECT_EQ(truth->served[1].to, 1'000) << "a link still open at the end lasts until then";
    EXPECT_TRUE(truth->served[1].fast_transition);
    ASSERT_EQ(truth->away.size(), 1U);
    EXPECT_EQ(truth->away[0].from, 20);
    EXPECT_EQ(truth->away[0].to, 30);
    ASSERT_EQ(truth->looks.size(), 1U);
    EXPECT_EQ(truth->looks[0].mhz, 5180);
    ASSERT_EQ(truth->marks.size(), 1U);
    EXPECT_EQ(truth->marks[0].text, "AP1 switched off");
    ASSERT_EQ(truth->usages.size(), 2U);
    EXPECT_EQ(truth->usages[1].at, 66);
    EXPECT_EQ(truth->usages[1].resident_kb, 7'012U);
    EXPECT_EQ(truth->usages[1].wakeups, 121U);
    ASSERT_EQ(truth->packets.size(), 3U);
    EXPECT_EQ(truth->packets[0].sent, -20'000);
    EXPECT_EQ(truth->packets[0].arrived, -19'000);
    EXPECT_EQ(truth->packets[1].sent, 5) << "the real time of sending counts where it is known";
    EXPECT_EQ(truth->packets[1].arrived, 70);
    EXPECT_EQ(truth->packets[2].direction, Direction::Up);
    EXPECT_EQ(truth->packets[2].sent, -20'000);
    EXPECT_EQ(truth->packets[2].arrived, -1);
}

TEST(TruthLog, NamesEveryCauseOfALostLink) {
    for (const auto cause : {UnlinkCause::TurnedAway, UnlinkCause::Deauth, UnlinkCause::Disassoc,
                             UnlinkCause::ApOff, UnlinkCause::End}) {
        const auto log =
            log_of(linked_line(0, 0, false) + unlinked_line(5, 0, cause) + end_line(9, kTwoAndOne));
        EXPECT_TRUE(read_truth_log(log)) << log;
    }
}

TEST(TruthLog, KeepsTheFirstArrivalOfAPacket) {
    const auto truth =
        read_truth_log(log_of("90 down 0 10\n70 down 0 10\n80 down 0 10\n100 end 1 0 0 10 20000\n"));
    ASSERT_TRUE(truth);
    EXPECT_EQ(truth->packets.at(0).arrived, 70);
}

TEST(TruthLog, KeepsAMarkOnItsLine) {
    EXPECT_EQ(mark_line(7, "a\nb\tc"), "7 mark a b c\n");
    const auto truth = read_truth_log(log_of("7 mark\n8 mark  x \n9 end 0 0 0 0 1\n"));
    ASSERT_TRUE(truth);
    EXPECT_EQ(truth->marks.at(0).text, "");
    EXPECT_EQ(truth->marks.at(1).text, " x ");
}

struct Refusal {
    std::string_view name;
    std::string_view lines;  ///< after the header
    std::size_t line;
    std::string_view says;  ///< part of the message
};

constexpr Refusal kRefusals[] = {
    {"no end", "5 away\n", 3, "cut short"},
    {"nothing at all", "", 2, "cut short"},
    {"after the end", "9 end 0 0 0 0 1\n10 away\n", 3, "nothing may follow"},
    {"unknown event", "5 lonked 1 ft\n", 2, "`lonked`"},
    {"empty line", "\n", 2, "time"},
    {"time is a word", "now away\n", 2, "`now`"},
    {"time has a fraction", "1.5 away\n", 2, "`1.5`"},
    {"time past its range", "99999999999999999999 away\n", 2, "time"},
    {"time too far", "40000000000000 away\n", 2, "time"},
    {"carriage return", "5 away\r\n", 2, "away"},
    {"two separators", "5  away\n", 2, "unknown event"},
    {"field too many", "5 away 3\n", 2, "`3`"},
    {"trailing space", "5 away \n", 2, "more"},
    {"field missing", "5 linked 3\n", 2, "method"},
    {"bad method", "5 linked 3 fast\n", 2, "ft, full"},
    {"bad cause", "5 linked 3 ft\n6 unlinked 3 bored\n", 3, "turned-away"},
    {"negative BSS", "5 linked -1 ft\n", 2, "BSS index"},
    {"huge BSS", "5 linked 4096 ft\n", 2, "BSS index"},
    {"linked twice", "5 linked 3 ft\n6 linked 4 ft\n", 3, "BSS 3"},
    {"unlinked from another", "5 linked 3 ft\n6 unlinked 4 deauth\n", 3, "BSS 4"},
    {"link ends before it starts", "5 linked 3 ft\n4 unlinked 3 deauth\n", 3, "ends at 4"},
    {"link starts before the last ends", "5 linked 3 ft\n9 unlinked 3 deauth\n8 linked 1 ft\n", 4,
     "before the last"},
    {"away twice", "5 away\n6 away\n", 3, "home"},
    {"home from nowhere", "5 home\n", 2, "away"},
    {"home before away", "5 away\n4 home\n", 3, "home at 4"},
    {"arrived before it was sent", "5 down 0 6\n", 2, "sent only at 6"},
    {"packet never sent", "5 up 3 1\n9 end 9 3 0 0 1\n", 2, "line 3"},
    {"packet number past all", "5 up 10000000 1\n", 2, "packet number"},
    {"too many packets", "9 end 4000000000 0 0 0 1\n", 2, "number of packets"},
    {"no period", "9 end 1 1 0 0 0\n", 2, "period"},
    {"ends before the start", "-9 end 1 1 0 0 1\n", 2, "before its walk"},
    {"usage without wake-ups", "5 usage 7000\n", 2, "wake-ups"},
    {"negative memory", "5 usage -1 0\n", 2, "memory"},
    {"fewer wake-ups than before", "5 usage 1 9\n6 usage 1 8\n", 3, "after 9 at 5"},
    {"two usages at once", "5 usage 1 9\n5 usage 1 9\n", 3, "at 5 us"},
    {"mode past an octet", "5 asked 1 256 0 -\n", 2, "Request Mode"},
    {"timer past its field", "5 asked 1 3 65536 -\n", 2, "Disassociation Timer"},
    {"no list", "5 asked 1 3 0\n", 2, "no list"},
    {"list with a hole", "5 asked 1 3 0 2,,1\n", 2, "``"},
    {"list that goes on", "5 asked 1 3 0 2,\n", 2, "no list"},
    {"list of words", "5 asked 1 3 0 AP1\n", 2, "`AP1`"},
    {"huge target", "5 asked 1 3 0 4096\n", 2, "`4096`"},
    {"status past an octet", "5 answered 1 256\n", 2, "status"},
    {"ended by nothing", "5 dismissed 1 bored 3\n", 2, "disassoc, deauth"},
    {"bell in a mark", "9 mark a\ab\n", 2, "control"},
};

TEST(TruthLog, SaysLineAndReasonOfEveryFault) {
    for (const Refusal& refusal : kRefusals) {
        SCOPED_TRACE(refusal.name);
        const auto truth = read_truth_log(log_of(refusal.lines));
        ASSERT_FALSE(truth);
        EXPECT_EQ(truth.error().line, refusal.line);
        EXPECT_NE(truth.error().message.find(refusal.says), std::string::npos) << truth.error().message;
    }
    EXPECT_EQ(read_truth_log("").error().line, 1U);
    EXPECT_EQ(read_truth_log("roam-lab-truth 2\n9 end 0 0 0 0 1\n").error().line, 1U);
}

TEST(TruthLog, SurvivesAnyDamage) {
    const std::string good = log_of(
        "-5 linked 3 ft\n5 away\n6 look 2412\n7 home\n8 down 1 7\n8 up 0 0\n9 unlinked 3 "
        "deauth\n10 mark hello\n10 asked 3 7 100 1,2\n10 answered 3 0\n10 dismissed 3 deauth 4\n10 usage "
        "7000 9\n11 end 2 2 3 "
        "0 7\n");
    ASSERT_TRUE(read_truth_log(good));
    for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937_64 random{seed};
        std::string log = good;
        for (auto edits = 1 + random() % 4; edits > 0; --edits) {
            const std::size_t at = random() % log.size();
            switch (random() % 3) {
                case 0:
                    log[at] = static_cast<char>(random() % 256);
                    break;
                case 1:
                    log.erase(at, 1 + random() % 8);
                    break;
                default:
                    log.insert(at, log.substr(random() % log.size(), random() % 12));
                    break;
            }
            if (log.empty()) log = "\n";
        }
        const auto truth = read_truth_log(log);
        if (!truth) {
            EXPECT_GE(truth.error().line, 1U);
            EXPECT_FALSE(truth.error().message.empty());
            continue;
        }
        for (const Served& link : truth->served) EXPECT_LE(link.from, link.to);
        EXPECT_LE(truth->packets.size(), 2 * static_cast<std::size_t>(kMostPackets));
    }
}

TEST(TruthLog, ReadsBackWhatSteeringDid) {
    const Asked asked{5, 3, 7, 100, {1, 2}};
    const Asked open{6, 3, 4, 0, {}};
    const Answered answered{7, 3, 6};
    const Dismissed dismissed{8, 3, true, 34};
    const auto truth = read_truth_log(log_of(asked_line(asked) + asked_line(open) + answered_line(answered) +
                                             dismissed_line(dismissed) + "9 end 0 0 0 0 1\n"));
    ASSERT_TRUE(truth) << truth.error().message;
    EXPECT_EQ(truth->asked, (std::vector<Asked>{asked, open}));
    EXPECT_EQ(truth->answered, std::vector<Answered>{answered});
    EXPECT_EQ(truth->dismissed, std::vector<Dismissed>{dismissed});
    EXPECT_TRUE(truth->asked[0].imminent());
    EXPECT_EQ(asked_line(asked), "5 asked 3 7 100 1,2\n");
}

TEST(TruthLog, HashesTheOctets) {
    EXPECT_EQ(events_sha("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-2, B.1
    EXPECT_NE(events_sha("abc"), events_sha("abc\n"));
}

}  // namespace
}  // namespace lab
