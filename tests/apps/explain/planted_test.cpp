// Faults that were planted in the laboratory are named first, and a healthy walk has none.
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "apps/explain/explanation.hpp"
#include "apps/explain/html.hpp"
#include "apps/explain/json.hpp"
#include "apps/explain/summary.hpp"

namespace {

using namespace explain_app;
using explain::Certainty;

constexpr std::string_view kHealthy = "healthy";

std::vector<explain::InputName> inputs(std::string_view name) {
    std::vector<explain::InputName> found;
    for (const auto& entry : std::filesystem::directory_iterator{ROAM_PLANTED})
        if (entry.path().filename().string().starts_with(std::string{name} + "."))
            found.push_back({entry.path().string()});
    std::ranges::sort(found, {}, &explain::InputName::path);
    return found;
}

Explanation explained(std::string_view name) {
    Request request;
    request.inputs = inputs(name);
    EXPECT_FALSE(request.inputs.empty()) << name;
    return explain_inputs(request);
}

class Planted : public testing::TestWithParam<const char*> {};

TEST_P(Planted, FaultIsTheFirstVerdictAndItsEvidenceIsThere) {
    const Explanation all = explained(GetParam());
    ASSERT_FALSE(all.verdicts.empty());
    const explain::Verdict& first = all.verdicts.front();
    EXPECT_EQ(first.rule, GetParam());
    EXPECT_NE(first.certainty, Certainty::Possible);
    std::size_t lines = 0;
    for (const explain::Place& place : first.places.list())
        lines += all.lines.contains(place) && !all.lines.at(place).empty();
    EXPECT_GE(lines, 1U) << "the raw lines are fetched";
}

constexpr const char* kPlanted[] = {
    "scan-stall",
    "sticky",
    "ping-pong",
    "access-point-refuses",
    "failed-target-again",
    "neighbor-report",
    "request-harmful",
    "request-refused",
    "request-ignored",
    "ft-unused",
    "mobility-domain",
    "slow-address",
    "better-seen",
    "management-protection",
    "country",
    "needless-move",
    "dismissed",
    "slow-roam",
    "wrong-band",
};
INSTANTIATE_TEST_SUITE_P(Each, Planted, testing::ValuesIn(kPlanted), [](const auto& planted) {
    std::string name = planted.param;
    std::erase(name, '-');
    return name;
});

TEST(Rules, HaveEachAPlantedFault) {
    for (const explain::Rule& rule : explain::rules())
        EXPECT_EQ(std::ranges::count(kPlanted, rule.id), 1) << rule.id;
}

TEST(HealthyWalk, HasNoVerdictAndAllItsRoams) {
    const Explanation all = explained(kHealthy);
    EXPECT_TRUE(all.verdicts.empty()) << all.verdicts.front().what;
    ASSERT_EQ(all.timeline.stations.size(), 1U);
    const auto moves = std::ranges::count_if(all.timeline.stations[0].roams, &explain::Roam::is_move);
    EXPECT_EQ(moves, 7) << "as the run's truth.log has them";
}

TEST(EspIdfExample, IsUnderstoodFully) {
    Request request;
    request.inputs = {{std::string{ROAM_PLANTED} + "/../esp-idf-transition.log"}};
    const Explanation all = explain_inputs(request);
    ASSERT_EQ(all.timeline.stations.size(), 1U);
    const explain::Station& station = all.timeline.stations[0];
    const auto near = [](explain::Micros at, double seconds) {
        return std::abs(std::chrono::duration<double>(at).count() - seconds) < 0.025;
    };
    ASSERT_EQ(station.transitions.size(), 1U);
    const explain::Transition& asked = station.transitions[0];
    EXPECT_TRUE(near(asked.at, 379.48));
    EXPECT_EQ(asked.said.candidates.size(), 1U);
    EXPECT_EQ(asked.status, 0);
    ASSERT_EQ(station.roams.size(), 1U);
    const explain::Roam& roam = station.roams[0];
    EXPECT_EQ(roam.cause, explain::RoamCause::Asked);
    EXPECT_TRUE(roam.is_move());
    EXPECT_EQ(asked.moved_to, roam.to);
    ASSERT_FALSE(station.scans.empty());
    EXPECT_TRUE(near(*station.scans[0].to, 381.98));
    ASSERT_TRUE(roam.left && roam.linked && roam.address);
    EXPECT_TRUE(near(roam.left->at, 382.03));
    EXPECT_TRUE(near(roam.linked->at, 384.73));
    EXPECT_TRUE(near(roam.address->at, 385.61));
    ASSERT_FALSE(all.verdicts.empty());
    EXPECT_EQ(all.verdicts[0].rule, "slow-roam");
    EXPECT_NE(all.verdicts[0].why.find("leaving the old access point"), std::string::npos);
    // The scan was for the one candidate, and the log does not say where it looked.
    EXPECT_EQ(station.scans[0].only, roam.to);
    for (const explain::Verdict& verdict : all.verdicts)
        EXPECT_EQ(verdict.why.find("all channels"), std::string::npos) << verdict.why;
    ASSERT_EQ(all.verdicts.size(), 2U);
    EXPECT_EQ(all.verdicts[1].rule, "scan-stall");
    EXPECT_EQ(all.verdicts[1].certainty, Certainty::Possible) << "no channel and no traffic is told of";
}

TEST(Summary, SaysThatLinesWithoutATimeWereOnlyPutInOrder) {
    const Explanation all = explained("request-ignored");
    const std::string text = summary(all, Names{all.timeline}, {});
    const std::string page = html(all, Names{all.timeline});
    for (const std::string* form : {&text, &page}) {
        EXPECT_NE(form->find("its lines have no"), std::string::npos);
        EXPECT_EQ(form->find("its clock is 0 ms"), std::string::npos);
        EXPECT_EQ(form->find("moved by 0.0 ms"), std::string::npos);
    }
}

TEST(Summary, FitsAScreenWhateverItsSize) {
    const Explanation all = explained("request-harmful");
    const Names names{all.timeline};
    for (const auto& [columns, rows] : {std::pair{80, 24}, {40, 24}, {40, 15}, {120, 50}}) {
        Screen screen;
        screen.columns = static_cast<std::size_t>(columns);
        screen.rows = static_cast<std::size_t>(rows);
        const std::string text = summary(all, names, screen);
        std::size_t lines = 0;
        std::size_t start = 0;
        for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', start)) {
            EXPECT_LE(end - start, screen.columns) << text.substr(start, end - start);
            start = end + 1;
            ++lines;
        }
        EXPECT_LT(lines, screen.rows) << text;
        EXPECT_NE(text.find("1. A request"), std::string::npos) << text;
        EXPECT_EQ(text.find('\033'), std::string::npos) << "colour only where it is asked for";
    }
}

