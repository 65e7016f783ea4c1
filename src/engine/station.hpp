// One interface's roaming: turns events into knowledge, has station::decide() judge it, and carries the
// verdict out.
//
// Single-threaded and without a clock: whoever owns it hands in every event with the time, calls wake() when
// deadline() is reached, and nothing happens otherwise. The supplicant is behind ports::StationControl,
// records go to ports::Journal.
#pragma once

#include <array>
#include <deque>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "engine/rivals.hpp"
#include "ports/beacon_visits.hpp"
#include "ports/journal.hpp"
#include "ports/station_control.hpp"
#include "records/decision.hpp"
#include "station/knowledge.hpp"
#include "station/operation.hpp"
#include "station/policy.hpp"
#include "station/roaming.hpp"

namespace engine {

/// What our own radio can do, as far as it is known: by configuration, or by what links turned out to be.
struct OwnRadio {
    std::array<wifi::PhyMode, 3> mode{wifi::PhyMode::He, wifi::PhyMode::He, wifi::PhyMode::He};  ///< [Band]
    std::array<wifi::Width, 3> width{wifi::Width::Mhz40, wifi::Width::Mhz160, wifi::Width::Mhz160};
    std::uint8_t streams = 2;

    friend bool operator==(const OwnRadio&, const OwnRadio&) = default;
};

struct Settings {
    station::Policy policy;
    OwnRadio radio;
    bool beacon_visits = true;           ///< use them where they are possible
    bool observe = false;                ///< decide and record, but neither look nor move
    std::optional<records::Rival> rule;  ///< decide by this rule instead of our own
    bool compare = true;                 ///< keep with each record what the others' rules would have said
};

/// Why an order was not taken. Nothing has happened then.
enum class OrderFault : std::uint8_t {
    Observing,     ///< this station takes no action
    NotConnected,  ///< there is no link to leave, nor a network to look for
    NoSuchBss,     ///< no BSS of the link's network with this address is known
    AlreadyThere,
    OtherNetwork,  ///< its security is not the link's
    NotHeard,      ///< it is known by a neighbor report only: a move cannot name it
    Busy,          ///< a look or a move is under way; it will be over in seconds
};
[[nodiscard]] std::string_view name(OrderFault fault);

class Station {
public:
    /// @param control,journal  must outlive the station.
    Station(std::string interface, Settings settings, ports::StationControl& control,
            ports::Journal& journal);

    /// From now on looks may be visits for one beacon. Null: they are scans, as at first.
    /// @param visits  must outlive the station or be replaced before it ends.
    void use_visits(ports::BeaconVisits* visits) {
        visits_ = visits;
        knowledge_.visits = visits != nullptr;
    }

    /// From now on the supplicant's answers to requests are told (ports::TransitionReplied), or not any
    /// more.
    void hear_answers(bool told) { answers_told_ = told; }

    void handle(const ports::StationEvent& event, base::Instant now);
    /// Does what is due.
    void wake(base::Instant now);
    /// When wake() wants to be called next.
    [[nodiscard]] base::Instant deadline() const;

    /// New settings from the next event on; what is under way goes on.
    void configure(Settings settings);

    /// Moves to `bssid`, whatever it is worth. The record, with its outcome, has Trigger::Operator.
    std::expected<void, OrderFault> order_move(const wifi::MacAddress& bssid, base::Instant now);
    /// Looks at the channels where this network is known, or at all: one scan, seconds long for all. It is
    /// over when scanning() is false again.
    std::expected<void, OrderFault> order_scan(bool all_channels, base::Instant now);
    [[nodiscard]] bool scanning() const { return look_ && look_->scan; }

    [[nodiscard]] const std::string& interface() const { return interface_; }
    [[nodiscard]] const Settings& settings() const { return settings_; }
    [[nodiscard]] const station::Knowledge& knowledge() const { return knowledge_; }
    [[nodiscard]] station::operation::State state() const { return roaming_.state(); }
    [[nodiscard]] bool attached() const { return attached_; }
    [[nodiscard]] const std::string& detached_because() const { return detached_because_; }
    [[nodiscard]] const std::string& ssid() const { return ssid_; }
    [[nodiscard]] std::uint32_t moves() const { return moves_; }
    [[nodiscard]] std::uint32_t looks() const { return looks_; }
    /// The latest records, oldest first.
    [[nodiscard]] const std::deque<records::Record>& history() const { return history_; }

private:
    struct PendingLook {
        std::vector<wifi::Channel> channels;
        base::Instant started;
        std::optional<wifi::MacAddress> beacon_of;  ///< a visit for one beacon; otherwise a scan
        bool heard = false;                         ///< that beacon was heard
        bool reading = false;                       ///< the scan is over, its results are being fetched
        bool scan = false;                          ///< of several channels: by a rival's rule, or ordered
    };

