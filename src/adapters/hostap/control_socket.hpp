// One connection to a control socket of wpa_supplicant or hostapd: one datagram out, one datagram back, in
// order.
//
// The client's own address is chosen by the kernel in the abstract name space: no file that a crash leaves
// behind or that a private /tmp hides. It is per network namespace, so the daemon must share the other
// side's.
//
// hostapd waits when there is no room for its answer. A connection that is attached for events can be full of
// them, so commands go over one that is not: at most one answer is ever under way to it.
#pragma once

#include <chrono>
#include <deque>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/datagram_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

namespace hostap {

enum class RequestFault : std::uint8_t {
    NoAnswer,   ///< nothing came within the deadline
    Truncated,  ///< the answer did not fit; it cannot be trusted
    Broken,     ///< the socket is gone: the other side ended or was restarted
};

[[nodiscard]] std::string_view describe(RequestFault fault);

using Reply = std::expected<std::string, RequestFault>;

class ControlSocket : public std::enable_shared_from_this<ControlSocket> {
public:
    using OnReply = std::function<void(Reply)>;
    using OnEvent = std::function<void(std::string_view)>;
    using OnBroken = std::function<void()>;

    /// How long an answer may take. Both programs answer from memory; half a second means a hang.
    static constexpr std::chrono::milliseconds kAnswerWithin{500};

    /// Opens a connection to the socket at `path`; the reason in words when that fails.
    /// @param on_event  called for each unsolicited message, with its level prefix; may be empty.
    /// @param on_broken  called once when the socket broke; no other call follows.
    static std::expected<std::shared_ptr<ControlSocket>, std::string> open(boost::asio::io_context& io,
                                                                           const std::string& path,
                                                                           OnEvent on_event,
                                                                           OnBroken on_broken);

    /// Sends `command` after those before it were answered. `on_reply` is called once, unless close() comes
    /// first.
    void request(std::string command, OnReply on_reply);

    /// Takes what has arrived already. The other side answered before it sent an event: to see both in that
    /// order, the handler of an event that came over another connection calls this first.
    void poll();

    /// Sends `command` at once, whatever is still unanswered, and waits for nothing. Only before close().
    void say(std::string_view command);

    /// Ends the connection: nothing is called any more.
    void close();

    /// Ends the connection, and answers what is still open: Broken. Nothing is called afterwards.
    void abandon();

private:
    ControlSocket(boost::asio::io_context& io, std::string path);

    struct Pending {
        std::string command;
        OnReply on_reply;
    };

    /// Connects from a new address; the reason in words when that fails.
    std::optional<std::string> connect();
    void receive();
    /// Takes at most so many datagrams; false when there is nothing left to wait for.
    bool drain(int at_most);
    void take(std::string_view datagram, bool truncated);
    void send_next();
    void send_first();
    void answer(Reply reply);
    void broken();

    std::string path_;
    boost::asio::local::datagram_protocol::socket socket_;
    boost::asio::steady_timer deadline_;
    std::deque<Pending> queue_;
    bool waiting_ = false;
    OnEvent on_event_;
    OnBroken on_broken_;
};

}  // namespace hostap
