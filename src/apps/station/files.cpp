#include "apps/station/files.hpp"

#include <cerrno>
#include <cstring>
#include <unistd.h>
#include <utility>

#include <boost/json/serialize.hpp>

#include "apps/daemon/log.hpp"
#include "apps/daemon/service.hpp"
#include "apps/station/notices.hpp"
#include "engine/encode.hpp"
#include "engine/history_entry.hpp"
#include "engine/network_watch.hpp"

namespace station_app {

RecordFile::RecordFile(std::string directory, std::uintmax_t most, std::optional<engine::EventNames> events)
    : file_{directory.empty() ? std::string{} : std::move(directory) + "/records.jsonl", most},
      events_{events} {}

void RecordFile::write(std::string_view interface, const records::Record& record) {
    if (const std::string notice = notice_of(interface, record); !notice.empty())
        daemon_app::log_notice(notice);
    daemon_app::log_debug(engine::to_text(interface, record));
    if (file_.wanted()) append(engine::to_json(interface, record));
}

void RecordFile::trace(std::string_view interface, const records::RoamingEvent& event) {
    if (events_) print(interface, event);
    if (file_.wanted()) append(engine::to_json(interface, event));
}

void RecordFile::network(std::string_view interface, const records::NetworkCheck& check) {
    const bool changed = check.verdict == records::NetworkVerdict::Changed;
    daemon_app::log(changed ? daemon_app::LogLevel::Warning : daemon_app::LogLevel::Info,
                    engine::to_text(interface, check));
    if (file_.wanted()) append(engine::to_json(interface, check));
}

void RecordFile::print(std::string_view interface, const records::RoamingEvent& event) {
    boost::json::object object = engine::to_json(interface, event, *events_);
    object["time"] = engine::rfc3339(daemon_app::milliseconds_since_1970());
    const std::string line = boost::json::serialize(object) + "\n";
    if (::write(STDOUT_FILENO, line.data(), line.size()) == static_cast<ssize_t>(line.size())) return;
    // Roaming goes on without its spectators.
    daemon_app::log_warning("standard output: {}; no more events are printed", std::strerror(errno));
    events_.reset();
}

void RecordFile::append(boost::json::object object) {
    object["time"] = engine::rfc3339(daemon_app::milliseconds_since_1970());
    file_.append(boost::json::serialize(object) + "\n");
}

}  // namespace station_app
