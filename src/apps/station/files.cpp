#include "apps/station/files.hpp"

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

#include <boost/json/serialize.hpp>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "apps/station/log.hpp"
#include "engine/encode.hpp"
#include "engine/history_entry.hpp"
#include "engine/network_watch.hpp"

namespace station_app {

RecordFile::RecordFile(std::string directory, std::uintmax_t most, std::optional<engine::EventNames> events)
    : most_{most}, events_{events} {
    if (directory.empty()) return;
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    path_ = directory + "/records.jsonl";
}

RecordFile::~RecordFile() {
    if (file_ >= 0) ::close(file_);
}

void RecordFile::write(std::string_view interface, const records::Record& record) {
    if (const std::string notice = notice_of(interface, record); !notice.empty()) log_notice(notice);
    spdlog::debug("{}", engine::to_text(interface, record));
    if (path_.empty()) return;
    boost::json::object object = engine::to_json(interface, record);
    object["time"] = engine::rfc3339(milliseconds_since_1970());
    append(boost::json::serialize(object) + "\n");
}

void RecordFile::trace(std::string_view interface, const records::RoamingEvent& event) {
    if (events_) print(interface, event);
    if (path_.empty()) return;
    boost::json::object object = engine::to_json(interface, event);
    object["time"] = engine::rfc3339(milliseconds_since_1970());
    append(boost::json::serialize(object) + "\n");
}

void RecordFile::network(std::string_view interface, const records::NetworkCheck& check) {
    const bool changed = check.verdict == records::NetworkVerdict::Changed;
    spdlog::log(changed ? spdlog::level::warn : spdlog::level::info, engine::to_text(interface, check));
    if (path_.empty()) return;
    boost::json::object object = engine::to_json(interface, check);
    object["time"] = engine::rfc3339(milliseconds_since_1970());
    append(boost::json::serialize(object) + "\n");
}

void RecordFile::print(std::string_view interface, const records::RoamingEvent& event) {
    boost::json::object object = engine::to_json(interface, event, *events_);
    object["time"] = engine::rfc3339(milliseconds_since_1970());
    const std::string line = boost::json::serialize(object) + "\n";
    if (::write(STDOUT_FILENO, line.data(), line.size()) == static_cast<ssize_t>(line.size())) return;
    // Roaming goes on without its spectators.
    spdlog::warn("standard output: {}; no more events are printed", std::strerror(errno));
    events_.reset();
}

void RecordFile::append(const std::string& line) {
    if (file_ >= 0 && size_ + line.size() > most_) {
        ::close(std::exchange(file_, -1));
        std::error_code error;
        std::filesystem::rename(path_, path_ + ".1", error);
    }
    if (file_ < 0) {
        file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (file_ < 0) return complain(std::strerror(errno));
        struct stat status{};
        size_ = ::fstat(file_, &status) == 0 ? static_cast<std::uintmax_t>(status.st_size) : 0;
    }
    const ssize_t written = ::write(file_, line.data(), line.size());
    if (written != static_cast<ssize_t>(line.size())) {
        // A piece of a line would spoil the one after it.
        const std::string why = written < 0 ? std::strerror(errno) : "no room";
        if (written > 0 && ::ftruncate(file_, static_cast<off_t>(size_)) != 0)
            ::close(std::exchange(file_, -1));
        return complain(why);
    }
    size_ += line.size();
    complained_ = false;
}

void RecordFile::complain(std::string_view what) {
    if (std::exchange(complained_, true)) return;
    spdlog::warn("{}: {}; records go to the log only until this works again", path_, what);
}

std::int64_t milliseconds_since_1970() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

void notify_service_manager(std::string_view state) {
    const char* path = std::getenv("NOTIFY_SOCKET");
    if (!path || (path[0] != '/' && path[0] != '@')) return;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::size_t length = std::strlen(path);
    if (length >= sizeof address.sun_path) return;
    std::memcpy(address.sun_path, path, length);
    if (path[0] == '@') address.sun_path[0] = '\0';  // the abstract name space
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
    // Without an answer by design: a service manager that does not listen is not our problem.
    (void)::sendto(socket, state.data(), state.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
                   reinterpret_cast<const sockaddr*>(&address), size);
    ::close(socket);
}

}  // namespace station_app
