#include "adapters/ubus/client.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include <boost/asio/post.hpp>
#include <sys/socket.h>

namespace ubus {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Socket = boost::asio::local::stream_protocol::socket;

/// What the broker has not taken; it reads all the time, so more than this means that it hangs.
constexpr std::size_t kUnsentAtMost = kMessageOctets;
/// In one turn of the loop; the rest waits for the next, so that timers are not starved.
constexpr std::size_t kReadAtMost = 4 * kMessageOctets;

std::string error_text(int error) { return std::strerror(error); }

}  // namespace

Client::Client(boost::asio::io_context& io, Config config, Listener& listener)
    : io_{io},
      config_{std::move(config)},
      listener_{listener},
      conversation_{
          {.send = [this](std::vector<std::uint8_t> octets) { send(std::move(octets)); },
           .on_up =
               [this] {
                   pause_ = config_.retry_first;
                   said_ = false;
                   listener_.up();
               },
           .on_event = [this](std::string_view name, const Fields& fields) { listener_.event(name, fields); },
           .complain = [this](const std::string& text) { listener_.complain(text); }}},
      socket_{io},
      retry_timer_{io},
      deadline_{io},
      pause_{config_.retry_first} {
    conversation_.set_patience(config_.answer_within);
}

Client::~Client() { *alive_ = false; }

void Client::start() {
    boost::asio::post(io_, [this, alive = alive_] {
        if (*alive && !stopped_) connect();
    });
}

void Client::stop() {
    stopped_ = true;
    retry_timer_.cancel();
    deadline_.cancel();
    boost::system::error_code ignored;
    socket_.close(ignored);
    conversation_.end();
}

void Client::connect() {
    boost::system::error_code error;
    if (config_.path.size() >= 108) return retry(config_.path + ": the path is too long");
    socket_.open({}, error);
    if (!error) socket_.non_blocking(true, error);
    // A local connection is made or refused at once.
    if (!error) socket_.connect(boost::asio::local::stream_protocol::endpoint{config_.path}, error);
    if (error) {
        boost::system::error_code ignored;
        socket_.close(ignored);
        return retry(config_.path + ": " + error_text(error.value()));
    }
    ++connection_;
    ending_ = false;
    asked_at_.reset();
    armed_for_.reset();
    heard_at_ = steady_clock::now();
    read_later();
    arm();
}

void Client::retry(const std::string& why) {
    if (!std::exchange(said_, true)) listener_.down(why);
    retry_timer_.expires_after(pause_);
    pause_ = std::min(2 * pause_, config_.retry_most);
    retry_timer_.async_wait([this, alive = alive_](auto error) {
        if (!error && *alive && !stopped_) connect();
    });
}

void Client::broken_later(std::string why) {
    if (std::exchange(ending_, true)) return;
    boost::asio::post(io_, [this, alive = alive_, which = connection_, reason = std::move(why)] {
        if (*alive && which == connection_ && !stopped_) broken(reason);
    });
}

void Client::broken(const std::string& why) {
    boost::system::error_code ignored;
    socket_.close(ignored);
    deadline_.cancel();
    unsent_.clear();
    unsent_octets_ = sent_of_first_ = 0;
    ++connection_;
    conversation_.end();
    retry(why);
}

void Client::read_later() {
    socket_.async_wait(Socket::wait_read, [this, alive = alive_, which = connection_](auto error) {
        if (!error && *alive && which == connection_ && !ending_) read();
    });
}

void Client::read() {
    // On the heap, where only what was used is resident: variables of a thread are cleared when it starts.
    constexpr std::size_t kRoom = 65'536;
    static thread_local const auto room = std::make_unique_for_overwrite<std::uint8_t[]>(kRoom);
    for (std::size_t taken = 0; taken < kReadAtMost && !ending_;) {
        const ssize_t size = ::recv(socket_.native_handle(), room.get(), kRoom, MSG_DONTWAIT);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
        if (size <= 0) return broken_later(size == 0 ? "the broker ended" : error_text(errno));
        taken += static_cast<std::size_t>(size);
        heard_at_ = steady_clock::now();
        asked_at_.reset();
        const auto fault = conversation_.take({room.get(), static_cast<std::size_t>(size)}, heard_at_);
        if (fault)
            return broken_later("what the broker says is not ubus: " + std::string{describe(fault->fault)});
        if (static_cast<std::size_t>(size) < kRoom) break;
    }
    if (ending_ || stopped_) return;
    arm();
    read_later();
}

