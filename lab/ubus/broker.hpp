// A broker of ubus as small as a test needs: it hands messages on as OpenWrt's does, octet for octet, without
// access control and without descriptors. It can be told to misbehave.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include "adapters/ubus/message.hpp"

namespace lab::ubus_broker {

class Broker {
public:
    /// Listens at `path`; the file is replaced, and removed at the end.
    Broker(boost::asio::io_context& io, std::string path);
    ~Broker();
    Broker(const Broker&) = delete;
    Broker& operator=(const Broker&) = delete;

    /// Every message that is sent to clients goes through this first, if set.
    std::function<void(std::vector<std::uint8_t>&)> spoil;
    /// Takes what clients say, and answers nothing.
    bool silent = false;

    /// To every client, as it is.
    void say(const std::vector<std::uint8_t>& octets);
    [[nodiscard]] std::size_t clients() const { return sessions_.size(); }
    /// Messages from clients, by their type.
    [[nodiscard]] std::size_t count(ubus::MessageType type) const {
        const auto known = counts_.find(type);
        return known == counts_.end() ? 0 : known->second;
    }

private:
    class Session;
    struct Object {
        std::uint32_t id = 0;
        std::uint32_t type = 0;
        std::string path;
        std::vector<std::uint8_t> signature;
        std::uint32_t client = 0;
        std::vector<std::uint32_t> subscribers;  ///< objects
    };

    void accept();
    void ended(std::uint32_t client);
    void take(Session& from, const ubus::Message& message, ubus::Octets octets);
    [[nodiscard]] ubus::Status handle(Session& from, const ubus::Message& message, bool& answered);
    [[nodiscard]] ubus::Status look_up(Session& from, const ubus::Message& message);
    [[nodiscard]] ubus::Status add_object(Session& from, const ubus::Message& message);
    [[nodiscard]] ubus::Status remove_object(Session& from, const ubus::Message& message);
    [[nodiscard]] ubus::Status subscribe(Session& from, const ubus::Message& message);
    [[nodiscard]] ubus::Status invoke(Session& from, const ubus::Message& message, bool& answered);
    [[nodiscard]] ubus::Status invoke_events(Session& from, const ubus::Message& message, bool& answered);
    [[nodiscard]] ubus::Status notify(Session& from, const ubus::Message& message, bool& answered);
    void hand_back(Session& from, const ubus::Message& message, ubus::Octets octets);
    void forward(const Object& to, std::string_view method, const ubus::Head& head, bool no_reply,
                 ubus::Octets data);
    void remove(std::uint32_t object);
    void tell_event(std::string_view name, ubus::Octets data, std::uint32_t not_to);
    void tell_of_object(const Object& object, bool added);
    void send(std::uint32_t client, const ubus::Head& head, const ubus::Writer& content);
    [[nodiscard]] std::uint32_t new_id();

    std::string path_;
    boost::asio::local::stream_protocol::acceptor acceptor_;
    std::map<std::uint32_t, std::shared_ptr<Session>> sessions_;
    std::map<std::uint32_t, Object> objects_;
    struct Listener {
        std::uint32_t object = 0;
        std::string pattern;
    };
    std::vector<Listener> listeners_;
    std::map<ubus::MessageType, std::size_t> counts_;
    std::uint32_t last_id_ = 0x1000;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace lab::ubus_broker
