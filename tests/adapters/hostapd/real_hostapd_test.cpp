// Against the hostapd that is installed, without a radio: the driver is "none", and the frames of a client
// are handed to it over its own control socket. That part of it is for tests only; a build without it skips.
#include <csignal>
#include <fstream>
#include <sstream>
#include <unistd.h>

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "adapters/hostapd/bss.hpp"
#include "adapters/hostapd/directory.hpp"
#include "fake_hostapd.hpp"

namespace {

using ports::ApEvent;

constexpr const char* kProgram = "/usr/sbin/hostapd";
const wifi::MacAddress kClient{{2, 0, 0, 0, 0, 7}};
const wifi::MacAddress kTarget{{2, 0, 0, 0, 1, 3}};
constexpr const char* kClientHex = "020000000007";
constexpr const char* kBssHex = "000000000000";  // the driver has no address

/// A frame of the client, or one to it, from Frame Control on.
std::string frame_from(const std::string& control, const std::string& body) {
    return control + "000000" + kBssHex + kClientHex + kBssHex + "1000" + body;
}
std::string frame_to(const std::string& control, const std::string& body) {
    return control + "000000" + kClientHex + kBssHex + kBssHex + "1000" + body;
}

struct RealHostapd : testing::Test {
    boost::asio::io_context io{1};
    fake::Folder folder;
    pid_t child = -1;
    std::vector<ApEvent> events;
    std::optional<hostapd::Bss> bss;

