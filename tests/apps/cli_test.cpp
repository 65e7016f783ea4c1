#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "adapters/fake_supplicant.hpp"
#include "apps/cli/check_trace.hpp"
#include "apps/cli/station_text.hpp"
#include "apps/cli/suggest.hpp"
#include "apps/cli/time_text.hpp"

namespace {

TEST(Nearest, FindsASlipOfTheFingers) {
    const std::vector<std::string> known{"status", "why", "candidates"};
    EXPECT_EQ(cli::nearest("statsu", known), "status");
    EXPECT_EQ(cli::nearest("wy", known), "why");
    EXPECT_EQ(cli::nearest("candidate", known), "candidates");
    EXPECT_EQ(cli::nearest("reboot", known), "");
    EXPECT_EQ(cli::nearest("", known), "");
}

std::string render(const char* verb, const char* answer) {
    return cli::render_station(verb, boost::json::parse(answer));
}

/// Characters as a terminal counts them, for text without wide ones.
std::size_t widest(const std::string& text) {
    std::size_t most = 0;
    std::size_t columns = 0;
    for (const char octet : text) {
        if (octet == '\n')
            columns = 0;
        else if ((octet & 0xC0) != 0x80)
            most = std::max(most, ++columns);
    }
    return most;
}

constexpr const char* kStatus =
    R"({"interfaces":[{"interface":"wlan0","supplicant":"attached","mode":"act","level":"eager",
  "state":"idle","ssid":"lab","moving":true,"connected_ms":65000,"known_bss":2,"moves":1,"looks":3,
  "serving":{"bssid":"02:00:00:00:01:00","band_ghz":"5","channel":36,"frequency_mhz":5180,"heard":true,
  "signal_cdbm":-6350,"deviation_cdb":120,"age_ms":100,"usable_kbps":325000,"move_cost_ms":0,"blocked":false},
  "last_verdict":{"action":"look","reason":"worth-looking","look":{"frequency_mhz":5745}}}]})";

TEST(Render, ShowsTheStateInWords) {
    const std::string text = render("status", kStatus);
    EXPECT_NE(text.find("wlan0: attached, mode act, state idle, level eager\n"), std::string::npos) << text;
    EXPECT_NE(text.find("  5   36  -63.5±1.2    325.0  100 ms ago"), std::string::npos) << text;
    EXPECT_LE(widest(text), 80U);
    EXPECT_NE(text.find("connected for 65 s, moving"), std::string::npos) << text;
    EXPECT_NE(text.find("last verdict: look: worth-looking at 5745 MHz"), std::string::npos) << text;
}

TEST(Render, ShowsWhatWasCompared) {
    const std::string text = render(
        "why",
        R"({"records":[{"interface":"wlan0","sequence":7,"trigger":"looked","moving":false,"serving":null,
            "verdict":{"action":"move","reason":"better-bss","target":"02:00:00:00:02:00"},
            "gates":[{"gate":"gain","value":300,"limit":200,"unit":"kbps","passed":true},
                     {"gate":"dwell","value":1,"limit":2,"unit":"ms","passed":false}],
            "candidates":[],"outcome":{"result":"moved","took_ms":14}}]})");
    EXPECT_NE(text.find("wlan0 #7 (looked, standing): move: better-bss -> 02:00:00:00:02:00"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("ok   gain         300 >= 200 kbps"), std::string::npos) << text;
    EXPECT_NE(text.find("no   dwell        1 < 2 ms"), std::string::npos) << text;
    EXPECT_NE(text.find("moved after 14 ms"), std::string::npos) << text;
}

TEST(Render, ShowsWhatOthersWouldHaveDecided) {
    const std::string text = render(
        "why",
        R"({"records":[{"interface":"wlan0","sequence":7,"trigger":"looked","moving":false,"serving":null,
            "verdict":{"action":"stay","reason":"nothing-better"},"gates":[],"candidates":[],
            "rivals":[{"as":"iwd","verdict":{"action":"stay","reason":"above-threshold"},
              "gates":[{"gate":"serving-weak","value":60,"limit":77,"unit":"dbm","passed":false}]},7,{}]}]})");
    EXPECT_NE(text.find("  as iwd: stay: above-threshold\n    no   serving-weak 60 < 77 dbm\n"),
              std::string::npos)
        << text;
}

