// What the engine needs from whatever drives the radio: requests out, events back.
//
// Every request is answered by an event, also when the other side does not answer: the adapter has its own
// deadline. Requests return at once and may be made from within the handling of an event.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "base/static_text.hpp"
#include "base/time.hpp"
#include "ports/beacon_visits.hpp"
#include "records/decision.hpp"
#include "wifi/channel.hpp"
#include "wifi/units.hpp"

namespace ports {

/// An SSID as it is printed: 32 octets, each of which may take four characters.
using SsidText = base::StaticText<128>;
/// Why something did not work, for people.
using WhyText = base::StaticText<96>;

/// What the best frame of a BSS can look like, as its elements say.
struct Capability {
    wifi::PhyMode mode = wifi::PhyMode::Legacy;
    wifi::Width width = wifi::Width::Mhz20;
    std::uint8_t streams = 1;

    friend bool operator==(const Capability&, const Capability&) = default;
};

/// The control socket answers; the supplicant may or may not be connected.
struct Attached {};

/// It does not any more, or never did.
struct Detached {
    WhyText why;
};

/// A link was made: at the start of the program, by us, or by somebody else.
struct Connected {
    wifi::MacAddress bssid;
    std::optional<wifi::Channel> channel;
    SsidText ssid;
    bool fast_transition = false;            ///< its AKM is one of FT
    std::optional<wifi::PhyMode> link_mode;  ///< what both ends agreed on
    bool locked = false;                     ///< the network's configuration names this BSS
};

struct Disconnected {
    wifi::MacAddress bssid;
    int reason = 0;                  ///< 9.4.1.7
    bool locally_generated = false;  ///< by the station itself
};

struct SignalRead {
    wifi::Dbm last;                    ///< of the last frame
    std::optional<wifi::Dbm> average;  ///< of recent frames
    std::optional<wifi::Dbm> beacon;   ///< of recent beacons
    std::optional<wifi::Channel> channel;
    std::optional<wifi::Width> width;
    std::uint32_t tx_kbps = 0;
    std::optional<std::uint32_t> sent;  ///< running counts since association
    std::optional<std::uint32_t> lost;
    std::optional<std::uint32_t> received;
};
struct SignalFailed {};

/// The level crossed the watched threshold.
struct SignalCrossed {
    bool above = false;
    wifi::Dbm level;
};

/// The driver does not watch the level: only readings tell.
struct WatchRefused {};

struct BeaconsLost {};

struct LookEnded {
    bool done = false;  ///< false: refused, busy, or no result in time
    WhyText why;
};

struct BssEntry {
    wifi::MacAddress bssid;
    wifi::Channel channel;
    wifi::Dbm level;
    std::int32_t age_s = 0;
    Capability capability;
    std::uint8_t busy_per_255 = 0;
    bool fits = true;         ///< same network, and its security is the link's
    bool transition = false;  ///< its AP does BSS transition management (9.4.2.26, bit 19)
    std::optional<std::uint16_t> mobility_domain;
    bool over_ds = false;  ///< its AP does fast transitions over the distribution system (9.4.2.46)
};

struct TableRead {
    std::vector<BssEntry> entries;  ///< of the link's network only
};
struct TableFailed {};

/// The supplicant's answer to a request to move. The result comes as Connected, Rejected or Disconnected.
struct MoveAnswered {
    bool accepted = false;
    WhyText answer;
};

/// An attempt with one BSS begins, ours or the supplicant's own. It may be said again in the same attempt.
struct Trying {
    wifi::MacAddress bssid;
    SsidText ssid;  ///< as printed; empty: not known
};

struct Rejected {
    wifi::MacAddress bssid;
    std::uint16_t status_code = 0;  ///< 9.4.1.9
};

struct NeighborReported {
    wifi::MacAddress bssid;
    std::optional<wifi::Channel> channel;
    Capability capability;
};
struct NeighborsFailed {
    WhyText why;
};

/// The AP asks the station to move (9.6.13.9); the supplicant answers, and may follow. Said twice within one
/// moment, it is one request.
struct TransitionRequested {
    bool candidates = false;                    ///< with a list of candidates, which only the supplicant has
    std::optional<base::Milliseconds> ends_in;  ///< the AP ends the link after this time
};

/// The supplicant has answered a request to move.
struct TransitionReplied {
    std::uint8_t status = 0;  ///< of its response (9.6.13.10): 0 it goes, else why it does not
};

/// The supplicant searched for the network and found nothing.
struct NothingFound {};

struct ChannelSwitched {
    wifi::Channel channel;
};

/// A scan begins that was not asked for here. One for a measurement (802.11k) makes the kernel forget what
/// earlier ones heard (NL80211_SCAN_FLAG_FLUSH).
struct OtherScanBegun {};

/// The channels that the radio and the regulatory domain allow.
struct ChannelsKnown {
    std::vector<wifi::Channel> channels;
};

/// A BSS that the station would move to.
struct Candidate {
    wifi::MacAddress bssid;
    wifi::Channel channel;
    wifi::PhyMode mode = wifi::PhyMode::Legacy;
};

/// The machine slept, and the engine's clock stood still meanwhile.
struct Resumed {
    base::Milliseconds slept{0};
};

using StationEvent =
    std::variant<Attached, Detached, Connected, Disconnected, SignalRead, SignalFailed, SignalCrossed,
                 WatchRefused, BeaconsLost, LookEnded, TableRead, TableFailed, MoveAnswered, Trying, Rejected,
                 NeighborReported, NeighborsFailed, TransitionRequested, TransitionReplied, NothingFound,
                 OtherScanBegun, ChannelSwitched, ChannelsKnown, BeaconHeard, VisitEnded, Resumed>;

class StationControl {
public:
    StationControl() = default;
    StationControl(const StationControl&) = delete;
    StationControl& operator=(const StationControl&) = delete;
    virtual ~StationControl() = default;

