// What an operator asks and orders, end to end: roam, roam-station, and a supplicant that obeys.
#include <atomic>

#include <boost/json.hpp>
#include <sys/socket.h>
#include <sys/un.h>

#include "programs.hpp"

namespace {

using programs::Ran;
using programs::run;
using namespace std::chrono_literals;

constexpr const char* kPsk = "30140100000fac040100000fac040100000fac020000";

/// Linked to 02:00:00:00:01:00 of network "lab"; 02:00:00:00:02:00 is there, too, and 03 is open.
class Obedient {
public:
    explicit Obedient(const std::string& path) : peer_{io_, path} {
        peer_.script = [this](const std::string& command) { return reply(command); };
        thread_ = std::jthread{[this] { io_.run(); }};
    }
    ~Obedient() { io_.stop(); }

    std::atomic<bool> refuses = false;
    std::atomic<bool> scans = true;

private:
    std::optional<std::string> reply(const std::string& command) {
        if (command == "STATUS")
            return "bssid=02:00:00:00:0" + std::to_string(linked_) +
                   ":00\nfreq=5180\nssid=lab\nid=0\nkey_mgmt=WPA2-PSK\nwpa_state=COMPLETED\n";
        if (command == "GET_NETWORK 0 key_mgmt") return "WPA-PSK\n";
        if (command == "SIGNAL_POLL") return "RSSI=-55\nLINKSPEED=400\nFREQUENCY=5180\nAVG_BEACON_RSSI=-55\n";
        if (command.starts_with("BSS RANGE=0-"))
            return bss(1, 5180, kPsk) + bss(2, 5745, kPsk) + bss(3, 5745, "") + "####\n";
        if (command.starts_with("SCAN")) {
            if (!scans) return "FAIL-BUSY\n";
            later("<3>CTRL-EVENT-SCAN-RESULTS id=7");
            return "7\n";
        }
        if (command.starts_with("ROAM")) {
            if (refuses) return "FAIL\n";
            linked_ = command[18] - '0';
            later("<3>CTRL-EVENT-CONNECTED - Connection to " + command.substr(5) +
                  " completed [id=0 id_str=]");
            return "OK\n";
        }
        return std::nullopt;
    }

    static std::string bss(int number, int mhz, const std::string& rsn) {
        return "id=" + std::to_string(number) + "\nbssid=02:00:00:00:0" + std::to_string(number) +
               ":00\nfreq=" + std::to_string(mhz) + "\nlevel=-60\nage=0\nie=" + rsn + "\nssid=lab\n====\n";
    }

    void later(const std::string& event) {
        auto timer = std::make_shared<boost::asio::steady_timer>(io_, 50ms);
        timer->async_wait([this, timer, event](auto) { peer_.send_event(event); });
    }

    boost::asio::io_context io_{1};
    fake::Supplicant peer_;
    int linked_ = 1;
    std::jthread thread_;
};

struct Operator : programs::Daemon {
    std::optional<Obedient> supplicant;
    std::string where = " --run-dir " + folder.path();

    void linked(const std::vector<std::string>& more = {}) {
        supplicant.emplace(folder.path() + "/wlan0");
        start(more);
        ASSERT_TRUE(logged("linked to 02:00:00:00:01:00")) << log();
    }
    static std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }
};

TEST_F(Operator, MovesByHand) {
    linked();
    const Ran moved = run("roam station roam 02:00:00:00:02:00" + where);
    EXPECT_EQ(moved.status, 0) << moved.output;
    EXPECT_EQ(moved.output.find("wlan0: 02:00:00:00:01:00 -> 02:00:00:00:02:00: moved after "), 0U)
        << moved.output;
    EXPECT_TRUE(logged("notice wlan0: moved 02:00:00:00:01:00 -> 02:00:00:00:02:00")) << log();
    const Ran again = run("roam station roam 02:00:00:00:02:00 --json=short" + where);
    EXPECT_EQ(again.status, 1);
    EXPECT_NE(again.output.find(R"({"error":{"code":"already-there")"), std::string::npos) << again.output;
    supplicant->refuses = true;
    const Ran refused = run("roam station roam 02:00:00:00:01:00 wlan0" + where);
    EXPECT_EQ(refused.status, 4) << refused.output;
    EXPECT_NE(refused.output.find("refused after"), std::string::npos) << refused.output;
    EXPECT_EQ(run("roam station roam 02:00:00:00:09:00" + where).status, 10);
    EXPECT_EQ(run("roam station roam 02:00:00:00:03:00" + where).status, 1) << "open, and the link is not";
    EXPECT_EQ(run("roam station roam there" + where).status, 2);
    EXPECT_EQ(run("roam station roam" + where).status, 2);
}

