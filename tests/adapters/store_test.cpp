#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sqlite3.h>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "adapters/store/database.hpp"
#include "fake_supplicant.hpp"

namespace {

namespace fs = std::filesystem;
using ports::HistoryEntry;
using ports::HistoryQuery;

constexpr std::uint64_t kSmall = store::kLeastSize;

HistoryEntry entry(std::int64_t time_ms, bool link_event = true, std::size_t octets = 100) {
    HistoryEntry result;
    result.time_ms = time_ms;
    result.interface = "wlan0";
    result.sequence = static_cast<std::uint32_t>(time_ms);
    result.action = "move";
    result.reason = "better-bss";
    result.link_event = link_event;
    result.from = "02:00:00:00:01:00";
    result.to = "02:00:00:00:02:00";
    result.method = "ft";
    result.outcome = "moved";
    result.took_ms = 13;
    result.record = "{" + std::string(octets, ' ') + "}";
    return result;
}

struct StoreTest : testing::Test {
    fake::Folder folder;
    std::string file = folder.path() + "/state/history.db";

    [[nodiscard]] std::uintmax_t size() const {
        std::error_code ignored;
        const auto of = [&](const std::string& name) {
            const auto octets = fs::file_size(name, ignored);
            return ignored ? 0 : octets;
        };
        return of(file) + of(file + "-wal");
    }
    static std::vector<HistoryEntry> all(store::Database& database, bool link_events_only = false) {
        HistoryQuery query;
        query.count = 100'000;
        query.link_events_only = link_events_only;
        return database.latest(query).value();
    }
};

TEST_F(StoreTest, GivesBackWhatItKeptInOrder) {
    store::Database database{file, kSmall};
    const std::vector<HistoryEntry> kept{entry(1), entry(2, false), entry(3)};
    ASSERT_TRUE(database.keep(kept));
    EXPECT_EQ(all(database), kept);
    EXPECT_EQ(all(database, true).size(), 2U);
    struct stat status{};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(StoreTest, AnswersByCountTimeAndInterface) {
    store::Database database{file, kSmall};
    std::vector<HistoryEntry> kept;
    for (int i = 0; i < 10; ++i) kept.push_back(entry(1'000 * i));
    kept[9].interface = "wlan1";
    ASSERT_TRUE(database.keep(kept));
    HistoryQuery query;
    query.count = 2;
    EXPECT_EQ(database.latest(query).value().front().time_ms, 8'000) << "the latest, oldest first";
    query.count = 100;
    query.since_ms = 7'000;
    EXPECT_EQ(database.latest(query)->size(), 3U);
    query.interface = "wlan1";
    EXPECT_EQ(database.latest(query)->size(), 1U);
    query.interface = "' OR 1=1 --";
    EXPECT_EQ(database.latest(query)->size(), 0U);
}

TEST_F(StoreTest, SurvivesARestartAndIsReadWithoutADaemon) {
    {
        store::Database database{file, kSmall};
        ASSERT_TRUE(database.keep(std::vector{entry(1)}));
        EXPECT_EQ(store::read_history(file, {}).value().size(), 1U) << "while it is open";
    }
    fs::permissions(file, fs::perms::owner_read);
    fs::permissions(fs::path{file}.parent_path(), fs::perms::owner_read | fs::perms::owner_exec);
    EXPECT_EQ(store::read_history(file, {}).value().size(), 1U) << "where nothing can be written";
    EXPECT_FALSE(fs::exists(file + "-shm"));
    fs::permissions(fs::path{file}.parent_path(), fs::perms::owner_all);
    fs::permissions(file, fs::perms::owner_all);
    store::Database again{file, kSmall};
    ASSERT_TRUE(again.keep(std::vector{entry(2)}));
    EXPECT_EQ(all(again).size(), 2U);
}

TEST_F(StoreTest, StaysWithinItsSizeAndLetsStaysGoFirst) {
    constexpr std::uint64_t kMost = 4'000'000;
    store::Database database{file, kMost};
    ASSERT_TRUE(database.keep(std::vector{entry(0)}));
    std::uintmax_t largest = 0;
    for (int batch = 0; batch < 200; ++batch) {
        std::vector<HistoryEntry> kept;
        for (int i = 0; i < 20; ++i) kept.push_back(entry(1 + 20 * batch + i, i == 7, 3'000));
        ASSERT_TRUE(database.keep(kept));
        largest = std::max(largest, size());
    }
    EXPECT_LE(largest, kMost) << "12 MB were written";
    const auto left = all(database);
    EXPECT_EQ(left.front().time_ms, 0) << "an old move outlives old stays";
    EXPECT_EQ(left.back().time_ms, 4'000);
    EXPECT_EQ(std::ranges::count(left, true, &HistoryEntry::link_event), 201);
    EXPECT_GE(left.size(), 300U);
}

TEST_F(StoreTest, LetsTheOldestChangesGoWhenThereIsNothingElse) {
    store::Database database{file, kSmall};
    for (int batch = 0; batch < 100; ++batch) {
        std::vector<HistoryEntry> kept;
        for (int i = 0; i < 20; ++i) kept.push_back(entry(20 * batch + i, true, 5'000));
        ASSERT_TRUE(database.keep(kept));
        database.tidy();
    }
    EXPECT_LE(size(), kSmall);
    const auto left = all(database);
    EXPECT_GT(left.front().time_ms, 0);
    EXPECT_EQ(left.back().time_ms, 1'999);
    EXPECT_EQ(left.size(), static_cast<std::size_t>(2'000 - left.front().time_ms)) << "without a hole";
}

TEST_F(StoreTest, KeepsAllOfABatchOrNoneWhenTheDiskIsFull) {
    store::Database database{file, 100U << 20};
    ASSERT_TRUE(database.keep(std::vector{entry(1)}));
    // A limit on the size of files is the full disk that a test may make.
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit full{200'000, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &full);
    std::vector<HistoryEntry> many;
    for (int i = 2; i < 200; ++i) many.push_back(entry(i, true, 5'000));
    const auto refused = database.keep(many);
    ::setrlimit(RLIMIT_FSIZE, &before);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().find(file), std::string::npos) << refused.error();
    EXPECT_EQ(all(database).size(), 1U);
    EXPECT_TRUE(database.keep(many)) << "and goes on when there is room again";
    EXPECT_EQ(all(database).size(), 199U);
}

TEST_F(StoreTest, SaysThatTheFolderCannotBeAndRecovers) {
    std::ofstream{folder.path() + "/state"} << "a file is in the way";
    store::Database database{file, kSmall};
    EXPECT_FALSE(database.keep(std::vector{entry(1)}));
    fs::remove(folder.path() + "/state");
    EXPECT_TRUE(database.keep(std::vector{entry(1)}));
}

TEST_F(StoreTest, PutsAsideWhatIsNoDatabase) {
    fs::create_directories(folder.path() + "/state");
    std::ofstream{file} << std::string(10'000, 'x');
    store::Database database{file, kSmall};
    const auto first = database.keep(std::vector{entry(1)});
    ASSERT_FALSE(first);
    EXPECT_NE(first.error().find("put aside"), std::string::npos) << first.error();
    EXPECT_TRUE(fs::exists(file + ".broken"));
    EXPECT_TRUE(database.keep(std::vector{entry(1)}));
    EXPECT_FALSE(store::read_history(file + ".broken", {}));
}

TEST_F(StoreTest, LeavesALaterVersionAlone) {
    ASSERT_TRUE((store::Database{file, kSmall}.keep(std::vector{entry(1)})));
    sqlite3* connection = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &connection), SQLITE_OK);
    sqlite3_exec(connection, "PRAGMA user_version=2", nullptr, nullptr, nullptr);
    sqlite3_close(connection);
    store::Database database{file, kSmall};
    const auto kept = database.keep(std::vector{entry(2)});
    ASSERT_FALSE(kept);
    EXPECT_NE(kept.error().find("a later version of Roam"), std::string::npos) << kept.error();
    EXPECT_FALSE(store::read_history(file, {}));
}

TEST_F(StoreTest, WaitsForNobodyWhoHoldsTheFile) {
    store::Database database{file, kSmall};
    ASSERT_TRUE(database.keep(std::vector{entry(1)}));
    sqlite3* other = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &other), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    const auto before = std::chrono::steady_clock::now();
    EXPECT_FALSE(database.keep(std::vector{entry(2)}));
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::milliseconds{500});
    sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
    sqlite3_close(other);
    EXPECT_TRUE(database.keep(std::vector{entry(2)}));
}

TEST(Store, NamesTheFileThatIsNotThere) {
    const auto read = store::read_history("/nonexistent/history.db", {});
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error(), "/nonexistent/history.db: No such file or directory");
}

}  // namespace
