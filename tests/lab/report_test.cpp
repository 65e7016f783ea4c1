// Tables, JSON and the HTML page of made-up runs.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "lab/report/curves.hpp"
#include "lab/report/figures.hpp"
#include "lab/report/html.hpp"
#include "lab/report/json.hpp"
#include "lab/report/markup.hpp"
#include "lab/report/table.hpp"
#include "tests/lab/example_runs.hpp"

namespace lab {
namespace {

Score example_score(std::string scenario, std::string arm, std::uint64_t seed, double of_optimum) {
    Score score{.scenario = std::move(scenario), .arm = std::move(arm), .seed = seed};
    score.seconds = 235;
    score.of_optimum = of_optimum;
    score.outage_s = {12.345678901234567, 0.1};
    score.outage_by_cause_s = {1, 2, 3};
    score.longest_gap_ms = 100 * static_cast<double>(seed);
    score.late_share = 1.0 / 3;
    score.roams = 3;
    score.clairvoyant_roams = 8;
    score.usable_mbps = 40;
    score.optimum_mbps = 60;
    score.station_rss_kb = 7'012;
    score.station_wakeups_per_minute = 7.5;
    score.events_sha = "00ff";
    return score;
}

const std::vector<Score> kScores{
    example_score("corridor", "wpa_supplicant", 1, 0.5),
    example_score("corridor", "networkmanager-multi", 1, 0.9),
    example_score("office", "roam", 1, 0.98),
    example_score("corridor", "wpa_supplicant", 2, 0.6),
};

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in{text};
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

/// Two stations of one run.
std::vector<Score> fleet_scores() {
    Score cart = example_score("sticky", "ap-suggest", 1, 0.5);
    cart.station = StationFigures{.name = "cart", .kind = "sticky"};
    cart.station->requests = {{12.5, "AP1/5", "AP2/5", 100, 1, 1, 0}, {20, "AP2/5", "", 0, 0, 0, -1}};
    cart.station->requests_better = 1;
    cart.station->imminent = 1;
    cart.station->accepted = 1;
    cart.station->episodes = 4;
    cart.station->episodes_met = 3;
    Score camera = example_score("sticky", "ap-suggest", 1, 0.7);
    camera.station = StationFigures{.name = "camera", .kind = "2.4-only"};
    camera.station->dismissals = 2;
    return {cart, camera};
}

TEST(Fleets, HaveARowForEachStationTheMeanAndALineAboutTheSteering) {
    const auto lines = lines_of(text_table(fleet_scores()));
    ASSERT_EQ(lines.size(), 7U);
    EXPECT_TRUE(lines[2].starts_with("  cart (sticky)")) << lines[2];
    EXPECT_TRUE(lines[3].starts_with("  camera (2.4-only)")) << lines[3];
    EXPECT_TRUE(lines[4].starts_with("ap-suggest") && lines[4].contains(" 2  0.600")) << lines[4];
    EXPECT_EQ(
        lines[6],
        "  ap-suggest seed 1: 2 requests (1 imminent, 1 accepted), precision 0.500, 3 of 4 episodes met "
        "(recall 0.750), 2 dismissals");
}

TEST(Fleets, AreReadBackFromJsonAsTheyWere) {
    std::vector<Score> scores = fleet_scores();
    scores.push_back(kScores[0]);
    const std::string text = to_json(scores);
    const auto back = read_scores(text);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, scores);
    EXPECT_TRUE(text.contains(R"("fleets":[)")) << text;
    EXPECT_TRUE(text.contains(R"("stations":2,"of_optimum":0.6)")) << text;
    EXPECT_TRUE(text.contains(R"("recall":0.75,"dismissals":2})")) << text;
    EXPECT_FALSE(to_json(kScores).contains(R"("station":)")) << "one station is none of a fleet";
    EXPECT_FALSE(to_json(kScores).contains(R"("fleets":)"));
}

TEST(TextTable, ShowsMeansAndTheWorstGapOfEveryArm) {
    const auto lines = lines_of(text_table(kScores));
    ASSERT_EQ(lines.size(), 5U + 1 + 4);
    EXPECT_EQ(lines[0], "corridor, 235 s");
    EXPECT_EQ(lines[1],
              "arm                   n      R  outage s  gap ms  late %  moves  returns  >6dB %  away %  "
              "mgmt  Mb/s");
    EXPECT_EQ(lines[2],
              "wpa_supplicant        2  0.550      12.4     200   33.33    3.0      0.0     0.0    0.00     "
              "0    40");
    EXPECT_EQ(lines[3].substr(0, 32), "networkmanager-multi  1  0.900  ");
    EXPECT_EQ(lines[4],
              "(optimum)                1.000                              8.0      0.0                      "
              "    60");
    EXPECT_EQ(lines[6], "office, 235 s");
}

TEST(TextTable, FitsTheTerminal) {
    for (const int columns : {100, 80, 60, 40}) {
        for (const std::string& line : lines_of(text_table(kScores, columns)))
            EXPECT_LE(line.size(), static_cast<std::size_t>(columns)) << line;
    }
    EXPECT_NE(text_table(kScores, 100).find("Mb/s"), std::string::npos) << "100 columns hold every figure";
    EXPECT_NE(text_table(kScores, 1).find("0.550"), std::string::npos) << "R is never left out";
    EXPECT_EQ(text_table({}), "");
}

TEST(ScoreJson, ComesBackUnchanged) {
    std::vector<Score> scores = kScores;
    scores[0].arm = "quoted \" and \\ and \n and \xC3\xA9";
    scores[0].seed = UINT64_MAX;
    scores[0].late_share = 1e-300;
    const auto read = read_scores(to_json(scores));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, scores);
    EXPECT_EQ(read_scores(to_json({})).value(), std::vector<Score>{});
}