void Client::send(std::vector<std::uint8_t> octets) {
    if (ending_ || !socket_.is_open()) return;
    std::size_t sent = 0;
    if (unsent_.empty()) {
        const ssize_t size =
            ::send(socket_.native_handle(), octets.data(), octets.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (size < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
            return broken_later(error_text(errno));
        sent = size > 0 ? static_cast<std::size_t>(size) : 0;
        if (sent == octets.size()) return;
        sent_of_first_ = sent;
    }
    if (unsent_octets_ + octets.size() > kUnsentAtMost + kMessageOctets)
        return broken_later("the broker does not read");
    unsent_octets_ += octets.size();
    unsent_.push_back(std::move(octets));
    if (unsent_.size() == 1) write_later();
}

void Client::write_later() {
    socket_.async_wait(Socket::wait_write, [this, alive = alive_, which = connection_](auto error) {
        if (!error && *alive && which == connection_ && !ending_) write();
    });
}

void Client::write() {
    while (!unsent_.empty()) {
        const std::vector<std::uint8_t>& first = unsent_.front();
        const ssize_t size = ::send(socket_.native_handle(), first.data() + sent_of_first_,
                                    first.size() - sent_of_first_, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return write_later();
        if (size < 0) return broken_later(error_text(errno));
        sent_of_first_ += static_cast<std::size_t>(size);
        if (sent_of_first_ < first.size()) continue;
        unsent_octets_ -= first.size();
        unsent_.pop_front();
        sent_of_first_ = 0;
    }
}

void Client::arm() {
    Time next = heard_at_ + (conversation_.up() ? config_.silence : config_.answer_within);
    if (asked_at_) next = *asked_at_ + config_.answer_within;
    if (const auto open = conversation_.deadline()) next = std::min(next, *open);
    // One that is early looks again; this is asked with every message.
    if (armed_for_ && *armed_for_ <= next) return;
    armed_for_ = next;
    deadline_.expires_at(next);
    deadline_.async_wait([this, alive = alive_, which = connection_](auto error) {
        if (error || !*alive || which != connection_ || ending_ || stopped_) return;
        armed_for_.reset();
        on_deadline();
    });
}

void Client::on_deadline() {
    const Time now = steady_clock::now();
    conversation_.expire(now);
    if (ending_ || stopped_) return;
    if (!conversation_.up() && now >= heard_at_ + config_.answer_within)
        return broken_later("the broker does not greet");
    if (asked_at_ && now >= *asked_at_ + config_.answer_within)
        return broken_later("the broker says nothing");
    if (conversation_.up() && !asked_at_ && now >= heard_at_ + config_.silence) {
        asked_at_ = now;
        conversation_.ping({}, now);
    }
    arm();
}

bool Client::later_when_down(OnDone& on_done) {
    if (conversation_.up() && !ending_) return false;
    boost::asio::post(io_, [alive = alive_, done = std::move(on_done)] {
        if (*alive && done) done(std::unexpected(CallFault{CallFault::Why::Down}));
    });
    return true;
}

void Client::look_up(std::string_view pattern, OnFound on_found, OnDone on_done) {
    if (later_when_down(on_done)) return;
    conversation_.look_up(pattern, std::move(on_found), std::move(on_done), steady_clock::now());
    arm();
}

void Client::call(std::uint32_t object, std::string_view method, const Writer& arguments, OnData on_data,
                  OnDone on_done) {
    if (later_when_down(on_done)) return;
    conversation_.call(object, method, arguments, std::move(on_data), std::move(on_done),
                       steady_clock::now());
    arm();
}

void Client::subscribe(std::uint32_t target, Subscription subscription, OnDone on_done) {
    if (later_when_down(on_done)) return;
    conversation_.subscribe(target, std::move(subscription), std::move(on_done), steady_clock::now());
    arm();
}

void Client::unsubscribe(std::uint32_t target) {
    if (conversation_.up()) conversation_.unsubscribe(target, steady_clock::now());
}

void Client::listen(std::string_view pattern, OnDone on_done) {
    if (later_when_down(on_done)) return;
    conversation_.listen(pattern, std::move(on_done), steady_clock::now());
    arm();
}

void Client::send_event(std::string_view name, const Writer& fields, OnDone on_done) {
    if (later_when_down(on_done)) return;
    conversation_.send_event(name, fields, std::move(on_done), steady_clock::now());
    arm();
}

void Client::add_object(std::string_view path, const Writer& methods, OnCall on_call,
                        std::function<void(std::uint32_t)> on_made, OnDone on_done) {
    if (later_when_down(on_done)) return;
    conversation_.add_object(path, methods, std::move(on_call), std::move(on_made), std::move(on_done),
                             steady_clock::now());
    arm();
}

void Client::remove_object(std::uint32_t object, OnDone on_done) {
    if (later_when_down(on_done)) return;
    conversation_.remove_object(object, std::move(on_done), steady_clock::now());
    arm();
}

void Client::notify(std::uint32_t object, std::string_view name, const Writer& fields, OnVerdict on_verdict,
                    OnDone on_done) {
    if (later_when_down(on_done)) return;
    conversation_.notify(object, name, fields, std::move(on_verdict), std::move(on_done),
                         steady_clock::now());
    arm();
}

}  // namespace ubus
