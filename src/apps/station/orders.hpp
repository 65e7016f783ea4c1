// What somebody ordered on the socket and waits for.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/object.hpp>

#include "engine/station.hpp"
#include "ports/station_control.hpp"

namespace station_app {

/// The orders of one interface, one at a time. An order that comes while the station looks or moves waits for
/// that to end, some seconds at most.
class Orders {
public:
    using Reply = std::function<void(boost::json::object)>;
    using Clock = std::function<base::Instant()>;

    /// @param station  must outlive this.
    Orders(boost::asio::io_context& io, engine::Station& station, Clock clock);

    /// Replies with the record of the move, or the error.
    void move(const wifi::MacAddress& bssid, Reply reply);
    /// Replies with the candidates once the scan has ended, or the error.
    void scan(bool all_channels, Reply reply);

    /// The daemon ends: whoever waits is told so.
    void stop();

    /// After each event and each wake-up of the station: goes on with what waits.
    void proceed();
    /// Before the station handles it.
    void note(const ports::StationEvent& event);
    /// A record that was kept.
    void note(const records::Record& record);

private:
    struct Pending {
        std::optional<wifi::MacAddress> target;  ///< of a move; empty: a scan
        bool all_channels = false;
        bool started = false;
        std::string problem;  ///< why the scan failed
        Reply reply;
    };

    void take(Pending pending);
    void finish(boost::json::object answer);

    engine::Station& station_;
    Clock clock_;
    boost::asio::steady_timer deadline_;
    std::optional<Pending> pending_;
};

}  // namespace station_app
