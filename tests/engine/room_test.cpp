// How much room and time an access point needs for those it knows: thousands who were only heard, and all the
// clients of a large site.
#include <chrono>
#include <ctime>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/access_point.hpp"
#include "heap.hpp"
#include "ports/silent_ap_control.hpp"

namespace {

using base::Instant;
using base::Milliseconds;

constexpr int kAccessPoints = 100;
constexpr int kClients = 3'000;
constexpr int kSightings = 10;

wifi::MacAddress address(int kind, int number) {
    return {{0x04, 0, 0, static_cast<std::uint8_t>(kind), static_cast<std::uint8_t>(number >> 8),
             static_cast<std::uint8_t>(number & 0xFF)}};
}
wifi::MacAddress bssid(int number) { return address(1, number); }
wifi::MacAddress client(int number) { return address(2, number); }

double seconds() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

struct Journal final : ports::Journal {
    void write(std::string_view, const records::Record&) override {}
    void steering(std::string_view, const records::SteeringRecord&) override { ++kept; }
    int kept = 0;
};

/// One access point of a hundred; each has a BSS on 2.4 and one on 5 GHz.
struct LargeSite : testing::Test {
    LargeSite() {
        ap.add_bss("wlan0", control);
        ap.handle("wlan0", ports::ApAttached{}, now);
        ports::BssStatus status;
        status.enabled = true;
        status.bssid = bssid(0);
        status.ssid = "net";
        status.channel = wifi::Channel::make(wifi::Band::Ghz5, 36);
        status.capability = {wifi::PhyMode::Vht, wifi::Width::Mhz80, 2};
        status.transition = true;
        ap.handle("wlan0", status, now);
        for (int i = 1; i < kAccessPoints; ++i) {
            ports::SharedBss bss;
            bss.ssid = "net";
            bss.capability = {wifi::PhyMode::Vht, wifi::Width::Mhz80, 2};
            bss.bssid = bssid(2 * i);
            bss.channel = *wifi::Channel::make(wifi::Band::Ghz5, 36 + 4 * (i % 4));
            ap.handle(ports::PeerBss{peer(i), bss}, now);
            bss.bssid = bssid(2 * i + 1);
            bss.channel = *wifi::Channel::make(wifi::Band::Ghz2_4, 1 + 5 * (i % 3));
            ap.handle(ports::PeerBss{peer(i), bss}, now);
        }
    }
    static engine::ApSettings settings() {
        engine::ApSettings set;
        set.most_clients = 10'000;
        return set;
    }
    static std::string peer(int number) { return fmt::format("ap-{:03}.example#{:08x}", number, number); }

