// What somebody orders by hand. It goes the way of the station's own looks and moves.
#include "engine/station.hpp"
#include "station/decide.hpp"

namespace engine {

using base::Instant;
using records::Trigger;

std::string_view name(OrderFault fault) {
    constexpr std::array<std::string_view, 7> kNames{
        "observing", "not-connected", "no-such-bss", "already-there", "other-network", "not-heard", "busy"};
    return kNames[static_cast<std::size_t>(fault)];
}

std::optional<OrderFault> Station::hindrance() const {
    if (settings_.observe) return OrderFault::Observing;
    if (!knowledge_.serving) return OrderFault::NotConnected;
    if (look_ || transition_ || !station::operation::is_free(state())) return OrderFault::Busy;
    return std::nullopt;
}

std::expected<void, OrderFault> Station::order_move(const wifi::MacAddress& bssid, Instant now) {
    const auto hindered = hindrance();
    if (hindered && *hindered != OrderFault::Busy) return std::unexpected(*hindered);
    const station::Bss* bss = station::find(knowledge_, bssid);
    if (!bss) return std::unexpected(OrderFault::NoSuchBss);
    if (bssid == knowledge_.serving->bssid) return std::unexpected(OrderFault::AlreadyThere);
    if (!bss->fits) return std::unexpected(OrderFault::OtherNetwork);
    if (!bss->described) return std::unexpected(OrderFault::NotHeard);
    if (hindered) return std::unexpected(*hindered);
    records::Record record = new_record(Trigger::Operator, now);
    record.decision = station::decide(settings_.policy, knowledge_, now);
    // The candidates are what was known; what they were compared by decided nothing.
    record.decision.gates.clear();
    record.decision.channel.reset();
    record.decision.action = records::Action::Move;
    record.decision.reason = records::Reason::OperatorOrder;
    record.decision.target = bssid;
    start_move(std::move(record), now);
    return {};
}

std::expected<void, OrderFault> Station::order_scan(bool all_channels, Instant now) {
    if (const auto hindered = hindrance()) return std::unexpected(*hindered);
    start_scan(all_channels ? std::vector<wifi::Channel>{} : known_channels(), now);
    return {};
}

}  // namespace engine
