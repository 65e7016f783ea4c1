#include "steering/ownership.hpp"

#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace {

using namespace steering::ownership;

constexpr wifi::MacAddress kHere{{2, 0, 0, 0, 0, 1}};
constexpr wifi::MacAddress kHereToo{{2, 0, 0, 0, 0, 2}};
constexpr wifi::MacAddress kThere{{2, 0, 0, 0, 0, 9}};

TEST(Ownership, IsClaimedByWhoServesTheClient) {
    Ownership client;
    EXPECT_FALSE(may_act(client));
    EXPECT_EQ(serves(client, kHere), Action::Claim);
    EXPECT_EQ(client.known, (Claim{kHere, 1}));
    EXPECT_TRUE(may_act(client));
    EXPECT_EQ(serves(client, kHere), Action::None) << "said once";
}

TEST(Ownership, GoesToTheHigherClaimWithWhatIsKnown) {
    Ownership client;
    (void)serves(client, kHere);
    EXPECT_EQ(claimed(client, {kThere, 2}), Action::HandOver);
    EXPECT_FALSE(may_act(client));
    EXPECT_EQ(client.known, (Claim{kThere, 2}));
}

TEST(Ownership, OfEqualEpochsIsTheHigherBssids) {
    Ownership low;
    Ownership high;
    (void)serves(low, kHere);
    (void)serves(high, kThere);
    EXPECT_EQ(claimed(low, {kThere, 1}), Action::HandOver);
    EXPECT_EQ(claimed(high, {kHere, 1}), Action::None);
    EXPECT_FALSE(may_act(low));
    EXPECT_TRUE(may_act(high));
}

TEST(Ownership, StaysAgainstAnOldClaim) {
    Ownership client{State::Owner, {kHere, 7}};
    EXPECT_EQ(claimed(client, {kThere, 6}), Action::None);
    EXPECT_EQ(client, (Ownership{State::Owner, {kHere, 7}}));
}

TEST(Ownership, IsTakenBackWhenTheClientIsSeenHere) {
    Ownership client{State::Foreign, {kThere, 9}};
    EXPECT_EQ(serves(client, kHere), Action::Claim);
    EXPECT_EQ(client, (Ownership{State::Owner, {kHere, 10}}));
}

TEST(Ownership, IsKeptWithoutActingWhenTheClientHasLeft) {
    Ownership client{State::Owner, {kHere, 3}};
    left(client);
    EXPECT_FALSE(may_act(client));
    Ownership back = client;
    EXPECT_EQ(serves(back, kHere), Action::None) << "nobody has claimed it meanwhile";
    EXPECT_TRUE(may_act(back));
    EXPECT_EQ(claimed(client, {kThere, 4}), Action::HandOver);
}

TEST(Ownership, IsClaimedAnewWhenTheClientMovesBetweenOurBsss) {
    Ownership client{State::Owner, {kHere, 3}};
    EXPECT_EQ(serves(client, kHereToo), Action::Claim);
    EXPECT_EQ(client, (Ownership{State::Owner, {kHereToo, 4}}));
    left(client);
    EXPECT_EQ(serves(client, kHere), Action::Claim);
    EXPECT_EQ(client, (Ownership{State::Owner, {kHere, 5}}));
}

TEST(Ownership, PassesOnWhatCameTooLate) {
    EXPECT_EQ(memory_came({State::Foreign, {kThere, 2}}), Action::PassOn);
    EXPECT_EQ(memory_came({State::Owner, {kHere, 2}}), Action::Take);
    EXPECT_EQ(memory_came({State::Keeper, {kHere, 2}}), Action::Take);
    EXPECT_EQ(memory_came({}), Action::Take);
}

TEST(Ownership, DoesNotGoBackAfterTheLastEpoch) {
    constexpr std::uint32_t kLast = 0xFFFFFFFF;
    Ownership client{State::Foreign, {kThere, kLast}};
    EXPECT_EQ(serves(client, kHere), Action::None);
    EXPECT_EQ(client, (Ownership{State::Foreign, {kThere, kLast}}));
    client = {State::Foreign, {kHere, kLast}};
    EXPECT_EQ(serves(client, kThere), Action::Claim);
    EXPECT_EQ(client, (Ownership{State::Owner, {kThere, kLast}}));
}

RC_GTEST_PROP(OwnershipProperty, NeverKnowsLessThanBefore, ()) {
    Ownership client;
    const auto steps = *rc::gen::container<std::vector<int>>(40, rc::gen::inRange(0, 4096));
    for (const int draw : steps) {
        const Claim before = client.known;
        const auto bssid = draw & 4 ? kHere : kHereToo;
        switch (draw & 3) {
            case 0:
                (void)serves(client, bssid);
                break;
            case 1:
                left(client);
                break;
            default:
                (void)claimed(client, {kThere, static_cast<std::uint32_t>(draw >> 3 & 15)});
        }
        RC_ASSERT(!counts_more(before, client.known));
        const bool ours = client.known.bssid == kHere || client.known.bssid == kHereToo;
        RC_ASSERT((client.state == State::Owner || client.state == State::Keeper) ==
                  (ours && client.known.epoch > 0));
    }
}

}  // namespace
