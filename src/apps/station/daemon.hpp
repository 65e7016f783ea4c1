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

#include "apps/daemon/server.hpp"
#include "apps/daemon/service.hpp"
#include "apps/station/answers.hpp"
#include "apps/station/config.hpp"
#include "apps/station/files.hpp"
#include "apps/station/history.hpp"
#include "apps/station/interface.hpp"
#include "apps/station/options.hpp"
#include "apps/station/suspend_watch.hpp"

namespace station_app {

class Daemon {
public:
    Daemon(boost::asio::io_context& io, Options options, const Config& config);
    ~Daemon();

    /// Starts everything; the loop then runs until a signal ends it.
    void start();

private:
    struct Audience;
    struct Watcher {
        std::shared_ptr<daemon_app::Client> client;
        std::string interface;  ///< empty: all
        bool trace = false;
    };

    void arm(Interface& interface);
    void wait_for_signal();
    void reload();
    void stop();
    void apply_log_level() const;
    void apply_settings(Interface& interface);
    [[nodiscard]] engine::Settings settings_for(const std::string& ssid,
                                                std::optional<station::Level> level) const;
    [[nodiscard]] std::unique_ptr<ports::HistoryStore> open_store() const;
    [[nodiscard]] bool is_quiet() const;

    /// One line on the socket.
    void handle(std::string_view line, const std::shared_ptr<daemon_app::Client>& client);
    [[nodiscard]] boost::json::object answer_state(const Request& request);
    [[nodiscard]] boost::json::object answer_history(const Request& request);
    [[nodiscard]] Interface* only_interface(const Request& request);
    void notice(std::string_view interface, std::string_view what, const std::string& text);
    void tell_watchers(std::string_view interface, const boost::json::object& event, bool is_trace);

    boost::asio::io_context& io_;
    Options options_;
    Config config_;
    std::unique_ptr<Audience> audience_;
    RecordFile records_;
    History history_;
    daemon_app::Server server_;
    std::vector<Watcher> watchers_;
    boost::asio::signal_set signals_;
    boost::asio::steady_timer stop_deadline_;
    daemon_app::Watchdog watchdog_;
    boost::asio::steady_timer settled_;  ///< once, when the start is over
    bus::Bus bus_;
    std::vector<std::unique_ptr<Interface>> interfaces_;
    SuspendWatch suspend_;
    bool stopping_ = false;
};

}  // namespace station_app
