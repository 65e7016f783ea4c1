// What stands before a program's own words, and what a file is wrapped in.
#include <array>
#include <fcntl.h>
#include <lzma.h>
#include <unistd.h>
#include <zlib.h>

#include <gmock/gmock.h>

#include "event_text.hpp"
#include "explain/input/line_form.hpp"
#include "explain/input/line_reader.hpp"

namespace explain {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kUp =
    "wlan0: CTRL-EVENT-CONNECTED - Connection to 02:00:00:00:01:00 completed [id=0 id_str=]";

struct Form {
    std::string_view name;
    std::string before;
    Clock clock;
    std::int64_t micros;
    std::string after{};
};

// 2026-11-30 14:22:01 UTC is 1796048521.
const Form kForms[] = {
    {"nothing", "", Clock::None, 0},
    {"wpa_supplicant -t", "1796048521.123456: ", Clock::Unix, 1796048521123456},
    {"hostapd's own log", "1796048521.123456: 1796048521.123457: ", Clock::Unix, 1796048521123456},
    {"syslog", "Nov 30 14:22:01 host wpa_supplicant[512]: ", Clock::Unix, 1796048521000000},
    {"syslog, one digit", "Nov  3 14:22:01 host wpa_supplicant[512]: ", Clock::Unix, 1793715721000000},
    {"syslog with -t", "Nov 30 14:22:01 host wpa_supplicant[512]: 1796048521.5: ", Clock::Unix,
     1796048521500000},
    {"short-precise", "Nov 30 14:22:01.123456 host wpa_supplicant[512]: ", Clock::Unix, 1796048521123456},
    {"short-iso", "2026-11-30T14:22:01+0000 host wpa_supplicant[512]: ", Clock::Unix, 1796048521000000},
    {"short-iso-precise", "2026-11-30T15:22:01.123456+01:00 host wpa_supplicant[512]: ", Clock::Unix,
     1796048521123456},
    {"short-full", "Mon 2026-11-30 14:22:01 UTC host wpa_supplicant[512]: ", Clock::Unix, 1796048521000000},
    {"short-unix", "1796048521.123456 host wpa_supplicant[512]: ", Clock::Unix, 1796048521123456},
    {"short-monotonic", "[  379.123456] host wpa_supplicant[512]: ", Clock::Boot, 379123456},
    {"logread", "Mon Nov 30 14:22:01 2026 daemon.notice wpa_supplicant[512]: ", Clock::Unix,
     1796048521000000},
    {"logread -t", "Mon Nov 30 14:22:01 2026 [1796048521.123] daemon.notice wpa_supplicant: ", Clock::Unix,
     1796048521123000},
    {"RFC 3164", "<30>Nov 30 14:22:01 host wpa_supplicant[512]: ", Clock::Unix, 1796048521000000},
    {"RFC 5424", "<30>1 2026-11-30T14:22:01.123456Z host wpa_supplicant 512 - - ", Clock::Unix,
     1796048521123456},
    {"wpa_cli", "<3>", Clock::None, 0},
    {"journal -o json",
     R"({"__REALTIME_TIMESTAMP":"1796048521123456","SYSLOG_IDENTIFIER":"wpa_supplicant","_PID":"512","MESSAGE":")",
     Clock::Unix, 1796048521123456, R"("})"},
};

TEST(LineForms, FindTimeProgramAndWords) {
    for (const Form& form : kForms) {
        SCOPED_TRACE(form.name);
        LineForms forms{2026, 0min};
        const std::string line = form.before + std::string{kUp} + form.after;
        const FormedLine formed = forms.read(line);
        EXPECT_EQ(formed.text, kUp);
        EXPECT_EQ(formed.clock, form.clock);
        EXPECT_EQ(formed.at.count(), form.micros);
    }
}

TEST(LineForms, LeadToTheSameEventWhateverTheForm) {
    for (const Form& form : kForms) {
        SCOPED_TRACE(form.name);
        const Told told = read_text(form.before + std::string{kUp} + form.after + "\n", {.year = 2026});
        ASSERT_THAT(told.events, SizeIs(1));
        EXPECT_THAT(told.lines({"up 02:00:00:00:01:00"}), SizeIs(1));
        EXPECT_EQ(told.events[0].interface, "wlan0");
    }
}

