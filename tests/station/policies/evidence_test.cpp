#include "station/policies/evidence.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "../builders.hpp"

namespace {

using namespace builders;
using station::policies::Evidence;
using station::policies::evidence_of;

constexpr station::Policy kPolicy{};

station::Sighting sighting(const station::Bss& bss, int dbm, int age_ms = 0) {
    station::Sighting result;
    result.bssid = bss.bssid;
    result.channel = bss.channel;
    result.link = bss.link;
    result.level = wifi::Dbm{dbm};
    result.age = base::Milliseconds{age_ms};
    return result;
}

TEST(Evidence, HoldsTheLastFramesLevelAndNotOurEstimate) {
    station::Knowledge knowledge = linked(wide(1, 36, -60), {});
    note_sighting(kPolicy, knowledge, sighting(wide(2, 44, 0), -70), kNow);
    note_sighting(kPolicy, knowledge, sighting(wide(2, 44, 0), -50), {kNow.ms + 2'000});
    note_reading(kPolicy, knowledge, {{-80}, {-66}, {}, {}, 0}, {kNow.ms + 2'000});
    const Evidence evidence = evidence_of(knowledge, true, {kNow.ms + 5'000});
    ASSERT_EQ(evidence.table.size(), 2U);
    EXPECT_EQ(evidence.table[1].level.value, -50);
    EXPECT_EQ(evidence.table[1].age.count(), 3'000);
    EXPECT_EQ(evidence.level().value, -66);  // the driver's average
    EXPECT_EQ(evidence.current()->bssid, bssid(1));
    EXPECT_TRUE(evidence.busy);
}

TEST(Evidence, LeavesOutWhatWasNeverHeardOrDoesNotFit) {
    station::Bss stranger = wide(3, 149, -40);
    stranger.fits = false;
    station::Bss reported = wide(4, 157, -40);
    reported.measured = false;
    const auto knowledge = linked(wide(1, 36, -60), {stranger, reported});
    station::Knowledge read = knowledge;
    note_reading(kPolicy, read, {{-60}, {-60}, {}, {}, 0}, kNow);
    const Evidence evidence = evidence_of(read, false, kNow);
    ASSERT_EQ(evidence.table.size(), 1U);
    EXPECT_EQ(evidence.channels.size(), 2U);  // where the reported one is said to be counts as known
}

TEST(Evidence, NotesWhatAVisitDidNotHear) {
    station::Knowledge knowledge = linked(wide(1, 36, -60), {});
    note_sighting(kPolicy, knowledge, sighting(wide(2, 44, 0), -70), kNow);
    EXPECT_FALSE(evidence_of(knowledge, false, kNow).table[0].missed);
    note_look_ended(kPolicy, knowledge, channel(wifi::Band::Ghz5, 44), {kNow.ms + 500}, {kNow.ms + 600});
    EXPECT_TRUE(evidence_of(knowledge, false, {kNow.ms + 600}).table[0].missed);
}

TEST(Evidence, IsInTheOrderOfAddresses) {
    station::Knowledge knowledge = linked(wide(9, 36, -60), {});
    for (const int last : {5, 7, 2})
        note_sighting(kPolicy, knowledge, sighting(wide(last, 44, 0), -70), kNow);
    const Evidence evidence = evidence_of(knowledge, false, kNow);
    EXPECT_TRUE(std::ranges::is_sorted(evidence.table, {}, &station::policies::Heard::bssid));
}

}  // namespace
