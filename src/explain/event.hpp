// What other programs' logs and captures say, in one vocabulary: each source (src/explain/sources/) turns its
// lines into these values, and everything after it (timeline, verdicts, reports) knows only them.
//
// An event says what a source said, no more: nothing is guessed here. What one source does not tell stays
// empty.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "wifi/channel.hpp"
#include "wifi/units.hpp"

namespace explain {

/// Who wrote a line.
enum class Source : std::uint8_t {
    WpaSupplicant,
    Hostapd,
    NetworkManager,
    Iwd,
    Networkd,
    Kernel,  ///< mac80211, cfg80211 and drivers
    EspIdf,  ///< a monitor's output of an ESP-IDF application
    RoamStation,
    RoamAp,
    Capture,  ///< frames from the air
};
inline constexpr std::size_t kSources = 10;

/// Microseconds on the clock of the input; `Clock` says since when.
using Micros = std::chrono::microseconds;
enum class Clock : std::uint8_t {
    Unix,  ///< time of day with its date, since 1970
    Boot,  ///< since the machine, or the program, started
    Day,   ///< time of day without its year: microseconds since the start of a year that is not said
    None,  ///< lines without a time: they are in order, and that is all
};

/// Where it stands: for the person who wants to see the line itself.
struct Place {
    std::uint32_t input = 0;  ///< in the order in which they were given, from 0
    std::uint64_t line = 0;   ///< from 1; of a capture the packet's number

    friend constexpr auto operator<=>(const Place&, const Place&) = default;
};

// Links.

/// A link is complete: keys, too.
struct LinkUp {
    wifi::MacAddress bssid;
    std::optional<std::string> ssid{};
    std::optional<wifi::Channel> channel{};
};
/// The link is gone.
struct LinkDown {
    std::optional<wifi::MacAddress> bssid{};
    std::optional<std::uint16_t> reason{};  ///< 9.4.1.7
    std::optional<bool> by_us{};            ///< whether the station ended it
};
/// A step of an attempt to link to a BSS began, or ended.
enum class Step : std::uint8_t { Roaming, Authentication, Association, FourWay, FastTransition };
struct StepBegun {
    Step step = Step::Authentication;
    std::optional<wifi::MacAddress> bssid{};
    std::optional<wifi::Channel> channel{};
};
struct StepEnded {
    Step step = Step::Authentication;
    std::optional<wifi::MacAddress> bssid{};
    std::optional<std::uint16_t> status{};  ///< 9.4.1.9; 0: it worked
    bool timed_out = false;

