// The guest's one event loop: file descriptors and moments of virtual time, in one thread.
//
// In the lab's kernel time stands still while any program computes and jumps when all of them wait, so the
// loop must always sleep until an exact moment and never poll.
#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

#include "lab/truth.hpp"

namespace lab::guest {

class Loop {
public:
    Loop();
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Sets the moment that `now()` counts from. Before this call it counts from boot.
    void set_origin(Micros boot_time) { origin_ = boot_time; }

    /// Virtual time, microseconds from the origin, as of the last wake-up.
    [[nodiscard]] Micros now() const { return now_ - origin_; }

    /// Calls `ready` whenever `fd` is readable. Level-triggered.
    void watch(int fd, std::function<void()> ready);
    void unwatch(int fd);

    /// Calls `due` once at `at`, after everything already asked for that moment.
    void at(Micros at, std::move_only_function<void()> due);

    /// Runs until `stop()`.
    void run();
    void stop() { stopped_ = true; }

    /// Runs until `done` is true or `limit` has passed; says which.
    [[nodiscard]] bool run_until(const std::function<bool()>& done, Micros limit);

private:
    struct Timer {
        Micros at;
        std::uint64_t order;
        std::move_only_function<void()> due;
        bool operator>(const Timer& other) const {
            return at != other.at ? at > other.at : order > other.order;
        }
    };

    void turn();
    void read_clock();

    int epoll_ = -1;
    Micros now_ = 0;
    Micros origin_ = 0;
    std::uint64_t order_ = 0;
    bool stopped_ = false;
    std::vector<std::function<void()>> watchers_;  ///< by file descriptor
    std::priority_queue<Timer, std::vector<Timer>, std::greater<>> timers_;
};

}  // namespace lab::guest
