// One interface's IP network after each move of its link: asks for the gateway, judges the answer, writes it
// down.
//
// Fed with the same events as engine::Station. Without a clock, like it.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "ports/gateway_probe.hpp"
#include "ports/journal.hpp"
#include "ports/station_control.hpp"
#include "records/network_check.hpp"
#include "station/network.hpp"

namespace engine {

class NetworkWatch {
public:
    using Clock = std::function<base::Instant()>;
    using OnCheck = std::function<void(const records::NetworkCheck&)>;

    /// @param probe,journal  must outlive it.
    /// @param clock  asked when an answer comes.
    /// @param on_check  called with each verdict, after it was written.
    NetworkWatch(std::string interface, ports::GatewayProbe& probe, ports::Journal& journal, Clock clock,
                 OnCheck on_check = {});

    /// @param move  sequence of the record that this event completed as moved; 0: none.
    void handle(const ports::StationEvent& event, std::uint32_t move);

    /// Holds for the verdicts from now on.
    void renew(station::RenewWhen when) { renew_ = when; }

    /// The check after that move, while it is among the latest.
    [[nodiscard]] const records::NetworkCheck* of_move(std::uint32_t move) const;

private:
    void linked(const ports::Connected& event, std::uint32_t move);
    void unlinked();
    void conclude(records::NetworkCheck check);

    std::string interface_;
    ports::GatewayProbe& probe_;
    ports::Journal& journal_;
    Clock clock_;
    OnCheck on_check_;
    station::RenewWhen renew_ = station::RenewWhen::WhenChanged;
    std::string ssid_;
    base::Instant remember_at_;                       ///< not sooner, while the gateway is not known
    std::optional<wifi::MacAddress> last_;            ///< the BSS of the link, or of the last one
    std::optional<records::NetworkCheck> under_way_;  ///< `at` is its start
    std::deque<records::NetworkCheck> latest_;
};

inline constexpr std::string_view kNetworkSchema = "roam-network/1";

[[nodiscard]] std::string_view name(records::NetworkVerdict verdict);
[[nodiscard]] std::string_view name(records::NetworkReason reason);
[[nodiscard]] std::string_view name(records::Renewal renewal);

/// One check as an object of schema kNetworkSchema.
[[nodiscard]] boost::json::object to_json(std::string_view interface, const records::NetworkCheck& check);
/// The same as a line of `key=value`, without a line end.
[[nodiscard]] std::string to_text(std::string_view interface, const records::NetworkCheck& check);

}  // namespace engine
