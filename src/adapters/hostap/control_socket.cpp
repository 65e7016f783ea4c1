#include "adapters/hostap/control_socket.hpp"

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include <sys/socket.h>
#include <sys/un.h>

namespace hostap {

namespace {

constexpr std::size_t kBuffer = 64 * 1024;  // the longest reply of any version is 8 KiB
constexpr int kDatagramsInOneGo = 64;       // then others have their turn: a flood is taken, not obeyed

// One for all connections: what is in it was copied before anybody is called. On the heap, where only what
// was used is resident: variables of a thread are cleared when it starts, every page of them.
char* buffer() {
    thread_local const auto room = std::make_unique_for_overwrite<char[]>(kBuffer);
    return room.get();
}

bool is_event(std::string_view datagram) { return !datagram.empty() && datagram[0] == '<'; }

}  // namespace

std::string_view describe(RequestFault fault) {
    switch (fault) {
        case RequestFault::NoAnswer:
            return "no answer within 500 ms";
        case RequestFault::Truncated:
            return "the answer was cut";
        case RequestFault::Broken:
            return "the control socket is gone";
    }
    return "";
}

ControlSocket::ControlSocket(boost::asio::io_context& io, std::string path)
    : path_{std::move(path)}, socket_{io}, deadline_{io} {}

std::expected<std::shared_ptr<ControlSocket>, std::string> ControlSocket::open(boost::asio::io_context& io,
                                                                               const std::string& path,
                                                                               OnEvent on_event,
                                                                               OnBroken on_broken) {
    std::shared_ptr<ControlSocket> made{new ControlSocket{io, path}};
    if (auto problem = made->connect()) return std::unexpected(std::move(*problem));
    made->on_event_ = std::move(on_event);
    made->on_broken_ = std::move(on_broken);
    made->receive();
    return made;
}

std::optional<std::string> ControlSocket::connect() {
    if (path_.size() >= sizeof(sockaddr_un{}.sun_path))
        return path_ + ": the path of the control socket is longer than " +
               std::to_string(sizeof(sockaddr_un{}.sun_path) - 1) + " characters";
    boost::system::error_code error;
    socket_.open(boost::asio::local::datagram_protocol{}, error);
    if (error) return "cannot open a socket: " + error.message();
    const sa_family_t family = AF_UNIX;
    // An address of the family alone asks the kernel for one (unix(7), autobind).
    if (::bind(socket_.native_handle(), reinterpret_cast<const sockaddr*>(&family), sizeof family) != 0)
        return std::string{"cannot bind a socket: "} + std::strerror(errno);
    socket_.connect(boost::asio::local::datagram_protocol::endpoint{path_}, error);
    if (!error) socket_.non_blocking(true, error);
    if (error) return path_ + ": " + error.message();
    return std::nullopt;
}

void ControlSocket::request(std::string command, OnReply on_reply) {
    queue_.push_back({std::move(command), std::move(on_reply)});
    if (!waiting_) send_next();
}

void ControlSocket::close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
    deadline_.cancel();
    waiting_ = false;  // its deadline may have passed already, and be waiting for its turn
    queue_.clear();
    on_event_ = nullptr;
    on_broken_ = nullptr;
}

void ControlSocket::poll() {
    const auto self = shared_from_this();
    (void)drain(kDatagramsInOneGo);
}

void ControlSocket::say(std::string_view command) {
    (void)::send(socket_.native_handle(), command.data(), command.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

void ControlSocket::receive() {
    socket_.async_wait(boost::asio::socket_base::wait_read, [self = shared_from_this()](auto error) {
        if (error || !self->socket_.is_open()) return;
        // Soon and often: a monitor that does not drain its socket is dropped by the other side.
        if (self->drain(kDatagramsInOneGo)) self->receive();
    });
}

bool ControlSocket::drain(int at_most) {
    while (socket_.is_open() && at_most > 0) {
        const ssize_t size = ::recv(socket_.native_handle(), buffer(), kBuffer, MSG_TRUNC | MSG_DONTWAIT);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
        if (size < 0) {
            broken();
            return false;
        }
        const bool truncated = static_cast<std::size_t>(size) > kBuffer;
        const std::size_t kept = truncated ? kBuffer : static_cast<std::size_t>(size);
        take({buffer(), kept}, truncated);
        --at_most;
    }
    return socket_.is_open();
}

void ControlSocket::take(std::string_view datagram, bool truncated) {
    if (is_event(datagram)) {
        // The handler may close us: hold on to what it is called with.
        if (const OnEvent handler = on_event_; handler && !truncated) handler(std::string{datagram});
        return;
    }
    if (!waiting_) return;
    answer(truncated ? Reply{std::unexpected(RequestFault::Truncated)} : Reply{std::string{datagram}});
}

void ControlSocket::send_next() {
    if (queue_.empty() || !socket_.is_open()) return;
    waiting_ = true;
    deadline_.expires_after(kAnswerWithin);
    deadline_.async_wait([self = shared_from_this()](auto error) {
        // It may have passed in the moment in which its answer came, when the next request's runs already.
        if (error || !self->waiting_ || self->deadline_.expiry() > std::chrono::steady_clock::now()) return;
        // The answer may still come, and answers carry no name. A new address of ours keeps it from being
        // taken for the answer to the next request.
        boost::system::error_code ignored;
        self->socket_.close(ignored);
        if (self->connect()) return self->broken();
        self->receive();
        self->answer(std::unexpected(RequestFault::NoAnswer));
    });
    send_first();
}

void ControlSocket::send_first() {
    const std::string& command = queue_.front().command;
    if (::send(socket_.native_handle(), command.data(), command.size(), MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
        return;
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != ENOBUFS) return broken();
    // Others have filled its queue; it holds ten datagrams by default. If it never reads, the deadline says
    // so.
    socket_.async_wait(boost::asio::socket_base::wait_write, [self = shared_from_this()](auto error) {
        if (!error && self->waiting_ && self->socket_.is_open()) self->send_first();
    });
}

void ControlSocket::answer(Reply reply) {
    deadline_.cancel();
    waiting_ = false;
    Pending done = std::move(queue_.front());
    queue_.pop_front();
    // The next request goes out before the handler runs, so that a handler's own request is behind it.
    const auto self = shared_from_this();
    if (!queue_.empty()) send_next();
    if (done.on_reply) done.on_reply(std::move(reply));
}

void ControlSocket::abandon() {
    on_broken_ = nullptr;
    broken();
}

void ControlSocket::broken() {
    const auto self = shared_from_this();
    OnBroken told = std::move(on_broken_);
    std::deque<Pending> unanswered = std::move(queue_);
    close();
    for (const Pending& pending : unanswered)
        if (pending.on_reply) pending.on_reply(std::unexpected(RequestFault::Broken));
    if (told) told();
}

}  // namespace hostap
