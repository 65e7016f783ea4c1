// 10,000 logs with something wrong in them: nothing crashes or hangs, and good lines around the bad one
// survive.
#include <algorithm>
#include <random>

#include <gmock/gmock.h>

#include "event_text.hpp"
#include "explain/input_reader.hpp"

namespace explain {
namespace {

std::vector<std::string> read(std::string_view content) {
    InputReader reader{0, unpacked(memory_stream(content)), {}};
    std::vector<std::string> told;
    for (bool goes_on = true; goes_on;) {
        goes_on = reader.advance();
        while (reader.events().is_ready()) told.push_back(to_text(reader.events().take()));
    }
    return told;
}

const std::vector<std::string>& logs() {
    static const std::vector<std::string> contents = [] {
        std::vector<std::string> read;
        for (const char* name :
             {"wpa_supplicant-roam.log", "wpa_supplicant-transition.log", "hostapd-roam.log", "iwd-roam.log",
              "networkmanager-roam.log", "esp-idf-transition.log", "../captures/wpa_supplicant-btm.pcap"})
            read.push_back(content_of(vector_path(name)));
        read.push_back(
            R"({"__REALTIME_TIMESTAMP":"1796048521123456","SYSLOG_IDENTIFIER":"kernel","MESSAGE":"wlan0: authenticate with 02:00:00:00:02:00"}
{"schema":"roam-record/1","interface":"wlan0","serving":{"bssid":"02:00:00:00:01:00","heard":true,"signal_cdbm":-7907,"age_ms":0},"verdict":{"action":"move","reason":"link-failing","target":"02:00:00:00:03:00"},"candidates":[],"outcome":{"result":"moved","took_ms":2},"time":"2023-11-14T22:14:31.365Z"}
Nov 30 14:22:01 host kernel: [  100.900000] wlan0: RX AssocResp from 02:00:00:00:02:00 (capab=0x1 status=0 aid=1)
)");
        return read;
    }();
    return contents;
}

std::string mutated(std::string content, std::mt19937_64& random) {
    const std::size_t changes = 1 + random() % 8;
    for (std::size_t i = 0; i < changes && !content.empty(); ++i) {
        const std::size_t at = random() % content.size();
        const std::size_t size = 1 + random() % 200;
        switch (random() % 7) {
            case 0:
                content[at] = static_cast<char>(random());
                break;
            case 1:
                content.erase(at, size);
                break;
            case 2:
                content.insert(at, content.substr(random() % content.size(), size));
                break;
            case 3:
                content.insert(at, std::string(size, static_cast<char>(random())));
                break;
            case 4:  // a number at its end
                if (const std::size_t digit = content.find_first_of("0123456789", at);
                    digit != std::string::npos)
                    content.insert(digit, "99999999999999999999");
                break;
            case 5:
                content.resize(at);
                break;
            default:
                std::swap(content[at], content[random() % content.size()]);
        }
    }
    return content;
}

TEST(MutatedLogs, NeverCrashAndAlwaysEnd) {
    for (std::uint64_t seed = 0; seed < 10'000; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937_64 random{seed};
        (void)read(mutated(logs()[seed % logs().size()], random));
    }
}

// A bad line in the middle: what whole lines before and behind it say is still said.
TEST(MutatedLogs, KeepTheGoodLinesAroundABadOne) {
    const std::string good =
        "100.0: wlan0: CTRL-EVENT-DISCONNECTED bssid=02:00:00:00:01:00 reason=3\n"
        "101.0: wlan0: CTRL-EVENT-SIGNAL-CHANGE above=0 signal=-70 noise=-90 txrate=6000\n";
    const std::string behind =
        "103.0: wlan0: CTRL-EVENT-DISCONNECTED bssid=02:00:00:00:02:00 reason=4\n"
        "104.0: wlan0: CTRL-EVENT-BEACON-LOSS \n";
    const auto wanted = {"100.000000 down 02:00:00:00:01:00 reason 3 by peer",
                         "103.000000 down 02:00:00:00:02:00 reason 4 by peer", "104.000000 beacons lost"};
    for (std::uint64_t seed = 0; seed < 10'000; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937_64 random{seed};
        std::string bad = mutated(
            "102.0: wlan0: SME: Trying to authenticate with 02:00:00:00:02:00 (SSID='x' freq=5180 MHz)",
            random);
        std::ranges::replace(bad, '\n', ' ');
        const auto told = read(good + bad + "\n" + behind);
        for (const char* line : wanted) EXPECT_THAT(told, testing::Contains(line)) << bad;
    }
}

}  // namespace
}  // namespace explain
