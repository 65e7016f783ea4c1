// What can be said of the probe without a network; with one, the laboratory's NetworkManager tests say it.
#include "adapters/gateway/gateway_probe.hpp"

#include <chrono>

#include <gtest/gtest.h>

namespace gateway {
namespace {

struct Probe : testing::Test {
    boost::asio::io_context io;
    GatewayProbe probe{io, "roam-none0"};  // there is no such interface
    int answers = 0;
    ports::GatewayProbed last;

    ports::GatewayProbe::Done note() {
        return [this](const ports::GatewayProbed& result) {
            ++answers;
            last = result;
        };
    }
};

TEST_F(Probe, AnswersLaterAlsoWhenThereIsNobodyToAsk) {
    probe.remember();
    probe.probe(note());
    EXPECT_EQ(answers, 0);
    io.run();
    EXPECT_EQ(answers, 1);
    EXPECT_FALSE(last.ipv4.asked);
    EXPECT_EQ(last.ipv4.reason, records::NetworkReason::GatewayNotKnown);
}

TEST_F(Probe, SaysNothingMoreOnceItIsGivenUp) {
    probe.probe(note());
    probe.cancel();
    io.run();
    EXPECT_EQ(answers, 0);
    io.restart();
    probe.probe([](const ports::GatewayProbed&) { ADD_FAILURE() << "the first probe was replaced"; });
    probe.probe(note());
    io.run();
    EXPECT_EQ(answers, 1);
    io.restart();
    {
        GatewayProbe gone{io, "roam-none0"};
        gone.probe([](const ports::GatewayProbed&) { ADD_FAILURE() << "it is gone"; });
    }
    io.run();
}

}  // namespace
}  // namespace gateway
