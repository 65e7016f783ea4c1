// What the daemon writes down.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "apps/daemon/line_file.hpp"
#include "engine/roaming_json.hpp"
#include "ports/journal.hpp"

namespace station_app {

/// Appends each record to DIRECTORY/records.jsonl and logs it as one line; the events of the roaming trace go
/// to the same file, and to standard output for whoever asked for them. The file is turned over at a size
/// limit, one older file is kept. A disk that is full or read-only costs records, said once, and nothing
/// else.
class RecordFile final : public ports::Journal {
public:
    /// @param directory  made if need be; empty: no file, only the log.
    /// @param most  octets after which the file is turned over.
    /// @param events  under which names the trace is printed on standard output; empty: not at all.
    explicit RecordFile(std::string directory, std::uintmax_t most = daemon_app::LineFile::kMost,
                        std::optional<engine::EventNames> events = std::nullopt);

    void write(std::string_view interface, const records::Record& record) override;
    void trace(std::string_view interface, const records::RoamingEvent& event) override;
    void network(std::string_view interface, const records::NetworkCheck& check) override;

private:
    void print(std::string_view interface, const records::RoamingEvent& event);
    void append(boost::json::object object);

    daemon_app::LineFile file_;
    std::optional<engine::EventNames> events_;
};

}  // namespace station_app
