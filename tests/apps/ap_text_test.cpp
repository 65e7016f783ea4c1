// roam ap for people, and the judgement of a site.
#include "apps/cli/ap_text.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "apps/cli/hostapd_conf.hpp"
#include "engine/site_check.hpp"
#include "engine/steering_json.hpp"

namespace {

using cli::parse_hostapd_conf;
using engine::check_site;
using engine::CheckedBss;
using engine::Severity;

std::string render(const char* verb, const char* answer) {
    return cli::render_ap(verb, boost::json::parse(answer));
}

TEST(RenderAp, ShowsEveryBss) {
    const std::string text = render("status", R"({"status":{"mode":"suggest","rule":"gain","running_ms":65000,
        "clients":2,"known_clients":5,"peer_bss":1,"measurements":3,"requests":{"moved":2,"refused":0},
        "bss":[{"interface":"wlan0","attached":true,"enabled":true,"bssid":"02:00:00:00:05:00","ssid":"lab",
                "band_ghz":"5","channel":36,"clients":2,"busy_per_255":51},
               {"interface":"wlan1","attached":false,"problem":"hostapd ended"}]}})");
    EXPECT_NE(text.find("mode suggest, rule gain, running for 65 s\n"), std::string::npos) << text;
    EXPECT_NE(text.find("02:00:00:00:05:00    5   36       2  20 %  lab\n"), std::string::npos) << text;
    EXPECT_NE(text.find("wlan1       hostapd ended\n"), std::string::npos) << text;
    EXPECT_NE(text.find("2 clients, 3 more known; 1 BSS of other access points\n"), std::string::npos)
        << text;
    EXPECT_NE(text.find("requests to move: moved 2\n"), std::string::npos) << text;
}

TEST(RenderAp, SaysWhyInPlainWords) {
    const std::string text = render("why", R"({"client":{"client":"02:00:00:00:01:01","bss":"wlan0",
        "mode":"suggest","rule":"gain","class":"refuses","requests":4,"obeyed":1,"refused":3,"wait_ms":120000},
        "records":[{"sequence":7,"client":"02:00:00:00:01:01","trigger":"signal","moving":true,"age_ms":500,
        "verdict":{"action":"stay","reason":"backing-off"},"serving":null,"candidates":[],
        "gates":[{"gate":"back-off","value":5,"limit":15000,"unit":"ms","passed":false}],
        "outcome":{"result":"none"}}]})");
    EXPECT_NE(text.find("It refuses requests to move (4 requests: 1 followed, 3 refused"), std::string::npos)
        << text;
    EXPECT_NE(text.find("It may be asked again in 120 s."), std::string::npos) << text;
    EXPECT_NE(text.find("#7 02:00:00:00:01:01 (signal, moving, 500 ms ago): stay: backing-off\n"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("  It did not follow the last request"), std::string::npos) << text;
    EXPECT_NE(text.find("  no   back-off     5 < 15000 ms\n"), std::string::npos) << text;
}

TEST(RenderAp, HasASentenceForEveryReason) {
    for (std::size_t i = 0; i < records::kSteeringReasons; ++i) {
        const auto name = engine::name(static_cast<records::SteeringReason>(i));
        EXPECT_FALSE(name.empty()) << i;
        EXPECT_TRUE(cli::sentence_of(name).ends_with('.')) << name;
    }
    EXPECT_EQ(cli::sentence_of("else"), "");
}

TEST(RenderAp, SurvivesAnswersOfAnotherVersion) {
    for (const char* verb : {"status", "clients", "why", "neighbors", "check", "measure", "steer"})
        for (const char* answer :
             {"{}", "[]", "1", R"({"status":1})", R"({"clients":[1,{}]})", R"({"records":[{}],"client":[]})",
              R"({"neighbors":[{"neighbors":[{}]}]})",
              R"({"findings":[{}],"bss":[1],"fast_transition":[{}]})",
              R"({"record":{"verdict":{"targets":[1]},"outcome":{}}})", R"({"candidates":[{}]})"})
            (void)render(verb, answer);
}