constexpr const char* kHistory = R"({"history":[
  {"time":"2026-11-21T10:00:00.000Z","interface":"wlan0","action":"stay","reason":"nothing-better",
   "link_event":true,"to":"02:00:00:00:01:00","outcome":"linked"},
  {"time":"2026-11-21T10:32:05.123Z","interface":"wlan0","action":"move","reason":"better-bss","link_event":true,
   "from":"02:00:00:00:01:00","to":"02:00:00:00:02:00","method":"ft","outcome":"moved","took_ms":13},
  {"time":"2026-11-21T10:33:05.123Z","interface":"wlan0","action":"move","reason":"link-failing","link_event":true,
   "from":"02:00:00:00:02:00","to":"02:00:00:00:01:00","method":"full","outcome":"rejected","took_ms":2500,
   "status_code":17},7,{}]})";

TEST(Render, ShowsWhereTheLinkWent) {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
    const std::string text = render("history", kHistory);
    EXPECT_EQ(text.substr(0, text.find("\n\n")),
              "2026-11-21 wlan0\n"
              "time      from               to                 how     took  why\n"
              "10:00:00  -                  02:00:00:00:01:00  linked\n"
              "10:32:05  02:00:00:00:01:00  02:00:00:00:02:00  ft     13 ms  better-bss\n"
              "10:33:05  02:00:00:00:02:00  02:00:00:00:01:00  full 2500 ms  rejected 17\n"
              "                              it was to move for link-failing");
    EXPECT_LE(widest(text), 80U);
    EXPECT_EQ(render("history", R"({"history":[]})"), "no moves in the history\n");
}

TEST(Render, ShowsWhatBecameOfAnOrder) {
    EXPECT_EQ(render("roam", R"({"record":{"interface":"wlan0","serving":{"bssid":"02:00:00:00:01:00"},
        "verdict":{"target":"02:00:00:00:02:00"},
        "outcome":{"result":"rejected","status_code":17,"took_ms":40,"method":"full"}}})"),
              "wlan0: 02:00:00:00:01:00 -> 02:00:00:00:02:00: rejected with status 17 after 40 ms (full)\n");
    EXPECT_EQ(render("roam", "{}"), "");
}

TEST(Render, ShowsEventsOnOneLine) {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
    const auto event = [](const char* text) {
        return cli::render_event(boost::json::parse(text).as_object());
    };
    EXPECT_EQ(
        event(
            R"({"time":"2026-11-21T10:32:05.123Z","interface":"wlan0","notice":"level","text":"level eager"})"),
        "10:32:05 wlan0 level eager");
    EXPECT_EQ(event(R"({"time":"2026-11-21T10:32:05.123Z","interface":"wlan0","event":"roaming-start",
        "status_name":"better-ap-found"})"),
              "10:32:05 wlan0 trace roaming-start better-ap-found");
    EXPECT_EQ(event(R"({"time":"2026-11-21T10:32:05.123Z","interface":"wlan0","trigger":"signal",
        "serving":{"bssid":"02:00:00:00:01:00"},"verdict":{"action":"stay","reason":"nothing-better"}})"),
              "10:32:05 wlan0 02:00:00:00:01:00: stay: nothing-better");
    EXPECT_FALSE(event("{}").empty());
}

