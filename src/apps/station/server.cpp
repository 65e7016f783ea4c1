#include "apps/station/server.hpp"

#include <filesystem>
#include <unistd.h>
#include <utility>

#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <sys/stat.h>

namespace station_app {

namespace {

using Protocol = boost::asio::local::stream_protocol;

constexpr std::size_t kLongestRequest = 4096;

}  // namespace

/// One client. Lives as long as an operation of it is pending.
class Server::Session : public std::enable_shared_from_this<Session> {
public:
    Session(Protocol::socket socket, std::shared_ptr<Answer> answer)
        : socket_{std::move(socket)}, answer_{std::move(answer)} {}

    void read() {
        boost::asio::async_read_until(socket_, boost::asio::dynamic_buffer(input_, kLongestRequest), '\n',
                                      [self = shared_from_this()](auto error, std::size_t size) {
                                          if (!error) self->reply(size);
                                      });
    }

private:
    void reply(std::size_t size) {
        output_ = (*answer_)(std::string_view{input_}.substr(0, size - 1)) + "\n";
        input_.erase(0, size);
        boost::asio::async_write(socket_, boost::asio::buffer(output_),
                                 [self = shared_from_this()](auto error, std::size_t) {
                                     if (!error) self->read();
                                 });
    }

    Protocol::socket socket_;
    std::shared_ptr<Answer> answer_;
    std::string input_;
    std::string output_;
};

Server::Server(boost::asio::io_context& io, Answer answer)
    : acceptor_{io}, answer_{std::make_shared<Answer>(std::move(answer))} {}

Server::~Server() { close(); }

std::expected<void, std::string> Server::listen(const std::string& directory) {
    std::error_code ignored;
    std::filesystem::create_directories(directory, ignored);
    path_ = directory + "/station.sock";
    const auto problem = [&](const boost::system::error_code& error) {
        std::string text = fmt::format("{}: {}", std::exchange(path_, {}), error.message());
        boost::system::error_code closed;
        acceptor_.close(closed);
        return std::unexpected(std::move(text));
    };
    boost::system::error_code error;
    try {
        const Protocol::endpoint endpoint{path_};
        Protocol::socket probe{acceptor_.get_executor()};
        probe.connect(endpoint, error);
        if (!error) return problem(boost::asio::error::address_in_use);
        if (error == boost::asio::error::connection_refused) ::unlink(path_.c_str());
        acceptor_.open(endpoint.protocol(), error);
        if (!error) acceptor_.bind(endpoint, error);
    } catch (const boost::system::system_error& thrown) {  // the path is too long for a socket address
        error = thrown.code();
    }
    if (error) return problem(error);
    // Reading is for all; there is nothing here that changes anything.
    ::chmod(path_.c_str(), 0666);
    acceptor_.listen(boost::asio::socket_base::max_listen_connections, error);
    if (error) return problem(error);
    accept();
    return {};
}

void Server::accept() {
    acceptor_.async_accept([this](auto error, Protocol::socket socket) {
        if (error == boost::asio::error::operation_aborted) return;
        if (!error) std::make_shared<Session>(std::move(socket), answer_)->read();
        if (acceptor_.is_open()) accept();
    });
}

void Server::close() {
    if (path_.empty()) return;
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    ::unlink(std::exchange(path_, {}).c_str());
}

}  // namespace station_app
