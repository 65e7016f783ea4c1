// Scenario files: what is read, and what each mistake is answered with.
#include "lab/scenario.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace lab {
namespace {

constexpr std::string_view kSmall = R"(title = "Two rooms"
seconds = 60
security = "ft-psk"
[propagation]
path_loss = "inh-office-nlos"
shadow_db = 3.5
[traffic]
per_second = 100
[[walls]]
from_m = [0, 1]
to_m = [0, -1]
loss_db = 12
[[access_points]]
name = "AP1"
at_m = [-5, 0]
[[access_points.radios]]
band_ghz = 2.4
channel = 6
mode = "ht"
[[access_points.radios]]
band_ghz = 5
channel = 149
mode = "vht"
width_mhz = 80
streams = 4
power_dbm = 20
load = 0.25
[[access_points]]
name = "AP2"
at_m = [5, 0]
[[access_points.radios]]
band_ghz = 6
channel = 37
mode = "he"
width_mhz = 160
[walker]
start_m = [-4, 0]
initial_pause_s = 2
[[walker.legs]]
to_m = [4, 0]
pause_s = 5
[[events]]
at_s = 30
kind = "channel-switch"
ap = "AP1"
radio = 1
channel = 36
[[events]]
at_s = 20
kind = "ap-off"
ap = "AP2"
)";

/// kSmall with one piece of text replaced; `piece` must be there.
std::string altered(std::string_view piece, std::string_view by) {
    std::string text{kSmall};
    const std::size_t at = text.find(piece);
    EXPECT_NE(at, std::string::npos) << piece;
    return text.replace(at, piece.size(), by);
}

std::string error_of(const std::string& text) {
    const auto scenario = parse_scenario(text, "small.toml");
    return scenario ? "accepted" : scenario.error().message;
}

TEST(Scenario, ReadsEverything) {
    const auto scenario = parse_scenario(kSmall, "dir/small.toml");
    ASSERT_TRUE(scenario) << scenario.error().message;
    EXPECT_EQ(scenario->name, "small");
    EXPECT_EQ(scenario->title, "Two rooms");
    EXPECT_EQ(scenario->seconds, 60);
    EXPECT_EQ(scenario->security, Security::FtPsk);
    EXPECT_EQ(scenario->propagation.path_loss, PathLoss::InhOfficeNlos);
    EXPECT_EQ(scenario->propagation.shadow_db, 3.5);
    EXPECT_EQ(scenario->propagation.shadow_common, Propagation{}.shadow_common);
    EXPECT_EQ(scenario->traffic.per_second, 100);
    EXPECT_EQ(scenario->traffic.octets, Traffic{}.octets);
    ASSERT_EQ(scenario->walls.size(), 1U);
    EXPECT_EQ(scenario->walls[0].loss_db, 12);
    ASSERT_EQ(scenario->aps.size(), 2U);
    const RadioConfig& radio = scenario->aps[0].radios.at(1);
    EXPECT_EQ(radio.channel.centre_mhz(), 5745);
    EXPECT_EQ(radio.width, wifi::Width::Mhz80);
    EXPECT_EQ(radio.mode, wifi::PhyMode::Vht);
    EXPECT_EQ(radio.streams, 4);
    EXPECT_EQ(radio.power_dbm, 20);
    EXPECT_EQ(radio.load, 0.25);
    EXPECT_EQ(scenario->walker.initial_pause_s, 2);
    ASSERT_EQ(scenario->walker.legs.size(), 1U);
    EXPECT_EQ(scenario->walker.legs[0].to, (Point{4, 0}));
    EXPECT_EQ(scenario->walker.legs[0].speed_mps, 1.15);
    ASSERT_EQ(scenario->events.size(), 2U);  // in the order of time, whatever the order in the file
    EXPECT_EQ(scenario->events[0].kind, EventKind::ApOff);
    EXPECT_EQ(scenario->events[0].radio, -1);
    EXPECT_EQ(scenario->events[1].channel, 36);
}

TEST(Scenario, NumbersItsBss) {
    const auto scenario = parse_scenario(kSmall, "small.toml");
    ASSERT_TRUE(scenario);
    const std::vector<BssSite> sites = bss_sites(*scenario);
    ASSERT_EQ(sites.size(), 3U);
    EXPECT_EQ(sites[0].name, "AP1/2.4");
    EXPECT_EQ(sites[1].name, "AP1/5");
    EXPECT_EQ(sites[2].name, "AP2/6");
    EXPECT_EQ(sites[2].index, 2);
    EXPECT_EQ(sites[2].ap, 1U);
    EXPECT_EQ(sites[2].radio, 0U);
    const wifi::MacText bssid = wifi::to_text(sites[2].bssid);
    EXPECT_EQ(std::string_view(bssid.data(), bssid.size()), "02:00:00:00:03:00");
}

