// What one peer has still to get and acknowledge: our state, and the hand-overs to it.
//
// State goes out in ranges of revisions, several datagrams ahead of the answer; what is not acknowledged in
// time, or shows a gap, is sent again from where the peer stands, with the values of now.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <utility>

#include "adapters/peers/shared_state.hpp"
#include "base/static_vector.hpp"
#include "base/time.hpp"

namespace peers {

class Outbox {
public:
    static constexpr std::size_t kAhead = 16;            ///< datagrams of state before an answer
    static constexpr std::size_t kMostHandOvers = 1024;  ///< that wait; more are refused
    static constexpr base::Milliseconds kFirstWait{250};
    static constexpr base::Milliseconds kLongestWait{2'000};
    /// A gap is answered at once, but not again by the acknowledgements that were under way.
    static constexpr base::Milliseconds kGapWait{50};

    using Send = std::function<void(wifi::Octets plain)>;

    /// @param since  revision of our state when the peer came.
    explicit Outbox(std::uint64_t since) : since_{since} {}

    struct Waiting {
        HandOver message;
        base::Instant since;
    };

    /// False when too many wait already.
    bool hand_over(std::uint32_t epoch, const records::ClientMemory& memory, base::Instant now);
    /// What was not acknowledged, for the outbox of the peer's next link.
    [[nodiscard]] std::deque<Waiting> take_hand_overs() { return std::exchange(hand_overs_, {}); }
    void give_hand_overs(std::deque<Waiting> waiting);
    void acknowledged(const Ack& ack, base::Instant now);

    /// Sends what is due, each datagram through `send`.
    /// @param ack  goes with it, or alone.
    void flush(const SharedState& state, const std::optional<Ack>& ack, base::Instant now, const Send& send);

    /// When something would be sent again; empty: all is acknowledged, or not yet sent.
    [[nodiscard]] std::optional<base::Instant> wants() const;
    /// Nothing is owed.
    [[nodiscard]] bool empty(const SharedState& state) const {
        return acked_ >= state.revision() && hand_overs_.empty();
    }

private:
    void send_hand_overs(base::Instant now, wifi::Writer& packet, const std::function<void()>& next_packet);
    void repeat();
    void progress(base::Instant now);

    std::uint64_t since_;
    std::uint64_t acked_ = 0;
    std::uint64_t sent_ = 0;
    std::uint64_t furthest_ = 0;                           ///< ever sent
    base::StaticVector<std::uint64_t, kAhead> in_flight_;  ///< where each datagram ends, ascending
    std::deque<Waiting> hand_overs_;                       ///< not acknowledged
    std::size_t hand_overs_sent_ = 0;                      ///< of those
    std::uint32_t last_sequence_ = 0;
    base::Instant last_progress_;
    base::Instant last_gap_;
    base::Milliseconds wait_ = kFirstWait;
};

}  // namespace peers
