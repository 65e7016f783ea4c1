#include "apps/station/suspend_watch.hpp"

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <limits>
#include <unistd.h>
#include <utility>

#include <sys/timerfd.h>

namespace station_app {

namespace {

using std::chrono::nanoseconds;

nanoseconds read(clockid_t clock) {
    timespec at{};
    ::clock_gettime(clock, &at);
    return std::chrono::seconds{at.tv_sec} + nanoseconds{at.tv_nsec};
}

/// All the time that the machine has slept since it was started.
nanoseconds slept_in_all() { return read(CLOCK_BOOTTIME) - read(CLOCK_MONOTONIC); }

}  // namespace

base::Milliseconds slept_between(nanoseconds before, nanoseconds ahead) {
    const auto slept = std::chrono::duration_cast<std::chrono::milliseconds>(ahead - before).count();
    if (slept < 1'000) return base::Milliseconds{0};
    constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
    return base::Milliseconds{static_cast<std::int32_t>(std::min<std::int64_t>(slept, kMost))};
}

SuspendWatch::SuspendWatch(boost::asio::io_context& io, OnResume on_resume)
    : timer_{io}, ahead_{slept_in_all()}, on_resume_{std::move(on_resume)} {
    const int fd = ::timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    if (fd < 0) return;
    timer_.assign(fd);
    arm();
    wait();
}

void SuspendWatch::check() {
    const nanoseconds before = std::exchange(ahead_, slept_in_all());
    if (const base::Milliseconds slept = slept_between(before, ahead_); slept.count() > 0) on_resume_(slept);
}

void SuspendWatch::arm() {
    constexpr std::time_t kNever = 9'000'000'000;  // in the year 2255
    const itimerspec never{.it_interval = {}, .it_value = {kNever, 0}};
    ::timerfd_settime(timer_.native_handle(), TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, nullptr);
}

void SuspendWatch::wait() {
    timer_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](auto error) {
        if (error) return;
        // ECANCELED says that the clock was set; the reading makes room for the next time.
        std::uint64_t expired = 0;
        if (::read(timer_.native_handle(), &expired, sizeof expired) >= 0) return;
        arm();
        check();
        wait();
    });
}

}  // namespace station_app
