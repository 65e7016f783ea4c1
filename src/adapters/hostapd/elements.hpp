// What hostapd's control socket and its object on ubus have in common: the elements of 802.11 inside their
// answers, and those that requests are made of. Pure functions; every octet may be hostile.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ports/ap_control.hpp"
#include "wifi/channel.hpp"
#include "wifi/measurement_report.hpp"
#include "wifi/octets.hpp"

namespace hostapd {

inline constexpr std::size_t kSsidOctets = 32;
/// Octets of a Neighbor Report's body before its subelements (9.4.2.36).
inline constexpr std::size_t kNeighborHead = 13;
/// hostapd takes no more octets of Neighbor Report elements in one request to move, and we name no more
/// targets.
inline constexpr std::size_t kNeighborListOctets = 1000;
inline constexpr std::size_t kTargetsAtMost = 16;

using SsidRoom = std::array<std::uint8_t, kSsidOctets>;
/// The octets of an SSID as printed; or in words why it is none.
[[nodiscard]] std::expected<wifi::OctetString, std::string> octets_of_ssid(const std::string& printed,
                                                                           SsidRoom& room);
/// And back; empty when it is longer than an SSID.
[[nodiscard]] std::optional<std::string> printed_ssid(wifi::Octets octets);

/// The bodies of the targets' Neighbor Reports with their preferences, in their order, as many as fit. One
/// that is no Neighbor Report is left out.
[[nodiscard]] std::vector<std::vector<std::uint8_t>> target_bodies(const ports::TransitionAsk& ask);
[[nodiscard]] bool is_report_of_its_bss(const ports::NeighborEntry& entry);
/// The BSSIDs of Neighbor Report elements, the most preferred first; those without a preference in their
/// order behind them. What is excluded, or behind a fault, is left out.
[[nodiscard]] std::vector<wifi::MacAddress> candidates_of(wifi::Octets elements);

/// What a client is associated with, in the amendments that the BSS does.
struct ClientElements {
    bool ht = false;
    bool vht = false;
    bool he = false;
    bool eht = false;
    std::uint16_t ht_info = 0;     ///< HT Capability Information (9.4.2.55.2)
    std::uint32_t vht_info = 0;    ///< VHT Capabilities Information (9.4.2.157.2)
    std::uint8_t streams = 0;      ///< by its HT or VHT maps; 0: not known
    wifi::Octets he_capabilities;  ///< body of the element behind its extension octet (9.4.2.248)
};
/// @param band  of the BSS: what a client can do on it. Empty: as on 5 GHz.
[[nodiscard]] ports::Capability capability_of(const ClientElements& client, std::optional<wifi::Band> band);
/// Bit per wifi::Band of the Supported Operating Classes (9.4.2.53).
[[nodiscard]] std::uint8_t bands_of(wifi::Octets operating_classes);

/// Empty for what drivers say when they do not know: 0, or what no radio receives.
[[nodiscard]] std::optional<wifi::Dbm> level_of(std::int64_t dbm);

/// Why a client that answered has measured nothing; empty: it has.
/// @param mode  Measurement Report Mode (9.4.2.21).
[[nodiscard]] std::optional<ports::MeasurementRefused::Why> refusal_in(std::uint8_t mode, bool empty);
/// One measured BSS. Some clients name no BSS where they heard none.
[[nodiscard]] std::variant<ports::BeaconReported, ports::MeasurementRefused> reported(
    const wifi::MacAddress& client, std::uint8_t token, const wifi::BeaconReport& report);

}  // namespace hostapd
