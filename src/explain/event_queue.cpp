#include "explain/event_queue.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace explain {

void EventQueue::push(Micros key, Event event) {
    key = std::max(key, taken_);
    latest_ = std::max(latest_, key);
    std::size_t slot = slots_.size();
    if (free_.empty()) {
        slots_.push_back(std::move(event));
    } else {
        slot = free_.back();
        free_.pop_back();
        slots_[slot] = std::move(event);
    }
    order_.push_back({key, pushed_++, slot});
    std::push_heap(order_.begin(), order_.end(), std::greater<>{});
}

Event EventQueue::take() {
    std::pop_heap(order_.begin(), order_.end(), std::greater<>{});
    const Waiting first = order_.back();
    order_.pop_back();
    free_.push_back(first.slot);
    taken_ = first.key;
    return std::move(slots_[first.slot]);
}

}  // namespace explain
