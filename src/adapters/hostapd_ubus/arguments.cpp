#include "adapters/hostapd_ubus/arguments.hpp"

#include <algorithm>
#include <limits>

#include "adapters/hostapd/elements.hpp"

namespace hostapd_ubus {

namespace {

using ubus::Writer;

/// dBm: what any radio may send with; the client reports its own.
constexpr int kPowerUsed = 20;

std::string hex_of(wifi::Octets octets) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * octets.size());
    for (const std::uint8_t octet : octets) {
        text += kDigits[octet >> 4];
        text += kDigits[octet & 15];
    }
    return text;
}

std::expected<std::string, std::string> plain_ssid(const std::string& printed) {
    hostapd::SsidRoom room;
    const auto ssid = hostapd::octets_of_ssid(printed, room);
    if (!ssid) return std::unexpected(ssid.error());
    std::string text{ssid->octets.begin(), ssid->octets.end()};
    if (text.contains('\0')) return std::unexpected("ubus cannot say this SSID: " + printed);
    return text;
}

/// The targets as `neighbors`; false when there are some and none can be said.
bool add_targets(Writer& writer, const ports::TransitionAsk& ask) {
    const auto bodies = hostapd::target_bodies(ask);
    if (bodies.empty()) return ask.targets.empty();
    writer.array("neighbors", [&](Writer& list) {
        for (const auto& body : bodies) list.text("", hex_of(body));
    });
    writer.flag("abridged", true);
    return true;
}

}  // namespace

std::string text_of(const wifi::MacAddress& address) {
    const wifi::MacText text = wifi::to_text(address);
    return {text.data(), text.size()};
}

Writer management(const Methods& methods) {
    Writer writer;
    writer.flag("neighbor_report", true);
    writer.flag("beacon_report", true);
    if (methods.enables_links) writer.flag("link_measurement", true);
    writer.flag("bss_transition", true);
    return writer;
}

Arguments beacon_request(const wifi::MacAddress& client, const ports::BeaconAsk& ask,
                         const Methods& methods) {
    const auto ssid = plain_ssid(ask.ssid);
    if (!ssid) return std::unexpected(ssid.error());
    const bool is_table = ask.mode == records::BeaconMode::Table;
    // Clients take 0 for a mistake, and do not answer.
    if (!is_table && ask.duration.count() == 0) return std::unexpected("a measurement needs a duration");
    Writer writer;
    writer.text("addr", text_of(client));
    writer.int32("mode", static_cast<int>(ask.mode));
    writer.int32("op_class", ask.where.operating_class);
    writer.int32("channel", ask.where.number);
    writer.int32("duration",
                 std::min<std::uint32_t>(ask.duration.count(), std::numeric_limits<std::uint16_t>::max()));
    if (ask.bssid) writer.text("bssid", text_of(*ask.bssid));
    if (!ssid->empty()) writer.text("ssid", *ssid);
    if (methods.reporting_detail) writer.int32("reporting_detail", 0);
    return writer;
}

Arguments transition_request(const wifi::MacAddress& client, const ports::TransitionAsk& ask,
                             std::uint8_t token) {
    Writer writer;
    writer.text("addr", text_of(client));
    writer.flag("disassociation_imminent", ask.disassociation_tbtt.has_value());
    writer.int32("disassociation_timer", ask.disassociation_tbtt.value_or(0));
    writer.int32("validity_period",
                 std::max<std::uint8_t>(ask.validity_tbtt, 1));  // 0 is reserved (9.6.13.9)
    writer.int32("dialog_token", token);
    if (!add_targets(writer, ask)) return std::unexpected("no target is a Neighbor Report");
    return writer;
}

Arguments announced_end(const wifi::MacAddress& client, const ports::TransitionAsk& ask) {
    // It has no request that lets the client be.
    if (!ask.disassociation_tbtt) return std::unexpected("this hostapd can only announce the end of a link");
    Writer writer;
    writer.text("addr", text_of(client));
    writer.int32("duration", *ask.disassociation_tbtt);
    if (!add_targets(writer, ask)) return std::unexpected("no target is a Neighbor Report");
    return writer;
}

Arguments neighbor_table(const std::vector<ports::NeighborEntry>& entries) {
    std::string fault;
    Writer writer;
    writer.array("list", [&](Writer& list) {
        for (const ports::NeighborEntry& entry : entries) {
            const auto ssid = plain_ssid(entry.ssid);
            if (!ssid || !hostapd::is_report_of_its_bss(entry)) {
                fault = ssid ? "not a Neighbor Report of this BSS" : ssid.error();
                continue;
            }
            list.array("", [&](Writer& triple) {
                triple.text("", text_of(entry.bssid));
                triple.text("", *ssid);
                triple.text("", hex_of(entry.body));
            });
        }
    });
    if (!fault.empty()) return std::unexpected(fault);
    return writer;
}

Writer disassociation(const wifi::MacAddress& client, std::uint16_t reason) {
    Writer writer;
    writer.text("addr", text_of(client));
    writer.int32("reason", reason);
    writer.flag("deauth", false);
    writer.int32("ban_time", 0);
    return writer;
}

Writer link_measurement(const wifi::MacAddress& client) {
    Writer writer;
    writer.text("addr", text_of(client));
    writer.int32("tx-power-used", kPowerUsed);
    writer.int32("tx-power-max", kPowerUsed);
    return writer;
}

}  // namespace hostapd_ubus
