#include "lab/guest/control_proxy.hpp"

#include <cerrno>
#include <cstddef>
#include <string_view>
#include <unistd.h>
#include <utility>

#include <sys/socket.h>
#include <sys/un.h>
#include <system_error>

#include "lab/guest/system.hpp"
#include "lab/guest/traffic.hpp"

namespace lab::guest {

namespace {

constexpr std::size_t kLargest = 65'536;

sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    return address;
}

}  // namespace

ControlProxy::ControlProxy(Loop& loop, const std::string& front, std::string back)
    : loop_{loop}, back_{std::move(back)}, buffer_(kLargest, '\0') {
    const InNamespace inside{kStationNamespace};
    front_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const sockaddr_un address = address_of(front);
    unlink(front.c_str());
    if (front_ < 0 || bind(front_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::system_error(errno, std::generic_category(), "control proxy");
    loop_.watch(front_, [this] { from_client(); });
}

ControlProxy::~ControlProxy() {
    while (!daemons_.empty()) forget(daemons_.begin()->first);
    loop_.unwatch(front_);
    close(front_);
}

bool ControlProxy::answer(const std::string& client, std::string_view datagram) const {
    return sendto(front_, datagram.data(), datagram.size(), 0,
                  reinterpret_cast<const sockaddr*>(client.data()),
                  static_cast<socklen_t>(client.size())) >= 0;
}

int ControlProxy::daemon_for(const std::string& client) {
    if (const auto known = daemons_.find(client); known != daemons_.end()) return known->second;
    const InNamespace inside{kStationNamespace};
    const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const sa_family_t any = AF_UNIX;
    const sockaddr_un address = address_of(back_);
    if (bind(fd, reinterpret_cast<const sockaddr*>(&any), sizeof any) != 0 ||
        connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        close(fd);
        return -1;
    }
    daemons_[client] = fd;
    loop_.watch(fd, [this, fd, client] { from_daemon(fd, client); });
    return fd;
}

void ControlProxy::forget(const std::string& client) {
    const auto known = daemons_.find(client);
    if (known == daemons_.end()) return;
    const int fd = known->second;
    daemons_.erase(known);
    loop_.unwatch(fd);
    close(fd);
}

void ControlProxy::from_client() {
    sockaddr_un sender{};
    socklen_t length = sizeof sender;
    const ssize_t count =
        recvfrom(front_, buffer_.data(), buffer_.size(), 0, reinterpret_cast<sockaddr*>(&sender), &length);
    if (count < 0 || mood_ == Mood::Silent) return;
    // The address is abstract, with a zero first: keep it as octets.
    const std::string client{reinterpret_cast<const char*>(&sender), length};
    if (mood_ == Mood::Refuse) {
        if (!answer(client, "FAIL\n")) forget(client);
        return;
    }
    // When the daemon is gone its clients would see a refused connection; through us they see silence.
    const int daemon = daemon_for(client);
    if (daemon >= 0 && send(daemon, buffer_.data(), static_cast<std::size_t>(count), 0) < 0) forget(client);
}

void ControlProxy::from_daemon(int fd, const std::string& watched) {
    const ssize_t count = recv(fd, buffer_.data(), buffer_.size(), 0);
    const std::string client = watched;  // forget() takes the closure, and what it holds, away
    if (count <= 0) return;
    const std::string_view datagram{buffer_.data(), static_cast<std::size_t>(count)};
    const bool is_event = datagram.starts_with('<');
    if (mood_ == Mood::Silent || (mood_ == Mood::Refuse && !is_event)) return;
    // A client that timed out comes back with a new address.
    if (!answer(client, datagram)) forget(client);
}

}  // namespace lab::guest
