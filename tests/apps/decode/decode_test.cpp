// What `roam decode` prints and how it ends, from the outside.
#include "apps/decode/decode.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <pcap/pcap.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "apps/decode/json_text.hpp"
#include "apps/decode/render.hpp"

namespace decode {
namespace {

/// A BTM request with one candidate, a beacon whose BSS Load is cut short, and a data frame.
const std::vector<std::uint8_t> kRequest{0xD0, 0, 0, 0, 2, 0,    0,    0,  1, 0,   2,  0, 0, 0,   0,  1,  2,
                                         0,    0, 0, 0, 1, 0,    0,    10, 7, 9,   3,  0, 0, 255, 52, 16, 2,
                                         0,    0, 0, 3, 0, 0x8F, 0x1A, 0,  0, 115, 36, 9, 3, 1,   200};
const std::vector<std::uint8_t> kBrokenBeacon{0x80, 0, 0, 0, 255, 255, 255, 255, 255, 255, 2, 0, 0, 0,
                                              0,    1, 2, 0, 0,   0,   0,   1,   0,   0,   1, 2, 3, 4,
                                              5,    6, 7, 8, 100, 0,   1,   0,   11,  2,   3, 0};
const std::vector<std::uint8_t> kData{0x08, 0x01, 0, 0, 2, 0, 0, 0, 0, 1};

std::string to_hex(const std::vector<std::uint8_t>& octets) {
    JsonText text;
    text.hex(octets);
    return std::string{text.text().substr(1, 2 * octets.size())};
}

struct Result {
    int status = 0;
    std::string out;
    std::string err;
};

Result run(const std::vector<std::string>& arguments) {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    Result result;
    result.status = run_decode(arguments);
    std::fflush(stdout);
    result.out = testing::internal::GetCapturedStdout();
    result.err = testing::internal::GetCapturedStderr();
    return result;
}

std::vector<json::object> lines_of(const std::string& text) {
    std::vector<json::object> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        lines.push_back(json::parse(text.substr(at, end - at)).as_object());
        at = end + 1;
    }
    return lines;
}

std::string capture_of(const std::vector<std::vector<std::uint8_t>>& frames, int link) {
    const std::string path = testing::TempDir() + "roam-decode-" + std::to_string(getpid()) + ".pcap";
    pcap_t* capture = pcap_open_dead(link, 65535);
    pcap_dumper_t* dump = pcap_dump_open(capture, path.c_str());
    for (const auto& frame : frames) {
        pcap_pkthdr header{};
        header.ts.tv_sec = 1'700'000'000;
        header.caplen = header.len = static_cast<bpf_u_int32>(frame.size());
        pcap_dump(reinterpret_cast<unsigned char*>(dump), &header, frame.data());
    }
    pcap_dump_close(dump);
    pcap_close(capture);
    return path;
}

TEST(Decode, ShowsATreeOrJsonOfHexadecimal) {
    const Result tree = run({to_hex(kRequest)});
    EXPECT_EQ(tree.status, 0);
    EXPECT_NE(tree.out.find("preference: 200"), std::string::npos) << tree.out;
    EXPECT_NE(tree.out.find("mode: preferred_list abridged"), std::string::npos) << tree.out;
    const auto lines = lines_of(run({"--json", to_hex(kRequest)}).out);
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].at("kind"), "btm_request");
    EXPECT_EQ(lines[0].at("faults"), 0);
    EXPECT_EQ(lines[0].at("body").at("body").at("candidates").at(0).at("centre_mhz"), 5180);
}

TEST(Decode, NamesTheOctetsTheOffsetAndTheClauseOfAFault) {
    const Result result = run({"--json", to_hex(kBrokenBeacon)});
    EXPECT_EQ(result.status, 1);
    const auto lines = lines_of(result.out);
    const json::value& fault = lines.at(0).at("body").at("elements").at(0).at("fault");
    EXPECT_EQ(fault.at("kind"), "body_too_short");
    EXPECT_EQ(fault.at("offset"), 36);
    EXPECT_EQ(fault.at("clause"), "9.4.2.27");
    EXPECT_EQ(fault.at("octets"), "0300");
}

