// Commands for hostapd's control interface. Pure functions from what the engine asks.
#pragma once

#include <expected>
#include <string>

#include "adapters/hostapd/elements.hpp"
#include "ports/ap_control.hpp"

namespace hostapd {

/// The command, or in words why it cannot be said.
using Command = std::expected<std::string, std::string>;

/// hostapd reads no more of one datagram.
inline constexpr std::size_t kCommandOctets = 4096;

/// REQ_BEACON. Asks for reports without elements of the frame (Reporting Detail 0, 9.4.2.20.7): 26 octets for
/// each BSS, so that many fit into a frame. Without that, the default is the whole beacon: one report for
/// each BSS, or several, up to 255 octets each.
/// Refused: an SSID that is none; no duration, where one is needed.
[[nodiscard]] Command beacon_request(const wifi::MacAddress& client, const ports::BeaconAsk& ask);

/// BSS_TM_REQ. Of the targets, in their order, as many as fit: kNeighborListOctets, and 16. One whose body is
/// no Neighbor Report is left out. Without targets no list is announced. The timer and its announcement stand
/// there only with `disassociation_tbtt`: hostapd ends the link by any timer, announced or not.
/// Refused: targets of which none can be said.
/// @param token  dialog token, 1 to 255; hostapd takes any, and tells none.
[[nodiscard]] Command transition_request(const wifi::MacAddress& client, const ports::TransitionAsk& ask,
                                         std::uint8_t token);

/// SET_NEIGHBOR. Refused: an SSID that is none, a body that is no Neighbor Report of this BSS.
[[nodiscard]] Command set_neighbor(const ports::NeighborEntry& entry);
/// REMOVE_NEIGHBOR. Refused: an SSID that is none.
[[nodiscard]] Command remove_neighbor(const ports::NeighborEntry& entry);

/// DENY_ACL. hostapd ends the link of a client that it keeps out from now on.
[[nodiscard]] std::string deny(const wifi::MacAddress& client, bool denied);
/// DISASSOCIATE.
[[nodiscard]] std::string disassociation(const wifi::MacAddress& client, std::uint16_t reason);

/// `name` and the address of a client.
[[nodiscard]] std::string about(std::string_view name, const wifi::MacAddress& client);

}  // namespace hostapd