TEST(ScoreJson, IsReadable) {
    const auto lines = lines_of(to_json(kScores));
    ASSERT_EQ(lines.size(), 6U);
    EXPECT_EQ(lines[0], "{\"schema\":\"roam-lab/1\",\"runs\":[");
    EXPECT_EQ(lines[2].substr(0, 87),
              "{\"scenario\":\"corridor\",\"arm\":\"networkmanager-multi\",\"seed\":1,\"seconds\":235,\"of_"
              "optimum\"");
    EXPECT_NE(lines[1].find("\"outage_s\":{\"down\":12.345678901234567,\"up\":0.1}"), std::string::npos)
        << lines[1];
}

TEST(ScoreJson, PassesOverFieldsOfLaterVersions) {
    std::string text = to_json(kScores);
    text.insert(text.find("\"scenario\""), "\"new\":{\"a\":[1]},");
    EXPECT_EQ(read_scores(text).value(), kScores);
}

TEST(ScoreJson, SaysWhereAFileIsWrong) {
    const auto error_with = [](std::string_view from, std::string_view to) {
        std::string text = to_json(kScores);
        text.replace(text.find(from), from.size(), to);
        const auto read = read_scores(text);
        return read ? "accepted" : read.error().message;
    };
    EXPECT_EQ(error_with("roam-lab/1", "roam-lab/2"), "schema: \"roam-lab/1\" is expected");
    EXPECT_EQ(error_with("\"runs\":[", "\"walks\":["), "runs: an array is expected");
    EXPECT_EQ(error_with("\"up\":0.1", "\"up\":\"a\""), "runs[0].outage_s.up: a number is expected");
    EXPECT_EQ(error_with("\"up\":0.1", "\"u\":1"), "runs[0].outage_s.up: the field is missing");
    EXPECT_EQ(error_with("\"seed\":2", "\"seed\":-2"),
              "runs[3].seed: a whole number in its range is expected");
    EXPECT_EQ(error_with("\"arm\":\"roam\"", "\"arm\":7"), "runs[2].arm: a string is expected");
    EXPECT_EQ(error_with("{\"down\"", "[\"down\""), "octet 136: no JSON, syntax error");
    EXPECT_EQ(error_with("]}", "]"), "octet 2196: no JSON, incomplete JSON");
    EXPECT_EQ(error_with("]}", "]}]"), "octet 2196: no JSON, extra data");
}

