// Commands to hostapd and wpa_supplicant over their datagram control sockets, without ever waiting: the
// medium is in the same thread, and a daemon that waits for a frame would wait for us.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lab/guest/loop.hpp"

namespace lab::guest {

/// The value of "key=" in a control reply.
[[nodiscard]] std::string value_of(const std::string& reply, const std::string& key);

class Control {
public:
    explicit Control(Loop& loop) : loop_{loop} {}
    ~Control();
    Control(const Control&) = delete;
    Control& operator=(const Control&) = delete;

    using Reply = std::function<void(const std::string&)>;

    /// Sends `command` to the daemon at `socket_path`; `reply` is called with its answer, in order, if one
    /// comes. False when nobody listens there.
    bool request(const std::string& socket_path, const std::string& command, Reply reply = nullptr);

    using OnEvent = std::function<void(std::string_view)>;

    /// From now on `on_event` is called with each event of the daemon at `socket_path`, without its level.
    /// False when nobody listens there. For as long as the daemon lives: the lab's hostapd does for the whole
    /// run.
    bool attach(const std::string& socket_path, OnEvent on_event);

private:
    struct Peer {
        int fd = -1;
        std::vector<Reply> waiting;
        OnEvent on_event;
    };

    Peer* peer(const std::string& socket_path);
    void read(Peer& peer);

    Loop& loop_;
    std::map<std::string, std::unique_ptr<Peer>> peers_;
};

}  // namespace lab::guest