TEST(Decode, FiltersCapturesByKindAndAddress) {
    const std::string path = capture_of({kRequest, kBrokenBeacon, kData}, DLT_IEEE802_11);
    const auto all = lines_of(run({"--json", path}).out);
    ASSERT_EQ(all.size(), 2U);  // data frames only when asked for
    EXPECT_EQ(all[0].at("time"), "2023-11-14T22:13:20.000000Z");
    EXPECT_EQ(lines_of(run({"--json", "--all", path}).out).size(), 3U);
    const auto beacons = lines_of(run({"--json", "--kind", "beacon,probe_response", path}).out);
    ASSERT_EQ(beacons.size(), 1U);
    EXPECT_EQ(beacons[0].at("frame"), 2);
    EXPECT_EQ(lines_of(run({"--json", "--address", "02:00:00:00:01:00", path}).out).size(), 1U);
    EXPECT_EQ(lines_of(run({"--json", "--count", "1", path}).out).size(), 1U);
    std::filesystem::remove(path);
}

TEST(Decode, SaysWhatIsWrongWithItsInput) {
    EXPECT_EQ(run({"--kind", "becon", "00"}).status, 2);
    EXPECT_NE(run({"--kind", "becon", "00"}).err.find("did you mean \"beacon\""), std::string::npos);
    EXPECT_NE(run({"zz"}).err.find("neither a file nor hexadecimal"), std::string::npos);
    EXPECT_EQ(lines_of(run({"--json", "--address", "x", "00"}).out).at(0).at("error").at("code"),
              "bad-address");
    const std::string path = capture_of({kData}, DLT_EN10MB);
    const Result wrong_link = run({path});
    EXPECT_EQ(wrong_link.status, 2);
    EXPECT_NE(wrong_link.err.find("EN10MB; capture on a monitor interface"), std::string::npos)
        << wrong_link.err;
    std::filesystem::remove(path);
    EXPECT_EQ(run({"--as", "elements", "0b"}).status, 1);
    EXPECT_EQ(run({}).status, 2);
}

const std::string kPcap = ROAM_VECTORS "/captures/wpa_supplicant-ft-psk.pcap";
const std::string kPcapng = ROAM_VECTORS "/captures/iwd-ft-sae.pcapng";

TEST(Decode, ReadsRealPcapAndPcapngFiles) {
    const auto pcap = lines_of(run({"--json", kPcap}).out);
    ASSERT_EQ(pcap.size(), 31U);
    EXPECT_EQ(pcap[0].at("kind"), "deauthentication");
    EXPECT_EQ(pcap[0].at("radiotap").at("channel_mhz"), 2412);
    const auto pcapng = lines_of(run({"--json", kPcapng}).out);
    ASSERT_EQ(pcapng.size(), 34U);
    for (const json::object& line : pcapng)
        EXPECT_TRUE(line.at("time").as_string().starts_with("2023-11-14T22:1"));
    const auto both = lines_of(run({"--json", "--kind", "reassociation_request", kPcap, kPcapng}).out);
    EXPECT_EQ(both.size(), 2U);
}

TEST(Decode, FiltersByWhatItThenShows) {  // the filters look at a frame before its tree is built
    const auto all = lines_of(run({"--json", "--all", kPcap}).out);
    std::map<std::string, std::size_t> counts;
    for (const json::object& line : all) ++counts[std::string{line.at("kind").as_string()}];
    EXPECT_GE(counts.size(), 9U);
    for (const auto& [kind, count] : counts)
        EXPECT_EQ(lines_of(run({"--json", "--kind", kind, kPcap}).out).size(), count) << kind;
}

