// Against the wpa_supplicant that is installed, on the loopback interface with its wired driver: no Wi-Fi is
// needed to see that the commands mean what we think.
#include <csignal>
#include <fstream>
#include <unistd.h>

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "adapters/wpa_supplicant/supplicant.hpp"
#include "fake_supplicant.hpp"

namespace {

constexpr const char* kProgram = "/usr/sbin/wpa_supplicant";

struct RealSupplicant : testing::Test {
    boost::asio::io_context io{1};
    fake::Folder folder;
    pid_t child = -1;
    std::vector<ports::StationEvent> events;

    void SetUp() override {
        if (::access(kProgram, X_OK) != 0)
            GTEST_SKIP() << kProgram << " is not installed: apt install wpasupplicant";
        if (::geteuid() != 0) GTEST_SKIP() << "only root may run " << kProgram << " on an interface";
        std::ofstream{folder.path() + "/conf"}
            << "ctrl_interface=" << folder.path()
            << "/ctrl\nnetwork={\nssid=\"lab\"\nkey_mgmt=NONE\nbgscan=\"simple:30:-70:86400\"\n}\n";
        child = ::fork();
        if (child == 0) {
            const std::string configuration = folder.path() + "/conf";
            const std::string log = folder.path() + "/log";
            ::execl(kProgram, kProgram, "-i", "lo", "-D", "wired", "-c", configuration.c_str(), "-f",
                    log.c_str(), static_cast<char*>(nullptr));
            ::_exit(127);
        }
    }
    void TearDown() override {
        if (child <= 0) return;
        ::kill(child, SIGTERM);
        ::waitpid(child, nullptr, 0);
    }
    template <class T>
    bool saw() const {
        return std::ranges::any_of(
            events, [](const ports::StationEvent& event) { return std::holds_alternative<T>(event); });
    }
    /// One command over a connection of its own.
    std::string ask(const std::string& command) {
        auto socket = wpa_supplicant::ControlSocket::open(io, folder.path() + "/ctrl/lo", {}, {});
        if (!socket) return socket.error();
        std::string answer;
        bool done = false;
        (*socket)->request(command, [&](const wpa_supplicant::Reply& reply) {
            answer = reply ? *reply : std::string{hostap::describe(reply.error())};
            done = true;
        });
        fake::run_until(io, [&] { return done; });
        (*socket)->close();
        return answer;
    }
};

TEST_F(RealSupplicant, IsAttachedTakenOverAndGivenBack) {
    wpa_supplicant::Supplicant supplicant{
        io,
        {folder.path() + "/ctrl", "lo", true},
        [this](const ports::StationEvent& event) { events.push_back(event); },
        [](const std::string&) {}};
    supplicant.start();
    ASSERT_TRUE(fake::run_until(io, [&] { return saw<ports::Attached>(); }));
    EXPECT_TRUE(fake::run_until(io, [&] { return ask("GET_NETWORK 0 bgscan") == "\"\""; }));
    supplicant.look(*wifi::Channel::make(wifi::Band::Ghz5, 36));
    EXPECT_TRUE(fake::run_until(io, [&] { return saw<ports::LookEnded>(); }))
        << "a wired interface cannot scan";
    supplicant.read_table();
    EXPECT_TRUE(fake::run_until(io, [&] { return saw<ports::TableRead>(); }));
    bool released = false;
    supplicant.release([&released] { released = true; });
    EXPECT_TRUE(fake::run_until(io, [&] { return released; }));
    EXPECT_EQ(ask("GET_NETWORK 0 bgscan"), "\"simple:30:-70:86400\"");
}

TEST_F(RealSupplicant, TellsByLevelWhetherASocketIsAttached) {
    ASSERT_TRUE(fake::run_until(io, [&] { return ask("PING") == "PONG\n"; }));
    EXPECT_EQ(ask("LEVEL 3"), "FAIL\n") << "a socket that never attached";
}

}  // namespace
