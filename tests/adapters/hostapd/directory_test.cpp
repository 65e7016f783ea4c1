#include "adapters/hostapd/directory.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "fake_hostapd.hpp"

namespace {

using Strings = std::vector<std::string>;

/// Both ways of learning: by the kernel's word, and by reading the folder.
struct DirectoryTest : testing::TestWithParam<bool> {
    boost::asio::io_context io{1};
    fake::Folder folder;
    Strings told;  ///< "+name" and "-name"
    std::optional<hostapd::Directory> directory;

    void start(const std::string& path) {
        // By the kernel's word only, or by reading often only.
        const std::chrono::milliseconds rescan{GetParam() ? 60'000 : 20};
        directory.emplace(
            io, hostapd::Directory::Config{path, rescan, GetParam()},
            [this](const std::string& name) { told.push_back("+" + name); },
            [this](const std::string& name) { told.push_back("-" + name); });
        directory->start();
    }
    bool until(const Strings& want) {
        return fake::run_until(io, [&] { return told == want; });
    }
    std::string path(const std::string& name) const { return folder.path() + "/" + name; }
};

INSTANTIATE_TEST_SUITE_P(BothWays, DirectoryTest, testing::Bool(), [](const auto& way) {
    return way.param ? std::string{"Told"} : std::string{"Reading"};
});

TEST_P(DirectoryTest, FollowsWhatComesAndGoes) {
    fake::Hostapd first{io, path("wlan0")};
    start(folder.path());
    ASSERT_TRUE(until({"+wlan0"}));
    fake::Hostapd second{io, path("wlan0_1")};
    ASSERT_TRUE(until({"+wlan0", "+wlan0_1"}));
    first.stop();
    EXPECT_TRUE(until({"+wlan0", "+wlan0_1", "-wlan0"}));
    EXPECT_EQ(second.count("STATUS"), 1) << "a BSS that is known is not asked again";
}

TEST_P(DirectoryTest, TellsARestartAsBoth) {
    fake::Hostapd peer{io, path("wlan0")};
    start(folder.path());
    ASSERT_TRUE(until({"+wlan0"}));
    peer.stop();
    peer.start();
    EXPECT_TRUE(until({"+wlan0", "-wlan0", "+wlan0"}));
}

TEST_P(DirectoryTest, IsNotTakenInByOtherSockets) {
    fake::Hostapd global{io, path("global")};
    global.script = [](const std::string& command) { return command == "PING" ? "PONG\n" : "FAIL\n"; };
    fake::Hostapd supplicant{io, path("p2p-dev")};
    supplicant.script = [](const std::string&) { return "wpa_state=SCANNING\n"; };
    fake::Hostapd leftover{io, path("wlan9")};
    leftover.crash();
    std::ofstream{path("file")} << "state=ENABLED\n";
    std::filesystem::create_directory(path("folder"));
    fake::Hostapd peer{io, path("wlan0")};
    start(folder.path());
    ASSERT_TRUE(until({"+wlan0"}));
    io.run_for(std::chrono::milliseconds{100});
    EXPECT_EQ(told, Strings{"+wlan0"});
    EXPECT_EQ(global.commands, Strings{"STATUS"}) << "asked once";
}

TEST_P(DirectoryTest, AsksAgainWhoDoesNotAnswer) {
    fake::Hostapd peer{io, path("wlan0")};
    peer.silent = true;
    start(folder.path());
    ASSERT_TRUE(fake::run_until(io, [&] { return peer.count("STATUS") == 1; }));
    io.run_for(hostap::ControlSocket::kAnswerWithin + std::chrono::milliseconds{100});
    EXPECT_TRUE(told.empty());
    peer.silent = false;
    std::ofstream{path("change")} << "";  // anything that has it look
    EXPECT_TRUE(until({"+wlan0"}));
}

TEST_P(DirectoryTest, SeesACrash) {
    fake::Hostapd peer{io, path("wlan0")};
    start(folder.path());
    ASSERT_TRUE(until({"+wlan0"}));
    peer.crash();
    std::ofstream{path("change")} << "";  // anything that has it look
    EXPECT_TRUE(until({"+wlan0", "-wlan0"}));
}

TEST_P(DirectoryTest, WaitsForItsFolderAndItsSuccessor) {
    // A folder that is not there cannot be watched: here both ways read it.
    const std::string inner = path("hostapd");
    directory.emplace(
        io, hostapd::Directory::Config{inner, std::chrono::milliseconds{20}, GetParam()},
        [this](const std::string& name) { told.push_back("+" + name); },
        [this](const std::string& name) { told.push_back("-" + name); });
    directory->start();
    io.run_for(std::chrono::milliseconds{50});
    for (int round = 0; round < 2; ++round) {
        told.clear();
        std::filesystem::create_directory(inner);
        fake::Hostapd peer{io, inner + "/wlan0"};
        ASSERT_TRUE(until({"+wlan0"}));
        peer.stop();
        std::filesystem::remove_all(inner);
        ASSERT_TRUE(until({"+wlan0", "-wlan0"}));
    }
}

TEST_P(DirectoryTest, EndsWhileAnAnswerIsAwaited) {
    fake::Hostapd peer{io, path("wlan0")};
    peer.silent = true;
    start(folder.path());
    ASSERT_TRUE(fake::run_until(io, [&] { return peer.count("STATUS") == 1; }));
    directory.reset();
    io.run_for(std::chrono::milliseconds{700});
    EXPECT_TRUE(told.empty());
}

}  // namespace
