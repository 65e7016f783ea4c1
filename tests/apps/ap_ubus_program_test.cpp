// roam-ap on ubus as OpenWrt runs it, with a small broker and a program that has hostapd's objects.
#include <algorithm>

#include "adapters/hostapd_ubus/fake_object.hpp"
#include "lab/ubus/broker.hpp"
#include "programs.hpp"

namespace {

using namespace std::chrono_literals;
using programs::run;

/// Broker, hostapd and whoever calls `roam`, in one thread of their own.
class Bus {
public:
    explicit Bus(std::string socket) : path{std::move(socket)} {
        start([] {});
    }
    ~Bus() { stop(); }

    /// While nothing runs there.
    template <class Change>
    void change(Change&& what) {
        stop();
        start(what);
    }
    /// Until hostapd's object is on ubus.
    void wait() {
        const auto there = std::make_shared<std::atomic<bool>>(false);
        for (int i = 0; i < 500 && !*there; ++i) {
            boost::asio::post(io, [this, there] { *there = hostapd->object != 0; });
            std::this_thread::sleep_for(10ms);
        }
        EXPECT_TRUE(*there);
    }
    /// An object of somebody else's comes.
    void offer(const std::string& name) {
        change([&] { hostapd->client.add_object(name, {}, {}, {}, {}); });
    }
    void restart() {
        change([this] { broker.reset(); });
        std::this_thread::sleep_for(300ms);
        change([] {});
    }
    /// What `roam METHOD` answers, as text.
    std::optional<std::vector<std::uint8_t>> call(const std::string& method,
                                                  const ubus::Writer& arguments = {}) {
        std::optional<std::vector<std::uint8_t>> result;
        std::atomic<bool> done = false;
        boost::asio::post(io, [&] {
            hostapd->client.look_up(
                "roam",
                [&](const ubus::Found& found) {
                    hostapd->client.call(
                        found.id, method, arguments,
                        [&](const ubus::Fields& data) {
                            result.emplace(data.octets().begin(), data.octets().end());
                        },
                        [&](const ubus::Answer&) { done = true; });
                },
                [&](const ubus::Answer& answer) { done = done || !answer; });
        });
        for (int i = 0; i < 300 && !done; ++i) std::this_thread::sleep_for(10ms);
        return result;
    }

    std::string path;
    boost::asio::io_context io{1};
    std::optional<lab::ubus_broker::Broker> broker;
    std::optional<fake::UbusHostapd> hostapd;

private:
    template <class Change>
    void start(Change&& what) {
        what();
        if (!broker && !hostapd) {
            broker.emplace(io, path);
            hostapd.emplace(io, path, fake::Generation::New);
            hostapd->stations["02:00:00:00:01:01"] = {};
            hostapd->lively = true;
        } else if (!broker && restarting_) {
            broker.emplace(io, path);
        }
        restarting_ = !broker;
        io.restart();
        work_.emplace(io.get_executor());
        thread_ = std::thread{[this] { io.run(); }};
    }
    void stop() {
        work_.reset();
        io.stop();
        if (thread_.joinable()) thread_.join();
    }

    bool restarting_ = false;
    std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work_;
    std::thread thread_;
};

struct ApOnUbus : programs::Daemon {
    std::string where = " --run-dir " + folder.path() + "/run";
    std::string socket = folder.path() + "/ubus.sock";