TEST(ScoreDocs, DescribeEveryFieldOfTheFile) {
    std::ifstream file{std::filesystem::path{ROAM_SOURCE_DIR} / "docs/score.md"};
    std::ostringstream content;
    content << file.rdbuf();
    const std::string docs = content.str();
    const std::string text = to_json(std::vector{kScores[0]});
    for (std::size_t at = text.find('"'); at != std::string::npos;) {
        const std::size_t end = text.find('"', at + 1);
        const std::string name = text.substr(at + 1, end - at - 1);
        if (text[end + 1] == ':') {
            EXPECT_NE(docs.find('`' + name), std::string::npos) << name;
        }
        at = text.find('"', end + 1);
    }
}

/// Two arms and two seeds of a corridor of `seconds`.
struct ExamplePage {
    explicit ExamplePage(double seconds) : world{example::world(seconds)} {
        truths = {example::walk(world, 14, 5.1, 400'000, false), example::walk(world, 5, 1.2, 15'000, true)};
        for (Truth& truth : truths) example::send_packets(world, truth);
        for (const std::uint64_t seed : {1U, 2U}) {
            runs.push_back(example::report_of(world, truths[0], "networkmanager", seed));
            runs.push_back(example::report_of(world, truths[1], "roam", seed));
        }
        html = html_report(runs);
    }

    example::World world;
    std::vector<Truth> truths;
    std::vector<RunReport> runs;
    std::string html;
};

const ExamplePage& page() {
    static const ExamplePage made{235};
    return made;
}

std::vector<std::string> pictures_of(const std::string& html) {
    std::vector<std::string> pictures;
    for (std::size_t at = html.find("<svg"); at != std::string::npos; at = html.find("<svg", at + 1))
        pictures.push_back(html.substr(at, html.find("</svg>", at) + 6 - at));
    return pictures;
}

TEST(HtmlReport, HoldsWellFormedPictures) {
    const auto pictures = pictures_of(page().html);
    EXPECT_EQ(std::ranges::count_if(pictures,
                                    [](const std::string& svg) { return svg.contains("class=\"panel\""); }),
              4);
    for (const std::string& svg : pictures) {
        std::istringstream in{svg};
        boost::property_tree::ptree tree;
        EXPECT_NO_THROW(read_xml(in, tree)) << svg.substr(0, 200);
    }
}

TEST(HtmlReport, NamesEveryBssArmAndFigure) {
    for (const BssSite& site : page().world.trace.sites)
        EXPECT_TRUE(page().html.contains(">" + site.name + "</text>")) << site.name;
    for (const char* arm : {"networkmanager", "roam"})
        EXPECT_TRUE(page().html.contains("<figcaption><b>" + std::string{arm} + "</b>"));
    for (const Figure& figure : figures()) {
        EXPECT_TRUE(page().html.contains(fmt::format("<dt id=\"def-{}\">", figure.key)));
        EXPECT_TRUE(page().html.contains(fmt::format("<a href=\"#def-{}\"", figure.key)));
    }
}

TEST(HtmlReport, NeedsNothingFromOutside) {
    const std::string& html = page().html;
    for (const char* forbidden : {"<script", "<link", "<img", "<iframe", "@import", "src=", "javascript:"})
        EXPECT_FALSE(html.contains(forbidden)) << forbidden;
    for (std::size_t at = html.find("href=\""); at != std::string::npos; at = html.find("href=\"", at + 1)) {
        ASSERT_EQ(html[at + 6], '#') << html.substr(at, 60);
        const std::string id = html.substr(at + 7, html.find('"', at + 7) - at - 7);
        EXPECT_TRUE(html.contains("id=\"" + id + "\"")) << id << " leads nowhere";
    }
    for (std::size_t at = html.find("http"); at != std::string::npos; at = html.find("http", at + 1))
        EXPECT_TRUE(html.substr(at).starts_with("http://www.w3.org/2000/svg")) << html.substr(at, 60);
    for (std::size_t at = html.find("url("); at != std::string::npos; at = html.find("url(", at + 1))
        EXPECT_EQ(html[at + 4], '#');
}

