// All BSS of one access point and every client of them: turns events into knowledge, has steering::decide()
// judge it, and carries the verdict out.
//
// Single-threaded and without a clock: whoever owns it hands in every event with the time, calls wake() when
// deadline() is reached, and nothing happens otherwise. hostapd is behind ports::ApControl, the other access
// points of the site behind ports::PeerNetwork, records go to ports::Journal.
#pragma once

#include <cstdint>
#include <deque>
#include <expected>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/neighbor_lists.hpp"
#include "ports/ap_control.hpp"
#include "ports/journal.hpp"
#include "ports/peer_network.hpp"
#include "records/steering.hpp"
#include "steering/behaviour.hpp"
#include "steering/client.hpp"
#include "steering/decide.hpp"
#include "steering/ownership.hpp"
#include "steering/policy.hpp"
#include "steering/site.hpp"

namespace engine {

struct ApSettings {
    steering::Policy policy;
    /// By SSID as printed, instead of `policy`.
    std::map<std::string, steering::Policy, std::less<>> networks;
    /// Networks that are steered; empty: all.
    std::vector<std::string> only;
    std::map<wifi::MacAddress, steering::Scope> clients;
    std::size_t most_clients =
        1'024;  ///< known at a time, passers-by too; of those without a link the one heard longest ago goes
    bool push_neighbors = true;
};

/// Why an order was not taken. Nothing has happened then.
enum class ApOrderFault : std::uint8_t {
    Observing,     ///< this access point takes no action
    NoSuchClient,  ///< none of our BSS serves it
    NoSuchBss,     ///< the client's network has no such BSS
    AlreadyThere,
    Busy,  ///< a request or a measurement is under way; it will be over in seconds
    CannotMeasure,
};
[[nodiscard]] std::string_view name(ApOrderFault fault);

/// One of our BSS.
struct LocalBss {
    std::string name;  ///< of its interface
    ports::ApControl* control = nullptr;
    bool attached = false;
    std::string problem;  ///< why it is not
    std::optional<ports::BssStatus> status;
    base::Instant status_at;
};

/// Somebody who was heard and never was a client of the site: nothing goes on with it. There may be
/// thousands.
struct Passerby {
    steering::Station station;
    std::uint8_t bands = 0;  ///< bit per wifi::Band in which it was heard
};

/// One client, and what goes on with it.
struct KnownClient {
    /// Enforce: it is not let in.
    struct KeptOut {
        std::string bss;
        base::Instant until;
        bool letting_in = false;  ///< hostapd was told to, and has not answered
    };
    /// What its access point read last.
    struct Reading {
        std::uint32_t tx_kbps = 0;
        std::optional<wifi::Dbm> signal;
    };
    /// The latest evaluation, written down or not.
    struct Judged {
        records::SteeringRecord record;
        base::Instant kept_at;                      ///< when one was last written down
        std::optional<base::Instant> wanted_since;  ///< it is to be moved from then on, once that is verified

        /// The latest is `judged`. Steer: for how long the client was to be moved before.
        base::Milliseconds note_wanted(const records::SteeringRecord& judged);
    };

    steering::Client client;
    std::string bss;  ///< name of ours that serves it; empty: none
    steering::ownership::Ownership ownership;
    base::Instant claimed_at;  ///< when a peer claimed it
    std::uint16_t owner = 0;   ///< the peer whose claim counts most, for AccessPoint::ap_name(); 0: none's
    bool reading = false;
    base::Instant read_at;
    /// When it last sent or received data; at first long ago.
    base::Instant busy_at{std::numeric_limits<std::int64_t>::min() / 2};
    std::uint64_t octets = 0;
    std::optional<Reading> last_read;
    // Large, and few have them.
    std::unique_ptr<records::SteeringRecord> request;  ///< of the request under way
    std::unique_ptr<Judged> last;
    std::unique_ptr<KeptOut> kept_out;
};

/// It as the client that it would be if it joined now.
[[nodiscard]] KnownClient client_of(const wifi::MacAddress& address, const Passerby& passerby);

class AccessPoint {
public:
    /// @param journal,peers  must outlive it; no peers: null.
    AccessPoint(ApSettings settings, ports::Journal& journal, ports::PeerNetwork* peers);

    /// A BSS was found.
    /// @param control  must outlive it, or remove_bss() comes first.
    void add_bss(std::string name, ports::ApControl& control);
    void remove_bss(std::string_view name, base::Instant now);