TEST(SteeringJson, NamesWhatWasDecided) {
    records::SteeringRecord record;
    record.sequence = 3;
    record.client = {{2, 0, 0, 0, 1, 1}};
    record.decision.action = records::SteeringAction::Steer;
    record.decision.reason = records::SteeringReason::BetterBss;
    (void)record.decision.targets.push_back(wifi::MacAddress{{2, 0, 0, 0, 5, 0}});
    (void)record.decision.gates.push_back({records::GateKind::Gain, 300, 200});
    record.outcome.result = records::SteeringResult::Refused;
    record.outcome.took = base::Milliseconds{120};
    record.outcome.status = 6;
    const auto json = engine::to_json("wlan0", record);
    EXPECT_EQ(json.at("schema").as_string(), "roam-steering/1");
    EXPECT_EQ(json.at("verdict").at("targets").at(0).as_string(), "02:00:00:00:05:00");
    EXPECT_EQ(json.at("gates").at(0).at("gate").as_string(), "gain");
    EXPECT_EQ(json.at("outcome").at("status").to_number<int>(), 6);
    EXPECT_TRUE(json.at("serving").is_null());
    EXPECT_NE(engine::to_text("wlan0", record)
                  .find("action=steer reason=better-bss moving=no target=02:00:00:00:05:00 gain=300>=200 "
                        "outcome=refused took_ms=120 status=6"),
              std::string::npos)
        << engine::to_text("wlan0", record);
    EXPECT_EQ(engine::notice_of(record),
              "client 02:00:00:00:01:01 ? -> 02:00:00:00:05:00: refused with status 6 (better-bss)");
    record.decision.action = records::SteeringAction::Measure;
    record.decision.channel = wifi::Channel::make(wifi::Band::Ghz5, 36);
    EXPECT_EQ(engine::to_json("", record).at("verdict").at("measure").at("frequency_mhz").to_number<int>(),
              5180);
    EXPECT_EQ(engine::notice_of(record), "");
}

// -- The check of a site.

constexpr const char* kGood =
    "interface=wlan0\nbssid=02:00:00:00:0N:00\nssid=lab\nhw_mode=a\nchannel=3N\nwpa=2\n"
    "wpa_key_mgmt=WPA-PSK FT-PSK\nbss_transition=1\nrrm_neighbor_report=1\n"
    "rrm_beacon_report=1\nmobility_domain=a1b2\nnas_identifier=apN\n"
    "ft_psk_generate_local=1\n";

std::string conf(char number, const std::string& more = {}) {
    std::string text{kGood};
    std::ranges::replace(text, 'N', number);
    return text + more;
}

/// Codes of what is found in two files.
std::vector<std::string> codes(const std::string& one, const std::string& other) {
    std::vector<CheckedBss> bsses;
    for (const auto& [name, text] : {std::pair{"ap1", one}, std::pair{"ap2", other}}) {
        const auto parsed = parse_hostapd_conf(text, name);
        EXPECT_TRUE(parsed) << parsed.error();
        bsses.insert(bsses.end(), parsed->begin(), parsed->end());
    }
    std::vector<std::string> found;
    for (const auto& finding : check_site(bsses).findings) found.emplace_back(finding.code);
    return found;
}
using Codes = std::vector<std::string>;

TEST(SiteCheck, FindsNothingWhereAllIsWell) { EXPECT_EQ(codes(conf('6'), conf('8')), Codes{}); }

TEST(SiteCheck, FindsWhatIsOff) {
    EXPECT_EQ(codes(conf('6'), conf('8', "bss_transition=0\n")), Codes{"transition-off"});
    EXPECT_EQ(codes(conf('6', "rrm_neighbor_report=0\n"), conf('8')), Codes{"neighbor-reports-off"});
    EXPECT_EQ(codes(conf('6', "rrm_beacon_report=0\n"), conf('8')), Codes{"beacon-reports-off"});
    EXPECT_EQ(codes(conf('6'), conf('8', "mobility_domain=a1b3\n")), Codes{"mobility-domain-differs"});
    EXPECT_EQ(codes(conf('6'), conf('8', "wpa_key_mgmt=WPA-PSK\n")), Codes{"ft-missing"});
    EXPECT_EQ(codes(conf('6', "wpa_key_mgmt=WPA-PSK\n"), conf('8', "wpa_key_mgmt=WPA-PSK\n")),
              Codes{"ft-none"});
    EXPECT_EQ(codes(conf('6'), conf('8', "wpa_key_mgmt=SAE FT-SAE\nft_psk_generate_local=0\n")),
              (Codes{"security-differs", "keys-missing"}));
    EXPECT_EQ(codes(conf('6'), conf('8', "nas_identifier=ap6\n")), Codes{"nas-identifier-shared"});
    EXPECT_EQ(codes(conf('6'), conf('8', "nas_identifier=\n")), Codes{"nas-identifier-missing"});
    EXPECT_EQ(codes(conf('6'), conf('8', "channel=36\n")), Codes{"channel-shared"});
    EXPECT_EQ(codes(conf('6'), conf('8', "ft_psk_generate_local=0\n")), Codes{"keys-missing"});
}

TEST(SiteCheck, SetsNoRequirementsToAnOpenNetwork) {
    EXPECT_EQ(codes(conf('6', "wpa=0\n"), conf('8', "wpa=0\n")), Codes{});
}

