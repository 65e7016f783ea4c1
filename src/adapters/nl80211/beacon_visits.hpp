// Beacon-timed visits on Linux: nl80211 keeps the radio on another channel for some milliseconds, a monitor
// interface on the same radio hears the beacon that is due there.
//
// The kernel authenticates only to a BSS that a scan has heard within the last 30 s; otherwise the supplicant
// scans first, which silences the link for 62 ms. So now and then the visit is a scan of that one channel,
// stopped when the beacon is there: as short, and the kernel's entry is young again.
//
// Needs CAP_NET_ADMIN and CAP_NET_RAW and a driver that allows a monitor interface beside a station. Where
// that is missing, open() says what, and looks are scans.
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "adapters/nl80211/beacon_clock.hpp"
#include "adapters/nl80211/monitor_socket.hpp"
#include "adapters/nl80211/wireless_socket.hpp"
#include "ports/beacon_visits.hpp"
#include "ports/station_control.hpp"

namespace nl80211 {

class BeaconVisits : public ports::BeaconVisits {
public:
    using OnEvent = std::function<void(const ports::StationEvent&)>;

    /// @param interface  name of the station's interface.
    [[nodiscard]] static std::expected<std::unique_ptr<BeaconVisits>, std::string> open(
        boost::asio::io_context& io, const std::string& interface, OnEvent on_event);
    ~BeaconVisits() override;

    /// Of the station's interface when this was opened; another one means that the interface was made anew.
    [[nodiscard]] int index() const { return index_; }

    void visit(const wifi::MacAddress& bssid, wifi::Channel channel) override;
    void learn() override;
    void forget() override { in_table_.clear(); }

private:
    using Time = BeaconClock::Time;

    struct Visit {
        wifi::MacAddress bssid;
        wifi::Channel channel;
        Time asked;                           ///< when the kernel was asked
        std::optional<std::uint64_t> cookie;  ///< of the stay, once asked for
        bool scan = false;                    ///< made as a scan that is stopped, not as a stay
        bool away = false;                    ///< the kernel took the request
        bool ending = false;                  ///< heard what it was made for, or its time is over
    };

    BeaconVisits(boost::asio::io_context& io, std::unique_ptr<WirelessSocket> wireless, int index,
                 std::string monitor_name, OnEvent on_event);

    /// `what` as a handler: not called when it was cancelled, nor when it comes after our end.
    template <class What>
    [[nodiscard]] auto while_alive(What what) const {
        return [alive = std::weak_ptr{alive_}, what = std::move(what)](boost::system::error_code error = {}) {
            if (!error && !alive.expired()) what();
        };
    }
    void at(Time when, std::function<void()> what);
    [[nodiscard]] bool hear(bool on);
    void leave(std::chrono::milliseconds stay);
    void heard(const TimedFrame& frame);
    void away_changed(const AwayEvent& event);
    /// Goes home: the kernel says when it is there.
    void go_home();
    void give_up_later();
    [[nodiscard]] bool is_in_table(const wifi::MacAddress& bssid, Time now) const;
    void end(bool made, std::string why);
    void wait_for_frames();
    void wait_for_events();

    std::unique_ptr<WirelessSocket> wireless_;
    int index_;
    std::string monitor_name_;
    OnEvent on_event_;
    MonitorSocket monitor_;
    BeaconClock clock_;
    boost::asio::posix::stream_descriptor frames_;
    boost::asio::posix::stream_descriptor events_;
    boost::asio::steady_timer timer_;            ///< of the visit: when to leave, when to give up
    boost::asio::steady_timer rest_;             ///< until the monitor interface goes down
    std::map<wifi::MacAddress, Time> in_table_;  ///< when the kernel's entry was last renewed
    std::optional<Visit> visit_;
    std::uint64_t visit_number_ = 0;
    bool up_ = false;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  ///< for handlers that come late
    BeaconClock::Micros lead_;                                    ///< from asking to being there, as measured
};

}  // namespace nl80211
