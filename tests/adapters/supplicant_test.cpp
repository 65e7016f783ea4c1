#include "adapters/wpa_supplicant/supplicant.hpp"

#include <gtest/gtest.h>

#include "fake_supplicant.hpp"

namespace {

using ports::StationEvent;

constexpr const char* kStatus =
    "bssid=02:00:00:00:01:00\nfreq=5180\nssid=lab\nid=0\nkey_mgmt=WPA2-PSK\nwpa_state=COMPLETED\n";
// RSN with PSK; the second BSS is open.
constexpr const char* kTable =
    "id=0\nbssid=02:00:00:00:01:00\nfreq=5180\nlevel=-60\nage=0\nie="
    "30140100000fac040100000fac040100000fac020000\n"
    "ssid=lab\n====\n"
    "id=1\nbssid=02:00:00:00:02:00\nfreq=5745\nlevel=-70\nage=1\nie=\nssid=lab\n====\n"
    "id=2\nbssid=02:00:00:00:03:00\nfreq=5745\nlevel=-70\nage=1\nie=\nssid=other\n####\n";

struct SupplicantTest : testing::Test {
    boost::asio::io_context io{1};
    fake::Folder folder;
    std::optional<fake::Supplicant> peer;
    std::vector<StationEvent> events;
    std::string lock = "FAIL\n";
    std::string bgscan = "\"simple:30:-70:86400\"\n";
    wpa_supplicant::Supplicant supplicant{io,
                                          {folder.path(), "wlan0", true},
                                          [this](const StationEvent& event) { events.push_back(event); },
                                          [](const std::string&) {}};

    void start_peer() {
        peer.emplace(io, folder.path() + "/wlan0");
        peer->script = [this](const std::string& command) -> std::optional<std::string> {
            if (command == "STATUS") return kStatus;
            if (command == "GET_NETWORK 0 key_mgmt") return "WPA-PSK\n";
            if (command == "GET_NETWORK 0 bssid") return lock;
            if (command == "LIST_NETWORKS")
                return "network id / ssid / bssid / flags\n0\tlab\tany\t[CURRENT]\n";
            if (command == "GET_NETWORK 0 bgscan") return bgscan;
            if (command.starts_with("SET_NETWORK 0 bgscan ")) {
                bgscan = command.substr(21) + "\n";
                return "OK\n";
            }
            return std::nullopt;
        };
    }

