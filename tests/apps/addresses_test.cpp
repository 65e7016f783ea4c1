#include "apps/station/addresses.hpp"

#include <chrono>
#include <deque>

#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

namespace station_app {
namespace {

using records::Renewal;
using Result = ports::RenewalTold::Result;
using namespace std::chrono_literals;

/// Answers as it was told to, the last answer for ever.
struct Manager final : ports::AddressManager {
    Manager(boost::asio::io_context& loop, std::deque<Result> results)
        : io{loop}, answers{std::move(results)} {}
    void renew(Renewal, Done done) override {
        ++asked;
        const Result result = answers.front();
        if (answers.size() > 1) answers.pop_front();
        boost::asio::post(io, [done = std::move(done), result] { done({result, "says so"}); });
    }
    boost::asio::io_context& io;
    std::deque<Result> answers;
    int asked = 0;
};

struct Told : testing::Test {
    Manager& add(std::deque<Result> answers) {
        managers.push_back(std::make_unique<Manager>(io, std::move(answers)));
        return static_cast<Manager&>(*managers.back());
    }
    Addresses make() {
        return {io, std::move(managers), [this](const std::string& line, bool problem) {
                    lines.push_back(line);
                    problems += problem ? 1 : 0;
                }};
    }

    boost::asio::io_context io;
    Addresses::Managers managers;
    std::vector<std::string> lines;
    int problems = 0;
};

TEST_F(Told, IsTheFirstWhoseInterfaceItIs) {
    const Manager& first = add({Result::NotMine});
    const Manager& second = add({Result::Told});
    const Manager& third = add({Result::Told});
    Addresses addresses = make();
    addresses.renew(Renewal::None);
    io.run();
    EXPECT_EQ(first.asked, 0);
    io.restart();
    addresses.renew(Renewal::Lease);
    io.run();
    EXPECT_EQ(first.asked, 1);
    EXPECT_EQ(second.asked, 1);
    EXPECT_EQ(third.asked, 0);
    EXPECT_EQ(lines, std::vector<std::string>{"says so"});
    EXPECT_EQ(problems, 0);
}

TEST_F(Told, IsNobodyWhereNobodyManagesIt) {
    add({Result::NotMine});
    Addresses addresses = make();
    addresses.renew(Renewal::Network);
    io.run();
    EXPECT_EQ(lines, std::vector<std::string>{"nobody is told to renew addresses: says so"});
    EXPECT_EQ(problems, 0);
}

TEST_F(Told, IsTriedAgainWhereNobodyAnswers) {
    const Manager& manager = add({Result::Failed, Result::Told});
    Addresses addresses = make();
    const auto begin = std::chrono::steady_clock::now();
    addresses.renew(Renewal::Network);
    io.run();
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 1900ms);
    EXPECT_EQ(manager.asked, 2);
    EXPECT_EQ(lines.size(), 2U) << "once that it failed, once that it was told";
    EXPECT_EQ(problems, 1);
}

TEST_F(Told, IsNotTriedAgainWhereItIsNotAllowed) {
    const Manager& manager = add({Result::Refused});
    Addresses addresses = make();
    addresses.renew(Renewal::Network);
    io.run();
    EXPECT_EQ(manager.asked, 1);
    EXPECT_EQ(lines, std::vector<std::string>{"addresses are not renewed: says so"});
}

TEST_F(Told, IsForgottenWhenTheLinkMovesOn) {
    const Manager& manager = add({Result::Failed});
    Addresses addresses = make();
    addresses.renew(Renewal::Network);
    io.run_for(100ms);
    addresses.cancel();
    EXPECT_GE(io.run_for(100ms), 0U);
    EXPECT_TRUE(io.stopped()) << "nothing is left to wait for";
    EXPECT_EQ(manager.asked, 1);
}

}  // namespace
}  // namespace station_app
