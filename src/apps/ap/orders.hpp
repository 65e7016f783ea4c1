// What somebody ordered on the socket and waits for.
#pragma once

#include <functional>
#include <list>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/object.hpp>

#include "engine/access_point.hpp"

namespace ap_app {

/// Orders, each about one client, at most 16 at a time.
class Orders {
public:
    using Reply = std::function<void(boost::json::object)>;
    using Clock = std::function<base::Instant()>;

    /// @param ap  must outlive this.
    Orders(boost::asio::io_context& io, engine::AccessPoint& ap, Clock clock);

    /// Replies with the record of the request once the client has answered with its feet, or the error.
    void steer(const wifi::MacAddress& client, const wifi::MacAddress& bssid, Reply reply);
    /// Has the client measure every channel of its network, and replies with what it hears, or the error.
    void measure(const wifi::MacAddress& client, Reply reply);

    /// The daemon ends: whoever waits is told so.
    void stop();

    /// After each event and each wake-up of the access point.
    void proceed();
    /// A record that was kept.
    void note(const records::SteeringRecord& record);

private:
    struct Pending {
        wifi::MacAddress client;
        bool steer = false;
        std::size_t left = 0;  ///< measurements still to be asked for
        base::Instant next;    ///< not before
        base::Instant until;
        Reply reply;
        std::optional<boost::json::object> answer;
    };

    void take(Pending pending);
    void measure_next(Pending& pending, base::Instant now);
    /// Replies to those that have their answer. A reply may bring the next order.
    void finish();
    void arm();
    [[nodiscard]] const engine::KnownClient* find(const wifi::MacAddress& client) const;
    [[nodiscard]] boost::json::object heard_answer(const engine::KnownClient& known) const;

    engine::AccessPoint& ap_;
    Clock clock_;
    boost::asio::steady_timer timer_;
    std::list<Pending> pending_;
};

}  // namespace ap_app
