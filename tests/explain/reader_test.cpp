// Several inputs, files that are not what they should be, and what the report says of them.
#include <algorithm>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "event_text.hpp"

namespace explain {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> lines_of(const std::string& content) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < content.size();) {
        const std::size_t end = content.find('\n', at);
        lines.push_back(content.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

TEST(Reader, MergesInputsInTheOrderOfTime) {
    const Told told = read_files({vector_path("hostapd-roam.log"), vector_path("wpa_supplicant-roam.log")});
    EXPECT_TRUE(std::ranges::is_sorted(told.events, {}, &Event::at));
    EXPECT_THAT(
        told.lines({"begins", "ends", "joined", "up "}),
        ElementsAre("89.444038 begins ft 02:00:00:00:03:00 5745",
                    "89.444038 begins authentication 02:00:00:00:03:00 5745",
                    "89.474199 begins authentication 02:00:00:00:03:00 -",
                    "89.474199 begins ft 02:00:00:00:03:00 -",
                    "89.474218 ends authentication 02:00:00:00:03:00 0",
                    "89.474693 ends authentication 02:00:00:00:03:00 0",
                    "89.474707 begins association 02:00:00:00:03:00 5745",
                    "89.476648 begins association 02:00:00:00:03:00 -",
                    "89.477440 ends association 02:00:00:00:03:00 0",
                    "89.477441 joined 02:00:00:00:00:00 02:00:00:00:03:00",
                    "89.477464 ends ft 02:00:00:00:03:00 0", "89.477478 ends association 02:00:00:00:03:00 0",
                    "89.477481 up 02:00:00:00:03:00 roam-lab 5745"));
    EXPECT_THAT(told.report.inputs, SizeIs(2));
    EXPECT_EQ(told.events.front().place.input, 1U);
}

TEST(Reader, TellsTwoProgramsInOneFileApart) {
    // As two programs that write to one terminal: line by line in the order of time.
    std::vector<std::string> all = lines_of(content_of(vector_path("wpa_supplicant-roam.log")));
    const std::size_t own = all.size();
    std::ranges::copy(lines_of(content_of(vector_path("hostapd-roam.log"))), std::back_inserter(all));
    ASSERT_GT(all.size(), own);
    std::ranges::stable_sort(all, {}, [](const std::string& line) { return line.substr(0, 17); });
    std::string content;
    for (const std::string& line : all) content += line + "\n";
    const Told together = read_text(content);
    const Told apart = read_files({vector_path("wpa_supplicant-roam.log"), vector_path("hostapd-roam.log")});
    EXPECT_THAT(together.lines({"judged", "up ", "joined", "begins"}),
                testing::UnorderedElementsAreArray(apart.lines({"judged", "up ", "joined", "begins"})));
    EXPECT_THAT(together.report.inputs[0].sources,
                testing::UnorderedElementsAre(Source::WpaSupplicant, Source::Hostapd));
}

TEST(Reader, CountsWhatItDoesNotKnowAndShowsItOnRequest) {
    const std::string content =
        "wlan0: CTRL-EVENT-BEACON-LOSS \nquite another thing\n\nand \xff\x01 more\nWNM: fine\n";
    const Told told = read_text(content, {.unknown_kept = 5});
    const InputReport& report = told.report.inputs[0];
    EXPECT_EQ(report.lines, 5U);
    EXPECT_EQ(report.unknown, 2U);
    EXPECT_EQ(report.plain, 2U);
    ASSERT_THAT(report.unknown_lines, SizeIs(2));
    EXPECT_EQ(report.unknown_lines[0].line, 2U);
    EXPECT_EQ(report.unknown_lines[0].text, "quite another thing");
    EXPECT_EQ(report.unknown_lines[1].text, "and \xEF\xBF\xBD  more");
    EXPECT_THAT(read_text(content).report.inputs[0].unknown_lines, IsEmpty());
}

TEST(Reader, SaysWhatNobodyKnows) {
    const auto kind = [](const Told& told) {
        return told.report.inputs[0].faults.empty() ? -1
                                                    : static_cast<int>(told.report.inputs[0].faults[0].kind);
    };
    EXPECT_EQ(kind(read_text("")), static_cast<int>(Fault::Kind::NothingKnown));
    EXPECT_EQ(kind(read_text("hello\nworld\n")), static_cast<int>(Fault::Kind::NothingKnown));
    EXPECT_EQ(kind(read_files({"/does/not/exist"})), static_cast<int>(Fault::Kind::CannotOpen));
    EXPECT_EQ(kind(read_files({"/"})), static_cast<int>(Fault::Kind::CannotRead));
    EXPECT_EQ(kind(read_text(std::string{"\xD4\xC3\xB2\xA1", 4} + "nonsense")),
              static_cast<int>(Fault::Kind::Capture));
}

TEST(Reader, OneBrokenInputLeavesTheOthersAlone) {
    const std::string good = vector_path("wpa_supplicant-roam.log");
    const auto wanted = read_files({good}).lines();
    EXPECT_EQ(read_files({"/does/not/exist", good, file_of("")}).lines(), wanted);
}

TEST(Reader, ReadsACaptureThatIsCutAsFarAsItGoes) {
    const std::string capture = content_of(vector_path("../captures/wpa_supplicant-btm.pcap"));
    const auto all = read_text(capture).lines();
    const Told told = read_text(std::string_view{capture}.substr(0, capture.size() - 9));
    EXPECT_THAT(told.lines(), SizeIs(testing::Ge(all.size() / 2)));
    ASSERT_THAT(told.report.inputs[0].faults, SizeIs(1));
    EXPECT_EQ(told.report.inputs[0].faults[0].kind, Fault::Kind::Truncated);
}

TEST(Reader, GivesOnlyWhatLiesInTheAskedTime) {
    const Told told = read_files({vector_path("wpa_supplicant-roam.log")},
                                 {.from = Micros{1700000089474000}, .to = Micros{1700000089477470}});
    EXPECT_THAT(told.lines({"begins", "ends"}),
                ElementsAre("89.474693 ends authentication 02:00:00:00:03:00 0",
                            "89.474707 begins association 02:00:00:00:03:00 5745",
                            "89.477464 ends ft 02:00:00:00:03:00 0"));
}

TEST(Reader, TakesABootClockThatBeginsAnewForALaterOne) {
    const Told told = read_text(
        "[  379.0] wlan0: authenticate with 02:00:00:00:02:00\n"
        "[    5.0] Linux version 6.1\n"
        "[    9.0] wlan0: authenticate with 02:00:00:00:03:00\n");
    EXPECT_THAT(told.lines(), ElementsAre("379.000000 begins authentication 02:00:00:00:02:00 -",
                                          "379.000000 program begins",
                                          "383.000000 begins authentication 02:00:00:00:03:00 -"));
    ASSERT_THAT(told.report.inputs[0].faults, SizeIs(1));
    EXPECT_EQ(told.report.inputs[0].faults[0].kind, Fault::Kind::ClockBack);
    EXPECT_EQ(told.report.inputs[0].faults[0].line, 2U);
}

TEST(Reader, KeepsTheOrderOfAFileWhoseClockWasSetBack) {
    const Told told = read_text(
        "100.0: wlan0: CTRL-EVENT-DISCONNECTED bssid=02:00:00:00:01:00 reason=1\n"
        "50.0: wlan0: CTRL-EVENT-DISCONNECTED bssid=02:00:00:00:02:00 reason=2\n"
        "51.0: wlan0: CTRL-EVENT-DISCONNECTED bssid=02:00:00:00:03:00 reason=3\n");
    EXPECT_THAT(told.lines(), ElementsAre("100.000000 down 02:00:00:00:01:00 reason 1 by peer",
                                          "50.000000 down 02:00:00:00:02:00 reason 2 by peer",
                                          "51.000000 down 02:00:00:00:03:00 reason 3 by peer"));
    ASSERT_THAT(told.report.inputs[0].faults, SizeIs(1));
    EXPECT_EQ(told.report.inputs[0].faults[0].times, 1U);
}

TEST(Reader, BringsAKernelsClockOntoTheSupplicants) {
    // The machine booted at 1700000000.25; the kernel says "associated" a little before the keys are
    // complete.
    const std::string kernel =
        "[   10.000] wlan0: authenticate with 02:00:00:00:01:00\n[   10.010] wlan0: associate with "
        "02:00:00:00:01:00 (try 1/3)\n"
        "[   10.020] wlan0: associated\n[   60.000] wlan0: authenticate with 02:00:00:00:02:00\n"
        "[   60.020] wlan0: associated\n[   99.000] wlan0: authenticate with 02:00:00:00:01:00\n[   99.020] "
        "wlan0: associated\n";
    const std::string supplicant =
        "1700000010.272: wlan0: CTRL-EVENT-CONNECTED - Connection to 02:00:00:00:01:00 completed [id=0 "
        "id_str=]\n"
        "1700000060.273: wlan0: CTRL-EVENT-CONNECTED - Connection to 02:00:00:00:02:00 completed [id=0 "
        "id_str=]\n"
        "1700000099.274: wlan0: CTRL-EVENT-CONNECTED - Connection to 02:00:00:00:01:00 completed [id=0 "
        "id_str=]\n";
    const Told told = read_files({file_of(kernel), file_of(supplicant)});
    const InputReport& report = told.report.inputs[0];
    EXPECT_EQ(told.report.clock, Clock::Unix);
    ASSERT_TRUE(report.alignment);
    EXPECT_EQ(report.alignment->to_input, 1U);
    EXPECT_EQ(report.alignment->offset, 1700000000s + 253ms);
    EXPECT_EQ(report.alignment->residual, 1ms);
    EXPECT_EQ(report.alignment->matched, 3U);
    EXPECT_TRUE(report.alignment->applied);
    EXPECT_EQ(report.not_aligned, "");
    EXPECT_EQ(report.clock, Clock::Boot) << "as its lines have it";
    EXPECT_TRUE(std::ranges::is_sorted(told.events, {}, &Event::at));
    EXPECT_TRUE(
        std::ranges::all_of(told.events, [](const Event& event) { return event.clock == Clock::Unix; }));
}

TEST(Reader, SaysWhichClockCannotBeAligned) {
    const Told told =
        read_files({vector_path("wpa_supplicant-roam.log"), vector_path("esp-idf-transition.log")});
    EXPECT_EQ(told.report.inputs[0].not_aligned, "");
    EXPECT_NE(told.report.inputs[1].not_aligned, "");
    EXPECT_FALSE(told.report.inputs[1].alignment);
}

TEST(Reader, PlacesLinesWithoutATimeByTheirOrder) {
    const Told told = read_files({vector_path("iwd-roam.log"), vector_path("hostapd-roam.log")});
    EXPECT_THAT(
        told.lines({"up ", "judged"}),
        ElementsAre(
            "89.477441 judged 02:00:00:00:01:00 -70 780000 -> 02:00:00:00:03:00 -63 1560000 moves: the "
            "highest rank",
            "89.477441 up 02:00:00:00:03:00 roam-lab 5745"));
    EXPECT_EQ(told.report.inputs[0].alignment->matched, 1U);
    EXPECT_TRUE(told.report.inputs[0].alignment->by_order);
    EXPECT_EQ(told.report.inputs[0].not_aligned, "");
}

// Two access points' logs have no event in common, and each tells of all stations; iwd's has no time, and
// says which address its radio has.
TEST(Reader, PlacesLinesWithoutATimeByTheirOwnStationsLinksInAllLogs) {
    const std::string iwd = file_of(
        "Wireless daemon version 2.3\n"
        "\tPermanent Address: 02:00:00:00:00:07\n"
        "src/netdev.c:netdev_create_from_genl() Created interface wlan0[3 1]\n"
        "src/station.c:__station_connect_network() connecting to BSS 02:00:00:00:01:00\n"
        "src/station.c:station_enter_state() Old State: connecting (auto), new state: connected\n"
        "src/station.c:station_try_next_transition() 3, target 02:00:00:00:02:00\n"
        "src/station.c:station_enter_state() Old State: connected, new state: ft-roaming\n"
        "src/station.c:station_enter_state() Old State: ft-roaming, new state: connected\n");
    const std::string one = file_of(
        "1700000001.0: Using interface wlan1 with hwaddr 02:00:00:00:01:00 and ssid \"x\"\n"
        "1700000002.0: wlan1: AP-STA-CONNECTED 02:00:00:00:00:07\n"
        "1700000009.0: wlan1: AP-STA-CONNECTED 02:00:00:00:00:08\n");
    const std::string two = file_of(
        "1700000001.0: Using interface wlan2 with hwaddr 02:00:00:00:02:00 and ssid \"x\"\n"
        "1700000003.0: wlan2: AP-STA-CONNECTED 02:00:00:00:00:08\n"
        "1700000005.0: wlan2: AP-STA-CONNECTED 02:00:00:00:00:07\n");
    const Told told = read_files({iwd, one, two});
    EXPECT_THAT(told.lines({"up "}),
                ElementsAre("2.000000 up 02:00:00:00:01:00 - -", "5.000000 up 02:00:00:00:02:00 - -"));
    for (const Event& event : told.events)
        if (event.source == Source::Iwd && std::holds_alternative<LinkUp>(event.said)) {
            EXPECT_EQ(event.station, (wifi::MacAddress{{2, 0, 0, 0, 0, 7}}));
        }
}

TEST(Reader, LeavesClocksThatAgreeAlone) {
    const Told told = read_files({vector_path("hostapd-roam.log"), vector_path("wpa_supplicant-roam.log")});
    ASSERT_TRUE(told.report.inputs[1].alignment);
    EXPECT_FALSE(told.report.inputs[1].alignment->applied);
    EXPECT_LT(std::chrono::abs(told.report.inputs[1].alignment->offset), 1ms);
}

TEST(Reader, ReadsAPipeTwiceWhereItHasTo) {
    const std::string supplicant = content_of(vector_path("wpa_supplicant-roam.log"));
    const std::string path = file_of("") + ".pipe";
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    std::thread writer{[&] { std::ofstream{path, std::ios::binary} << supplicant; }};
    const Told told = read_files({path, vector_path("hostapd-roam.log")});
    writer.join();
    EXPECT_THAT(told.lines({"judged"}), SizeIs(1));
    EXPECT_TRUE(told.report.inputs[1].alignment);
}

TEST(Reader, TellsHowFarItIs) {
    std::string much;
    const std::string content = content_of(vector_path("wpa_supplicant-roam.log"));
    while (much.size() < 20'000'000) much += content;
    std::vector<Progress> told;
    (void)read_text(much, {.progress = [&told](const Progress& progress) { told.push_back(progress); }});
    ASSERT_THAT(told, SizeIs(testing::Ge(3)));
    EXPECT_EQ(told[0].octets_in_all, much.size());
    EXPECT_TRUE(std::ranges::is_sorted(told, {}, &Progress::octets_read));
    EXPECT_LE(told.back().octets_read, much.size());
}

TEST(Reader, HoldsNoMoreOfAnInputWhenThereIsMoreOfIt) {
    // Two inputs far apart in time: the later one must wait without being read into memory.
    std::string early;
    std::string late;
    for (int i = 0; i < 200'000; ++i) {
        early += std::to_string(1000 + i) + ".0: wlan0: CTRL-EVENT-BEACON-LOSS \n";
        late += std::to_string(900'000 + i) + ".0: wlan0: CTRL-EVENT-BEACON-LOSS \n";
    }
    std::size_t count = 0;
    Micros before = Micros::min();
    Reader reader{{{file_of(early)}, {file_of(late)}}, {.align = false}};
    const ReadReport report = reader.read([&](const Event& event) {
        EXPECT_LE(before, event.at);
        before = event.at;
        ++count;
    });
    EXPECT_EQ(count, 400'000U);
    EXPECT_EQ(report.inputs[1].lines, 200'000U);
}

}  // namespace
}  // namespace explain
