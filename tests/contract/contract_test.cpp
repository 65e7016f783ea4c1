// The checker as a driver's author has it: through the C interface.
#include <array>
#include <cstring>
#include <vector>

#include <gtest/gtest.h>

#include "contract/roam_trace_check.h"
#include "engine/roaming_json.hpp"

extern "C" int roam_of_a_driver_in_c(int forgets_completion, unsigned char* rules, int room);

namespace {

TEST(Contract, TakesALegalRoamFromC) {
    std::array<unsigned char, 8> rules{};
    EXPECT_EQ(roam_of_a_driver_in_c(0, rules.data(), 8), 0);
}

TEST(Contract, NamesTheRuleThatADriverInCBreaks) {
    std::array<unsigned char, 8> rules{};
    ASSERT_EQ(roam_of_a_driver_in_c(1, rules.data(), 8), 1);
    EXPECT_EQ(rules[0], 5);
}

TEST(Contract, KnowsEveryNumberThatTheTextKnows) {
    for (std::uint32_t i = 0; i < records::kRoamingEventKinds; ++i) {
        const std::uint32_t code = engine::windows_name(static_cast<records::RoamingEventKind>(i)).code;
        if (code == 0) continue;
        EXPECT_EQ(roam_trace_event_of(code), i) << engine::name(static_cast<records::RoamingEventKind>(i));
    }
    EXPECT_EQ(roam_trace_event_of(0), ROAM_NO_EVENT);
    EXPECT_EQ(roam_trace_event_of(0x40030001), ROAM_NO_EVENT);
}

struct Checker {
    alignas(16) std::array<unsigned char, 4096> memory{};
    roam_trace_check* check = roam_trace_check_begin(memory.data(), memory.size());
};

TEST(Contract, RefusesARecordThatIsNone) {
    Checker checker;
    roam_trace_record record{};
    roam_trace_violation found{};
    record.event = 30;
    EXPECT_EQ(roam_trace_check_feed(checker.check, &record, &found, 1), -1);
    record.event = ROAM_CANDIDATES;
    record.list_size = ROAM_TRACE_LIST_MOST + 1;
    EXPECT_EQ(roam_trace_check_feed(checker.check, &record, &found, 1), -1);
    record.list_size = 0;
    record.ssid_size = 33;
    EXPECT_EQ(roam_trace_check_feed(checker.check, &record, &found, 1), -1);
    record.ssid_size = 0;
    record.at_ms = ~0ULL;
    EXPECT_EQ(roam_trace_check_feed(checker.check, &record, &found, 1), -1);
}

TEST(Contract, CountsMoreThanThereIsRoomFor) {
    Checker checker;
    roam_trace_record record{};
    record.event = ROAM_ROAMING_START;
    std::array<roam_trace_violation, 8> all{};
    const int count = roam_trace_check_feed(checker.check, &record, all.data(), all.size());
    EXPECT_GE(count, 3);
    EXPECT_STREQ(all[0].expected, "indications in operation only");
    Checker again;
    EXPECT_EQ(roam_trace_check_feed(again.check, &record, nullptr, 0), count);
}

TEST(Contract, TakesOnlyMemoryThatIsEnough) {
    alignas(16) std::array<unsigned char, 4096> memory{};
    EXPECT_LE(roam_trace_check_size(), 2048U);
    EXPECT_EQ(roam_trace_check_begin(memory.data(), roam_trace_check_size() - 1), nullptr);
    EXPECT_EQ(roam_trace_check_begin(memory.data() + 1, 4000), nullptr);
    EXPECT_EQ(roam_trace_check_begin(nullptr, 4096), nullptr);
    EXPECT_NE(roam_trace_check_begin(memory.data(), roam_trace_check_size()), nullptr);
}

}  // namespace
