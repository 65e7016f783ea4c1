// The station daemon: one engine and one supplicant connection per interface, the records, the socket, the
// signals.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/object.hpp>

#include "apps/station/config.hpp"
#include "apps/station/files.hpp"
#include "apps/station/server.hpp"

namespace station_app {

struct Options {
    std::vector<std::string> interfaces;
    std::string control_directory = "/run/wpa_supplicant";
    std::string state_directory = "/var/lib/roam";
    std::string run_directory = "/run/roam";
    std::string config_file;  ///< empty: none
    std::optional<std::string> log_level;
    std::optional<engine::EventNames> events;  ///< printed on standard output
    bool observe = false;
    std::optional<records::Rival> rule;  ///< overrides the configuration's
};

class Daemon {
public:
    Daemon(boost::asio::io_context& io, Options options, const Config& config);
    ~Daemon();

    /// Starts everything; the loop then runs until a signal ends it.
    void start();

    /// The answer to one line on the socket.
    [[nodiscard]] std::string answer(std::string_view line) const;

private:
    struct Interface;

    void arm(Interface& interface);
    void wait_for_signal();
    void reload();
    void stop();
    void feed_watchdog();
    void apply_log_level(const Config& config) const;
    [[nodiscard]] engine::Settings settings(const Config& config) const;
    [[nodiscard]] boost::json::object respond(std::string_view line) const;

    boost::asio::io_context& io_;
    Options options_;
    RecordFile journal_;
    Server server_;
    boost::asio::signal_set signals_;
    boost::asio::steady_timer stop_deadline_;
    boost::asio::steady_timer watchdog_;
    std::vector<std::unique_ptr<Interface>> interfaces_;
    bool stopping_ = false;
};

}  // namespace station_app
