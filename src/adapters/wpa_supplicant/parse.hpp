// The text of the control interface, read into values. Pure functions; every octet may be hostile.
//
// Where a reply or event lacks a field that it needs, the result is empty; a field that makes no sense counts
// as absent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/hostap/text.hpp"
#include "ports/station_control.hpp"
#include "wifi/channel.hpp"
#include "wifi/rsn.hpp"
#include "wifi/units.hpp"

namespace wpa_supplicant {

/// Key management by family: what has to agree for a move to work. FT belongs to the family that it extends.
enum class KeyFamily : std::uint8_t { Open, Psk, Sae, Eap, Owe, Other };

using hostap::field;
using hostap::integer;
using hostap::word;

struct Status {
    std::string state;  ///< wpa_state, e.g. COMPLETED
    std::optional<wifi::MacAddress> bssid;
    std::optional<wifi::Channel> channel;
    std::string ssid;            ///< as printed
    std::optional<int> network;  ///< id of its configuration
    KeyFamily family = KeyFamily::Other;
    bool fast_transition = false;
    std::optional<wifi::PhyMode> mode;  ///< wifi_generation
    bool locked = false;                ///< its configuration names one BSS; said by GET_NETWORK, not here
};
[[nodiscard]] Status parse_status(std::string_view reply);

/// The families in a network's key_mgmt, "WPA-PSK SAE FT-SAE".
[[nodiscard]] std::vector<KeyFamily> parse_key_management(std::string_view names);

/// Whether GET_NETWORK bssid names a BSS. No value, the address of all zeros and anything else is no lock.
[[nodiscard]] bool parse_lock(std::string_view reply);

/// SIGNAL_POLL. Empty without a level.
[[nodiscard]] std::optional<ports::SignalRead> parse_signal(std::string_view reply);

/// Adds the counts of PKTCNT_POLL.
void parse_packet_counts(std::string_view reply, ports::SignalRead& signal);

/// Ids of LIST_NETWORKS.
[[nodiscard]] std::vector<int> parse_networks(std::string_view reply);

/// The channels of GET_CAPABILITY freq that are enabled.
[[nodiscard]] std::vector<wifi::Channel> parse_capability_freq(std::string_view reply);

/// One page of BSS RANGE=… MASK=kBssMask.
struct BssPage {
    struct Row {
        ports::BssEntry entry;
        std::vector<KeyFamily> families;
        std::string ssid;  ///< as printed
    };
    std::vector<Row> rows;  ///< those with an address, a channel, a level and an age
    /// Where to go on: the last id + 1. Empty at the end of the range: a page without entries, or one that
    /// says so.
    std::optional<std::uint32_t> next_id;
};
/// id, bssid, freq, level, age, ie, ssid, and the delimiter between entries.
inline constexpr std::string_view kBssMask = "0x21687";
[[nodiscard]] BssPage parse_bss_page(std::string_view reply);

// -- Events.

struct Terminating {};
struct NetworksChanged {};
struct ScanStarted {};
struct ScanResults {
    std::optional<std::int64_t> id;  ///< of a scan that was asked for with use_id
};
struct ScanFailed {
    int code = 0;
};
struct ConnectedTo {
    wifi::MacAddress bssid;
};
struct Unknown {};

using Event = std::variant<Unknown, ConnectedTo, ports::Disconnected, ports::Trying, ports::Rejected,
                           ScanStarted, ScanResults, ScanFailed, ports::SignalCrossed, ports::BeaconsLost,
                           ports::NothingFound, ports::ChannelSwitched, ports::NeighborReported,
                           ports::NeighborsFailed, ports::TransitionRequested, Terminating, NetworksChanged>;

/// One message of an attached socket, with or without its "<N>".
[[nodiscard]] Event parse_event(std::string_view message);

}  // namespace wpa_supplicant