TEST(LineForms, ReadWhatTheKernelAndItsLoggersWrite) {
    LineForms forms{2026, 0min};
    for (const std::string_view before : {"[  379.123456] ", "<6>[  379.123456] ", "[  379.123456][ T1234] ",
                                          "[  379.123456] host kernel: "}) {
        SCOPED_TRACE(before);
        const std::string line = std::string{before} + "wlan0: associated";
        const FormedLine formed = forms.read(line);
        EXPECT_EQ(formed.text, "wlan0: associated");
        EXPECT_EQ(formed.program, "kernel");
        EXPECT_EQ(formed.at, 379123456us);
        EXPECT_EQ(formed.clock, Clock::Boot);
    }
    const FormedLine dated = forms.read("[Mon Nov 30 14:22:01 2026] wlan0: associated");
    EXPECT_EQ(dated.program, "kernel");
    EXPECT_EQ(dated.at.count(), 1796048521000000);
}

TEST(LineForms, LearnFromWholeSecondsWhenTheKernelsClockBegan) {
    LineForms forms{2026, 0min};
    (void)forms.read("Nov 30 14:22:01 host kernel: [  100.900000] wlan0: a");
    // 0.05 s later the second turned: the kernel's clock began no earlier than 14:22:02 less 100.95 s.
    (void)forms.read("Nov 30 14:22:02 host kernel: [  100.950000] wlan0: b");
    const FormedLine third = forms.read("Nov 30 14:22:02 host kernel: [  101.700000] wlan0: c");
    EXPECT_EQ(third.at.count(), 1796048522750000);
    EXPECT_FALSE(third.whole_seconds);
}

TEST(LineForms, GoOnIntoTheNextYear) {
    LineForms forms{2025, 0min};
    const auto at = [&forms](const char* line) { return forms.read(line).at; };
    const auto before = at("Dec 31 23:59:59 host kernel: a");
    const auto after = at("Jan  1 00:00:01 host kernel: b");
    EXPECT_EQ(after - before, 2s);
    EXPECT_EQ(at("Dec 31 23:59:58 host kernel: late"), before - 1s);
}

TEST(LineForms, BeginInTheYearBeforeThatInWhichTheLogEnds) {
    LineForms forms{2026, 0min, 1};  // last written in January 2026
    EXPECT_EQ(forms.read("Dec 31 23:59:59 host kernel: a").at.count(), 1767225599000000);
    EXPECT_EQ(forms.read("Jan  1 00:00:00 host kernel: b").at.count(), 1767225600000000);
}

TEST(LineForms, KeepADayThatHasNoYear) {
    LineForms forms{std::nullopt, 0min};
    const FormedLine formed = forms.read("Jan  2 00:00:01 host kernel: a");
    EXPECT_EQ(formed.clock, Clock::Day);
    EXPECT_EQ(formed.at, 24h + 1s);
}

TEST(LineForms, TakeMessagesOfTheJournalThatAreNoUtf8) {
    LineForms forms{std::nullopt, 0min};
    const FormedLine formed =
        forms.read(R"({"MESSAGE":[119,255,58],"SYSLOG_IDENTIFIER":"iwd","__REALTIME_TIMESTAMP":"5"})");
    EXPECT_EQ(formed.text, "w\xFF:");
    EXPECT_EQ(formed.program, "iwd");
    EXPECT_EQ(formed.at, 5us);
}

// What a file is wrapped in.

