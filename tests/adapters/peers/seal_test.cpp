#include "adapters/peers/seal.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>

#include "adapters/peers/complaints.hpp"
#include "adapters/peers/window.hpp"
#include "arbitrary.hpp"

namespace {

using namespace peers;

const SiteKey kSite{"correct horse battery"};
const SessionId kOne{1};
const SessionId kTwo{2};

TEST(Seal, OpensWithTheSameKeyOnly) {
    Sealer sealer;
    const std::vector<std::uint8_t> text{1, 2, 3};
    const auto datagram = sealer.seal(kSite.open_key(kOne), Header{.session = kOne, .counter = 9}, text);
    EXPECT_EQ(datagram.size(), kHeaderSize + 3 + kTagSize);
    const auto opened = sealer.open(SiteKey{"correct horse battery"}.open_key(kOne), datagram);
    ASSERT_TRUE(opened);
    EXPECT_TRUE(std::ranges::equal(*opened, text));
    EXPECT_FALSE(sealer.open(SiteKey{"correct horse batterz"}.open_key(kOne), datagram));
    EXPECT_FALSE(sealer.open(kSite.open_key(kTwo), datagram));
}

TEST(Seal, RefusesADatagramWithAnyBitChanged) {
    Sealer sealer;
    const Key key = kSite.open_key(kOne);
    auto datagram =
        sealer.seal(key, Header{.session = kOne, .counter = 9}, std::vector<std::uint8_t>{1, 2, 3});
    for (std::size_t bit = 0; bit < 8 * datagram.size(); ++bit) {
        datagram[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        EXPECT_FALSE(sealer.open(key, datagram)) << "bit " << bit;
        datagram[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    }
    EXPECT_TRUE(sealer.open(key, datagram));
}

TEST(Seal, KeysOfAPairDependOnBothChallengesAndTheDirection) {
    const Challenge a{7};
    const Challenge b{8};
    const Key key = kSite.pair_key(kOne, kTwo, a, b);
    EXPECT_NE(key, kSite.pair_key(kTwo, kOne, a, b));
    EXPECT_NE(key, kSite.pair_key(kTwo, kOne, b, a));
    EXPECT_NE(key, kSite.pair_key(kOne, kTwo, Challenge{9}, b));
    EXPECT_NE(key, kSite.pair_key(kOne, kTwo, a, Challenge{9}));
    EXPECT_NE(key, kSite.open_key(kOne));
}

/// Made by Python's hmac: root = HMAC(salt, text), key = HMAC(root, "open" | session | 1).
TEST(Seal, DerivesKeysAsRfc5869) {
    const Key key = SiteKey{"0123456789abcdef"}.open_key(SessionId{1, 2, 3});
    std::string hex;
    for (const auto octet : key) {
        char text[3];
        std::snprintf(text, sizeof text, "%02x", octet);
        hex += text;
    }
    EXPECT_EQ(hex, "bf34ed7e2a57b294bc5e7820658c941a07e69509701ab2431be7d0e5ab451cf5");
}

RC_GTEST_PROP(ReplayWindow, TakesEachCounterOnceInAnyOrder, ()) {
    ReplayWindow window{5};
    std::vector<std::uint64_t> taken;
    std::uint64_t highest = 5;
    for (int i = 0; i < 200; ++i) {
        const std::uint64_t counter = test::below(20) == 0
                                          ? highest + static_cast<std::uint64_t>(test::below(3000))
                                          : static_cast<std::uint64_t>(test::below(3000));
        const bool seen = std::ranges::find(taken, counter) != taken.end();
        const bool known = counter > 5 && counter + ReplayWindow::kReach > highest;
        RC_ASSERT(window.fresh(counter) == (known && !seen));
        if (!window.fresh(counter)) continue;
        window.take(counter);
        taken.push_back(counter);
        highest = std::max(highest, counter);
    }
}

TEST(Complaints, AreSaidOncePerSourceAndMinute) {
    Complaints complaints;
    const Endpoint one{.address = {1}};
    EXPECT_TRUE(complaints.note(Fault::Replayed, one, {0}));
    EXPECT_FALSE(complaints.note(Fault::Replayed, one, {59'999}));
    EXPECT_TRUE(complaints.note(Fault::Malformed, one, {0})) << "another kind";
    EXPECT_TRUE(complaints.note(Fault::Replayed, Endpoint{.address = {2}}, {0})) << "another source";
    EXPECT_TRUE(complaints.note(Fault::Replayed, one, {60'000}));
    EXPECT_EQ(complaints.count(Fault::Replayed), 4u);
}

TEST(Complaints, OfMoreSourcesThanThereIsRoomForAreCountedOnly) {
    Complaints complaints;
    int said = 0;
    for (unsigned i = 0; i < 10'000; ++i) {
        const Endpoint from{.address = {static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i >> 8)}};
        said += complaints.note(Fault::Unreadable, from, {0});
    }
    EXPECT_EQ(said, static_cast<int>(Complaints::kMostSources));
    EXPECT_EQ(complaints.count(Fault::Unreadable), 10'000u);
}

class SiteKeyFile : public testing::Test {
protected:
    void write(const std::string& text, mode_t mode) {
        std::ofstream{path_} << text;
        ::chmod(path_.c_str(), mode);
    }
    void TearDown() override { std::filesystem::remove(path_); }

    std::string path_ =
        std::filesystem::temp_directory_path() / ("roam-site-key." + std::to_string(::getpid()));
};

TEST_F(SiteKeyFile, IsReadWithoutItsLineEnd) {
    write("0123456789abcdef\r\n", 0600);
    EXPECT_EQ(read_site_key(path_), "0123456789abcdef");
}

TEST_F(SiteKeyFile, IsRefusedWhenOthersMayReadIt) {
    write("0123456789abcdef\n", 0640);
    const auto key = read_site_key(path_);
    ASSERT_FALSE(key);
    EXPECT_NE(key.error().find("chmod 600"), std::string::npos) << key.error();
}

TEST_F(SiteKeyFile, IsRefusedWhenShortOrMissingWithAWayToMakeOne) {
    write("0123456789abcde\n", 0600);
    const auto brief = read_site_key(path_);
    ASSERT_FALSE(brief);
    EXPECT_NE(brief.error().find("/dev/urandom"), std::string::npos);
    std::filesystem::remove(path_);
    const auto missing = read_site_key(path_);
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().find("/dev/urandom"), std::string::npos);
    write(std::string(5000, 'x'), 0600);
    EXPECT_FALSE(read_site_key(path_));
}

}  // namespace
