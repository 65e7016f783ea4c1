// What is said with the broker over one connection: requests and their answers, notifications, events,
// objects of our own. No socket and no clock: octets go in and out, and time is an argument.
//
// Every request is answered once, also when the broker or the other side does not: with NoAnswer after its
// deadline, with Down when the connection ends. Requests may be made from within every call-back; none may
// destroy the conversation.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ubus/message.hpp"

namespace ubus {

using Time = std::chrono::steady_clock::time_point;

/// Why a request came to nothing.
struct CallFault {
    enum class Why : std::uint8_t { Refused, NoAnswer, Down };

    Why why = Why::Refused;
    Status status = Status::Unknown;  ///< Refused: what the other side or the broker said
};
[[nodiscard]] std::string describe(const CallFault& fault);

using Answer = std::expected<void, CallFault>;
using OnDone = std::function<void(const Answer&)>;
/// Before OnDone, for each message with data; they are borrowed.
using OnData = std::function<void(const Fields&)>;

/// An object that a look-up found.
struct Found {
    std::string_view path;
    std::uint32_t id = 0;
    Fields methods;  ///< a table for each, by its name: arguments' names and types
};
using OnFound = std::function<void(const Found&)>;

/// Somebody calls a method of an object of ours. To be answered, at once or later, with
/// Conversation::answer().
struct Call {
    std::uint32_t object = 0;
    std::uint16_t sequence = 0;
    std::uint32_t peer = 0;
    std::string_view method;
    Fields arguments;
    bool no_reply = false;
};
using OnCall = std::function<void(const Call&)>;

/// A notification of an object that we subscribed to. The broker and the notifier may wait for the answer: a
/// handler that returns without one has said 0.
class Notification {
public:
    Notification(std::string_view notified, const Fields& with, std::function<void(std::uint32_t)> answer)
        : name{notified}, fields{with}, answer_{std::move(answer)} {}

    /// @param status  0: no objection; anything else refuses what was asked for.
    void answer(std::uint32_t status) {
        if (!answered_) answer_(status);
        answered_ = true;
    }

    std::string_view name;
    Fields fields;

private:
    std::function<void(std::uint32_t)> answer_;
    bool answered_ = false;
};
struct Subscription {
    std::function<void(Notification&)> on_notification;
    std::function<void()> on_gone;  ///< the object went; may be empty
};

/// One subscriber's answer to a notification of ours.
using OnVerdict = std::function<void(std::uint32_t subscriber, std::uint32_t status)>;

class Conversation {
public:
    struct Outside {
        std::function<void(std::vector<std::uint8_t>)> send;
        std::function<void()> on_up;  ///< requests count from now on
        std::function<void(std::string_view name, const Fields&)> on_event;
        std::function<void(const std::string&)> complain;  ///< once for each connection
    };

    explicit Conversation(Outside outside) : outside_{std::move(outside)} {}
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;

    /// What has arrived, in pieces of any size.
    /// @return  what makes the rest unreadable: the connection is of no use any more.
    [[nodiscard]] std::optional<Error> take(Octets octets, Time now);
    /// The connection ended: everything open is answered with Down, and all that the broker knew of us is
    /// forgotten.
    void end();
    /// Answers what waited too long.
    void expire(Time now);
    /// When expire() wants to be called next.
    [[nodiscard]] std::optional<Time> deadline() const;

    [[nodiscard]] bool up() const { return up_; }
    [[nodiscard]] std::uint32_t client_id() const { return client_; }

    void set_patience(std::chrono::milliseconds patience) { patience_ = patience; }

    void ping(OnDone on_done, Time now);
    /// @param pattern  a path, or its beginning and `*`. Nothing of that kind is Refused with NotFound.
    void look_up(std::string_view pattern, OnFound on_found, OnDone on_done, Time now);
    void call(std::uint32_t object, std::string_view method, const Writer& arguments, OnData on_data,
              OnDone on_done, Time now);
    void subscribe(std::uint32_t target, Subscription subscription, OnDone on_done, Time now);
    void unsubscribe(std::uint32_t target, Time now);
    /// @param pattern  an event's name, or its beginning and `*`.
    void listen(std::string_view pattern, OnDone on_done, Time now);
    void send_event(std::string_view name, const Writer& fields, OnDone on_done, Time now);

    /// Makes an object of ours known.
    /// @param methods  as in Found.
    /// @param on_made  called before on_done with the object's identifier.
    void add_object(std::string_view path, const Writer& methods, OnCall on_call,
                    std::function<void(std::uint32_t)> on_made, OnDone on_done, Time now);
    void remove_object(std::uint32_t object, OnDone on_done, Time now);
    /// Whether anybody subscribed to an object of ours.
    [[nodiscard]] bool has_subscribers(std::uint32_t object) const;
    /// @param data  nothing is sent of what is empty.
    void answer(const Call& call, const Writer* data, Status status);

    /// To the subscribers of an object of ours; nobody is waited for.
    void notify(std::uint32_t object, std::string_view name, const Writer& fields);
    /// The same; each answers.
    void notify(std::uint32_t object, std::string_view name, const Writer& fields, OnVerdict on_verdict,
                OnDone on_done, Time now);

private:
    struct Pending {
        std::function<void(const Message&)> on_data;
        OnDone on_done;
        OnVerdict on_verdict;                 ///< of a notification
        std::optional<std::size_t> verdicts;  ///< how many are still to come, once known
    };
    struct Own {
        OnCall on_call;
        std::set<std::string, std::less<>> methods;
        bool subscribed = false;
    };

    /// Sends a request; when too many are open it is answered with Down, at once.
    void request(MessageType type, std::uint32_t peer, const Writer& content, Pending pending, Time now);
    void send(MessageType type, std::uint16_t sequence, std::uint32_t peer, const Writer& content);
    void take_message(Octets octets, Time now);
    void take_hello(const Message& message, Time now);
    void take_status(const Message& message);
    void take_invoke(const Message& message);
    void take_notification(const Message& message);
    void take_gone(std::uint32_t ear, Time now);
    /// Ends a subscription.
    void forget(std::uint32_t ear, Time now);
    void finish(std::uint16_t sequence, const Answer& answer);

    Outside outside_;
    std::chrono::milliseconds patience_{2'000};
    std::vector<std::uint8_t> arrived_;  ///< the beginning of a message
    std::uint64_t connection_ = 0;       ///< counts them
    bool up_ = false;
    bool complained_ = false;
    std::uint32_t client_ = 0;
    std::uint32_t ears_ = 0;  ///< our nameless object to which events come
    std::uint16_t sequence_ = 0;
    std::map<std::uint16_t, Pending> pending_;
    std::deque<std::pair<Time, std::uint16_t>> deadlines_;  ///< in the order of the requests
    std::map<std::uint32_t, Own> objects_;
    /// By the nameless object of ours to which its notifications come: its target, and who is told.
    std::map<std::uint32_t, std::pair<std::uint32_t, Subscription>> subscriptions_;
};

}  // namespace ubus
