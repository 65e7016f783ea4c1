#include "adapters/store/database.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sqlite3.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

namespace store {

namespace {

using ports::HistoryEntry;
using ports::HistoryQuery;

constexpr std::int64_t kPageOctets = 4096;
constexpr int kApplicationId = 0x526F616D;  // "Roam", for file(1)
// Of the room that both may take: the file gets three quarters, the log is carried over at an eighth at the
// latest, and the rest is for one batch.
constexpr std::uint64_t kLogAtMost = 8;
constexpr std::uint64_t kLogWhenQuiet = 32;
constexpr int kRowsAtOnce = 64;  // that make room
constexpr int kLatestAreSafe = 256;

constexpr const char* kCreate = R"(
CREATE TABLE decision(
  id INTEGER PRIMARY KEY,
  time_ms INTEGER NOT NULL,
  interface TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  action TEXT NOT NULL,
  reason TEXT NOT NULL,
  link_event INTEGER NOT NULL,
  from_bssid TEXT NOT NULL,
  to_bssid TEXT NOT NULL,
  method TEXT NOT NULL,
  outcome TEXT NOT NULL,
  took_ms INTEGER NOT NULL,
  status_code INTEGER NOT NULL,
  record TEXT NOT NULL) STRICT;
CREATE INDEX decision_by_event ON decision(link_event, id);
)";

constexpr const char* kColumns =
    "time_ms, interface, sequence, action, reason, link_event, from_bssid, to_bssid, method, outcome, "
    "took_ms, "
    "status_code, record";

class Statement {
public:
    Statement(sqlite3* connection, const std::string& sql) {
        sqlite3_prepare_v2(connection, sql.c_str(), static_cast<int>(sql.size()), &handle_, nullptr);
    }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    ~Statement() { sqlite3_finalize(handle_); }

