#include "adapters/peers/udp_peers.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <ifaddrs.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/post.hpp>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace peers {

namespace {

constexpr std::chrono::seconds kInterfacesEvery{10};
/// Between two flushes, so that a flood is not answered last.
constexpr int kMostReads = 128;

base::Instant now() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

std::string failed(const char* what) { return std::string{what} + ": " + std::strerror(errno); }

/// As the kernel wants it; the size is that of the family's own.
struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;
};

Address to_socket(const Endpoint& endpoint) {
    Address address;
    if (endpoint.is_ipv4()) {
        sockaddr_in ipv4{};
        ipv4.sin_family = AF_INET;
        ipv4.sin_port = htons(endpoint.port);
        std::memcpy(&ipv4.sin_addr, endpoint.address.data() + 12, sizeof ipv4.sin_addr);
        std::memcpy(&address.storage, &ipv4, sizeof ipv4);
        address.size = sizeof ipv4;
    } else {
        sockaddr_in6 ipv6{};
        ipv6.sin6_family = AF_INET6;
        ipv6.sin6_port = htons(endpoint.port);
        ipv6.sin6_scope_id = endpoint.scope;
        std::memcpy(&ipv6.sin6_addr, endpoint.address.data(), sizeof ipv6.sin6_addr);
        std::memcpy(&address.storage, &ipv6, sizeof ipv6);
        address.size = sizeof ipv6;
    }
    return address;
}

Endpoint from_socket(const sockaddr_storage& storage) {
    Endpoint endpoint;
    if (storage.ss_family == AF_INET) {
        sockaddr_in ipv4{};
        std::memcpy(&ipv4, &storage, sizeof ipv4);
        endpoint.address[10] = endpoint.address[11] = 0xFF;
        std::memcpy(endpoint.address.data() + 12, &ipv4.sin_addr, sizeof ipv4.sin_addr);
        endpoint.port = ntohs(ipv4.sin_port);
    } else {
        sockaddr_in6 ipv6{};
        std::memcpy(&ipv6, &storage, sizeof ipv6);
        std::memcpy(endpoint.address.data(), &ipv6.sin6_addr, sizeof ipv6.sin6_addr);
        endpoint.scope = ipv6.sin6_scope_id;
        endpoint.port = ntohs(ipv6.sin6_port);
    }
    return endpoint;
}

}  // namespace

std::expected<PeerSetting, std::string> parse_peers(const std::vector<std::string>& words,
                                                    std::uint16_t port) {
    PeerSetting setting;
    for (const std::string& word : words) {
        const bool may_be_name =
            !word.empty() && word.size() < IFNAMSIZ && word.find_first_of(":/ %[") == std::string::npos;
        if (word == "lan")
            setting.lan = true;
        else if (const auto address = parse_endpoint(word, port))
            setting.addresses.push_back(*address);
        else if (may_be_name && word.find_first_not_of("0123456789.") != std::string::npos)
            setting.interfaces.push_back(word);  // it may come later
        else
            return std::unexpected(
                "\"" + word +
                "\" is neither \"lan\" nor an interface nor an IP address with or without port");
    }
    return setting;
}

std::vector<std::string> lan_interfaces() {
    std::vector<std::string> names;
    ifaddrs* all = nullptr;
    if (::getifaddrs(&all) != 0) return names;
    const std::unique_ptr<ifaddrs, decltype([](ifaddrs* list) { ::freeifaddrs(list); })> frees{all};
    for (const ifaddrs* entry = all; entry; entry = entry->ifa_next) {
        constexpr unsigned kWanted = IFF_UP | IFF_MULTICAST;
        constexpr unsigned kUnwanted = IFF_LOOPBACK | IFF_POINTOPOINT;
        const bool addressed = entry->ifa_addr && (entry->ifa_addr->sa_family == AF_INET ||
                                                   entry->ifa_addr->sa_family == AF_INET6);
        if (!addressed || (entry->ifa_flags & (kWanted | kUnwanted)) != kWanted) continue;
        std::error_code fault;
        const std::filesystem::path folder = std::filesystem::path{"/sys/class/net"} / entry->ifa_name;
        if (std::filesystem::exists(folder / "phy80211", fault) ||
            std::filesystem::exists(folder / "brport", fault))
            continue;
        if (std::ranges::find(names, entry->ifa_name) == names.end()) names.emplace_back(entry->ifa_name);
    }
    return names;
}

