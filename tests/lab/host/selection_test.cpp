// From words on the command line to scenarios, arms and seeds.
#include "lab/host/selection.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace lab::host {
namespace {

using Seeds = std::vector<std::uint64_t>;

TEST(ChooseSeeds, TakesOneOrARange) {
    EXPECT_EQ(choose_seeds("7"), (Seeds{7}));
    EXPECT_EQ(choose_seeds("0"), (Seeds{0}));
    EXPECT_EQ(choose_seeds("2..4"), (Seeds{2, 3, 4}));
    EXPECT_EQ(choose_seeds("5..5"), (Seeds{5}));
    EXPECT_EQ(choose_seeds("18446744073709551615"), (Seeds{18446744073709551615U}));
}

TEST(ChooseSeeds, SaysWhatIsAllowed) {
    for (const char* wrong : {"", "x", "-1", "1.5", "5..1", "1..", "..5", "1..2..3", "1...3", "1 ..2",
                              "18446744073709551616", "0..100000"}) {
        const auto seeds = choose_seeds(wrong);
        ASSERT_FALSE(seeds) << wrong;
        EXPECT_NE(seeds.error().find(std::string{"`"} + wrong + "`"), std::string::npos) << seeds.error();
        EXPECT_NE(seeds.error().find("1..5"), std::string::npos) << seeds.error();
    }
}

TEST(ChooseArms, TakesAListWithoutRepeats) {
    EXPECT_EQ(choose_arms("iwd,roam,iwd"), (std::vector<std::string>{"iwd", "roam"}));
    EXPECT_EQ(choose_arms("").value(),
              (std::vector<std::string>{"wpa_supplicant", "networkmanager", "networkmanager-multi", "iwd",
                                        "roam", "none", "ap-observe", "ap-suggest", "ap-insist", "ap-enforce",
                                        "ap-roamer", "both"}))
        << "each scenario takes those that are for it";
}

TEST(ChooseArms, TakesThoseOnRequestOnlyWhenTheyAreNamed) {
    EXPECT_EQ(choose_arms("roam-networkmanager").value(), (std::vector<std::string>{"roam-networkmanager"}));
    EXPECT_TRUE(choose_arms("raom").error().contains("roam-networkmanager"));
}

TEST(ChooseArms, TakesAPolicyBehindAnArmWithRoamStation) {
    EXPECT_EQ(choose_arms("roam:iwd,roam,roam-networkmanager:a3").value(),
              (std::vector<std::string>{"roam:iwd", "roam", "roam-networkmanager:a3"}));
    EXPECT_TRUE(choose_arms("roam:idw").error().starts_with("no policy `idw`, did you mean `iwd`; "))
        << choose_arms("roam:idw").error();
    EXPECT_FALSE(choose_arms("roam:"));
    EXPECT_TRUE(choose_arms("iwd:a3").error().starts_with("no arm `iwd:a3`")) << "no roam-station there";
}

TEST(ChooseArms, PointsToTheNearestName) {
    EXPECT_TRUE(choose_arms("raom").error().starts_with("no arm `raom`, did you mean `roam`; there are: "));
    EXPECT_TRUE(choose_arms("network-manager").error().contains("did you mean `networkmanager`"));
    EXPECT_FALSE(choose_arms("connman").error().contains("did you mean"));
    EXPECT_FALSE(choose_arms("roam,")) << "an empty word is no arm";
}

TEST(ChooseScenarios, TakesNamesPathsAndAll) {
    const auto corridor = choose_scenarios({"corridor"});
    ASSERT_TRUE(corridor) << corridor.error();
    ASSERT_EQ(corridor->size(), 1U);
    EXPECT_EQ(corridor->at(0).filename(), "corridor.toml");
    EXPECT_EQ(choose_scenarios({"all"}).value(), shipped_scenarios().at(0).files);
    EXPECT_GE(shipped_scenarios().at(0).files.size(), 6U);

    const auto own = std::filesystem::path{testing::TempDir()} / "own.toml";
    std::ofstream{own} << "title = \"x\"\n";
    EXPECT_EQ(choose_scenarios({own.string()}).value().at(0), own);
}

TEST(ChooseScenarios, RunsNoneTwice) {
    EXPECT_EQ(choose_scenarios({"corridor", "corridor"}).value().size(), 1U);
    EXPECT_EQ(choose_scenarios({"corridor", "all"}).value().size(), shipped_scenarios().at(0).files.size());
}

TEST(ChooseScenarios, TakesGroupsByTheNamesOfTheirFolders) {
    const auto complaints = choose_scenarios({"complaints"});
    ASSERT_TRUE(complaints) << complaints.error();
    ASSERT_FALSE(complaints->empty());
    for (const auto& file : *complaints) EXPECT_EQ(file.parent_path().filename(), "complaints");
    EXPECT_EQ(choose_scenarios({"refusing"}).value().at(0).filename(), "refusing.toml") << "one of a group";
    const auto all = choose_scenarios({"all"}).value();
    EXPECT_EQ(std::ranges::find(all, complaints->at(0)), all.end()) << "a group is run when it is named";
}

TEST(ChooseScenarios, SaysWhatThereIs) {
    EXPECT_TRUE(choose_scenarios({"coridor"})
                    .error()
                    .starts_with("no scenario `coridor`, did you mean `corridor`; "));
    EXPECT_TRUE(choose_scenarios({"nosuch"}).error().contains("dying"))
        << choose_scenarios({"nosuch"}).error();
    EXPECT_EQ(choose_scenarios({"/nowhere/x.toml"}).error(), "/nowhere/x.toml: no such file");
}

TEST(ChooseScenarios, TakesOneOfAGroupWithTheGroupsName) {
    const auto sticky = choose_scenarios({"fleet/sticky"});
    ASSERT_TRUE(sticky) << sticky.error();
    EXPECT_EQ(sticky->at(0).filename(), "sticky.toml");
    EXPECT_EQ(choose_scenarios({"sticky"}).value(), *sticky);
    EXPECT_FALSE(choose_scenarios({"long/sticky"}));
}

TEST(WhyNoArm, SaysWhichArmsAScenarioHas) {
    Scenario single;
    single.name = "corridor";
    Scenario fleet = single;
    fleet.stations.resize(2);
    EXPECT_FALSE(why_no_arm(single, {"roam", "none"})) << "one of them is enough";
    EXPECT_FALSE(why_no_arm(fleet, {"roam", "none"}));
    EXPECT_TRUE(why_no_arm(single, {"none"}).value().contains("its arms are: wpa_supplicant, "));
    EXPECT_TRUE(why_no_arm(fleet, {"roam"}).value().contains("its arms are: none, ap-observe, "));
}

TEST(ChooseArms, TakesRoamApsPoliciesBehindItsArms) {
    EXPECT_TRUE(choose_arms("ap-suggest:load"));
    EXPECT_FALSE(choose_arms("ap-suggest:iwd")) << "a station's rule";
    EXPECT_FALSE(choose_arms("none:load")) << "nothing runs there";
    EXPECT_FALSE(choose_arms("roam:load")) << "an access point's rule";
}

TEST(DidYouMean, IsSilentWhenNothingIsNear) {
    EXPECT_EQ(did_you_mean("corner", {}), "");
    EXPECT_EQ(did_you_mean("zzzzzz", {"corner", "dense"}), "");
    EXPECT_EQ(did_you_mean("corne", {"corner", "dense"}), "corner");
}

}  // namespace
}  // namespace lab::host
