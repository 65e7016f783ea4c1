#include "adapters/peers/endpoint.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>
#include <span>

#include <net/if.h>
#include <netinet/in.h>

namespace peers {

namespace {

constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

}  // namespace

bool Endpoint::is_ipv4() const {
    return std::ranges::equal(std::span{address}.first(kMapped.size()), kMapped);
}

bool Endpoint::is_group() const { return is_ipv4() ? address[12] >> 4 == 0xE : address[0] == 0xFF; }

std::string address_text(const Endpoint& endpoint) {
    char text[INET6_ADDRSTRLEN]{};
    if (endpoint.is_ipv4())
        ::inet_ntop(AF_INET, endpoint.address.data() + kMapped.size(), text, sizeof text);
    else
        ::inet_ntop(AF_INET6, endpoint.address.data(), text, sizeof text);
    return text;
}

std::optional<Endpoint> parse_endpoint(std::string_view text, std::uint16_t port) {
    Endpoint endpoint;
    endpoint.port = port;
    std::string_view port_text;
    if (text.starts_with('[')) {
        const std::size_t close = text.find(']');
        if (close == text.npos) return std::nullopt;
        port_text = text.substr(close + 1);
        text = text.substr(1, close - 1);
        if (!port_text.empty() && port_text.front() != ':') return std::nullopt;
    } else if (std::ranges::count(text, ':') == 1) {
        port_text = text.substr(text.find(':'));
        text = text.substr(0, text.find(':'));
    }
    if (!port_text.empty()) {
        port_text.remove_prefix(1);
        const char* end = port_text.data() + port_text.size();
        const auto [stop, fault] = std::from_chars(port_text.data(), end, endpoint.port);
        if (fault != std::errc{} || stop != end || endpoint.port == 0) return std::nullopt;
    }
    if (const std::size_t percent = text.find('%'); percent != text.npos) {
        endpoint.scope = ::if_nametoindex(std::string{text.substr(percent + 1)}.c_str());
        if (endpoint.scope == 0) return std::nullopt;
        text = text.substr(0, percent);
    }
    const std::string address{text};
    in_addr ipv4{};
    if (::inet_pton(AF_INET, address.c_str(), &ipv4) == 1) {
        std::ranges::copy(kMapped, endpoint.address.begin());
        std::memcpy(endpoint.address.data() + kMapped.size(), &ipv4, sizeof ipv4);
        return endpoint;
    }
    if (::inet_pton(AF_INET6, address.c_str(), endpoint.address.data()) != 1) return std::nullopt;
    const bool link_local = endpoint.address[0] == 0xFE && (endpoint.address[1] & 0xC0) == 0x80;
    if (link_local && endpoint.scope == 0) return std::nullopt;
    return endpoint;
}

}  // namespace peers
