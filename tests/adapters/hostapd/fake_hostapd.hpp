// A control socket that answers like hostapd 2.10 with one BSS, or as it is told: nothing, garbage, too much.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unistd.h>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/datagram_protocol.hpp>
#include <sys/socket.h>
#include <sys/un.h>

#include "../fake_supplicant.hpp"

namespace fake {

inline constexpr const char* kStatus =
    "state=ENABLED\nphy=phy0\nfreq=5180\nchannel=36\nsecondary_channel=1\nieee80211n=1\nieee80211ac=1\n"
    "ieee80211ax=0\nbeacon_int=100\nvht_oper_chwidth=1\nrx_vht_mcs_map=fffa\nbss[0]=wlan0\n"
    "bssid[0]=02:00:00:00:01:00\nssid[0]=roam-lab\nnum_sta[0]=0\n";

class Hostapd {
public:
    /// The reply to a command, also an empty one; none: the standard one.
    using Script = std::function<std::optional<std::string>(const std::string& command)>;

    Hostapd(boost::asio::io_context& io, std::string path) : path_{std::move(path)}, socket_{io} { start(); }
    ~Hostapd() { stop(); }
    Hostapd(const Hostapd&) = delete;
    Hostapd& operator=(const Hostapd&) = delete;

    void start() {
        socket_.open();
        socket_.bind(boost::asio::local::datagram_protocol::endpoint{path_});
        receive();
    }
    void stop() {
        crash();
        ::unlink(path_.c_str());
    }
    /// Ends and leaves the socket's file.
    void crash() {
        boost::system::error_code ignored;
        socket_.close(ignored);
        monitors_.clear();
    }

    Script script;
    std::function<void(const std::string& command)> afterwards;  ///< done when a reply is under way
    bool silent = false;                                         ///< reads, and answers nothing
    std::vector<std::string> commands;
    std::map<std::string, std::string> clients;  ///< by address: the lines behind it

    /// To every monitor; whether all had room for it.
    bool send_event(const std::string& text) {
        bool all = true;
        for (const auto& [monitor, probes] : monitors_)
            if (probes || !text.starts_with("<3>RX-PROBE")) all = send_to(monitor, text) && all;
        return all;
    }
    void drop_monitors() { monitors_.clear(); }
    [[nodiscard]] std::size_t monitors() const { return monitors_.size(); }
    [[nodiscard]] long count(std::string_view prefix) const {
        return std::ranges::count_if(commands,
                                     [&](const auto& command) { return command.starts_with(prefix); });
    }

private:
    void receive() {
        socket_.async_wait(boost::asio::socket_base::wait_read, [this](auto error) {
            if (error) return;
            char text[8192];
            sockaddr_un from{};
            socklen_t size = sizeof from;
            const ssize_t length = ::recvfrom(socket_.native_handle(), text, sizeof text, MSG_DONTWAIT,
                                              reinterpret_cast<sockaddr*>(&from), &size);
            if (length >= 0)
                take({text, static_cast<std::size_t>(length)}, {reinterpret_cast<const char*>(&from), size});
            if (socket_.is_open()) receive();
        });
    }

    void take(const std::string& command, const std::string& from) {
        commands.push_back(command);
        if (silent) return;
        std::optional<std::string> reply = script ? script(command) : std::nullopt;
        if (!reply) reply = standard(command, from);
        send_to(from, *reply);
        if (afterwards) afterwards(command);
    }

    std::string client(std::map<std::string, std::string>::const_iterator at) const {
        return at == clients.end() ? "" : at->first + "\n" + at->second;
    }

    std::string standard(const std::string& command, const std::string& from) {
        if (command == "PING") return "PONG\n";
        if (command.starts_with("ATTACH")) {
            monitors_[from] = command.ends_with("probe_rx_events=1");
            return "OK\n";
        }
        if (command == "DETACH") return monitors_.erase(from) != 0 ? "OK\n" : "FAIL\n";
        if (command.starts_with("LEVEL ")) return monitors_.contains(from) ? "OK\n" : "FAIL\n";
        if (command == "STATUS") return kStatus;
        if (command == "SHOW_NEIGHBOR" || command == "ACCEPT_ACL SHOW") return "";
        if (command == "STA-FIRST") return client(clients.begin());
        if (command.starts_with("STA-NEXT ")) {
            const auto at = clients.find(command.substr(9));
            return at == clients.end() ? "FAIL\n" : client(std::next(at));
        }
        if (command.starts_with("STA ")) {
            const auto at = clients.find(command.substr(4));
            return at == clients.end() ? "FAIL\n" : client(at);
        }
        if (command.starts_with("REQ_BEACON ")) return "7";
        for (const char* order : {"BSS_TM_REQ ", "SET_NEIGHBOR ", "REMOVE_NEIGHBOR ", "DISASSOCIATE ",
                                  "DENY_ACL ADD_MAC ", "DENY_ACL DEL_MAC "})
            if (command.starts_with(order)) return "OK\n";
        return "UNKNOWN COMMAND\n";
    }

    bool send_to(const std::string& address, const std::string& text) {
        return ::sendto(socket_.native_handle(), text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                        reinterpret_cast<const sockaddr*>(address.data()),
                        static_cast<socklen_t>(address.size())) >= 0;
    }

    std::string path_;
    boost::asio::local::datagram_protocol::socket socket_;
    std::map<std::string, bool> monitors_;  ///< by address: whether it wants probe requests
};

}  // namespace fake
