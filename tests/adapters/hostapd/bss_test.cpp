#include "adapters/hostapd/bss.hpp"

#include <gtest/gtest.h>

#include "fake_hostapd.hpp"

namespace {

using ports::ApEvent;

const wifi::MacAddress kClient{{2, 0, 0, 0, 0, 7}};
constexpr const char* kLines = "flags=[AUTH][ASSOC][AUTHORIZED]\nsignal=-60\n";

struct BssTest : testing::Test {
    boost::asio::io_context io{1};
    fake::Folder folder;
    std::optional<fake::Hostapd> peer;
    std::vector<ApEvent> events;
    std::function<void(const ApEvent&)> also;  ///< done with each event
    std::optional<hostapd::Bss> bss;

    void SetUp() override {
        bss.emplace(io, folder.path(), "wlan0", [this](const ApEvent& event) {
            events.push_back(event);
            if (also) also(event);
        });
    }
    template <class T>
    const T* last() const {
        for (auto event = events.rbegin(); event != events.rend(); ++event)
            if (const T* found = std::get_if<T>(&*event)) return found;
        return nullptr;
    }
    template <class T>
    long count() const {
        return std::ranges::count_if(events,
                                     [](const ApEvent& event) { return std::holds_alternative<T>(event); });
    }
    bool until(std::function<bool()> done) { return fake::run_until(io, done); }
    void attach() {
        if (!peer) peer.emplace(io, folder.path() + "/wlan0");
        bss->start();
        ASSERT_TRUE(until([&] { return last<ports::BssStatus>() != nullptr; }));
    }
    /// The reasons of all that failed.
    std::vector<std::string> reasons() const {
        std::vector<std::string> all;
        for (const ApEvent& event : events)
            std::visit(
                [&all](const auto& what) {
                    if constexpr (requires { what.why.size(); }) all.push_back(what.why);
                },
                event);
        return all;
    }
};

TEST_F(BssTest, WaitsUntilTheSocketAppears) {
    bss->start();
    ASSERT_TRUE(until([&] { return last<ports::ApDetached>() != nullptr; }));
    EXPECT_NE(last<ports::ApDetached>()->why.find("No such file"), std::string::npos);
    attach();
    EXPECT_EQ(count<ports::ApDetached>(), 1) << "the same problem is told once";
    EXPECT_EQ(count<ports::ApAttached>(), 1);
    EXPECT_TRUE(last<ports::BssStatus>()->enabled);
    EXPECT_TRUE(last<ports::BssStatus>()->transition);
    EXPECT_TRUE(last<ports::BssStatus>()->neighbor_reports);
}

TEST_F(BssTest, FollowsARestart) {
    attach();
    peer->send_event("<3>CTRL-EVENT-TERMINATING ");
    ASSERT_TRUE(until([&] { return count<ports::ApDetached>() == 1; }));
    EXPECT_EQ(last<ports::ApDetached>()->why, "hostapd ended");
    peer->stop();
    peer->start();
    EXPECT_TRUE(until([&] { return count<ports::ApAttached>() == 2; }));
}

TEST_F(BssTest, SeesACrashByItself) {
    attach();
    peer->crash();
    ASSERT_TRUE(until([&] { return count<ports::ApDetached>() == 1; }));
    ::unlink((folder.path() + "/wlan0").c_str());
    peer->start();
    EXPECT_TRUE(until([&] { return count<ports::ApAttached>() == 2; }));
}

TEST_F(BssTest, SeesThatItsEventsWereDropped) {
    attach();
    peer->drop_monitors();
    ASSERT_TRUE(until([&] { return count<ports::ApDetached>() == 1; }));
    EXPECT_EQ(last<ports::ApDetached>()->why, "hostapd dropped our event socket");
    EXPECT_TRUE(until([&] { return count<ports::ApAttached>() == 2; }));
}

TEST_F(BssTest, AnswersEveryRequestOfAHostapdThatHangs) {
    attach();
    peer->silent = true;
    const auto before = std::chrono::steady_clock::now();
    bss->read_status();
    bss->read_clients();
    bss->read_client(kClient);
    bss->ask_beacons(kClient, {});
    bss->ask_transition(kClient, {});
    bss->read_neighbors();
    bss->set_neighbor({kClient, "a", {2, 0, 0, 0, 0, 7, 0, 0, 0, 0, 115, 36, 9}});
    bss->disassociate(kClient, 12);
    bss->refuse(kClient, true);
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::milliseconds{50}) << "nothing waits";
    ASSERT_TRUE(until([&] { return count<ports::ApDetached>() == 1; }));
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::milliseconds{900})
        << "one deadline for all of them";
    EXPECT_EQ(count<ports::StatusFailed>(), 1);
    EXPECT_EQ(count<ports::ClientsFailed>(), 1);
    EXPECT_EQ(count<ports::ClientFailed>(), 1);
    EXPECT_EQ(count<ports::MeasurementFailed>(), 1);
    EXPECT_EQ(count<ports::TransitionFailed>(), 1);
    EXPECT_EQ(count<ports::NeighborsRefused>(), 2);
    EXPECT_EQ(count<ports::ClientOrderAnswered>(), 2);
    EXPECT_EQ(last<ports::ApDetached>()->why, "no answer within 500 ms");
    for (const std::string& why : reasons()) EXPECT_FALSE(why.empty());
    // It is knocked at with what does no harm when it is read later.
    const long attached = peer->count("ATTACH");
    ASSERT_TRUE(until([&] { return peer->count("PING") >= 2; }));
    EXPECT_EQ(peer->count("ATTACH"), attached);
    peer->silent = false;
    EXPECT_TRUE(until([&] { return count<ports::ApAttached>() == 2; }));
}