TEST(Scenario, SaysWhereAndWhatIsWrong) {
    struct Mistake {
        std::string_view piece, by, position, message;
    };
    const Mistake mistakes[] = {
        {"seconds = 60", "secnods = 60", "2:1",
         "scenario has no key \"secnods\"; allowed: title, seconds, country"},
        {"seconds = 60\n", "", "1:1", "scenario lacks seconds"},
        {"seconds = 60", "seconds = \"60\"", "2:11",
         "seconds of scenario is text; allowed: a number from 1 to"},
        {"seconds = 60", "seconds = nan", "2:11", "seconds of scenario is nan"},
        {"seconds = 60", "seconds = ", "2:11", ""},
        {"\"ft-psk\"", "\"wep\"", "3:12", "security = \"wep\"; allowed: \"open\", \"wpa2-psk\""},
        {"shadow_db = 3.5", "shadow_db = 99", "6:13",
         "shadow_db of propagation is 99; allowed: a number from 0 to 20"},
        {"per_second = 100", "per_second = 1.5", "8:14", "allowed: an integer from 1 to 1000"},
        {"from_m = [0, 1]", "from_m = [0]", "10:10", "no pair of numbers; allowed: [x, y]"},
        {"from_m = [0, 1]", "from_m = [0, true]", "10:14", "a coordinate that cannot be"},
        {"to_m = [0, -1]", "to_m = [0, 1]", "11:8", "the wall has no length"},
        {"name = \"AP2\"", "name = \"AP1\"", "29:8", "a second access point is called \"AP1\""},
        {"name = \"AP2\"", "name = \"AP 2'\"", "29:8", "cannot be a name here"},
        {"band_ghz = 5\n", "band_ghz = 5.5\n", "21:12", "there is no band at 5.5 GHz; allowed: 2.4, 5, 6"},
        {"band_ghz = 5\n", "band_ghz = 2.4\n", "23:8",
         "does not have this mode; allowed: \"legacy\", \"ht\", \"he\""},
        {"channel = 6\n", "channel = 14\n", "18:11",
         "channel 14 cannot be used here at 20 MHz; allowed: 1, 2, 3"},
        {"channel = 149", "channel = 52", "22:11",
         "cannot be used here at 80 MHz; allowed: 36, 40, 44, 48, 149"},
        {"channel = 149", "channel = 165", "22:11", "cannot be used here at 80 MHz"},
        {"width_mhz = 80", "width_mhz = 160", "24:13", "allowed: 20, 40, 80"},
        {"streams = 4", "streams = 9", "25:11", "streams of radio is 9; allowed: a number from 1 to 8"},
        {"load = 0.25", "load = 1", "27:8", "load of radio is 1; allowed: a number from 0 to 0.95"},
        {"to_m = [4, 0]\npause_s = 5", "to_m = [-4, 0]", "", "the walker has no path"},
        {"seconds = 60", "seconds = 9", "", "the walk takes 14.0 s, longer than the scenario"},
        {"seconds = 60", "seconds = 60\nstanding = true", "", "the walker of a standing scenario walks"},
        {"ap = \"AP2\"", "ap = \"AP9\"", "51:6", "no access point is called \"AP9\"; allowed: AP1, AP2"},
        {"radio = 1", "radio = 2", "46:9", "radio of event is 2; allowed: a number from -1 to 1"},
        {"radio = 1\nchannel = 36", "channel = 36", "", "a channel-switch is for one radio"},
        {"radio = 1\nchannel = 36", "radio = 1\nchannel = 6", "47:11",
         "channel 6 cannot be used here at 80 MHz"},
        {"radio = 1\nchannel = 36", "radio = 1\nload = 0.5", "47:1", "event has no key \"load\""},
        {"kind = \"ap-off\"", "kind = \"explode\"", "50:8", "kind = \"explode\"; allowed: \"ap-off\""},
        {"at_s = 20", "at_s = 61", "49:8", "at_s of event is 61; allowed: a number from 0 to 60"},
        {"at_s = 20", "at_s = 1979-05-27", "49:8", "at_s of event is a date or time"},
    };
    for (const Mistake& mistake : mistakes) {
        SCOPED_TRACE(mistake.by);
        const std::string error = error_of(altered(mistake.piece, mistake.by));
        EXPECT_TRUE(error.starts_with(fmt::format("small.toml:{}", mistake.position))) << error;
        EXPECT_NE(error.find(mistake.message), std::string::npos) << error;
        EXPECT_NE(error.find("; allowed: "), std::string::npos) << error;
    }
}