    void begin(std::vector<std::string> more = {}) {
        for (const std::string& word :
             {"--ctrl-dir=" + folder.path() + "/hostapd", "--state-dir=" + folder.path() + "/state",
              "--run-dir=" + folder.path() + "/run", "--ubus=" + socket})
            more.push_back(word);
        launch("roam-ap", more, folder.path() + "/run/ap.sock");
    }
    /// It says that `rival` steers already and what to do about it, once, and ends with the status for that.
    void refuses(const std::string& rival) {
        EXPECT_TRUE(logged(rival + " is on ubus and steers these clients already")) << log();
        EXPECT_TRUE(logged("/etc/init.d/" + rival + " disable; /etc/init.d/" + rival + " stop")) << log();
        int status = -1;
        pid_t ended = 0;
        for (int i = 0; i < 500 && ended == 0; ++i) {
            ended = ::waitpid(child, &status, WNOHANG);
            std::this_thread::sleep_for(10ms);
        }
        ASSERT_EQ(ended, child) << "it goes on: " << log();
        child = -1;
        EXPECT_TRUE(WIFEXITED(status));
        EXPECT_EQ(WEXITSTATUS(status), 78);
        const std::string text = log();
        EXPECT_EQ(text.find("is on ubus and steers"), text.rfind("is on ubus and steers")) << text;
        EXPECT_FALSE(std::filesystem::exists(folder.path() + "/run/ap.sock"));
    }
    [[nodiscard]] bool lists(const std::string& text) const {
        for (int i = 0; i < 100; ++i) {
            if (run("roam ap clients" + where).output.contains(text)) return true;
            std::this_thread::sleep_for(50ms);
        }
        return false;
    }
};

long count(const std::string& text, const std::string& what) {
    long found = 0;
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += what.size()) ++found;
    return found;
}

TEST_F(ApOnUbus, FollowsHostapdsObjectsAndAnswersAsRoam) {
    Bus bus{socket};
    begin();
    EXPECT_TRUE(logged("wlan0: network \"roam-lab\", channel 36 (5 GHz), 02:00:00:00:01:00")) << log();
    EXPECT_TRUE(lists("02:00:00:00:01:01  wlan0"));
    const auto local = bus.call("local_info");
    ASSERT_TRUE(local);
    const auto node = ubus::Fields::read(*local).value().inside("hostapd.wlan0");
    EXPECT_EQ(node.text("bssid"), "02:00:00:00:01:00");
    EXPECT_EQ(node.natural("freq"), 5180);
    EXPECT_EQ(node.natural("n_assoc"), 1);
    EXPECT_EQ(node.natural("load"), 20);
    EXPECT_FALSE(node.inside("rrm_nr").empty());
    const auto clients = bus.call("get_clients");
    ASSERT_TRUE(clients);
    const auto client =
        ubus::Fields::read(*clients).value().inside("02:00:00:00:01:01").inside("hostapd.wlan0");
    EXPECT_TRUE(client.is_set("connected"));
    const auto connected = bus.call("connected_clients");
    ASSERT_TRUE(connected);
    EXPECT_TRUE(ubus::Fields::read(*connected)
                    .value()
                    .inside("hostapd.wlan0")
                    .inside("02:00:00:00:01:01")
                    .is_set("bss-transition-management"));
    ubus::Writer about;
    about.text("address", "02:00:00:00:01:01");
    const auto info = bus.call("get_client_info", about);
    ASSERT_TRUE(info);
    EXPECT_TRUE(ubus::Fields::read(*info).value().is_set("5ghz"));
    std::string reason;
    for (int i = 0; i < 50 && reason != "no-candidate"; ++i) {
        const auto why = bus.call("why", about);
        ASSERT_TRUE(why);
        const auto records = ubus::Fields::read(*why).value().inside("records");
        ASSERT_FALSE(records.empty());
        reason = (*records.begin()).inside().inside("verdict").text("reason").value_or("");
        std::this_thread::sleep_for(100ms);
    }
    EXPECT_EQ(reason, "no-candidate") << "the same record as everywhere";
    ubus::Writer nonsense;
    nonsense.text("address", "phone");
    EXPECT_FALSE(bus.call("why", nonsense));
    for (const char* method : {"remote_info", "remote_hosts", "get_config"})
        EXPECT_TRUE(bus.call(method)) << method;
    bus.change([&] { bus.hostapd->withdraw(); });
    EXPECT_TRUE(logged("wlan0: its object on ubus is gone")) << log();
    EXPECT_EQ(end(SIGTERM), 0);
}

