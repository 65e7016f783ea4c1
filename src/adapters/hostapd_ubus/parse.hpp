// What hostapd's objects on ubus say, read into values. Pure functions.
//
// OpenWrt's versions differ: a number comes in any width, a field that one version lacks is simply not there,
// and what one version adds is passed over. Octets are hostile as everywhere; ubus::Fields has looked at
// them.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/ubus/blob.hpp"
#include "ports/ap_control.hpp"

namespace hostapd_ubus {

/// Which field makes an answer useless.
struct FieldError {
    std::string_view field;

    friend bool operator==(const FieldError&, const FieldError&) = default;
};
template <class T>
using Read = std::expected<T, FieldError>;

/// What an object can be asked for; versions differ.
struct Methods {
    bool is_bss = false;            ///< it lists clients and tells its status
    bool management = false;        ///< bss_mgmt_enable
    bool enables_links = false;     ///< and it knows link measurement
    bool link_measurement = false;  ///< link_measurement_req
    bool elements = false;          ///< get_sta_ies
    bool features = false;          ///< get_features
    bool own_report = false;        ///< rrm_nr_get_own
    bool reporting_detail = false;  ///< rrm_beacon_req takes it
    bool transition = false;        ///< bss_transition_request
    bool announced_end = false;     ///< wnm_disassoc_imminent, all that the oldest versions have

    friend bool operator==(const Methods&, const Methods&) = default;
};
[[nodiscard]] Methods methods_of(const ubus::Fields& signature);

/// get_status. What it does not tell (`clients`, `transition`, ..., the mobility domain) is left as in a new
/// BssStatus; the capability is what the operating class says.
[[nodiscard]] Read<ports::BssStatus> parse_status(const ubus::Fields& answer);
/// get_features: the mode, as far as it goes.
void add_features(const ubus::Fields& answer, ports::Capability& capability);
/// What a BSS says of itself in its own Neighbor Report (9.4.2.36); empty when it is none.
/// hostapd does not tell on ubus how many streams its radio has: two, as nearly all have.
[[nodiscard]] std::optional<ports::Capability> capability_in_report(const ports::NeighborEntry& own);

/// One client of get_clients.
struct Station {
    bool authorized = false;
    std::optional<wifi::Dbm> signal;
    std::uint64_t received = 0;  ///< octets, running
    std::uint64_t sent = 0;
    std::uint32_t received_packets = 0;
    std::uint32_t sent_packets = 0;
    std::uint32_t tx_kbps = 0;
    ports::Capability capability;  ///< by its flags, where nothing better is known
    bool ht = false;
    bool vht = false;
    bool he = false;
    bool eht = false;
    bool transition = false;
    std::optional<std::uint8_t> measurements;  ///< first octet of RM Enabled Capabilities (9.4.2.44)
};
/// @param band  of the BSS. Empty: as on 5 GHz.
[[nodiscard]] Station parse_station(const ubus::Fields& client, std::optional<wifi::Band> band);

/// What a client's association says of it, beyond Station.
struct Elements {
    ports::Capability capability;
    std::uint8_t bands = 0;
    std::optional<bool> transition;
    std::optional<std::uint8_t> measurements;
};
/// get_sta_ies: elements in base64.
[[nodiscard]] Read<Elements> parse_elements(const ubus::Fields& answer, const Station& station,
                                            std::optional<wifi::Band> band);

/// rrm_nr_get_own (`value`), and one item of rrm_nr_list (`list`): BSSID, SSID, Neighbor Report.
[[nodiscard]] Read<ports::NeighborEntry> parse_neighbor(const ubus::Fields& triple);

// -- Notifications.

/// One that means nothing here.
struct Unknown {};
/// The BSS may have changed: its channel.
struct Changed {};
/// Somebody may have come or gone: the list of clients knows.
struct Moved {
    wifi::MacAddress client;
};
/// A frame was heard; hostapd asks whether it may be answered.
struct Asked {
    wifi::MacAddress client;
    std::optional<wifi::Dbm> signal;
    bool is_probe = false;
};
struct Queried {
    ports::TransitionQueried query;
    std::uint8_t token = 0;
};

using Event = std::variant<Unknown, Changed, Moved, Asked, Queried, ports::ClientJoined,
                           ports::BeaconReported, ports::MeasurementRefused, ports::TransitionAnswered>;

/// @param own  BSSID of the BSS, which a link measurement is of.
[[nodiscard]] Read<Event> parse_notification(std::string_view name, const ubus::Fields& fields,
                                             const wifi::MacAddress& own);

/// Octets of a hexadecimal or base64 text; empty when it is none.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> octets_of_hex(std::string_view text);
[[nodiscard]] std::optional<std::vector<std::uint8_t>> octets_of_base64(std::string_view text);

}  // namespace hostapd_ubus
