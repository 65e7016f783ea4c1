// Tells when the machine has slept, and for how long.
#pragma once

#include <chrono>
#include <functional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "base/time.hpp"

namespace station_app {

/// What one reading of both clocks says: how much more the one that runs in sleep has gone than the other.
/// @param ahead,before  by how much it is ahead, now and at the reading before.
/// @return 0 for less than a second: the clocks are not read in the same moment.
[[nodiscard]] base::Milliseconds slept_between(std::chrono::nanoseconds before,
                                               std::chrono::nanoseconds ahead);

/// The monotonic clock stands still while the machine sleeps (clock_gettime(2)), so no timer of ours notices.
/// The kernel ends a timer of the wall clock early when that clock jumps, as it does after a sleep
/// (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET): no wake-up is spent on watching.
class SuspendWatch {
public:
    using OnResume = std::function<void(base::Milliseconds slept)>;

    /// Where the kernel gives no such timer nothing is ever told.
    SuspendWatch(boost::asio::io_context& io, OnResume on_resume);

    /// Compares the clocks now, and says what there is to say.
    void check();
    /// Nothing is told any more.
    void stop() { timer_.close(); }

private:
    void arm();
    void wait();

    boost::asio::posix::stream_descriptor timer_;
    std::chrono::nanoseconds ahead_;
    OnResume on_resume_;
};

}  // namespace station_app