TEST(HtmlReport, MarksMovesLooksGapsAndEvents) {
    const auto pictures = pictures_of(page().html);
    const auto ours = std::ranges::find_if(
        pictures, [](const std::string& svg) { return svg.contains("arm roam, seed 1"); });
    ASSERT_NE(ours, pictures.end());
    std::size_t moves = 0;
    for (std::size_t at = ours->find("class=\"move ft\""); at != std::string::npos;
         at = ours->find("class=\"move ft\"", at + 1))
        ++moves;
    EXPECT_EQ(moves, static_cast<std::size_t>(page().runs[1].score.roams));
    EXPECT_TRUE(ours->contains("FT, 9 ms without a link"));
    EXPECT_TRUE(ours->contains("looked at 5200 MHz"));
    EXPECT_TRUE(ours->contains("AP3 on again &lt;&quot;&amp;&gt;"));
    const auto theirs = std::ranges::find_if(
        pictures, [](const std::string& svg) { return svg.contains("arm networkmanager, seed 1"); });
    EXPECT_TRUE(theirs->contains("class=\"gap offchannel\""));
    EXPECT_TRUE(theirs->contains("class=\"gap handoff\""));
    EXPECT_TRUE(theirs->contains("class=\"move full\""));
}

TEST(HtmlReport, StaysSmallForALongRun) {
    EXPECT_LT(page().html.size(), 2 * 300'000U);
    const ExamplePage hour{3600};
    EXPECT_LT(hour.html.size(), 4 * 300'000U) << "four runs of an hour";
}

TEST(HtmlReport, IsWrittenForTheEyeToo) {
    const auto file = std::filesystem::path{testing::TempDir()} / "roam-report-example.html";
    std::ofstream{file} << page().html;
    EXPECT_EQ(std::filesystem::file_size(file), page().html.size()) << file;
}

TEST(Curves, KeepMeansAndGaps) {
    SignalTrace trace;
    trace.slot = 100'000;
    trace.links.resize(1);
    for (int slot = 0; slot < 1'200; ++slot)
        trace.mean_dbm.push_back({slot < 600 ? -50 - static_cast<float>(slot % 2) : kOffAirDbm});
    const Curves curves = reduce(trace, 1'200);
    EXPECT_EQ(curves.bucket, 200'000);
    ASSERT_EQ(curves.mean_dbm[0].size(), 600U);
    EXPECT_EQ(curves.mean_dbm[0][0], -50.5F);
    EXPECT_EQ(curves.mean_dbm[0][300], kOffAirDbm);
    const PlotFrame frame = frame_for(curves, 120);
    EXPECT_EQ(path_data(curves, frame, 0, 80'000'000, 90'000'000), "") << "off the air";
    EXPECT_EQ(path_data(curves, frame, 0, 0, 120'000'000).find('M', 1), std::string::npos) << "one stretch";
}

TEST(Markup, EscapesAndRounds) {
    EXPECT_EQ(escape("a<b>&\"'\n"), "a&lt;b&gt;&amp;&quot;&#39; ");
    EXPECT_EQ(id_of("office floor/2"), "office-floor-2");
    EXPECT_EQ(coordinate(-0.25), "-0.3");
    EXPECT_EQ(coordinate(12.04), "12");
    EXPECT_EQ(clock_text(1'234'000), "1.23 s");
    EXPECT_EQ(clock_text(725'300'000), "12:05.3");
}

}  // namespace
}  // namespace lab
