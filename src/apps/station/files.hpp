// What the daemon writes: the file of records, and its state to the service manager.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/roaming_json.hpp"
#include "ports/journal.hpp"

namespace station_app {

/// Appends each record to DIRECTORY/records.jsonl and logs it as one line; the events of the roaming trace go
/// to the same file, and to standard output for whoever asked for them. The file is turned over at a size
/// limit, one older file is kept. A disk that is full or read-only costs records, said once, and nothing
/// else.
class RecordFile final : public ports::Journal {
public:
    static constexpr std::uintmax_t kMost = 16U << 20;

    /// @param directory  made if need be; empty: no file, only the log.
    /// @param most  octets after which the file is turned over.
    /// @param events  under which names the trace is printed on standard output; empty: not at all.
    explicit RecordFile(std::string directory, std::uintmax_t most = kMost,
                        std::optional<engine::EventNames> events = std::nullopt);
    ~RecordFile() override;

    void write(std::string_view interface, const records::Record& record) override;
    void trace(std::string_view interface, const records::RoamingEvent& event) override;
    void network(std::string_view interface, const records::NetworkCheck& check) override;

private:
    void print(std::string_view interface, const records::RoamingEvent& event);
    void append(const std::string& line);
    void complain(std::string_view what);

    std::string path_;
    std::uintmax_t most_;
    std::optional<engine::EventNames> events_;
    std::uintmax_t size_ = 0;
    int file_ = -1;
    bool complained_ = false;
};

/// The time of day, for people: nothing is decided by it.
[[nodiscard]] std::int64_t milliseconds_since_1970();

/// Tells the service manager, if there is one ($NOTIFY_SOCKET, sd_notify(3)).
void notify_service_manager(std::string_view state);

}  // namespace station_app
