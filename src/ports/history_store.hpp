// Where decision records outlive the daemon.
//
// Apart from ports::Journal because it answers questions, and because writing may fail for a while: whoever
// owns it keeps what was refused and tries again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ports {

/// One decision record with what is asked for most beside it. Names are those of docs/records.md.
struct HistoryEntry {
    std::int64_t time_ms = 0;  ///< time of day: milliseconds since 1970, UTC
    std::string interface;
    std::uint32_t sequence = 0;  ///< of the interface since the start of the daemon
    std::string action;
    std::string reason;
    bool link_event =
        false;  ///< a move was tried, or a link made or lost; the fields below are empty or 0 otherwise
    std::string from;  ///< BSSID; empty: there was no link
    std::string to;    ///< BSSID of the target
    std::string method;
    std::string outcome;
    std::int64_t took_ms = 0;
    std::int64_t status_code = 0;  ///< of a rejection (9.4.1.9)
    std::string record;            ///< the whole, one JSON object

    friend bool operator==(const HistoryEntry&, const HistoryEntry&) = default;
};

struct HistoryQuery {
    std::string interface;  ///< empty: all
    std::size_t count = 20;
    std::optional<std::int64_t> since_ms;  ///< as HistoryEntry::time_ms
    bool link_events_only = true;
};

class HistoryStore {
public:
    HistoryStore() = default;
    HistoryStore(const HistoryStore&) = delete;
    HistoryStore& operator=(const HistoryStore&) = delete;
    virtual ~HistoryStore() = default;

    /// Keeps all of them or none, as a rule without waiting for the disk. Makes room first, the oldest goes.
    /// @return  why none was kept, in words that name the file.
    [[nodiscard]] virtual std::expected<void, std::string> keep(std::span<const HistoryEntry> entries) = 0;

    /// Does what may wait for the disk, if there is enough of it. For a quiet moment.
    virtual void tidy() = 0;

    /// The latest that `query` asks for, oldest first.
    [[nodiscard]] virtual std::expected<std::vector<HistoryEntry>, std::string> latest(
        const HistoryQuery& query) = 0;
};

}  // namespace ports
