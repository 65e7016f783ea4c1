#include "adapters/wpa_supplicant/control_socket.hpp"

#include <thread>

#include <gtest/gtest.h>

#include "fake_supplicant.hpp"

namespace {

using wpa_supplicant::ControlSocket;
using wpa_supplicant::Reply;
using wpa_supplicant::RequestFault;

struct ControlSocketTest : testing::Test {
    boost::asio::io_context io{1};
    fake::Folder folder;
    fake::Supplicant peer{io, folder.path() + "/wlan0"};
    bool broken = false;
    std::vector<std::string> events;

    std::shared_ptr<ControlSocket> open() {
        auto opened = ControlSocket::open(
            io, folder.path() + "/wlan0", [this](std::string_view text) { events.emplace_back(text); },
            [this] { broken = true; });
        return opened ? *opened : nullptr;
    }

    std::optional<Reply> ask(ControlSocket& socket, const std::string& command) {
        std::optional<Reply> got;
        socket.request(command, [&got](Reply reply) { got = std::move(reply); });
        fake::run_until(io, [&] { return got.has_value(); });
        return got;
    }
};

TEST_F(ControlSocketTest, SaysWhatIsNotThere) {
    const auto opened = ControlSocket::open(io, folder.path() + "/wlan9", {}, {});
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().find("/wlan9: No such file"), std::string::npos) << opened.error();
    EXPECT_FALSE(ControlSocket::open(io, std::string(200, 'x'), {}, {}));
}

TEST_F(ControlSocketTest, AnswersInOrder) {
    peer.script = [](const std::string& command) { return command + "!"; };
    const auto socket = open();
    std::string answers;
    for (const char* command : {"A", "B", "C"})
        socket->request(command, [&answers](const Reply& reply) { answers += *reply; });
    EXPECT_TRUE(fake::run_until(io, [&] { return answers.size() == 6; }));
    EXPECT_EQ(answers, "A!B!C!");
    socket->close();
}

TEST_F(ControlSocketTest, GivesUpOnSilenceAndIsNotConfusedByALateAnswer) {
    // The first answer comes with the second request: too late, and to an address that we gave up.
    peer.silent = true;
    const auto socket = open();
    const auto before = std::chrono::steady_clock::now();
    const auto first = ask(*socket, "A");
    ASSERT_TRUE(first);
    EXPECT_EQ(first->error(), RequestFault::NoAnswer);
    EXPECT_GE(std::chrono::steady_clock::now() - before, ControlSocket::kAnswerWithin);
    peer.silent = false;
    peer.script = [](const std::string& command) { return command + "!"; };
    EXPECT_EQ(**ask(*socket, "B"), "B!");
    EXPECT_FALSE(broken);
    socket->close();
}

TEST_F(ControlSocketTest, TellsEventsFromAnswers) {
    const auto socket = open();
    ASSERT_TRUE(ask(*socket, "ATTACH"));
    peer.script = [this](const std::string&) {
        peer.send_event("<3>EVENT");
        return "OK\n";
    };
    EXPECT_EQ(**ask(*socket, "A"), "OK\n");
    EXPECT_TRUE(fake::run_until(io, [&] { return events.size() == 1; }));
    EXPECT_EQ(events[0], "<3>EVENT");
    socket->close();
}

TEST_F(ControlSocketTest, SaysThatThePeerIsGone) {
    const auto socket = open();
    peer.stop();
    const auto reply = ask(*socket, "A");
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->error(), RequestFault::Broken);
    EXPECT_TRUE(broken);
}

TEST_F(ControlSocketTest, MayBeClosedByTheHandlerOfADeadlineThatPassedWithItsOwn) {
    // A supplicant that stops answers neither the requests nor the check of the event socket.
    peer.silent = true;
    const auto one = open();
    const auto other = open();
    int answered = 0;
    one->request("A", [&](const Reply&) { other->close(); });
    other->request("B", [&](const Reply&) { ++answered; });
    std::this_thread::sleep_for(std::chrono::milliseconds{700});
    io.poll();
    io.poll();
    EXPECT_EQ(answered, 0);
    one->close();
}

TEST_F(ControlSocketTest, CallsNothingAfterClose) {
    const auto socket = open();
    bool called = false;
    socket->request("A", [&called](const Reply&) { called = true; });
    socket->close();
    fake::run_until(io, [&] { return called; });
    EXPECT_FALSE(called || broken);
}

}  // namespace
