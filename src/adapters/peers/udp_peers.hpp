// The other access points of the site over UDP: a Member with sockets, a clock and a timer.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "adapters/peers/member.hpp"

namespace peers {

inline constexpr std::uint16_t kDefaultPort = 16730;
/// For experiments on one link (RFC 4727); a switch sends it everywhere, as all of 224.0.0.0/24 (RFC
/// 4541, 2.1.2).
inline constexpr const char* kGroupIpv4 = "224.0.0.254";
/// Link-local and not assigned by anybody (RFC 4291, 2.7: flag T); the last four octets are "roam".
inline constexpr const char* kGroupIpv6 = "ff12::726f:616d";

/// Who the peers are, from the one setting.
struct PeerSetting {
    bool lan = false;                     ///< every interface that may be a LAN; see lan_interfaces()
    std::vector<std::string> interfaces;  ///< on which peers are found by multicast
    std::vector<Endpoint> addresses;      ///< of peers that multicast does not reach

    friend bool operator==(const PeerSetting&, const PeerSetting&) = default;
};

/// Reads "lan", names of interfaces and addresses (parse_endpoint).
/// @return  or which word is none of them.
[[nodiscard]] std::expected<PeerSetting, std::string> parse_peers(const std::vector<std::string>& words,
                                                                  std::uint16_t port = kDefaultPort);

/// The interfaces that are up, do multicast and have an address, without loopback, tunnels, radios and ports
/// of bridges.
[[nodiscard]] std::vector<std::string> lan_interfaces();

class UdpPeers final : public ports::PeerNetwork {
public:
    using OnEvent = std::function<void(const ports::PeerEvent&)>;
    using OnComplaint = std::function<void(const std::string&)>;

    /// Opens the port for IPv4 and, where there is IPv6, for that.
    /// @param on_event  called from the loop, never from within a call to this object; it may make some.
    /// @return  why not, for people.
    [[nodiscard]] static std::expected<std::unique_ptr<UdpPeers>, std::string> open(
        boost::asio::io_context& io, std::string name, const SiteKey& key, PeerSetting setting,
        std::uint16_t port, OnEvent on_event, OnComplaint on_complaint);
    /// Tells the peers that it ends.
    ~UdpPeers() override;

    void share(const ports::SharedBss& bss) override;
    void withdraw(const wifi::MacAddress& bssid) override;
    void share(const ports::SharedSighting& sighting) override;
    void claim(const ports::SharedClaim& claim) override;
    void hand_over(const std::string& peer, std::uint32_t epoch,
                   const records::ClientMemory& memory) override;

    [[nodiscard]] const Member& member() const { return member_; }
    /// The port it has: 0 was any.
    [[nodiscard]] std::uint16_t port() const { return port_; }

private:
    using Descriptor = boost::asio::posix::stream_descriptor;

    UdpPeers(boost::asio::io_context& io, std::string name, const SiteKey& key, PeerSetting setting,
             OnEvent on_event, OnComplaint on_complaint);
    [[nodiscard]] std::expected<void, std::string> bind(Descriptor& socket, int family, std::uint16_t port);
    void find_interfaces();
    [[nodiscard]] bool join(int interface, const Endpoint& group);
    void wait(Descriptor& socket);
    void read(Descriptor& socket);
    void send(const Endpoint& to, wifi::Octets datagram);
    void flush_soon();
    void flush();

    PeerSetting setting_;
    std::uint16_t port_ = 0;
    Descriptor ipv4_;
    Descriptor ipv6_;
    boost::asio::steady_timer timer_;
    boost::asio::steady_timer interfaces_timer_;
    bool flush_asked_ = false;
    std::vector<Endpoint> joined_;                                ///< groups, each with its interface
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  ///< for handlers that come late
    Member member_;
};

}  // namespace peers
