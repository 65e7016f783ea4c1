// roam-ap on ubus: hostapd's objects there, and one of our own, `roam`, that answers what usteer's users ask.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>

#include "adapters/hostapd_ubus/bss.hpp"
#include "adapters/hostapd_ubus/objects.hpp"
#include "adapters/ubus/client.hpp"

namespace ap_app {

class UbusSide final : ubus::Client::Listener {
public:
    struct Told {
        std::function<void(const std::string& name, std::uint32_t object, const hostapd_ubus::Methods&)>
            found;
        std::function<void(const std::string& name)> vanished;
        std::function<void(const std::string& path)> rival;
        /// Whatever is on ubus is known, or that nothing is.
        std::function<void()> settled;
        /// The broker is gone, and with it every object.
        std::function<void(const std::string& why)> lost;
        /// The answer to a method of `roam`; empty: there is none of what was asked for.
        std::function<std::optional<boost::json::object>(std::string_view method,
                                                         const ubus::Fields& arguments)>
            asked;
    };

    UbusSide(boost::asio::io_context& io, std::string path, Told told);

    void start() { client_.start(); }
    void stop() { client_.stop(); }

    [[nodiscard]] ubus::Client& client() { return client_; }
    [[nodiscard]] bool is_up() const { return client_.up(); }
    [[nodiscard]] const std::string& path() const { return client_.path(); }

    /// To whoever subscribed to `roam`.
    void tell(std::string_view name, const boost::json::object& what);

private:
    void up() override;
    void down(const std::string& why) override;
    void event(std::string_view name, const ubus::Fields& fields) override;
    void complain(const std::string& text) override;
    void offer();
    void answer(const ubus::Call& call);
    void settle();

    Told told_;
    bool settled_ = false;
    std::uint32_t own_ = 0;  ///< our object; 0: not there
    ubus::Client client_;
    hostapd_ubus::Objects objects_;
};

/// Where the broker listens, as `wanted` says: "auto", "none" or a path. Empty: it is not used.
[[nodiscard]] std::string ubus_path(const std::string& wanted);

/// What `roam` can be asked for: a table of arguments for each method.
[[nodiscard]] ubus::Writer roam_methods();

}  // namespace ap_app
