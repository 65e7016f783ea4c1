// hostapd without -d does not say which BSS its interfaces are.
#include "explain/bss_addresses.hpp"

#include <gmock/gmock.h>

#include "event_text.hpp"

namespace explain {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr wifi::MacAddress bss(std::uint8_t number) { return {{2, 0, 0, 0, number, 0}}; }
constexpr wifi::MacAddress client(std::uint8_t number) { return {{2, 0, 0, 0, number, 0}}; }

std::vector<std::string> without_d(std::initializer_list<const char*> names) {
    std::vector<std::string> paths;
    for (const char* name : names) paths.push_back(vector_path(std::string{"without-d/"} + name + ".log"));
    return paths;
}

/// The BSS of each ClientJoined of one client.
std::vector<std::optional<wifi::MacAddress>> joined_by(const Told& told, const wifi::MacAddress& who) {
    std::vector<std::optional<wifi::MacAddress>> found;
    for (const Event& event : told.events)
        if (const auto* joined = std::get_if<ClientJoined>(&event.said); joined && joined->client == who)
            found.push_back(joined->bss);
    return found;
}

TEST(BssAddresses, AreThoseThatAClientsLogTellsOfAtTheSameMoments) {
    const Told told =
        read_files(without_d({"hostapd-1", "hostapd-2", "hostapd-3", "hostapd-4", "wpa_supplicant"}));
    EXPECT_THAT(joined_by(told, client(0)), ElementsAre(bss(1), bss(3), bss(5), bss(7)));
    EXPECT_THAT(joined_by(told, client(0x0F)), ElementsAre(bss(7), bss(5), bss(3), bss(1)))
        << "of whom there is no log";
    for (const InputReport& input : told.report.inputs) EXPECT_THAT(input.faults, IsEmpty());
}

TEST(BssAddresses, AreStoodInForByThoseThatNoDeviceHasWhereNobodyTells) {
    const Told told = read_files(without_d({"hostapd-1", "hostapd-2"}));
    const auto joined = joined_by(told, client(0x0F));
    ASSERT_EQ(joined.size(), 2U);
    for (const auto& address : joined) {
        ASSERT_TRUE(address);
        EXPECT_TRUE(std::equal(address->octets.begin(), address->octets.begin() + 5,
                               std::to_array<std::uint8_t>({0, 0, 0x5E, 0, 0x53}).begin()));
    }
    EXPECT_NE(joined[0], joined[1]);
    for (const InputReport& input : told.report.inputs) {
        ASSERT_EQ(input.faults.size(), 1U);
        EXPECT_EQ(input.faults[0].kind, Fault::Kind::Unnamed);
        EXPECT_THAT(input.faults[0].text, testing::HasSubstr("00:00:5e:00:53:0"));
    }
}

TEST(BssAddresses, LetLinesWithoutATimeFindTheirPlaceByTheirStation) {
    const std::string iwd = file_of(
        "Wireless daemon version 2.3\n"
        "\tPermanent Address: 02:00:00:00:0f:00\n"
        "src/netdev.c:netdev_create_from_genl() Created interface wlan0[3 1]\n"
        "src/station.c:__station_connect_network() connecting to BSS 02:00:00:00:07:00\n"
        "src/station.c:station_enter_state() Old State: connecting (auto), new state: connected\n"
        "src/station.c:station_try_next_transition() 3, target 02:00:00:00:05:00\n"
        "src/station.c:station_enter_state() Old State: connected, new state: ft-roaming\n"
        "src/station.c:station_enter_state() Old State: ft-roaming, new state: connected\n");
    auto paths = without_d({"hostapd-1", "hostapd-2", "hostapd-3", "hostapd-4"});
    paths.push_back(iwd);
    const Told told = read_files(paths);
    EXPECT_THAT(joined_by(told, client(0x0F)), testing::Contains(bss(5)));
    const auto links = told.lines({"up "});
    ASSERT_EQ(links.size(), 2U);
    EXPECT_THAT(links[0], testing::HasSubstr("up 02:00:00:00:07:00"));
    EXPECT_TRUE(told.report.inputs[4].alignment->by_order);
}

TEST(BssAddresses, AreLeftOpenWhereLinksContradictEachOther) {
    const std::vector<Join> joins{{0, "wlan1", client(1), 10s}, {0, "wlan1", client(2), 20s}};
    EXPECT_THAT(learn_addresses(joins, {{1, 10s, bss(1), client(1)}, {2, 20s, bss(2), client(2)}}, 20ms),
                IsEmpty());
    EXPECT_THAT(learn_addresses(joins, {{1, 10s, bss(1), client(1)}, {2, 20s, bss(2), client(3)}}, 20ms),
                ElementsAre(Pair(InterfaceOf{0, "wlan1"}, bss(1))))
        << "another station's link says nothing";
    EXPECT_THAT(learn_addresses(joins, {{1, 11s, bss(1), client(1)}}, 20ms), IsEmpty()) << "another moment";
}

TEST(BssAddresses, FindTheOwnerOfALogByMostOfItsLinks) {
    // The log says nowhere whose it is. At 20 s somebody else joins another access point at the same moment.
    const std::vector<Join> joins{{0, "wlan1", client(1), 10s},
                                  {0, "wlan2", client(1), 20s},
                                  {0, "wlan3", client(2), 20s + 1ms},
                                  {0, "wlan1", client(1), 30s}};
    const std::vector<ToldLink> links{{1, 10s, bss(1), {}}, {1, 20s, bss(2), {}}, {1, 30s, bss(1), {}}};
    EXPECT_THAT(learn_addresses(joins, links, 20ms),
                ElementsAre(Pair(InterfaceOf{0, "wlan1"}, bss(1)), Pair(InterfaceOf{0, "wlan2"}, bss(2))));
}

TEST(BssAddresses, RunOut) {
    StandIns stand_ins;
    for (int i = 0; i < 256; ++i) EXPECT_TRUE(stand_ins.next());
    EXPECT_FALSE(stand_ins.next());
}

}  // namespace
}  // namespace explain