    static constexpr base::Milliseconds kPollFast{250};

    /// A request to move, as far as it is known; the supplicant makes several events of one.
    struct Requested {
        ports::TransitionRequested what;
        base::Instant said_at;  ///< by then the supplicant has said all of it
    };

    void on(const ports::Attached&, base::Instant now);
    void on(const ports::Detached& event, base::Instant now);
    void on(const ports::Connected& event, base::Instant now);
    void on(const ports::Disconnected& event, base::Instant now);
    void on(const ports::SignalRead& event, base::Instant now);
    void on(const ports::SignalFailed&, base::Instant now);
    void on(const ports::SignalCrossed& event, base::Instant now);
    void on(const ports::WatchRefused&, base::Instant now);
    void on(const ports::BeaconsLost&, base::Instant now);
    void on(const ports::LookEnded& event, base::Instant now);
    void on(const ports::TableRead& event, base::Instant now);
    void on(const ports::TableFailed&, base::Instant now);
    void on(const ports::MoveAnswered& event, base::Instant now);
    void on(const ports::Trying& event, base::Instant now);
    void on(const ports::Rejected& event, base::Instant now);
    void on(const ports::NeighborReported& event, base::Instant now);
    void on(const ports::NeighborsFailed&, base::Instant now);
    void on(const ports::TransitionRequested& event, base::Instant now);
    void on(const ports::TransitionReplied& event, base::Instant now);
    void on(const ports::NothingFound&, base::Instant now);
    void on(const ports::OtherScanBegun&, base::Instant now);
    void on(const ports::ChannelSwitched& event, base::Instant now);
    void on(const ports::ChannelsKnown& event, base::Instant now);
    void on(const ports::BeaconHeard& event, base::Instant now);
    void on(const ports::VisitEnded& event, base::Instant now);
    void on(const ports::Resumed& event, base::Instant now);

    [[nodiscard]] std::optional<OrderFault> hindrance() const;
    void evaluate(records::Trigger trigger, base::Instant now);
    /// Nobody else decides: no other's rule, no configuration that names the BSS, no observer.
    [[nodiscard]] bool is_in_charge() const;
    /// Asks the network where to go, when the station does not know: first for its neighbours, then with all
    /// that is known by then.
    void ask_network(records::Record& record, base::Instant now);
    void send_query(base::Instant now);
    /// The network asked the station to move, and the supplicant has said all that it knows of it.
    void judge_request(base::Instant now);
    /// The supplicant followed a request to move, or did not in time.
    void end_transition(records::OutcomeKind kind, const wifi::MacAddress& bssid, base::Instant now);
    void start_look(wifi::Channel channel, std::optional<wifi::MacAddress> beacon_of, base::Instant now);
    /// @param channels  all there are when empty.
    void start_scan(const std::vector<wifi::Channel>& channels, base::Instant now);
    [[nodiscard]] base::Milliseconds look_deadline() const;
    /// Back from another channel, the kernel tells the AP with a null frame that the station is awake; it is
    /// sent as fast as data, and may be lost where the link is weak. Frames that wait in the AP's reorder
    /// buffer do not count as a sign (mac80211), so the AP may keep everything back for as long as some of
    /// them are lost. A management frame is sent at the lowest rate, and its answer is of use.
    void show_awake();
    void start_move(records::Record record, base::Instant now);
    /// What an event of the operation is about, as far as it is about something.
    struct About {
        wifi::MacAddress bssid;
        records::RoamingStatus status;
        records::Outcome outcome;  ///< completes the record of the attempt where the table reports one
    };
    /// Feeds the operation, writes the trace, and does what the table asks for.
    void advance(station::operation::Event event, const About& about, base::Instant now);
    /// After a move that never began, or of which nothing came.
    void move_failed(base::Instant now);
    void say(const records::RoamingEvent& event);
    [[nodiscard]] records::AddressList candidates() const;
    /// The move under way ended at its target: what it took is learned.
    void note_moved(base::Instant now);
    /// The move under way was asked for over the distribution system, and nothing comes of that.
    void go_over_the_air(base::Instant now);
    void finish(records::OutcomeKind kind, records::Outcome outcome, base::Instant now);
    void search(base::Instant now);
    void keep(records::Record record);
    /// Counts it, so that others can refer to it. The journal gets it by write_last(), before any other.
    void enter(records::Record record);
    void write_last();
    [[nodiscard]] bool worth_keeping(const records::Record& record) const;
    [[nodiscard]] records::Record new_record(records::Trigger trigger, base::Instant now);
    [[nodiscard]] base::Milliseconds poll_period(base::Instant now) const;
    [[nodiscard]] radio::LinkCapability capability(wifi::Band band, const ports::Capability& theirs) const;
    [[nodiscard]] std::vector<wifi::Channel> known_channels() const;
    void learn_own_radio(const ports::SignalRead& event);
    void refresh_own_channel(base::Instant now);
    void read_signal();
    /// Between two readings only the counters are news: the driver's averages have hardly changed.
    void note_counters(const ports::SignalRead& event, base::Instant now);
    /// Reads the link, and does what goes with it.
    void poll(base::Instant now);
    void watch_signal();
    /// The frequency or the counters say so.
    [[nodiscard]] bool is_of_another_link(const ports::SignalRead& event) const;
    /// Asks how the link stands where it may be another than is believed: an event was lost.
    void doubt_link(base::Instant now);
    /// Without a link, a lost event would be waited for for ever.
    void expect_link(base::Instant now);

