// roam-ap and roam ap as a user runs them: without hostapd, and with one that is told what to answer.
#include <algorithm>
#include <mutex>
#include <sstream>

#include <boost/asio/post.hpp>
#include <boost/json.hpp>

#include "programs.hpp"

namespace {

using programs::Ran;
using programs::run;
using namespace std::chrono_literals;

struct ApDaemon : programs::Daemon {
    std::string where = " --run-dir " + folder.path() + "/run";
    std::string hostapd = folder.path() + "/hostapd";

    void begin(std::vector<std::string> more = {}) {
        for (const std::string& word : {"--ctrl-dir=" + hostapd, "--state-dir=" + folder.path() + "/state",
                                        "--run-dir=" + folder.path() + "/run"})
            more.push_back(word);
        launch("roam-ap", more, folder.path() + "/run/ap.sock");
    }
    /// The answer to a command once it has `text`, or after some seconds.
    [[nodiscard]] Ran once(const std::string& command, const std::string& text) const {
        Ran ran;
        for (int i = 0; i < 100 && ran.output.find(text) == std::string::npos; ++i) {
            if (i > 0) std::this_thread::sleep_for(80ms);
            ran = run(command + where);
        }
        return ran;
    }
};

/// A BSS that one client uses, which goes wherever it is asked to.
class OneBss {
public:
    enum class Client { Obeys, Refuses, None };

    explicit OneBss(const std::string& folder, Client client = Client::Obeys)
        : client_{client}, name_{client == Client::None ? "wlan1" : "wlan0"} {
        std::filesystem::create_directories(folder);
        peer_.emplace(io_, folder + "/" + name_);
        peer_->script = [this](const std::string& command) { return reply(command); };
        thread_ = std::jthread{[this] { io_.run(); }};
    }
    ~OneBss() { io_.stop(); }

    /// Whom it keeps out.
    [[nodiscard]] std::string kept_out() const {
        const std::lock_guard lock{guard_};
        return kept_out_;
    }

private:
    std::optional<std::string> reply(const std::string& command) {
        const std::lock_guard lock{guard_};
        if (command.starts_with("DENY_ACL ADD_MAC ")) kept_out_ = command.substr(17);
        if (command.starts_with("DENY_ACL DEL_MAC ")) kept_out_.clear();
        if (command.starts_with("DENY_ACL ") || command.starts_with("DISASSOCIATE ")) return "OK\n";
        if (command.starts_with("ACCEPT_ACL SHOW")) return "\n";
        if (command.starts_with("SET_NEIGHBOR ")) return "OK\n";
        if (command.starts_with("BSS_TM_REQ ")) {
            boost::asio::post(io_, [this] {
                if (client_ == Client::Refuses)
                    peer_->send_event(
                        "<3>BSS-TM-RESP 02:00:00:00:01:01 dialog_token=1 status_code=7 "
                        "bss_termination_delay=0 ");
            });
            return "OK\n";
        }
        if (command == "PING") return "PONG\n";
        if (command == "STATUS")
            return std::string{
                       "state=ENABLED\nfreq=5180\nchannel=36\nieee80211n=1\nieee80211ac=1\nbeacon_int="
                       "100\nbss[0]="} +
                   name_ + "\nbssid[0]=" + bssid() + "\nssid[0]=lab\nnum_sta[0]=1\n";
        if (command == "SHOW_NEIGHBOR")
            return bssid() + " ssid=6c6162 nr=0200000005" + (client_ == Client::None ? "01" : "00") +
                   "af09000073240a\n";
        if (client_ == Client::None) return std::nullopt;
        if (command == "STA-FIRST" || command == "STA 02:00:00:00:01:01")
            return "02:00:00:00:01:01\nflags=[AUTH][ASSOC][AUTHORIZED]\nsignal=-50\ninactive_msec=10\n"
                   "connected_time=60\nrx_bytes=1000\ntx_bytes=1000\next_capab=0000080000000040\n";
        // hostapd ends its list with an empty datagram, which the fake cannot send: here the client has just
        // left.
        if (command.starts_with("STA-NEXT")) return "FAIL\n";
        return std::nullopt;
    }

    [[nodiscard]] std::string bssid() const {
        return client_ == Client::None ? "02:00:00:00:05:01" : "02:00:00:00:05:00";
    }

