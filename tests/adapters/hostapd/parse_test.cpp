// The texts are what hostapd 2.10 prints, those of real_hostapd_test.cpp among them; addresses and names are
// made up.
#include "adapters/hostapd/parse.hpp"

#include <random>

#include <gtest/gtest.h>

namespace {

using namespace hostapd;

const wifi::MacAddress kClient{{2, 0, 0, 0, 0, 7}};
const wifi::MacAddress kOther{{2, 0, 0, 0, 1, 3}};
constexpr std::string_view kReport = "732400000000000000003200098cff0200000001030000000000";

// A radio with two BSS, 80 MHz of VHT, two streams.
constexpr std::string_view kRadio =
    "state=ENABLED\nphy=phy0\nfreq=5180\nnum_sta_non_erp=0\nolbc=0\nchannel=36\nsecondary_channel=1\n"
    "ieee80211n=1\nieee80211ac=1\nieee80211ax=0\nbeacon_int=200\ndtim_period=2\nvht_oper_chwidth=1\n"
    "vht_oper_centr_freq_seg0_idx=42\nrx_vht_mcs_map=fffa\ntx_vht_mcs_map=fffa\nht_caps_info=087e\n"
    "ht_mcs_bitmask=ffff0000000000000000\nchan_util_avg=51\nbss[0]=wlan0\nbssid[0]=02:00:00:00:01:00\n"
    "ssid[0]=roam-lab\nnum_sta[0]=3\nbss[1]=wlan0_1\nbssid[1]=02:00:00:00:01:01\nssid[1]=guest\\x00\n"
    "num_sta[1]=12\n";

template <class T>
T event(std::string_view message) {
    const auto parsed = parse_event(message);
    EXPECT_TRUE(parsed) << message;
    const T* found = parsed ? std::get_if<T>(&*parsed) : nullptr;
    EXPECT_TRUE(found) << message;
    return found ? *found : T{};
}

TEST(ParseStatus, TellsTheBssOfItsName) {
    const auto first = parse_status(kRadio, "wlan0");
    ASSERT_TRUE(first);
    EXPECT_TRUE(first->enabled);
    EXPECT_EQ(first->bssid, (wifi::MacAddress{{2, 0, 0, 0, 1, 0}}));
    EXPECT_EQ(first->ssid, "roam-lab");
    EXPECT_EQ(first->clients, 3);
    EXPECT_EQ(first->channel->centre_mhz(), 5180);
    EXPECT_EQ(first->capability, (ports::Capability{wifi::PhyMode::Vht, wifi::Width::Mhz80, 2}));
    EXPECT_EQ(first->beacon_interval, wifi::Tu{200});
    EXPECT_EQ(first->busy_per_255, 51);
    const auto second = parse_status(kRadio, "wlan0_1");
    ASSERT_TRUE(second);
    EXPECT_EQ(second->bssid, (wifi::MacAddress{{2, 0, 0, 0, 1, 1}}));
    EXPECT_EQ(second->ssid, "guest\\x00");
    EXPECT_EQ(second->clients, 12);
    EXPECT_EQ(parse_status(kRadio, "wlan7")->ssid, "roam-lab") << "a socket may have another name";
}

TEST(ParseStatus, TellsTheWidestThatItsAmendmentsUse) {
    const auto capability = [](const std::string& lines) {
        return parse_status("state=DISABLED\n" + lines, "wlan0")->capability;
    };
    using wifi::PhyMode;
    using wifi::Width;
    EXPECT_EQ(capability(""), (ports::Capability{PhyMode::Legacy, Width::Mhz20, 1}));
    EXPECT_EQ(capability("ieee80211n=1\nsecondary_channel=0\nht_mcs_bitmask=ffffff00000000000000\n"),
              (ports::Capability{PhyMode::Ht, Width::Mhz20, 3}));
    EXPECT_EQ(capability("ieee80211n=1\nsecondary_channel=-1\n"),
              (ports::Capability{PhyMode::Ht, Width::Mhz40, 1}));
    EXPECT_EQ(capability("ieee80211n=1\nsecondary_channel=1\nieee80211ac=1\nvht_oper_chwidth=0\n").width,
              Width::Mhz40);
    EXPECT_EQ(capability("ieee80211ax=1\nhe_oper_chwidth=2\n"),
              (ports::Capability{PhyMode::He, Width::Mhz160, 1}));
    EXPECT_EQ(capability("ieee80211ac=0\nvht_oper_chwidth=2\nieee80211n=1\n").width, Width::Mhz20)
        << "what is off does not count";
    EXPECT_EQ(capability("ieee80211be=1\neht_oper_chwidth=9\n"),
              (ports::Capability{PhyMode::Eht, Width::Mhz320, 1}));
}

TEST(ParseStatus, NamesThePlaceOfWhatItNeeds) {
    EXPECT_EQ(parse_status("FAIL\n", "wlan0").error(), (wifi::TextError{0, "state="}));
    EXPECT_EQ(parse_status("", "wlan0").error().offset, 0U);
    EXPECT_EQ(parse_status("state=ENABLED\nbssid[0]=02:00\n", "wlan0").error().offset, 23U);
    EXPECT_EQ(parse_status("state=ENABLED\n", "wlan0").error().offset, 14U);
    const auto off = parse_status("state=DISABLED\nfreq=0\nbeacon_int=99999\nchan_util_avg=256\n", "wlan0");
    ASSERT_TRUE(off);
    EXPECT_FALSE(off->enabled || off->channel || off->busy_per_255);
    EXPECT_EQ(off->beacon_interval, wifi::Tu{100});
}

constexpr std::string_view kPhone =
    "02:00:00:00:00:07\nflags=[AUTH][ASSOC][AUTHORIZED][SHORT_PREAMBLE][WMM][HT][VHT]\naid=1\n"
    "capability=0x1431\nlisten_interval=10\nsupported_rates=8c 12 98 24 b0 48 60 6c\n"
    "timeout_next=NULLFUNC POLL\nrx_packets=4294967299\ntx_packets=20\nrx_bytes=9000000000\ntx_bytes=77\n"
    "inactive_msec=1500\nsignal=-58\nrx_rate_info=60\ntx_rate_info=8667 vhtmcs 9 shortGI vhtnss 2\n"
    "rx_vht_mcs_map=fffa\ntx_vht_mcs_map=fffa\nht_mcs_bitmask=ffff0000000000000000\nconnected_time=61\n"
    "supp_op_classes=80515380737d\nvht_caps_info=0x03800032\nht_caps_info=0x006e\n"
    "ext_capab=0000080000000040\n";

TEST(ParseClient, TellsWhatTheDriverAndTheClientSay) {
    const auto client = parse_client(kPhone, wifi::Band::Ghz5);
    ASSERT_TRUE(client);
    EXPECT_EQ(client->client, kClient);
    EXPECT_TRUE(client->authorized);
    EXPECT_EQ(client->signal, wifi::Dbm{-58});
    EXPECT_EQ(client->inactive.count(), 1500);
    EXPECT_EQ(client->connected.count(), 61'000);
    EXPECT_EQ(client->received, 9'000'000'000U);
    EXPECT_EQ(client->sent, 77U);
    EXPECT_EQ(client->received_packets, 3U) << "the low 32 bits";
    EXPECT_EQ(client->tx_kbps, 866'700U);
    EXPECT_EQ(client->capability, (ports::Capability{wifi::PhyMode::Vht, wifi::Width::Mhz80, 2}));
    EXPECT_TRUE(client->transition);
    EXPECT_EQ(client->bands, 0b011);
}

TEST(ParseClient, KeepsToTheBandOfTheBss) {
    EXPECT_EQ(parse_client(kPhone, wifi::Band::Ghz2_4)->capability.width, wifi::Width::Mhz40);
    EXPECT_EQ(parse_client(kPhone, std::nullopt)->capability.width, wifi::Width::Mhz80);
}

TEST(ParseClient, TakesHeFromItsElement) {
    // 40 and 80 MHz in 5 GHz (bit 2 of the PHY capabilities), MCS maps of two streams.
    const std::string text = "02:00:00:00:00:07\nflags=[HE]\nhe_capab=" + std::string(12, '0') + "04" +
                             std::string(20, '0') + "fafffaff\n";
    EXPECT_EQ(parse_client(text, wifi::Band::Ghz6)->capability,
              (ports::Capability{wifi::PhyMode::He, wifi::Width::Mhz80, 2}));
    EXPECT_EQ(parse_client("02:00:00:00:00:07\nflags=[HE]\nhe_capab=00\n", wifi::Band::Ghz6)->capability,
              (ports::Capability{wifi::PhyMode::He, wifi::Width::Mhz20, 1}));
}

TEST(ParseClient, TakesNonsenseForAbsent) {
    const auto client = parse_client(
        "02:00:00:00:00:07\nflags=\nsignal=0\ninactive_msec=99999999999999999999\nconnected_time=99999999\n"
        "rx_bytes=-1\ntx_rate_info=fast\next_capab=000\nsupp_op_classes=zz\n",
        wifi::Band::Ghz5);
    ASSERT_TRUE(client);
    EXPECT_FALSE(client->authorized || client->signal || client->transition);
    EXPECT_EQ(client->inactive.count(), 0);
    EXPECT_EQ(client->connected.count(), std::numeric_limits<std::int32_t>::max());
    EXPECT_EQ(client->received + client->tx_kbps + client->bands, 0U);
    for (const char* none : {"", "FAIL\n", "02:00:00:00:00:0\n", "UNKNOWN COMMAND\n"})
        EXPECT_EQ(parse_client(none, wifi::Band::Ghz5).error().offset, 0U) << none;
}

TEST(ParseToken, IsOneOctetOtherThanZero) {
    EXPECT_EQ(parse_token("1"), 1);
    EXPECT_EQ(parse_token("255\n"), 255);
    for (const char* none : {"", "0", "256", "FAIL\n", "1x", "-1"}) EXPECT_FALSE(parse_token(none)) << none;
}

TEST(ParseNeighbors, ReadsWholeLines) {
    const auto entries = parse_neighbors(
        "02:00:00:00:00:09 ssid=726f616d2d6c6162 nr=020000000009ef0900005124090603020000\n"
        "02:00:00:00:00:0a ssid=00 nr=02000000000aef09000051240906 stat\n"
        "02:00:00:00:00:0b ssid=726f616d2d6c6162 nr=0200000000");
    ASSERT_TRUE(entries);
    ASSERT_EQ(entries->size(), 2U) << "the third was cut";
    EXPECT_EQ(entries->at(0).ssid, "roam-lab");
    EXPECT_EQ(entries->at(0).body.size(), 18U);
    EXPECT_EQ(entries->at(1).ssid, "\\x00");
    EXPECT_TRUE(parse_neighbors("")->empty());
}

TEST(ParseNeighbors, NamesThePlaceOfAFault) {
    EXPECT_EQ(parse_neighbors("FAIL\n").error().offset, 0U);
    EXPECT_EQ(parse_neighbors("02:00:00:00:00:09 ssid=61 nr=02\n02:00:00:00:00:09 nr=02\n").error().offset,
              32U + 17U);
    EXPECT_FALSE(parse_neighbors("02:00:00:00:00:09 ssid=" + std::string(66, '6') + " nr=02\n"))
        << "33 octets";
}

TEST(ListsStation, LooksAtTheAddressOnly) {
    EXPECT_TRUE(lists_station("02:00:00:00:01:03 VLAN_ID=0\n02:00:00:00:00:07 VLAN_ID=0\n", kClient));
    EXPECT_FALSE(lists_station("02:00:00:00:01:03 VLAN_ID=0\n", kClient));
    EXPECT_FALSE(lists_station("", kClient));
}

TEST(ParseEvent, KnowsWhoCameAndWent) {
    EXPECT_EQ(event<ports::ClientJoined>("<3>AP-STA-CONNECTED 02:00:00:00:00:07").client, kClient);
    EXPECT_EQ(event<ports::ClientJoined>("<3>AP-STA-CONNECTED 02:00:00:00:00:07 keyid=x vlanid=2").client,
              kClient);
    EXPECT_EQ(event<ports::ClientLeft>("<3>AP-STA-DISCONNECTED 02:00:00:00:00:07").client, kClient);
    const auto heard = event<ports::ProbeHeard>("<3>RX-PROBE-REQUEST sa=02:00:00:00:00:07 signal=-70 buf=40");
    EXPECT_EQ(heard.client, kClient);
    EXPECT_EQ(heard.level, wifi::Dbm{-70});
}

TEST(ParseEvent, TellsOneMeasuredBss) {
    const auto report =
        event<ports::BeaconReported>("<3>BEACON-RESP-RX 02:00:00:00:00:07 9 00 " + std::string{kReport});
    EXPECT_EQ(report.client, kClient);
    EXPECT_EQ(report.token, 9);
    EXPECT_EQ(report.bssid, kOther);
    EXPECT_EQ(report.channel->centre_mhz(), 5180);
    EXPECT_EQ(report.rcpi, 0x8C);
    EXPECT_EQ(report.rsni, 255);
    EXPECT_EQ(event<ports::BeaconReported>("BEACON-RESP-RX 02:00:00:00:00:07 9 00 " + std::string{kReport} +
                                           "02020100")
                  .bssid,
              kOther)
        << "with a subelement";
    const auto block = event<ports::BeaconReported>("BEACON-RESP-RX 02:00:00:00:00:07 9 00 802a" +
                                                    std::string{kReport.substr(4)});
    EXPECT_FALSE(block.channel) << "80 MHz by their centre: the primary channel is one of four";
}

TEST(ParseEvent, TellsWhyNothingWasMeasured) {
    using Why = ports::MeasurementRefused::Why;
    const auto why = [](const std::string& rest) {
        return event<ports::MeasurementRefused>("<3>BEACON-RESP-RX 02:00:00:00:00:07 1 " + rest).why;
    };
    EXPECT_EQ(why("00 "), Why::NothingHeard);
    EXPECT_EQ(why("01 "), Why::Late);
    EXPECT_EQ(why("02 "), Why::Incapable);
    EXPECT_EQ(why("04 "), Why::Refused);
    EXPECT_EQ(why("06 " + std::string{kReport}), Why::Incapable) << "a mode other than 0 has no report";
    EXPECT_EQ(why("00 " + std::string{kReport.substr(0, 30)} + "000000000000" + "0000000000"),
              Why::NothingHeard);
}

TEST(ParseEvent, NamesThePlaceOfACutReport) {
    const std::string message =
        "<3>BEACON-RESP-RX 02:00:00:00:00:07 1 00 " + std::string{kReport.substr(0, 40)};
    const auto parsed = parse_event(message);
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().offset, 41U + 2 * 15U) << "the BSSID, of which five octets are there";
}

TEST(ParseEvent, TellsTheWayOfARequest) {
    const auto sent =
        event<ports::MeasurementAcknowledged>("<3>BEACON-REQ-TX-STATUS 02:00:00:00:00:07 3 ack=1");
    EXPECT_EQ(sent.token, 3);
    EXPECT_TRUE(sent.acknowledged);
    EXPECT_FALSE(event<ports::MeasurementAcknowledged>("<3>BEACON-REQ-TX-STATUS 02:00:00:00:00:07 3 ack=0")
                     .acknowledged);
    const auto accepted = event<ports::TransitionAnswered>(
        "<3>BSS-TM-RESP 02:00:00:00:00:07 status_code=0 bss_termination_delay=0 "
        "target_bssid=02:00:00:00:01:03");
    EXPECT_EQ(accepted.status, 0);
    EXPECT_EQ(accepted.target, kOther);
    const auto refused = event<ports::TransitionAnswered>(
        "<3>BSS-TM-RESP 02:00:00:00:00:07 status_code=6 bss_termination_delay=0");
    EXPECT_EQ(refused.status, 6);
    EXPECT_FALSE(refused.target);
}

TEST(ParseEvent, PutsTheCandidatesOfAQueryInOrder) {
    const auto element = [](std::string_view last, std::string_view preference) {
        return (preference.empty() ? std::string{"340d"} : std::string{"3410"}) + "0200000001" +
               std::string{last} + "00000000732409" +
               (preference.empty() ? "" : "0301" + std::string{preference});
    };
    const auto query = event<ports::TransitionQueried>(
        "<3>BSS-TM-QUERY 02:00:00:00:00:07 reason=16 neighbor=" + element("01", "") + element("02", "10") +
        element("03", "ff") + element("04", "00") + element("05", ""));
    EXPECT_EQ(query.reason, 16);
    const std::vector<wifi::MacAddress> want{
        kOther, {{2, 0, 0, 0, 1, 2}}, {{2, 0, 0, 0, 1, 1}}, {{2, 0, 0, 0, 1, 5}}};
    EXPECT_EQ(query.candidates, want) << "the fourth is excluded";
    EXPECT_TRUE(
        event<ports::TransitionQueried>("<3>BSS-TM-QUERY 02:00:00:00:00:07 reason=0").candidates.empty());
}

TEST(ParseEvent, KnowsWhenToLookAgain) {
    event<Disabled>("<3>AP-DISABLED ");
    for (const char* change : {"<3>AP-ENABLED ", "<3>AP-CSA-FINISHED freq=5200 dfs=0",
                               "<3>CTRL-EVENT-CHANNEL-SWITCH freq=5200 ht_enabled=1 ch_offset=1 ch_width=80 "
                               "MHz cf1=5210 cf2=0 dfs=0",
                               "<3>INTERFACE-ENABLED ", "<3>INTERFACE-DISABLED "})
        event<Changed>(change);
    event<Terminating>("<3>CTRL-EVENT-TERMINATING ");
    event<Unknown>("<3>CTRL-EVENT-STARTED-CHANNEL-SWITCH freq=5200");
    event<Unknown>("");
}

TEST(ParseEvent, RefusesWhatIsNotItsForm) {
    for (const char* wrong :
         {"<3", "<33333>AP-ENABLED ", "AP-STA-CONNECTED ", "AP-STA-CONNECTED 02:00:00:00:00",
          "RX-PROBE-REQUEST ", "RX-PROBE-REQUEST sa=02:00:00:00:00:07",
          "RX-PROBE-REQUEST sa=02:00:00:00:00:07 signal=0", "BEACON-RESP-RX 02:00:00:00:00:07 256 00 ",
          "BEACON-RESP-RX 02:00:00:00:00:07 1 00 7", "BEACON-REQ-TX-STATUS 02:00:00:00:00:07 1",
          "BSS-TM-RESP 02:00:00:00:00:07 status_code=x"})
        EXPECT_FALSE(parse_event(wrong)) << wrong;
}

TEST(ParseEvent, NamesAPlaceWithinAnyTextThatItRefuses) {
    const std::string whole = "<3>BEACON-RESP-RX 02:00:00:00:00:07 9 00 " + std::string{kReport};
    int refused = 0;
    for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
        std::mt19937_64 random{seed};
        std::string text = whole;
        for (int i = 0; i < 3; ++i) text[random() % text.size()] = static_cast<char>(32 + random() % 95);
        text.resize(random() % (text.size() + 1));
        const auto parsed = parse_event(text);
        if (parsed) continue;
        ++refused;
        ASSERT_LE(parsed.error().offset, text.size()) << seed << ": " << text;
    }
    EXPECT_GT(refused, 1000);
}

}  // namespace