TEST_F(Operator, ScansAndPrintsWhatWasFound) {
    linked();
    const Ran scanned = run("roam station scan" + where);
    EXPECT_EQ(scanned.status, 0) << scanned.output;
    EXPECT_NE(scanned.output.find("* 02:00:00:00:01:00"), std::string::npos) << scanned.output;
    EXPECT_EQ(run("roam station scan --all --json" + where).status, 0);
    supplicant->scans = false;
    const Ran busy = run("roam station scan" + where);
    EXPECT_EQ(busy.status, 1);
    EXPECT_NE(busy.output.find("the scan was not made: FAIL-BUSY"), std::string::npos) << busy.output;
}

TEST_F(Operator, OrdersNothingWithoutALink) {
    start();
    const Ran moved = run("roam station roam 02:00:00:00:02:00" + where);
    EXPECT_EQ(moved.status, 1);
    EXPECT_NE(moved.output.find("wlan0 has no link"), std::string::npos) << moved.output;
    EXPECT_EQ(run("roam station scan" + where).status, 1);
}

TEST_F(Operator, OrdersNothingWhereItIsOnlyObserved) {
    linked({"--observe"});
    const Ran moved = run("roam station roam 02:00:00:00:02:00" + where);
    EXPECT_EQ(moved.status, 1);
    EXPECT_NE(moved.output.find("start roam-station without --observe"), std::string::npos) << moved.output;
}

TEST_F(Operator, SetsTheLevelUntilTheConfigurationIsReadAgain) {
    const std::string file = folder.path() + "/roam.toml";
    std::ofstream{file} << "[station]\nlevel = \"reluctant\"\n";
    start({"--config", file});
    EXPECT_EQ(first_line(run("roam station level" + where).output),
              "wlan0: level 2, reluctant (configuration)");
    EXPECT_EQ(first_line(run("roam station level 5" + where).output), "wlan0: level 5, chase (run time)");
    EXPECT_NE(run("roam station status" + where).output.find("level chase"), std::string::npos);
    const Ran wrong = run("roam station level eagre" + where);
    EXPECT_EQ(wrong.status, 2);
    EXPECT_NE(wrong.output.find("stay, reluctant, balanced, eager, chase"), std::string::npos)
        << wrong.output;
    ::kill(child, SIGHUP);
    ASSERT_TRUE(logged("read again"));
    EXPECT_EQ(first_line(run("roam station level wlan0" + where).output.substr(0, 5)), "roam:")
        << "an interface is no level";
    EXPECT_EQ(first_line(run("roam station level" + where).output),
              "wlan0: level 2, reluctant (configuration)");
}

TEST_F(Operator, ReadsTheHistoryOfDaemonsThatAreGone) {
    linked();
    ASSERT_EQ(run("roam station roam 02:00:00:00:02:00" + where).status, 0);
    const std::string history = "roam station history --state-dir " + folder.path() + where;
    const auto has_move = [](const Ran& ran) {
        return ran.output.find("02:00:00:00:01:00  02:00:00:00:02:00  full") != std::string::npos;
    };
    EXPECT_TRUE(has_move(run(history))) << "before it is on the disk";
    EXPECT_EQ(end(SIGTERM), 0);
    const Ran without = run(history);
    EXPECT_EQ(without.status, 0) << without.output;
    EXPECT_TRUE(has_move(without)) << without.output;
    EXPECT_FALSE(has_move(run(history + " --since 2099-01-01")));
    EXPECT_FALSE(has_move(run(history + " wlan1")));
    start();
    EXPECT_TRUE(has_move(run(history))) << "and after a restart";
    const auto json = boost::json::parse(run(history + " --why --json=short -n 1").output);
    EXPECT_TRUE(json.at("history").as_array().at(0).as_object().contains("record"));
    EXPECT_EQ(run(history + " --since yesterdayish").status, 2);
}

TEST_F(Operator, SaysWhereTheHistoryWouldBe) {
    const Ran missing = run("roam station history --state-dir /nonexistent --run-dir /nonexistent");
    EXPECT_EQ(missing.status, 8);
    EXPECT_NE(missing.output.find("/nonexistent/history.db: No such file"), std::string::npos)
        << missing.output;
}

