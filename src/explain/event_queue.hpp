// Brings the events of one input into order: what a source says of an earlier line comes a little late.
#pragma once

#include <algorithm>
#include <vector>

#include "explain/event.hpp"

namespace explain {

class EventQueue {
public:
    /// Events wait until a later one is this much ahead, or so many wait.
    static constexpr Micros kWindow = std::chrono::seconds{1};
    static constexpr std::size_t kMost = 1024;

    /// @param key  on the common clock. Counts as that of the last event taken where it lies before that.
    void push(Micros key, Event event);
    /// What comes from now on comes behind all that came before.
    void keep_order() { taken_ = std::max(taken_, latest_); }
    /// No more will come.
    void finish() { is_over_ = true; }
    /// Whether the first event may be taken: none that is earlier will come.
    [[nodiscard]] bool is_ready() const {
        if (order_.empty()) return false;
        return is_over_ || order_.size() > kMost || latest_ - order_.front().key > kWindow;
    }
    [[nodiscard]] Micros front_key() const { return order_.front().key; }
    [[nodiscard]] Event take();

private:
    /// What is moved about to find the order: an event is ten times as large.
    struct Waiting {
        Micros key;
        std::uint64_t sequence;  ///< of two at one time the first one said comes first
        std::size_t slot;

        friend bool operator>(const Waiting& a, const Waiting& b) {
            return a.key != b.key ? a.key > b.key : a.sequence > b.sequence;
        }
    };

    std::vector<Event> slots_;
    std::vector<std::size_t> free_;
    std::vector<Waiting> order_;  ///< a heap, the earliest first
    std::uint64_t pushed_ = 0;
    Micros latest_{Micros::min()};
    Micros taken_{Micros::min()};
    bool is_over_ = false;
};

}  // namespace explain
