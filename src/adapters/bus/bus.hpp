// One connection to the system bus, driven by the program's loop: calls that never block, signals that are
// still heard after the bus was restarted.
//
// sd-bus stays behind bus.hpp and the rooms of those who talk to one service over it.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <systemd/sd-bus.h>

namespace bus {

using Message = std::shared_ptr<sd_bus_message>;

/// Why a call brought nothing.
struct Fault {
    std::string name;  ///< of the D-Bus error: "org.freedesktop.DBus.Error.AccessDenied"
    std::string text;  ///< for people

    /// The service does not run.
    [[nodiscard]] bool nobody_there() const;
    /// The bus, polkit or the service does not let us.
    [[nodiscard]] bool not_allowed() const;
};

/// Who is called for what.
struct Method {
    std::string destination;
    std::string path;
    std::string interface;
    std::string name;
};

class Bus {
public:
    using Reply = std::expected<Message, Fault>;
    using OnReply = std::function<void(const Reply&)>;
    /// Appends the arguments; negative as sd-bus says it.
    using Write = std::function<int(sd_bus_message*)>;
    using OnSignal = std::function<void(sd_bus_message*)>;
    /// The bus is not there, or is there again: for a person, once each.
    using OnNotice = std::function<void(bool there, const std::string& text)>;

    static constexpr std::chrono::seconds kTimeout{5};

    /// @param address  as in D-Bus addresses: "unix:path=/run/dbus/system_bus_socket".
    /// @param timeout  of each call.
    Bus(boost::asio::io_context& io, std::string address, OnNotice on_notice,
        std::chrono::milliseconds timeout = kTimeout);
    ~Bus();
    Bus(const Bus&) = delete;
    Bus& operator=(const Bus&) = delete;

    /// $DBUS_SYSTEM_BUS_ADDRESS, or where the system bus always is.
    [[nodiscard]] static std::string system_address();

    /// Connects if need be. `on_reply` is called once, never before this returns; not any more once the Bus
    /// is closed. A service that does not run is not started.
    void call(const Method& method, const Write& write, OnReply on_reply);

    /// Reads one property; the reply is a variant.
    void get(const std::string& destination, const std::string& path, const std::string& interface,
             const std::string& property, OnReply on_reply);

    /// Calls `on_signal` for each message that fits `rule` (D-Bus Specification, Match Rules), from now on
    /// and also over a new connection; `on_ready` each time such a connection stands, when what was missed
    /// can be read.
    void watch(std::string rule, OnSignal on_signal, std::function<void()> on_ready);

    /// Ends the connection; nobody is called any more.
    void close();

private:
    struct Pending {
        Bus* owner = nullptr;
        std::uint64_t id = 0;
        sd_bus_slot* slot = nullptr;
        OnReply on_reply;
    };
    struct Watch {
        std::string rule;
        OnSignal on_signal;
        std::function<void()> on_ready;
        sd_bus_slot* slot = nullptr;
    };

    static int on_answer(sd_bus_message* message, void* pending, sd_bus_error*);
    static int on_watched(sd_bus_message* message, void* watch, sd_bus_error*);

    /// Empty: connected, or on the way; else why not.
    [[nodiscard]] std::string connect();
    void add_match(Watch& watch);
    void keep_connected();
    void pump();
    void arm();
    void lost(const std::string& why);
    void disconnect();
    void answer_later(OnReply on_reply, Fault fault);

    boost::asio::io_context& io_;
    std::string address_;
    OnNotice on_notice_;
    std::chrono::microseconds call_timeout_;
    sd_bus* bus_ = nullptr;
    boost::asio::posix::stream_descriptor descriptor_;
    boost::asio::steady_timer timeout_;  ///< of sd-bus's own
    boost::asio::steady_timer retry_;
    std::chrono::seconds retry_after_{1};
    bool reading_ = false;
    bool writing_ = false;
    bool complained_ = false;
    std::uint64_t next_id_ = 1;
    std::map<std::uint64_t, std::unique_ptr<Pending>> pending_;
    std::vector<std::unique_ptr<Watch>> watches_;
    std::shared_ptr<bool> connection_;  ///< false once this connection is over: for handlers that come late
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace bus
