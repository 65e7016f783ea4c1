// Random messages, and octets that are nearly messages.
#pragma once

#include <rapidcheck.h>

#include "adapters/peers/messages.hpp"

namespace peers::test {

template <class T>
T any() {
    return *rc::gen::arbitrary<T>();
}
inline int below(int end) { return *rc::gen::inRange(0, end); }
inline base::Milliseconds any_time() { return base::Milliseconds{*rc::gen::inRange(0, 0x7FFFFFFF)}; }
template <std::size_t Size>
std::array<std::uint8_t, Size> any_octets() {
    std::array<std::uint8_t, Size> octets{};
    for (auto& octet : octets) octet = any<std::uint8_t>();
    return octets;
}
inline std::string any_text(std::size_t most) {
    std::string text(static_cast<std::size_t>(below(static_cast<int>(most) + 1)), ' ');
    for (char& letter : text) letter = any<char>();
    return text;
}
inline wifi::MacAddress any_mac() { return {any_octets<6>()}; }

inline ports::SharedBss any_bss() {
    ports::SharedBss bss;
    bss.bssid = any_mac();
    bss.ssid = any_text(kMostSsid);
    bss.channel = *rc::gen::element(*wifi::Channel::make(wifi::Band::Ghz2_4, 13),
                                    *wifi::Channel::make(wifi::Band::Ghz5, 149),
                                    *wifi::Channel::make(wifi::Band::Ghz6, 233));
    bss.capability.mode = static_cast<wifi::PhyMode>(below(5));
    bss.capability.width = *rc::gen::element(wifi::Width::Mhz20, wifi::Width::Mhz160, wifi::Width::Mhz320);
    bss.capability.streams = any<std::uint8_t>();
    bss.clients = any<std::uint16_t>();
    if (any<bool>()) bss.busy_per_255 = any<std::uint8_t>();
    bss.transition = any<bool>();
    if (any<bool>()) bss.mobility_domain = any<std::uint16_t>();
    bss.neighbor.resize(static_cast<std::size_t>(below(kMostNeighbor + 1)));
    for (auto& octet : bss.neighbor) octet = any<std::uint8_t>();
    return bss;
}
inline records::ClientMemory any_memory() {
    records::ClientMemory memory;
    memory.client = any_mac();
    for (auto* count : {&memory.requests, &memory.obeyed, &memory.refused, &memory.ignored, &memory.returned})
        *count = any<std::uint8_t>();
    memory.back_off = any_time();
    memory.wait_left = any_time();
    memory.day_spent = any_time();
    if (any<bool>()) memory.since_request = any_time();
    memory.bands = any<std::uint8_t>();
    memory.transition = any<bool>();
    for (auto& measures : memory.measures) measures = static_cast<records::Measures>(below(3));
    memory.rcpi = static_cast<wifi::RcpiCoding>(below(3));
    if (any<bool>()) memory.down_minus_up_cdb = any<std::int16_t>();
    return memory;
}
inline Message any_message() {
    switch (below(10)) {
        case 0:
            return Hello{any<std::uint64_t>(), any_text(kMostName)};
        case 1:
            return Bye{};
        case 2:
            return Knock{any_octets<16>(), any_octets<16>(), any_octets<16>(), any<bool>(),
                         any_text(kMostName)};
        case 3: {
            const auto from = any<std::uint32_t>();
            return StateRange{from, std::uint64_t{from} + any<std::uint32_t>()};
        }
        case 4:
            return any_bss();
        case 5:
            return BssGone{any_mac()};
        case 6:
            return ports::SharedClaim{any_mac(), any_mac(), any<std::uint32_t>()};
        case 7: {
            Sightings sightings{any_mac(), static_cast<ports::SharedSighting::Source>(below(2)), {}};
            sightings.items.resize(static_cast<std::size_t>(below(60)));
            for (auto& item : sightings.items)
                item = {any_mac(), any<std::int16_t>(), base::Milliseconds{*rc::gen::inRange(0, 1 << 24)}};
            return sightings;
        }
        case 8:
            return HandOver{any<std::uint32_t>(), any<std::uint32_t>(), any_memory()};
        default:
            return Ack{any<std::uint64_t>(), any<std::uint32_t>()};
    }
}

}  // namespace peers::test
