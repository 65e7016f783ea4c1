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

}  // namespace
