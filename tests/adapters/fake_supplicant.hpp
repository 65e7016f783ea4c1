// A control socket that answers as it is told: OK, FAIL, nothing, garbage.
#pragma once

#include <cstring>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unistd.h>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/datagram_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <sys/socket.h>
#include <sys/un.h>

namespace fake {

/// A folder of its own, gone at the end.
class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "roam-test-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

class Supplicant {
public:
    /// The reply to a command; empty for none.
    using Script = std::function<std::optional<std::string>(const std::string& command)>;

    Supplicant(boost::asio::io_context& io, std::string path) : path_{std::move(path)}, socket_{io} {
        start();
    }
    ~Supplicant() { stop(); }

    void start() {
        socket_.open();
        socket_.bind(boost::asio::local::datagram_protocol::endpoint{path_});
        receive();
    }
    void stop() {
        boost::system::error_code ignored;
        socket_.close(ignored);
        ::unlink(path_.c_str());
        monitors_.clear();
    }

    /// Answers instead of the defaults where it has a reply.
    Script script;
    /// Answers nothing at all.
    bool silent = false;
    std::vector<std::string> commands;

    void send_event(const std::string& text) {
        for (const std::string& monitor : monitors_) send_to(monitor, text);
    }
    void drop_monitors() { monitors_.clear(); }
    [[nodiscard]] std::size_t monitors() const { return monitors_.size(); }

    [[nodiscard]] long count(std::string_view prefix) const {
        long found = 0;
        for (const std::string& command : commands) found += command.starts_with(prefix) ? 1 : 0;
        return found;
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
        if (!reply->empty()) send_to(from, *reply);
    }

    std::string standard(const std::string& command, const std::string& from) {
        const auto at = std::ranges::find(monitors_, from);
        if (command == "ATTACH") {
            monitors_.push_back(from);
            return "OK\n";
        }
        if (command == "DETACH") {
            if (at != monitors_.end()) monitors_.erase(at);
            return "OK\n";
        }
        if (command.starts_with("LEVEL")) return at != monitors_.end() ? "OK\n" : "FAIL\n";
        if (command == "STATUS") return "wpa_state=SCANNING\n";
        if (command == "LIST_NETWORKS") return "network id / ssid / bssid / flags\n";
        return "FAIL\n";
    }

    void send_to(const std::string& address, const std::string& text) {
        (void)::sendto(socket_.native_handle(), text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                       reinterpret_cast<const sockaddr*>(address.data()),
                       static_cast<socklen_t>(address.size()));
    }

    std::string path_;
    boost::asio::local::datagram_protocol::socket socket_;
    std::vector<std::string> monitors_;
};

/// Runs the loop until `done`, three seconds at most; whether it was done.
template <class Done>
bool run_until(boost::asio::io_context& io, Done&& done) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{3};
    io.restart();
    while (!done() && std::chrono::steady_clock::now() < until) {
        if (io.stopped()) io.restart();
        io.run_one_for(std::chrono::milliseconds{20});
    }
    return done();
}

}  // namespace fake