    template <class T>
    const T* last() const {
        for (auto event = events.rbegin(); event != events.rend(); ++event)
            if (const T* found = std::get_if<T>(&*event)) return found;
        return nullptr;
    }
    template <class T>
    long count() const {
        return std::ranges::count_if(
            events, [](const StationEvent& event) { return std::holds_alternative<T>(event); });
    }
    bool until(std::function<bool()> done) { return fake::run_until(io, done); }
    void attach() {
        start_peer();
        supplicant.start();
        ASSERT_TRUE(until([&] { return last<ports::Connected>() != nullptr; }));
        // A round behind everything that attaching asked for.
        supplicant.ask_neighbors();
        ASSERT_TRUE(until([&] { return last<ports::NeighborsFailed>() != nullptr; }));
    }
    void release() {
        bool done = false;
        supplicant.release([&done] { done = true; });
        EXPECT_TRUE(until([&] { return done; }));
    }
};

TEST_F(SupplicantTest, WaitsUntilTheSocketAppears) {
    supplicant.start();
    ASSERT_TRUE(until([&] { return last<ports::Detached>() != nullptr; }));
    EXPECT_NE(last<ports::Detached>()->why.view().find("No such file"), std::string::npos);
    EXPECT_EQ(count<ports::Detached>(), 1);
    start_peer();
    EXPECT_TRUE(until([&] { return last<ports::Attached>() != nullptr; }));
    EXPECT_EQ(count<ports::Detached>(), 1) << "the same problem is told once";
}

TEST_F(SupplicantTest, TellsTheLinkThatIsThereAlready) {
    attach();
    const auto* connected = last<ports::Connected>();
    EXPECT_EQ(connected->bssid, (wifi::MacAddress{{2, 0, 0, 0, 1, 0}}));
    EXPECT_EQ(connected->channel->number(), 36);
    EXPECT_EQ(connected->ssid, "lab");
}

TEST_F(SupplicantTest, TellsWhetherTheProfileNamesTheBss) {
    attach();
    EXPECT_FALSE(last<ports::Connected>()->locked);
    lock = "02:00:00:00:01:00\n";
    peer->send_event("<3>CTRL-EVENT-CONNECTED - Connection to 02:00:00:00:01:00 completed [id=0 id_str=]");
    ASSERT_TRUE(until([&] { return count<ports::Connected>() == 2; }));
    EXPECT_TRUE(last<ports::Connected>()->locked);
}

TEST_F(SupplicantTest, TakesOverBgscanAndGivesItBack) {
    attach();
    EXPECT_TRUE(until([&] { return bgscan == "\"\"\n"; }));
    release();
    EXPECT_EQ(bgscan, "\"simple:30:-70:86400\"\n");
    EXPECT_EQ(peer->monitors(), 0U);
}

TEST_F(SupplicantTest, GivesBackTheAbsenceOfBgscan) {
    bgscan = "FAIL\n";
    attach();
    EXPECT_TRUE(until([&] { return bgscan == "\"\"\n"; }));
    release();
    EXPECT_EQ(bgscan, "NULL\n");
}

TEST_F(SupplicantTest, TakesOverBgscanAgainWhenSomebodySetsIt) {
    attach();
    ASSERT_TRUE(until([&] { return bgscan == "\"\"\n"; }));
    bgscan = "\"simple:1:-65:300\"\n";
    peer->send_event("<3>CTRL-EVENT-CONNECTED - Connection to 02:00:00:00:01:00 completed [id=0 id_str=]");
    EXPECT_TRUE(until([&] { return bgscan == "\"\"\n"; }));
    release();
    EXPECT_EQ(bgscan, "\"simple:1:-65:300\"\n") << "the latest wish is the one to give back";
}

TEST_F(SupplicantTest, AsksTheNetworkWithItsCandidatesInOrder) {
    attach();
    const auto channel = *wifi::Channel::make(wifi::Band::Ghz5, 149);
    supplicant.ask_transition(
        16, std::array<ports::Candidate, 2>{{{{{2, 0, 0, 0, 2, 0}}, channel, wifi::PhyMode::Vht},
                                             {{{2, 0, 0, 0, 3, 0}}, channel, wifi::PhyMode::Ht}}});
    EXPECT_TRUE(until([&] {
        return std::ranges::count(peer->commands,
                                  "WNM_BSS_QUERY 16 neighbor=02:00:00:00:02:00,0x0,125,149,9,0301ff"
                                  " neighbor=02:00:00:00:03:00,0x0,125,149,7,0301fe") == 1;
    }));
}

TEST_F(SupplicantTest, HeedsRequestsAgainBeforeItGoes) {
    attach();
    supplicant.heed_transitions(true);
    supplicant.heed_transitions(false);
    supplicant.stop_scan();
    EXPECT_TRUE(until([&] { return std::ranges::count(peer->commands, "ABORT_SCAN") == 1; }));
    EXPECT_EQ(std::ranges::count(peer->commands, "SET disable_btm 0"), 0) << "nothing to change";
    EXPECT_EQ(std::ranges::count(peer->commands, "SET disable_btm 1"), 1);
    release();
    EXPECT_EQ(std::ranges::count(peer->commands, "SET disable_btm 0"), 1);
    EXPECT_EQ(bgscan, "\"simple:30:-70:86400\"\n");
}

TEST_F(SupplicantTest, TakesOverOnlyWhileItIsWanted) {
    attach();
    ASSERT_TRUE(until([&] { return bgscan == "\"\"\n"; }));
    supplicant.take_over(false);
    EXPECT_TRUE(until([&] { return bgscan == "\"simple:30:-70:86400\"\n"; }));
    peer->send_event("<3>CTRL-EVENT-CONNECTED - Connection to 02:00:00:00:01:00 completed [id=0 id_str=]");
    ASSERT_TRUE(until([&] { return count<ports::Connected>() == 2; }));
    EXPECT_EQ(bgscan, "\"simple:30:-70:86400\"\n");
    supplicant.take_over(true);
    EXPECT_TRUE(until([&] { return bgscan == "\"\"\n"; }));
}

TEST_F(SupplicantTest, LooksAtOneChannelAndWaitsForItsOwnScan) {
    attach();
    const auto standard = peer->script;
    peer->script = [standard](const std::string& command) {
        return command.starts_with("SCAN") ? std::optional<std::string>{"7\n"} : standard(command);
    };
    supplicant.look(*wifi::Channel::make(wifi::Band::Ghz5, 149));
    ASSERT_TRUE(until([&] { return peer->count("SCAN TYPE=ONLY freq=5745") == 1; }));
    peer->send_event("<3>CTRL-EVENT-SCAN-RESULTS ");
    peer->send_event("<3>CTRL-EVENT-SCAN-RESULTS id=6");
    peer->send_event("<3>CTRL-EVENT-BEACON-LOSS ");
    ASSERT_TRUE(until([&] { return last<ports::BeaconsLost>() != nullptr; }));
    EXPECT_EQ(last<ports::LookEnded>(), nullptr) << "those scans were others'";
    peer->send_event("<3>CTRL-EVENT-SCAN-RESULTS id=7");
    ASSERT_TRUE(until([&] { return last<ports::LookEnded>() != nullptr; }));
    EXPECT_TRUE(last<ports::LookEnded>()->done);
}

TEST_F(SupplicantTest, TellsOfScansThatItDidNotAskFor) {
    attach();
    const auto standard = peer->script;
    peer->script = [standard](const std::string& command) {
        return command.starts_with("SCAN") ? std::optional<std::string>{"7\n"} : standard(command);
    };
    peer->send_event("<3>CTRL-EVENT-SCAN-STARTED ");
    ASSERT_TRUE(until([&] { return count<ports::OtherScanBegun>() == 1; }));
    supplicant.look(*wifi::Channel::make(wifi::Band::Ghz5, 149));
    ASSERT_TRUE(until([&] { return peer->count("SCAN TYPE=ONLY freq=5745") == 1; }));
    peer->send_event("<3>CTRL-EVENT-SCAN-STARTED ");
    peer->send_event("<3>CTRL-EVENT-BEACON-LOSS ");
    ASSERT_TRUE(until([&] { return last<ports::BeaconsLost>() != nullptr; }));
    EXPECT_EQ(count<ports::OtherScanBegun>(), 1) << "that one is ours";
    peer->send_event("<3>CTRL-EVENT-SCAN-STARTED ");
    EXPECT_TRUE(until([&] { return count<ports::OtherScanBegun>() == 2; })) << "ours had to wait for another";
}

TEST_F(SupplicantTest, SaysWhyALookFailed) {
    attach();
    const auto standard = peer->script;
    peer->script = [standard](const std::string& command) {
        return command.starts_with("SCAN") ? std::optional<std::string>{"FAIL-BUSY\n"} : standard(command);
    };
    supplicant.look(*wifi::Channel::make(wifi::Band::Ghz5, 149));
    ASSERT_TRUE(until([&] { return last<ports::LookEnded>() != nullptr; }));
    EXPECT_FALSE(last<ports::LookEnded>()->done);
    EXPECT_EQ(last<ports::LookEnded>()->why, "FAIL-BUSY");
}

TEST_F(SupplicantTest, ReadsTheTableOfItsNetworkPageByPage) {
    attach();
    const auto standard = peer->script;
    peer->script = [standard](const std::string& command) -> std::optional<std::string> {
        const std::string table{kTable};
        const std::size_t second = table.find("id=1");
        if (command.starts_with("BSS RANGE=0-")) return table.substr(0, second);
        if (command.starts_with("BSS RANGE=1-")) return table.substr(second);
        return standard(command);
    };
    supplicant.read_table();
    ASSERT_TRUE(until([&] { return last<ports::TableRead>() != nullptr; }));
    const auto& entries = last<ports::TableRead>()->entries;
    ASSERT_EQ(entries.size(), 2U) << "the third is of another network";
    EXPECT_TRUE(entries[0].fits);
    EXPECT_FALSE(entries[1].fits) << "an open BSS with our name is not our network";
}

TEST_F(SupplicantTest, TellsWhatTheSupplicantSaysToAMove) {
    attach();
    supplicant.move({{2, 0, 0, 0, 2, 0}}, records::Method::Full);
    ASSERT_TRUE(until([&] { return last<ports::MoveAnswered>() != nullptr; }));
    EXPECT_FALSE(last<ports::MoveAnswered>()->accepted);
    EXPECT_EQ(last<ports::MoveAnswered>()->answer, "FAIL");
    EXPECT_EQ(peer->count("ROAM 02:00:00:00:02:00"), 1);
}

TEST_F(SupplicantTest, AttachesAgainWhenItsMonitorWasDropped) {
    attach();
    peer->drop_monitors();
    // The check comes with a reading, when the last one is five seconds old.
    const auto attached = count<ports::Attached>();
    const auto until_then = std::chrono::steady_clock::now() + std::chrono::seconds{8};
    while (count<ports::Attached>() == attached && std::chrono::steady_clock::now() < until_then) {
        supplicant.read_signal();
        until([&] { return count<ports::Attached>() > attached; });
    }
    EXPECT_GT(count<ports::Attached>(), attached);
    EXPECT_EQ(peer->monitors(), 1U);
}

TEST_F(SupplicantTest, ComesBackAfterARestart) {
    attach();
    peer->send_event("<3>CTRL-EVENT-TERMINATING ");
    ASSERT_TRUE(until([&] { return count<ports::Detached>() == 1; }));
    peer.reset();
    supplicant.read_signal();
    ASSERT_TRUE(until([&] { return last<ports::SignalFailed>() != nullptr; }));
    bgscan = "\"simple:30:-70:86400\"\n";
    start_peer();
    EXPECT_TRUE(until([&] { return count<ports::Attached>() == 2; }));
    EXPECT_TRUE(until([&] { return bgscan == "\"\"\n"; }));
}

TEST_F(SupplicantTest, SurvivesSilenceAndGarbage) {
    attach();
    peer->silent = true;
    supplicant.read_table();
    ASSERT_TRUE(until([&] { return last<ports::TableFailed>() != nullptr; }));
    peer->silent = false;
    peer->script = [](const std::string&) { return std::string(5000, '\xff'); };
    supplicant.read_signal();
    ASSERT_TRUE(until([&] { return last<ports::SignalFailed>() != nullptr; }));
    peer->send_event("<3>CTRL-EVENT-CONNECTED \xff\xfe");
    peer->send_event("<");
    peer->send_event("<3>CTRL-EVENT-BEACON-LOSS ");
    EXPECT_TRUE(until([&] { return last<ports::BeaconsLost>() != nullptr; }));
}

TEST_F(SupplicantTest, IsReleasedEvenWhenNobodyAnswers) {
    attach();
    ASSERT_TRUE(until([&] { return bgscan == "\"\"\n"; }));
    peer->silent = true;
    release();
}

}  // namespace
