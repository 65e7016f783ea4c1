#include "adapters/nl80211/monitor_socket.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <unistd.h>

#include <fmt/format.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "wifi/frame.hpp"
#include "wifi/radiotap.hpp"

namespace nl80211 {

namespace {

constexpr std::size_t kFcs = 4;
constexpr std::size_t kLongestFrame = 4096;

std::string system_error(const char* what) {
    const int error = errno;
    const char* remedy = error == EPERM ? "; it needs CAP_NET_ADMIN and CAP_NET_RAW" : "";
    return fmt::format("{}: {}{}", what, std::strerror(error), remedy);
}

constexpr sock_filter statement(std::uint16_t code, std::uint32_t value) { return {code, 0, 0, value}; }
constexpr sock_filter jump_if_equal(std::uint32_t value, std::uint8_t yes, std::uint8_t no) {
    return {BPF_JMP | BPF_JEQ | BPF_K, yes, no, value};
}

// Frame control of a beacon and of a probe response (9.2.4.1.3): type 0, subtypes 8 and 5.
constexpr std::uint32_t kBeacon = 0x80;
constexpr std::uint32_t kProbeResponse = 0x50;

/// The frame starts behind the radiotap header, whose length is at octets 2 and 3, little-endian.
constexpr auto kBeaconsOnly = std::to_array<sock_filter>({
    statement(BPF_LD | BPF_B | BPF_ABS, 3),
    statement(BPF_ALU | BPF_LSH | BPF_K, 8),
    statement(BPF_MISC | BPF_TAX, 0),
    statement(BPF_LD | BPF_B | BPF_ABS, 2),
    statement(BPF_ALU | BPF_OR | BPF_X, 0),
    statement(BPF_MISC | BPF_TAX, 0),
    statement(BPF_LD | BPF_B | BPF_IND, 0),
    jump_if_equal(kBeacon, 1, 0),
    jump_if_equal(kProbeResponse, 0, 1),
    statement(BPF_RET | BPF_K, kLongestFrame),
    statement(BPF_RET | BPF_K, 0),
});
constexpr auto kNothing = std::to_array<sock_filter>({statement(BPF_RET | BPF_K, 0)});

template <std::size_t N>
void attach(int fd, std::array<sock_filter, N> program) {
    const sock_fprog filter{static_cast<unsigned short>(N), program.data()};
    setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
}

template <class Body>
void take_timer(const wifi::ManagementFrame& frame, std::optional<TimedFrame>& result) {
    const auto body = frame.body.as<Body>();
    if (!body) return;
    result.emplace();
    result->bssid = frame.bssid;
    result->tsf_us = body->timestamp_us;
    result->interval_tu = body->beacon_interval_tu;
}

}  // namespace

std::optional<TimedFrame> parse_timed_frame(std::span<const std::uint8_t> packet) {
    const auto header = wifi::parse_radiotap(packet);
    if (!header || header->is_bad || !header->signal || !header->channel_mhz) return std::nullopt;
    const auto channel = wifi::Channel::at_mhz(*header->channel_mhz);
    const std::size_t fcs = header->has_fcs ? kFcs : 0;
    if (!channel || packet.size() < header->length + fcs) return std::nullopt;
    const auto frame =
        wifi::parse_management(packet.subspan(header->length, packet.size() - header->length - fcs));
    if (!frame || frame->is_protected()) return std::nullopt;
    std::optional<TimedFrame> result;
    if (frame->kind() == wifi::Beacon::kId) take_timer<wifi::Beacon>(*frame, result);
    if (frame->kind() == wifi::ProbeResponse::kId) take_timer<wifi::ProbeResponse>(*frame, result);
    if (!result) return std::nullopt;
    result->channel = *channel;
    result->level = *header->signal;
    return result;
}

MonitorSocket::~MonitorSocket() {
    if (fd_ >= 0) close(fd_);
}

std::expected<void, std::string> MonitorSocket::open(int index) {
    // No protocol yet: nothing is received before the filter and the interface are set.
    fd_ = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd_ < 0) return std::unexpected(system_error("cannot open a packet socket"));
    set_deaf(true);
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(ETH_P_ALL);
    address.sll_ifindex = index;
    if (bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return std::unexpected(system_error("cannot bind to the monitor interface"));
    return {};
}

std::expected<void, std::string> MonitorSocket::set_up(const std::string& name, bool up) {
    ifreq request{};
    name.copy(request.ifr_name, IFNAMSIZ - 1);
    if (ioctl(fd_, SIOCGIFFLAGS, &request) != 0)
        return std::unexpected(system_error("cannot read the monitor interface's flags"));
    const int flags = up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP;
    request.ifr_flags = static_cast<short>(flags);
    if (ioctl(fd_, SIOCSIFFLAGS, &request) != 0)
        return std::unexpected(system_error("cannot bring the monitor interface up"));
    return {};
}

void MonitorSocket::set_deaf(bool deaf) {
    if (deaf)
        attach(fd_, kNothing);
    else
        attach(fd_, kBeaconsOnly);
}

void MonitorSocket::read(const std::function<void(const TimedFrame&)>& each) {
    std::array<std::uint8_t, kLongestFrame> packet{};
    for (;;) {
        const ssize_t size = recv(fd_, packet.data(), packet.size(), MSG_DONTWAIT);
        if (size < 0 && errno == EINTR) continue;
        // ENETDOWN comes once when the interface goes down; it can be up again later.
        if (size < 0 && errno == ENETDOWN) continue;
        if (size < 0) return;
        if (const auto frame = parse_timed_frame(std::span{packet}.first(static_cast<std::size_t>(size))))
            each(*frame);
    }
}

}  // namespace nl80211
