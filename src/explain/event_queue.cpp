#include "explain/event_queue.hpp"

#include <algorithm>
#include <utility>

namespace explain {

void EventQueue::push(Micros key, Event event) {
    if (taken_) key = std::max(key, *taken_);
    auto at = queue_.end();
    while (at != queue_.begin() && std::prev(at)->key > key) --at;
    queue_.insert(at, Queued{key, std::move(event)});
}

bool EventQueue::is_ready() const {
    if (queue_.empty()) return false;
    return is_over_ || queue_.size() > kMost || queue_.back().key - queue_.front().key > kWindow;
}

EventQueue::Queued EventQueue::take() {
    Queued first = std::move(queue_.front());
    queue_.pop_front();
    taken_ = first.key;
    return first;
}

}  // namespace explain
