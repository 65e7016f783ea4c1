// Decision records in one SQLite file. docs/records.md has the schema, which is numbered (user_version).
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "ports/history_store.hpp"

struct sqlite3;

namespace store {

inline constexpr std::string_view kFileName = "history.db";
inline constexpr int kSchemaVersion = 1;
/// Below this the write-ahead log would need more room than the records.
inline constexpr std::uint64_t kLeastSize = 3'000'000;

struct Close {
    void operator()(sqlite3* connection) const;
};
using Connection = std::unique_ptr<sqlite3, Close>;

/// The daemon's side. Opens the file when it is first needed, and again after a failure.
class Database final : public ports::HistoryStore {
public:
    /// @param file  made if need be, its folder too.
    /// @param most  octets that file and write-ahead log may take together, at least kLeastSize.
    Database(std::string file, std::uint64_t most);

    /// Stays and looks make room before changes of the link do; the latest records of any kind are the last
    /// to go. A file that is no database is put aside as FILE.broken; one of a later version is left alone.
    [[nodiscard]] std::expected<void, std::string> keep(
        std::span<const ports::HistoryEntry> entries) override;
    /// Carries the write-ahead log into the file, unless it is small. keep() does so when it is large.
    void tidy() override;
    [[nodiscard]] std::expected<std::vector<ports::HistoryEntry>, std::string> latest(
        const ports::HistoryQuery& query) override;

private:
    [[nodiscard]] std::expected<void, std::string> open();
    [[nodiscard]] std::int64_t most_pages() const;
    /// The write-ahead log into the file, if it is as large as this. Waits for the disk.
    void carry_over_from(std::uint64_t octets);

    std::string file_;
    std::uint64_t most_;
    Connection connection_;
};

/// Reads the file of a daemon that may or may not run, without changing it.
[[nodiscard]] std::expected<std::vector<ports::HistoryEntry>, std::string> read_history(
    const std::string& file, const ports::HistoryQuery& query);

}  // namespace store
