#include "adapters/gateway/gateway_probe.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <sstream>
#include <unistd.h>
#include <utility>

#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "adapters/gateway/kernel_tables.hpp"

namespace gateway {

namespace {

using records::NetworkReason;
using std::chrono::milliseconds;

/// When it is asked, from the start of the probe; the last is the end. Frames are lost most often just after
/// a move, when the rate control starts anew.
constexpr std::array<milliseconds, 6> kAskAt{milliseconds{0},   milliseconds{40},  milliseconds{100},
                                             milliseconds{220}, milliseconds{480}, milliseconds{1'000}};
/// From this question on everybody is asked as well.
constexpr std::size_t kAskEverybodyFrom = 2;
/// Where another machine answered, the gateway itself gets this long to contradict.
constexpr milliseconds kContradict{100};

constexpr wifi::MacAddress kEverybody{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

std::string file_text(const char* path) {
    std::ifstream file{path};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

ifreq named(const std::string& interface) {
    ifreq request{};
    interface.copy(request.ifr_name, sizeof request.ifr_name - 1);
    return request;
}

ports::GatewayProbed cannot_ask(const char* what) {
    ports::GatewayProbed result;
    result.reason = NetworkReason::CannotAsk;
    result.why =
        fmt::format("{}: {}{}", what, std::strerror(errno), errno == EPERM ? "; it needs CAP_NET_RAW" : "");
    return result;
}

}  // namespace

GatewayProbe::GatewayProbe(boost::asio::io_context& io, std::string interface)
    : io_{io}, interface_{std::move(interface)}, socket_{io}, next_{io} {}

GatewayProbe::~GatewayProbe() { cancel(); }

void GatewayProbe::remember() {
    // Not /proc/net: a service may see only /proc's processes (ProcSubset=pid).
    const auto gateway = default_gateway(file_text("/proc/self/net/route"), interface_);
    if (!gateway) return;
    if (gateway != gateway_) hardware_.reset();
    gateway_ = gateway;
    if (const auto hardware = hardware_of(file_text("/proc/self/net/arp"), interface_, *gateway))
        hardware_ = hardware;
}

void GatewayProbe::forget() {
    cancel();
    gateway_.reset();
    hardware_.reset();
}

void GatewayProbe::probe(Done done) {
    cancel();
    if (!gateway_) remember();
    done_ = std::move(done);
    current_ = std::make_shared<bool>(true);
    result_ = {};
    result_.expected = hardware_;
    if (!gateway_) {
        result_.reason = NetworkReason::GatewayNotKnown;
        return answer_later(result_);
    }
    wanted_ = *gateway_;
    if (const auto problem = open()) return answer_later(*problem);
    result_.asked = true;
    asked_ = 0;
    wait();
    ask();
}

void GatewayProbe::cancel() {
    if (current_) *std::exchange(current_, nullptr) = false;
    next_.cancel();
    if (socket_.is_open()) ::close(socket_.release());
    done_ = nullptr;
}

std::optional<ports::GatewayProbed> GatewayProbe::open() {
    const int fd = ::socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return cannot_ask("packet socket");
    socket_.assign(fd);
    ifreq request = named(interface_);
    if (::ioctl(fd, SIOCGIFINDEX, &request) != 0) return cannot_ask("interface");
    index_ = request.ifr_ifindex;
    request = named(interface_);
    if (::ioctl(fd, SIOCGIFHWADDR, &request) != 0) return cannot_ask("hardware address");
    std::memcpy(own_hardware_.octets.data(), request.ifr_hwaddr.sa_data, own_hardware_.octets.size());
    request = named(interface_);
    if (::ioctl(fd, SIOCGIFADDR, &request) != 0) {
        ports::GatewayProbed none;
        none.reason = NetworkReason::NoAddress;
        return none;
    }
    sockaddr_in address{};
    std::memcpy(&address, &request.ifr_addr, sizeof address);
    std::memcpy(own_.octets.data(), &address.sin_addr, own_.octets.size());
    sockaddr_ll here{};
    here.sll_family = AF_PACKET;
    here.sll_protocol = htons(ETH_P_ARP);
    here.sll_ifindex = index_;
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&here), sizeof here) != 0) return cannot_ask("bind");
    return std::nullopt;
}

void GatewayProbe::ask() {
    const auto send = [this](const wifi::MacAddress& to, const Ipv4Address& own) {
        sockaddr_ll there{};
        there.sll_family = AF_PACKET;
        there.sll_protocol = htons(ETH_P_ARP);
        there.sll_ifindex = index_;
        there.sll_halen = static_cast<unsigned char>(to.octets.size());
        std::ranges::copy(to.octets, there.sll_addr);
        const ArpFrame frame = arp_request(own_hardware_, own, wanted_);
        // A question that is not sent is a question without an answer.
        (void)::sendto(socket_.native_handle(), frame.data(), frame.size(), MSG_DONTWAIT,
                       reinterpret_cast<const sockaddr*>(&there), sizeof there);
    };
    if (hardware_) send(*hardware_, own_);
    if (!hardware_ || asked_ >= kAskEverybodyFrom) send(kEverybody, {});
    ++asked_;
    next_.expires_after(kAskAt[asked_] - kAskAt[asked_ - 1]);
    next_.async_wait([this, current = current_](auto error) {
        if (error || !*current) return;
        if (asked_ + 1 < kAskAt.size() && !result_.answered) return ask();
        end();
    });
}

void GatewayProbe::wait() {
    socket_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                       [this, current = current_](auto error) {
                           if (error || !*current) return;
                           read();
                           if (*current) wait();
                       });
}

void GatewayProbe::read() {
    std::array<std::uint8_t, 128> frame{};
    while (true) {
        const ssize_t size = ::recv(socket_.native_handle(), frame.data(), frame.size(), MSG_DONTWAIT);
        if (size < 0) return;
        const auto reply = parse_arp_reply(std::span{frame}.first(static_cast<std::size_t>(size)));
        if (!reply || reply->address != wanted_) continue;
        const bool first = !result_.answered;
        if (first || reply->hardware == result_.expected) result_.answered = reply->hardware;
        if (!result_.expected || reply->hardware == result_.expected) return end();
        if (!first) continue;
        next_.expires_after(kContradict);
        next_.async_wait([this, current = current_](auto error) {
            if (!error && *current) end();
        });
    }
}

void GatewayProbe::end() {
    const auto done = std::move(done_);
    const ports::GatewayProbed result = result_;
    if (result.answered) hardware_ = result.answered;
    cancel();
    done(result);
}

void GatewayProbe::answer_later(ports::GatewayProbed result) {
    boost::asio::post(io_, [this, current = current_, result = std::move(result)] {
        if (!*current) return;
        const auto done = std::move(done_);
        cancel();
        done(result);
    });
}

}  // namespace gateway