TEST(SiteCheck, FollowsTheKeyHolders) {
    const std::string sae = "wpa_key_mgmt=SAE FT-SAE\nft_psk_generate_local=0\n";
    const std::string to8 = "r0kh=02:00:00:00:08:00 ap8 00\nr1kh=02:00:00:00:08:00 02:00:00:00:08:00 00\n";
    const std::string to6 = "r0kh=02:00:00:00:06:00 ap6 00\nr1kh=02:00:00:00:06:00 02:00:00:00:06:00 00\n";
    EXPECT_EQ(codes(conf('6', sae + to8), conf('8', sae + to6)), Codes{});
    EXPECT_EQ(codes(conf('6', sae + to8), conf('8', sae)), Codes{"keys-missing"});
    for (const char* half :
         {"r0kh=02:00:00:00:06:00 ap6 00\n", "r1kh=02:00:00:00:06:00 02:00:00:00:06:00 00\n"})
        EXPECT_EQ(codes(conf('6', sae + to8), conf('8', sae + half)), Codes{"keys-missing"}) << half;
    const std::string all = "r0kh=ff:ff:ff:ff:ff:ff * 00\nr1kh=00:00:00:00:00:00 00:00:00:00:00:00 00\n";
    EXPECT_EQ(codes(conf('6', sae + all), conf('8', sae + all)), Codes{}) << "wildcards";
}

TEST(SiteCheck, SaysWhatIsNotKnown) {
    std::vector<CheckedBss> bsses(2);
    for (std::size_t i = 0; i < 2; ++i) {
        bsses[i].where = i == 0 ? "wlan0" : "wlan1";
        bsses[i].ssid = "lab";
        bsses[i].neighbor_reports = true;
    }
    const auto report = check_site(bsses);
    ASSERT_EQ(report.findings.size(), 3U);
    for (const auto& finding : report.findings)
        EXPECT_EQ(finding.severity, Severity::Unknown) << finding.code;
    bsses[0].key_management = bsses[1].key_management = {"FT-PSK"};
    const auto known = check_site(bsses);
    ASSERT_EQ(known.groups.size(), 1U);
    EXPECT_FALSE(known.groups[0].mobility_domain || known.groups[0].keys);
    EXPECT_EQ(known.findings.back().code, "mobility-domain-unknown");
}

TEST(SiteCheck, DoesNotDependOnTheOrderOfTheBss) {
    const auto one = *parse_hostapd_conf(conf('6', "bss_transition=0\n"), "ap1");
    const auto other = *parse_hostapd_conf(conf('8', "mobility_domain=0001\n"), "ap2");
    const std::vector<CheckedBss> forth{one[0], other[0]};
    const std::vector<CheckedBss> back{other[0], one[0]};
    const auto findings = [](const std::vector<CheckedBss>& bsses) {
        return boost::json::serialize(engine::check_json(bsses).at("findings"));
    };
    EXPECT_EQ(findings(forth), findings(back));
}

TEST(HostapdConf, HasABssForEachSection) {
    const auto parsed = parse_hostapd_conf(
        "# comment\ninterface=wlan0\r\nssid=a\nhw_mode=g\nchannel=6\n\nbss=wlan0_1\nssid=b\nwpa=2\n",
        "f.conf");
    ASSERT_TRUE(parsed) << parsed.error();
    ASSERT_EQ(parsed->size(), 2U);
    EXPECT_EQ((*parsed)[0].where, "f.conf:wlan0");
    EXPECT_EQ((*parsed)[0].ssid, "a");
    EXPECT_TRUE((*parsed)[0].key_management->empty()) << "without wpa it is open";
    EXPECT_EQ((*parsed)[1].where, "f.conf:wlan0_1");
    EXPECT_EQ((*parsed)[1].key_management, std::vector<std::string>{"WPA-PSK"}) << "hostapd's default";
    EXPECT_EQ((*parsed)[1].transition, false) << "off without a line";
    EXPECT_EQ((*parsed)[1].channel->centre_mhz(), 2437);
}

TEST(HostapdConf, SaysInWhichLineAMistakeIs) {
    const auto error = [](const char* text) { return parse_hostapd_conf(text, "f.conf").error(); };
    EXPECT_EQ(error("ssid=a\nrubbish\n"), "f.conf:2: a line is key=value");
    EXPECT_EQ(error("mobility_domain=12345\n").find("f.conf:1: mobility_domain is two octets"), 0U);
    EXPECT_EQ(error("bss_transition=yes\n"), "f.conf:1: it is 0 or 1");
    EXPECT_EQ(error("r0kh=a b\n"), "f.conf:1: r0kh is an address, a name and a key");
}

}  // namespace
