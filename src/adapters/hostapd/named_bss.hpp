// What a BSS of hostapd is on whichever way it is reached: its name, and whom it tells.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "ports/ap_control.hpp"

namespace hostapd {

class NamedBss : public ports::ApControl {
public:
    using OnEvent = std::function<void(const ports::ApEvent&)>;

    ~NamedBss() override { *alive_ = false; }

    /// Of its interface.
    [[nodiscard]] const std::string& name() const { return name_; }

protected:
    /// @param on_event  must not destroy this object.
    NamedBss(boost::asio::io_context& io, std::string name, OnEvent on_event)
        : io_{io}, name_{std::move(name)}, on_event_{std::move(on_event)} {}

    void tell(const ports::ApEvent& event) { on_event_(event); }
    /// In a later turn of the loop: a request is not answered before it returns.
    void tell_later(ports::ApEvent event) {
        boost::asio::post(io_, [this, alive = alive_, told = std::move(event)] {
            if (*alive) tell(told);
        });
    }
    /// False once the object is gone, or going: for handlers that may come after.
    [[nodiscard]] const std::shared_ptr<bool>& alive() const { return alive_; }
    [[nodiscard]] boost::asio::io_context& io() const { return io_; }
    void will_go() { *alive_ = false; }

private:
    boost::asio::io_context& io_;
    std::string name_;
    OnEvent on_event_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace hostapd