    void SetUp() override {
        if (::access(kProgram, X_OK) != 0)
            GTEST_SKIP() << kProgram << " is not installed: apt install hostapd";
        if (::geteuid() != 0) GTEST_SKIP() << "only root may run " << kProgram << " on an interface";
    }
    void TearDown() override {
        bss.reset();
        end();
    }
    void start(const std::string& more) {
        std::ofstream{folder.path() + "/conf"}
            << "interface=lo\ndriver=none\nssid=roam-lab\nhw_mode=a\nchannel=36\n"
               "ieee80211n=1\nctrl_interface="
            << folder.path() << "/ctrl\n"
            << more;
        child = ::fork();
        if (child != 0) return;
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // also when a test crashes
        const std::string configuration = folder.path() + "/conf";
        const std::string log = folder.path() + "/log";
        ::execl(kProgram, kProgram, "-dd", "-f", log.c_str(), configuration.c_str(),
                static_cast<char*>(nullptr));
        ::_exit(127);
    }
    void end(int signal = SIGTERM) {
        if (child <= 0) return;
        ::kill(child, signal);
        ::waitpid(child, nullptr, 0);
        child = -1;
    }
    void attach() {
        bss.emplace(io, folder.path() + "/ctrl", "lo",
                    [this](const ApEvent& event) { events.push_back(event); });
        bss->start();
        ASSERT_TRUE(until([&] { return last<ports::BssStatus>() != nullptr; }));
    }
    bool until(std::function<bool()> done) { return fake::run_until(io, done); }
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
    /// One command over a connection of its own.
    std::string ask(const std::string& command) {
        auto socket = hostap::ControlSocket::open(io, folder.path() + "/ctrl/lo", {}, {});
        if (!socket) return socket.error();
        std::string answer;
        bool done = false;
        (*socket)->request(command, [&](const hostap::Reply& reply) {
            answer = reply ? *reply : std::string{hostap::describe(reply.error())};
            done = true;
        });
        until([&] { return done; });
        (*socket)->close();
        return answer;
    }
    void receive(const std::string& frame, int signal = -61) {
        EXPECT_EQ(ask("MGMT_RX_PROCESS freq=5180 datarate=0 ssi_signal=" + std::to_string(signal) +
                      " frame=" + frame),
                  "OK\n");
    }
    void sent(int subtype, const std::string& frame) {
        EXPECT_EQ(
            ask("MGMT_TX_STATUS_PROCESS type=0 stype=" + std::to_string(subtype) + " ok=1 buf=" + frame),
            "OK\n");
    }
    /// Open authentication and association of a client with radio measurements and transitions; false where
    /// hostapd does not take frames so.
    bool associate() {
        if (ask("SET ext_mgmt_frame_handling 1") != "OK\n") return false;
        const std::string rates = "01088c129824b048606c";
        receive(frame_from("b0", "000001000000"));
        sent(11, frame_to("b0", "000002000000"));
        receive(frame_from("00", "31140a000008726f616d2d6c6162" + rates + "3b055153738051" +
                                     "46057000000000" + "7f080000080000000040"));
        sent(1, frame_to("10", "3114000001c0" + rates));
        return until([&] { return count<ports::ClientJoined>() > 0; });
    }
    std::string log() const {
        std::stringstream text;
        text << std::ifstream{folder.path() + "/log"}.rdbuf();
        return text.str();
    }
};

constexpr const char* kAllOn = "bss_transition=1\nrrm_neighbor_report=1\nrrm_beacon_report=1\n";

TEST_F(RealHostapd, IsFollowedFromItsStartToItsEnd) {
    std::vector<std::string> told;
    hostapd::Directory directory{io,
                                 {folder.path() + "/ctrl", std::chrono::milliseconds{50}},
                                 [&told](const std::string& name) { told.push_back("+" + name); },
                                 [&told](const std::string& name) { told.push_back("-" + name); }};
    directory.start();
    start(kAllOn);
    ASSERT_TRUE(until([&] { return told == std::vector<std::string>{"+lo"}; }));
    attach();
    EXPECT_TRUE(last<ports::BssStatus>()->enabled);
    EXPECT_EQ(last<ports::BssStatus>()->ssid, "roam-lab");
    EXPECT_TRUE(last<ports::BssStatus>()->neighbor_reports);
    end();
    ASSERT_TRUE(until([&] { return count<ports::ApDetached>() == 1 && told.size() == 2; }));
    EXPECT_EQ(last<ports::ApDetached>()->why, "hostapd ended");
    start("rrm_neighbor_report=0\n");
    ASSERT_TRUE(until([&] { return count<ports::ApAttached>() == 2 && told.size() == 3; }));
    ASSERT_TRUE(until([&] { return !last<ports::BssStatus>()->neighbor_reports; }));
    end(SIGKILL);
    EXPECT_TRUE(until([&] { return count<ports::ApDetached>() == 2 && told.size() == 4; }));
}

TEST_F(RealHostapd, IsSeenDisabledAndEnabled) {
    start(kAllOn);
    attach();
    const long before = count<ports::ApDetached>();  // while it was starting
    ask("DISABLE");
    ASSERT_TRUE(until([&] { return !last<ports::BssStatus>()->enabled; }));
    ask("ENABLE");
    EXPECT_TRUE(until([&] { return last<ports::BssStatus>()->enabled; }));
    EXPECT_EQ(count<ports::ApDetached>(), before);
}

TEST_F(RealHostapd, TakesNeighborsAndForgetsThem) {
    start(kAllOn);
    attach();
    const ports::NeighborEntry entry{
        kTarget, "roam \\\"lab\\\"\\x00", {2, 0, 0, 0, 1, 3, 0xEF, 9, 0, 0, 115, 36, 9, 6, 3, 2, 42, 0}};
    bss->set_neighbor(entry);
    bss->read_neighbors();
    ASSERT_TRUE(until([&] { return count<ports::NeighborsRead>() == 1; }));
    EXPECT_EQ(last<ports::NeighborsRead>()->entries, std::vector{entry});
    bss->remove_neighbor(entry);
    bss->read_neighbors();
    ASSERT_TRUE(until([&] { return count<ports::NeighborsRead>() == 2; }));
    EXPECT_TRUE(last<ports::NeighborsRead>()->entries.empty());
    EXPECT_EQ(count<ports::NeighborsRefused>(), 0);
    bss->remove_neighbor(entry);
    EXPECT_TRUE(until([&] { return count<ports::NeighborsRefused>() == 1; }));
}

TEST_F(RealHostapd, TellsItsClients) {
    start(kAllOn);
    attach();
    bss->read_clients();
    ASSERT_TRUE(until([&] { return count<ports::ClientsRead>() == 1; }));
    if (!associate()) GTEST_SKIP() << "this hostapd takes no frames over its socket";
    EXPECT_EQ(last<ports::ClientJoined>()->client, kClient);
    bss->read_clients();
    ASSERT_TRUE(until([&] { return count<ports::ClientsRead>() == 2; }));
    ASSERT_EQ(count<ports::ClientRead>(), 1);
    EXPECT_TRUE(last<ports::ClientRead>()->authorized);
    EXPECT_TRUE(last<ports::ClientRead>()->transition);
    EXPECT_EQ(last<ports::ClientRead>()->bands, 0b011);
    bss->read_client(kTarget);
    EXPECT_TRUE(until([&] { return count<ports::ClientFailed>() == 1; }));
    bss->refuse(kClient, true);
    ASSERT_TRUE(until([&] { return count<ports::ClientOrderAnswered>() == 1; }));
    EXPECT_TRUE(until([&] { return count<ports::ClientLeft>() == 1; })) << "who is kept out is sent away too";
    EXPECT_TRUE(last<ports::ClientOrderAnswered>()->done);
    EXPECT_EQ(ask("DENY_ACL SHOW"), "02:00:00:00:00:07 VLAN_ID=0\n");
    bss->refuse(kClient, false);
    ASSERT_TRUE(until([&] { return count<ports::ClientOrderAnswered>() == 2; }));
    EXPECT_EQ(ask("DENY_ACL SHOW"), "");
}

TEST_F(RealHostapd, HearsProbesWhileTheyAreWanted) {
    start(kAllOn);
    attach();
    if (ask("SET ext_mgmt_frame_handling 1") != "OK\n")
        GTEST_SKIP() << "this hostapd takes no frames over its socket";
    const std::string probe =
        std::string{"40000000ffffffffffff"} + kClientHex + "ffffffffffff10000000" + "01088c129824b048606c";
    receive(probe, -70);
    bss->hear_probes(true);
    ASSERT_TRUE(until([&] {
        receive(probe, -71);
        return count<ports::ProbeHeard>() > 0;
    }));
    EXPECT_EQ(last<ports::ProbeHeard>()->client, kClient);
    EXPECT_EQ(last<ports::ProbeHeard>()->level, wifi::Dbm{-71});
}

TEST_F(RealHostapd, PassesOnWhatAClientMeasures) {
    start(kAllOn);
    attach();
    if (!associate()) GTEST_SKIP() << "this hostapd takes no frames over its socket";
    ports::BeaconAsk wanted;
    wanted.where = {115, 36};
    wanted.ssid = "roam-lab";
    bss->ask_beacons(kClient, wanted);
    ASSERT_TRUE(until([&] { return count<ports::MeasurementSent>() == 1; }));
    const std::uint8_t token = last<ports::MeasurementSent>()->token;
    EXPECT_NE(token, 0);
    // Two reports in one frame, a refusal, and one that heard nothing.
    const std::string report = "732400000000000000003200098cff0200000001030000000000";

    const std::string element = "271d010005" + report;
    receive(frame_from("d0", "050101" + element + element));
    ASSERT_TRUE(until([&] { return count<ports::BeaconReported>() == 2; }));
    EXPECT_EQ(last<ports::BeaconReported>()->bssid, kTarget);
    EXPECT_EQ(last<ports::BeaconReported>()->rcpi, 0x8C);
    receive(frame_from("d0", "0501012703010405"));
    ASSERT_TRUE(until([&] { return count<ports::MeasurementRefused>() == 1; }));
    EXPECT_EQ(last<ports::MeasurementRefused>()->why, ports::MeasurementRefused::Why::Refused);
    receive(frame_from("d0", "0501012703010005"));
    ASSERT_TRUE(until([&] { return count<ports::MeasurementRefused>() == 2; }));
    EXPECT_EQ(last<ports::MeasurementRefused>()->why, ports::MeasurementRefused::Why::NothingHeard);
    // What it cannot measure is refused before it is sent.
    bss->ask_beacons(kTarget, wanted);
    ASSERT_TRUE(until([&] { return count<ports::MeasurementFailed>() == 1; }));
    EXPECT_EQ(last<ports::MeasurementFailed>()->why, "FAIL");
}

TEST_F(RealHostapd, SendsNoTimerUnlessTheLinkShallEnd) {
    start(kAllOn);
    attach();
    if (!associate()) GTEST_SKIP() << "this hostapd takes no frames over its socket";
    ports::TransitionAsk wanted;
    wanted.targets = {{{2, 0, 0, 0, 1, 3, 0xEF, 9, 0, 0, 115, 36, 9}, 255}};
    wanted.validity_tbtt = 20;
    bss->ask_transition(kClient, wanted);
    ASSERT_TRUE(until([&] { return count<ports::TransitionSent>() == 1; }));
    // Mode: preferred list and abridged only (9.6.13.9).
    EXPECT_TRUE(log().contains("req_mode=0x3 disassoc_timer=0 valid_int=0x14 dialog_token=1")) << log();
    wanted.disassociation_tbtt = 50;
    bss->ask_transition(kClient, wanted);
    ASSERT_TRUE(until([&] { return count<ports::TransitionSent>() == 2; }));
    EXPECT_TRUE(log().contains("req_mode=0x7 disassoc_timer=50 valid_int=0x14 dialog_token=2"));
    receive(frame_from("d0", "0a08010000020000000103"));
    ASSERT_TRUE(until([&] { return count<ports::TransitionAnswered>() == 1; }));
    EXPECT_EQ(last<ports::TransitionAnswered>()->target, kTarget);
    receive(frame_from("d0", "0a08010600"));
    ASSERT_TRUE(until([&] { return count<ports::TransitionAnswered>() == 2; }));
    EXPECT_EQ(last<ports::TransitionAnswered>()->status, 6);
    bss->ask_transition(kTarget, wanted);
    EXPECT_TRUE(until([&] { return count<ports::TransitionFailed>() == 1; })) << "a client it does not know";
}

}  // namespace