    void handle(std::string_view bss, const ports::ApEvent& event, base::Instant now);
    void handle(const ports::PeerEvent& event, base::Instant now);
    /// Does what is due.
    void wake(base::Instant now);
    /// When wake() wants to be called next.
    [[nodiscard]] base::Instant deadline() const;

    /// New settings from the next event on; what is under way goes on, nothing that was learned is lost.
    void configure(ApSettings settings);

    /// What is to be kept over a restart.
    [[nodiscard]] std::vector<records::ClientMemory> memories(base::Instant now) const;
    void remember(const records::ClientMemory& memory, base::Instant now);

    /// An earlier process kept it out and did not live to let it in: that is done when the BSS is there.
    void remember_kept_out(const ports::KeptOut& kept, base::Instant now);

    std::expected<void, ApOrderFault> order_steer(const wifi::MacAddress& client,
                                                  const wifi::MacAddress& bssid, base::Instant now);
    /// Measures the channel of every BSS that the client could use, one after the other, as fast as allowed.
    std::expected<void, ApOrderFault> order_measure(const wifi::MacAddress& client, base::Instant now);

    /// Whoever is kept out is let in again; for the end of the daemon.
    /// @return  how many: each is answered by ClientOrderAnswered, which is to be handed in as before.
    std::size_t let_all_in();

    [[nodiscard]] const ApSettings& settings() const { return settings_; }
    [[nodiscard]] const steering::Policy& policy_of(const KnownClient& known) const;
    [[nodiscard]] const std::vector<LocalBss>& bsses() const { return bsses_; }
    [[nodiscard]] const steering::Site& site() const { return site_; }
    /// Whoever was linked to us, or is another access point's, or was remembered.
    [[nodiscard]] const std::map<wifi::MacAddress, KnownClient>& clients() const { return clients_; }
    /// Whoever was only heard; nobody is in both.
    [[nodiscard]] const std::map<wifi::MacAddress, Passerby>& passersby() const { return passersby_; }
    [[nodiscard]] std::size_t known() const { return clients_.size() + passersby_.size(); }
    [[nodiscard]] const NeighborLists& neighbors() const { return neighbors_; }
    [[nodiscard]] const std::string& ssid_of(std::uint16_t network) const { return ssids_[network]; }
    /// Of a peer, by steering::Bss::ap from 1.
    [[nodiscard]] const std::string& ap_name(std::uint16_t ap) const { return aps_[ap - 1U]; }
    /// The latest records, oldest first.
    [[nodiscard]] const std::deque<records::SteeringRecord>& history() const { return history_; }

private:
    void on(LocalBss& bss, const ports::ApAttached&, base::Instant now);
    void on(LocalBss& bss, const ports::ApDetached& event, base::Instant now);
    void on(LocalBss& bss, const ports::BssStatus& event, base::Instant now);
    void on(LocalBss& bss, const ports::StatusFailed& event, base::Instant now);
    void on(LocalBss& bss, const ports::ClientRead& event, base::Instant now);
    void on(LocalBss& bss, const ports::ClientsRead&, base::Instant now);
    void on(LocalBss& bss, const ports::ClientFailed& event, base::Instant now);
    void on(LocalBss& bss, const ports::ClientsFailed&, base::Instant now);
    void on(LocalBss& bss, const ports::ClientJoined& event, base::Instant now);
    void on(LocalBss& bss, const ports::ClientLeft& event, base::Instant now);
    void on(LocalBss& bss, const ports::ProbeHeard& event, base::Instant now);
    void on(LocalBss& bss, const ports::MeasurementSent&, base::Instant now);
    void on(LocalBss& bss, const ports::MeasurementFailed& event, base::Instant now);
    void on(LocalBss& bss, const ports::MeasurementAcknowledged& event, base::Instant now);
    void on(LocalBss& bss, const ports::BeaconReported& event, base::Instant now);
    void on(LocalBss& bss, const ports::MeasurementRefused& event, base::Instant now);
    void on(LocalBss& bss, const ports::TransitionSent&, base::Instant now);
    void on(LocalBss& bss, const ports::TransitionFailed& event, base::Instant now);
    void on(LocalBss& bss, const ports::TransitionAnswered& event, base::Instant now);
    void on(LocalBss& bss, const ports::TransitionQueried& event, base::Instant now);
    void on(LocalBss& bss, const ports::NeighborsRead& event, base::Instant now);
    void on(LocalBss& bss, const ports::NeighborsRefused& event, base::Instant now);
    void on(LocalBss& bss, const ports::ClientOrderAnswered& event, base::Instant now);

