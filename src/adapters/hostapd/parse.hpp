// The text of hostapd's control interface, read into values. Pure functions; every octet may be hostile, and
// what stands in reports comes from the air.
//
// What a reply or event needs and lacks is a fault with its place in the text. Any other field that makes no
// sense counts as absent.
#pragma once

#include <string_view>
#include <variant>
#include <vector>

#include "adapters/hostap/text.hpp"
#include "ports/ap_control.hpp"
#include "wifi/hostap_text.hpp"

namespace hostapd {

/// STATUS. It lists every BSS of the radio; the fields of one are taken from the entry with its name.
/// What it does not tell (`transition`, `neighbor_reports`, `beacon_reports`, the mobility domain) is left as
/// it is in a new BssStatus.
/// @param name  of the BSS's interface; the first entry counts when none has it.
/// @return  a fault without a state, or enabled without an address.
[[nodiscard]] wifi::TextParsed<ports::BssStatus> parse_status(std::string_view reply, std::string_view name);

/// The reply to STA, STA-FIRST and STA-NEXT.
/// @param band  of the BSS: what a client can do on it. Empty: as on 5 GHz.
/// @return  a fault when it does not begin with an address.
[[nodiscard]] wifi::TextParsed<ports::ClientRead> parse_client(std::string_view reply,
                                                               std::optional<wifi::Band> band);

/// The reply to REQ_BEACON: the token, 1 to 255.
[[nodiscard]] wifi::TextParsed<std::uint8_t> parse_token(std::string_view reply);

/// The reply to SHOW_NEIGHBOR. A last line without an end was cut, and is left out.
[[nodiscard]] wifi::TextParsed<std::vector<ports::NeighborEntry>> parse_neighbors(std::string_view reply);

/// Whether ACCEPT_ACL SHOW or DENY_ACL SHOW names a station.
[[nodiscard]] bool lists_station(std::string_view reply, const wifi::MacAddress& station);

// -- Events.

/// One that means nothing here.
struct Unknown {};
/// The BSS may have changed: its state, its channel.
struct Changed {};
/// It does not send beacons any more.
struct Disabled {};
struct Terminating {};

using Event = std::variant<Unknown, Changed, Disabled, Terminating, ports::ClientJoined, ports::ClientLeft,
                           ports::ProbeHeard, ports::MeasurementAcknowledged, ports::BeaconReported,
                           ports::MeasurementRefused, ports::TransitionAnswered, ports::TransitionQueried>;

/// One message of an attached socket, with or without its "<N>".
[[nodiscard]] wifi::TextParsed<Event> parse_event(std::string_view message);

}  // namespace hostapd
