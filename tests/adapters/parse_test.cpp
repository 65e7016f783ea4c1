// The texts are what wpa_supplicant 2.10 prints; addresses and names are made up.
#include "adapters/wpa_supplicant/parse.hpp"

#include <random>

#include <gtest/gtest.h>

namespace {

using namespace wpa_supplicant;

const wifi::MacAddress kAp{{2, 0, 0, 0, 1, 0}};

TEST(Lock, IsAnAddressAndNothingElse) {
    EXPECT_TRUE(wpa_supplicant::parse_lock("02:00:00:00:01:00\n"));
    EXPECT_TRUE(wpa_supplicant::parse_lock("02:00:00:00:01:00"));
    for (const char* none :
         {"", "FAIL\n", "any\n", "00:00:00:00:00:00\n", "02:00:00:00:01\n", "02:00:00:00:01:00x\n"})
        EXPECT_FALSE(wpa_supplicant::parse_lock(none)) << none;
}

TEST(Field, IsTheWholeKeyOfALine) {
    EXPECT_EQ(field("bssid=a\nssid=b=c\n", "ssid"), "b=c");
    EXPECT_EQ(field("bssid=a\n", "ssid"), std::nullopt);
    EXPECT_EQ(field("", "ssid"), std::nullopt);
    EXPECT_EQ(field("ssid=", "ssid"), "");
}

TEST(Integer, IsWholeOrNothing) {
    EXPECT_EQ(integer("-70"), -70);
    EXPECT_EQ(integer("70x"), std::nullopt);
    EXPECT_EQ(integer(""), std::nullopt);
    EXPECT_EQ(integer("99999999999999999999"), std::nullopt);
}

TEST(ParseStatus, ReadsTheLink) {
    const Status status = parse_status(
        "bssid=02:00:00:00:01:00\nfreq=5180\nssid=roam-lab\nid=3\nmode=station\nwifi_generation=5\n"
        "pairwise_cipher=CCMP\ngroup_cipher=CCMP\nkey_mgmt=FT-PSK\nwpa_state=COMPLETED\naddress=02:00:00:00:"
        "00:00\n");
    EXPECT_EQ(status.bssid, kAp);
    EXPECT_EQ(status.channel->number(), 36);
    EXPECT_EQ(status.ssid, "roam-lab");
    EXPECT_EQ(status.network, 3);
    EXPECT_EQ(status.family, KeyFamily::Psk);
    EXPECT_TRUE(status.fast_transition);
    EXPECT_EQ(status.mode, wifi::PhyMode::Vht);
    EXPECT_EQ(status.state, "COMPLETED");
}

TEST(ParseStatus, ReadsWhatIsThere) {
    const Status status = parse_status("wpa_state=SCANNING\naddress=02:00:00:00:00:00\n");
    EXPECT_FALSE(status.bssid || status.channel || status.network || status.mode);
    EXPECT_EQ(parse_status("FAIL\n").state, "");
}

TEST(ParseStatus, KnowsTheKeyManagementNames) {
    const auto family = [](std::string_view name) {
        return parse_status("key_mgmt=" + std::string{name} + "\n").family;
    };
    EXPECT_EQ(family("NONE"), KeyFamily::Open);
    EXPECT_EQ(family("WPA2-PSK"), KeyFamily::Psk);
    EXPECT_EQ(family("WPA2-PSK-SHA256"), KeyFamily::Psk);
    EXPECT_EQ(family("SAE"), KeyFamily::Sae);
    EXPECT_EQ(family("FT-SAE"), KeyFamily::Sae);
    EXPECT_EQ(family("WPA2/IEEE 802.1X/EAP"), KeyFamily::Eap);
    EXPECT_EQ(family("FT-EAP"), KeyFamily::Eap);
    EXPECT_EQ(family("OWE"), KeyFamily::Owe);
    EXPECT_EQ(parse_key_management("WPA-PSK SAE FT-PSK"),
              (std::vector{KeyFamily::Psk, KeyFamily::Sae, KeyFamily::Psk}));
}

TEST(ParseSignal, PrefersNothingAndKeepsAll) {
    const auto signal = parse_signal(
        "RSSI=-61\nLINKSPEED=650\nNOISE=9999\nFREQUENCY=5180\nWIDTH=80 MHz\nCENTER_FRQ1=5210\nAVG_RSSI=-62\n"
        "AVG_BEACON_RSSI=-63\n");
    ASSERT_TRUE(signal);
    EXPECT_EQ(signal->last, wifi::Dbm{-61});
    EXPECT_EQ(signal->average, wifi::Dbm{-62});
    EXPECT_EQ(signal->beacon, wifi::Dbm{-63});
    EXPECT_EQ(signal->width, wifi::Width::Mhz80);
    EXPECT_EQ(signal->tx_kbps, 650'000U);
}

TEST(ParseSignal, TakesZeroForNotKnown) {
    EXPECT_FALSE(parse_signal("RSSI=0\n"));
    EXPECT_FALSE(parse_signal("FAIL\n"));
    const auto signal = parse_signal("RSSI=0\nAVG_RSSI=-70\nAVG_BEACON_RSSI=0\n");
    ASSERT_TRUE(signal);
    EXPECT_EQ(signal->last, wifi::Dbm{-70});
    EXPECT_FALSE(signal->beacon);
}

TEST(ParsePacketCounts, KeepsEveryCountThatIsThere) {
    ports::SignalRead signal;
    parse_packet_counts("TXGOOD=10\nTXBAD=2\nRXGOOD=-4\n", signal);
    EXPECT_EQ(signal.sent, 10U);
    EXPECT_EQ(signal.lost, 2U);
    EXPECT_FALSE(signal.received);
}

TEST(ParseNetworks, ReadsIds) {
    EXPECT_EQ(parse_networks("network id / ssid / bssid / flags\n0\tx\tany\t[CURRENT]\n12\ty\tany\t\n"),
              (std::vector{0, 12}));
    EXPECT_TRUE(parse_networks("").empty());
    EXPECT_TRUE(parse_networks("network id / ssid / bssid / flags\nx\ty\n").empty());
}

TEST(ParseCapabilityFreq, KeepsWhatIsEnabled) {
    const auto channels = parse_capability_freq(
        "Mode[G] Channels:\n 1 = 2412 MHz\n 14 = 2484 MHz (DISABLED)\nMode[A] Channels:\n 36 = 5180 MHz "
        "(NO_IR)\n");
    ASSERT_EQ(channels.size(), 2U);
    EXPECT_EQ(channels[0].centre_mhz(), 2412);
    EXPECT_EQ(channels[1].centre_mhz(), 5180);
}

constexpr std::string_view kBlock =
    "id=4\nbssid=02:00:00:00:01:00\nfreq=5180\nlevel=-63\nage=2\n"
    // SSID, BSS Load (busy 51), RSN (PSK, FT-PSK), Mobility Domain, HT capabilities and operation, VHT both
    // (80 MHz).
    "ie=0008726f616d2d6c6162"
    "0b050300330000"
    "30180100000fac040100000fac040200000fac02000fac0400003603a1b201"
    "2d1aef0117ffff0000000000000000000000000000000000000000003d1624050000000000000000000000000000000000000000"
    "bf0c92017903faff0000faff0000"
    "c005012a00fcff\n"
    "ssid=roam-lab\n====\n";

TEST(ParseBssPage, ReadsAnEntry) {
    const BssPage page = parse_bss_page(kBlock);
    ASSERT_EQ(page.rows.size(), 1U);
    const BssPage::Row& row = page.rows[0];
    EXPECT_EQ(row.entry.bssid, kAp);
    EXPECT_EQ(row.entry.channel.number(), 36);
    EXPECT_EQ(row.entry.level, wifi::Dbm{-63});
    EXPECT_EQ(row.entry.age_s, 2);
    EXPECT_EQ(row.entry.busy_per_255, 51);
    EXPECT_EQ(row.entry.mobility_domain, 0xB2A1);
    EXPECT_TRUE(row.entry.over_ds);
    EXPECT_EQ(row.entry.capability, (ports::Capability{wifi::PhyMode::Vht, wifi::Width::Mhz80, 2}));
    EXPECT_EQ(row.families, (std::vector{KeyFamily::Psk, KeyFamily::Psk}));
    EXPECT_EQ(row.ssid, "roam-lab");
    EXPECT_EQ(page.next_id, 5U);
}

TEST(ParseBssPage, ReadsTheLastEntryToo) {  // "####" stands in the place of the last "===="
    std::string text{kBlock};
    text += std::string{kBlock.substr(0, kBlock.size() - 5)} + "####\n";
    const BssPage page = parse_bss_page(text);
    EXPECT_EQ(page.rows.size(), 2U);
    EXPECT_FALSE(page.next_id);
}

TEST(ParseBssPage, LeavesOutWhatWasCutButGoesOnAfterIt) {
    std::string text{kBlock};
    text += kBlock.substr(0, kBlock.size() - 20);
    const BssPage page = parse_bss_page(text);
    EXPECT_EQ(page.rows.size(), 1U);
    EXPECT_EQ(page.next_id, 5U);
    EXPECT_FALSE(parse_bss_page("").next_id);
    EXPECT_FALSE(parse_bss_page("FAIL\n").next_id);
}

TEST(ParseBssPage, SkipsAnEntryWithoutALevelAndStillPassesIt) {
    const BssPage page = parse_bss_page("id=9\nbssid=02:00:00:00:01:00\nfreq=5180\nage=1\n====\n");
    EXPECT_TRUE(page.rows.empty());
    EXPECT_EQ(page.next_id, 10U);
}

template <class T>
const T* event(const Event& parsed) {
    return std::get_if<T>(&parsed);
}

TEST(ParseEvent, ReadsConnected) {
    const Event parsed =
        parse_event("<3>CTRL-EVENT-CONNECTED - Connection to 02:00:00:00:01:00 completed [id=0 id_str=]");
    ASSERT_TRUE(event<ConnectedTo>(parsed));
    EXPECT_EQ(event<ConnectedTo>(parsed)->bssid, kAp);
    EXPECT_TRUE(event<Unknown>(parse_event("<3>CTRL-EVENT-CONNECTED - Connection to nowhere")));
}

TEST(ParseEvent, ReadsDisconnected) {
    const Event parsed =
        parse_event("<3>CTRL-EVENT-DISCONNECTED bssid=02:00:00:00:01:00 reason=4 locally_generated=1");
    ASSERT_TRUE(event<ports::Disconnected>(parsed));
    EXPECT_EQ(event<ports::Disconnected>(parsed)->bssid, kAp);
    EXPECT_EQ(event<ports::Disconnected>(parsed)->reason, 4);
    EXPECT_TRUE(event<ports::Disconnected>(parsed)->locally_generated);
}

TEST(ParseEvent, ReadsRejections) {
    const Event association =
        parse_event("<3>CTRL-EVENT-ASSOC-REJECT bssid=02:00:00:00:01:00 status_code=17");
    ASSERT_TRUE(event<ports::Rejected>(association));
    EXPECT_EQ(event<ports::Rejected>(association)->status_code, 17);
    const Event authentication = parse_event(
        "<3>CTRL-EVENT-AUTH-REJECT 02:00:00:00:01:00 auth_type=0 auth_transaction=2 status_code=37");
    ASSERT_TRUE(event<ports::Rejected>(authentication));
    EXPECT_EQ(event<ports::Rejected>(authentication)->bssid, kAp);
    EXPECT_EQ(event<ports::Rejected>(authentication)->status_code, 37);
    EXPECT_TRUE(event<Unknown>(parse_event("<3>CTRL-EVENT-ASSOC-REJECT status_code=17")));
}

TEST(ParseEvent, ReadsScans) {
    EXPECT_EQ(event<ScanResults>(parse_event("<3>CTRL-EVENT-SCAN-RESULTS id=7"))->id, 7);
    EXPECT_FALSE(event<ScanResults>(parse_event("<3>CTRL-EVENT-SCAN-RESULTS "))->id);
    EXPECT_EQ(event<ScanFailed>(parse_event("<3>CTRL-EVENT-SCAN-FAILED ret=-16 retry=1"))->code, -16);
}

TEST(ParseEvent, ReadsTheRest) {
    const Event crossed =
        parse_event("<3>CTRL-EVENT-SIGNAL-CHANGE above=1 signal=-65 noise=9999 txrate=650000");
    ASSERT_TRUE(event<ports::SignalCrossed>(crossed));
    EXPECT_TRUE(event<ports::SignalCrossed>(crossed)->above);
    EXPECT_TRUE(event<ports::BeaconsLost>(parse_event("<3>CTRL-EVENT-BEACON-LOSS ")));
    EXPECT_TRUE(event<ScanStarted>(parse_event("<3>CTRL-EVENT-SCAN-STARTED ")));
    EXPECT_TRUE(event<ports::NothingFound>(parse_event("<3>CTRL-EVENT-NETWORK-NOT-FOUND ")));
    EXPECT_TRUE(event<Terminating>(parse_event("<3>CTRL-EVENT-TERMINATING ")));
    EXPECT_TRUE(event<NetworksChanged>(parse_event("<3>CTRL-EVENT-NETWORK-ADDED 1")));
    EXPECT_TRUE(event<ports::NeighborsFailed>(parse_event("<3>RRM-NEIGHBOR-REP-REQUEST-FAILED ")));
    const Event switched = parse_event(
        "<3>CTRL-EVENT-CHANNEL-SWITCH freq=5745 ht_enabled=1 ch_offset=1 ch_width=80 MHz cf1=5775 cf2=0");
    ASSERT_TRUE(event<ports::ChannelSwitched>(switched));
    EXPECT_EQ(event<ports::ChannelSwitched>(switched)->channel.number(), 149);
    EXPECT_TRUE(event<Unknown>(parse_event("<3>WPS-AP-AVAILABLE ")));
    EXPECT_TRUE(event<Unknown>(parse_event("<")));
    EXPECT_TRUE(event<Unknown>(parse_event("")));
}

std::optional<ports::NeighborReported> neighbor(int operating_class, int channel) {
    const Event parsed =
        parse_event("<3>RRM-NEIGHBOR-REP-RECEIVED bssid=02:00:00:00:01:00 info=0x1ff op_class=" +
                    std::to_string(operating_class) + " chan=" + std::to_string(channel) + " phy_type=9");
    const auto* found = event<ports::NeighborReported>(parsed);
    return found ? std::optional{*found} : std::nullopt;
}

TEST(ParseEvent, ReadsNeighbors) {
    EXPECT_EQ(neighbor(128, 149)->channel->centre_mhz(), 5745) << "hostapd sends the primary channel";
    EXPECT_EQ(neighbor(128, 149)->capability.width, wifi::Width::Mhz80);
    EXPECT_EQ(neighbor(81, 6)->channel->centre_mhz(), 2437);
    EXPECT_EQ(neighbor(131, 5)->channel->centre_mhz(), 5975);
    EXPECT_EQ(neighbor(0, 36)->channel->centre_mhz(), 5180) << "a class that says nothing";
    EXPECT_EQ(neighbor(255, 11)->channel->centre_mhz(), 2462);
    EXPECT_FALSE(neighbor(128, 7)->channel);
    EXPECT_FALSE(neighbor(81, 0));
}

TEST(ParseEvent, ReadsRequestsToMove) {
    const auto request = [](std::string_view text) {
        const Event event = parse_event(text);
        const auto* found = std::get_if<ports::TransitionRequested>(&event);
        return found ? std::optional{*found} : std::nullopt;
    };
    EXPECT_TRUE(request("<3>WNM: Preferred List Available")->candidates);
    const auto without = request("<3>WNM: BSS Transition Management Request did not include candidates");
    ASSERT_TRUE(without);
    EXPECT_FALSE(without->candidates);
    EXPECT_FALSE(without->ends_in);
    // In beacon intervals of 102.4 ms.
    EXPECT_EQ(request("<3>WNM: Disassociation Imminent - Disassociation Timer 48")->ends_in,
              base::Milliseconds{4'915});
    EXPECT_EQ(request("<3>WNM: Disassociation Imminent - Disassociation Timer 65535")->ends_in,
              base::Milliseconds{6'710'784});
    EXPECT_FALSE(request("<3>WNM: Disassociation Imminent - Disassociation Timer 0")->ends_in)
        << "not decided yet";
    EXPECT_EQ(request("<3>ESS-DISASSOC-IMMINENT 1 5000 http://example.com/")->ends_in,
              base::Milliseconds{5'000});
    for (const auto* other :
         {"<3>WNM: ", "<3>WNM: Disassociation Imminent - Disassociation Timer 70000",
          "<3>WNM: Disassociation Imminent - Disassociation Timer x", "<3>ESS-DISASSOC-IMMINENT",
          "<3>ESS-DISASSOC-IMMINENT 0", "<3>ESS-DISASSOC-IMMINENT 0 -5 x"})
        EXPECT_FALSE(request(other)) << other;
}

TEST(Parsers, SurviveAnything) {
    const std::string seed = std::string{kBlock} +
                             "<3>CTRL-EVENT-ASSOC-REJECT bssid=02:00:00:00:01:00 status_code=17\n"
                             "RSSI=-61\nFREQUENCY=5180\nWIDTH=80 MHz\nkey_mgmt=FT-PSK\nwifi_generation=5\n";
    for (std::uint64_t number = 0; number < 20'000; ++number) {
        SCOPED_TRACE(number);
        std::mt19937_64 random{number};
        std::string text = seed.substr(random() % seed.size());
        text.resize(random() % (text.size() + 1));
        for (int i = 0; i < 4 && !text.empty(); ++i)
            text[random() % text.size()] = static_cast<char>(random());
        (void)parse_status(text);
        (void)parse_signal(text);
        (void)parse_event(text);
        (void)parse_networks(text);
        (void)parse_capability_freq(text);
        for (const BssPage::Row& row : parse_bss_page(text).rows) ASSERT_LE(row.entry.capability.streams, 8);
    }
}

TEST(Event, SaysWhichBssIsTried) {
    const auto tried = [](std::string_view message) {
        const auto event = wpa_supplicant::parse_event(message);
        const auto* trying = std::get_if<ports::Trying>(&event);
        return trying ? std::optional{*trying} : std::nullopt;
    };
    const wifi::MacAddress bssid{{2, 0, 0, 0, 1, 0}};
    const auto first =
        tried("<3>SME: Trying to authenticate with 02:00:00:00:01:00 (SSID='lab' freq=5180 MHz)");
    ASSERT_TRUE(first);
    EXPECT_EQ(first->bssid, bssid);
    EXPECT_EQ(first->ssid, "lab");
    const auto second =
        tried("Trying to associate with 02:00:00:00:01:00 (SSID='it's' freq=1' freq=5180 MHz)");
    ASSERT_TRUE(second);
    EXPECT_EQ(second->ssid, "it's' freq=1");
    EXPECT_EQ(tried("Trying to associate with 02:00:00:00:01:00")->ssid, "");
    EXPECT_FALSE(tried("Trying to associate with SSID 'lab'"));
    EXPECT_FALSE(tried("Trying to associate with "));
    EXPECT_EQ(tried("Trying to associate with 02:00:00:00:01:00 (SSID='' freq=")->ssid, "");
}

}  // namespace