TEST(Scenario, ReadsFaultsOfTheControlSocket) {
    const std::string events =
        "[[events]]\nat_s = 5\nkind = \"control-fails\"\nduration_s = 7.5\n"
        "[[events]]\nat_s = 40\nkind = \"control-silent\"\nduration_s = 15\n";
    const auto scenario = parse_scenario(std::string{kSmall} + events, "small.toml");
    ASSERT_TRUE(scenario) << scenario.error().message;
    ASSERT_EQ(scenario->events.size(), 4U);
    EXPECT_EQ(scenario->events[0].kind, EventKind::ControlFails);
    EXPECT_EQ(scenario->events[0].duration_s, 7.5);
    EXPECT_EQ(scenario->events[3].kind, EventKind::ControlSilent);
    EXPECT_EQ(scenario->events[3].duration_s, 15);
    const std::string endless = "[[events]]\nat_s = 5\nkind = \"control-silent\"\n";
    EXPECT_NE(error_of(std::string{kSmall} + endless).find("event lacks duration_s"), std::string::npos)
        << error_of(std::string{kSmall} + endless);
    const std::string of_an_ap = endless + "duration_s = 1\nap = \"AP1\"\n";
    EXPECT_NE(error_of(std::string{kSmall} + of_an_ap).find("event has no key \"ap\""), std::string::npos);
}

TEST(Scenario, ReadsRequestsToMove) {
    const std::string request = "\n[[events]]\nat_s = 1\nkind = \"transition-request\"\n";
    const auto parsed = [&](const std::string& rest) {
        return parse_scenario(std::string{kSmall} + request + rest, "t.toml");
    };
    const auto whole = parsed("ap = \"AP1\"\nto = [\"AP2/6\", \"AP1/2.4\"]\ndisassociate_after_s = 2.5\n");
    ASSERT_TRUE(whole) << whole.error().message;
    EXPECT_EQ(whole->events.front().to, (std::vector<std::string>{"AP2/6", "AP1/2.4"}));
    EXPECT_EQ(whole->events.front().disassociate_after_s, 2.5);
    const auto least = parsed("");
    ASSERT_TRUE(least) << least.error().message;
    EXPECT_TRUE(least->events.front().ap.empty());
    EXPECT_TRUE(least->events.front().to.empty());
    EXPECT_NE(parsed("to = [\"C/5\"]\n").error().message.find("no BSS is called \"C/5\"; allowed: AP1/2.4"),
              std::string::npos);
    EXPECT_NE(parsed("to = [5]\n").error().message.find("no text"), std::string::npos);
    EXPECT_NE(parsed("to = \"B/5\"\n").error().message.find("no list"), std::string::npos);
    EXPECT_FALSE(parsed("channel = 5\n"));
}

TEST(Scenario, ReadsForgedRequestsLikeRealOnes) {
    const std::string request = "\n[[events]]\nat_s = 1\nkind = \"forged-request\"\n";
    const auto scenario = parse_scenario(std::string{kSmall} + request + "to = [\"AP2/6\"]\n", "t.toml");
    ASSERT_TRUE(scenario) << scenario.error().message;
    EXPECT_EQ(scenario->events.front().kind, EventKind::ForgedRequest);
    EXPECT_TRUE(scenario->events.front().ap.empty());
    EXPECT_EQ(scenario->events.front().to, (std::vector<std::string>{"AP2/6"}));
}

TEST(Scenario, ReadsWhatAnAccessPointRefusesAndIsSaidToBe) {
    const auto plain = parse_scenario(kSmall, "small.toml");
    EXPECT_EQ(plain->aps[0].refuses, Refusal::Nobody);
    EXPECT_EQ(plain->aps[0].reported_as, ReportedAs::ItIs);
    const auto scenario = parse_scenario(
        altered("name = \"AP2\"", "name = \"AP2\"\nrefuses = \"everybody\"\nreported_as = \"wrong-class\""),
        "small.toml");
    ASSERT_TRUE(scenario) << scenario.error().message;
    EXPECT_EQ(scenario->aps[0].refuses, Refusal::Nobody);
    EXPECT_EQ(scenario->aps[1].refuses, Refusal::Everybody);
    EXPECT_EQ(scenario->aps[1].reported_as, ReportedAs::WrongClass);
    EXPECT_TRUE(error_of(altered("name = \"AP2\"", "name = \"AP2\"\nrefuses = \"me\""))
                    .contains("allowed: \"nobody\", \"this-station\", \"everybody\""));
}