TEST_F(Operator, WatchesUntilTheDaemonEnds) {
    linked();
    Ran text;
    Ran json;
    {
        const std::jthread first{[&] { text = run("roam station watch" + where); }};
        const std::jthread second{[&] { json = run("roam station watch --json --trace" + where); }};
        std::this_thread::sleep_for(300ms);
        EXPECT_EQ(run("roam station roam 02:00:00:00:02:00" + where).status, 0);
        EXPECT_EQ(run("roam station level eager" + where).status, 0);
        EXPECT_EQ(end(SIGTERM), 0) << "although somebody watches";
    }
    EXPECT_EQ(text.status, 8);
    EXPECT_NE(text.output.find("wlan0 move 02:00:00:00:01:00 -> 02:00:00:00:02:00: moved after"),
              std::string::npos)
        << text.output;
    EXPECT_NE(text.output.find("wlan0 level eager"), std::string::npos);
    EXPECT_NE(text.output.find("roam-station ended"), std::string::npos);
    EXPECT_NE(json.output.find(R"("event":"roaming-start")"), std::string::npos) << json.output;
    std::istringstream lines{json.output};
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with('{')) {
            EXPECT_NO_THROW((void)boost::json::parse(line)) << line;
        }
}

TEST_F(Operator, EndsAWatchWithControlC) {
    start();
    const Ran watched = run("roam station watch" + where + " & sleep 0.3; kill -INT $!; wait $!");
    EXPECT_EQ(watched.status, 130) << watched.output;
}

TEST_F(Operator, CutsOffAWatcherThatDoesNotRead) {
    linked();
    const int lazy = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    (folder.path() + "/station.sock").copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::connect(lazy, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    std::string requests = "{\"request\":\"watch\"}\n";
    ASSERT_EQ(::send(lazy, requests.data(), requests.size(), 0), static_cast<ssize_t>(requests.size()));
    // Some 12 MB of answers that nobody takes: the daemon must neither wait nor keep them.
    requests.clear();
    for (int i = 0; i < 2'000; ++i) requests += "{\"request\":\"why\",\"count\":256}\n";
    (void)::send(lazy, requests.data(), requests.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    EXPECT_EQ(run("roam station roam 02:00:00:00:02:00" + where).status, 0);
    EXPECT_EQ(run("roam station status" + where).status, 0);
    ::close(lazy);
    EXPECT_EQ(end(SIGTERM), 0);
}

TEST_F(Operator, EndsWhileAClientIsIdle) {
    start();
    const int idle = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    (folder.path() + "/station.sock").copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::connect(idle, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    std::this_thread::sleep_for(100ms);
    ::kill(child, SIGTERM);
    int status = -1;
    for (int i = 0; i < 200 && ::waitpid(child, &status, WNOHANG) == 0; ++i)
        std::this_thread::sleep_for(20ms);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "it waited for a client that says nothing";
    if (WIFEXITED(status)) child = -1;
    ::close(idle);
}

TEST_F(Operator, LetsOthersReadAndOnlyTheRightOnesChange) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root, to be somebody else";
    linked();
    std::filesystem::permissions(folder.path(), std::filesystem::perms{0755});
    const std::string nobody =
        "setpriv --reuid 65534 --regid 65534 --clear-groups " + std::string{ROAM_BIN} + "/";
    const auto shell = [](const std::string& command) {
        return run("roam --version >/dev/null; " + command);
    };
    if (shell(nobody + "roam --version").status != 0) GTEST_SKIP() << "others cannot run what was built here";
    EXPECT_EQ(shell(nobody + "roam station status" + where).status, 0);
    EXPECT_EQ(shell(nobody + "roam station level" + where).status, 0) << "to see it is no change";
    for (const char* order : {"level eager", "scan", "roam 02:00:00:00:02:00"}) {
        const Ran denied = shell(nobody + "roam station " + order + where);
        EXPECT_EQ(denied.status, 1) << denied.output;
        EXPECT_NE(denied.output.find("only root"), std::string::npos) << denied.output;
    }
    // Whoever may use wpa_supplicant's sockets may use ours.
    ASSERT_EQ(::chown(folder.path().c_str(), 0, 4711), 0);
    std::filesystem::permissions(folder.path(), std::filesystem::perms{0775});
    const std::string member =
        "setpriv --reuid 65534 --regid 65534 --groups 4711 " + std::string{ROAM_BIN} + "/";
    EXPECT_EQ(shell(member + "roam station level eager" + where).status, 0);
}

}  // namespace