    void join(int number) { ap.handle("wlan0", ports::ClientJoined{client(number)}, now); }
    void read(int number) {
        ports::ClientRead read;
        read.client = client(number);
        read.authorized = true;
        read.signal = wifi::Dbm{-60 - number % 15};
        read.capability = {wifi::PhyMode::Vht, wifi::Width::Mhz80, 2};
        read.transition = true;
        ap.handle("wlan0", read, now);
    }
    /// Another access point of the site serves it.
    void claim(int number) {
        const int owner = 1 + number % (kAccessPoints - 1);
        ap.handle(ports::PeerClaim{peer(owner), {client(number), bssid(2 * owner), 1}}, now);
    }
    void hear_all() {
        for (int i = 0; i < kClients; ++i)
            for (int k = 1; k <= kSightings; ++k) {
                const int where = (2 * i + k) % (2 * kAccessPoints - 2) + 2;
                ap.handle(
                    ports::PeerSighting{peer(where / 2),
                                        {client(i), bssid(where), static_cast<std::int16_t>(-5'500 - 300 * k),
                                         Milliseconds{0}, ports::SharedSighting::Source::Uplink}},
                    now);
            }
    }
    [[nodiscard]] static double per(std::size_t before, int count) {
        return static_cast<double>(heap::in_use() - before) / count;
    }

    Instant now{1'000'000};
    test::SilentApControl control;
    Journal journal;
    engine::AccessPoint ap{settings(), journal, nullptr};
};

TEST_F(LargeSite, KeepsWhoWasOnlyHeardInHalfAKilobyte) {
    constexpr int kHeard = 5'000;
    const std::size_t before = heap::in_use();
    for (int i = 0; i < kHeard; ++i) ap.handle("wlan0", ports::ProbeHeard{client(i), wifi::Dbm{-70}}, now);
    ASSERT_EQ(ap.passersby().size(), 5'000U);
    const double by_one = per(before, kHeard);
    // However many BSS hear them.
    for (int i = 0; i < kHeard; ++i)
        for (int k = 1; k <= 20; ++k)
            ap.handle(ports::PeerSighting{peer(k),
                                          {client(i), bssid(2 * k), -7'000, Milliseconds{0},
                                           ports::SharedSighting::Source::Uplink}},
                      now);
    EXPECT_EQ(ap.passersby().begin()->second.station.heard.size(), 12U);
    const double by_many = per(before, kHeard);
    std::printf("heap per station that was only heard: %.0f octets, by many BSS: %.0f\n", by_one, by_many);
    EXPECT_LE(by_one, 500);
    EXPECT_LE(by_many, 500);
}

TEST_F(LargeSite, KeepsAllItsClientsInAKilobyteEach) {
    const std::size_t before = heap::in_use();
    // Each access point has its share.
    constexpr int kOurs = kClients / kAccessPoints;
    for (int i = 0; i < kClients; ++i) i < kOurs ? join(i) : claim(i);
    const double begun = seconds();
    hear_all();
    const double taken_in = seconds() - begun;
    now = now + Milliseconds{3'000};
    for (int i = 0; i < kOurs; ++i) read(i);
    ASSERT_EQ(ap.clients().size(), 3'000U);
    EXPECT_GE(ap.clients().at(client(0)).client.heard.size(), 10U);
    EXPECT_TRUE(ap.clients().at(client(0)).last) << "its clients were judged";
    const double octets = per(before, kClients);
    std::printf("heap per client of the site: %.0f octets; taking in all sightings: %.1f ms\n", octets,
                taken_in * 1e3);
    EXPECT_LE(octets, 1'000);
#ifdef NDEBUG
    EXPECT_LE(taken_in, 0.05);
#endif
}

TEST_F(LargeSite, JudgesThreeThousandClientsOfItsOwnInATenthOfASecond) {
    const std::size_t before = heap::in_use();
    for (int i = 0; i < kClients; ++i) join(i);
    now = now + Milliseconds{3'000};
    for (int i = 0; i < kClients; ++i) read(i);
    for (int i = 0; i < kClients; ++i) ASSERT_TRUE(ap.clients().at(client(i)).last);
    hear_all();
    const int kept = journal.kept;
    now = now + Milliseconds{250};
    const double begun = seconds();
    for (int i = 0; i < kClients; ++i) read(i);
    const double passed = seconds() - begun;
    std::printf(
        "one pass over all: %.1f ms, %d records; heap per client with its latest record: %.0f octets\n",
        passed * 1e3, journal.kept - kept, per(before, kClients));
#ifdef NDEBUG
    EXPECT_LE(passed, 0.1);
#endif
}

TEST_F(LargeSite, MakesRoomForWhomItHearsByForgettingWhomItHeardLongestAgo) {
    engine::ApSettings set = settings();
    set.most_clients = 100;
    ap.configure(set);
    join(0);
    claim(1);
    for (int i = 2; i < 300; ++i) {
        now = now + Milliseconds{1};
        ap.handle("wlan0", ports::ProbeHeard{client(i), wifi::Dbm{-70}}, now);
    }
    EXPECT_EQ(ap.known(), 100U);
    EXPECT_TRUE(ap.clients().contains(client(0))) << "it has a link";
    EXPECT_FALSE(ap.clients().contains(client(1))) << "another's client, and silent for longest";
    EXPECT_FALSE(ap.passersby().contains(client(200)));
    EXPECT_TRUE(ap.passersby().contains(client(201)));
}

TEST_F(LargeSite, KnowsOfAPasserbyWhoJoinsWhatItHeardOfIt) {
    ap.handle(
        ports::PeerSighting{
            peer(3), {client(7), bssid(7), -6'000, Milliseconds{0}, ports::SharedSighting::Source::Uplink}},
        now);
    ap.handle("wlan0", ports::ProbeHeard{client(7), wifi::Dbm{-50}}, now);
    ASSERT_TRUE(ap.passersby().contains(client(7)));
    join(7);
    EXPECT_TRUE(ap.passersby().empty());
    const steering::Client& joined = ap.clients().at(client(7)).client;
    EXPECT_NE(steering::find_heard(joined, bssid(7)), nullptr);
    EXPECT_EQ(joined.memory.bands, 0b011) << "it was heard on both bands";
    EXPECT_EQ(joined.address, client(7));
    EXPECT_EQ(joined.memory.client, client(7));
}

}  // namespace
