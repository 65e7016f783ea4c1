// The access point daemon: every BSS that hostapd has, the engine, the peers, the records, the socket, the
// signals.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/object.hpp>

#include "adapters/hostapd/bss.hpp"
#include "adapters/hostapd/directory.hpp"
#include "adapters/peers/udp_peers.hpp"
#include "apps/ap/answers.hpp"
#include "apps/ap/config.hpp"
#include "apps/ap/kept_out_file.hpp"
#include "apps/ap/memory_file.hpp"
#include "apps/ap/metrics.hpp"
#include "apps/ap/options.hpp"
#include "apps/ap/orders.hpp"
#include "apps/ap/ubus_side.hpp"
#include "apps/daemon/http_responder.hpp"
#include "apps/daemon/line_file.hpp"
#include "apps/daemon/server.hpp"
#include "apps/daemon/service.hpp"
#include "engine/access_point.hpp"

namespace ap_app {

class Daemon {
public:
    Daemon(boost::asio::io_context& io, Options options, Config config);
    ~Daemon();

    /// Starts everything; the loop then runs until a signal ends it.
    /// @return  what has to be set right first, in words; empty: nothing.
    [[nodiscard]] std::string start();
    /// Whether it ended because somebody else steers these clients.
    [[nodiscard]] bool blocked() const { return blocked_; }

private:
    struct Audience;
    struct Watcher {
        std::shared_ptr<daemon_app::Client> client;
        std::optional<wifi::MacAddress> of;  ///< empty: all
    };

    /// The ways on which a BSS is to be had now. ubus goes first: it tells more of clients, and what it is
    /// told to keep out does not outlive us.
    struct Ways {
        struct Object {
            std::uint32_t id = 0;
            hostapd_ubus::Methods methods;
        };
        bool socket = false;
        std::optional<Object> object;
    };
    /// The one that is used.
    struct Served {
        std::unique_ptr<ports::ApControl> control;
        hostapd_ubus::Bss* over_ubus = nullptr;  ///< null: over its control socket
    };

    [[nodiscard]] std::string open_peers();
    [[nodiscard]] std::string open_metrics();
    void open_ubus();
    /// A way to a BSS was found or lost: takes the best that there is.
    void choose(const std::string& name, const std::string& why);
    [[nodiscard]] Served serve(const std::string& name, const Ways& ways);
    void drop(const std::string& name, const std::string& why);
    void lost_ubus(const std::string& why);
    void fall_back(const std::string& name);
    void met_rival(const std::string& path);
    [[nodiscard]] std::optional<boost::json::object> asked_on_ubus(std::string_view method,
                                                                   const ubus::Fields& arguments);
    void take(const std::string& name, const ports::ApEvent& event);
    void note(const std::string& name, const ports::ApEvent& event);
    /// Says once what keeps us from finding a BSS.
    void look_for_hostapd();
    [[nodiscard]] std::string what_is_missing() const;

    /// After whatever may have changed when the engine wants to be woken.
    void arm();
    void wait_for_signal();
    void reload();
    void stop();
    void end_when_let_in();
    void keep_memories();
    void keep_memories_later();
    void apply_log_level() const;

    /// One line on the socket.
    void handle(std::string_view line, const std::shared_ptr<daemon_app::Client>& client);
    void notice(std::string_view interface, std::string_view what, const std::string& text);
    void tell_watchers(const std::optional<wifi::MacAddress>& client, const boost::json::object& event);

    boost::asio::io_context& io_;
    Options options_;
    Config config_;
    base::Instant started_;
    std::unique_ptr<Audience> audience_;
    daemon_app::LineFile records_;
    MemoryFile memories_;
    KeptOutFile kept_out_;
    Counters counters_;
    std::unique_ptr<peers::UdpPeers> peers_;
    std::unique_ptr<engine::AccessPoint> ap_;
    std::unique_ptr<Orders> orders_;
    std::unique_ptr<UbusSide> ubus_;
    std::map<std::string, Ways> ways_;
    std::map<std::string, Served, std::less<>> bsses_;
    std::vector<std::unique_ptr<ports::ApControl>> gone_;  ///< until the next turn of the loop
    hostapd::Directory directory_;
    daemon_app::Server server_;
    std::vector<Watcher> watchers_;
    std::unique_ptr<daemon_app::HttpResponder> metrics_;
    boost::asio::signal_set signals_;
    boost::asio::steady_timer timer_;
    boost::asio::steady_timer memory_timer_;
    boost::asio::steady_timer hostapd_timer_;
    boost::asio::steady_timer stop_deadline_;
    daemon_app::Watchdog watchdog_;
    std::string missing_;  ///< what was said last
    std::size_t letting_in_ = 0;
    bool stopping_ = false;
    bool blocked_ = false;
};

}  // namespace ap_app
