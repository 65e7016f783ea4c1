#include "adapters/gateway/arp_question.hpp"

#include <cstring>
#include <unistd.h>

#include <linux/if_ether.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "adapters/gateway/kernel_tables.hpp"

namespace gateway {

namespace {

using records::NetworkReason;

/// Where another machine answered, the gateway itself gets this long to contradict.
constexpr std::chrono::milliseconds kContradict{100};

constexpr wifi::MacAddress kEverybody{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

std::optional<Ipv4Address> own_address(const std::string& interface) {
    const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return std::nullopt;
    ifreq request{};
    interface.copy(request.ifr_name, sizeof request.ifr_name - 1);
    const bool read = ::ioctl(fd, SIOCGIFADDR, &request) == 0;
    ::close(fd);
    if (!read) return std::nullopt;
    sockaddr_in address{};
    std::memcpy(&address, &request.ifr_addr, sizeof address);
    Ipv4Address own;
    std::memcpy(own.octets.data(), &address.sin_addr, own.octets.size());
    return own;
}

}  // namespace

void ArpQuestion::remember() {
    // Not /proc/net: a service may see only /proc's processes (ProcSubset=pid).
    const auto gateway = default_gateway(file_text("/proc/self/net/route"), interface());
    if (!gateway) return;
    if (gateway != gateway_) hardware_.reset();
    gateway_ = gateway;
    if (const auto hardware = hardware_of(file_text("/proc/self/net/arp"), interface(), *gateway))
        hardware_ = hardware;
}

void ArpQuestion::forget() {
    cancel();
    gateway_.reset();
    hardware_.reset();
}

std::optional<ports::FamilyProbed> ArpQuestion::open() {
    if (!gateway_) remember();
    if (!gateway_) return nobody(NetworkReason::GatewayNotKnown);
    wanted_ = *gateway_;
    const auto opened =
        socket_.open(interface(), ETH_P_ARP, {},
                     [this](std::span<const std::uint8_t> frame, const wifi::MacAddress&) { read(frame); });
    if (!opened) return cannot_ask(opened.error());
    const auto own = own_address(interface());
    if (!own) return nobody(NetworkReason::NoAddress);
    own_ = *own;
    result_.expected = hardware_;
    return std::nullopt;
}

void ArpQuestion::send(std::size_t, bool everybody) {
    const wifi::MacAddress& hardware = socket_.hardware();
    if (hardware_) socket_.send(arp_request(hardware, own_, wanted_), *hardware_);
    if (!hardware_ || everybody) socket_.send(arp_request(hardware, {}, wanted_), kEverybody);
}

void ArpQuestion::read(std::span<const std::uint8_t> frame) {
    const auto reply = parse_arp_reply(frame);
    if (!reply || reply->address != wanted_) return;
    const bool expected = reply->hardware == result_.expected;
    if (!result_.answered || expected) result_.answered = reply->hardware;
    hardware_ = result_.answered;
    if (!result_.expected || expected) return end();
    settle_within(kContradict);
}

}  // namespace gateway
