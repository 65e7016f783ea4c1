// Asking one family's gateway: the same question at growing intervals, until an answer settles it or the time
// is over. How it is asked, and what an answer means, is the family's.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "adapters/gateway/packet_socket.hpp"
#include "ports/gateway_probe.hpp"

namespace gateway {

class Question {
public:
    using Done = std::function<void(const ports::FamilyProbed&)>;

    Question(boost::asio::io_context& io, std::string interface);
    virtual ~Question();
    Question(const Question&) = delete;
    Question& operator=(const Question&) = delete;

    /// Notes the gateway as it is now, before a move. What cannot be read stays as it was.
    virtual void remember() = 0;
    /// The gateway's hardware address is known.
    [[nodiscard]] virtual bool knows() const = 0;
    /// There is a gateway whose hardware address is not known.
    [[nodiscard]] virtual bool wants() const = 0;
    virtual void forget() = 0;

    /// `done` is called once, never before this returns.
    void ask(Done done);
    /// Ends within this time, with what is known then.
    void settle_within(std::chrono::milliseconds time);
    void cancel();

protected:
    /// Opens the socket; why that was not possible, or why there is nobody to ask.
    [[nodiscard]] virtual std::optional<ports::FamilyProbed> open() = 0;
    /// @param everybody  the known gateway has been silent for a while.
    virtual void send(std::size_t which, bool everybody) = 0;

    [[nodiscard]] static ports::FamilyProbed cannot_ask(std::string why);
    [[nodiscard]] static ports::FamilyProbed nobody(records::NetworkReason reason);
    /// The text of a file of /proc, which says 0 for its size.
    [[nodiscard]] static std::string file_text(const char* path);

    [[nodiscard]] const std::string& interface() const { return interface_; }
    void end();

    PacketSocket socket_;
    ports::FamilyProbed result_;  ///< of the question under way

private:
    void next();

    boost::asio::io_context& io_;
    std::string interface_;
    boost::asio::steady_timer next_;
    std::size_t asked_ = 0;
    bool settling_ = false;
    Done done_;
    std::shared_ptr<bool> current_;  ///< false once the question is over: for handlers that come late
};

}  // namespace gateway
