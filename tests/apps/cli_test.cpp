#include <gtest/gtest.h>

#include "apps/cli/station_command.hpp"
#include "apps/cli/suggest.hpp"

namespace {

TEST(Nearest, FindsASlipOfTheFingers) {
    const std::vector<std::string> known{"status", "why", "candidates"};
    EXPECT_EQ(cli::nearest("statsu", known), "status");
    EXPECT_EQ(cli::nearest("wy", known), "why");
    EXPECT_EQ(cli::nearest("candidate", known), "candidates");
    EXPECT_EQ(cli::nearest("reboot", known), "");
    EXPECT_EQ(cli::nearest("", known), "");
}

cli::StationQuery query(const char* verb) {
    cli::StationQuery result;
    result.verb = verb;
    return result;
}

constexpr const char* kStatus = R"({"interfaces":[{"interface":"wlan0","supplicant":"attached","mode":"act",
  "state":"idle","ssid":"lab","moving":true,"connected_ms":65000,"known_bss":2,"moves":1,"looks":3,
  "serving":{"bssid":"02:00:00:00:01:00","band_ghz":"5","channel":36,"frequency_mhz":5180,"heard":true,
  "signal_cdbm":-6350,"deviation_cdb":120,"age_ms":100,"usable_kbps":325000,"move_cost_ms":0,"blocked":false},
  "last_verdict":{"action":"look","reason":"worth-looking","look":{"frequency_mhz":5745}}}]})";

TEST(Render, ShowsTheStateInWords) {
    const std::string text = cli::render_station(query("status"), kStatus);
    EXPECT_NE(text.find("wlan0: attached, mode act, state idle"), std::string::npos) << text;
    EXPECT_NE(text.find("-63.5 ±  1.2 dBm"), std::string::npos) << text;
    EXPECT_NE(text.find("325.0 Mbit/s"), std::string::npos) << text;
    EXPECT_NE(text.find("connected for 65 s, moving"), std::string::npos) << text;
    EXPECT_NE(text.find("last verdict: look: worth-looking at 5745 MHz"), std::string::npos) << text;
}

TEST(Render, ShowsWhatWasCompared) {
    const std::string text = cli::render_station(
        query("why"),
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
    const std::string text = cli::render_station(
        query("why"),
        R"({"records":[{"interface":"wlan0","sequence":7,"trigger":"looked","moving":false,"serving":null,
            "verdict":{"action":"stay","reason":"nothing-better"},"gates":[],"candidates":[],
            "rivals":[{"as":"iwd","verdict":{"action":"stay","reason":"above-threshold"},
              "gates":[{"gate":"serving-weak","value":60,"limit":77,"unit":"dbm","passed":false}]},7,{}]}]})");
    EXPECT_NE(text.find("  as iwd: stay: above-threshold\n    no   serving-weak 60 < 77 dbm\n"),
              std::string::npos)
        << text;
}

TEST(Render, TakesAnythingThatIsMissing) {
    EXPECT_EQ(cli::render_station(query("why"), R"({"records":[]})"), "nothing was decided yet\n");
    EXPECT_FALSE(cli::render_station(query("status"), R"({"interfaces":[{},7,null]})").empty());
    EXPECT_FALSE(
        cli::render_station(query("candidates"), R"({"interfaces":[{"candidates":[{},1]}]})").empty());
    EXPECT_EQ(cli::render_station(query("status"), "{}"), "");
}

}  // namespace
