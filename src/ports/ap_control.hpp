// What the engine needs from whatever drives one BSS of an access point: requests out, events back.
//
// Every request is answered by an event, also when the other side does not answer: the adapter has its own
// deadline. Requests return at once and may be made from within the handling of an event.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "ports/station_control.hpp"
#include "records/client.hpp"
#include "wifi/channel.hpp"
#include "wifi/operating_class.hpp"
#include "wifi/units.hpp"

namespace ports {

/// The BSS's control interface answers. All that was set there before may be forgotten: its neighbours, who
/// is kept out, which events it sends.
struct ApAttached {};

/// It does not any more.
struct ApDetached {
    std::string why;
};

/// How the BSS is. Said after each read_status(), and by itself when it changes.
struct BssStatus {
    bool enabled = false;  ///< false: its radio does not send beacons now; the rest may be missing
    wifi::MacAddress bssid;
    std::string ssid;  ///< as printed
    std::optional<wifi::Channel> channel;
    Capability capability;
    wifi::Tu beacon_interval{100};
    std::uint16_t clients = 0;
    std::optional<std::uint8_t> busy_per_255;  ///< share of time in which the medium is busy, if it says so
    bool transition = false;                   ///< its BSS transition management is on
    bool neighbor_reports = false;             ///< and its neighbor reports
    bool beacon_reports = false;               ///< and its beacon requests
    std::optional<std::uint16_t> mobility_domain;
};
struct StatusFailed {
    std::string why;
};

/// One client, as the driver and the association request say.
struct ClientRead {
    wifi::MacAddress client;
    bool authorized = false;
    std::optional<wifi::Dbm> signal;  ///< of what it sent
    base::Milliseconds inactive{0};   ///< since it sent anything
    base::Milliseconds connected{0};
    std::uint64_t received = 0;  ///< octets from it, running
    std::uint64_t sent = 0;      ///< octets to it, running
    std::uint32_t received_packets = 0;
    std::uint32_t sent_packets = 0;
    std::uint32_t tx_kbps = 0;  ///< rate of the last frame to it; 0: not known
    Capability capability;      ///< of the client alone, on this band
    bool transition = false;    ///< it does BSS transition management (9.4.2.26, bit 19)
    std::uint8_t bands = 0;     ///< bit per wifi::Band that its Supported Operating Classes name (9.4.2.53)
};
/// All clients were read, one ClientRead each.
struct ClientsRead {};
/// A client that was asked for is not known there, or the driver says nothing.
struct ClientFailed {
    wifi::MacAddress client;
};
struct ClientsFailed {
    std::string why;
};

/// A client may send data from now on.
struct ClientJoined {
    wifi::MacAddress client;
};
struct ClientLeft {
    wifi::MacAddress client;
};

/// A probe request was heard, of anybody.
struct ProbeHeard {
    wifi::MacAddress client;
    wifi::Dbm level;
};

/// A beacon request is on its way to the client.
struct MeasurementSent {
    wifi::MacAddress client;
    std::uint8_t token = 0;
};
/// It could not be sent: the client cannot measure so, or is gone.
struct MeasurementFailed {
    wifi::MacAddress client;
    std::string why;
};
/// The client's radio acknowledged the request, or did not.
struct MeasurementAcknowledged {
    wifi::MacAddress client;
    std::uint8_t token = 0;
    bool acknowledged = false;
};
/// One measured BSS (9.4.2.21.7).
struct BeaconReported {
    wifi::MacAddress client;
    std::uint8_t token = 0;
    wifi::MacAddress bssid;
    std::optional<wifi::Channel> channel;
    std::uint8_t rcpi = 255;  ///< as received: clients fill it in several ways (wifi/signal.hpp)
    std::uint8_t rsni = 255;
};
/// The client answers, and has measured nothing.
struct MeasurementRefused {
    enum class Why : std::uint8_t { NothingHeard, Late, Incapable, Refused };

