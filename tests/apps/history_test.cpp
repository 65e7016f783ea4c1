#include "apps/station/history.hpp"

#include <gtest/gtest.h>

#include "adapters/fake_supplicant.hpp"

namespace {

using namespace std::chrono_literals;
using ports::HistoryEntry;
using station_app::History;

/// A store that works or does not, as the test says.
struct Store final : ports::HistoryStore {
    std::expected<void, std::string> keep(std::span<const HistoryEntry> entries) override {
        ++tries;
        if (broken) return std::unexpected("history.db: no space");
        kept.insert(kept.end(), entries.begin(), entries.end());
        return {};
    }
    void tidy() override { ++tidied; }
    std::expected<std::vector<HistoryEntry>, std::string> latest(const ports::HistoryQuery&) override {
        return kept;
    }

    bool broken = false;
    int tries = 0;
    int tidied = 0;
    std::vector<HistoryEntry> kept;
};

struct HistoryTest : testing::Test {
    boost::asio::io_context io{1};
    Store* store = nullptr;
    bool quiet = true;
    std::optional<History> history;

    void SetUp() override {
        testing::internal::CaptureStderr();
        auto made = std::make_unique<Store>();
        store = made.get();
        history.emplace(io, std::move(made), [this] { return quiet; }, 20ms);
    }
    void TearDown() override {
        history->stop();
        (void)testing::internal::GetCapturedStderr();
    }
    void write(int count) {
        for (int i = 0; i < count; ++i) {
            records::Record record;
            record.sequence = ++sequence;
            history->write("wlan0", record);
        }
    }
    /// All that was logged so far.
    [[nodiscard]] const std::string& log() {
        log_ += testing::internal::GetCapturedStderr();
        testing::internal::CaptureStderr();
        return log_;
    }
    [[nodiscard]] std::size_t said(const std::string& text) {
        std::size_t found = 0;
        const std::string& all = log();
        for (auto at = all.find(text); at != std::string::npos; at = all.find(text, at + 1)) ++found;
        return found;
    }
    std::uint32_t sequence = 0;
    std::string log_;
};

TEST_F(HistoryTest, IsWrittenInBatchesAndNotByTheDecision) {
    write(10);
    EXPECT_EQ(store->tries, 0) << "whoever decides waits for no disk";
    EXPECT_TRUE(fake::run_until(io, [&] { return store->kept.size() == 10; }));
    EXPECT_EQ(store->tries, 1);
    EXPECT_EQ(store->tidied, 1);
    write(64);
    EXPECT_TRUE(fake::run_until(io, [&] { return store->kept.size() == 74; }));
    EXPECT_EQ(store->tries, 2);
}

TEST_F(HistoryTest, WaitsWhileAnInterfaceWalksUnlessManyWait) {
    quiet = false;
    write(10);
    EXPECT_FALSE(fake::run_until(io, [&] { return store->tries > 0; }));
    quiet = true;
    EXPECT_TRUE(fake::run_until(io, [&] { return store->kept.size() == 10; }));
    quiet = false;
    write(256);
    EXPECT_TRUE(fake::run_until(io, [&] { return store->kept.size() == 266; }));
}

TEST_F(HistoryTest, LeavesTidyingToAQuietMoment) {
    quiet = false;
    write(1);
    history->flush();
    EXPECT_EQ(store->kept.size(), 1U);
    EXPECT_EQ(store->tidied, 0);
}

TEST_F(HistoryTest, SaysOnceThatTheDiskIsFullAndOnceThatItIsNot) {
    store->broken = true;
    write(3);
    history->flush();
    EXPECT_TRUE(fake::run_until(io, [&] { return store->tries >= 4; }));
    EXPECT_EQ(said("history.db: no space; history is kept in memory"), 1U) << log();
    store->broken = false;
    EXPECT_TRUE(fake::run_until(io, [&] { return store->kept.size() == 3; }));
    EXPECT_EQ(said("history is written again; 0 records were lost"), 1U) << log();
}

TEST_F(HistoryTest, KeepsTheLatestWhileTheDiskIsFull) {
    store->broken = true;
    write(600);
    history->flush();
    store->broken = false;
    history->flush();
    ASSERT_EQ(store->kept.size(), History::kMostWaiting);
    EXPECT_EQ(store->kept.back().sequence, 600U);
    EXPECT_EQ(said("88 records were lost"), 1U) << log();
}

TEST_F(HistoryTest, AnswersWithWhatIsNotWrittenYet) {
    write(5);
    EXPECT_EQ(history->latest({}).value().size(), 5U);
}

TEST_F(HistoryTest, IsWrittenAtTheEnd) {
    write(5);
    history->stop();
    EXPECT_EQ(store->kept.size(), 5U);
}

TEST(NoHistory, SaysSo) {
    boost::asio::io_context io{1};
    History history{io, nullptr, [] { return true; }};
    history.write("wlan0", {});
    EXPECT_NE(history.latest({}).error().find("history_size is 0"), std::string::npos);
}

}  // namespace