TEST(Scenario, ReadsHiddenAndOtherNetworks) {
    const auto scenario =
        parse_scenario("hidden = true\nother_ssid = \"guests\"\n" + std::string{kSmall}, "small.toml");
    ASSERT_TRUE(scenario) << scenario.error().message;
    EXPECT_TRUE(scenario->hidden);
    EXPECT_EQ(scenario->other_ssid, "guests");
    EXPECT_TRUE(error_of("other_ssid = \"roam-lab\"\n" + std::string{kSmall})
                    .contains("both networks have one name"));
    EXPECT_TRUE(error_of("other_ssid = \"a b\"\n" + std::string{kSmall}).contains("cannot be a name here"));
}

TEST(Scenario, LocksTheProfileToABssThatThereIs) {
    const auto locked = [](const std::string& name) {
        return "locked_to = \"" + name + "\"\n" + std::string{kSmall};
    };
    const auto scenario = parse_scenario(locked("AP1/5"), "small.toml");
    ASSERT_TRUE(scenario) << scenario.error().message;
    EXPECT_EQ(scenario->locked_to, "AP1/5");
    EXPECT_TRUE(error_of(locked("AP9/5")).contains("no BSS is called \"AP9/5\"; allowed: AP1/"))
        << error_of(locked("AP9/5"));
}

TEST(Scenario, NeedsAccessPointsRadiosAndAWalker) {
    const std::string head = "title = \"x\"\nseconds = 10\nsecurity = \"open\"\n";
    EXPECT_NE(error_of(head).find("no access point"), std::string::npos);
    EXPECT_NE(error_of(head + "access_points = 3\n").find("access_points of scenario is an integer"),
              std::string::npos);
    EXPECT_NE(error_of(head + "access_points = [3]\n").find("access_points of scenario holds an integer"),
              std::string::npos);
    const std::string ap = head + "[[access_points]]\nname = \"A\"\nat_m = [0, 0]\n";
    EXPECT_NE(error_of(ap).find("access point \"A\" has no radio"), std::string::npos);
    const std::string radio = "[[access_points.radios]]\nband_ghz = 5\nchannel = 36\nmode = \"vht\"\n";
    EXPECT_NE(error_of(ap + radio).find("no walker"), std::string::npos);
    EXPECT_NE(error_of(ap + radio + radio).find("two radios in one band"), std::string::npos);
    const std::string walker = "[walker]\nstart_m = [1, 1]\n";
    EXPECT_NE(error_of(ap + radio + walker).find("no path"), std::string::npos);
    EXPECT_EQ(error_of("standing = true\n" + ap + radio + walker), "accepted");
}

/// kSmall with two stations instead of its walker.
std::string fleet_text(std::string_view more = "") {
    std::string text{kSmall};
    const std::size_t walker = text.find("[walker]");
    const std::size_t events = text.find("[[events]]");
    text.replace(walker, events - walker, R"([[station]]
name = "cart"
kind = "sticky"
per_second = 10
[station.walker]
start_m = [-4, 0]
rounds = 2
legs = [
    { to_m = [4, 0], pause_s = 5 },
    { to_m = [-4, 0] },
]
[[station]]
name = "camera"
kind = "2.4-only"
walker = { start_m = [1, 1] }
)");
    return text + std::string{more};
}

TEST(Fleets, AreReadWithAWalkAndAStreamForEach) {
    const auto scenario = parse_scenario(fleet_text(), "fleet.toml");
    ASSERT_TRUE(scenario) << scenario.error().message;
    ASSERT_EQ(scenario->stations.size(), 2U);
    EXPECT_TRUE(scenario->is_fleet());
    const Station& cart = scenario->stations[0];
    EXPECT_EQ(cart.name, "cart");
    EXPECT_EQ(cart.kind, StationKind::Sticky);
    EXPECT_EQ(cart.traffic.per_second, 10);
    ASSERT_EQ(cart.walker.legs.size(), 4U) << "two rounds";
    EXPECT_EQ(cart.walker.legs[2].pause_s, 5);
    EXPECT_EQ(scenario->stations[1].traffic.per_second, 100) << "the scenario's";
    EXPECT_EQ(seen_by(*scenario, 1).walker.start, (Point{1, 1}));
    EXPECT_EQ(seen_by(*scenario, 0).traffic.per_second, 10);
    EXPECT_FALSE(can_use(*scenario, 1, wifi::Band::Ghz5));
    EXPECT_TRUE(can_use(*scenario, 1, wifi::Band::Ghz2_4));
    EXPECT_TRUE(can_use(*scenario, 0, wifi::Band::Ghz5));
    EXPECT_EQ(word_of(scenario->stations[1].kind), "2.4-only");
}