TEST(Times, AreReadAsPeopleWriteThem) {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
    const std::int64_t now = 1'795'255'200'000;  // 2026-11-21T10:00:00Z
    EXPECT_EQ(cli::parse_time("90s", now), now - 90'000);
    EXPECT_EQ(cli::parse_time("15min", now), now - 900'000);
    EXPECT_EQ(cli::parse_time("2h", now), now - 7'200'000);
    EXPECT_EQ(cli::parse_time("3d", now), now - 259'200'000);
    EXPECT_EQ(cli::parse_time("2026-11-21T10:00:00Z", 0), now);
    EXPECT_EQ(cli::parse_time("2026-11-21T10:00:00.123Z", 0), now) << "as our own records write it";
    EXPECT_EQ(cli::parse_time("2026-11-21 10:00", 0), now);
    EXPECT_EQ(cli::parse_time("2026-11-21", 0), now - 36'000'000);
    EXPECT_EQ(cli::parse_time("09:30", now), now - 1'800'000);
    for (const char* wrong :
         {"", "x", "5", "5parsec", "-5s", "2026-13-01", "10:00x", "9999999999999d", "25:00"})
        EXPECT_FALSE(cli::parse_time(wrong, now)) << wrong;
    ::setenv("TZ", "CET-1", 1);
    ::tzset();
    EXPECT_EQ(cli::local_time("2026-11-21T10:00:00.000Z").time, "11:00:00");
    EXPECT_EQ(cli::parse_time("11:00", now), now) << "local time in, local time out";
}

TEST(Render, TakesAnythingThatIsMissing) {
    EXPECT_EQ(render("why", R"({"records":[]})"), "nothing was decided yet\n");
    EXPECT_FALSE(render("status", R"({"interfaces":[{},7,null]})").empty());
    EXPECT_FALSE(render("candidates", R"({"interfaces":[{"candidates":[{},1]}]})").empty());
    EXPECT_FALSE(render("level", R"({"interfaces":[{}]})").empty());
    EXPECT_EQ(render("status", "{}"), "");
    EXPECT_EQ(render("status", "7"), "");
}

// -- roam check-trace

struct Checked {
    cli::ExitStatus status;
    std::string out;
    std::string errors;
};

Checked check(const std::string& trace, cli::TraceQuery query = {}) {
    std::istringstream in{trace};
    std::ostringstream out;
    std::ostringstream errors;
    if (query.files.empty()) query.files = {"-"};
    const cli::ExitStatus status = cli::run_check_trace(query, in, out, errors);
    return {status, out.str(), errors.str()};
}

constexpr const char* kLinked = R"({"event":"connect-request","monotonic_ms":1}
{"event":"NDIS_STATUS_DOT11_CONNECTION_START","monotonic_ms":2}
{"event":"association-start","monotonic_ms":3,"bssid":"02:00:00:00:01:00","ssid":"net"}
{"schema":"roam-record/1","sequence":1}

{"event":"association-completion","monotonic_ms":4,"bssid":"02:00:00:00:01:00","status":0}
{"event":"connection-completion","monotonic_ms":5,"status":0}
)";

TEST(CheckTrace, TakesALegalTraceUnderEitherName) {
    const Checked checked = check(kLinked);
    EXPECT_EQ(checked.status, 0) << checked.out;
    EXPECT_EQ(checked.out, "5 events, 0 violations\n");
}

TEST(CheckTrace, NamesRuleLineAndExpectation) {
    const Checked checked =
        check(std::string{kLinked} +
              R"({"event":"roaming-completion","monotonic_ms":9,"status":6,"interface":"wlan0"}
{"event":"roaming-completion","monotonic_ms":9,"status":6})");
    EXPECT_EQ(checked.status, 1);
    EXPECT_NE(checked.out.find(
                  "-:9: W5: roaming-completion status candidates-exhausted; expected: a roaming start"),
              std::string::npos)
        << checked.out;
    EXPECT_NE(checked.out.find("-:8: wlan0: W3"), std::string::npos)
        << "each interface is a trace of its own";
    cli::TraceQuery json;
    json.json = true;
    const auto object = boost::json::parse(check(R"({"event":"media-connect","monotonic_ms":1})", json).out);
    EXPECT_EQ(object.at("violations").as_array().at(0).at("rule").as_string(), "W8");
}

TEST(CheckTrace, LooksAtTheEndOnlyWhenToldSo) {
    const std::string open =
        std::string{kLinked} + R"({"event":"roaming-start","monotonic_ms":9,"status":11})";
    EXPECT_EQ(check(open).status, 0);
    cli::TraceQuery complete;
    complete.complete = true;
    EXPECT_NE(check(open, complete).out.find("W5: the end of the trace"), std::string::npos);
}

TEST(CheckTrace, PassesOverAMissingBeginningOnlyWhenToldSo) {
    const std::string late = R"({"event":"roaming-completion","monotonic_ms":9,"status":6})"
                             "\n" +
                             std::string{kLinked};
    EXPECT_EQ(check(late).status, 1);
    cli::TraceQuery cut;
    cut.cut = true;
    EXPECT_EQ(check(late, cut).out, "5 events, 0 violations\n");
}

TEST(CheckTrace, ReadsSeveralFilesAsOneTrace) {
    const fake::Folder folder;
    const std::string text{kLinked};
    const std::size_t half = text.find("{\"schema\"");
    std::ofstream{folder.path() + "/a"} << text.substr(0, half);
    std::ofstream{folder.path() + "/b"} << text.substr(half);
    cli::TraceQuery query;
    query.files = {folder.path() + "/a", folder.path() + "/b"};
    EXPECT_EQ(check("", query).out, "5 events, 0 violations\n");
}

TEST(CheckTrace, SaysWhatItCannotRead) {
    EXPECT_EQ(check("nonsense").status, 2);
    EXPECT_EQ(check("\n{\"event\":1}").errors, "roam: -:2: \"\" is no event of this schema\n");
    EXPECT_NE(check(std::string(70'000, ' ') + "{}").errors.find("longer than"), std::string::npos);
    cli::TraceQuery query;
    query.files = {"/no/such/file"};
    EXPECT_EQ(check("", query).errors, "roam: /no/such/file: No such file or directory\n");
}

}  // namespace