    wifi::MacAddress client;
    std::uint8_t token = 0;
    Why why = Why::NothingHeard;
};

struct TransitionSent {
    wifi::MacAddress client;
};
struct TransitionFailed {
    wifi::MacAddress client;
    std::string why;
};
/// The client's answer to a request to move (9.6.13.10).
struct TransitionAnswered {
    wifi::MacAddress client;
    std::uint8_t status = 0;                 ///< wifi::kBtmStatuses
    std::optional<wifi::MacAddress> target;  ///< accepted: where it will go
};
/// The client asks where it should go (9.6.13.8).
struct TransitionQueried {
    wifi::MacAddress client;
    std::uint8_t reason = 0;                   ///< Table 9-198
    std::vector<wifi::MacAddress> candidates;  ///< its own, best first; may be empty
};

/// One entry of the BSS's list of neighbours, its own included.
struct NeighborEntry {
    wifi::MacAddress bssid;
    std::string ssid;                ///< as printed
    std::vector<std::uint8_t> body;  ///< of the Neighbor Report element (9.4.2.36), from its BSSID on

    friend bool operator==(const NeighborEntry&, const NeighborEntry&) = default;
};
struct NeighborsRead {
    std::vector<NeighborEntry> entries;
};
/// What was asked of the list of neighbours could not be done.
struct NeighborsRefused {
    std::string why;
};

/// Whether an order to end a link or keep a client out was taken.
struct ClientOrderAnswered {
    wifi::MacAddress client;
    bool done = false;
    std::string answer;
};

using ApEvent = std::variant<ApAttached, ApDetached, BssStatus, StatusFailed, ClientRead, ClientsRead,
                             ClientFailed, ClientsFailed, ClientJoined, ClientLeft, ProbeHeard,
                             MeasurementSent, MeasurementFailed, MeasurementAcknowledged, BeaconReported,
                             MeasurementRefused, TransitionSent, TransitionFailed, TransitionAnswered,
                             TransitionQueried, NeighborsRead, NeighborsRefused, ClientOrderAnswered>;

/// What a client is asked to measure (9.4.2.20.7).
struct BeaconAsk {
    records::BeaconMode mode = records::BeaconMode::Active;
    wifi::OperatingChannel where;           ///< channel 0: all of the class
    wifi::Tu duration{50};                  ///< on each channel; a table needs none
    std::optional<wifi::MacAddress> bssid;  ///< empty: any of `ssid`
    std::string ssid;                       ///< as printed
};

/// A request to move (9.6.13.9). The preferred list is announced, and abridged: what is not in it counts as
/// excluded.
struct TransitionAsk {
    struct Target {
        std::vector<std::uint8_t> neighbor;  ///< body of its Neighbor Report element, without a preference
        std::uint8_t preference = 255;       ///< 255 most, 1 least
    };

    std::vector<Target> targets;     ///< best first
    std::uint8_t validity_tbtt = 1;  ///< for how long the list holds, beacon intervals
    /// Announces that the link will be ended. 0 tells and does nothing; any other timer has the access point
    /// end the link, whatever the client answers.
    std::optional<std::uint16_t> disassociation_tbtt;
    bool answers_query = false;  ///< the client has asked
};

class ApControl {
public:
    ApControl() = default;
    ApControl(const ApControl&) = delete;
    ApControl& operator=(const ApControl&) = delete;
    virtual ~ApControl() = default;

    /// BssStatus or StatusFailed.
    virtual void read_status() = 0;
    /// One ClientRead for each client, then ClientsRead; or ClientsFailed.
    virtual void read_clients() = 0;
    /// ClientRead or ClientFailed.
    virtual void read_client(const wifi::MacAddress& client) = 0;
    /// Asks for ProbeHeard from now on, or for none.
    virtual void hear_probes(bool wanted) = 0;

    /// MeasurementSent or MeasurementFailed; then what the client says, each with the token.
    virtual void ask_beacons(const wifi::MacAddress& client, const BeaconAsk& ask) = 0;
    /// TransitionSent or TransitionFailed; then TransitionAnswered, if the client answers.
    virtual void ask_transition(const wifi::MacAddress& client, const TransitionAsk& ask) = 0;

    /// NeighborsRead or NeighborsRefused.
    virtual void read_neighbors() = 0;
    /// NeighborsRefused when it fails; what works says nothing.
    virtual void set_neighbor(const NeighborEntry& entry) = 0;
    virtual void remove_neighbor(const NeighborEntry& entry) = 0;

    /// Ends the client's link at once: ClientOrderAnswered.
    /// @param reason  9.4.1.7.
    virtual void disassociate(const wifi::MacAddress& client, std::uint16_t reason) = 0;
    /// Keeps the client out of this BSS from now on, or lets it in again: ClientOrderAnswered.
    virtual void refuse(const wifi::MacAddress& client, bool refused) = 0;
};

}  // namespace ports
