// What each source's lines say. The logs are the laboratory's, or lines in the form that the named section or
// file gives.
#include <gmock/gmock.h>

#include "event_text.hpp"

namespace explain {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(WpaSupplicantLog, TellsAWholeMove) {
    const Told told = read_files({vector_path("wpa_supplicant-roam.log")});
    EXPECT_THAT(
        told.lines({"scan by", "scanned", "judged", "begins", "ends", "up "}),
        ElementsAre(
            "82.534834 scan by bgscan",
            "89.444006 scanned 6 2412 2417 2422 2427 2432 2437 2442 2447 2452 2457 2462 2467 2472 5180 "
            "5200 5220 5240 5260 5280 5300 5320 5745 5765 5785 5805 5825",
            "89.444017 judged 02:00:00:00:01:00 -88 14651 -> 02:00:00:00:03:00 -64 274981 moves: Allow "
            "reassociation - selected BSS has better estimated throughput",
            "89.444038 begins ft 02:00:00:00:03:00 5745",
            "89.444038 begins authentication 02:00:00:00:03:00 5745",
            "89.474693 ends authentication 02:00:00:00:03:00 0",
            "89.474707 begins association 02:00:00:00:03:00 5745", "89.477464 ends ft 02:00:00:00:03:00 0",
            "89.477478 ends association 02:00:00:00:03:00 0",
            "89.477481 up 02:00:00:00:03:00 roam-lab 5745"));
    EXPECT_THAT(told.lines({"set "}), ElementsAre("89.444038 set key_mgmt=FT/PSK 02:00:00:00:03:00",
                                                  "89.444038 set mobility_domain=a1b2 02:00:00:00:03:00",
                                                  "89.444038 set ieee80211w=2 02:00:00:00:03:00",
                                                  "89.477483 set bgscan=simple:30:-70:86400 -"));
    EXPECT_EQ(told.report.inputs[0].unknown, 0U);
    EXPECT_THAT(told.report.inputs[0].sources, ElementsAre(Source::WpaSupplicant));
}

TEST(WpaSupplicantLog, TellsOfARequestToMove) {
    const Told told = read_files({vector_path("wpa_supplicant-transition.log")});
    EXPECT_THAT(
        told.lines({"requested", "answered", "judged", "roaming", "scan by"}),
        ElementsAre("55.001090 requested - token 1 abridged timer 0 validity 100 [02:00:00:00:02:00 -/- -]",
                    "55.001109 scan by BSS transition request for 02:00:00:00:02:00",
                    "55.064009 judged 02:00:00:00:01:00 - - -> 02:00:00:00:02:00 - - moves: based on BSS "
                    "Transition Management Request",
                    "55.064009 begins roaming 02:00:00:00:02:00 -",
                    "55.064010 answered 0 02:00:00:00:02:00"));
}

// hostap.md 6.4: forms of the control events, and of those that 2.11 adds.
TEST(WpaSupplicantLog, TellsOfControlEvents) {
    const Told told = read_text(
        "wlan0: CTRL-EVENT-DISCONNECTED bssid=02:00:00:00:01:00 reason=3 locally_generated=1\n"
        "wlan0: CTRL-EVENT-ASSOC-REJECT bssid=02:00:00:00:02:00 status_code=17\n"
        "wlan0: CTRL-EVENT-SIGNAL-CHANGE above=0 signal=-74 noise=9999 txrate=6000\n"
        "wlan0: CTRL-EVENT-SIGNAL-CHANGE above=0 signal=-9999 noise=9999 txrate=0\n"
        "wlan0: CTRL-EVENT-BEACON-LOSS \n"
        "wlan0: CTRL-EVENT-SKIP-ROAM cur_bssid=02:00:00:00:01:00 cur_freq=5180 cur_level=-60 cur_est=65000 "
        "sel_bssid=02:00:00:00:02:00 sel_freq=5745 sel_level=-58 sel_est=65000\n"
        "wlan0: CTRL-EVENT-REGDOM-CHANGE init=USER type=COUNTRY alpha2=DE\n"
        "wlan0: RRM-NEIGHBOR-REP-RECEIVED bssid=02:00:00:00:02:00 info=0x8f op_class=128 chan=149 "
        "phy_type=9\n"
        "wlan0: RRM-NEIGHBOR-REP-RECEIVED bssid=02:00:00:00:03:00 info=0x8f op_class=81 chan=6 phy_type=7\n"
        "wlan0: CTRL-EVENT-SSID-TEMP-DISABLED id=0 ssid=\"x\" auth_failures=1 duration=10 "
        "reason=CONN_FAILED\n"
        "wlan0: CTRL-EVENT-SCAN-FAILED ret=-16 retry=1\n"
        "wlan0: CTRL-EVENT-CHANNEL-SWITCH freq=5220 ht_enabled=1 ch_offset=0 ch_width=20 MHz cf1=5220 "
        "cf2=0\n");
    EXPECT_THAT(
        told.lines(),
        ElementsAre("0.000000 down 02:00:00:00:01:00 reason 3 by us",
                    "0.000000 ends association 02:00:00:00:02:00 17", "0.000000 signal - -74",
                    "0.000000 beacons lost",
                    "0.000000 judged 02:00:00:00:01:00 -60 65000 -> 02:00:00:00:02:00 -58 65000 stays: "
                    "CTRL-EVENT-SKIP-ROAM",
                    "0.000000 set country=DE -",
                    "0.000000 neighbors by - [02:00:00:00:02:00 128/149 -] [02:00:00:00:03:00 81/6 -]",
                    "0.000000 failure: id=0 ssid=\"x\" auth_failures=1 duration=10 reason=CONN_FAILED",
                    "0.000000 scan by -", "0.000000 scanned - failed",
                    "0.000000 failure: scan failed:  ret=-16 retry=1", "0.000000 switched - 5220"));
}

// hostap.md 1.3: rules that only 2.11 and later have are other words behind the same beginnings.
TEST(WpaSupplicantLog, TellsTheWordsOf211) {
    const Told told = read_text(
        "1.000000: wlan0: Considering within-ESS reassociation\n"
        "1.000001: wlan0: Current BSS: 02:00:00:00:01:00 freq=5180 level=-70 snr=22 est_throughput=60000\n"
        "1.000002: wlan0: Selected BSS: 02:00:00:00:02:00 freq=5955 level=-66 snr=26 est_throughput=62000\n"
        "1.000003: wlan0: Using signal poll values for the current BSS: level=-71 snr=21 "
        "est_throughput=58000\n"
        "1.000004: wlan0: Skip roam - too small difference in signal level (5 < 6)\n"
        "1.000005: wlan0: CTRL-EVENT-SKIP-ROAM cur_bssid=02:00:00:00:01:00 cur_freq=5180 cur_level=-71 "
        "cur_est=58000 "
        "sel_bssid=02:00:00:00:02:00 sel_freq=5955 sel_level=-66 sel_est=62000\n");
    EXPECT_THAT(
        told.lines({"judged"}),
        ElementsAre(
            "1.000000 judged 02:00:00:00:01:00 -71 58000 -> 02:00:00:00:02:00 -66 62000 stays: Skip roam - "
            "too small difference in signal level (5 < 6)"));
}

TEST(WpaSupplicantLog, SaysWhyACandidateIsNone) {
    const Told told = read_text(
        "wlan0: 0: 02:00:00:00:01:00 ssid='a' b' wpa_ie_len=0 rsn_ie_len=20 caps=0x11 level=-60 freq=2412 \n"
        "wlan0:    skip - SSID mismatch\n"
        "wlan0: 1: 02:00:00:00:02:00 ssid='x\\xc3\\xa9' wpa_ie_len=0 rsn_ie_len=20 caps=0x11 level=-61 "
        "freq=2437 \n"
        "wlan0:    selected BSS 02:00:00:00:02:00 ssid='x'\n");
    EXPECT_THAT(told.lines(),
                ElementsAre("0.000000 seen 02:00:00:00:01:00 a' b 2412 -60 - not: SSID mismatch",
                            "0.000000 seen 02:00:00:00:02:00 x\xc3\xa9 2437 -61 -"));
}

// The P2P device of the same radio gets the same results; it is no second station.
TEST(WpaSupplicantLog, TellsOfABssThatIsHeardForTheFirstTime) {
    const Told told = read_text(
        "1.0: wlan0: BSS: Add new id 1 BSSID 02:00:00:00:01:00 SSID 'a' b' freq 5180\n"
        "1.1: p2p-dev-wlan0: BSS: Add new id 1 BSSID 02:00:00:00:01:00 SSID 'a' b' freq 5180\n"
        "1.2: wlan0: BSS: Add new id 2 BSSID 02:00:00:00:02:00 SSID '' freq 2437\n"
        "1.3: wlan0: BSS: Remove id 2 BSSID 02:00:00:00:02:00 SSID '' due to wpa_bss_flush_by_age\n");
    EXPECT_THAT(told.lines(), ElementsAre("1.000000 seen 02:00:00:00:01:00 a' b 5180 - -",
                                          "1.200000 seen 02:00:00:00:02:00  2437 - -"));
    EXPECT_EQ(told.report.inputs[0].unknown, 0U);
}

TEST(WpaSupplicantLog, KeepsTwoInterfacesApart) {
    const Told told = read_text(
        "1.0: wlan0: SME: Trying to authenticate with 02:00:00:00:01:00 (SSID='a' freq=2412 MHz)\n"
        "1.1: wlan1: SME: Trying to authenticate with 02:00:00:00:02:00 (SSID='b' freq=5180 MHz)\n"
        "1.2: wlan0: CTRL-EVENT-CONNECTED - Connection to 02:00:00:00:01:00 completed [id=0 id_str=]\n"
        "1.3: wlan1: CTRL-EVENT-CONNECTED - Connection to 02:00:00:00:02:00 completed [id=0 id_str=]\n");
    ASSERT_EQ(told.events.size(), 4U);
    EXPECT_EQ(told.events[2].interface, "wlan0");
    EXPECT_THAT(told.lines({"up"}),
                ElementsAre("1.200000 up 02:00:00:00:01:00 a 2412", "1.300000 up 02:00:00:00:02:00 b 5180"));
    EXPECT_EQ(told.events[3].interface, "wlan1");
}

TEST(HostapdLog, TellsAWholeMove) {
    const Told told = read_files({vector_path("hostapd-roam.log")});
    EXPECT_THAT(told.lines(), ElementsAre("89.474199 begins authentication 02:00:00:00:03:00 -",
                                          "89.474199 begins ft 02:00:00:00:03:00 -",
                                          "89.474218 ends authentication 02:00:00:00:03:00 0",
                                          "89.476648 begins association 02:00:00:00:03:00 -",
                                          "89.477440 ends association 02:00:00:00:03:00 0",
                                          "89.477441 joined 02:00:00:00:00:00 02:00:00:00:03:00",
                                          "89.477446 left 02:00:00:00:00:00 - reason -"));
    EXPECT_THAT(told.report.inputs[0].sources, ElementsAre(Source::Hostapd));
}

// hostap.md 5.6.
TEST(HostapdLog, TellsOfRequestsAnswersAndMeasurements) {
    const Told told = read_text(
        "Using interface wlan1 with hwaddr 02:00:00:00:01:00 and ssid \"x\"\n"
        "wlan1: AP-STA-CONNECTED 02:00:00:00:00:07\n"
        "WNM: Send BSS Transition Management Request to 02:00:00:00:00:07 req_mode=0x7 disassoc_timer=48 "
        "valid_int=0x64 "
        "dialog_token=1\n"
        "wlan1: BSS-TM-RESP 02:00:00:00:00:07 status_code=7 bss_termination_delay=0\n"
        "wlan1: BSS-TM-QUERY 02:00:00:00:00:07 reason=16 neighbor=34 10\n"
        "wlan1: BEACON-RESP-RX 02:00:00:00:00:07 5 04 \n"
        "wlan1: BEACON-RESP-RX 02:00:00:00:00:07 6 00 "
        "80950000000000000000140000640002000000020000000000000000\n"
        "authentication reply: STA=02:00:00:00:00:08 auth_alg=0 auth_transaction=2 resp=17 (IE len=0) "
        "(dbg=handle-auth)\n"
        "deauthentication: STA=02:00:00:00:00:07 reason_code=3\n"
        "wlan1: AP-STA-DISCONNECTED 02:00:00:00:00:07\n");
    EXPECT_THAT(
        told.lines(),
        ElementsAre("0.000000 joined 02:00:00:00:00:07 02:00:00:00:01:00",
                    "0.000000 requested 02:00:00:00:01:00 token 1 abridged imminent timer 48 validity 100",
                    "0.000000 answered 7 -", "0.000000 queried 16", "0.000000 measured - - refused",
                    "0.000000 measured 02:00:00:00:02:00 -60",
                    "0.000000 refused 02:00:00:00:00:08 02:00:00:00:01:00 17",
                    "0.000000 left 02:00:00:00:00:07 02:00:00:00:01:00 reason 3"));
}

TEST(HostapdLog, TellsItsCountryAndWhyItEndsALink) {
    const Told told = read_text(
        "1.0: wlan1: interface state UNINITIALIZED->COUNTRY_UPDATE\n"
        "1.0: Previous country code CN, new country code DE \n"
        "1.1: Using interface wlan1 with hwaddr 02:00:00:00:01:00 and ssid \"x\"\n"
        "1.2: wlan2: interface state UNINITIALIZED->COUNTRY_UPDATE\n"
        "1.3: Using interface wlan2 with hwaddr 02:00:00:00:02:00 and ssid \"x\"\n"
        "2.0: wlan1: ap_sta_disconnect addr 02:00:00:00:00:07 reason=16\n"
        "2.0: wlan1: AP-STA-DISCONNECTED 02:00:00:00:00:07\n");
    EXPECT_THAT(told.lines(), ElementsAre("1.100000 set country_code=DE 02:00:00:00:01:00",
                                          "2.000000 left 02:00:00:00:00:07 02:00:00:00:01:00 reason 16"));
}

TEST(IwdLog, TellsAWholeMove) {
    const Told told = read_files({vector_path("iwd-roam.log")});
    EXPECT_THAT(
        told.lines({"judged", "begins", "ends", "up ", "scan"}),
        ElementsAre(
            "0.000000 scan by roam", "0.000000 scanned -",
            "0.000000 judged 02:00:00:00:01:00 -70 780000 -> 02:00:00:00:03:00 -63 1560000 moves: the "
            "highest rank",
            "0.000000 begins roaming 02:00:00:00:03:00 5745", "0.000000 begins ft 02:00:00:00:03:00 5745",
            "0.000000 ends ft 02:00:00:00:03:00 0", "0.000000 up 02:00:00:00:03:00 roam-lab 5745"));
    EXPECT_THAT(told.lines({"neighbors"}), testing::SizeIs(2));
}

// station.md 3.2 and 3.5; a request that ends the link.
TEST(IwdLog, TellsOfARequestToMove) {
    const Told told = read_text(
        "src/station.c:station_ap_directed_roam() roam: BSS transition received from AP: 02:00:00:00:01:00, "
        "Disassociation "
        "Time: 48, Validity interval: 100, Address3: 02:00:00:00:01:00\n"
        "src/station.c:station_ap_directed_roam() roam: AP sent a preferred candidate list\n"
        "src/station.c:parse_neighbor_report() Neighbor report received for 02:00:00:00:02:00: ch 149 (oper "
        "class 128), MD "
        "not set\n"
        "src/station.c:station_debug_event() StationDebug.Event(no-roam-candidates)\n"
        "Received Deauthentication event, reason: 12, from_ap: true\n");
    EXPECT_THAT(told.lines(),
                ElementsAre("0.000000 requested 02:00:00:00:01:00 token - timer 48 validity 100 "
                            "[02:00:00:00:02:00 128/149 -]",
                            "0.000000 judged - - - -> - - - stays: no-roam-candidates"));
}

TEST(NetworkManagerLog, TellsMovesAndScans) {
    const Told told = read_files({vector_path("networkmanager-roam.log")});
    EXPECT_THAT(told.lines({"roaming", "up "}), ElementsAre("89.336000 begins roaming 02:00:00:00:03:00 -",
                                                            "89.366400 up 02:00:00:00:03:00 roam-lab -",
                                                            "101.928100 begins roaming 02:00:00:00:04:00 -",
                                                            "101.951600 up 02:00:00:00:04:00 roam-lab -"));
    // The access point that is left is not the one that is tried.
    EXPECT_THAT(told.lines({"begins authentication"}), testing::Each(HasSubstr("begins authentication - -")));
    EXPECT_THAT(told.report.inputs[0].sources, ElementsAre(Source::NetworkManager));
}

TEST(NetworkManagerLog, TellsOfAddressesAndSettings) {
    const Told told = read_text(
        "<info>  [1700000023.9561] Config: added 'bgscan' value 'simple:30:-65:300'\n"
        "<info>  [1700000023.9660] dhcp4 (wlan0): activation: beginning transaction (timeout in 45 seconds)\n"
        "<debug> [1700000023.9666] dhcp4 (wlan0): event: send DISCOVER to 255.255.255.255\n"
        "<debug> [1700000023.9681] dhcp4 (wlan0): event: received OFFER of 10.0.0.2 from 10.0.0.1\n"
        "<info>  [1700000023.9701] dhcp4 (wlan0): state changed new lease, address=10.0.0.2\n"
        "<info>  [1700000071.8383] device (wlan0): ip:dhcp4: restarting\n"
        "<info>  [1700000080.0000] device (wlan0): supplicant interface state: completed -> disconnected\n");
    EXPECT_THAT(told.lines(),
                ElementsAre("23.956100 set bgscan=simple:30:-65:300 -", "23.966000 address begun -",
                            "23.966600 address discover -", "23.968100 address offer -",
                            "23.970100 address bound 10.0.0.2", HasSubstr("renews the address")));
}

TEST(NetworkdLog, TellsOfLinksAndAddresses) {
    const Told told = read_text(
        "wlan0: Connected WiFi access point: my (own) net (02:00:00:00:01:00)\n"
        "wlan0: Gained carrier\n"
        "wlan0: DHCPv4 client: DISCOVER\n"
        "wlan0: DHCPv4 client: REQUEST (requesting)\n"
        "wlan0: DHCPv4 address 10.0.0.2/24, gateway 10.0.0.1 acquired from 10.0.0.1\n"
        "wlan0: Lost carrier\n"
        "wlan0: DHCP lease lost\n");
    EXPECT_THAT(told.lines(),
                ElementsAre("0.000000 up 02:00:00:00:01:00 my (own) net -", "0.000000 address discover -",
                            "0.000000 address request -", "0.000000 address bound 10.0.0.2",
                            "0.000000 down - reason -", "0.000000 address lost -"));
    EXPECT_THAT(told.report.inputs[0].sources, ElementsAre(Source::Networkd));
}

// net/mac80211/mlme.c of Linux 6.1.
TEST(KernelLog, TellsOfLinks) {
    const Told told = read_text(
        "[  379.100001] wlan0: disconnect from AP 02:00:00:00:01:00 for new auth to 02:00:00:00:02:00\n"
        "[  379.100002] wlan0: authenticate with 02:00:00:00:02:00\n"
        "[  379.100003] wlan0: send auth to 02:00:00:00:02:00 (try 1/3)\n"
        "[  379.100004] wlan0: authenticated\n"
        "[  379.100005] wlan0: associate with 02:00:00:00:02:00 (try 1/3)\n"
        "[  379.100006] wlan0: RX ReassocResp from 02:00:00:00:02:00 (capab=0x1011 status=0 aid=1)\n"
        "[  379.100007] wlan0: associated\n"
        "[  380.000000] wlan0: deauthenticated from 02:00:00:00:02:00 (Reason: "
        "7=CLASS3_FRAME_FROM_NONASSOC_STA)\n"
        "[  381.000000] wlan0: deauthenticating from 02:00:00:00:03:00 by local choice (Reason: "
        "3=DEAUTH_LEAVING)\n"
        "[  382.000000] wlan0: authentication with 02:00:00:00:04:00 timed out\n"
        "[  383.000000] wlan0: 02:00:00:00:04:00 denied association (code=17)\n"
        "[  384.000000] wlan0: Connection to AP 02:00:00:00:05:00 lost\n"
        "[  385.000000] cfg80211: Regulatory domain changed to country: DE\n"
        "[  386.000000] usb 1-1: new high-speed USB device number 2 using xhci_hcd\n");
    EXPECT_THAT(
        told.lines(),
        ElementsAre("379.100001 down 02:00:00:00:01:00 reason - by us",
                    "379.100001 begins roaming 02:00:00:00:02:00 -",
                    "379.100002 begins authentication 02:00:00:00:02:00 -",
                    "379.100004 ends authentication 02:00:00:00:02:00 0",
                    "379.100005 begins association 02:00:00:00:02:00 -",
                    "379.100006 ends association 02:00:00:00:02:00 0", "379.100007 up 02:00:00:00:02:00 - -",
                    "380.000000 down 02:00:00:00:02:00 reason 7 by peer",
                    "381.000000 down 02:00:00:00:03:00 reason 3 by us",
                    "382.000000 ends authentication 02:00:00:00:04:00 timeout",
                    "383.000000 ends association 02:00:00:00:04:00 17", "384.000000 beacons lost",
                    "384.000000 down 02:00:00:00:05:00 reason - by us", "385.000000 set country=DE -"));
    EXPECT_EQ(told.report.clock, Clock::Boot);
}

// station.md 1.2: the trace of the roaming example.
TEST(EspIdfLog, TellsTheWholeMoveOfTheRoamingExample) {
    const Told told = read_files({vector_path("esp-idf-transition.log")});
    EXPECT_THAT(
        told.lines({"requested", "scan", "judged", "answered", "down", "begins roaming", "up ", "bound"}),
        ElementsAre(
            "379.479000 requested 02:aa:bb:26:35:42 token 1 timer 0 validity 1 [02:aa:bb:eb:1d:76 81/1 255]",
            "379.539000 scan by BSS transition request for 02:aa:bb:eb:1d:76", "381.979000 scanned -",
            "381.989000 judged 02:aa:bb:26:35:42 - - -> 02:aa:bb:eb:1d:76 - - moves: based on BSS "
            "Transition Management Request",
            "382.009000 answered 0 02:aa:bb:eb:1d:76", "382.029000 begins roaming 02:aa:bb:eb:1d:76 -",
            "382.029000 down 02:aa:bb:26:35:42 reason -", "384.729000 up 02:aa:bb:eb:1d:76 walk 2437",
            "385.609000 address bound 192.0.2.7"));
    EXPECT_EQ(told.report.inputs[0].unknown, 0U);
    EXPECT_THAT(told.report.inputs[0].sources, ElementsAre(Source::EspIdf));
}

TEST(EspIdfLog, IsReadThroughTheColoursOfAMonitor) {
    std::string coloured;
    const std::string plain = content_of(vector_path("esp-idf-transition.log"));
    for (std::size_t at = 0; at < plain.size();) {
        const std::size_t end = plain.find('\n', at);
        coloured += "\x1b[0;32m" + plain.substr(at, end - at) + "\x1b[0m\r\n";
        at = end + 1;
    }
    EXPECT_EQ(read_text(coloured).lines(), read_text(plain).lines());
}

TEST(RoamStationRecords, TellWhatWasJudgedAndDone) {
    const Told told = read_text(
        R"({"schema":"roam-event/1","interface":"wlan0","monotonic_ms":71363,"event":"association-start","bssid":"02:00:00:00:03:00","ssid":"x","time":"2023-11-14T22:14:31.363Z"}
{"schema":"roam-event/1","interface":"wlan0","monotonic_ms":71365,"event":"association-completion","bssid":"02:00:00:00:03:00","status":0,"time":"2023-11-14T22:14:31.365Z"}
{"schema":"roam-record/1","interface":"wlan0","sequence":31,"monotonic_ms":71363,"trigger":"link-failure","moving":true,"serving":{"bssid":"02:00:00:00:01:00","frequency_mhz":5180,"heard":true,"signal_cdbm":-7907,"age_ms":0,"usable_kbps":89881,"blocked":false},"verdict":{"action":"move","reason":"link-failing","target":"02:00:00:00:03:00"},"gates":[],"candidates":[{"bssid":"02:00:00:00:03:00","frequency_mhz":5745,"heard":true,"signal_cdbm":-7646,"age_ms":195,"usable_kbps":120666,"blocked":false}],"outcome":{"result":"moved","bssid":"02:00:00:00:03:00","method":"ft","took_ms":2},"time":"2023-11-14T22:14:31.365Z"}
)");
    EXPECT_THAT(told.lines(), ElementsAre("71.363000 begins association 02:00:00:00:03:00 -",
                                          "71.363000 signal 02:00:00:00:01:00 -79",
                                          "71.363000 seen 02:00:00:00:03:00 - 5745 -76 120666",
                                          "71.363000 judged 02:00:00:00:01:00 -79 89881 -> 02:00:00:00:03:00 "
                                          "-76 120666 moves: link-failing",
                                          "71.365000 ends association 02:00:00:00:03:00 0",
                                          "71.365000 up 02:00:00:00:03:00 - -"));
    EXPECT_THAT(told.report.inputs[0].sources, ElementsAre(Source::RoamStation));
}

// One of the captures that roam decode is tested with: a station's moves by fast transition.
TEST(Capture, TellsMovesByAddresses) {
    const Told told = read_files({vector_path("../captures/wpa_supplicant-ft-psk.pcap")});
    EXPECT_THAT(told.lines({"begins", "ends", "up "}), Contains(HasSubstr("begins ft")));
    EXPECT_THAT(told.lines({"up "}), testing::SizeIs(testing::Ge(2)));
    EXPECT_THAT(told.lines({"failure"}), IsEmpty());
    EXPECT_THAT(told.report.inputs[0].sources, ElementsAre(Source::Capture));
    EXPECT_THAT(told.report.inputs[0].faults, IsEmpty());
}

TEST(Capture, TellsARequestWithItsListAndTheAnswer) {
    const Told told = read_files({vector_path("../captures/wpa_supplicant-btm.pcap")});
    EXPECT_THAT(told.lines({"requested"}), Contains(HasSubstr("[02:00:00:00:")));
    EXPECT_THAT(told.lines({"answered"}), Contains(HasSubstr("answered 0 02:00:00:00:")));
}

}  // namespace
}  // namespace explain
