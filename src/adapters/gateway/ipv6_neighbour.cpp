#include "adapters/gateway/ipv6_neighbour.hpp"

#include <array>
#include <cstring>
#include <unistd.h>

#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

namespace gateway {

namespace {

/// One neighbour: the fixed part, and its address as an attribute.
struct Request {
    nlmsghdr header{};
    ndmsg neighbour{};
    rtattr attribute{};
    Ipv6Address address;
};
constexpr std::size_t kAttributesAt = NLMSG_LENGTH(sizeof(ndmsg));
static_assert(offsetof(Request, attribute) == kAttributesAt && sizeof(rtattr) == 4);

// States in which the kernel would send to it (<linux/neighbour.h>).
constexpr int kKnown = NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_PERMANENT;

std::optional<wifi::MacAddress> hardware_in(std::span<const std::uint8_t> answer) {
    nlmsghdr header{};
    ndmsg neighbour{};
    if (answer.size() < kAttributesAt) return std::nullopt;
    std::memcpy(&header, answer.data(), sizeof header);
    std::memcpy(&neighbour, answer.data() + sizeof header, sizeof neighbour);
    if (header.nlmsg_type != RTM_NEWNEIGH || (neighbour.ndm_state & kKnown) == 0) return std::nullopt;
    for (auto rest = answer.subspan(kAttributesAt); rest.size() >= sizeof(rtattr);) {
        rtattr attribute{};
        std::memcpy(&attribute, rest.data(), sizeof attribute);
        if (attribute.rta_len < sizeof attribute || attribute.rta_len > rest.size()) return std::nullopt;
        wifi::MacAddress hardware;
        const bool fits = attribute.rta_len == sizeof attribute + hardware.octets.size();
        if (attribute.rta_type == NDA_LLADDR && fits) {
            std::memcpy(hardware.octets.data(), rest.data() + sizeof attribute, hardware.octets.size());
            return hardware;
        }
        const std::size_t whole = RTA_ALIGN(std::size_t{attribute.rta_len});
        rest = rest.subspan(whole < rest.size() ? whole : rest.size());
    }
    return std::nullopt;
}

}  // namespace

std::optional<wifi::MacAddress> hardware_of(const std::string& interface, const Ipv6Address& address) {
    Request request;
    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = RTM_GETNEIGH;
    request.header.nlmsg_flags = NLM_F_REQUEST;
    request.neighbour.ndm_family = AF_INET6;
    request.neighbour.ndm_ifindex = static_cast<int>(if_nametoindex(interface.c_str()));
    request.attribute.rta_type = NDA_DST;
    request.attribute.rta_len = sizeof request.attribute + sizeof request.address;
    request.address = address;
    const int fd = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    if (fd < 0) return std::nullopt;
    std::array<std::uint8_t, 1024> answer{};
    ssize_t size = -1;
    if (::send(fd, &request, sizeof request, 0) == sizeof request)
        size = ::recv(fd, answer.data(), answer.size(), 0);  // the kernel answers before send() returns
    ::close(fd);
    if (size < 0) return std::nullopt;
    return hardware_in(std::span{answer}.first(static_cast<std::size_t>(size)));
}

}  // namespace gateway
