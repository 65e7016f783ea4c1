// What happened, per station, as plain values: made by Builder, read by verdicts, what-if and reports.
//
// All times are on one clock, that of the input that was taken as the reference. Each fact keeps the places
// that told of it, the most exact first.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "explain/event.hpp"
#include "explain/timeline/kept.hpp"

namespace explain {

/// Where a fact is told of. Few are kept: they are there to be looked at.
class Places {
public:
    static constexpr std::size_t kMost = 16;

    void add(const Place& place);
    void add(const Places& others);
    [[nodiscard]] const std::vector<Place>& list() const { return list_; }
    [[nodiscard]] bool empty() const { return list_.empty(); }

private:
    std::vector<Place> list_;
};

/// A moment as the most exact of its sources tells it.
struct Moment {
    Micros at{0};
    Source source = Source::WpaSupplicant;
};

/// The smaller, the nearer to the air: a capture sees the frame, the kernel its effect, a daemon the news.
[[nodiscard]] int remoteness(Source source);
/// The same for a frame that the station sends: the access point heard it, the station's programs only
/// ordered it, up to 30 ms before.
[[nodiscard]] int remoteness_of_frame(Source source);

/// Level, channel and name of a BSS as last heard.
struct Heard {
    wifi::MacAddress bssid;
    std::optional<std::string> ssid{};
    std::optional<wifi::Channel> channel{};
    std::optional<int> level_dbm{};
    std::optional<std::uint32_t> kbps{};  ///< as the source estimates
    std::optional<std::uint16_t> mobility_domain{};
    Micros at{0};  ///< when it was heard
    bool selectable = true;
    std::optional<std::string> refused_because{};
    Place place{};
};

enum class LinkEnd : std::uint8_t {
    Open,    ///< it stood when the log ended
    Moved,   ///< the station turned to another BSS
    ByUs,    ///< the station ended it
    ByAp,    ///< the access point ended it
    Lost,    ///< nothing was heard any more
    Unsaid,  ///< it ended, and nobody says why
};

struct Link {
    wifi::MacAddress bssid;
    std::optional<std::string> ssid{};
    std::optional<wifi::Channel> channel{};
    Micros from{0};
    std::optional<Micros> to{};
    LinkEnd end = LinkEnd::Open;
    std::optional<std::uint16_t> reason{};  ///< 9.4.1.7
    bool fast_transition = false;
    Places places{};
};

enum class RoamCause : std::uint8_t {
    FirstLink,  ///< there was no link before, for long or at all
    Judged,     ///< the station's own rule said so
    Asked,      ///< the network asked it to
    LinkLost,   ///< the link was gone, or was about to
    Dismissed,  ///< the access point had ended the link
    NotSaid,    ///< the log does not say
};
enum class RoamEnd : std::uint8_t { Open, Linked, Refused, TimedOut, GivenUp };

/// One attempt to link to a BSS, with the moments that the sources tell.
struct Roam {
    std::optional<wifi::MacAddress> from{};
    wifi::MacAddress to;
    std::optional<wifi::Channel> from_channel{};
    std::optional<wifi::Channel> to_channel{};
    std::optional<int> from_dbm{};
    std::optional<int> to_dbm{};
    RoamCause cause = RoamCause::NotSaid;
    std::string why;  ///< the source's words, where it has any
    RoamEnd end = RoamEnd::Open;
    std::optional<std::uint16_t> status{};  ///< Refused: 9.4.1.9
    bool fast_transition = false;

    std::optional<Moment> decided{};
    std::optional<Moment> scan_begun{};  ///< the scan on which the decision rests
    std::optional<Moment> scan_ended{};
    std::optional<Moment> left{};  ///< the old link carried nothing any more
    std::optional<Moment> authentication{};
    std::optional<Moment> authenticated{};
    std::optional<Moment> association{};
    std::optional<Moment> associated{};
    std::optional<Moment> keys{};     ///< the 4-way handshake began
    std::optional<Moment> linked{};   ///< keys, too
    std::optional<Moment> address{};  ///< an address was bound, or confirmed
    std::optional<Moment> ended{};    ///< failures
    Places places{};

    [[nodiscard]] Micros begun() const;
    /// From leaving the old BSS to the association with the new one; empty where a moment is not known.
    [[nodiscard]] std::optional<Micros> gap() const;
    /// To complete keys.
    [[nodiscard]] std::optional<Micros> outage() const;
    [[nodiscard]] bool is_move() const { return end == RoamEnd::Linked && from && *from != to; }
    /// When the link stood, by the best that is known.
    [[nodiscard]] std::optional<Micros> stood() const;
};

struct Scan {
    Micros from{0};
    std::optional<Micros> to{};
    Source source = Source::WpaSupplicant;
    std::vector<wifi::Channel> channels{};
    std::optional<std::string> by{};
    std::optional<wifi::MacAddress> only{};  ///< the one BSS that it is for
    bool failed = false;
    bool while_linked = false;
    std::optional<std::uint32_t> bss_count{};
    std::vector<Heard> found{};  ///< of our network where that is known, the strongest; at most kFound
    /// Longest time in it without a frame of the link, where traffic is seen.
    std::optional<Micros> silence{};
    std::optional<std::uint32_t> frames_missed{};  ///< at the rate before it
    Places places{};

