#include "adapters/peers/outbox.hpp"

#include <algorithm>
#include <array>

#include "adapters/peers/seal.hpp"

namespace peers {

namespace {

constexpr std::size_t kHandOversAhead = 64;

/// As it is after `waited`: its times are from the moment of sending.
HandOver aged(HandOver message, base::Milliseconds waited) {
    records::ClientMemory& memory = message.memory;
    memory.wait_left = std::max(memory.wait_left - waited, base::Milliseconds{0});
    memory.day_spent = std::max(memory.day_spent - waited, base::Milliseconds{0});
    if (memory.since_request) *memory.since_request += waited;
    return message;
}

}  // namespace

bool Outbox::hand_over(std::uint32_t epoch, const records::ClientMemory& memory, base::Instant now) {
    if (hand_overs_.size() >= kMostHandOvers) return false;
    hand_overs_.push_back({HandOver{++last_sequence_, epoch, memory}, now});
    return true;
}

void Outbox::give_hand_overs(std::deque<Waiting> waiting) {
    hand_overs_ = std::move(waiting);
    for (Waiting& one : hand_overs_) one.message.sequence = ++last_sequence_;
}

void Outbox::progress(base::Instant now) {
    last_progress_ = now;
    wait_ = kFirstWait;
}

void Outbox::repeat() {
    sent_ = acked_;
    in_flight_.clear();
    hand_overs_sent_ = 0;
}

void Outbox::acknowledged(const Ack& ack, base::Instant now) {
    if (ack.state > furthest_ || ack.hand_overs > last_sequence_) return;  // of what was never sent
    while (!hand_overs_.empty() && hand_overs_.front().message.sequence <= ack.hand_overs) {
        hand_overs_.pop_front();
        if (hand_overs_sent_ > 0) --hand_overs_sent_;
        progress(now);
    }
    if (ack.state > acked_) {
        acked_ = ack.state;
        sent_ = std::max(sent_, acked_);
        const auto open = std::ranges::upper_bound(in_flight_, acked_);
        std::copy(open, in_flight_.end(), in_flight_.begin());
        in_flight_.truncate(static_cast<std::size_t>(in_flight_.end() - open));
        progress(now);
    } else if (ack.state == acked_ && !in_flight_.empty() && now - last_gap_ >= kGapWait) {
        last_gap_ = now;
        repeat();
    }
}

void Outbox::flush(const SharedState& state, const std::optional<Ack>& ack, base::Instant now,
                   const Send& send) {
    std::array<std::uint8_t, kMostPlain> room;
    wifi::Writer packet{room};
    const auto next_packet = [&] {
        if (const auto plain = packet.finish(); plain && !plain->empty()) send(*plain);
        packet = wifi::Writer{room};
    };
    if ((!in_flight_.empty() || hand_overs_sent_ > 0) && now - last_progress_ >= wait_) {
        repeat();
        last_progress_ = now;
        wait_ = std::min(2 * wait_, kLongestWait);
    }
    if (in_flight_.empty() && hand_overs_sent_ == 0 && !empty(state) && wait_ == kFirstWait)
        last_progress_ = now;
    if (ack) (void)append(packet, *ack);  // the first in an empty datagram
    send_hand_overs(now, packet, next_packet);
    while (sent_ < state.revision() && !in_flight_.full()) {
        const auto upto = state.write(packet, room.size() - packet.size(), sent_, since_);
        if (!upto && packet.size() == 0) break;  // cannot be: each item fits alone
        if (upto) {
            sent_ = *upto;
            furthest_ = std::max(furthest_, sent_);
            (void)in_flight_.push_back(sent_);
        }
        next_packet();
    }
    next_packet();
}

void Outbox::send_hand_overs(base::Instant now, wifi::Writer& packet,
                             const std::function<void()>& next_packet) {
    while (hand_overs_sent_ < std::min(hand_overs_.size(), kHandOversAhead)) {
        const Waiting& waiting = hand_overs_[hand_overs_sent_];
        const HandOver message = aged(waiting.message, now - waiting.since);
        if (!append(packet, message)) {
            next_packet();
            if (!append(packet, message)) return;  // cannot be: one fits alone
        }
        ++hand_overs_sent_;
    }
}

std::optional<base::Instant> Outbox::wants() const {
    if (in_flight_.empty() && hand_overs_sent_ == 0) return std::nullopt;
    return last_progress_ + wait_;
}

}  // namespace peers
