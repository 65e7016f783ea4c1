// What every daemon shares with its surroundings: the clock, the service manager, its folders.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <sys/types.h>

#include "base/time.hpp"

namespace daemon_app {

/// The clock of everything that decides.
[[nodiscard]] base::Instant now();

/// The time of day, for people: nothing is decided by it.
[[nodiscard]] std::int64_t milliseconds_since_1970();

/// Tells the service manager, if there is one ($NOTIFY_SOCKET, sd_notify(3)).
void notify_service_manager(std::string_view state);

/// The first of a colon-separated list that systemd hands over, or `otherwise`.
[[nodiscard]] std::string directory_from(const char* variable, std::string otherwise);

/// Who may command the daemons whose control sockets are in `directory` may command us; a group without
/// access to it is nobody's, and counts as 0.
[[nodiscard]] gid_t group_of(const std::string& directory);

/// Tells the service manager twice in each of its periods that the loop turns ($WATCHDOG_USEC).
class Watchdog {
public:
    explicit Watchdog(boost::asio::io_context& io) : timer_{io} {}

    void start();
    void stop() { timer_.cancel(); }

private:
    boost::asio::steady_timer timer_;
};

}  // namespace daemon_app
