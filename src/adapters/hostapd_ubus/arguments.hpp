// Arguments for the methods of hostapd's objects on ubus. Pure functions from what the engine asks.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "adapters/hostapd_ubus/parse.hpp"
#include "adapters/ubus/writer.hpp"
#include "ports/ap_control.hpp"

namespace hostapd_ubus {

/// The arguments, or in words why it cannot be said.
using Arguments = std::expected<ubus::Writer, std::string>;

/// bss_mgmt_enable: everything that steering needs. It never switches anything off.
[[nodiscard]] ubus::Writer management(const Methods& methods);
/// rrm_beacon_req. Asks for reports without elements of the frame where it can.
/// Refused: an SSID that is none; no duration, where one is needed.
[[nodiscard]] Arguments beacon_request(const wifi::MacAddress& client, const ports::BeaconAsk& ask,
                                       const Methods& methods);
/// bss_transition_request. The timer is 0 without `disassociation_tbtt`: hostapd ends the link by any other,
/// announced or not.
/// Refused: targets of which none can be said.
[[nodiscard]] Arguments transition_request(const wifi::MacAddress& client, const ports::TransitionAsk& ask,
                                           std::uint8_t token);
/// wnm_disassoc_imminent.
[[nodiscard]] Arguments announced_end(const wifi::MacAddress& client, const ports::TransitionAsk& ask);
/// rrm_nr_set: the whole table. Refused: an entry that is no Neighbor Report of its BSS.
[[nodiscard]] Arguments neighbor_table(const std::vector<ports::NeighborEntry>& entries);
/// del_client: ends the link, and does not keep out.
[[nodiscard]] ubus::Writer disassociation(const wifi::MacAddress& client, std::uint16_t reason);
/// link_measurement_req.
[[nodiscard]] ubus::Writer link_measurement(const wifi::MacAddress& client);

[[nodiscard]] std::string text_of(const wifi::MacAddress& address);

}  // namespace hostapd_ubus