    Client client_;
    std::string name_;
    mutable std::mutex guard_;
    std::string kept_out_;
    boost::asio::io_context io_{1};
    std::optional<fake::Supplicant> peer_;
    std::jthread thread_;
};

TEST_F(ApDaemon, WaitsForHostapdAndSaysSoOnce) {
    begin();
    EXPECT_TRUE(logged("waiting for hostapd: " + hostapd + ": No such file or directory")) << log();
    const Ran status = run("roam ap status" + where);
    EXPECT_EQ(status.status, 0) << status.output;
    EXPECT_NE(status.output.find("mode suggest, rule gain"), std::string::npos) << status.output;
    EXPECT_NE(status.output.find("hostapd is not there"), std::string::npos) << status.output;
    std::this_thread::sleep_for(5s);
    const std::string text = log();
    EXPECT_EQ(text.find("waiting for hostapd"), text.rfind("waiting for hostapd")) << text;
    EXPECT_EQ(end(SIGTERM), 0);
    EXPECT_FALSE(std::filesystem::exists(folder.path() + "/run/ap.sock"));
}

TEST_F(ApDaemon, FollowsABssThatAppearsAndVanishes) {
    begin({"--mode", "observe"});
    std::optional<OneBss> bss{hostapd};
    EXPECT_TRUE(logged("wlan0: attached")) << log();
    EXPECT_TRUE(logged("wlan0: network \"lab\", channel 36 (5 GHz), 02:00:00:00:05:00")) << log();
    const std::string clients = once("roam ap clients", "02:00:00:00:01:01").output;
    EXPECT_NE(clients.find("02:00:00:00:01:01  wlan0"), std::string::npos) << clients;
    const Ran why = once("roam ap why 02:00:00:00:01:01", "No other BSS");
    EXPECT_EQ(why.status, 0);
    EXPECT_NE(why.output.find("No other BSS of its network"), std::string::npos) << why.output;
    // The very reason that is given over ubus.
    EXPECT_NE(run("roam ap why 02:00:00:00:01:01 --json=short" + where).output.find("\"no-candidate\""),
              std::string::npos);
    EXPECT_NE(run("roam ap neighbors" + where).output.find("itself"), std::string::npos);
    EXPECT_EQ(run("roam ap why 02:00:00:00:09:09" + where).status, 10);
    const Ran observing = run("roam ap measure 02:00:00:00:01:01" + where);
    EXPECT_EQ(observing.status, 1);
    EXPECT_NE(observing.output.find("only observes"), std::string::npos) << observing.output;
    const Ran json = run("roam ap clients --json=short" + where);
    EXPECT_EQ(boost::json::parse(json.output).at("clients").at(0).at("schema").as_string(),
              "roam-ap-client/1");
    std::error_code ignored;
    std::filesystem::remove(hostapd + "/wlan0", ignored);
    bss.reset();
    EXPECT_TRUE(logged("wlan0: its control socket is gone")) << log();
    EXPECT_NE(run("roam ap clients" + where).output.find("no clients"), std::string::npos);
    EXPECT_EQ(end(SIGTERM), 0);
    std::ifstream records{folder.path() + "/state/records.jsonl"};
    std::string line;
    ASSERT_TRUE(std::getline(records, line));
    EXPECT_EQ(boost::json::parse(line).at("schema").as_string(), "roam-steering/1");
}

TEST_F(ApDaemon, OrdersAreAnswered) {
    const OneBss bss{hostapd};
    begin();
    ASSERT_EQ(once("roam ap clients", "02:00:00:00:01:01").status, 0);
    EXPECT_EQ(run("roam ap steer 02:00:00:00:01:01 02:00:00:00:06:00" + where).status, 10) << "no such BSS";
    EXPECT_EQ(run("roam ap steer 02:00:00:00:01:01 02:00:00:00:05:00" + where).status, 1) << "there already";
    EXPECT_EQ(run("roam ap steer 02:00:00:00:09:09 02:00:00:00:05:00" + where).status, 10)
        << "no such client";
    EXPECT_EQ(run("roam ap steer x y" + where).status, 2);
    EXPECT_EQ(run("roam ap measure 02:00:00:00:01:01" + where).status, 10) << "nothing to measure";
}

TEST_F(ApDaemon, ReadsItsConfigurationAgain) {
    const std::string file = folder.path() + "/roam.toml";
    std::ofstream{file} << "[ap]\nmode = \"observe\"\n";
    begin({"--config", file});
    const auto mode = [&] { return run("roam ap status" + where).output.substr(0, 13); };
    EXPECT_EQ(mode(), "mode observe,");
    std::ofstream{file} << "[ap]\nmode = \"insist\"\n";
    ::kill(child, SIGHUP);
    EXPECT_TRUE(logged("read again"));
    EXPECT_EQ(mode(), "mode insist, ");
    std::ofstream{file} << "[ap]\nmode = \"kick\"\n";
    ::kill(child, SIGHUP);
    EXPECT_TRUE(logged("roam.toml:2:8: mode is one of observe, suggest, insist, enforce; the settings stay"));
    EXPECT_EQ(mode(), "mode insist, ") << "the old settings stand";
}

TEST_F(ApDaemon, KeepsNobodyOutForGoodHoweverItEnds) {
    const OneBss bss{hostapd, OneBss::Client::Refuses};
    const OneBss other{hostapd, OneBss::Client::None};
    const auto keeps_out = [&](const std::string& whom) {
        for (int i = 0; i < 100 && bss.kept_out() != whom; ++i) std::this_thread::sleep_for(50ms);
        return bss.kept_out() == whom;
    };
    for (const int ending : {SIGTERM, SIGKILL}) {
        SCOPED_TRACE(ending);
        begin({"--mode", "enforce"});
        ASSERT_EQ(once("roam ap clients", "02:00:00:00:01:01").status, 0);
        ASSERT_NE(once("roam ap status", "02:00:00:00:05:01").output, "");
        (void)run("roam ap steer 02:00:00:00:01:01 02:00:00:00:05:01" + where);
        ASSERT_TRUE(keeps_out("02:00:00:00:01:01")) << log();
        end(ending);
        if (ending == SIGTERM) {
            EXPECT_EQ(bss.kept_out(), "");
        }
    }
    EXPECT_EQ(bss.kept_out(), "02:00:00:00:01:01") << "nobody could let it in";
    begin();
    EXPECT_TRUE(keeps_out("")) << log();
    EXPECT_EQ(end(SIGTERM), 0);
    EXPECT_EQ(std::filesystem::file_size(folder.path() + "/state/kept-out"), 0U);
}

TEST_F(ApDaemon, WatchesUntilTheDaemonEnds) {
    begin();
    Ran watched;
    {
        const std::jthread watcher{[&] { watched = run("roam ap watch --json" + where); }};
        std::this_thread::sleep_for(300ms);
        const OneBss bss{hostapd};
        ASSERT_TRUE(logged("wlan0: attached")) << log();
        std::this_thread::sleep_for(300ms);
        EXPECT_EQ(end(SIGTERM), 0);
    }
    EXPECT_EQ(watched.status, 8) << watched.output;
    EXPECT_NE(watched.output.find(R"("notice":"attached")"), std::string::npos) << watched.output;
}

TEST(RoamAp, RefusesWhatIsWrong) {
    EXPECT_EQ(run("roam-ap --mode kick").status, 2);
    EXPECT_EQ(run("roam-ap wlan0").status, 2);
    EXPECT_EQ(run("roam-ap --help").status, 0);
    EXPECT_EQ(run("roam-ap --version").output.find("roam-ap "), 0U);
    const fake::Folder folder;
    std::ofstream{folder.path() + "/roam.toml"} << "[ap]\nmode = 1\n";
    const Ran bad = run("roam-ap --config " + folder.path() + "/roam.toml");
    EXPECT_EQ(bad.status, 78);
    EXPECT_NE(bad.output.find("roam.toml:2:8: mode"), std::string::npos) << bad.output;
    const std::string places = " --state-dir " + folder.path() + " --run-dir " + folder.path();
    EXPECT_EQ(run("roam-ap --peers lan" + places).status, 78) << "without a key";
    EXPECT_EQ(run("roam-ap --metrics nowhere" + places).status, 78);
    EXPECT_NE(run("roam ap stats").output.find("did you mean \"status\"?"), std::string::npos);
    const Ran missing = run("roam ap status --run-dir /nonexistent");
    EXPECT_EQ(missing.status, 8);
    EXPECT_NE(missing.output.find("roam-ap does not answer"), std::string::npos) << missing.output;
}

TEST(RoamAp, ChecksFilesWithoutADaemon) {
    const fake::Folder folder;
    const std::string file = folder.path() + "/ap1.conf";
    std::ofstream{file} << "interface=wlan0\nssid=lab\nhw_mode=a\nchannel=36\nwpa=2\nwpa_key_mgmt=WPA-PSK\n";
    const Ran checked = run("roam ap check " + file);
    EXPECT_EQ(checked.status, 1) << checked.output;
    EXPECT_NE(checked.output.find("bss_transition=1"), std::string::npos) << checked.output;
    EXPECT_EQ(run("roam ap check /nonexistent").status, 1);
}

}  // namespace
