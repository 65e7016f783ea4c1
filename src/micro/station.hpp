// One interface's roaming on a machine without heap: events of the driver into knowledge, station::decide()'s
// verdicts into requests.
//
// The same decisions, operation and trace as engine::Station, behind the same ports::StationControl, with a
// fixed amount of memory and without what only a computer has: the rules of others, visits for one beacon, an
// IP stack to watch, a history. What is asked of the driver is answered by an event; requests are made from
// within the handling of an event, so a driver's own answers come later. Single-threaded, without a clock.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/time.hpp"
#include "ports/station_control.hpp"
#include "records/decision.hpp"
#include "records/roaming_event.hpp"
#include "station/knowledge.hpp"
#include "station/operation.hpp"
#include "station/policy.hpp"
#include "station/roaming.hpp"

namespace micro {

struct Settings {
    station::Policy policy;
    /// What our own radio can do, by band.
    std::array<wifi::PhyMode, 3> mode{wifi::PhyMode::Ht, wifi::PhyMode::Ht, wifi::PhyMode::Ht};
    std::array<wifi::Width, 3> width{wifi::Width::Mhz20, wifi::Width::Mhz20, wifi::Width::Mhz20};
    std::uint8_t streams = 1;
    /// For how long the driver may follow a request to move by itself before the station judges; 0 where
    /// nobody but the station follows.
    base::Milliseconds follows{3'000};
};

/// One evaluation, as in records::Record.
struct Verdict {
    std::uint32_t sequence = 0;
    base::Instant at;
    records::Trigger trigger = records::Trigger::Signal;
    std::optional<records::Candidate> serving;
    bool moving = false;
    std::optional<std::uint8_t>
        query;  ///< the network is asked for a better AP, for this reason (Table 9-198)
    records::Decision decision;
};

/// Whoever wants to know: a log, a test. The values live during the call only.
class Listener {
public:
    /// An evaluation that changed something, or says why not.
    virtual void decided(const Verdict& verdict) = 0;
    /// The move of evaluation `sequence` is over, or, without a number, one that the driver made.
    virtual void ended(std::uint32_t sequence, const records::Outcome& outcome, base::Instant at) = 0;
    /// The next event of the roaming trace (docs/roaming-operation.md).
    virtual void said(const records::RoamingEvent& event) = 0;

protected:
    ~Listener() = default;  // owned by nobody through this: a virtual one would need operator delete
};

class Station {
public:
    /// @param ssid  of the one network; longer than 32 octets it is cut.
    /// @param settings,control,listener  must outlive the station.
    Station(const Settings& settings, std::string_view ssid, ports::StationControl& control,
            Listener& listener);

    void handle(const ports::Detached&, base::Instant now);
    void handle(const ports::Connected& event, base::Instant now);
    void handle(const ports::Disconnected& event, base::Instant now);
    void handle(const ports::SignalRead& event, base::Instant now);
    void handle(const ports::SignalFailed&, base::Instant now);
    void handle(const ports::SignalCrossed&, base::Instant now);
    void handle(const ports::WatchRefused&, base::Instant now);
    void handle(const ports::BeaconsLost&, base::Instant now);
    void handle(const ports::LookEnded& event, base::Instant now);
    /// The rows of ports::TableRead, wherever the driver has them.
    void table_read(std::span<const ports::BssEntry> table, base::Instant now);
    void handle(const ports::TableFailed&, base::Instant now);
    void handle(const ports::MoveAnswered& event, base::Instant now);
    void handle(const ports::Trying& event, base::Instant now);
    void handle(const ports::Rejected& event, base::Instant now);
    void handle(const ports::NeighborReported& event, base::Instant now);
    void handle(const ports::NeighborsFailed&, base::Instant now);
    void handle(const ports::TransitionRequested& event, base::Instant now);
    void handle(const ports::NothingFound&, base::Instant now);
    void handle(const ports::ChannelSwitched& event, base::Instant now);
    /// The channels of ports::ChannelsKnown.
    void channels_known(std::span<const wifi::Channel> channels);
    void handle(const ports::Resumed& event, base::Instant now);

    /// The network asks not to go there (a candidate of preference 0), for this long.
    void exclude(const wifi::MacAddress& bssid, base::Milliseconds holds, base::Instant now);

    /// Does what is due.
    void wake(base::Instant now);
    /// When wake() wants to be called next.
    [[nodiscard]] base::Instant deadline() const;

    [[nodiscard]] const station::Knowledge& knowledge() const { return knowledge_; }
    [[nodiscard]] station::operation::State state() const { return roaming_.state(); }

private:
    struct Attempt {
        std::uint32_t sequence = 0;
        base::Instant started;
        wifi::MacAddress target;
        records::Method method = records::Method::Full;
        records::Reason reason = records::Reason::BetterBss;
    };
    struct Look {
        wifi::Channel channel;
        base::Instant started;
        bool reading = false;  ///< the scan is over, its results are being fetched
    };
    struct Query {
        std::uint8_t reason = 0;
        base::Instant at;
    };
    struct About {
        wifi::MacAddress bssid;
        records::RoamingStatus status;
        std::uint16_t status_code = 0;
    };
    /// What was said last, so that a reading that changes nothing is not said again.
    struct Said {
        records::Reason reason;
        std::optional<wifi::MacAddress> target;
        base::Instant at;
    };

    void evaluate(records::Trigger trigger, base::Instant now);
    [[nodiscard]] bool worth_saying(const Verdict& verdict) const;
    void ask_network(Verdict& verdict, base::Instant now);
    void send_query(base::Instant now);
    void start_move(const Verdict& verdict, base::Instant now);
    void start_look(wifi::Channel channel, base::Instant now);
    void look_at_own_channel(base::Instant now);
    void advance(station::operation::Event event, const About& about, base::Instant now);
    void act(station::operation::Action action, const About& about, base::Instant now);
    void finish(records::OutcomeKind kind, const About& about, base::Instant now);
    void search(base::Instant now);
    void read_signal();
    void watch_signal();
    void forget_link(base::Instant now);
    [[nodiscard]] base::Milliseconds poll_period(base::Instant now) const;
    [[nodiscard]] records::AddressList candidates() const;
    [[nodiscard]] radio::LinkCapability capability(wifi::Band band, const ports::Capability& theirs) const;

    const Settings& settings_;  ///< so that they may lie in flash memory
    records::SsidValue ssid_;
    ports::StationControl& control_;
    Listener& listener_;
    station::Knowledge knowledge_;
    station::Roaming roaming_;
    std::optional<Attempt> attempt_;
    std::optional<Look> look_;
    std::optional<Query> query_;
    std::optional<Said> said_;
    std::optional<base::Instant> poll_at_;
    std::optional<base::Instant> deadline_;  ///< of the operation
    std::optional<base::Instant> opened_;    ///< a start of the trace waits for its completion
    std::optional<base::Instant> neighbors_at_;
    std::optional<base::Instant> judge_at_;  ///< the network asked; the driver may follow until then
    std::optional<base::Instant> heed_at_;   ///< requests are not heeded before
    std::optional<wifi::Dbm> watched_;
    std::optional<ports::SignalRead> counted_;  ///< the last reading
    base::Instant own_looked_at_;
    std::uint32_t sequence_ = 0;
    std::uint8_t searches_ = 0;
    bool signal_pending_ = false;
    bool fresh_link_ = false;  ///< no reading of this link yet
    bool can_watch_ = true;
    bool trace_started_ = false;
};

}  // namespace micro