    void bind(int at, std::int64_t value) { sqlite3_bind_int64(handle_, at, value); }
    /// @param text  outlives the next step.
    void bind(int at, const std::string& text) {
        sqlite3_bind_text(handle_, at, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    }
    /// SQLITE_ROW, SQLITE_DONE, or what is wrong; SQLITE_MISUSE when it was not prepared.
    int step() { return sqlite3_step(handle_); }
    void reset() { sqlite3_reset(handle_); }

    [[nodiscard]] std::int64_t integer(int at) const { return sqlite3_column_int64(handle_, at); }
    [[nodiscard]] std::string text(int at) const {
        const auto* octets = static_cast<const char*>(sqlite3_column_blob(handle_, at));
        return {octets ? octets : "", static_cast<std::size_t>(sqlite3_column_bytes(handle_, at))};
    }

private:
    sqlite3_stmt* handle_ = nullptr;
};

bool run(sqlite3* connection, const std::string& sql) {
    return sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
}

std::int64_t number(sqlite3* connection, const char* sql) {
    Statement statement{connection, sql};
    return statement.step() == SQLITE_ROW ? statement.integer(0) : 0;
}

/// What SQLite says, and what the system said to it where that tells more.
std::string problem(const std::string& file, sqlite3* connection) {
    std::string text = fmt::format("{}: {}", file, sqlite3_errmsg(connection));
    if (const int error = connection ? sqlite3_system_errno(connection) : ENOMEM; error != 0)
        text += fmt::format(" ({})", std::strerror(error));
    return text;
}

bool insert(sqlite3* connection, std::span<const HistoryEntry> entries) {
    Statement statement{
        connection,
        fmt::format("INSERT INTO decision({}) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)", kColumns)};
    for (const HistoryEntry& entry : entries) {
        statement.bind(1, entry.time_ms);
        statement.bind(2, entry.interface);
        statement.bind(3, entry.sequence);
        statement.bind(4, entry.action);
        statement.bind(5, entry.reason);
        statement.bind(6, entry.link_event ? 1 : 0);
        statement.bind(7, entry.from);
        statement.bind(8, entry.to);
        statement.bind(9, entry.method);
        statement.bind(10, entry.outcome);
        statement.bind(11, entry.took_ms);
        statement.bind(12, entry.status_code);
        statement.bind(13, entry.record);
        if (statement.step() != SQLITE_DONE) return false;
        statement.reset();
    }
    return true;
}

std::int64_t used_pages(sqlite3* connection) {
    return number(connection, "PRAGMA page_count") - number(connection, "PRAGMA freelist_count");
}

/// Deletes until at most nine tenths of `most_pages` are used. What is deleted is room for what comes; the
/// file does not shrink.
bool make_room(sqlite3* connection, std::int64_t most_pages) {
    const std::string sql = fmt::format(
        "DELETE FROM decision WHERE id IN (SELECT id FROM decision INDEXED BY decision_by_event WHERE "
        "id <= (SELECT max(id) FROM decision) - {} ORDER BY link_event, id LIMIT {})",
        kLatestAreSafe, kRowsAtOnce);
    while (used_pages(connection) > most_pages / 10 * 9) {
        if (!run(connection, sql)) return false;
        if (sqlite3_changes(connection) > 0) continue;
        // Few records, and large: then the oldest has to go, whatever it is.
        if (!run(connection, "DELETE FROM decision WHERE id = (SELECT min(id) FROM decision)")) return false;
        if (sqlite3_changes(connection) == 0) return true;
    }
    return true;
}

std::expected<std::vector<HistoryEntry>, std::string> select(const std::string& file, sqlite3* connection,
                                                             const HistoryQuery& query) {
    std::string sql = fmt::format("SELECT {} FROM decision WHERE time_ms >= ?1", kColumns);
    if (query.link_events_only) sql += " AND link_event = 1";
    if (!query.interface.empty()) sql += " AND interface = ?3";
    sql += " ORDER BY id DESC LIMIT ?2";
    Statement statement{connection, sql};
    statement.bind(1, query.since_ms.value_or(INT64_MIN));
    statement.bind(2, static_cast<std::int64_t>(query.count));
    if (!query.interface.empty()) statement.bind(3, query.interface);
    std::vector<HistoryEntry> entries;
    int stepped = statement.step();
    for (; stepped == SQLITE_ROW; stepped = statement.step())
        entries.push_back({statement.integer(0), statement.text(1),
                           static_cast<std::uint32_t>(statement.integer(2)), statement.text(3),
                           statement.text(4), statement.integer(5) != 0, statement.text(6), statement.text(7),
                           statement.text(8), statement.text(9), statement.integer(10), statement.integer(11),
                           statement.text(12)});
    if (stepped != SQLITE_DONE) return std::unexpected(problem(file, connection));
    std::ranges::reverse(entries);
    return entries;
}

std::string of_another_version(const std::string& file, std::int64_t version) {
    return fmt::format("{}: its schema is {}, this program writes {}; a later version of Roam made it", file,
                       version, kSchemaVersion);
}

}  // namespace

void Close::operator()(sqlite3* connection) const { sqlite3_close(connection); }

Database::Database(std::string file, std::uint64_t most)
    : file_{std::move(file)}, most_{std::max(most, kLeastSize)} {}

std::expected<void, std::string> Database::open() {
    std::error_code ignored;
    std::filesystem::create_directories(std::filesystem::path{file_}.parent_path(), ignored);
    // SQLite would let others read it; where we were is nobody's business.
    if (const int made_file = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600); made_file >= 0)
        ::close(made_file);
    sqlite3* made = nullptr;
    const int opened =
        sqlite3_open_v2(file_.c_str(), &made, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    Connection connection{made};
    if (opened != SQLITE_OK) return std::unexpected(problem(file_, made));
    // The page size has to come before the first page is written.
    const bool usable = run(made, fmt::format("PRAGMA page_size={}; PRAGMA journal_mode=WAL", kPageOctets)) &&
                        run(made, "PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0");
    if (!usable) {
        const int error = sqlite3_errcode(made);
        std::string why = problem(file_, made);
        if (error != SQLITE_NOTADB && error != SQLITE_CORRUPT) return std::unexpected(std::move(why));
        connection.reset();
        std::filesystem::rename(file_, file_ + ".broken", ignored);
        return std::unexpected(why + "; put aside as " + file_ + ".broken");
    }
    if (const std::int64_t version = number(made, "PRAGMA user_version"); version == 0) {
        if (!run(made,
                 fmt::format("BEGIN IMMEDIATE; {} PRAGMA application_id={}; PRAGMA user_version={}; COMMIT",
                             kCreate, kApplicationId, kSchemaVersion)))
            return std::unexpected(problem(file_, made));
    } else if (version != kSchemaVersion) {
        return std::unexpected(of_another_version(file_, version));
    }
    if (!run(made, fmt::format("PRAGMA max_page_count={}; PRAGMA journal_size_limit={}", most_pages(),
                               most_ / kLogAtMost)))
        return std::unexpected(problem(file_, made));
    connection_ = std::move(connection);
    return {};
}

std::expected<void, std::string> Database::keep(std::span<const HistoryEntry> entries) {
    if (!connection_)
        if (auto opened = open(); !opened) return opened;
    sqlite3* connection = connection_.get();
    if (run(connection, "BEGIN IMMEDIATE") && make_room(connection, most_pages()) &&
        insert(connection, entries) && run(connection, "COMMIT")) {
        carry_over_from(most_ / kLogAtMost);
        return {};
    }
    std::string why = problem(file_, connection);
    // A new connection knows nothing of what went wrong in this one, nor of a file that was taken away.
    connection_.reset();
    return std::unexpected(std::move(why));
}

void Database::tidy() { carry_over_from(most_ / kLogWhenQuiet); }

std::int64_t Database::most_pages() const { return static_cast<std::int64_t>(most_ / 4 * 3) / kPageOctets; }

void Database::carry_over_from(std::uint64_t octets) {
    std::error_code error;
    if (!connection_ || std::filesystem::file_size(file_ + "-wal", error) < octets || error) return;
    sqlite3_wal_checkpoint_v2(connection_.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
}

std::expected<std::vector<HistoryEntry>, std::string> Database::latest(const HistoryQuery& query) {
    if (!connection_)
        if (auto opened = open(); !opened) return std::unexpected(opened.error());
    return select(file_, connection_.get(), query);
}

std::expected<std::vector<HistoryEntry>, std::string> read_history(const std::string& file,
                                                                   const HistoryQuery& query) {
    if (::access(file.c_str(), R_OK) != 0)
        return std::unexpected(fmt::format("{}: {}", file, std::strerror(errno)));
    // Without its log the file is complete, and may lie where we cannot write the reader's marks.
    const bool complete = ::access((file + "-wal").c_str(), F_OK) != 0;
    std::string name = "file:";
    for (const char octet : file) {
        const bool special = octet == '%' || octet == '?' || octet == '#';
        name += special ? fmt::format("%{:02x}", static_cast<unsigned char>(octet)) : std::string{octet};
    }
    if (complete) name += "?immutable=1";
    sqlite3* made = nullptr;
    const int opened = sqlite3_open_v2(name.c_str(), &made, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr);
    const Connection connection{made};
    if (opened != SQLITE_OK) return std::unexpected(problem(file, made));
    sqlite3_busy_timeout(made, 1000);
    const std::int64_t version = number(made, "PRAGMA user_version");
    if (version > kSchemaVersion) return std::unexpected(of_another_version(file, version));
    return select(file, made, query);
}

}  // namespace store