TEST(Decode, PrintsPrettyJsonThatSaysTheSame) {
    const std::string text = run({"--json=pretty", to_hex(kRequest)}).out;
    EXPECT_GT(std::ranges::count(text, '\n'), 30);
    EXPECT_EQ(json::parse(text), json::parse(run({"--json=short", to_hex(kRequest)}).out));
    EXPECT_EQ(run({"--json=off", to_hex(kRequest)}).out, run({to_hex(kRequest)}).out);
    EXPECT_EQ(run({"--json=yaml", to_hex(kRequest)}).status, 2);
}

TEST(Decode, ShowsWhatStandsBeforeTheCutOfAFile) {
    const std::string cut = testing::TempDir() + "roam-decode-cut-" + std::to_string(getpid()) + ".pcap";
    for (const std::string& whole : {kPcap, kPcapng}) {
        std::filesystem::copy_file(whole, cut, std::filesystem::copy_options::overwrite_existing);
        std::filesystem::resize_file(cut, std::filesystem::file_size(cut) - 200);
        const Result result = run({"--json", cut});
        EXPECT_EQ(result.status, 2);
        const auto lines = lines_of(result.out);
        EXPECT_GT(lines.size(), 25U);
        const std::string message{lines.back().at("error").at("message").as_string()};
        EXPECT_TRUE(message.starts_with(cut) && message.find("truncated") != std::string::npos) << message;
    }
    std::filesystem::resize_file(cut, 10);
    EXPECT_NE(run({cut}).err.find("not a pcap or pcapng file"), std::string::npos);
    std::filesystem::remove(cut);
}

/// What a line of shell prints, with the exit status of its first program behind it.
std::string shell(const std::string& line) {
    std::string text;
    std::FILE* pipe = popen(("bash -c '" + line + "; echo status ${PIPESTATUS[0]}' 2>&1").c_str(), "r");
    for (int c = 0; (c = std::fgetc(pipe)) != EOF;) text += static_cast<char>(c);
    pclose(pipe);
    return text;
}

TEST(Decode, EndsSilentlyWhenItsReaderHasGone) {
    const std::string many = kPcap + " " + kPcap + " " + kPcap + " " + kPcap;
    EXPECT_EQ(shell(ROAM_DECODE_PROGRAM " " + many + " | head -n 1 >/dev/null"), "status 141\n");
}

TEST(Decode, EndsWith130WhenInterrupted) {
    // It waits for input that never comes.
    EXPECT_EQ(shell("sleep 3 | timeout --signal=INT --preserve-status 1 " ROAM_DECODE_PROGRAM
                    " - ; echo ended ${PIPESTATUS[1]} >&2; true")
                  .substr(0, 9),
              "ended 130");
}

#ifndef __SANITIZE_ADDRESS__  // the sanitizer keeps what was freed for a while
TEST(Decode, NeedsNoMoreMemoryForALargerFile) {
    const std::string large = testing::TempDir() + "roam-decode-large-" + std::to_string(getpid()) + ".pcap";
    std::ifstream file{kPcap, std::ios::binary};
    const std::string whole{std::istreambuf_iterator<char>{file}, {}};
    std::ofstream repeated{large, std::ios::binary};
    repeated << whole;
    constexpr int kTimes = 2000;  // 11 MB
    for (int i = 1; i < kTimes; ++i)
        repeated.write(whole.data() + 24, static_cast<std::streamsize>(whole.size() - 24));
    repeated.close();
    const auto peak_kb = [](const std::string& input) {
        const std::string text =
            shell("/usr/bin/time -f \"%M\" " ROAM_DECODE_PROGRAM " -q --kind data " + input);
        return std::stol(text);
    };
    if (!std::filesystem::exists("/usr/bin/time")) GTEST_SKIP() << "missing: apt-get install time";
    EXPECT_LT(peak_kb(large), peak_kb(kPcap) + 1024);
    const auto frames = lines_of(run({"--json", "--kind", "reassociation_request", large}).out);
    EXPECT_EQ(frames.size(), static_cast<std::size_t>(kTimes));
    std::filesystem::remove(large);
}
#endif

}  // namespace
}  // namespace decode