UdpPeers::UdpPeers(boost::asio::io_context& io, std::string name, const SiteKey& key, PeerSetting setting,
                   OnEvent on_event, OnComplaint on_complaint)
    : setting_{std::move(setting)},
      ipv4_{io},
      ipv6_{io},
      timer_{io},
      interfaces_timer_{io},
      member_{Settings{std::move(name), {}}, key,
              Outside{.send = [this](const Endpoint& to, wifi::Octets datagram) { send(to, datagram); },
                      .event = std::move(on_event),
                      .complain = std::move(on_complaint),
                      .random = fill_random}} {}

std::expected<std::unique_ptr<UdpPeers>, std::string> UdpPeers::open(boost::asio::io_context& io,
                                                                     std::string name, const SiteKey& key,
                                                                     PeerSetting setting, std::uint16_t port,
                                                                     OnEvent on_event,
                                                                     OnComplaint on_complaint) {
    std::unique_ptr<UdpPeers> peers{new UdpPeers{io, std::move(name), key, std::move(setting),
                                                 std::move(on_event), std::move(on_complaint)}};
    if (auto bound = peers->bind(peers->ipv4_, AF_INET, port); !bound) return std::unexpected(bound.error());
    // A kernel without IPv6 is no reason to stay alone.
    if (auto bound = peers->bind(peers->ipv6_, AF_INET6, peers->port_); !bound && errno != EAFNOSUPPORT)
        return std::unexpected(bound.error());
    peers->find_interfaces();
    peers->flush_soon();
    return peers;
}

UdpPeers::~UdpPeers() {
    *alive_ = false;
    member_.end();
}

std::expected<void, std::string> UdpPeers::bind(Descriptor& socket, int family, std::uint16_t port) {
    const int fd = ::socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return std::unexpected(failed("peers: socket"));
    const int on = 1;
    const int off = 0;
    const int room = 1 << 20;  // the kernel gives less where its own limit is lower
    Endpoint any;
    any.port = port;
    if (family == AF_INET) {
        any.address[10] = any.address[11] = 0xFF;
        (void)::setsockopt(fd, IPPROTO_IP, IP_MULTICAST_ALL, &off, sizeof off);
    } else {
        (void)::setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
        (void)::setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_ALL, &off, sizeof off);
    }
    (void)::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    const Address address = to_socket(any);
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&address.storage), address.size) != 0) {
        const int fault = errno;
        ::close(fd);
        errno = fault;
        return std::unexpected(failed(("peers: UDP port " + std::to_string(port)).c_str()));
    }
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size) == 0) port_ = from_socket(bound).port;
    socket.assign(fd);
    wait(socket);
    return {};
}

bool UdpPeers::join(int interface, const Endpoint& group) {
    if (group.is_ipv4()) {
        ip_mreqn request{};
        std::memcpy(&request.imr_multiaddr, group.address.data() + 12, sizeof request.imr_multiaddr);
        request.imr_ifindex = interface;
        return ::setsockopt(ipv4_.native_handle(), IPPROTO_IP, IP_ADD_MEMBERSHIP, &request, sizeof request) ==
                   0 ||
               errno == EADDRINUSE;
    }
    if (!ipv6_.is_open()) return false;
    ipv6_mreq request{};
    std::memcpy(&request.ipv6mr_multiaddr, group.address.data(), sizeof request.ipv6mr_multiaddr);
    request.ipv6mr_interface = static_cast<unsigned>(interface);
    return ::setsockopt(ipv6_.native_handle(), IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, &request, sizeof request) ==
               0 ||
           errno == EADDRINUSE;
}