TEST_F(ApOnUbus, ComesBackToABrokerThatRestartsWithOneLineAndLosesNothing) {
    Bus bus{socket};
    begin();
    EXPECT_TRUE(lists("02:00:00:00:01:01  wlan0"));
    bus.restart();
    for (int i = 0; i < 200 && count(log(), "ubus: connected") < 2; ++i) std::this_thread::sleep_for(20ms);
    EXPECT_TRUE(lists("02:00:00:00:01:01  wlan0"));
    std::this_thread::sleep_for(500ms);
    const std::string text = log();
    EXPECT_EQ(count(text, "ubus: the broker ended; waiting for it"), 1) << text;
    EXPECT_EQ(count(text, "ubus: connected"), 2) << text;
    EXPECT_EQ(count(text, "wlan0: attached"), 1) << text;
    EXPECT_EQ(count(text, "waiting for hostapd"), 0) << text;
}

/// What the process has of its own, kB: pages of libraries, which others share, are not counted.
long own_kb(pid_t process) {
    std::ifstream status{"/proc/" + std::to_string(process) + "/status"};
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("RssAnon:")) return std::stol(line.substr(8));
    return -1;
}

TEST_F(ApOnUbus, NeedsLittleMemoryForAHundredAndTwentyEightClients) {
    Bus bus{socket};
    bus.wait();
    bus.change([&] {
        for (int i = 0; i < 128; ++i)
            bus.hostapd->stations["02:00:00:00:02:" + std::string{"0123456789abcdef"[i / 16]} +
                                  "0123456789abcdef"[i % 16]] = {};
    });
    begin();
    ASSERT_TRUE(lists("02:00:00:00:02:7f  wlan0"));
    std::this_thread::sleep_for(3s);  // several readings of each
    const long own = own_kb(child);
    std::printf("roam-ap with 128 clients: %ld kB of its own\n", own);
    EXPECT_GT(own, 0);
#ifdef NDEBUG
    EXPECT_LE(own, 1'800) << "most is the heap of the moment when all of them are met";
#endif
}

TEST_F(ApOnUbus, EndsBesideUsteerWithALineThatSaysWhatToDo) {
    Bus bus{socket};
    bus.wait();
    bus.offer("usteer");
    begin();
    refuses("usteer");
}

TEST_F(ApOnUbus, EndsBesideDawnWithALineThatSaysWhatToDo) {
    Bus bus{socket};
    bus.wait();
    bus.offer("dawn");
    begin();
    refuses("dawn");
}

TEST_F(ApOnUbus, EndsWhenARivalComesLater) {
    Bus bus{socket};
    begin();
    EXPECT_TRUE(lists("02:00:00:00:01:01  wlan0"));
    bus.offer("usteer.local");
    bus.offer("dawnish");
    std::this_thread::sleep_for(300ms);
    EXPECT_EQ(::waitpid(child, nullptr, WNOHANG), 0) << "neither is a rival: " << log();
    bus.offer("dawn");
    refuses("dawn");
}

TEST_F(ApOnUbus, ReadsOpenWrtsConfiguration) {
    Bus bus{socket};
    const std::string file = folder.path() + "/roam";
    std::ofstream{file} << "config ap\n\toption mode observe\n\tlist interfaces 'wlan7'\n";
    begin({"--uci", file});
    EXPECT_TRUE(logged("ubus: connected")) << log();
    EXPECT_EQ(run("roam ap status" + where).output.substr(0, 13), "mode observe,");
    std::this_thread::sleep_for(300ms);
    EXPECT_FALSE(log().contains("wlan0: attached")) << "only wlan7 is wanted";
    std::ofstream{file} << "config ap\n\toption mode kick\n";
    ::kill(child, SIGHUP);
    EXPECT_TRUE(logged("roam:2:")) << log();
    EXPECT_EQ(run("roam-ap --uci /nonexistent").status, 78);
}

}  // namespace
