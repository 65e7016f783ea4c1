// Which BSS hostapd has: the control sockets in its folder, found when they appear, forgotten when they
// vanish.
//
// A socket is a BSS when its STATUS has a state. The global socket and those of other programs answer
// otherwise; behind the leftover of a crash nobody listens; one that does not answer is asked again. The
// kernel tells of changes in the folder (inotify); where it does not, or the folder itself comes and goes,
// reading it every two seconds does.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "adapters/hostap/control_socket.hpp"

namespace hostapd {

class Directory {
public:
    /// The name of a BSS's interface.
    using OnName = std::function<void(const std::string&)>;

    struct Config {
        std::string path = "/run/hostapd";
        std::chrono::milliseconds rescan{2'000};
        bool watch = true;  ///< false: only by reading it
    };

    /// Of a BSS whose socket was replaced both are called, on_vanish first. Neither may destroy this object.
    Directory(boost::asio::io_context& io, Config config, OnName on_appear, OnName on_vanish);
    ~Directory();
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    /// Begins to look.
    void start();

private:
    /// Tells one file from its successor of the same name.
    struct Identity {
        std::uint64_t device = 0;
        std::uint64_t inode = 0;
        std::int64_t made_s = 0;
        std::int64_t made_ns = 0;

        friend bool operator==(const Identity&, const Identity&) = default;
    };
    enum class Kind : std::uint8_t { NotKnown, Bss, Other };
    struct Entry {
        Identity identity;
        Kind kind = Kind::NotKnown;
        std::shared_ptr<hostap::ControlSocket> asked;  ///< while its answer is awaited
    };

    void scan_again_later();
    void scan();
    void watch();
    void wait_for_changes();
    void found(const std::string& name, const Identity& identity);
    void ask(const std::string& name);
    void answered(const std::string& name, const hostap::Reply& reply);
    /// Forgets `name`; says so when it was a BSS.
    void forget(const std::string& name);

    boost::asio::io_context& io_;
    Config config_;
    OnName on_appear_;
    OnName on_vanish_;
    boost::asio::steady_timer timer_;
    boost::asio::posix::stream_descriptor changes_;
    std::map<std::string, Entry> entries_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  ///< false once the object is gone
};

}  // namespace hostapd