    void on(const ports::PeerUp&, base::Instant now);
    void on(const ports::PeerDown& event, base::Instant now);
    void on(const ports::PeerBss& event, base::Instant now);
    void on(const ports::PeerBssGone& event, base::Instant now);
    void on(const ports::PeerSighting& event, base::Instant now);
    void on(const ports::PeerClaim& event, base::Instant now);
    void on(const ports::PeerMemory& event, base::Instant now);

    /// The client, known from now on: more than a passer-by.
    KnownClient& client_at(const wifi::MacAddress& address, base::Instant now);
    /// Null where there is room for nobody of whom nothing is known but an address.
    [[nodiscard]] Passerby* passerby_at(const wifi::MacAddress& address, bool only_if_half_empty);
    [[nodiscard]] KnownClient* find_client(const wifi::MacAddress& address);
    [[nodiscard]] LocalBss* find_bss(std::string_view name);
    [[nodiscard]] const LocalBss* find_bss(std::string_view name) const;
    [[nodiscard]] LocalBss* serving_bss(const KnownClient& known);
    void make_room();

    /// It is a client of `bss` now.
    void joined(LocalBss& bss, KnownClient& known, base::Instant now);
    /// No BSS of ours serves it any more.
    void left(KnownClient& known, base::Instant now);
    /// It is linked to `bssid`, here or elsewhere: what that means for the request under way.
    void seen_at(KnownClient& known, const wifi::MacAddress& bssid, base::Instant now);
    /// Gives what is known of it to the peer whose claim counts most.
    void hand_over(const KnownClient& known, const records::ClientMemory& memory);
    [[nodiscard]] records::ClientMemory memory_of(const KnownClient& known, base::Instant now) const;
    /// Feeds the transaction; where it ends, the record gets its outcome and is written down.
    /// @return  with what it ended
    std::optional<records::SteeringResult> conclude(KnownClient& known, steering::TransactionEvent event,
                                                    std::optional<std::uint8_t> status,
                                                    const wifi::MacAddress& where, base::Instant now);
    /// The same, and the client is judged again where it ended.
    void advance(KnownClient& known, steering::TransactionEvent event, std::optional<std::uint8_t> status,
                 const wifi::MacAddress& where, base::Instant now);
    void enforce(KnownClient& known, base::Instant now);
    void let_in_whose_time_has_come(base::Instant now);
    [[nodiscard]] std::vector<ports::KeptOut> all_kept_out() const;

    void evaluate(KnownClient& known, records::SteeringTrigger trigger, base::Instant now);
    void act(KnownClient& known, records::SteeringRecord& record, base::Instant now);
    void send_measurement(LocalBss& bss, KnownClient& known, const records::SteeringDecision& decision,
                          base::Instant now);
    /// Sends what `record` says, and keeps it until it is known what came of it.
    void send_request(LocalBss& bss, KnownClient& known, const records::SteeringRecord& record,
                      base::Instant now);
    void end_measurement(KnownClient& known, steering::MeasureEnd end, base::Instant now);
    [[nodiscard]] records::SteeringRecord new_record(KnownClient& known, records::SteeringTrigger trigger,
                                                     base::Instant now);
    void keep(KnownClient& known, records::SteeringRecord record);
    [[nodiscard]] bool worth_keeping(const KnownClient& known, const records::SteeringRecord& record) const;
    [[nodiscard]] steering::Scope scope_of(const KnownClient& known) const;
    [[nodiscard]] base::Milliseconds read_period(const KnownClient& known, base::Instant now) const;

    void refresh_site();
    [[nodiscard]] std::uint16_t network_of(const std::string& ssid);
    [[nodiscard]] std::uint16_t ap_of(const std::string& peer);
    void share(const LocalBss& bss);
    void apply_neighbors(base::Instant now);
    [[nodiscard]] std::vector<std::uint8_t> report_of(const wifi::MacAddress& bssid) const;

    ApSettings settings_;
    ports::Journal& journal_;
    ports::PeerNetwork* peers_;
    std::vector<LocalBss> bsses_;
    std::map<std::string, std::map<wifi::MacAddress, ports::SharedBss>, std::less<>> peer_bsses_;
    std::vector<std::string> ssids_;
    std::vector<std::string> aps_;  ///< names of peers; their number is the index + 1
    steering::Site site_;
    NeighborLists neighbors_;
    std::map<wifi::MacAddress, KnownClient> clients_;
    std::map<wifi::MacAddress, Passerby> passersby_;
    std::uint32_t sequence_ = 0;
    std::deque<records::SteeringRecord> history_;
};

}  // namespace engine