TEST_F(BssTest, AnswersRequestsWhileNobodyIsThere) {
    bss->start();
    ASSERT_TRUE(until([&] { return count<ports::ApDetached>() == 1; }));
    bss->read_clients();
    EXPECT_EQ(count<ports::ClientsFailed>(), 0) << "never within the request";
    EXPECT_TRUE(until([&] { return count<ports::ClientsFailed>() == 1; }));
}

TEST_F(BssTest, SaysWhatIsWrongWithGarbage) {
    attach();
    for (const std::string& garbage : {std::string{"FAIL\n"}, std::string{"OK\n"}, std::string(60'000, 'x'),
                                       std::string("\0\xFF\n", 3), std::string{"UNKNOWN COMMAND\n"}}) {
        SCOPED_TRACE(garbage.substr(0, 20));
        events.clear();
        peer->script = [&garbage](const std::string& command) -> std::optional<std::string> {
            if (command.starts_with("LEVEL") || command == "SHOW_NEIGHBOR") return std::nullopt;
            return garbage;
        };
        bss->read_status();
        bss->read_clients();
        bss->read_client(kClient);
        auto ask = ports::BeaconAsk{};
        bss->ask_beacons(kClient, ask);
        ASSERT_TRUE(until(
            [&] { return count<ports::MeasurementFailed>() == 1 && count<ports::ClientsFailed>() == 1; }));
        EXPECT_GE(count<ports::StatusFailed>(), 1);
        EXPECT_EQ(count<ports::ClientsFailed>(), 1);
        EXPECT_EQ(count<ports::ClientFailed>(), 1);
        for (const std::string& why : reasons()) EXPECT_TRUE(!why.empty() && why.size() < 200) << why;
    }
    EXPECT_EQ(count<ports::ApDetached>(), 0);
}

TEST_F(BssTest, SaysThatAnAnswerWasCut) {
    attach();
    // As much as a datagram of the kernel's default buffer can hold.
    peer->script = [](const std::string& command) -> std::optional<std::string> {
        if (command == "STATUS") return std::string(100'000, 'x');
        return std::nullopt;
    };
    bss->read_status();
    ASSERT_TRUE(until([&] { return count<ports::StatusFailed>() == 1; }));
    EXPECT_EQ(last<ports::StatusFailed>()->why, "the answer was cut");
}

TEST_F(BssTest, ReadsEveryClient) {
    for (int i = 10; i < 60; ++i) {
        if (!peer) peer.emplace(io, folder.path() + "/wlan0");
        peer->clients["02:00:00:00:00:" + std::to_string(i)] = kLines;
    }
    attach();
    bss->read_clients();
    bss->read_clients();
    ASSERT_TRUE(until([&] { return count<ports::ClientsRead>() == 1; }));
    EXPECT_EQ(count<ports::ClientRead>(), 50) << "one pass answers both";
    EXPECT_EQ(last<ports::ClientRead>()->signal, wifi::Dbm{-60});
    bss->read_clients();
    EXPECT_TRUE(until([&] { return count<ports::ClientsRead>() == 2; }));
}

TEST_F(BssTest, BeginsAnewWhenTheClientToGoOnFromHasLeft) {
    peer.emplace(io, folder.path() + "/wlan0");
    for (const char* last : {"01", "02", "03"}) peer->clients["02:00:00:00:00:" + std::string{last}] = kLines;
    attach();
    also = [this](const ApEvent& event) {
        const auto* read = std::get_if<ports::ClientRead>(&event);
        if (read && read->client.octets[5] == 2) peer->clients.erase("02:00:00:00:00:02");
    };
    bss->read_clients();
    ASSERT_TRUE(until([&] { return count<ports::ClientsRead>() == 1; }));
    EXPECT_EQ(count<ports::ClientRead>(), 3) << "each once";
    EXPECT_EQ(peer->count("STA-FIRST"), 2);
}

TEST_F(BssTest, DoesNotReadClientsForEver) {
    attach();
    peer->script = [](const std::string& command) -> std::optional<std::string> {
        if (command.starts_with("STA-")) return "02:00:00:00:00:01\nflags=\n";
        return std::nullopt;
    };
    bss->read_clients();
    ASSERT_TRUE(until([&] { return count<ports::ClientsFailed>() == 1; }));
    EXPECT_EQ(last<ports::ClientsFailed>()->why, "the list of clients goes in circles");
    peer->script = [](const std::string& command) -> std::optional<std::string> {
        if (command == "STA-FIRST") return "02:00:00:00:00:01\nflags=\n";
        if (command.starts_with("STA-")) return "FAIL\n";
        return std::nullopt;
    };
    bss->read_clients();
    ASSERT_TRUE(until([&] { return count<ports::ClientsFailed>() == 2; }));
    EXPECT_EQ(last<ports::ClientsFailed>()->why, "clients leave while they are read");
    int made_up = 0;
    peer->script = [&made_up](const std::string& command) -> std::optional<std::string> {
        if (!command.starts_with("STA-")) return std::nullopt;
        const wifi::MacText text = wifi::to_text(
            {{2, 0, 0, 0, static_cast<std::uint8_t>(made_up >> 8), static_cast<std::uint8_t>(made_up)}});
        ++made_up;
        return std::string{text.data(), text.size()} + "\nflags=\n";
    };
    bss->read_clients();
    ASSERT_TRUE(until([&] { return count<ports::ClientsFailed>() == 3; }));
    EXPECT_EQ(last<ports::ClientsFailed>()->why, "more clients than a BSS can have");
}

TEST_F(BssTest, TellsTheTokenBeforeWhatBecomesOfTheRequest) {
    attach();
    peer->script = [this](const std::string& command) -> std::optional<std::string> {
        if (!command.starts_with("REQ_BEACON ")) return std::nullopt;
        // Has the socket of the events looked at first.
        peer->send_event("<3>AP-STA-CONNECTED 02:00:00:00:00:07");
        return "42";
    };
    peer->afterwards = [this](const std::string& command) {
        if (command.starts_with("REQ_BEACON "))
            peer->send_event("<3>BEACON-REQ-TX-STATUS 02:00:00:00:00:07 42 ack=1");
    };
    for (int round = 0; round < 10; ++round) {
        events.clear();
        bss->ask_beacons(kClient, {});
        ASSERT_TRUE(until([&] { return count<ports::MeasurementAcknowledged>() == 1; }));
        ASSERT_TRUE(until([&] { return count<ports::MeasurementSent>() == 1; }));
        ASSERT_TRUE(std::holds_alternative<ports::MeasurementAcknowledged>(events.back()));
        EXPECT_EQ(last<ports::MeasurementSent>()->token, 42);
    }
}

TEST_F(BssTest, LearnsWhatHostapdWasBuiltWithout) {
    attach();
    peer->script = [](const std::string& command) -> std::optional<std::string> {
        if (command.starts_with("BSS_TM_REQ") || command.starts_with("REQ_BEACON"))
            return "UNKNOWN COMMAND\n";
        return std::nullopt;
    };
    bss->ask_transition(kClient, {});
    bss->ask_beacons(kClient, {});
    ASSERT_TRUE(until([&] { return !last<ports::BssStatus>()->beacon_reports; }));
    EXPECT_FALSE(last<ports::BssStatus>()->transition);
    EXPECT_TRUE(last<ports::BssStatus>()->neighbor_reports);
    EXPECT_EQ(last<ports::TransitionFailed>()->why, "UNKNOWN COMMAND");
}

TEST_F(BssTest, SaysThatNeighborReportsAreOff) {
    peer.emplace(io, folder.path() + "/wlan0");
    peer->script = [](const std::string& command) -> std::optional<std::string> {
        if (command == "SHOW_NEIGHBOR") return "FAIL\n";
        return std::nullopt;
    };
    attach();
    EXPECT_FALSE(last<ports::BssStatus>()->neighbor_reports);
    EXPECT_TRUE(last<ports::BssStatus>()->transition);
}

TEST_F(BssTest, ReadsItsStatusWhenSomethingChanged) {
    attach();
    peer->script = [](const std::string& command) -> std::optional<std::string> {
        if (command == "STATUS") return "state=ENABLED\nfreq=5200\nbssid[0]=02:00:00:00:01:00\n";
        return std::nullopt;
    };
    peer->send_event("<3>AP-CSA-FINISHED freq=5200 dfs=0");
    ASSERT_TRUE(until([&] { return count<ports::BssStatus>() == 2; }));
    EXPECT_EQ(last<ports::BssStatus>()->channel->centre_mhz(), 5200);
    peer->send_event("<3>AP-DISABLED ");
    peer->send_event("<3>AP-ENABLED ");
    ASSERT_TRUE(until([&] { return count<ports::BssStatus>() == 4; }));
    const auto* off = std::get_if<ports::BssStatus>(&events[events.size() - 2]);
    ASSERT_TRUE(off);
    EXPECT_FALSE(off->enabled) << "also when it is over before it can be asked";
    EXPECT_TRUE(last<ports::BssStatus>()->enabled);
}

TEST_F(BssTest, HearsProbesOverASocketOfTheirOwn) {
    attach();
    EXPECT_EQ(peer->monitors(), 1U);
    bss->hear_probes(true);
    ASSERT_TRUE(until([&] { return peer->monitors() == 2; }));
    peer->send_event("<3>RX-PROBE-REQUEST sa=02:00:00:00:00:07 signal=-70");
    peer->send_event("<3>AP-STA-CONNECTED 02:00:00:00:00:07");
    ASSERT_TRUE(until([&] { return last<ports::ProbeHeard>() && last<ports::ClientJoined>(); }));
    io.run_for(std::chrono::milliseconds{20});
    EXPECT_EQ(count<ports::ProbeHeard>(), 1);
    EXPECT_EQ(count<ports::ClientJoined>(), 1) << "although two sockets had it";
    bss->hear_probes(false);
    EXPECT_TRUE(until([&] { return peer->monitors() == 1; }));
    EXPECT_EQ(count<ports::ApDetached>(), 0);
}

TEST_F(BssTest, HearsProbesAgainAfterARestart) {
    attach();
    bss->hear_probes(true);
    ASSERT_TRUE(until([&] { return peer->monitors() == 2; }));
    peer->stop();
    peer->start();
    EXPECT_TRUE(until([&] { return peer->monitors() == 2; }));
}

TEST_F(BssTest, TakesAFloodAndGoesOnWorking) {
    attach();
    bss->hear_probes(true);
    ASSERT_TRUE(until([&] { return peer->monitors() == 2; }));
    constexpr int kEvents = 10'000;
    int sent = 0;
    std::function<void()> pour = [&] {
        // As much as fits; the rest when there is room again.
        while (sent < kEvents && peer->send_event("<3>RX-PROBE-REQUEST sa=02:00:00:00:00:07 signal=-70"))
            ++sent;
        if (sent < kEvents) boost::asio::post(io, pour);
    };
    boost::asio::post(io, pour);
    bss->read_clients();
    const auto before = std::chrono::steady_clock::now();
    ASSERT_TRUE(until([&] { return count<ports::ClientsRead>() == 1; }));
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::milliseconds{500});
    ASSERT_TRUE(until([&] { return count<ports::ProbeHeard>() == kEvents; })) << count<ports::ProbeHeard>();
    EXPECT_EQ(count<ports::ApDetached>(), 0);
}

TEST_F(BssTest, IgnoresEventsThatAreNone) {
    attach();
    const std::size_t before = events.size();
    for (const char* garbage : {"<", "<3>", "<3>AP-STA-CONNECTED", "<3>BSS-TM-RESP x", "<3>BEACON-RESP-RX "})
        peer->send_event(garbage);
    peer->send_event("<3>" + std::string(60'000, 'x'));
    peer->send_event("<3>AP-STA-DISCONNECTED 02:00:00:00:00:07");
    ASSERT_TRUE(until([&] { return count<ports::ClientLeft>() == 1; }));
    EXPECT_EQ(events.size(), before + 1);
}

TEST_F(BssTest, DoesNotDenyWhomTheAcceptListHas) {
    attach();
    bss->refuse(kClient, true);
    ASSERT_TRUE(until([&] { return count<ports::ClientOrderAnswered>() == 1; }));
    EXPECT_TRUE(last<ports::ClientOrderAnswered>()->done);
    EXPECT_EQ(peer->count("DENY_ACL ADD_MAC 02:00:00:00:00:07"), 1);
    peer->script = [](const std::string& command) -> std::optional<std::string> {
        if (command == "ACCEPT_ACL SHOW") return "02:00:00:00:00:07 VLAN_ID=0\n";
        return std::nullopt;
    };
    bss->refuse(kClient, true);
    ASSERT_TRUE(until([&] { return count<ports::ClientOrderAnswered>() == 2; }));
    EXPECT_FALSE(last<ports::ClientOrderAnswered>()->done);
    EXPECT_EQ(peer->count("DENY_ACL ADD_MAC"), 1);
    bss->refuse(kClient, false);
    ASSERT_TRUE(until([&] { return count<ports::ClientOrderAnswered>() == 3; }));
    EXPECT_EQ(peer->count("DENY_ACL DEL_MAC 02:00:00:00:00:07"), 1);
}

TEST_F(BssTest, GivesEachRequestToMoveAnotherToken) {
    attach();
    bss->ask_transition(kClient, {});
    bss->ask_transition(kClient, {});
    ASSERT_TRUE(until([&] { return count<ports::TransitionSent>() == 2; }));
    EXPECT_EQ(peer->count("BSS_TM_REQ 02:00:00:00:00:07 dialog_token=2"), 1);
}

TEST_F(BssTest, MayBeAskedWithinAnEvent) {
    also = [this](const ApEvent& event) {
        if (std::holds_alternative<ports::ApDetached>(event)) bss->read_status();
        if (std::holds_alternative<ports::ApAttached>(event)) bss->read_clients();
    };
    bss->start();
    ASSERT_TRUE(until([&] { return count<ports::StatusFailed>() == 1; }));
    peer.emplace(io, folder.path() + "/wlan0");
    EXPECT_TRUE(until([&] { return count<ports::ClientsRead>() == 1; }));
}

TEST_F(BssTest, LeavesWhenItEnds) {
    attach();
    bss->hear_probes(true);
    ASSERT_TRUE(until([&] { return peer->monitors() == 2; }));
    bss->read_clients();
    events.clear();
    bss.reset();
    EXPECT_TRUE(until([&] { return peer->monitors() == 0; }));
    EXPECT_TRUE(events.empty());
}

}  // namespace
