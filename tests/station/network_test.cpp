#include "station/network.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace {

using records::NetworkReason;
using records::NetworkVerdict;
using station::judge_network;

constexpr wifi::MacAddress kGateway{{2, 0, 0, 0, 0xff, 0}};
constexpr wifi::MacAddress kOther{{2, 0, 0, 0, 0xfe, 0}};

static_assert(judge_network({kGateway, kGateway}) ==
              station::NetworkJudgement{NetworkVerdict::Unchanged, NetworkReason::GatewayAnswered});
static_assert(judge_network({kGateway, kOther}) ==
              station::NetworkJudgement{NetworkVerdict::Changed, NetworkReason::OtherAnswered});
static_assert(judge_network({kGateway, {}}) ==
              station::NetworkJudgement{NetworkVerdict::Unknown, NetworkReason::NoAnswer});
static_assert(judge_network({{}, kOther}) ==
              station::NetworkJudgement{NetworkVerdict::Unknown, NetworkReason::GatewayNotKnown});

TEST(JudgeNetwork, ProvesNothingWithoutBothAddresses) {
    rc::check([](bool known, bool heard, std::uint8_t a, std::uint8_t b) {
        station::NetworkEvidence evidence;
        if (known) evidence.expected = wifi::MacAddress{{2, 0, 0, 0, 0, a}};
        if (heard) evidence.answered = wifi::MacAddress{{2, 0, 0, 0, 0, b}};
        const auto verdict = judge_network(evidence).verdict;
        RC_ASSERT((verdict == NetworkVerdict::Unknown) == !(known && heard));
        RC_ASSERT((verdict == NetworkVerdict::Unchanged) == (known && heard && a == b));
    });
}

using records::Prefixes;

static_assert(judge_network({{}, {}, Prefixes::Ours}).verdict == NetworkVerdict::Unchanged);
static_assert(judge_network({kGateway, kOther, Prefixes::Ours}).verdict == NetworkVerdict::Unchanged,
              "another router of the same network");
static_assert(judge_network({kGateway, kGateway, Prefixes::Others}).verdict == NetworkVerdict::Unchanged,
              "a second router, with prefixes of its own");
static_assert(judge_network({kGateway, kGateway, Prefixes::OthersOfRouter}).verdict ==
                  NetworkVerdict::Changed,
              "fe80::1 with the virtual address of a redundant pair, in another network");
static_assert(judge_network({kGateway, {}, Prefixes::Others}).verdict == NetworkVerdict::Changed);

TEST(JudgeNetworks, LetsTheFamilyThatKnowsDecide) {
    using enum NetworkVerdict;
    for (const auto first : {Unchanged, Changed, Unknown})
        for (const auto second : {Unchanged, Changed, Unknown}) {
            const station::NetworkJudgement ipv4{first, NetworkReason::GatewayNotKnown};
            const station::NetworkJudgement ipv6{second, NetworkReason::NoAnswer};
            const auto both = station::judge_networks(ipv4, ipv6);
            EXPECT_TRUE(both == ipv4 || both == ipv6);
            const bool changed = first == Changed || second == Changed;
            const bool proven = first != Unknown || second != Unknown;
            EXPECT_EQ(both.verdict, changed ? Changed : proven ? Unchanged : Unknown);
        }
    EXPECT_EQ(
        station::judge_networks({Unknown, NetworkReason::GatewayNotKnown}, {Unknown, NetworkReason::NoAnswer})
            .reason,
        NetworkReason::NoAnswer)
        << "one was not asked for, the other is silent";
}

}  // namespace
