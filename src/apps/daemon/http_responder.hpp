// Answers GET requests with a text that is made for each: for a scraper of metrics, and for nobody else's
// traffic. HTTP/1.0: one request, one answer, then the connection ends.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace daemon_app {

class HttpResponder {
public:
    /// The body of the answer.
    using Text = std::function<std::string()>;

    /// @param text  must stay callable as long as this lives.
    HttpResponder(boost::asio::io_context& io, std::string path, Text text);
    ~HttpResponder();

    /// @param where  "127.0.0.1:9641", "[::1]:9641"; port 0 is any.
    /// @return  what went wrong, in words.
    [[nodiscard]] std::expected<void, std::string> listen(std::string_view where);
    void close();
    [[nodiscard]] std::uint16_t port() const { return port_; }

private:
    class Session;
    void accept();

    boost::asio::ip::tcp::acceptor acceptor_;
    std::string path_;
    std::shared_ptr<Text> text_;
    std::shared_ptr<int> open_ = std::make_shared<int>(0);  ///< sessions
    std::uint16_t port_ = 0;
};

/// What is answered to a request's first line.
/// @param text  is made only where it is asked for.
[[nodiscard]] std::string http_answer(std::string_view request, std::string_view path,
                                      const HttpResponder::Text& text);

}  // namespace daemon_app
