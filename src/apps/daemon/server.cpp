#include "apps/daemon/server.hpp"

#include <algorithm>
#include <filesystem>
#include <unistd.h>
#include <utility>

#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>

namespace daemon_app {

namespace {

using Protocol = boost::asio::local::stream_protocol;

constexpr std::size_t kLongestRequest = 4096;
constexpr std::size_t kMostUnread = 1U << 20;  // octets; a walk's events of a minute
constexpr std::size_t kMostSessions = 64;

}  // namespace

/// Lives as long as an operation of it is pending, or somebody owes it an answer.
class Server::Session : public Client, public std::enable_shared_from_this<Session> {
public:
    Session(Protocol::socket socket, std::shared_ptr<Handler> handler)
        : socket_{std::move(socket)}, handler_{std::move(handler)} {}

    void read() {
        boost::asio::async_read_until(socket_, boost::asio::dynamic_buffer(input_, kLongestRequest), '\n',
                                      [self = shared_from_this()](auto error, std::size_t size) {
                                          if (error) return self->close();
                                          const std::string line = self->input_.substr(0, size - 1);
                                          self->input_.erase(0, size);
                                          (*self->handler_)(line, self);
                                      });
    }

    void reply(std::string line) override {
        push(std::move(line));
        if (socket_.is_open()) read();
    }

    void push(std::string line) override {
        if (!socket_.is_open()) return;
        if (waiting_.size() + line.size() > kMostUnread) return close();
        waiting_ += line;
        waiting_ += '\n';
        if (sending_.empty()) send();
    }

    [[nodiscard]] bool connected() const override { return socket_.is_open(); }

    [[nodiscard]] bool may_change(gid_t group) const override {
        ucred peer{};
        socklen_t size = sizeof peer;
        const int handle = const_cast<Protocol::socket&>(socket_).native_handle();
        if (::getsockopt(handle, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
        if (peer.uid == 0 || peer.uid == ::geteuid() || peer.gid == group) return true;
        std::vector<gid_t> groups(256);
        size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
        if (::getsockopt(handle, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size) != 0) return false;
        groups.resize(size / sizeof(gid_t));
        return std::ranges::count(groups, group) != 0;
    }

    void close() {
        boost::system::error_code ignored;
        (void)socket_.close(ignored);
    }

private:
    void send() {
        sending_ = std::exchange(waiting_, {});
        boost::asio::async_write(socket_, boost::asio::buffer(sending_),
                                 [self = shared_from_this()](auto error, std::size_t) {
                                     self->sending_.clear();
                                     if (error) return self->close();
                                     if (!self->waiting_.empty()) self->send();
                                 });
    }

    Protocol::socket socket_;
    std::shared_ptr<Handler> handler_;
    std::string input_;
    std::string sending_;
    std::string waiting_;
};

Server::Server(boost::asio::io_context& io, Handler handler)
    : acceptor_{io}, handler_{std::make_shared<Handler>(std::move(handler))} {}

Server::~Server() { close(); }

std::expected<void, std::string> Server::listen(const std::string& directory, std::string_view name) {
    std::error_code ignored;
    std::filesystem::create_directories(directory, ignored);
    path_ = fmt::format("{}/{}", directory, name);
    // The socket gets its name when it is ready: whoever sees it is answered.
    const std::string unready = path_ + ".new";
    const auto problem = [&](const boost::system::error_code& error) {
        ::unlink(unready.c_str());
        std::string text = fmt::format("{}: {}", std::exchange(path_, {}), error.message());
        boost::system::error_code closed;
        (void)acceptor_.close(closed);
        return std::unexpected(std::move(text));
    };
    boost::system::error_code error;
    try {
        Protocol::socket probe{acceptor_.get_executor()};
        (void)probe.connect(Protocol::endpoint{path_}, error);
        if (!error) return problem(boost::asio::error::address_in_use);
        ::unlink(unready.c_str());
        const Protocol::endpoint endpoint{unready};
        (void)acceptor_.open(endpoint.protocol(), error);
        if (!error) (void)acceptor_.bind(endpoint, error);
    } catch (const boost::system::system_error& thrown) {  // the path is too long for a socket address
        error = thrown.code();
    }
    if (error) return problem(error);
    // Reading is for all; Client::may_change() says who may do more.
    ::chmod(unready.c_str(), 0666);
    (void)acceptor_.listen(boost::asio::socket_base::max_listen_connections, error);
    if (!error && ::rename(unready.c_str(), path_.c_str()) != 0)
        error.assign(errno, boost::system::system_category());
    if (error) return problem(error);
    accept();
    return {};
}

void Server::accept() {
    acceptor_.async_accept([this](auto error, Protocol::socket socket) {
        if (error == boost::asio::error::operation_aborted) return;
        std::erase_if(sessions_, [](const auto& session) { return session.expired(); });
        if (!error && sessions_.size() < kMostSessions) {
            const auto session = std::make_shared<Session>(std::move(socket), handler_);
            sessions_.push_back(session);
            session->read();
        }
        if (acceptor_.is_open()) accept();
    });
}

void Server::close() {
    for (const auto& weak : std::exchange(sessions_, {}))
        if (const auto session = weak.lock()) session->close();
    if (path_.empty()) return;
    boost::system::error_code ignored;
    (void)acceptor_.close(ignored);
    ::unlink(std::exchange(path_, {}).c_str());
}

}  // namespace daemon_app
