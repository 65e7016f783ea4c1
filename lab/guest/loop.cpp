#include "lab/guest/loop.hpp"

#include <array>
#include <cerrno>
#include <ctime>
#include <unistd.h>
#include <utility>

#include <sys/epoll.h>
#include <sys/prctl.h>
#include <system_error>

namespace lab::guest {

namespace {

constexpr std::int64_t kNsPerMicro = 1'000;
constexpr std::int64_t kMicrosPerSecond = 1'000'000;

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

}  // namespace

Loop::Loop() {
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    if (epoll_ < 0) fail("epoll_create1");
    // Wake exactly when asked: the default slack of 50 us would blur every airtime.
    prctl(PR_SET_TIMERSLACK, 1UL);
    read_clock();
}

Loop::~Loop() { close(epoll_); }

void Loop::read_clock() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    now_ = time.tv_sec * kMicrosPerSecond + time.tv_nsec / kNsPerMicro;
}

void Loop::watch(int fd, std::function<void()> ready) {
    const auto slot = static_cast<std::size_t>(fd);
    if (watchers_.size() <= slot) watchers_.resize(slot + 1);
    const bool known = static_cast<bool>(watchers_[slot]);
    watchers_[slot] = std::move(ready);
    if (known) return;
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) fail("epoll_ctl");
}

void Loop::unwatch(int fd) {
    watchers_[static_cast<std::size_t>(fd)] = nullptr;
    epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
}

void Loop::at(Micros at, std::move_only_function<void()> due) {
    timers_.push(Timer{at + origin_, order_++, std::move(due)});
}

void Loop::turn() {
    while (!timers_.empty() && timers_.top().at <= now_) {
        // top() is const, the closure is moved out before the entry goes: nothing compares closures.
        auto due = std::move(const_cast<Timer&>(timers_.top()).due);
        timers_.pop();
        due();
        if (stopped_) return;
    }
    timespec wait{};
    const timespec* limit = nullptr;
    if (!timers_.empty()) {
        const Micros left = timers_.top().at - now_;
        wait.tv_sec = left / kMicrosPerSecond;
        wait.tv_nsec = left % kMicrosPerSecond * kNsPerMicro;
        limit = &wait;
    }
    std::array<epoll_event, 16> events{};
    const int count = epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), limit, nullptr);
    if (count < 0 && errno != EINTR) fail("epoll_pwait2");
    read_clock();
    for (int i = 0; i < count; ++i) {
        const auto slot = static_cast<std::size_t>(events[static_cast<std::size_t>(i)].data.fd);
        if (slot < watchers_.size() && watchers_[slot]) watchers_[slot]();
    }
}

void Loop::run() {
    stopped_ = false;
    while (!stopped_) turn();
}

bool Loop::run_until(const std::function<bool()>& done, Micros limit) {
    const Micros deadline = now() + limit;
    at(deadline, [] {});  // so that the loop wakes up then, whatever else happens
    while (now() < deadline) {
        if (done()) return true;
        turn();
    }
    return done();
}

}  // namespace lab::guest
