// Brings the events of one input into order: what a source says of an earlier line comes a little late.
#pragma once

#include <deque>

#include "explain/event.hpp"

namespace explain {

class EventQueue {
public:
    /// Events wait until a later one is this much ahead, or so many wait.
    static constexpr Micros kWindow = std::chrono::seconds{1};
    static constexpr std::size_t kMost = 1024;

    struct Queued {
        Micros key;  ///< on the common clock; never before that of an event that was taken
        Event event;
    };

    void push(Micros key, Event event);
    void finish() { is_over_ = true; }
    /// Whether the first event may be taken: none that is earlier can come.
    [[nodiscard]] bool is_ready() const;
    [[nodiscard]] bool empty() const { return queue_.empty(); }
    [[nodiscard]] Micros front_key() const { return queue_.front().key; }
    [[nodiscard]] Queued take();

private:
    std::deque<Queued> queue_;
    std::optional<Micros> taken_;
    bool is_over_ = false;
};

}  // namespace explain
