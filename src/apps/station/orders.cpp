#include "apps/station/orders.hpp"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "apps/daemon/request.hpp"
#include "engine/encode.hpp"

namespace station_app {

namespace {

namespace json = boost::json;
using daemon_app::error_json;
using engine::OrderFault;
using namespace std::chrono_literals;

/// For what is under way to end, and then for the order itself. The station gives up a move after 12 s and a
/// scan after 20 s; this is for when it says nothing.
constexpr auto kPatience = 40s;

std::string explain(OrderFault fault, const engine::Station& station) {
    const std::string& name = station.interface();
    switch (fault) {
        case OrderFault::Observing:
            return fmt::format("{} is only observed; start roam-station without --observe", name);
        case OrderFault::NotConnected:
            return fmt::format("{} has no link; wpa_supplicant connects first", name);
        case OrderFault::NoSuchBss:
            return fmt::format(
                "no access point of network \"{}\" with this address is known; \"roam station scan\" "
                "looks for more, \"roam station candidates\" lists them",
                station.ssid());
        case OrderFault::AlreadyThere:
            return fmt::format("{} is linked to it already", name);
        case OrderFault::OtherNetwork:
            return fmt::format(
                "its security is not that of the link: wpa_supplicant would not take network \"{}\" "
                "there",
                station.ssid());
        case OrderFault::NotHeard:
            return "it is known by a neighbor report only and was not heard yet; \"roam station scan\" first";
        case OrderFault::Busy:
            break;
    }
    return fmt::format("{} looks or moves just now; try again in some seconds", name);
}

}  // namespace

Orders::Orders(boost::asio::io_context& io, engine::Station& station, Clock clock)
    : station_{station}, clock_{std::move(clock)}, deadline_{io} {}

void Orders::move(const wifi::MacAddress& bssid, Reply reply) {
    take({bssid, false, false, {}, std::move(reply)});
}

void Orders::scan(bool all_channels, Reply reply) {
    take({std::nullopt, all_channels, false, {}, std::move(reply)});
}

void Orders::take(Pending pending) {
    if (pending_) return pending.reply(error_json("busy", "another order is being carried out"));
    pending_ = std::move(pending);
    deadline_.expires_after(kPatience);
    deadline_.async_wait([this](auto error) {
        if (!error)
            finish(error_json("timeout", "it was not over in time; the log of roam-station says more"));
    });
    proceed();
}

void Orders::proceed() {
    if (!pending_) return;
    if (!pending_->started) {
        // The move's record may be written, and this finished, before the call returns.
        pending_->started = true;
        const auto begun = pending_->target ? station_.order_move(*pending_->target, clock_())
                                            : station_.order_scan(pending_->all_channels, clock_());
        if (!pending_) return;
        if (!begun && begun.error() == OrderFault::Busy) pending_->started = false;
        if (!begun && begun.error() != OrderFault::Busy)
            finish(error_json(engine::name(begun.error()), explain(begun.error(), station_)));
        return;
    }
    if (pending_->target || station_.scanning()) return;
    if (!pending_->problem.empty()) return finish(error_json("scan-failed", pending_->problem));
    finish({{"interfaces", json::array{engine::candidates_json(station_, clock_())}}});
}

void Orders::stop() { finish(error_json("stopping", "roam-station ends")); }

void Orders::note(const ports::StationEvent& event) {
    if (!pending_ || !pending_->started || pending_->target) return;
    if (const auto* ended = std::get_if<ports::LookEnded>(&event); ended && !ended->done)
        pending_->problem = fmt::format("{}: the scan was not made: {}", station_.interface(), ended->why);
    if (const auto* detached = std::get_if<ports::Detached>(&event))
        pending_->problem =
            fmt::format("{}: the scan was cut short: {}", station_.interface(), detached->why);
    if (std::holds_alternative<ports::Disconnected>(event))
        pending_->problem = fmt::format("{}: the link was lost during the scan", station_.interface());
}

void Orders::note(const records::Record& record) {
    if (!pending_ || !pending_->started || record.trigger != records::Trigger::Operator) return;
    finish({{"record", engine::to_json(station_.interface(), record)}});
}

void Orders::finish(json::object answer) {
    if (!pending_) return;
    deadline_.cancel();
    const Pending done = *std::exchange(pending_, std::nullopt);
    done.reply(std::move(answer));
}

}  // namespace station_app
