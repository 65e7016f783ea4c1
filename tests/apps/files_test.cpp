#include "apps/station/files.hpp"

#include <fstream>
#include <sstream>
#include <unistd.h>

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "adapters/fake_supplicant.hpp"
#include "apps/daemon/log.hpp"
#include "apps/daemon/service.hpp"

namespace {

using station_app::RecordFile;

struct RecordFileTest : testing::Test {
    fake::Folder folder;
    void SetUp() override { daemon_app::set_log_level({}); }
    void TearDown() override { daemon_app::set_log_level(daemon_app::LogLevel::Info); }

    static std::vector<std::string> lines(const std::string& file) {
        std::ifstream stream{file};
        std::vector<std::string> result;
        for (std::string line; std::getline(stream, line);) result.push_back(line);
        return result;
    }
};

TEST_F(RecordFileTest, HoldsOneObjectPerLine) {
    const std::string directory = folder.path() + "/state/roam";
    {
        RecordFile file{directory};
        records::Record record;
        for (record.sequence = 1; record.sequence <= 3; ++record.sequence) file.write("wlan0", record);
    }
    RecordFile again{directory};
    again.write("wlan1", {});
    const auto written = lines(directory + "/records.jsonl");
    ASSERT_EQ(written.size(), 4U) << "a restart goes on where it was";
    for (const std::string& line : written) {
        const boost::json::value value = boost::json::parse(line);
        EXPECT_EQ(value.at("schema").as_string(), "roam-record/1");
        EXPECT_EQ(value.at("time").as_string().size(), std::string_view{"2026-01-01T00:00:00.000Z"}.size());
    }
}

TEST_F(RecordFileTest, HoldsWhatWasFoundOfTheNetwork) {
    RecordFile file{folder.path()};
    records::NetworkCheck check;
    check.move = 7;
    check.verdict = records::NetworkVerdict::Changed;
    file.network("wlan0", check);
    const auto written = lines(folder.path() + "/records.jsonl");
    ASSERT_EQ(written.size(), 1U);
    const boost::json::value value = boost::json::parse(written[0]);
    EXPECT_EQ(value.at("schema").as_string(), "roam-network/1");
    EXPECT_EQ(value.at("verdict").as_string(), "changed");
    EXPECT_EQ(value.at("move").as_int64(), 7);
    EXPECT_TRUE(value.as_object().contains("time"));
}

TEST_F(RecordFileTest, HoldsTheRoamingTraceToo) {
    RecordFile file{folder.path()};
    records::RoamingEvent event;
    event.kind = records::RoamingEventKind::RoamingStart;
    event.status = records::status::kBetterFound;
    file.write("wlan0", {});
    file.trace("wlan0", event);
    const auto written = lines(folder.path() + "/records.jsonl");
    ASSERT_EQ(written.size(), 2U);
    const boost::json::value value = boost::json::parse(written[1]);
    EXPECT_EQ(value.at("schema").as_string(), "roam-event/1");
    EXPECT_EQ(value.at("event").as_string(), "roaming-start") << "in the file always our names";
    EXPECT_EQ(value.at("status_name").as_string(), "better-ap-found");
}

TEST_F(RecordFileTest, IsTurnedOverAtItsLimit) {
    RecordFile file{folder.path(), 2'000};
    for (int i = 0; i < 50; ++i) file.write("wlan0", {});
    EXPECT_LE(std::filesystem::file_size(folder.path() + "/records.jsonl"), 2'000U);
    EXPECT_LE(std::filesystem::file_size(folder.path() + "/records.jsonl.1"), 2'000U);
    for (const std::string& line : lines(folder.path() + "/records.jsonl")) (void)boost::json::parse(line);
}

TEST_F(RecordFileTest, SurvivesAFullDisk) {
    ASSERT_EQ(::symlink("/dev/full", (folder.path() + "/records.jsonl").c_str()), 0);
    RecordFile file{folder.path()};
    for (int i = 0; i < 10; ++i) file.write("wlan0", {});
}

TEST_F(RecordFileTest, SurvivesAFolderThatCannotBe) {
    std::ofstream{folder.path() + "/file"} << "x";
    RecordFile file{folder.path() + "/file/state"};
    file.write("wlan0", {});
}

TEST(ServiceManager, IsToldWhatHappens) {
    const fake::Folder folder;
    const std::string path = folder.path() + "/notify";
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
    daemon_app::notify_service_manager("READY=1");
    ::unsetenv("NOTIFY_SOCKET");
    daemon_app::notify_service_manager("nobody listens");
    char text[64];
    const ssize_t size = ::recv(socket, text, sizeof text, MSG_DONTWAIT);
    ASSERT_EQ(size, 7);
    EXPECT_EQ((std::string_view{text, 7}), "READY=1");
    ::close(socket);
}

}  // namespace
