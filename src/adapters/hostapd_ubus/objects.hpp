// Which BSS hostapd has on ubus: the objects `hostapd.NAME`, found when they appear, forgotten when they
// vanish; and who else steers there.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "adapters/hostapd_ubus/parse.hpp"
#include "adapters/ubus/client.hpp"

namespace hostapd_ubus {

class Objects {
public:
    struct Told {
        /// A BSS was found, or found again under another number.
        std::function<void(const std::string& name, std::uint32_t object, const Methods& methods)> found;
        /// It is gone while the broker lives.
        std::function<void(const std::string& name)> vanished;
        /// usteer or DAWN is there.
        std::function<void(const std::string& path)> rival;
        /// All that was there is known now.
        std::function<void()> settled;
    };

    /// @param client  must outlive it.
    /// @param patience  a BSS that is not there again this long after the broker came back has vanished:
    /// hostapd,
    ///                  too, has to find the broker first.
    Objects(boost::asio::io_context& io, ubus::Client& client, Told told,
            std::chrono::milliseconds patience = std::chrono::milliseconds{10'000})
        : client_{client}, told_{std::move(told)}, patience_{patience}, timer_{io} {}

    /// The broker is there: looks.
    void up();
    /// An event of the broker.
    void event(std::string_view name, const ubus::Fields& fields);

private:
    void look(const std::string& pattern, ubus::OnDone on_done);
    void look_for_rivals();
    void forget_the_missing();

    ubus::Client& client_;
    Told told_;
    std::map<std::string, std::uint32_t> known_;  ///< by name
    std::set<std::string> seen_;                  ///< since the broker is there
    std::chrono::milliseconds patience_;
    boost::asio::steady_timer timer_;
};

}  // namespace hostapd_ubus
