// A daemon's own socket: one JSON object per line in, one per line out. docs/records.md describes them.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <sys/types.h>

namespace daemon_app {

/// One connection. Whoever owes it an answer holds a pointer; it may be gone by then, which costs nothing.
class Client {
public:
    Client() = default;
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    virtual ~Client() = default;

    /// Answers the request, without a line end. The next one is read after that.
    virtual void reply(std::string line) = 0;
    /// Sends one line more. A client that does not read what it asked for is cut off.
    virtual void push(std::string line) = 0;
    [[nodiscard]] virtual bool connected() const = 0;
    /// Whether the other side may change something: root, the daemon's own user, or a member of `group`.
    [[nodiscard]] virtual bool may_change(gid_t group) const = 0;
};

class Server {
public:
    /// Is called for each line, and replies once, now or later.
    using Handler = std::function<void(std::string_view line, const std::shared_ptr<Client>& client)>;

    Server(boost::asio::io_context& io, Handler handler);
    ~Server();

    /// Listens at DIRECTORY/NAME, which is made if need be. A socket that nobody listens at is replaced; one
    /// with a living daemon behind it is an error.
    /// @return  what went wrong, in words.
    [[nodiscard]] std::expected<void, std::string> listen(const std::string& directory,
                                                          std::string_view name);

    /// Hangs up on everybody.
    void close();

private:
    class Session;
    void accept();

    boost::asio::local::stream_protocol::acceptor acceptor_;
    std::shared_ptr<Handler> handler_;
    std::vector<std::weak_ptr<Session>> sessions_;
    std::string path_;
};

}  // namespace daemon_app
