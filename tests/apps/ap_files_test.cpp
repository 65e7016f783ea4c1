// What roam-ap keeps and tells: memories of clients, metrics, HTTP.
#include <fstream>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include "adapters/fake_supplicant.hpp"
#include "apps/ap/answers.hpp"
#include "apps/ap/kept_out_file.hpp"
#include "apps/ap/memory_file.hpp"
#include "apps/ap/metrics.hpp"
#include "apps/daemon/http_responder.hpp"
#include "engine/client_memory_json.hpp"
#include "engine/steering_json.hpp"
#include "ports/silent_ap_control.hpp"

namespace {

using ap_app::MemoryFile;
using base::Milliseconds;
using records::ClientMemory;

constexpr std::int64_t kNoon = 1'790'000'000'000;

ClientMemory client(std::uint8_t last) {
    ClientMemory memory;
    memory.client = {{2, 0, 0, 0, 1, last}};
    memory.requests = 4;
    memory.obeyed = 1;
    memory.refused = 3;
    memory.back_off = Milliseconds{60'000};
    memory.wait_left = Milliseconds{40'000};
    memory.since_request = Milliseconds{20'000};
    memory.bands = 3;
    memory.transition = true;
    memory.measures[1] = records::Measures::Works;
    memory.measures[2] = records::Measures::Refuses;
    memory.rcpi = wifi::RcpiCoding::SignedDbm;
    memory.down_minus_up_cdb = -250;
    return memory;
}

TEST(ClientMemoryJson, ComesBackAsItWas) {
    EXPECT_EQ(engine::parse_memory(engine::memory_line(client(1), kNoon), kNoon), client(1));
    ClientMemory least;
    least.client = {{2, 0, 0, 0, 0, 9}};
    EXPECT_EQ(engine::parse_memory(engine::memory_line(least, kNoon), kNoon), least);
}

TEST(ClientMemoryJson, GrowsOlderWhileTheDaemonIsGone) {
    const std::string line = engine::memory_line(client(1), kNoon);
    const auto later = engine::parse_memory(line, kNoon + 15'000);
    ASSERT_TRUE(later);
    EXPECT_EQ(later->wait_left.count(), 25'000);
    EXPECT_EQ(later->since_request->count(), 35'000);
    EXPECT_EQ(engine::parse_memory(line, kNoon + 90'000'000'000)->wait_left.count(), 0);
    EXPECT_EQ(engine::parse_memory(line, kNoon - 5'000)->wait_left.count(), 40'000) << "the clock went back";
}

TEST(ClientMemoryJson, RefusesWhatIsNotWhole) {
    const std::string good = engine::memory_line(client(1), kNoon);
    for (std::size_t cut = 0; cut < good.size(); ++cut)
        EXPECT_FALSE(engine::parse_memory(good.substr(0, cut), kNoon)) << cut;
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string line = good;
        const auto at = line.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        return line.replace(at, from.size(), to);
    };
    EXPECT_FALSE(engine::parse_memory(with("\"requests\":4", "\"requests\":256"), kNoon));
    EXPECT_FALSE(engine::parse_memory(with("\"active\":1", "\"active\":3"), kNoon));
    EXPECT_FALSE(engine::parse_memory(with("\"wait_ms\":40000", "\"wait_ms\":-1"), kNoon));
    EXPECT_FALSE(engine::parse_memory(with("roam-client/1", "roam-client/2"), kNoon));
    EXPECT_FALSE(engine::parse_memory(with("02:00:00:00:01:01", "03:00:00:00:01:01"), kNoon)) << "a group";
    EXPECT_FALSE(engine::parse_memory(with("\"transition\":true", "\"transition\":1"), kNoon));
}

struct MemoryFileTest : testing::Test {
    fake::Folder folder;
    std::string path = folder.path() + "/clients.jsonl";
};

TEST(KeptOut, IsReadBackAndWhatIsNoLineIsLeftOut) {
    const fake::Folder folder;
    ap_app::KeptOutFile file{folder.path()};
    EXPECT_TRUE(file.read().empty()) << "no file";
    const std::vector<ports::KeptOut> all{{"wlan0", {{2, 0, 0, 0, 1, 1}}},
                                          {"phy1-ap0", {{2, 0, 0, 0, 1, 2}}}};
    file.write(all);
    EXPECT_EQ(file.read(), all);
    EXPECT_EQ(
        ap_app::parse_kept_out("wlan0 02:00:00:00:01:01\n\nwlan0\nwlan0  02:00:00:00:01:01\n"
                               "../wlan0 02:00:00:00:01:01\nwlan0 03:00:00:00:01:01\n"
                               "a-name-that-is-too-long 02:00:00:00:01:01\nwlan1 02:00:00:00:01:09"),
        (std::vector<ports::KeptOut>{{"wlan0", {{2, 0, 0, 0, 1, 1}}}, {"wlan1", {{2, 0, 0, 0, 1, 9}}}}));
    file.write({});
    EXPECT_TRUE(file.read().empty());
}

TEST_F(MemoryFileTest, KeepsWhatIsWorthIt) {
    MemoryFile file{folder.path() + "/deep/er", 100};
    ClientMemory only_heard;
    only_heard.client = {{2, 0, 0, 0, 1, 9}};
    only_heard.bands = 2;
    file.write({client(2), only_heard, client(1)}, kNoon);
    EXPECT_EQ(file.read(kNoon), (std::vector{client(1), client(2)}));
}

TEST_F(MemoryFileTest, IsReplacedWholeAndNotLonger) {
    MemoryFile file{folder.path(), 2};
    ClientMemory never_asked = client(0);
    never_asked.since_request.reset();
    file.write({never_asked, client(1), client(2)}, kNoon);
    EXPECT_EQ(file.read(kNoon), (std::vector{client(1), client(2)})) << "who was never asked goes first";
    file.write({client(1)}, kNoon);
    EXPECT_EQ(file.read(kNoon).size(), 1U);
    EXPECT_FALSE(std::filesystem::exists(path + ".new"));
}

TEST_F(MemoryFileTest, PassesOverDamagedLinesAndSaysSoOnce) {
    std::ofstream{path} << engine::memory_line(client(1), kNoon) << "\nrubbish\n\n{}\n"
                        << engine::memory_line(client(2), kNoon).substr(0, 40) << "\n"
                        << engine::memory_line(client(2), kNoon);
    const MemoryFile file{folder.path(), 100};
    testing::internal::CaptureStderr();
    EXPECT_EQ(file.read(kNoon), (std::vector{client(1), client(2)}));
    const std::string log = testing::internal::GetCapturedStderr();
    EXPECT_NE(log.find("clients.jsonl:2: it is no JSON object; 3 damaged lines are left out"),
              std::string::npos)
        << log;
    EXPECT_EQ(std::ranges::count(log, '\n'), 1);
}

TEST_F(MemoryFileTest, SurvivesAPlaceThatCannotBeWritten) {
    std::ofstream{folder.path() + "/file"} << "x";
    MemoryFile file{folder.path() + "/file/state", 100};
    testing::internal::CaptureStderr();
    for (int i = 0; i < 3; ++i) file.write({client(1)}, kNoon);
    const std::string log = testing::internal::GetCapturedStderr();
    EXPECT_EQ(std::ranges::count(log, '\n'), 1) << log;
    EXPECT_TRUE(file.read(kNoon).empty());
}

struct Quiet final : ports::Journal {
    void write(std::string_view, const records::Record&) override {}
};

/// Does nothing that it is asked for.
struct OneBss : testing::Test {
    Quiet journal;
    test::SilentApControl control;
    engine::AccessPoint ap{{}, journal, nullptr};
    ap_app::Counters counters;

    OneBss() {
        ap.add_bss("wlan0", control);
        ap.handle("wlan0", ports::ApAttached{}, {0});
        ports::BssStatus status;
        status.enabled = true;
        status.bssid = {{2, 0, 0, 0, 5, 0}};
        status.ssid = "my \"lab\"";
        status.channel = wifi::Channel::make(wifi::Band::Ghz5, 36);
        status.clients = 1;
        status.busy_per_255 = 51;
        status.neighbor_reports = true;
        ap.handle("wlan0", status, {0});
        ap.handle("wlan0", ports::ClientJoined{{{2, 0, 0, 0, 1, 1}}}, {10});
    }
    [[nodiscard]] boost::json::object ask(const char* line) const {
        const auto request = ap_app::parse_request(line);
        return request ? ap_app::answer(*request, ap, counters, {0}, {1'000}) : request.error();
    }
};

TEST_F(OneBss, IsCountedForPrometheus) {
    records::SteeringRecord record;
    record.decision.action = records::SteeringAction::Steer;
    record.outcome.result = records::SteeringResult::Refused;
    counters.count(record);
    record.decision.action = records::SteeringAction::Measure;
    record.outcome.result = records::SteeringResult::NotActed;
    counters.count(record);
    record.outcome.result = records::SteeringResult::None;
    counters.count(record);
    const std::string text = ap_app::metrics_text(ap, counters);
    for (const char* line :
         {"roam_ap_bss_up{bss=\"wlan0\",ssid=\"my \\\"lab\\\"\"} 1\n",
          "roam_ap_clients{bss=\"wlan0\",ssid=\"my \\\"lab\\\"\"} 1\n", "} 0.200\n",
          "roam_ap_client_class{class=\"unknown\"} ", "roam_ap_steer_requests_total{result=\"refused\"} 1\n",
          "roam_ap_decisions_total{action=\"measure\"} 2\n", "roam_ap_measurements_total 1\n"})
        EXPECT_NE(text.find(line), std::string::npos) << line << '\n' << text;
    EXPECT_EQ(text.find("02:00:00"), std::string::npos) << "no client's address in a label";
    // Each line is a comment or a sample, and each name has its type before it.
    std::istringstream lines{text};
    std::string typed;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("# TYPE ")) typed = line.substr(7, line.find(' ', 7) - 7);
        if (!line.starts_with('#')) {
            EXPECT_EQ(line.substr(0, line.find_first_of("{ ")), typed);
        }
    }
}

TEST_F(OneBss, AnswersWhatIsAsked) {
    EXPECT_EQ(ask(R"({"request":"status"})").at("status").at("bss").as_array().size(), 1U);
    EXPECT_EQ(ask(R"({"request":"status"})").at("status").at("schema").as_string(), "roam-ap-status/1");
    const auto clients = ask(R"({"request":"clients"})").at("clients").as_array();
    ASSERT_EQ(clients.size(), 1U);
    EXPECT_EQ(clients[0].at("client").as_string(), "02:00:00:00:01:01");
    EXPECT_EQ(clients[0].at("bss").as_string(), "wlan0");
    const auto why = ask(R"({"request":"why","client":"02:00:00:00:01:01","count":5})");
    ASSERT_FALSE(why.at("records").as_array().empty());
    EXPECT_EQ(why.at("records").at(0).at("schema").as_string(), "roam-steering/1");
    EXPECT_TRUE(why.at("records").at(0).as_object().contains("age_ms"));
    EXPECT_EQ(ask(R"({"request":"why","client":"02:00:00:00:09:09"})").at("error").at("code").as_string(),
              "no-such-client");
    EXPECT_EQ(ask(R"({"request":"check"})").at("schema").as_string(), "roam-ap-check/1");
    EXPECT_TRUE(ask(R"({"request":"neighbors"})").contains("neighbors"));
}

TEST_F(OneBss, RefusesWhatIsNoRequest) {
    for (const char* line :
         {"", "[]", "{}", "status", R"({"request":1})", R"({"request":"kick"})", R"({"request":"measure"})",
          R"({"request":"steer","client":"02:00:00:00:01:01"})", R"({"request":"why","client":"x"})",
          R"({"request":"why","count":"1"})", R"({"request":"clients","all":1})"})
        EXPECT_EQ(ask(line).at("error").at("code").as_string(), "bad-request") << line;
}

TEST(HttpAnswer, IsOneForEachRequestLine) {
    int made = 0;
    const auto text = [&] { return ++made, std::string{"x 1\n"}; };
    const auto status = [&](std::string_view line) {
        return daemon_app::http_answer(line, "/metrics", text).substr(9, 3);
    };
    EXPECT_EQ(status("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"), "200");
    EXPECT_EQ(status("GET /metrics?x=1 HTTP/1.1\r\n\r\n"), "200");
    EXPECT_EQ(made, 2);
    EXPECT_EQ(status("GET / HTTP/1.1\r\n\r\n"), "404");
    EXPECT_EQ(status("POST /metrics HTTP/1.1\r\n\r\n"), "405");
    EXPECT_EQ(status("\r\n\r\n"), "400");
    EXPECT_EQ(made, 2);
}

TEST(HttpResponder, AnswersOnceAndHangsUp) {
    boost::asio::io_context io{1};
    daemon_app::HttpResponder responder{io, "/metrics", [] { return std::string{"x 1\n"}; }};
    ASSERT_TRUE(responder.listen("127.0.0.1:0"));
    boost::asio::ip::tcp::socket socket{io};
    socket.connect({boost::asio::ip::make_address("127.0.0.1"), responder.port()});
    boost::asio::write(socket, boost::asio::buffer(std::string_view{"GET /metrics HTTP/1.0\r\n\r\n"}));
    std::string received;
    bool ended = false;
    boost::asio::async_read(socket, boost::asio::dynamic_buffer(received), [&](auto, auto) { ended = true; });
    EXPECT_TRUE(fake::run_until(io, [&] { return ended; }));
    EXPECT_TRUE(received.starts_with("HTTP/1.0 200 OK\r\n")) << received;
    EXPECT_TRUE(received.ends_with("\r\n\r\nx 1\n")) << received;
}

TEST(HttpResponder, SaysWhatAnAddressLooksLike) {
    boost::asio::io_context io{1};
    for (const char* where :
         {"", "9641", "localhost:9641", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", "[::1:1"}) {
        daemon_app::HttpResponder responder{io, "/metrics", [] { return std::string{}; }};
        EXPECT_FALSE(responder.listen(where)) << where;
    }
}

}  // namespace