TEST(Fleets, AskOneStationByName) {
    const std::string request = "[[events]]\nat_s = 3\nkind = \"transition-request\"\nto = [\"AP2/6\"]\n";
    EXPECT_TRUE(error_of(fleet_text(request)).contains("event lacks station"));
    const auto scenario = parse_scenario(fleet_text(request + "station = \"camera\"\n"), "fleet.toml");
    ASSERT_TRUE(scenario) << scenario.error().message;
    EXPECT_EQ(scenario->events.front().station, 1U);
    EXPECT_TRUE(error_of(fleet_text(request + "station = \"phone\"\n"))
                    .contains("no station is called \"phone\"; allowed: cart, camera"));
}

TEST(Fleets, CannotHaveWhatConcernsOneStationsPrograms) {
    EXPECT_EQ(error_of(fleet_text()), "accepted");
    EXPECT_TRUE(error_of(fleet_text("[walker]\nstart_m = [0, 0]\n")).contains("cannot have walker"));
    EXPECT_TRUE(error_of("dhcp = true\n" + fleet_text()).contains("cannot have dhcp"));
    EXPECT_TRUE(error_of(fleet_text("[[events]]\nat_s = 3\nkind = \"supplicant-restart\"\n"))
                    .contains("for scenarios with one station"));
    std::string protected_frames = fleet_text();
    protected_frames.replace(protected_frames.find("\"ft-psk\""), 8, "\"sae\"");
    EXPECT_TRUE(error_of(protected_frames).contains("could not be seen on the air"));
    std::string twice = fleet_text();
    twice.replace(twice.find("\"camera\""), 8, "\"cart\"");
    EXPECT_TRUE(error_of(twice).contains("a second station is called \"cart\""));
}

TEST(Scenario, SurvivesEveryCutAndFlip) {  // hostile text: any answer, but an answer
    for (std::size_t at = 0; at < kSmall.size(); ++at) {
        EXPECT_FALSE(error_of(std::string{kSmall.substr(0, at)}).empty());
        std::string flipped{kSmall};
        flipped[at] = static_cast<char>(flipped[at] ^ 0x15);
        EXPECT_FALSE(error_of(flipped).empty());
    }
}

TEST(Scenario, SaysWhichFileCannotBeRead) {
    const auto missing = load_scenario("no/such.toml");
    ASSERT_FALSE(missing);
    EXPECT_TRUE(missing.error().message.starts_with("no/such.toml: cannot be read"))
        << missing.error().message;
    EXPECT_FALSE(load_scenario(std::filesystem::temp_directory_path()));
}

TEST(ShippedScenarios, AreReadAndSayWhatTheyReproduce) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{ROAM_SCENARIO_DIR}) {
        if (entry.is_directory()) continue;
        SCOPED_TRACE(entry.path().string());
        const auto scenario = load_scenario(entry.path());
        ASSERT_TRUE(scenario) << scenario.error().message;
        EXPECT_TRUE(names.insert(scenario->name).second) << "two scenarios of one name";
        std::ifstream file{entry.path()};
        std::string first_line;
        std::getline(file, first_line);
        EXPECT_TRUE(first_line.starts_with("# ")) << "a scenario begins with what it reproduces";
    }
    EXPECT_GE(names.size(), 20U);
}

TEST(ShippedScenarios, OfTheGroupAllKeepTheLabsRules) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{ROAM_SCENARIO_DIR}) {
        if (entry.is_directory()) continue;
        SCOPED_TRACE(entry.path().filename().string());
        const auto scenario = load_scenario(entry.path());
        ASSERT_TRUE(scenario) << scenario.error().message;
        names.insert(scenario->name);
        std::set<int> blocks;  // of 80 MHz
        for (const AccessPoint& ap : scenario->aps)
            for (const RadioConfig& radio : ap.radios) {
                if (radio.channel.band() == wifi::Band::Ghz2_4) {
                    EXPECT_EQ(radio.mode, wifi::PhyMode::Ht);
                    EXPECT_EQ(radio.channel.number() % 5, 1) << "1, 6 or 11";
                } else {
                    blocks.insert(radio.channel.number() < 100 ? 36 : 149);
                }
                EXPECT_TRUE(radio.power_dbm >= 17 && radio.power_dbm <= 20);
            }
        EXPECT_EQ(blocks.size(), 2U);
    }
    EXPECT_EQ(names, (std::set<std::string>{"corner", "corridor", "dense", "dying", "equal", "office"}));
}

}  // namespace
}  // namespace lab