void UdpPeers::find_interfaces() {
    std::vector<std::string> names = setting_.interfaces;
    if (setting_.lan)
        for (std::string& name : lan_interfaces()) names.push_back(std::move(name));
    std::vector<Endpoint> announce = setting_.addresses;
    std::vector<Endpoint> joined;
    for (const std::string& name : names) {
        const unsigned index = ::if_nametoindex(name.c_str());
        if (index == 0) continue;  // not there now; looked for again
        for (const char* text : {kGroupIpv4, kGroupIpv6}) {
            Endpoint group = parse_endpoint(text, port_).value_or(Endpoint{});
            group.scope = index;
            if (!join(static_cast<int>(index), group)) continue;
            if (std::ranges::find(announce, group) == announce.end()) announce.push_back(group);
        }
    }
    member_.announce_to(std::move(announce));
    interfaces_timer_.expires_after(kInterfacesEvery);
    interfaces_timer_.async_wait([this, alive = alive_](auto error) {
        if (!error && *alive) find_interfaces();
    });
}

void UdpPeers::wait(Descriptor& socket) {
    socket.async_wait(Descriptor::wait_read, [this, &socket, alive = alive_](auto error) {
        if (error || !*alive) return;
        read(socket);
        if (*alive) wait(socket);
    });
}

void UdpPeers::read(Descriptor& socket) {
    std::array<std::uint8_t, 2048> datagram{};
    const auto alive = alive_;
    for (int i = 0; i < kMostReads; ++i) {
        sockaddr_storage from{};
        socklen_t size = sizeof from;
        const ssize_t got = ::recvfrom(socket.native_handle(), datagram.data(), datagram.size(), MSG_DONTWAIT,
                                       reinterpret_cast<sockaddr*>(&from), &size);
        if (got < 0) break;
        member_.receive(std::span{datagram}.first(static_cast<std::size_t>(got)), from_socket(from), now());
        if (!*alive) return;
    }
    flush();
}

void UdpPeers::send(const Endpoint& to, wifi::Octets datagram) {
    Descriptor& socket = to.is_ipv4() ? ipv4_ : ipv6_;
    if (!socket.is_open()) return;
    Address address = to_socket(to);
    iovec part{const_cast<std::uint8_t*>(datagram.data()), datagram.size()};  // only read
    msghdr message{};
    message.msg_name = &address.storage;
    message.msg_namelen = address.size;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    alignas(cmsghdr) std::array<std::uint8_t, CMSG_SPACE(sizeof(in_pktinfo))> control{};
    if (to.is_ipv4() && to.is_group()) {
        // IPv4 addresses have no scope: the interface goes beside.
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        cmsghdr* head = CMSG_FIRSTHDR(&message);
        head->cmsg_level = IPPROTO_IP;
        head->cmsg_type = IP_PKTINFO;
        head->cmsg_len = CMSG_LEN(sizeof(in_pktinfo));
        in_pktinfo info{};
        info.ipi_ifindex = static_cast<int>(to.scope);
        std::memcpy(CMSG_DATA(head), &info, sizeof info);
    }
    // What cannot be sent is lost, as on the way: what matters is sent again.
    (void)::sendmsg(socket.native_handle(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

void UdpPeers::flush_soon() {
    if (std::exchange(flush_asked_, true)) return;
    boost::asio::post(timer_.get_executor(), [this, alive = alive_] {
        if (*alive) flush();
    });
}

void UdpPeers::flush() {
    flush_asked_ = false;
    const base::Instant at = now();
    const auto alive = alive_;
    const base::Instant next = member_.flush(at);
    if (!*alive) return;
    timer_.expires_after(std::chrono::milliseconds{std::max<std::int64_t>(next.ms - at.ms, 1)});
    timer_.async_wait([this, alive](auto error) {
        if (!error && *alive) flush();
    });
}

void UdpPeers::share(const ports::SharedBss& bss) {
    member_.share(bss);
    flush_soon();
}
void UdpPeers::withdraw(const wifi::MacAddress& bssid) {
    member_.withdraw(bssid);
    flush_soon();
}
void UdpPeers::share(const ports::SharedSighting& sighting) {
    member_.share(sighting, now());
    flush_soon();
}
void UdpPeers::claim(const ports::SharedClaim& claim) {
    member_.claim(claim);
    flush_soon();
}
void UdpPeers::hand_over(const std::string& peer, std::uint32_t epoch, const records::ClientMemory& memory) {
    member_.hand_over(peer, epoch, memory, now());
    flush_soon();
}

}  // namespace peers