std::string gzip(std::string_view content) {
    z_stream state{};
    EXPECT_EQ(deflateInit2(&state, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    std::string packed(content.size() + 1024, '\0');
    std::string copy{content};
    state.next_in = reinterpret_cast<Bytef*>(copy.data());
    state.avail_in = static_cast<uInt>(copy.size());
    state.next_out = reinterpret_cast<Bytef*>(packed.data());
    state.avail_out = static_cast<uInt>(packed.size());
    EXPECT_EQ(deflate(&state, Z_FINISH), Z_STREAM_END);
    packed.resize(packed.size() - state.avail_out);
    deflateEnd(&state);
    return packed;
}
std::string xz(std::string_view content) {
    std::string packed(content.size() + 4096, '\0');
    std::size_t size = 0;
    EXPECT_EQ(lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, nullptr,
                                      reinterpret_cast<const std::uint8_t*>(content.data()), content.size(),
                                      reinterpret_cast<std::uint8_t*>(packed.data()), &size, packed.size()),
              LZMA_OK);
    packed.resize(size);
    return packed;
}
std::string utf16(std::string_view content) {
    std::string wide = "\xFF\xFE";
    for (const char c : content) {
        wide += c;
        wide += '\0';
    }
    return wide;
}

class Wrapped : public testing::Test {
protected:
    std::string plain = content_of(vector_path("wpa_supplicant-roam.log"));
    std::vector<std::string> wanted = read_text(plain).lines();
};

TEST_F(Wrapped, FilesAreRecognisedByTheirContent) {
    ASSERT_THAT(wanted, SizeIs(testing::Gt(20)));
    EXPECT_EQ(read_text(gzip(plain)).lines(), wanted);
    EXPECT_EQ(read_text(xz(plain)).lines(), wanted);
    const std::size_t half = plain.find('\n', plain.size() / 2) + 1;
    EXPECT_EQ(read_text(gzip(plain.substr(0, half)) + gzip(plain.substr(half))).lines(), wanted)
        << "two members";
    EXPECT_EQ(read_text(gzip(plain) + std::string(512, '\0')).lines(), wanted) << "padded";
    const std::string capture = content_of(vector_path("../captures/wpa_supplicant-btm.pcap"));
    EXPECT_EQ(read_text(gzip(capture)).lines(), read_text(capture).lines());
}

TEST_F(Wrapped, FilesThatEndTooEarlyAreReadAsFarAsTheyGo) {
    for (const auto& pack : {gzip, xz}) {
        // Much of the same, so that the cut lies behind several blocks of output.
        std::string much;
        for (int i = 0; i < 40; ++i) much += plain;
        const std::string packed = pack(much);
        const Told told = read_text(std::string_view{packed}.substr(0, packed.size() - 100));
        EXPECT_THAT(told.lines(), SizeIs(testing::Ge(wanted.size())));
        ASSERT_THAT(told.report.inputs[0].faults, testing::Not(IsEmpty()));
        EXPECT_EQ(told.report.inputs[0].faults.back().kind, Fault::Kind::Truncated);
    }
}

TEST_F(Wrapped, DamageEndsAFileAndIsSaid) {
    std::string much;
    for (int i = 0; i < 40; ++i) much += plain;
    std::string packed = gzip(much);
    for (std::size_t i = packed.size() / 2; i < packed.size() / 2 + 64; ++i)
        packed[i] = static_cast<char>(~packed[i]);
    const Told told = read_text(packed);
    ASSERT_THAT(told.report.inputs[0].faults, testing::Not(IsEmpty()));
    EXPECT_EQ(told.report.inputs[0].faults.back().kind, Fault::Kind::Compression);
}

TEST_F(Wrapped, Utf16IsReadAndSaid) {
    for (const std::string& wide : {utf16(plain), utf16(plain).substr(2)}) {
        const Told told = read_text(wide);
        EXPECT_EQ(told.lines(), wanted);
        ASSERT_THAT(told.report.inputs[0].faults, SizeIs(1));
        EXPECT_EQ(told.report.inputs[0].faults[0].kind, Fault::Kind::Encoding);
    }
}

TEST_F(Wrapped, ACrashThatLeftZerosCostsNothing) {
    const std::size_t half = plain.find('\n', plain.size() / 2) + 1;
    const std::string holed = plain.substr(0, half) + std::string(5000, '\0') + plain.substr(half);
    EXPECT_EQ(read_text(holed).lines(), wanted);
}

TEST(LineReader, CutsLinesThatAreTooLongAndGoesOnBehindThem) {
    const std::string longest(LineReader::kLongest, 'a');
    const std::string content =
        longest + "\n" + std::string(1'000'000, 'b') + "\nc\r\n" + std::string(300'000, 'd');
    const auto octets = memory_stream(content);
    LineReader lines{*octets};
    EXPECT_EQ(lines.next()->size(), longest.size());
    EXPECT_FALSE(lines.was_cut());
    const auto cut = lines.next();
    EXPECT_EQ(*cut, std::string(LineReader::kLongest, 'b'));
    EXPECT_TRUE(lines.was_cut());
    EXPECT_EQ(lines.next(), "c");
    EXPECT_FALSE(lines.was_cut());
    EXPECT_EQ(lines.next()->size(), LineReader::kLongest);
    EXPECT_EQ(lines.next(), std::nullopt);
    EXPECT_EQ(lines.octets(), content.size());
}

/// Gives one octet at a time.
class Dribble final : public ByteStream {
public:
    explicit Dribble(std::string_view content) : below_{memory_stream(content)} {}
    std::size_t read(std::span<char> room) override { return below_->read(room.first(1)); }
    [[nodiscard]] std::uint64_t raw_octets() const override { return below_->raw_octets(); }
    [[nodiscard]] const std::optional<Fault>& fault() const override { return below_->fault(); }

private:
    std::unique_ptr<ByteStream> below_;
};

TEST(LineReader, DoesNotDependOnHowOctetsArrive) {
    Dribble octets{"a\nbc\n\nlast"};
    LineReader lines{octets};
    std::vector<std::string> read;
    while (const auto line = lines.next()) read.emplace_back(*line);
    EXPECT_THAT(read, ElementsAre("a", "bc", "", "last"));
}

}  // namespace
}  // namespace explain
