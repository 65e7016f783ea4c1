#include "apps/daemon/http_responder.hpp"

#include <charconv>
#include <utility>

#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

namespace daemon_app {

namespace {

using Tcp = boost::asio::ip::tcp;

constexpr std::size_t kLongestRequest = 4096;
constexpr int kMostSessions = 8;
constexpr std::chrono::seconds kPatience{5};

std::string answer(std::string_view status, std::string_view type, std::string_view body) {
    return fmt::format("HTTP/1.0 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}",
                       status, type, body.size(), body);
}

}  // namespace

std::string http_answer(std::string_view request, std::string_view path, const HttpResponder::Text& text) {
    constexpr std::string_view kPlain = "text/plain; charset=utf-8";
    const std::string_view line = request.substr(0, request.find_first_of("\r\n"));
    const std::size_t method_end = line.find(' ');
    if (method_end == std::string_view::npos) return answer("400 Bad Request", kPlain, "no request\n");
    if (line.substr(0, method_end) != "GET") return answer("405 Method Not Allowed", kPlain, "GET only\n");
    std::string_view target = line.substr(method_end + 1);
    target = target.substr(0, target.find_first_of(" ?"));
    if (target != path) return answer("404 Not Found", kPlain, fmt::format("there is {}\n", path));
    // The version of the exposition format.
    return answer("200 OK", "text/plain; version=0.0.4; charset=utf-8", text());
}

class HttpResponder::Session : public std::enable_shared_from_this<Session> {
public:
    Session(Tcp::socket socket, std::string path, std::shared_ptr<Text> text, std::shared_ptr<int> open)
        : socket_{std::move(socket)},
          deadline_{socket_.get_executor()},
          path_{std::move(path)},
          text_{std::move(text)},
          open_{std::move(open)} {
        ++*open_;
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session() { --*open_; }

    void run() {
        deadline_.expires_after(kPatience);
        deadline_.async_wait([weak = weak_from_this()](auto error) {
            const auto self = weak.lock();
            if (!error && self) self->close();
        });
        boost::asio::async_read_until(socket_, boost::asio::dynamic_buffer(input_, kLongestRequest),
                                      "\r\n\r\n", [self = shared_from_this()](auto error, std::size_t) {
                                          if (error) return self->close();
                                          self->respond();
                                      });
    }

private:
    void respond() {
        output_ = http_answer(input_, path_, *text_);
        boost::asio::async_write(socket_, boost::asio::buffer(output_),
                                 [self = shared_from_this()](auto, std::size_t) { self->close(); });
    }
    void close() {
        deadline_.cancel();
        boost::system::error_code ignored;
        (void)socket_.shutdown(Tcp::socket::shutdown_both, ignored);
        (void)socket_.close(ignored);
    }

    Tcp::socket socket_;
    boost::asio::steady_timer deadline_;
    std::string path_;
    std::shared_ptr<Text> text_;
    std::shared_ptr<int> open_;
    std::string input_;
    std::string output_;
};

HttpResponder::HttpResponder(boost::asio::io_context& io, std::string path, Text text)
    : acceptor_{io}, path_{std::move(path)}, text_{std::make_shared<Text>(std::move(text))} {}

HttpResponder::~HttpResponder() { close(); }

std::expected<void, std::string> HttpResponder::listen(std::string_view where) {
    const auto problem = [&](std::string_view what) {
        return std::unexpected(fmt::format("metrics at {}: {}", where, what));
    };
    const std::size_t colon = where.rfind(':');
    std::uint16_t port = 0;
    const std::string_view digits = colon == std::string_view::npos ? "" : where.substr(colon + 1);
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    std::string_view host = where.substr(0, colon == std::string_view::npos ? 0 : colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(std::string{host}, error);
    if (error || digits.empty() || fault != std::errc{} || end != digits.data() + digits.size())
        return problem("write an address and a port, as 127.0.0.1:9641 or [::1]:9641");
    const Tcp::endpoint endpoint{address, port};
    (void)acceptor_.open(endpoint.protocol(), error);
    if (!error) (void)acceptor_.set_option(boost::asio::socket_base::reuse_address{true}, error);
    if (!error) (void)acceptor_.bind(endpoint, error);
    if (!error) (void)acceptor_.listen(kMostSessions, error);
    if (error) {
        const std::string text = error.message();
        close();
        return problem(text);
    }
    port_ = acceptor_.local_endpoint(error).port();
    accept();
    return {};
}

void HttpResponder::accept() {
    acceptor_.async_accept([this](auto error, Tcp::socket socket) {
        if (error == boost::asio::error::operation_aborted) return;
        if (!error && *open_ < kMostSessions)
            std::make_shared<Session>(std::move(socket), path_, text_, open_)->run();
        if (acceptor_.is_open()) accept();
    });
}

void HttpResponder::close() {
    boost::system::error_code ignored;
    (void)acceptor_.close(ignored);
}

}  // namespace daemon_app
