#include "lab/guest/traffic.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <unistd.h>
#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>
#include <system_error>

#include "lab/guest/system.hpp"

namespace lab::guest {

namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

sockaddr_in endpoint(const std::string& address, std::uint16_t port) {
    sockaddr_in result{};
    result.sin_family = AF_INET;
    result.sin_port = htons(port);
    inet_pton(AF_INET, address.c_str(), &result.sin_addr);
    return result;
}

int open_end(const std::string& own, std::uint16_t port) {
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) fail("udp socket");
    const sockaddr_in here = endpoint(own, port);
    // The address may not be configured yet; the socket waits for it.
    const int on = 1;
    setsockopt(fd, IPPROTO_IP, IP_FREEBIND, &on, sizeof on);
    if (bind(fd, reinterpret_cast<const sockaddr*>(&here), sizeof here) != 0) fail("udp bind");
    return fd;
}

int open_station_end(const StreamEnds& ends) {
    const InNamespace inside{ends.space};
    return open_end(ends.station, ends.port);
}

}  // namespace

TrafficStream::TrafficStream(Loop& loop, int octets, Micros period, Arrived arrived, StreamEnds ends)
    : loop_{loop},
      payload_(static_cast<std::size_t>(octets)),
      period_{period},
      arrived_{std::move(arrived)},
      ends_{std::move(ends)},
      server_{open_end(kServerAddress, ends_.port)},
      station_{open_station_end(ends_)} {
    loop_.watch(server_, [this] { read(server_, Direction::Up); });
    loop_.watch(station_, [this] { read(station_, Direction::Down); });
}

TrafficStream::~TrafficStream() {
    loop_.unwatch(server_);
    loop_.unwatch(station_);
    close(server_);
    close(station_);
}

void TrafficStream::start(std::int64_t first, std::int64_t last) {
    next_ = first;
    last_ = last;
    loop_.at(first * period_, [this] { send_next(); });
}

void TrafficStream::send_next() {
    std::memcpy(payload_.data(), &next_, sizeof next_);
    // A packet that the stack refuses (no link, full queue) is a lost packet, which is what is measured.
    const sockaddr_in station = endpoint(ends_.station, ends_.port);
    const sockaddr_in server = endpoint(kServerAddress, ends_.port);
    sendto(server_, payload_.data(), payload_.size(), 0, reinterpret_cast<const sockaddr*>(&station),
           sizeof station);
    sendto(station_, payload_.data(), payload_.size(), 0, reinterpret_cast<const sockaddr*>(&server),
           sizeof server);
    if (++next_ <= last_) loop_.at(next_ * period_, [this] { send_next(); });
}

void TrafficStream::read(int fd, Direction direction) {
    std::array<char, 2048> buffer{};
    const ssize_t count = recv(fd, buffer.data(), buffer.size(), 0);
    std::int64_t sequence = 0;
    if (count < static_cast<ssize_t>(sizeof sequence)) return;
    std::memcpy(&sequence, buffer.data(), sizeof sequence);
    arrived_(direction, sequence, sequence * period_);
}

}  // namespace lab::guest