    static constexpr std::size_t kFound = 16;
};

/// A moment at which the station could have chosen another BSS: the evidence that it had.
struct Choice {
    Micros at{0};
    std::optional<wifi::MacAddress> serving{};
    std::optional<int> serving_dbm{};
    std::optional<wifi::MacAddress> went_to{};
    std::vector<Heard> candidates{};
    Places places{};
};

struct Judgement {
    Micros at{0};
    RoamJudged said;
    Places places{};
};

/// A BSS transition management request, its answer and what followed.
struct Transition {
    Micros at{0};
    TransitionRequested said;
    std::optional<std::uint8_t> status{};
    std::optional<Micros> answered{};
    std::optional<wifi::MacAddress> answered_target{};
    std::optional<wifi::MacAddress> serving{};
    std::optional<Micros> moved{};
    std::optional<wifi::MacAddress> moved_to{};
    bool link_ended_by_ap = false;
    Places places{};
};

struct Query {
    Micros at{0};
    std::optional<std::uint8_t> reason{};
    Places places{};
};

struct Report {  ///< a neighbor report
    Micros at{0};
    std::optional<wifi::MacAddress> by{};
    std::vector<Neighbor> neighbors{};
    Places places{};
};

struct Measurement {
    Micros at{0};
    std::optional<wifi::MacAddress> bssid{};
    std::optional<int> level_dbm{};
    bool refused = false;
    Places places{};
};

struct Address {
    Micros at{0};
    AddressStep step = AddressStep::Begun;
    std::optional<std::string> address{};
    Places places{};
};

/// Whom an access point turned away, or what failed in words.
struct Failure {
    Micros at{0};
    std::optional<wifi::MacAddress> bssid{};
    std::optional<std::uint16_t> status{};
    bool timed_out = false;
    std::string text;
    Places places{};
};

/// The serving level over time, thinned so that any length fits: when it is full every second point goes.
class SignalCurve {
public:
    struct Point {
        Micros at{0};
        wifi::MacAddress bssid;
        int level_dbm = 0;
        Place place{};
    };
    static constexpr std::size_t kMost = 8192;

    void add(const Point& point);
    [[nodiscard]] const std::vector<Point>& points() const { return points_; }
    [[nodiscard]] std::uint64_t total() const { return total_; }

private:
    std::vector<Point> points_;
    Micros spacing_{100'000};  ///< between two points of one BSS
    std::uint64_t total_ = 0;
};

/// A time during which the serving level was low without a pause.
struct Weak {
    Micros from{0};
    Micros to{0};
    wifi::MacAddress bssid;
    int lowest_dbm = 0;
    std::uint32_t scans = 0;         ///< that ended in it
    bool moved = false;              ///< it ended by a move
    std::optional<int> after_dbm{};  ///< the first level after that move
    Places places{};
};

struct Tally {
    std::uint64_t events = 0;
    std::uint64_t roams = 0;
    std::uint64_t failed = 0;
    std::uint64_t scans = 0;
    Micros linked{0};
    Micros scanning{0};
};

struct Station {
    /// "" for the station whose own logs these are, when nobody says its address.
    std::optional<wifi::MacAddress> address{};
    std::string interface{};
    bool own = false;  ///< its own logs are among the inputs
    std::optional<std::string> ssid{};

    Kept<Link> links{4096};
    Kept<Roam> roams{4096};
    Kept<Scan> scans{4096};
    Kept<Choice> choices{1024};
    Kept<Judgement> judgements{1024};
    Kept<Transition> transitions{1024};
    Kept<Query> queries{256};
    Kept<Report> reports{256};
    Kept<Measurement> measurements{1024};
    Kept<Address> addresses{1024};
    Kept<Failure> failures{1024};
    Kept<Weak> weak{1024};
    SignalCurve signal;
    Tally tally;
    bool traffic_seen = false;
    std::map<wifi::MacAddress, Heard> known;  ///< every BSS as last heard, at most kKnown
    static constexpr std::size_t kKnown = 512;

    [[nodiscard]] std::uint64_t dropped() const;
};

struct Set {
    Micros at{0};
    Setting said;
    Source source = Source::WpaSupplicant;
    Place place{};
};

struct Timeline {
    std::vector<Station> stations;
    std::vector<Set> settings;  ///< each name and BSS once: the last value; at most 4096
    std::optional<Micros> from;
    std::optional<Micros> to;
    Clock clock = Clock::None;
    std::array<std::uint64_t, kSources> events_of{};
    std::uint64_t stations_dropped = 0;
    std::uint64_t timeless_dropped = 0;  ///< events of inputs without a time, beside inputs that have one
    std::uint64_t backwards = 0;         ///< events before their predecessor by more than a second

    [[nodiscard]] std::uint64_t dropped() const;
};

}  // namespace explain