    std::string interface_;
    Settings settings_;
    OwnRadio radio_;  ///< settings_.radio, narrowed by what was observed
    ports::StationControl& control_;
    ports::Journal& journal_;
    ports::BeaconVisits* visits_ = nullptr;

    station::Knowledge knowledge_;
    bool attached_ = false;
    std::string detached_because_;
    std::string ssid_;
    station::Roaming roaming_;
    bool trace_started_ = false;
    std::optional<records::Record> attempt_;  ///< the record of the move under way
    base::Instant attempt_started_;
    std::optional<records::RoamingStatus> lost_in_attempt_;  ///< the old link, and why
    std::optional<PendingLook> look_;
    std::optional<Requested> requested_;
    std::optional<records::Record> transition_;  ///< a request to move that the supplicant is answering
    base::Instant transition_until_;             ///< then it has not followed
    std::optional<base::Instant> heed_at_;       ///< requests are not heeded before
    bool answers_told_ = false;
    std::optional<std::uint8_t> answered_;   ///< the request that is not judged yet
    std::optional<base::Instant> write_by_;  ///< the last record waits for the answer until then
    struct Query {
        std::uint8_t reason = 0;
        base::Instant at;
    };
    std::optional<Query> query_;  ///< waits for the neighbours
    Rivals rivals_;
    bool fresh_link_ = false;  ///< no reading of this link yet
    bool resumed_ = false;     ///< nor since the machine slept
    bool signal_pending_ = false;
    bool counters_only_ = false;  ///< what is pending is read between two readings
    bool busy_ = false;           ///< frames besides beacons arrived between the last two readings
    std::optional<ports::SignalRead> last_signal_;    ///< the last whole reading
    std::optional<ports::SignalRead> last_counters_;  ///< counted last, with or without one
    std::optional<wifi::Dbm> watched_;
    bool can_watch_ = true;
    int searches_ = 0;

    std::optional<base::Instant> poll_at_;
    std::optional<base::Instant> check_at_;    ///< without a link
    bool checking_ = false;                    ///< asked because of that
    std::optional<base::Instant> doubted_at_;  ///< the link, last
    bool unread_ = false;                      ///< the last reading failed
    std::optional<base::Instant> operation_deadline_;
    std::optional<base::Instant> over_ds_until_;    ///< then the move under way goes over the air
    std::optional<base::Instant> operation_since_;  ///< a start of the trace waits for its completion
    std::optional<base::Instant> neighbors_at_;
    base::Instant own_looked_at_;

    std::uint32_t sequence_ = 0;
    std::uint32_t moves_ = 0;
    std::uint32_t looks_ = 0;
    std::deque<records::Record> history_;
};

}  // namespace engine
