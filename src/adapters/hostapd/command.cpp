#include "adapters/hostapd/command.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "adapters/hostapd/elements.hpp"
#include "wifi/hostap_text.hpp"
#include "wifi/measurement_request.hpp"
#include "wifi/neighbor.hpp"

namespace hostapd {

namespace {

wifi::NeighborText neighbor_text(wifi::Octets body) {
    wifi::NeighborText text;
    wifi::Reader reader{body};
    wifi::NeighborReport::describe(reader, text.report);
    return text;
}

template <class T>
Command written(std::string_view name, const T& form) {
    std::array<char, kCommandOctets> room;
    const auto arguments = wifi::write_text(form, room);
    if (!arguments || name.size() + arguments->size() > kCommandOctets)
        return std::unexpected(std::string{name} + "is too long");
    return std::string{name} + std::string{*arguments};
}

}  // namespace

Command beacon_request(const wifi::MacAddress& client, const ports::BeaconAsk& ask) {
    SsidRoom ssid_room;
    const auto ssid = octets_of_ssid(ask.ssid, ssid_room);
    if (!ssid) return std::unexpected(ssid.error());
    const bool is_table = ask.mode == records::BeaconMode::Table;
    // Supplicants take 0 for a mistake, and do not answer.
    if (!is_table && ask.duration.count() == 0) return std::unexpected("a measurement needs a duration");

    std::array<std::uint8_t, 64> list_room;
    wifi::ListWriter<wifi::BeaconRequestSubelements> list{list_room};
    if (!ssid->empty()) list.add(wifi::Ssid{*ssid});
    list.add(wifi::ReportingDetail{0});
    const auto subelements = list.finish();
    if (!subelements) return std::unexpected("the request is too long");

    wifi::BeaconRequest request;
    request.operating_class = ask.where.operating_class;
    request.channel = ask.where.number;
    request.duration_tu = static_cast<std::uint16_t>(
        std::min<std::uint32_t>(ask.duration.count(), std::numeric_limits<std::uint16_t>::max()));
    request.mode = static_cast<std::uint8_t>(ask.mode);
    request.bssid = ask.bssid.value_or(wifi::kBroadcast);
    request.subelements = *subelements;
    std::array<std::uint8_t, 128> room;
    wifi::Writer writer{room};
    wifi::BeaconRequest::describe(writer, request);
    const auto octets = writer.finish();
    if (!octets) return std::unexpected("the request is too long");
    wifi::BeaconRequestCommand command;
    command.station = client;
    command.request = *octets;
    return written("REQ_BEACON ", command);
}

Command transition_request(const wifi::MacAddress& client, const ports::TransitionAsk& ask,
                           std::uint8_t token) {
    wifi::TransitionCommand command;
    command.station = client;
    command.token = token;
    command.validity_tbtt = std::max<std::uint8_t>(ask.validity_tbtt, 1);  // 0 is reserved (9.6.13.9)
    const auto bodies = target_bodies(ask);                                // that the command borrows
    for (const auto& body : bodies) (void)command.neighbors.push_back(neighbor_text(body));
    if (command.neighbors.empty() && !ask.targets.empty())
        return std::unexpected("no target is a Neighbor Report");
    command.preferred_list = command.abridged = !command.neighbors.empty();
    if (ask.disassociation_tbtt) {
        command.disassociation_imminent = true;
        command.disassociation_timer_tbtt = *ask.disassociation_tbtt;
    }
    constexpr std::string_view kName = "BSS_TM_REQ ";
    std::array<char, kCommandOctets - kName.size()> room;
    const auto arguments = wifi::write_transition(command, room);
    if (!arguments) return std::unexpected("the request is too long");
    return std::string{kName} + std::string{*arguments};
}

Command set_neighbor(const ports::NeighborEntry& entry) {
    SsidRoom room;
    const auto ssid = octets_of_ssid(entry.ssid, room);
    if (!ssid) return std::unexpected(ssid.error());
    if (!is_report_of_its_bss(entry)) return std::unexpected("not a Neighbor Report of this BSS");
    wifi::NeighborLine line;
    line.bssid = entry.bssid;
    line.ssid = *ssid;
    line.body = wifi::Octets{entry.body};
    return written("SET_NEIGHBOR ", line);
}

Command remove_neighbor(const ports::NeighborEntry& entry) {
    SsidRoom room;
    const auto ssid = octets_of_ssid(entry.ssid, room);
    if (!ssid) return std::unexpected(ssid.error());
    std::array<char, 2 * kSsidOctets> hex;
    wifi::TextWriter writer{hex};
    writer.hex(*ssid);
    return about("REMOVE_NEIGHBOR", entry.bssid) + " ssid=" + std::string{writer.finish().value_or("")};
}

std::string deny(const wifi::MacAddress& client, bool denied) {
    return about(denied ? "DENY_ACL ADD_MAC" : "DENY_ACL DEL_MAC", client);
}

std::string disassociation(const wifi::MacAddress& client, std::uint16_t reason) {
    return about("DISASSOCIATE", client) + " reason=" + std::to_string(reason);
}

std::string about(std::string_view name, const wifi::MacAddress& client) {
    const wifi::MacText text = wifi::to_text(client);
    return std::string{name} + ' ' + std::string{text.data(), text.size()};
}

}  // namespace hostapd
