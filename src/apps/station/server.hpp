// The daemon's own socket: one JSON object per line in, one per line out. docs/records.md describes them.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

namespace station_app {

class Server {
public:
    /// The answer to one line, without a line end.
    using Answer = std::function<std::string(std::string_view line)>;

    Server(boost::asio::io_context& io, Answer answer);
    ~Server();

    /// Listens at DIRECTORY/station.sock, which is made if need be. A socket that nobody listens at is
    /// replaced; one with a living daemon behind it is an error.
    /// @return  what went wrong, in words.
    [[nodiscard]] std::expected<void, std::string> listen(const std::string& directory);

    void close();

private:
    class Session;
    void accept();

    boost::asio::local::stream_protocol::acceptor acceptor_;
    std::shared_ptr<Answer> answer_;
    std::string path_;
};

}  // namespace station_app
