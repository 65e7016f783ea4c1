#include "steering/behaviour.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "site_builder.hpp"

namespace {

using namespace site_builder;
using records::ClientClass;
using records::SteeringResult;
using steering::Client;
using steering::Ended;
using steering::Policy;
using steering::TransactionEvent;

const Policy kPolicy;

Client asked() {
    Client client = client_of(kPolicy, site(), 2, -80);
    base::StaticVector<wifi::MacAddress, 4> targets;
    (void)targets.push_back(bssid(4));
    note_request(kPolicy, client, targets, kNow);
    return client;
}

Ended tell(Client& client, TransactionEvent event, int after_ms, int where = 0,
           std::optional<std::uint8_t> status = std::nullopt) {
    return note_transaction(kPolicy, client, event, status, bssid(where),
                            kNow + base::Milliseconds{after_ms});
}

TEST(Behaviour, OfWhoGoesAndStaysIsObedience) {
    Client client = asked();
    EXPECT_FALSE(tell(client, TransactionEvent::Accepted, 100, 0, 0).over);
    EXPECT_FALSE(tell(client, TransactionEvent::JoinedListed, 300, 4).over);
    const Ended ended = tell(client, TransactionEvent::Deadline, 31'000);
    EXPECT_TRUE(ended.over);
    EXPECT_EQ(ended.outcome.result, SteeringResult::Moved);
    EXPECT_EQ(ended.outcome.bssid, bssid(4));
    EXPECT_EQ(ended.outcome.took.count(), 300);
    EXPECT_EQ(ended.outcome.answered->count(), 100);
    EXPECT_EQ(client.memory.obeyed, 1);
    EXPECT_EQ(client.memory.back_off.count(), 0);
}

TEST(Behaviour, LeavesNoMoreRequestsInAnyDayThanAreSet) {
    constexpr base::Milliseconds kMinute{60'000};
    constexpr base::Milliseconds kDay{86'400'000};
    for (int set = 0; set <= 40; ++set) {
        SCOPED_TRACE(set);
        Policy policy;
        policy.requests_per_day = static_cast<std::uint8_t>(set);
        Client client = client_of(policy, site(), 2, -80);
        std::vector<base::Instant> sent;
        base::Instant now = kNow;
        for (int minute = 0; minute < 4 * 24 * 60; ++minute, now = now + kMinute)
            while (day_of(policy).left(client, now) >= 1) {
                note_request(policy, client, {}, now);
                sent.push_back(now);
            }
        std::size_t most = 0;
        for (std::size_t first = 0, last = 0; last < sent.size(); ++last) {
            while (sent[last] - sent[first] >= kDay) ++first;
            most = std::max(most, last - first + 1);
        }
        EXPECT_LE(most, static_cast<std::size_t>(set));
        EXPECT_GE(most + 1, static_cast<std::size_t>(set)) << "nor are they kept back";
    }
}

TEST(Behaviour, OfWhoRefusesIsLeftAloneTwiceAsLongEachTime) {
    Client client = asked();
    const Ended ended = tell(client, TransactionEvent::Refused, 200, 2, 7);
    EXPECT_EQ(ended.outcome.result, SteeringResult::Refused);
    EXPECT_EQ(ended.outcome.status, 7);
    EXPECT_EQ(client.may_ask_from, kNow + base::Milliseconds{200} + kPolicy.back_off_first);
    EXPECT_TRUE(is_barred(client, bssid(4), kNow + kSecond)) << "another candidate may do";
    base::Milliseconds last = client.memory.back_off;
    for (int i = 0; i < 20; ++i) {
        base::StaticVector<wifi::MacAddress, 4> targets;
        (void)targets.push_back(bssid(4));
        note_request(kPolicy, client, targets, kNow);
        (void)tell(client, TransactionEvent::Refused, 200, 2, 1);
        EXPECT_GE(client.memory.back_off, last);
        EXPECT_LE(client.memory.back_off, kPolicy.back_off_most);
        last = client.memory.back_off;
    }
    EXPECT_EQ(last, kPolicy.back_off_most);
    EXPECT_EQ(class_of(kPolicy, client.memory), ClientClass::Refuses);
}

TEST(Behaviour, OfWhoAcceptsAndStaysIsIgnorance) {
    Client client = asked();
    (void)tell(client, TransactionEvent::Accepted, 100, 0, 0);
    EXPECT_EQ(tell(client, TransactionEvent::Deadline, 6'000).outcome.result, SteeringResult::Stayed);
    EXPECT_EQ(client.memory.ignored, 1);
}

TEST(Behaviour, OfWhoComesBackIsAReturn) {
    Client client = asked();
    (void)tell(client, TransactionEvent::JoinedListed, 300, 4);
    EXPECT_TRUE(is_barred(client, bssid(2), kNow + kSecond)) << "nobody sends it back";
    const Ended ended = tell(client, TransactionEvent::JoinedOld, 5'000, 2);
    EXPECT_EQ(ended.outcome.result, SteeringResult::Returned);
    EXPECT_EQ(client.memory.returned, 1);
    EXPECT_GT(client.may_ask_from, kNow + base::Milliseconds{5'000});
}

TEST(Behaviour, IsKnownWhenAClientArrivesAndTakenBackWhenItReturns) {
    Client client = asked();
    client.memory.back_off = base::Milliseconds{60'000};
    (void)tell(client, TransactionEvent::JoinedListed, 300, 4);
    EXPECT_EQ(client.memory.obeyed, 1) << "its next access point is told now";
    EXPECT_EQ(client.memory.back_off.count(), 0);
    (void)tell(client, TransactionEvent::JoinedOld, 2'000, 2);
    EXPECT_EQ(client.memory.obeyed, 0);
    EXPECT_EQ(client.memory.returned, 1);
    EXPECT_EQ(client.memory.back_off.count(), 120'000) << "it goes on doubling from where it was";
}

TEST(Behaviour, HasNoClassAfterOneRequestOnly) {
    records::ClientMemory memory;
    EXPECT_EQ(class_of(kPolicy, memory), ClientClass::Cannot);
    memory.transition = true;
    memory.refused = 1;
    EXPECT_EQ(class_of(kPolicy, memory), ClientClass::Unknown);
    memory.refused = 3;
    EXPECT_EQ(class_of(kPolicy, memory), ClientClass::Refuses);
    memory.obeyed = 3;
    EXPECT_EQ(class_of(kPolicy, memory), ClientClass::Unknown) << "now this way, now that way";
    memory.obeyed = 20;
    EXPECT_EQ(class_of(kPolicy, memory), ClientClass::Obeys);
}

TEST(Behaviour, OfLongAgoCountsLess) {
    Client client = asked();
    client.memory.refused = 31;
    (void)tell(client, TransactionEvent::Refused, 200, 2, 1);
    EXPECT_LE(client.memory.refused, 16);
}

}  // namespace
