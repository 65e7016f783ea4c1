// Decision records on their way to the store: kept in memory first, so that no decision waits for a disk.
#pragma once

#include <chrono>
#include <cstddef>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "ports/history_store.hpp"
#include "ports/journal.hpp"

namespace station_app {

/// Writes batches from a timer, while an interface moves or looks only once a minute or when many wait. A
/// store that refuses is tried again every half minute; that is said once in the log, and once when it works
/// again. Meanwhile the latest kMostWaiting records are kept.
class History final : public ports::Journal {
public:
    static constexpr std::size_t kMostWaiting = 512;
    static constexpr std::chrono::milliseconds kBatchEvery{1'000};

    /// @param store  null: nothing is kept.
    /// @param quiet  whether no interface walks or moves now: then the disk may be waited for.
    /// @param retry  after a failure; tests are in a hurry.
    History(boost::asio::io_context& io, std::unique_ptr<ports::HistoryStore> store,
            std::function<bool()> quiet, std::chrono::milliseconds retry = std::chrono::seconds{30});

    void write(std::string_view interface, const records::Record& record) override;
    /// Writes what waits, now.
    void flush();
    /// What waits is among it.
    [[nodiscard]] std::expected<std::vector<ports::HistoryEntry>, std::string> latest(
        const ports::HistoryQuery& query);
    /// No more timers: the end of the program.
    void stop();

private:
    void arm(std::chrono::milliseconds after);
    void due();

    std::unique_ptr<ports::HistoryStore> store_;
    std::function<bool()> quiet_;
    std::chrono::milliseconds retry_;
    boost::asio::steady_timer timer_;
    bool armed_ = false;
    int postponed_ = 0;
    bool failing_ = false;
    std::size_t dropped_ = 0;  ///< since it fails
    std::vector<ports::HistoryEntry> waiting_;
    std::map<std::string, std::string, std::less<>> links_;  ///< interface to BSSID, as the records say
};

}  // namespace station_app
