#include "adapters/hostapd/directory.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include <boost/asio/post.hpp>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace hostapd {

namespace {

/// Whether somebody has the socket at `path` open. Sends nothing.
bool listens(const std::string& path) {
    sockaddr_un address{};
    if (path.size() >= sizeof address.sun_path) return false;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    const int probe = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (probe < 0) return true;  // no room for more descriptors: nothing was learned
    const int result = ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    const bool refused = result != 0 && (errno == ECONNREFUSED || errno == ENOENT);
    ::close(probe);
    return !refused;
}

}  // namespace

Directory::Directory(boost::asio::io_context& io, Config config, OnName on_appear, OnName on_vanish)
    : io_{io},
      config_{std::move(config)},
      on_appear_{std::move(on_appear)},
      on_vanish_{std::move(on_vanish)},
      timer_{io},
      changes_{io} {}

Directory::~Directory() {
    *alive_ = false;
    for (const auto& [name, entry] : entries_)
        if (entry.asked) entry.asked->close();
}

void Directory::start() {
    if (config_.watch) {
        if (const int descriptor = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC); descriptor >= 0) {
            changes_.assign(descriptor);
            wait_for_changes();
        }
    }
    boost::asio::post(io_, [this, alive = alive_] {
        if (*alive) scan_again_later();
    });
}

void Directory::scan_again_later() {
    scan();
    timer_.expires_after(config_.rescan);
    timer_.async_wait([this, alive = alive_](auto error) {
        if (!error && *alive) scan_again_later();
    });
}

void Directory::watch() {
    // Again each time: the folder may be another one now. For the same one it changes nothing.
    if (changes_.is_open())
        (void)::inotify_add_watch(
            changes_.native_handle(), config_.path.c_str(),
            IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM | IN_ATTRIB | IN_DELETE_SELF | IN_ONLYDIR);
}

void Directory::wait_for_changes() {
    changes_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this, alive = alive_](auto error) {
        if (error || !*alive) return;
        // What has changed is seen in the folder itself; the messages only say that something has.
        std::array<char, 4096> ignored;
        while (::read(changes_.native_handle(), ignored.data(), ignored.size()) > 0) {
        }
        scan();
        wait_for_changes();
    });
}

void Directory::scan() {
    watch();
    std::map<std::string, Identity> there;
    if (DIR* folder = ::opendir(config_.path.c_str())) {
        while (const dirent* file = ::readdir(folder)) {
            struct stat about{};
            const std::string name = file->d_name;
            if (::lstat((config_.path + "/" + name).c_str(), &about) != 0 || !S_ISSOCK(about.st_mode))
                continue;
            there[name] = {about.st_dev, about.st_ino, about.st_mtim.tv_sec, about.st_mtim.tv_nsec};
        }
        ::closedir(folder);
    }
    std::vector<std::string> gone;
    for (const auto& [name, entry] : entries_)
        if (!there.contains(name)) gone.push_back(name);
    for (const std::string& name : gone) forget(name);
    for (const auto& [name, identity] : there) found(name, identity);
}

void Directory::found(const std::string& name, const Identity& identity) {
    const auto known = entries_.find(name);
    if (known != entries_.end() && known->second.identity != identity) forget(name);
    Entry& entry = entries_[name];
    entry.identity = identity;
    if (entry.kind == Kind::Other || entry.asked) return;
    if (entry.kind == Kind::NotKnown) return ask(name);
    if (listens(config_.path + "/" + name)) return;
    // It ended without tidying up. Its successor makes another file, so this one is asked in vain, for free.
    forget(name);
}

void Directory::ask(const std::string& name) {
    auto opened = hostap::ControlSocket::open(io_, config_.path + "/" + name, {}, {});
    if (!opened) return;  // nobody listens, or we may not: the next look asks again
    entries_[name].asked = *opened;
    (*opened)->request("STATUS", [this, name](const hostap::Reply& reply) { answered(name, reply); });
}

void Directory::answered(const std::string& name, const hostap::Reply& reply) {
    Entry& entry = entries_[name];
    std::exchange(entry.asked, nullptr)->close();
    if (!reply) return;
    const bool is_bss = reply->starts_with("state=") || reply->contains("\nstate=");
    entry.kind = is_bss ? Kind::Bss : Kind::Other;
    if (is_bss) on_appear_(name);
}

void Directory::forget(const std::string& name) {
    const auto known = entries_.find(name);
    if (known == entries_.end()) return;
    const Entry entry = std::move(known->second);
    entries_.erase(known);
    if (entry.asked) entry.asked->close();
    if (entry.kind == Kind::Bss) on_vanish_(name);
}

}  // namespace hostapd
