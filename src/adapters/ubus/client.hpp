// The connection to the broker of ubus: made, kept, made again.
//
// Waits for a broker that is not there yet, and comes back after one that went, with a pause that doubles up
// to kRetryMost. Whoever uses it is a Listener: up() after each connection, when nothing of what was
// subscribed, registered or added counts any more; down() once when it ends, with the reason. A broker that
// says nothing for kSilence is asked, and given up when it does not answer.
//
// The broker drops what a client does not read, so all that has arrived is read in one turn of the loop.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include "adapters/ubus/conversation.hpp"

namespace ubus {

/// Where OpenWrt's broker listens; older versions at the second.
inline constexpr const char* kSocketPaths[] = {"/var/run/ubus/ubus.sock", "/var/run/ubus.sock"};

class Client {
public:
    struct Listener {
        virtual ~Listener() = default;
        virtual void up() = 0;
        /// @param why  in words. Said once until the next up(), also when there was none before.
        virtual void down(const std::string& why) = 0;
        virtual void event(std::string_view name, const Fields& fields) = 0;
        /// Something that a person should know, and nothing else depends on.
        virtual void complain(const std::string& text) = 0;
    };
    struct Config {
        std::string path = kSocketPaths[0];
        std::chrono::milliseconds answer_within{2'000};
        std::chrono::milliseconds retry_first{250};
        std::chrono::milliseconds retry_most{10'000};
        std::chrono::milliseconds silence{5'000};
    };

    /// @param listener  must outlive it, and not destroy it from within a call.
    Client(boost::asio::io_context& io, Config config, Listener& listener);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void start();
    /// Ends the connection for good; what is open is answered with Down.
    void stop();

    [[nodiscard]] bool up() const { return conversation_.up(); }
    [[nodiscard]] const std::string& path() const { return config_.path; }

    // As of Conversation, with the time. Without a connection the answer is Down, in a later turn.
    void look_up(std::string_view pattern, OnFound on_found, OnDone on_done);
    void call(std::uint32_t object, std::string_view method, const Writer& arguments, OnData on_data,
              OnDone on_done);
    void subscribe(std::uint32_t target, Subscription subscription, OnDone on_done);
    void unsubscribe(std::uint32_t target);
    void listen(std::string_view pattern, OnDone on_done);
    void send_event(std::string_view name, const Writer& fields, OnDone on_done);
    void add_object(std::string_view path, const Writer& methods, OnCall on_call,
                    std::function<void(std::uint32_t)> on_made, OnDone on_done);
    void remove_object(std::uint32_t object, OnDone on_done);
    [[nodiscard]] bool has_subscribers(std::uint32_t object) const {
        return conversation_.has_subscribers(object);
    }
    void answer(const Call& call, const Writer* data, Status status) {
        conversation_.answer(call, data, status);
    }
    void notify(std::uint32_t object, std::string_view name, const Writer& fields) {
        conversation_.notify(object, name, fields);
    }
    void notify(std::uint32_t object, std::string_view name, const Writer& fields, OnVerdict on_verdict,
                OnDone on_done);

private:
    void connect();
    void retry(const std::string& why);
    void read_later();
    void read();
    void send(std::vector<std::uint8_t> octets);
    void write_later();
    void write();
    /// In a later turn: nothing of the conversation is under way then.
    void broken_later(std::string why);
    void broken(const std::string& why);
    void arm();
    void on_deadline();
    [[nodiscard]] bool later_when_down(OnDone& on_done);

    boost::asio::io_context& io_;
    Config config_;
    Listener& listener_;
    Conversation conversation_;
    boost::asio::local::stream_protocol::socket socket_;
    boost::asio::steady_timer retry_timer_;
    boost::asio::steady_timer deadline_;
    std::deque<std::vector<std::uint8_t>> unsent_;
    std::size_t unsent_octets_ = 0;
    std::size_t sent_of_first_ = 0;
    std::chrono::milliseconds pause_;
    Time heard_at_{};               ///< when the broker last said anything, or we connected
    std::optional<Time> asked_at_;  ///< whether it still is there
    std::optional<Time> armed_for_;
    bool said_ = false;    ///< down() was called since the last up()
    bool ending_ = false;  ///< broken_later() is under way
    bool stopped_ = false;
    std::uint64_t connection_ = 0;                                ///< tells what belongs to an earlier one
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  ///< false once the object is gone
};

}  // namespace ubus
