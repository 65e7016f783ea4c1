#include "apps/station/history.hpp"

#include <utility>

#include "apps/daemon/log.hpp"
#include "apps/daemon/service.hpp"
#include "engine/history_entry.hpp"

namespace station_app {

namespace {

constexpr int kPostponedAtMost = 60;  // batches: a minute

}  // namespace

History::History(boost::asio::io_context& io, std::unique_ptr<ports::HistoryStore> store,
                 std::function<bool()> quiet, std::chrono::milliseconds retry)
    : store_{std::move(store)}, quiet_{std::move(quiet)}, retry_{retry}, timer_{io} {}

void History::write(std::string_view interface, const records::Record& record) {
    if (!store_) return;
    auto link = links_.find(interface);
    if (link == links_.end()) link = links_.emplace(interface, std::string{}).first;
    waiting_.push_back(
        engine::history_entry(interface, record, daemon_app::milliseconds_since_1970(), link->second));
    if (waiting_.size() > kMostWaiting) {
        waiting_.erase(waiting_.begin());
        ++dropped_;
    }
    if (!armed_) arm(kBatchEvery);
}

void History::arm(std::chrono::milliseconds after) {
    armed_ = true;
    timer_.expires_after(after);
    timer_.async_wait([this](auto error) {
        if (!error) due();
    });
}

void History::due() {
    armed_ = false;
    // A visit for one beacon is a matter of milliseconds, and one loop does all.
    const bool wait = !quiet_() && waiting_.size() < kMostWaiting / 2 && ++postponed_ < kPostponedAtMost;
    if (wait) return arm(kBatchEvery);
    flush();
}

void History::flush() {
    postponed_ = 0;
    if (!store_ || waiting_.empty()) return;
    if (const auto kept = store_->keep(waiting_); !kept) {
        if (!std::exchange(failing_, true))
            daemon_app::log_warning("{}; history is kept in memory until this works again", kept.error());
        return arm(retry_);
    }
    waiting_.clear();
    if (std::exchange(failing_, false))
        daemon_app::log_warning("history is written again; {} records were lost meanwhile",
                                std::exchange(dropped_, 0));
    if (quiet_()) store_->tidy();
}

std::expected<std::vector<ports::HistoryEntry>, std::string> History::latest(
    const ports::HistoryQuery& query) {
    if (!store_) return std::unexpected("no history is kept: history_size is 0");
    flush();
    return store_->latest(query);
}

void History::stop() {
    timer_.cancel();
    armed_ = true;  // nothing arms it again
    if (store_ && !waiting_.empty() && store_->keep(waiting_)) waiting_.clear();
}

}  // namespace station_app