TEST(Anonymise, LeavesNoAddressAndNoNameInAnyForm) {
    const Explanation all = explained("request-harmful");
    Anonymiser anonymiser;
    teach(anonymiser, all.timeline);
    const Names names{all.timeline, &anonymiser};
    const std::string json = boost::json::serialize(to_json(all, names));
    const std::string page = html(all, names);
    const std::string text = summary(all, names, {});
    for (const std::string* form : {&json, &page, &text}) {
        EXPECT_EQ(form->find("02:00:00:00:"), std::string::npos);
        EXPECT_EQ(form->find("roam-lab"), std::string::npos);
        EXPECT_NE(form->find("02:a0:00:00:00:"), std::string::npos) << "they have substitutes";
    }
}

TEST(Anonymise, ReplacesTheSameByTheSameAndLeavesOtherNumbers) {
    Anonymiser anonymiser;
    anonymiser.add_ssid("Smith home");
    anonymiser.add({{0xAC, 0xDE, 0x48, 0, 0x11, 0x22}});
    const std::string line =
        "12:34:56.789: wlan0: ac:de:48:00:11:22 ssid='Smith home' ip 10.0.3.7 fe80::1 freq=5180 ffff";
    const std::string out = anonymiser.text(line);
    EXPECT_EQ(out, anonymiser.text(line));
    EXPECT_TRUE(
        out.starts_with("12:34:56.789: wlan0: 02:a0:00:00:00:01 ssid='network-1' ip 192.0.2.1 2001:db8::"))
        << out;
    EXPECT_TRUE(out.ends_with("freq=5180 ffff")) << out;
    EXPECT_EQ(anonymiser.text("AC-DE-48-00-11-22 acde48001122"), "02-a0-00-00-00-01 02a000000001");
    EXPECT_EQ(anonymiser.text("ff:ff:ff:ff:ff:ff"), "ff:ff:ff:ff:ff:ff") << "nobody's address";
}

TEST(Page, NeedsNothingElseAndCannotBeBrokenByWhatALogSays) {
    Explanation all = explained("request-harmful");
    all.timeline.stations[0].ssid = "</script><img src=x onerror=alert(1)>";
    for (auto& [place, line] : all.lines) line = "<b>&\"'</script>";
    const std::string page = html(all, Names{all.timeline});
    for (const char* outside : {"http://", "https://", "src=", "@import", "url("}) {
        std::string rest = page;
        for (std::size_t at = rest.find("http://www.w3.org/"); at != std::string::npos;
             at = rest.find("http://www.w3.org/"))
            rest.erase(at, 18);
        for (std::size_t at = rest.find("url(#inside)"); at != std::string::npos;
             at = rest.find("url(#inside)"))
            rest.erase(at, 12);
        for (std::size_t at = rest.find("src=x"); at != std::string::npos; at = rest.find("src=x")) {
            EXPECT_EQ(rest.substr(at - 8, 8), "&lt;img ");
            rest.erase(at, 5);
        }
        EXPECT_EQ(rest.find(outside), std::string::npos) << outside;
    }
    EXPECT_EQ(page.find("<img"), std::string::npos);
    EXPECT_EQ(page.find("<b>&\""), std::string::npos);
    std::size_t ends = 0;
    for (std::size_t at = page.find("</script>"); at != std::string::npos;
         at = page.find("</script>", at + 1))
        ++ends;
    EXPECT_EQ(ends, 2U) << "data and program";
}

TEST(Part, IsShownWhenATimeAStationOrABssIsNamed) {
    Request request;
    request.inputs = inputs(kHealthy);
    const Explanation whole = explain_inputs(request);
    const auto& roams = whole.timeline.stations.at(0).roams;
    request.from = roams[3].begun() - std::chrono::seconds{1};
    request.to = roams[4].begun() + std::chrono::seconds{1};
    Explanation part = explain_inputs(request);
    ASSERT_EQ(part.timeline.stations.at(0).roams.size(), 2U);
    EXPECT_EQ(part.timeline.stations[0].roams[0].from, roams[3].from) << "the link before it is known";
    request.from.reset();
    request.to.reset();
    request.bssids = {roams[3].to};
    part = explain_inputs(request);
    for (const explain::Roam& roam : part.timeline.stations.at(0).roams)
        EXPECT_TRUE(roam.to == roams[3].to || roam.from == roams[3].to);
    request.bssids.clear();
    request.stations = {"wlan7"};
    EXPECT_TRUE(explain_inputs(request).is_empty());
}

}  // namespace
