// Our own reader of captures, with libpcap as judge: real captures, whole and cut at every place; and what
// libpcap's files seldom hold.
#include "capture/plain_reader.hpp"

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

using capture::PacketReader;
using capture::PlainReader;
using Octets = std::vector<std::uint8_t>;

struct Seen {
    Octets octets;
    std::chrono::microseconds time;
    friend bool operator==(const Seen&, const Seen&) = default;
};
struct All {
    std::vector<Seen> packets;
    bool opened = false;
    bool failed = false;
    friend bool operator==(const All&, const All&) = default;
};

struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

File file_of(const Octets& octets) {
    File file{std::tmpfile()};
    if (!octets.empty()) std::fwrite(octets.data(), 1, octets.size(), file.get());
    std::rewind(file.get());
    return file;
}

template <class Reader>
void read_all(Reader& reader, All& all) {
    all.opened = true;
    for (;;) {
        const auto packet = reader.next();
        all.failed = !packet;
        if (!packet || !*packet) return;
        all.packets.push_back({{(*packet)->octets.begin(), (*packet)->octets.end()}, (*packet)->time});
    }
}
All with_plain(const Octets& octets) {
    All all;
    const File file = file_of(octets);
    if (auto reader = PlainReader::open(file.get())) read_all(*reader, all);
    return all;
}
All with_library(const Octets& octets) {
    All all;
    if (auto reader = PacketReader::open(file_of(octets).release())) read_all(*reader, all);
    return all;
}

std::vector<std::filesystem::path> captures() {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator{ROAM_VECTORS "/captures"})
        if (entry.path().extension() == ".pcap" || entry.path().extension() == ".pcapng")
            found.push_back(entry.path());
    return found;
}
Octets octets_of(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// pcap and pcapng by hand.
struct Writer {
    bool big = false;
    Octets out;
    Writer& number(std::uint64_t value, int size) {
        for (int i = 0; i < size; ++i)
            out.push_back(static_cast<std::uint8_t>(value >> (8 * (big ? size - 1 - i : i))));
        return *this;
    }
    Writer& raw(const Octets& octets) {
        out.insert(out.end(), octets.begin(), octets.end());
        return *this;
    }
    Writer& block(std::uint32_t type, const Octets& body) {
        const auto size = static_cast<std::uint32_t>(12 + body.size());
        return number(type, 4).number(size, 4).raw(body).number(size, 4);
    }
    Writer& section() {
        Writer body{big, {}};
        body.number(0x1A2B3C4D, 4).number(1, 2).number(0, 2).number(~0ULL, 8);
        return block(0x0A0D0D0A, body.out);
    }
    Writer& interface(int link, const Octets& options = {}) {
        Writer body{big, {}};
        body.number(static_cast<std::uint64_t>(link), 2).number(0, 2).number(0, 4).raw(options);
        return block(1, body.out);
    }
    Writer& packet(std::uint32_t interface, std::uint64_t stamp, const Octets& octets) {
        Writer body{big, {}};
        body.number(interface, 4).number(stamp >> 32, 4).number(stamp & 0xFFFFFFFF, 4);
        body.number(octets.size(), 4).number(octets.size(), 4).raw(octets);
        while (body.out.size() % 4 != 0) body.out.push_back(0);
        return block(6, body.out);
    }
    Writer& plain(std::uint32_t magic, int link) {
        return number(magic, 4).number(2, 2).number(4, 2).number(0, 8).number(65535, 4).number(
            static_cast<std::uint64_t>(link), 4);
    }
};
const Octets kFrame{0x80, 0, 0, 0, 1, 2, 3};

TEST(PlainReader, ReadsEveryCaptureAsTheLibraryDoes) {
    ASSERT_GE(captures().size(), 10U);
    for (const auto& path : captures()) {
        SCOPED_TRACE(path);
        const All ours = with_plain(octets_of(path));
        EXPECT_FALSE(ours.packets.empty());
        EXPECT_FALSE(ours.failed);
        EXPECT_EQ(ours, with_library(octets_of(path)));
    }
}

TEST(PlainReader, StopsWhereTheLibraryDoesInAFileThatIsCut) {
    for (const char* name : {"/captures/wpa_supplicant-btm.pcap", "/captures/iwd-ft-sae.pcapng"}) {
        const Octets whole = octets_of(std::string{ROAM_VECTORS} + name);
        for (std::size_t size = 0; size < whole.size(); size += size < 600 ? 1 : 397) {
            SCOPED_TRACE(std::string{name} + " " + std::to_string(size));
            const Octets part{whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)};
            const All ours = with_plain(part);
            const All theirs = with_library(part);
            EXPECT_EQ(ours.packets, theirs.packets);
            EXPECT_EQ(ours.failed, theirs.failed);
            if (size < whole.size() && ours.opened != theirs.opened) ADD_FAILURE() << ours.opened;
        }
    }
}