    /// SignalRead or SignalFailed.
    virtual void read_signal() = 0;
    /// Asks for SignalCrossed when the level crosses `threshold`; a hysteresis of some dB is the driver's.
    /// WatchRefused where it cannot.
    virtual void watch_signal(wifi::Dbm threshold) = 0;
    /// Visits one channel, without letting the supplicant choose a BSS by it: LookEnded.
    virtual void look(wifi::Channel channel) = 0;
    /// Visits all of these channels in one scan, or every channel there is when empty, in the same way:
    /// LookEnded.
    virtual void scan(std::span<const wifi::Channel> channels) = 0;
    /// TableRead or TableFailed.
    virtual void read_table() = 0;
    /// MoveAnswered, then the result. Over the distribution system the old link stands until the target has
    /// agreed, and where it does not agree, nothing is said; another request replaces this one.
    virtual void move(const wifi::MacAddress& bssid, records::Method method) = 0;
    /// One NeighborReported for each entry, or NeighborsFailed.
    virtual void ask_neighbors() = 0;
    /// Asks the AP which BSS to move to (BSS transition management query, 9.6.13.8): TransitionRequested, if
    /// it answers.
    /// @param reason      Table 9-198.
    /// @param candidates  what the station would like, best first.
    virtual void ask_transition(std::uint8_t reason, std::span<const Candidate> candidates) = 0;
    /// Whether requests to move are answered from now on; without, nothing is said of them.
    virtual void heed_transitions(bool heed) = 0;
    /// Ends a scan that the supplicant makes, if it makes one: a move would have to wait for it.
    virtual void stop_scan() = 0;
    /// Connected or Disconnected, as the supplicant sees the link now: for when an expected event did not
    /// come.
    virtual void check_link() = 0;
    /// Without a link: has the supplicant search these channels, all when empty, and connect to what it
    /// finds.
    virtual void search(std::span<const wifi::Channel> channels) = 0;
};

}  // namespace ports
