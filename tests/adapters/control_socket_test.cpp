#include "adapters/hostap/control_socket.hpp"

#include <thread>

#include <gtest/gtest.h>

#include "fake_supplicant.hpp"

namespace {

using hostap::ControlSocket;
using hostap::Reply;
using hostap::RequestFault;

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

TEST_F(ControlSocketTest, GivesTheNextRequestAllOfItsTime) {
    // The answer lies there and its deadline has passed, both unseen, when the loop goes on.
    peer.script = [](const std::string& command) { return command + "!"; };
    const auto socket = open();
    std::optional<Reply> first;
    std::optional<Reply> second;
    socket->request("A", [&](Reply reply) { first = std::move(reply); });
    socket->request("B", [&](Reply reply) { second = std::move(reply); });
    while (peer.commands.empty()) io.run_one_for(std::chrono::milliseconds{20});
    ASSERT_FALSE(first);
    std::this_thread::sleep_for(ControlSocket::kAnswerWithin + std::chrono::milliseconds{100});
    fake::run_until(io, [&] { return second.has_value(); });
    ASSERT_TRUE(first && second);
    ASSERT_TRUE(*second) << hostap::describe(second->error());
    EXPECT_EQ(**second, "B!");
    socket->close();
}

TEST_F(ControlSocketTest, SendsWhenThereIsRoomAgain) {
    // Others' commands fill the queue of a peer that does not read for a while.
    const std::string path = folder.path() + "/busy";
    const int busy = ::socket(AF_UNIX, SOCK_DGRAM, 0);
    const int other = ::socket(AF_UNIX, SOCK_DGRAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    const auto* where = reinterpret_cast<const sockaddr*>(&address);
    ASSERT_EQ(::bind(busy, where, sizeof address), 0);
    int full = 0;
    while (::sendto(other, "X", 1, MSG_DONTWAIT, where, sizeof address) == 1) ++full;
    ASSERT_GT(full, 0);
    const auto opened = ControlSocket::open(io, path, {}, {});
    ASSERT_TRUE(opened);
    std::optional<Reply> got;
    (*opened)->request("A", [&got](Reply reply) { got = std::move(reply); });
    io.run_for(std::chrono::milliseconds{50});
    char text[16];
    for (; full > 0; --full) ASSERT_EQ(::recv(busy, text, sizeof text, MSG_DONTWAIT), 1);
    sockaddr_un from{};
    socklen_t size = sizeof from;
    bool arrived = false;
    EXPECT_TRUE(fake::run_until(io, [&] {
        auto* sender = reinterpret_cast<sockaddr*>(&from);
        arrived = arrived || ::recvfrom(busy, text, sizeof text, MSG_DONTWAIT, sender, &size) == 1;
        return arrived;
    }));
    EXPECT_FALSE(got);
    ::sendto(busy, "OK", 2, MSG_DONTWAIT, reinterpret_cast<const sockaddr*>(&from), size);
    EXPECT_TRUE(fake::run_until(io, [&] { return got.has_value(); }));
    EXPECT_TRUE(got && *got && **got == "OK");
    (*opened)->close();
    ::close(busy);
    ::close(other);
}

TEST_F(ControlSocketTest, AnswersAllThatIsOpenWhenItIsAbandoned) {
    peer.silent = true;
    const auto socket = open();
    int failed = 0;
    for (int i = 0; i < 3; ++i)
        socket->request("A", [&failed](const Reply& reply) {
            if (!reply && reply.error() == RequestFault::Broken) ++failed;
        });
    socket->abandon();
    EXPECT_EQ(failed, 3);
    EXPECT_FALSE(broken) << "who abandons it knows";
}

TEST_F(ControlSocketTest, SeesAnAnswerBeforeTheEventThatFollowedIt) {
    std::string order;
    const auto commands = open();
    std::shared_ptr<ControlSocket> monitor;
    monitor = *ControlSocket::open(io, folder.path() + "/wlan0",
                                   [&](std::string_view) {
                                       commands->poll();
                                       order += "event ";
                                   },
                                   {});
    ASSERT_TRUE(ask(*monitor, "ATTACH"));
    for (int round = 0; round < 20; ++round) {
        order.clear();
        commands->request("A", [&order](const Reply&) { order += "answer "; });
        const std::size_t before = peer.commands.size();
        while (peer.commands.size() == before) io.run_one_for(std::chrono::milliseconds{20});
        peer.send_event("<3>EVENT");
        ASSERT_TRUE(fake::run_until(io, [&] { return order.size() >= 13; }));
        ASSERT_EQ(order, "answer event ");
    }
    commands->close();
    monitor->close();
}

}  // namespace
