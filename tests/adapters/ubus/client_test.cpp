// The connection to a broker that comes, goes, is slow, and says rubbish.
#include "adapters/ubus/client.hpp"

#include <gtest/gtest.h>

#include "../fake_supplicant.hpp"
#include "lab/ubus/broker.hpp"

namespace {

using namespace ubus;
using namespace std::chrono_literals;
using lab::ubus_broker::Broker;

struct Connected : testing::Test, Client::Listener {
    boost::asio::io_context io;
    fake::Folder folder;
    std::string path = folder.path() + "/ubus.sock";
    std::vector<std::string> downs;
    std::vector<std::string> complaints;
    std::vector<std::string> events;
    int ups = 0;
    std::optional<Broker> broker;
    Client client{
        io,
        {.path = path, .answer_within = 200ms, .retry_first = 10ms, .retry_most = 40ms, .silence = 300ms},
        *this};

    void up() override { ++ups; }
    void down(const std::string& why) override { downs.push_back(why); }
    void event(std::string_view name, const Fields&) override { events.emplace_back(name); }
    void complain(const std::string& text) override { complaints.push_back(text); }

    template <class Condition>
    bool run_until(Condition condition, std::chrono::milliseconds limit = 5'000ms) {
        const auto end = std::chrono::steady_clock::now() + limit;
        while (!condition()) {
            if (std::chrono::steady_clock::now() >= end) return false;
            io.restart();
            io.run_for(2ms);
        }
        return true;
    }
    void begin() {
        broker.emplace(io, path);
        client.start();
        ASSERT_TRUE(run_until([&] { return ups == 1; }));
    }
};

TEST_F(Connected, WaitsForABrokerAndSaysOnceThatItIsMissing) {
    client.start();
    run_until([] { return false; }, 200ms);
    ASSERT_EQ(downs.size(), 1U);
    EXPECT_EQ(downs[0], path + ": No such file or directory");
    broker.emplace(io, path);
    EXPECT_TRUE(run_until([&] { return ups == 1; }));
    EXPECT_EQ(downs.size(), 1U);
}

TEST_F(Connected, ComesBackToABrokerThatRestartsWithOneLine) {
    begin();
    for (int i = 1; i <= 3; ++i) {
        broker.reset();
        EXPECT_TRUE(run_until([&] { return downs.size() == static_cast<std::size_t>(i); }));
        run_until([] { return false; }, 100ms);
        EXPECT_EQ(downs.back(), "the broker ended");
        broker.emplace(io, path);
        EXPECT_TRUE(run_until([&] { return ups == 1 + i; }));
        EXPECT_EQ(downs.size(), static_cast<std::size_t>(i));
    }
}

TEST_F(Connected, IsToldThatItsRequestDiedWithTheBroker) {
    begin();
    broker->silent = true;
    std::vector<CallFault::Why> faults;
    const auto note = [&](const Answer& answer) {
        ASSERT_FALSE(answer);
        faults.push_back(answer.error().why);
    };
    client.look_up("*", {}, note);
    run_until([] { return false; }, 20ms);
    broker.reset();
    EXPECT_TRUE(run_until([&] { return faults.size() == 1; }));
    EXPECT_EQ(faults[0], CallFault::Why::Down);
    client.look_up("*", {}, note);
    EXPECT_EQ(faults.size(), 1U) << "never from within the request";
    EXPECT_TRUE(run_until([&] { return faults.size() == 2; }));
}

TEST_F(Connected, GivesUpOnABrokerThatHangsAndTakesItBack) {
    begin();
    broker->silent = true;
    EXPECT_TRUE(run_until([&] { return downs.size() == 1; }));
    EXPECT_EQ(downs[0], "the broker says nothing");
    EXPECT_GE(broker->count(MessageType::Ping), 1U);
    broker->silent = false;
    EXPECT_TRUE(run_until([&] { return ups == 2; }));
    EXPECT_EQ(downs.size(), 1U);
}

TEST_F(Connected, SurvivesAMebibyteOfRubbish) {
    begin();
    broker->say(std::vector<std::uint8_t>(1U << 20, 0xA5));
    EXPECT_TRUE(run_until([&] { return ups == 2; }));
    ASSERT_EQ(downs.size(), 1U);
    EXPECT_EQ(downs[0], "what the broker says is not ubus: another version of the protocol");
}

TEST_F(Connected, TakesTheLongestMessageAndNoLongerOne) {
    begin();
    // Whole, and of no use.
    Writer filler;
    filler.append(std::vector<std::uint8_t>(kMessageOctets - 12, 0));
    auto longest = message({MessageType::Data, 9, 9}, filler);
    ASSERT_EQ(longest.size(), kMessageOctets);
    broker->say(longest);
    EXPECT_TRUE(run_until([&] { return complaints.size() == 1; }));
    EXPECT_TRUE(downs.empty());
    longest[9] = 0x10;
    broker->say(longest);
    EXPECT_TRUE(run_until([&] { return ups == 2; }));
    EXPECT_EQ(downs.size(), 1U);
}

TEST_F(Connected, ReadsWhatDripsIn) {
    begin();
    bool found = false;
    // From now on half of each message, and the other half later.
    std::vector<std::uint8_t> owed;
    broker->spoil = [&](std::vector<std::uint8_t>& octets) {
        std::vector<std::uint8_t> now = owed;
        now.insert(now.end(), octets.begin(),
                   octets.begin() + static_cast<std::ptrdiff_t>(octets.size() / 2));
        owed.assign(octets.begin() + static_cast<std::ptrdiff_t>(octets.size() / 2), octets.end());
        octets = now;
    };
    Client other{io, {.path = path}, *this};
    Writer methods;
    methods.table("status", [](Writer&) {});
    std::optional<Answer> answer;
    client.add_object("x", methods, {}, {}, [&](const Answer& given) { answer = given; });
    run_until([] { return false; }, 50ms);
    EXPECT_FALSE(answer) << "the end of the answer is still owed";
    client.look_up("x", [&](const Found& each) { found = each.path == "x"; }, {});
    EXPECT_TRUE(run_until([&] { return answer.has_value(); }));
    EXPECT_TRUE(*answer);
    broker->say(owed);
    broker->spoil = {};
    EXPECT_TRUE(run_until([&] { return found; }));
    EXPECT_TRUE(downs.empty());
}

struct Pair : Connected {
    Client other{io, {.path = path}, *this};
    std::uint32_t object = 0;