TEST(PlainReader, KnowsBothByteOrdersAndBothResolutions) {
    for (const bool big : {false, true})
        for (const bool nano : {false, true}) {
            Writer file{big, {}};
            file.plain(nano ? 0xA1B23C4D : 0xA1B2C3D4, 105);
            file.number(1'700'000'000, 4).number(nano ? 250'000'999 : 250'000, 4);
            file.number(kFrame.size(), 4).number(kFrame.size(), 4).raw(kFrame);
            const All ours = with_plain(file.out);
            ASSERT_EQ(ours.packets.size(), 1U);
            EXPECT_EQ(ours.packets[0], (Seen{kFrame, std::chrono::microseconds{1'700'000'000'250'000}}));
            EXPECT_EQ(ours, with_library(file.out));
        }
}

TEST(PlainReader, ReadsTimeInTheInterfacesOwnUnits) {
    struct Case {
        std::uint8_t resolution;
        std::uint64_t stamp;
    };
    for (const Case& one :
         {Case{9, 1'700'000'000'250'000'999ULL}, Case{3, 1'700'000'000'250ULL},
          Case{0x80 | 10, (1'700'000'000ULL << 10) + 256}, Case{0x80 | 31, (7ULL << 31) + (1ULL << 29)}})
        for (const bool big : {false, true}) {
            SCOPED_TRACE(int{one.resolution});
            Writer file{big, {}};
            Writer options{big, {}};
            options.number(9, 2).number(1, 2).raw({one.resolution, 0, 0, 0}).number(0, 4);
            file.section().interface(127, options.out).packet(0, one.stamp, kFrame);
            const All ours = with_plain(file.out);
            ASSERT_EQ(ours.packets.size(), 1U);
            EXPECT_EQ(ours.packets[0].time.count() % 1'000'000, 250'000);
            EXPECT_EQ(ours, with_library(file.out));
        }
}

TEST(PlainReader, PassesOverWhatItDoesNotKnow) {
    Writer file;
    file.section().block(5, Octets(64, 1)).interface(105).block(0xBAD, Octets(8, 0)).packet(0, 0, kFrame);
    file.section().interface(105).packet(0, 1, kFrame);
    const All ours = with_plain(file.out);
    EXPECT_EQ(ours.packets.size(), 2U);
    EXPECT_EQ(ours, with_library(file.out));
}

TEST(PlainReader, RefusesWhatIsNoCapture) {
    EXPECT_FALSE(with_plain({}).opened);
    EXPECT_FALSE(with_plain({'8', '0', ' ', '0', '0'}).opened);
    Writer sections_only;
    EXPECT_FALSE(with_plain(sections_only.section().out).opened);
    Writer two_links;
    const All mixed = with_plain(two_links.section().interface(105).interface(1).packet(0, 0, kFrame).out);
    EXPECT_TRUE(mixed.failed && mixed.packets.empty());
    Writer unknown;
    EXPECT_TRUE(with_plain(unknown.section().interface(105).packet(3, 0, kFrame).out).failed);
    Writer huge;
    huge.plain(0xA1B2C3D4, 105).number(0, 8).number(0x7FFFFFFF, 4).number(0x7FFFFFFF, 4);
    EXPECT_TRUE(with_plain(huge.out).failed);
}

}  // namespace
