#include "lab/guest/control.hpp"

#include <array>
#include <cstring>
#include <unistd.h>
#include <utility>

#include <sys/socket.h>
#include <sys/un.h>

namespace lab::guest {

std::string value_of(const std::string& reply, const std::string& key) {
    const auto at = reply.find(key + "=");
    if (at == std::string::npos) return {};
    const auto start = at + key.size() + 1;
    return reply.substr(start, reply.find_first_of(" \n", start) - start);
}

Control::~Control() {
    for (auto& [path, peer] : peers_) {
        loop_.unwatch(peer->fd);
        close(peer->fd);
    }
}

Control::Peer* Control::peer(const std::string& socket_path) {
    if (const auto known = peers_.find(socket_path); known != peers_.end()) return known->second.get();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket_path.size() >= sizeof address.sun_path) return nullptr;
    std::memcpy(address.sun_path, socket_path.data(), socket_path.size());
    const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    // An address of the kernel's choice (autobind), so that the daemon can answer.
    const sa_family_t any = AF_UNIX;
    if (fd < 0 || bind(fd, reinterpret_cast<const sockaddr*>(&any), sizeof any) != 0 ||
        connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        if (fd >= 0) close(fd);
        return nullptr;
    }
    auto created = std::make_unique<Peer>();
    created->fd = fd;
    Peer* result = created.get();
    loop_.watch(fd, [this, result] { read(*result); });
    peers_.emplace(socket_path, std::move(created));
    return result;
}

bool Control::request(const std::string& socket_path, const std::string& command, Reply reply) {
    Peer* to = peer(socket_path);
    if (!to) return false;
    if (send(to->fd, command.data(), command.size(), 0) < 0) {
        loop_.unwatch(to->fd);
        close(to->fd);
        peers_.erase(socket_path);
        return false;
    }
    to->waiting.push_back(std::move(reply));
    return true;
}

bool Control::attach(const std::string& socket_path, OnEvent on_event) {
    if (!request(socket_path, "ATTACH")) return false;
    peers_.at(socket_path)->on_event = std::move(on_event);
    return true;
}

void Control::read(Peer& peer) {
    std::array<char, 16384> buffer{};
    const ssize_t count = recv(peer.fd, buffer.data(), buffer.size(), 0);
    if (count < 0) return;
    // An event begins with its level: "<3>AP-STA-CONNECTED ..."; no reply does.
    const std::string_view datagram{buffer.data(), static_cast<std::size_t>(count)};
    if (datagram.starts_with('<')) {
        const auto level = datagram.find('>');
        if (peer.on_event && level != std::string_view::npos) peer.on_event(datagram.substr(level + 1));
        return;
    }
    if (peer.waiting.empty()) return;
    const Reply reply = std::move(peer.waiting.front());
    peer.waiting.erase(peer.waiting.begin());
    if (reply) reply(std::string{datagram});
}

}  // namespace lab::guest
