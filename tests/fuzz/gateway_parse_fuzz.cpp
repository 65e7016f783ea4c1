// ARP and Neighbor Discovery from the air, and the kernel's tables: never read past their end, and nothing
// made of what is not there.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/gateway/kernel_tables.hpp"

namespace {

/// The same packet with the checksum that a sender would give it: otherwise hardly one gets past it.
std::vector<std::uint8_t> with_checksum(const std::uint8_t* data, std::size_t size) {
    std::vector<std::uint8_t> packet(data, data + size);
    if (size < 48) return packet;
    packet[0] = 0x60;
    packet[4] = static_cast<std::uint8_t>((size - 40) >> 8);
    packet[5] = static_cast<std::uint8_t>(size - 40);
    packet[6] = 58;
    packet[7] = 255;
    packet[42] = packet[43] = 0;
    std::size_t sum = 58 + size - 40;
    for (std::size_t i = 8; i < size; ++i) sum += std::size_t{packet[i]} << (i % 2 == 0 ? 8 : 0);
    while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
    packet[42] = static_cast<std::uint8_t>(~sum >> 8);
    packet[43] = static_cast<std::uint8_t>(~sum);
    return packet;
}

void check_advertisement(const std::vector<std::uint8_t>& packet) {
    const auto advertisement = gateway::parse_advertisement(packet);
    const auto* router = advertisement ? std::get_if<gateway::RouterAdvertised>(&*advertisement) : nullptr;
    if (!router) return;
    if (packet.size() < 56 || !router->source.is_link_local()) std::abort();
    for (const gateway::Prefix& prefix : router->prefixes)
        if (prefix.length > 128 || !prefix.covers(prefix.address)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto reply = gateway::parse_arp_reply({data, size});
    if (reply && (size < 28 || reply->hardware.is_group())) std::abort();
    check_advertisement({data, data + size});
    if (size <= 1500) check_advertisement(with_checksum(data, size));
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto address = gateway::default_gateway(text, "wlan0");
    if (address && !text.contains("wlan0")) std::abort();
    const auto hardware = gateway::hardware_of(text, "wlan0", {{10, 0, 0, 1}});
    if (hardware && !text.contains("10.0.0.1")) std::abort();
    const auto router = gateway::default_router(text, "wlan0");
    if (router && !text.contains("wlan0")) std::abort();
    const auto addresses = gateway::ipv6_addresses(text, "wlan0");
    if (addresses.link_local && !addresses.link_local->is_link_local()) std::abort();
    return 0;
}