    [[nodiscard]] bool worked() const { return !timed_out && status.value_or(0) == 0; }
};

// What the station knows.

struct SignalRead {
    std::optional<wifi::MacAddress> bssid{};  ///< empty: of whatever serves
    int level_dbm = 0;
    std::optional<int> noise_dbm{};
    std::optional<std::uint32_t> rate_kbps{};
};
struct BeaconsLost {};
struct ScanBegun {
    std::vector<wifi::Channel> channels{};   ///< empty: all, or not said
    std::optional<std::string> by{};         ///< who asked for it, in the source's words
    std::optional<wifi::MacAddress> only{};  ///< the one BSS that it is for
};
struct ScanEnded {
    std::optional<std::uint32_t> bss_count{};
    bool failed = false;
    std::vector<wifi::Channel> channels{};  ///< that were visited, where the source says it only now
};
/// One BSS of a scan's results, or of a candidate list.
struct BssSeen {
    wifi::MacAddress bssid;
    std::optional<std::string> ssid{};
    std::optional<wifi::Channel> channel{};
    std::optional<int> level_dbm{};
    std::optional<std::uint32_t> estimated_kbps{};  ///< as the source estimates
    std::optional<Micros> age{};
    std::optional<std::uint16_t> mobility_domain{};  ///< 9.4.2.46
    bool selectable = true;
    std::optional<std::string> refused_because{};  ///< not selectable: the source's words
};
/// The source's own rule was asked whether to move.
struct RoamJudged {
    std::optional<wifi::MacAddress> current{};
    std::optional<wifi::MacAddress> selected{};
    bool moves = false;
    std::optional<int> current_dbm{};
    std::optional<int> selected_dbm{};
    std::optional<std::uint32_t> current_kbps{};
    std::optional<std::uint32_t> selected_kbps{};
    std::string why{};  ///< the source's words
};

// 802.11k and 802.11v.

struct Neighbor {
    wifi::MacAddress bssid;
    std::optional<std::uint8_t> operating_class{};
    std::optional<std::uint8_t> channel_number{};
    std::optional<std::uint8_t> preference{};
};
struct TransitionRequested {
    std::optional<wifi::MacAddress> by{};       ///< the BSS that asks
    std::optional<wifi::MacAddress> station{};  ///< who is asked; empty in the station's own log
    std::optional<std::uint8_t> token{};
    bool abridged = false;
    bool disassociation_imminent = false;
    bool termination = false;
    std::optional<std::uint16_t> timer_tbtt{};
    std::optional<std::uint8_t> validity_tbtt{};
    std::vector<Neighbor> candidates{};
};
struct TransitionAnswered {
    std::optional<wifi::MacAddress> by{};  ///< the station
    std::optional<std::uint8_t> status{};  ///< Table 9-428
    std::optional<wifi::MacAddress> target{};
};
struct TransitionQueried {
    std::optional<wifi::MacAddress> by{};  ///< the station
    std::optional<std::uint8_t> reason{};  ///< Table 9-198
    std::vector<Neighbor> candidates{};
};
struct NeighborsAsked {};
struct NeighborsReported {
    std::optional<wifi::MacAddress> by{};
    std::vector<Neighbor> neighbors{};
};
struct MeasurementAsked {
    std::optional<wifi::MacAddress> station{};
    std::optional<wifi::Channel> channel{};
};
struct MeasurementReported {
    std::optional<wifi::MacAddress> by{};
    std::optional<wifi::MacAddress> bssid{};
    std::optional<int> level_dbm{};
    bool refused = false;
};
struct ChannelSwitched {
    std::optional<wifi::MacAddress> bssid{};
    std::optional<wifi::Channel> channel{};
};

// Addresses.

enum class AddressStep : std::uint8_t {
    Begun,
    Discover,
    Offer,
    Request,
    Acknowledged,
    Refused,
    Bound,
    Failed,
    Lost
};
struct AddressNews {
    AddressStep step = AddressStep::Begun;
    std::optional<std::string> address{};
};

// The access point's side.

struct ClientJoined {
    wifi::MacAddress client{};
    std::optional<wifi::MacAddress> bss{};
};
struct ClientLeft {
    wifi::MacAddress client{};
    std::optional<wifi::MacAddress> bss{};
    std::optional<std::uint16_t> reason{};
};
struct ClientRefused {
    wifi::MacAddress client{};
    std::optional<wifi::MacAddress> bss{};
    std::optional<std::uint16_t> status{};
};

// What explains more than itself.

/// A setting that a source tells of: what matters for roaming, under hostapd's or wpa_supplicant's name for
/// it.
struct Setting {
    std::string name{};  ///< e.g. bgscan, mobility_domain, country, ieee80211w, bssid
    std::string value{};
    std::optional<wifi::MacAddress> bss{};
};
/// The program started, or ended: what was true before it may not be true after.
struct ProgramBegun {};
struct ProgramEnded {};
/// A line about roaming that has no form above, or a failure in the source's own words.
struct Remark {
    std::string text{};
    bool failure = false;
};
/// One data frame's direction and size are not kept one by one: traffic seen between two moments.
struct TrafficSeen {
    wifi::MacAddress station;
    std::optional<wifi::MacAddress> bssid{};
    std::uint32_t frames = 1;
    std::uint32_t retries = 0;
};

using Said = std::variant<LinkUp, LinkDown, StepBegun, StepEnded, SignalRead, BeaconsLost, ScanBegun,
                          ScanEnded, BssSeen, RoamJudged, TransitionRequested, TransitionAnswered,
                          TransitionQueried, NeighborsAsked, NeighborsReported, MeasurementAsked,
                          MeasurementReported, ChannelSwitched, AddressNews, ClientJoined, ClientLeft,
                          ClientRefused, Setting, ProgramBegun, ProgramEnded, Remark, TrafficSeen>;

struct Event {
    Source source = Source::WpaSupplicant;
    Place place;
    Clock clock = Clock::None;
    Micros at{0};
    std::string interface{};                    ///< as the line names it; empty: it does not
    std::optional<wifi::MacAddress> station{};  ///< whose event it is, where the line says so
    Said said;
    /// Its line has no time: it was put at the nearest moment that others tell.
    bool is_placed = false;
};

}  // namespace explain
