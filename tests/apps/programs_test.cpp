// roam-station and roam as a user runs them, with a supplicant that is not there.
#include "programs.hpp"

#include <boost/json.hpp>

namespace {

using programs::Daemon;
using programs::Ran;
using programs::run;

TEST_F(Daemon, AnswersTheCommandLine) {
    start();
    const std::string where = " --run-dir " + folder.path();
    const Ran status = run("roam station status" + where);
    EXPECT_EQ(status.status, 0);
    EXPECT_NE(status.output.find("wlan0: unreachable"), std::string::npos) << status.output;
    const Ran json = run("roam station status --json=short" + where);
    EXPECT_EQ(boost::json::parse(json.output).at("interfaces").as_array().size(), 1U) << json.output;
    EXPECT_NE(run("roam station status wlan0 --json" + where).output.find("{\n  \"interfaces\""),
              std::string::npos);
    EXPECT_EQ(run("roam station why -n 5" + where).status, 0);
    EXPECT_EQ(run("roam station candidates" + where).status, 0);
    EXPECT_EQ(run("roam station why --as iwd" + where).status, 0);
    EXPECT_EQ(run("roam station why --as all --json=short" + where).status, 0);
    const Ran nobody = run("roam station why --as windows" + where);
    EXPECT_EQ(nobody.status, 2);
    EXPECT_NE(nobody.output.find("esp-idf"), std::string::npos) << nobody.output;
    const Ran unknown = run("roam station status wlan7" + where);
    EXPECT_EQ(unknown.status, 10);
    EXPECT_NE(unknown.output.find("it has wlan0"), std::string::npos) << unknown.output;
    EXPECT_EQ(end(SIGTERM), 0);
    EXPECT_FALSE(std::filesystem::exists(folder.path() + "/station.sock"));
}

TEST_F(Daemon, DecidesByTheRuleThatItIsGiven) {
    start({"--policy", "iwd"});
    EXPECT_NE(run("roam station status --run-dir " + folder.path()).output.find("by the rule of iwd"),
              std::string::npos);
    EXPECT_EQ(end(SIGTERM), 0);
}

TEST_F(Daemon, DoesNotTakeTheSocketOfALivingOne) {
    start();
    const pid_t first = child;
    start({"--log-level", "info"});
    EXPECT_TRUE(logged("in use")) << log();
    EXPECT_EQ(end(SIGINT), 0);
    child = first;
    EXPECT_EQ(run("roam station status --run-dir " + folder.path()).status, 0);
}

TEST_F(Daemon, ReadsItsConfigurationAgain) {
    const std::string file = folder.path() + "/roam.toml";
    std::ofstream{file} << "[station]\nobserve = true\n";
    start({"--config", file, "--log-level", "info"});
    const std::string status = "roam station status --run-dir " + folder.path();
    EXPECT_NE(run(status).output.find("mode observe"), std::string::npos);
    std::ofstream{file} << "[station]\nobserve = false\n";
    ::kill(child, SIGHUP);
    EXPECT_TRUE(logged("read again"));
    EXPECT_NE(run(status).output.find("mode act"), std::string::npos);
    std::ofstream{file} << "[station]\nobserve = 7\n";
    ::kill(child, SIGHUP);
    EXPECT_TRUE(logged("roam.toml:2:11: observe is true or false"));
    EXPECT_NE(run(status).output.find("mode act"), std::string::npos) << "the old settings stand";
}

TEST(Station, RefusesWhatIsWrong) {
    EXPECT_EQ(run("roam-station").status, 2);
    EXPECT_EQ(run("roam-station --interface wlan0 --log-level loud").status, 2);
    EXPECT_EQ(run("roam-station --help").status, 0);
    EXPECT_EQ(run("roam-station --interface wlan0 --policy windows").status, 2);
    const fake::Folder folder;
    std::ofstream{folder.path() + "/roam.toml"} << "[station.policy]\ndwell_ms = \"x\"\n";
    const Ran bad = run("roam-station --interface wlan0 --config " + folder.path() + "/roam.toml");
    EXPECT_EQ(bad.status, 78);
    EXPECT_NE(bad.output.find("roam.toml:2:12: dwell_ms"), std::string::npos) << bad.output;
}

TEST(Roam, KnowsItsExitStatuses) {
    EXPECT_EQ(run("roam").status, 2);
    EXPECT_EQ(run("roam --version").output.find("roam "), 0U);
    EXPECT_NE(run("roam sttion").output.find("did you mean \"station\"?"), std::string::npos);
    EXPECT_EQ(run("roam station satus").status, 2);
    EXPECT_EQ(run("roam station why -n 0").status, 2);
    const Ran missing = run("roam station status --json --run-dir /nonexistent");
    EXPECT_EQ(missing.status, 8);
    EXPECT_NE(missing.output.find("\"code\": \"not-running\""), std::string::npos) << missing.output;
}

}  // namespace
