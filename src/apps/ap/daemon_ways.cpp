// Daemon: on which way each BSS is reached, over its control socket or over ubus.
#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "apps/ap/daemon.hpp"
#include "apps/ap/usteer_view.hpp"
#include "apps/daemon/log.hpp"

namespace ap_app {

using daemon_app::log_error;
using daemon_app::log_info;
using daemon_app::now;

void Daemon::open_ubus() {
    const std::string path = ubus_path(options_.ubus);
    if (path.empty()) return directory_.start();
    ubus_ = std::make_unique<UbusSide>(
        io_, path,
        UbusSide::Told{
            .found =
                [this](const std::string& name, std::uint32_t object, const hostapd_ubus::Methods& methods) {
                    ways_[name].object = Ways::Object{object, methods};
                    choose(name, {});
                },
            .vanished =
                [this](const std::string& name) {
                    ways_[name].object.reset();
                    choose(name, "its object on ubus is gone");
                },
            .rival = [this](const std::string& rival) { met_rival(rival); },
            // A BSS that is there on both ways is not taken over the lesser one first.
            .settled =
                [this] {
                    if (!stopping_) directory_.start();
                },
            .lost = [this](const std::string& why) { lost_ubus(why); },
            .asked = [this](std::string_view method,
                            const ubus::Fields& arguments) { return asked_on_ubus(method, arguments); }});
    ubus_->start();
}

void Daemon::choose(const std::string& name, const std::string& why) {
    const auto& wanted = options_.interfaces;
    if (stopping_ || (!wanted.empty() && std::ranges::count(wanted, name) == 0)) return;
    const Ways ways = ways_[name];
    const auto served = bsses_.find(name);
    const bool any = ways.object || ways.socket;
    if (served != bsses_.end()) {
        if (ways.object && served->second.over_ubus)
            return served->second.over_ubus->bind(ways.object->id, ways.object->methods);
        if (any && !ways.object && !served->second.over_ubus) return;
        drop(name, any ? std::string{"it is there on ubus"} : why);
    }
    if (!any) {
        ways_.erase(name);
        return;
    }
    Served now_served = serve(name, ways);
    ap_->add_bss(name, *now_served.control);
    auto* over_ubus = now_served.over_ubus;
    auto* control = now_served.control.get();
    bsses_.emplace(name, std::move(now_served));
    missing_.clear();
    if (over_ubus)
        over_ubus->bind(ways.object->id, ways.object->methods);
    else
        static_cast<hostapd::Bss*>(control)->start();
}

Daemon::Served Daemon::serve(const std::string& name, const Ways& ways) {
    const auto on_event = [this, name](const ports::ApEvent& event) { take(name, event); };
    if (!ways.object)
        return {std::make_unique<hostapd::Bss>(io_, options_.control_directory, name, on_event), nullptr};
    const bool manages = ap_->settings().policy.mode != records::SteeringMode::Observe;
    auto bss = std::make_unique<hostapd_ubus::Bss>(io_, ubus_->client(), name,
                                                   hostapd_ubus::Bss::Settings{.manage = manages}, on_event);
    auto* over_ubus = bss.get();
    return {std::move(bss), over_ubus};
}

void Daemon::drop(const std::string& name, const std::string& why) {
    const auto gone = bsses_.find(name);
    if (gone == bsses_.end()) return;
    log_info("{}: {}", name, why);
    notice(name, "vanished", why);
    ap_->remove_bss(name, now());
    // Not from within one of its own calls.
    gone_.push_back(std::move(gone->second.control));
    boost::asio::post(io_, [this] { gone_.clear(); });
    bsses_.erase(gone);
    arm();
}

void Daemon::lost_ubus(const std::string& why) {
    for (auto& [name, served] : bsses_)
        if (served.over_ubus) served.over_ubus->unbind(why);
}

/// The broker stays away: where hostapd answers on its control socket, that will do.
void Daemon::fall_back(const std::string& name) {
    boost::asio::post(io_, [this, name] {
        if (stopping_ || ubus_->is_up()) return;
        const auto ways = ways_.find(name);
        const auto served = bsses_.find(name);
        const bool can =
            ways != ways_.end() && ways->second.socket && served != bsses_.end() && served->second.over_ubus;
        if (!can) return;
        ways->second.object.reset();
        drop(name, "ubus stays away: over its control socket from now on");
        choose(name, {});
    });
}

void Daemon::met_rival(const std::string& path) {
    if (std::exchange(blocked_, true) || stopping_) return;
    log_error(
        "{} is on ubus and steers these clients already; two of a kind work against each other, so roam-ap "
        "ends: "
        "stop and disable one of them (/etc/init.d/{} disable; /etc/init.d/{} stop)",
        path, path, path);
    stop();
}

std::optional<boost::json::object> Daemon::asked_on_ubus(std::string_view method,
                                                         const ubus::Fields& arguments) {
    const base::Instant at = now();
    const auto client = wifi::parse_mac(arguments.text("address").value_or(""));
    if (method == "local_info") return local_info(*ap_);
    if (method == "remote_info") return remote_info(*ap_);
    if (method == "remote_hosts") return remote_hosts(*ap_);
    if (method == "connected_clients") return connected_clients(*ap_, at);
    if (method == "get_clients") return all_clients(*ap_, at);
    if (method == "get_config") return config_view(*ap_);
    if (method == "get_client_info") {
        if (!client) return std::nullopt;
        return client_info(*ap_, *client, at);
    }
    if (arguments.find("address") && !client) return std::nullopt;
    Request request;
    request.verb = Request::Verb::Why;
    request.client = client;
    request.count =
        static_cast<std::size_t>(std::clamp<std::int64_t>(arguments.natural("count").value_or(1), 0, 256));
    return ap_app::answer(request, *ap_, counters_, started_, at);
}

}  // namespace ap_app
