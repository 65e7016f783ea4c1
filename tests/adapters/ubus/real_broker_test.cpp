// OpenWrt's own broker and command-line client, where they are at hand (`ubusd` and `ubus` in PATH); skipped
// elsewhere.
#include <array>
#include <csignal>
#include <thread>

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "../fake_supplicant.hpp"
#include "adapters/ubus/client.hpp"

namespace {

using namespace ubus;
using namespace std::chrono_literals;

struct RealBroker : testing::Test, Client::Listener {
    boost::asio::io_context io;
    fake::Folder folder;
    std::string path = folder.path() + "/ubus.sock";
    std::vector<std::string> downs;
    std::vector<std::string> events;
    int ups = 0;
    pid_t broker = -1;
    Client client{io, {.path = path, .retry_first = 10ms}, *this};

    void up() override { ++ups; }
    void down(const std::string& why) override { downs.push_back(why); }
    void event(std::string_view name, const Fields& fields) override {
        events.push_back(std::string{name} + " " + std::string{fields.text("path").value_or("")});
    }
    void complain(const std::string& text) override { ADD_FAILURE() << text; }

    void SetUp() override {
        if (std::system("command -v ubusd >/dev/null && command -v ubus >/dev/null") != 0)
            GTEST_SKIP() << "ubusd and ubus are not installed";
        start_broker();
        client.start();
        ASSERT_TRUE(run_until([&] { return ups == 1; }));
        client.listen("ubus.object.*", {});
    }
    void TearDown() override { stop_broker(); }

    void start_broker() {
        broker = ::fork();
        if (broker == 0) {
            ::execlp("ubusd", "ubusd", "-s", path.c_str(), static_cast<char*>(nullptr));
            ::_exit(127);
        }
    }
    void stop_broker() {
        if (broker <= 0) return;
        ::kill(broker, SIGTERM);
        ::waitpid(broker, nullptr, 0);
        broker = -1;
    }
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
    /// What `ubus ARGUMENTS` prints, while our loop runs.
    std::string run(const std::string& arguments) {
        std::string output;
        std::atomic<bool> done = false;
        std::thread other{[&] {
            FILE* pipe = ::popen(("ubus -s " + path + " " + arguments + " 2>&1").c_str(), "r");
            std::array<char, 4096> piece{};
            for (std::size_t size = 0; (size = std::fread(piece.data(), 1, piece.size(), pipe)) > 0;)
                output.append(piece.data(), size);
            ::pclose(pipe);
            done = true;
        }};
        run_until([&] { return done.load(); });
        other.join();
        return output;
    }
    std::uint32_t add() {
        std::uint32_t id = 0;
        Writer methods;
        methods.table("add", [](Writer& arguments) { arguments.int32("a", 5); });
        client.add_object(
            "adder", methods,
            [this](const Call& call) {
                Writer data;
                data.int32("sum", call.arguments.integer("a").value_or(0) + 1);
                client.answer(call, &data, Status::Ok);
            },
            [&](std::uint32_t made) { id = made; }, {});
        EXPECT_TRUE(run_until([&] { return id != 0; }));
        return id;
    }
};

TEST_F(RealBroker, HandsCallsOfItsCommandLineClientToUsAndOursToOthers) {
    const std::uint32_t id = add();
    EXPECT_TRUE(run_until([&] { return !events.empty(); }));
    EXPECT_EQ(events[0], "ubus.object.add adder");
    EXPECT_NE(run("-v list adder").find("\"add\":{\"a\":\"Integer\"}"), std::string::npos);
    EXPECT_NE(run("call adder add '{\"a\":41}'").find("\"sum\": 42"), std::string::npos);
    EXPECT_NE(run("call adder subtract").find("Method not found"), std::string::npos);
    std::vector<std::string> found;
    std::optional<Answer> looked;
    client.look_up(
        "add*", [&](const Found& each) { found.emplace_back(each.path); },
        [&](const Answer& answer) { looked = answer; });
    EXPECT_TRUE(run_until([&] { return looked.has_value(); }));
    EXPECT_EQ(found, std::vector<std::string>{"adder"});
    client.remove_object(id, {});
    EXPECT_TRUE(run_until([&] { return events.size() == 2; }));
    EXPECT_EQ(events[1], "ubus.object.remove adder");
}

TEST_F(RealBroker, HandsNotificationsOnAndTheirVerdictsBack) {
    const std::uint32_t id = add();
    Client other{io, {.path = path, .retry_first = 10ms}, *this};
    other.start();
    ASSERT_TRUE(run_until([&] { return ups == 2; }));
    bool gone = false;
    std::vector<std::string> heard;
    std::optional<Answer> subscribed;
    other.subscribe(id,
                    {[&](Notification& each) {
                         heard.push_back(std::string{each.name} +
                                         std::to_string(each.fields.integer("signal").value_or(0)));
                         each.answer(17);
                     },
                     [&] { gone = true; }},
                    [&](const Answer& answer) { subscribed = answer; });
    ASSERT_TRUE(run_until([&] { return subscribed.has_value() && client.has_subscribers(id); }));
    std::vector<std::uint32_t> verdicts;
    bool all = false;
    Writer fields;
    fields.int32("signal", -61);
    client.notify(
        id, "probe", fields, [&](std::uint32_t, std::uint32_t status) { verdicts.push_back(status); },
        [&](const Answer&) { all = true; });
    EXPECT_TRUE(run_until([&] { return all; }));
    EXPECT_EQ(verdicts, std::vector<std::uint32_t>{17});
    client.notify(id, "assoc", fields);
    EXPECT_TRUE(run_until([&] { return heard.size() == 2; }));
    EXPECT_EQ(heard, (std::vector<std::string>{"probe-61", "assoc-61"}));
    client.remove_object(id, {});
    EXPECT_TRUE(run_until([&] { return gone; }));
}

TEST_F(RealBroker, IsFoundAgainAfterItsRestart) {
    downs.clear();  // the broker may have begun after us
    stop_broker();
    EXPECT_TRUE(run_until([&] { return downs.size() == 1; }));
    start_broker();
    EXPECT_TRUE(run_until([&] { return ups == 2; }));
    EXPECT_EQ(downs.size(), 1U);
    add();
    EXPECT_NE(run("call adder add '{\"a\":1}'").find("\"sum\": 2"), std::string::npos);
}

}  // namespace
