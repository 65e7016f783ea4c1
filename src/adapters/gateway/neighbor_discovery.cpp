#include "adapters/gateway/neighbor_discovery.hpp"

#include <algorithm>

namespace gateway {

namespace {

constexpr std::size_t kHeader = 40;  // RFC 8200, 3; what it holds:
constexpr std::size_t kLengthAt = 4;
constexpr std::size_t kNextHeaderAt = 6;
constexpr std::size_t kHopLimitAt = 7;
constexpr std::size_t kSourceAt = 8;
constexpr std::size_t kDestinationAt = 24;

constexpr std::uint8_t kIcmp6 = 58;
constexpr std::uint8_t kHopLimit = 255;  // no router has forwarded it

// RFC 4861, 4.1 to 4.4, and where the options begin.
constexpr std::uint8_t kRouterSolicitation = 133;
constexpr std::uint8_t kRouterAdvertisement = 134;
constexpr std::uint8_t kNeighborSolicitation = 135;
constexpr std::uint8_t kNeighborAdvertisement = 136;
constexpr std::size_t kRouterOptions = 16;
constexpr std::size_t kNeighborOptions = 24;
constexpr std::size_t kTargetAt = 8;
constexpr std::uint8_t kSolicited = 0x40;

// 4.6
constexpr std::uint8_t kSourceHardware = 1;
constexpr std::uint8_t kTargetHardware = 2;
constexpr std::uint8_t kPrefixInformation = 3;

using Octets = std::span<const std::uint8_t>;

Ipv6Address address_at(Octets octets, std::size_t at) {
    Ipv6Address address;
    std::ranges::copy(octets.subspan(at, 16), address.octets.begin());
    return address;
}

constexpr Ipv6Address group(std::uint8_t last) {
    return {{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last}};
}

/// RFC 4291, 2.7.1.
Ipv6Address solicited_node(const Ipv6Address& address) {
    Ipv6Address result{{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff}};
    std::ranges::copy(Octets{address.octets}.last(3), result.octets.begin() + 13);
    return result;
}

std::uint32_t add_up(Octets octets, std::uint32_t sum) {
    for (std::size_t i = 0; i < octets.size(); ++i)
        sum += static_cast<std::uint32_t>(octets[i]) << (i % 2 == 0 ? 8 : 0);
    return sum;
}

/// The sum over pseudo-header (RFC 8200, 8.1) and message; a message whose checksum is right gives 0.
std::uint16_t checksum(Octets packet, Octets message) {
    std::uint32_t sum = add_up(packet.subspan(kSourceAt, 32), kIcmp6);
    sum += static_cast<std::uint32_t>(message.size());
    sum = add_up(message, sum);
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

Packet packet_of(const Ipv6Address& source, const Ipv6Address& destination, Packet message) {
    Packet packet(kHeader);
    packet[0] = 6U << 4;
    packet[kLengthAt + 1] = static_cast<std::uint8_t>(message.size());
    packet[kNextHeaderAt] = kIcmp6;
    packet[kHopLimitAt] = kHopLimit;
    std::ranges::copy(source.octets, packet.begin() + kSourceAt);
    std::ranges::copy(destination.octets, packet.begin() + kDestinationAt);
    const std::uint16_t sum = checksum(packet, message);
    message[2] = static_cast<std::uint8_t>(sum >> 8);
    message[3] = static_cast<std::uint8_t>(sum);
    packet.insert(packet.end(), message.begin(), message.end());
    return packet;
}

void append_hardware(Packet& message, const wifi::MacAddress& hardware) {
    message.insert(message.end(), {kSourceHardware, 1});
    message.insert(message.end(), hardware.octets.begin(), hardware.octets.end());
}

/// Calls `take(type, body)` for each option; false when their lengths are wrong (6.1.2, 7.1.2).
template <class Take>
bool each_option(Octets options, Take take) {
    while (!options.empty()) {
        const std::size_t size = options.size() < 2 ? 0 : std::size_t{options[1]} * 8;
        if (size == 0 || size > options.size()) return false;
        take(options[0], options.subspan(2, size - 2));
        options = options.subspan(size);
    }
    return true;
}

std::optional<wifi::MacAddress> hardware_in(Octets body) {
    wifi::MacAddress hardware;
    std::ranges::copy(body.first(6), hardware.octets.begin());
    if (hardware.is_group()) return std::nullopt;
    return hardware;
}

std::optional<Advertisement> router(Octets packet, Octets message) {
    RouterAdvertised result;
    result.source = address_at(packet, kSourceAt);
    if (message.size() < kRouterOptions || !result.source.is_link_local()) return std::nullopt;
    const bool well_formed =
        each_option(message.subspan(kRouterOptions), [&](std::uint8_t type, Octets body) {
            if (type == kSourceHardware) result.hardware = hardware_in(body);
            if (type != kPrefixInformation || body.size() < 30) return;
            // Length, flags, valid lifetime, preferred lifetime, reserved, prefix.
            const bool valid = std::ranges::any_of(body.subspan(2, 4), [](std::uint8_t o) { return o != 0; });
            const Prefix prefix{address_at(body, 14), body[0]};
            // 6.3.4: the link-local prefix is no news.
            if (valid && prefix.length <= 128 && !prefix.address.is_link_local())
                result.prefixes.push_back(prefix);
        });
    if (!well_formed) return std::nullopt;
    return result;
}

std::optional<Advertisement> neighbor(Octets packet, Octets message) {
    if (message.size() < kNeighborOptions) return std::nullopt;
    NeighborAdvertised result;
    result.target = address_at(message, kTargetAt);
    const bool to_group = address_at(packet, kDestinationAt).is_multicast();
    if (result.target.is_multicast() || (to_group && (message[4] & kSolicited) != 0)) return std::nullopt;
    const bool well_formed =
        each_option(message.subspan(kNeighborOptions), [&](std::uint8_t type, Octets body) {
            if (type == kTargetHardware) result.hardware = hardware_in(body);
        });
    if (!well_formed) return std::nullopt;
    return result;
}

}  // namespace

bool Prefix::covers(const Ipv6Address& other) const {
    for (std::size_t bit = 0; bit < length; bit += 8) {
        const std::size_t left = length - bit;
        const auto mask = static_cast<std::uint8_t>(left >= 8 ? 0xff : 0xff << (8 - left));
        if (((address.octets[bit / 8] ^ other.octets[bit / 8]) & mask) != 0) return false;
    }
    return true;
}

Packet router_solicitation(const Sender& own) {
    Packet message(8);
    message[0] = kRouterSolicitation;
    append_hardware(message, own.hardware);
    return packet_of(own.address, group(2), std::move(message));
}

Packet neighbor_solicitation(const Sender& own, const Ipv6Address& wanted, bool everybody) {
    Packet message(8);
    message[0] = kNeighborSolicitation;
    message.insert(message.end(), wanted.octets.begin(), wanted.octets.end());
    append_hardware(message, own.hardware);
    return packet_of(own.address, everybody ? solicited_node(wanted) : wanted, std::move(message));
}

wifi::MacAddress hardware_of_group(const Ipv6Address& group) {
    const auto& o = group.octets;
    return {{0x33, 0x33, o[12], o[13], o[14], o[15]}};
}

Ipv6Address destination_of(const Packet& packet) { return address_at(packet, kDestinationAt); }

std::optional<Advertisement> parse_advertisement(std::span<const std::uint8_t> packet) {
    if (packet.size() < kHeader || packet[0] >> 4 != 6) return std::nullopt;
    if (packet[kNextHeaderAt] != kIcmp6 || packet[kHopLimitAt] != kHopLimit) return std::nullopt;
    const std::size_t length = std::size_t{packet[kLengthAt]} << 8 | packet[kLengthAt + 1];
    if (length < 8 || length > packet.size() - kHeader) return std::nullopt;
    const Octets message = packet.subspan(kHeader, length);
    if (checksum(packet, message) != 0 || message[1] != 0) return std::nullopt;
    if (message[0] == kRouterAdvertisement) return router(packet, message);
    if (message[0] == kNeighborAdvertisement) return neighbor(packet, message);
    return std::nullopt;
}

}  // namespace gateway
