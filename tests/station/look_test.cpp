#include "station/look.hpp"

#include <gtest/gtest.h>

#include "builders.hpp"
#include "station/decide.hpp"

namespace {

using base::Instant;
using base::Milliseconds;
using builders::channel;
using builders::kNow;
using builders::linked;
using builders::narrow;
using builders::wide;
using station::best_look;
using station::Policy;

std::uint32_t rate(const station::Knowledge& knowledge) { return station::serving_kbps({}, knowledge, kNow); }

station::Bss unheard(int last, int number) {
    station::Bss bss = wide(last, number, -70);
    bss.measured = false;
    return bss;
}

TEST(Look, GoesWhereAnUnknownMayBeBetter) {
    const auto knowledge = linked(wide(1, 36, -78), {unheard(2, 149), wide(3, 157, -92)});
    const auto plan = best_look({}, knowledge, rate(knowledge), false, kNow);
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->channel.number(), 149);
    EXPECT_GT(plan->gain_kbit, plan->cost_kbit);
}

TEST(Look, IsWorthNothingWhereNothingCouldBeBetter) {  // 20 MHz cannot beat a good link of 80 MHz
    station::Bss unknown = narrow(2, 6, -70);
    unknown.measured = false;
    const auto knowledge = linked(wide(1, 36, -60), {unknown});
    const auto plan = best_look({}, knowledge, rate(knowledge), false, kNow);
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->gain_kbit, 0);
}

TEST(Look, IsNotRepeatedAtRest) {
    auto knowledge = linked(wide(1, 36, -72), {wide(2, 149, -74)}, false);
    knowledge.walked = {50'000};
    const auto far = best_look({}, knowledge, rate(knowledge), false, kNow);
    EXPECT_GT(far->gain_kbit, far->cost_kbit) << "it walked since it looked";
    station::find(knowledge, builders::bssid(2))->walked = knowledge.walked;
    const Instant later{kNow.ms + 3'600'000};
    const auto rested = best_look({}, knowledge, rate(knowledge), false, later);
    EXPECT_LE(rested->gain_kbit, rested->cost_kbit) << "an hour at rest tells nothing new";
}

TEST(Look, CostsNothingOnTheServingChannel) {
    const auto knowledge = linked(wide(1, 36, -78), {unheard(2, 36)});
    EXPECT_EQ(best_look({}, knowledge, rate(knowledge), false, kNow)->cost_kbit, 0);
}

TEST(Look, CostsNothingOnAFailingLink) {
    const auto knowledge = linked(wide(1, 36, -78), {unheard(2, 149)});
    EXPECT_EQ(best_look({}, knowledge, 0, true, kNow)->cost_kbit, 0);
}

TEST(Look, IsPaidFromAPurse) {
    const Policy policy;
    station::Knowledge knowledge = linked(wide(1, 36, -78), {});
    Instant now = kNow;
    for (int i = 0; i < policy.look_burst; ++i) {
        ASSERT_EQ(station::look_wait(policy, knowledge, false, now).count(), 0) << i;
        station::note_look_started(policy, knowledge, channel(wifi::Band::Ghz5, 149), now);
        EXPECT_GE(station::look_wait(policy, knowledge, false, now), policy.look_spacing);
        now = now + policy.look_spacing;
    }
    EXPECT_GT(station::look_wait(policy, knowledge, false, now).count(), 0) << "the purse is empty";
    EXPECT_EQ(station::look_wait(policy, knowledge, true, now).count(), 0) << "a failing link has credit";
    EXPECT_EQ(station::look_wait(policy, knowledge, false, now + policy.look_every).count(), 0);
}

TEST(Rotation, TakesTheChannelLookedAtLongestAgo) {
    station::Knowledge knowledge = linked(wide(1, 36, -78), {});
    for (const int number : {36, 40, 44})
        (void)knowledge.channels.push_back(channel(wifi::Band::Ghz5, number));
    EXPECT_EQ(station::next_in_rotation(knowledge)->number(), 40);
    station::note_look_started({}, knowledge, channel(wifi::Band::Ghz5, 40), kNow);
    EXPECT_EQ(station::next_in_rotation(knowledge)->number(), 44);
    station::note_look_started({}, knowledge, channel(wifi::Band::Ghz5, 44), kNow + Milliseconds{1});
    EXPECT_EQ(station::next_in_rotation(knowledge)->number(), 40);
}

}  // namespace