    void begin_pair(OnCall on_call) {
        begin();
        other.start();
        ASSERT_TRUE(run_until([&] { return ups == 2; }));
        client.listen("ubus.object.*", {});
        Writer methods;
        methods.table("add", [](Writer& arguments) { arguments.int32("a", 5); });
        other.add_object("adder", methods, std::move(on_call), [this](std::uint32_t id) { object = id; }, {});
        ASSERT_TRUE(run_until([&] { return object != 0 && events.size() == 1; }));
        EXPECT_EQ(events[0], "ubus.object.add");
    }
};

TEST_F(Pair, CallEachOtherAndNotify) {
    begin_pair([this](const Call& call) {
        Writer data;
        data.int32("sum", call.arguments.integer("a").value_or(0) + 1);
        other.answer(call, &data, Status::Ok);
    });
    std::optional<std::int64_t> sum;
    Writer arguments;
    arguments.int32("a", 41);
    client.call(object, "add", arguments, [&](const Fields& data) { sum = data.integer("sum"); }, {});
    EXPECT_TRUE(run_until([&] { return sum == 42; }));
    std::optional<Answer> refused;
    client.call(object, "subtract", {}, {}, [&](const Answer& answer) { refused = answer; });
    EXPECT_TRUE(run_until([&] { return refused.has_value(); }));
    EXPECT_EQ(refused->error().status, Status::MethodNotFound);

    bool gone = false;
    std::optional<Answer> subscribed;
    client.subscribe(object, {[](Notification& each) { each.answer(17); }, [&] { gone = true; }},
                     [&](const Answer& answer) { subscribed = answer; });
    EXPECT_TRUE(run_until([&] { return subscribed.has_value(); }));
    EXPECT_TRUE(run_until([&] { return other.has_subscribers(object); }));
    std::vector<std::uint32_t> verdicts;
    bool all = false;
    other.notify(
        object, "probe", {}, [&](std::uint32_t, std::uint32_t status) { verdicts.push_back(status); },
        [&](const Answer&) { all = true; });
    EXPECT_TRUE(run_until([&] { return all; }));
    EXPECT_EQ(verdicts, std::vector<std::uint32_t>{17});
    other.remove_object(object, {});
    EXPECT_TRUE(run_until([&] { return gone && events.size() == 2; }));
    EXPECT_EQ(events[1], "ubus.object.remove");
}

TEST_F(Pair, IsToldWhenTheOtherDiesWhileItCalls) {
    begin_pair([](const Call&) {});  // never answers
    std::optional<Answer> answer;
    client.call(object, "add", {}, {}, [&](const Answer& given) { answer = given; });
    EXPECT_TRUE(run_until([&] { return answer.has_value(); }));
    EXPECT_EQ(answer->error().why, CallFault::Why::NoAnswer);
}

TEST_F(Connected, StopsForGood) {
    begin();
    client.stop();
    broker.reset();
    run_until([] { return false; }, 100ms);
    EXPECT_EQ(ups, 1);
    EXPECT_TRUE(downs.empty());
}

}  // namespace
