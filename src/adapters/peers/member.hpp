// One access point's membership of its site: who else is there, what each has of us, what each says. It is
// fed with datagrams and time, and says what to send; the socket is UdpPeers' (udp_peers.hpp).
//
// Nobody leads. Each member says every second that it is there. Who hears a session that it does not know
// asks it to prove that it is alive: both draw a challenge, and return the other's. The keys of the pair come
// from the site key, both sessions and both challenges, so that nothing recorded before can be read under
// them. Only then is anything obeyed (docs/peers.md).
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/peers/complaints.hpp"
#include "adapters/peers/endpoint.hpp"
#include "adapters/peers/outbox.hpp"
#include "adapters/peers/seal.hpp"
#include "adapters/peers/shared_state.hpp"
#include "adapters/peers/sighting_queue.hpp"
#include "adapters/peers/window.hpp"
#include "ports/peer_network.hpp"

namespace peers {

struct Settings {
    std::string name;                ///< of this access point, for people; cut to kMostName octets
    std::vector<Endpoint> announce;  ///< groups and single addresses that hear every second that we are here
};

/// What a member needs of the world. None of these may call back into it but `event`, which may share, claim
/// and hand over.
struct Outside {
    std::function<void(const Endpoint& to, wifi::Octets datagram)> send;
    std::function<void(const ports::PeerEvent&)> event;
    std::function<void(const std::string&)> complain;
    std::function<void(std::span<std::uint8_t>)> random;  ///< fill_random, but for tests
};

class Member {
public:
    static constexpr std::size_t kMostPeers = 256;
    static constexpr std::size_t kMostStrangers = 64;  ///< handshakes under way
    static constexpr base::Milliseconds kHelloEvery{1'000};
    static constexpr std::int32_t kHelloJitterMs = 200;  ///< either way
    static constexpr base::Milliseconds kDownAfter{5'000};
    /// Its announcements come, and nothing of it opens: the keys of the two are not of one handshake.
    static constexpr base::Milliseconds kDeafAfter{15'000};
    /// What was to be handed over to a peer that was lost waits for its return.
    static constexpr base::Milliseconds kReturnsWithin{60'000};
    static constexpr base::Milliseconds kKnockEvery{300};
    static constexpr base::Milliseconds kStrangerFor{3'000};
    /// To a peer that got nothing else: our announcements may not reach it.
    static constexpr base::Milliseconds kAliveEvery{2'000};

    /// Draws the session.
    Member(Settings settings, const SiteKey& key, Outside outside);

    /// Reads one datagram. What it answers goes out with the next flush().
    void receive(wifi::Octets datagram, const Endpoint& from, base::Instant now);
    /// Sends what is due. To be called after each receive or batch of them, after each share, claim or
    /// hand-over, and at the time that it returns.
    base::Instant flush(base::Instant now);
    /// Says that it ends.
    void end();
    /// Who hears from now on that we are here.
    void announce_to(std::vector<Endpoint> announce) { settings_.announce = std::move(announce); }

    // As ports::PeerNetwork has them.
    void share(const ports::SharedBss& bss);
    void withdraw(const wifi::MacAddress& bssid);
    void share(const ports::SharedSighting& sighting, base::Instant now);
    void claim(const ports::SharedClaim& claim);
    void hand_over(const std::string& peer, std::uint32_t epoch, const records::ClientMemory& memory,
                   base::Instant now);

    [[nodiscard]] std::size_t peers() const { return links_.size(); }
    /// Every peer has all of our state and hand-overs.
    [[nodiscard]] bool settled() const;
    [[nodiscard]] std::uint64_t count(Fault fault) const { return complaints_.count(fault); }

private:
    /// A session that has not proved yet that it is alive.
    struct Stranger {
        Key open_key{};
        Endpoint from;
        Challenge mine{};
        Challenge theirs{};  ///< as last heard; zeros: none
        std::string name;
        base::Instant since;
        std::optional<base::Instant> knocked;
        bool knock = true;  ///< with the next flush
    };
    /// One that has.
    struct Link {
        std::string peer;
        Endpoint at;
        Key open_key{};
        Key to_key{};
        Key from_key{};
        Challenge mine{};
        Challenge theirs{};
        ReplayWindow open_seen;
        ReplayWindow pair_seen;
        std::uint64_t counter = 0;  ///< of what we sent to it
        base::Instant heard;
        base::Instant opened;  ///< something that was for us alone
        base::Instant said;
        Ack have;  ///< of theirs
        bool ack = false;
        bool knock = false;
        Outbox outbox;
    };
    /// A peer that was lost, and may come back.
    struct Absent {
        std::string peer;
        std::deque<Outbox::Waiting> hand_overs;
        base::Instant since;
    };

    void open_datagram(const Header& header, wifi::Octets datagram, const Endpoint& from, base::Instant now);
    void pair_datagram(const Header& header, wifi::Octets datagram, const Endpoint& from, base::Instant now);
    [[nodiscard]] std::optional<Decoded> read(const Key& key, wifi::Octets datagram, const Endpoint& from,
                                              base::Instant now);

    void heard(const SessionId& session, const Hello& hello, const Key& key, const Endpoint& from,
               base::Instant now);
    void heard(const Header& header, const Knock& knock, const Key& key, const Endpoint& from,
               base::Instant now);
    Stranger* stranger(const SessionId& session, const Key& key, const std::string& name,
                       const Endpoint& from, base::Instant now);
    void establish(const Header& header, const Stranger& who, const Knock& knock, base::Instant now);
    /// Returns whether the items of state that follow count.
    bool begin_range(Link& link, const StateRange& range);
    void take(Link& link, const Message& message, bool in_range, base::Instant now);

    void drop(const SessionId& session, const std::string& why, base::Instant now);
    void say_hello(base::Instant now);
    void send_open(const Message& message, const Endpoint& to);
    void send_pair(Link& link, wifi::Octets plain, base::Instant now);
    void knock(const SessionId& session, const Endpoint& to, const Challenge& mine, const Challenge& theirs,
               bool done);
    void complain(Fault fault, const Endpoint& from, base::Instant now, std::string_view what);

    Settings settings_;
    SiteKey site_key_;
    Outside outside_;
    Sealer sealer_;
    SessionId session_{};
    Key open_key_{};
    std::uint64_t open_counter_ = 0;
    SharedState state_;
    SightingQueue sightings_;
    std::map<SessionId, Stranger> strangers_;
    std::map<SessionId, Link> links_;
    std::map<SessionId, Absent> absent_;
    std::optional<base::Instant> next_hello_;  ///< empty: at once
    Complaints complaints_;
};

}  // namespace peers
