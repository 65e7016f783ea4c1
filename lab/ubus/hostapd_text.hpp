// hostapd's texts as the fields of OpenWrt's objects, and back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ubus/writer.hpp"

namespace lab::ubus_bridge {

using Octets = std::vector<std::uint8_t>;

[[nodiscard]] Octets octets_of(std::string_view hex);
[[nodiscard]] std::string hex_of(std::string_view text);
[[nodiscard]] std::string base64(const Octets& octets);

/// The value of a line `key=` of a reply; 0 where there is none.
[[nodiscard]] std::uint64_t number(std::string_view reply, std::string_view key, int base = 10);

void add_element(Octets& to, std::uint8_t id, Octets body, std::size_t size);
/// Little endian.
void add_number(Octets& to, std::uint64_t value, int width);

/// The elements of an association, as far as hostapd keeps them.
[[nodiscard]] Octets elements_of(std::string_view reply);

/// One client of `get_clients`, from the reply to STA.
void write_client(ubus::Writer& to, std::string_view reply);

struct NeighborLine {
    std::string bssid;
    std::string ssid;  ///< in hexadecimal
    std::string report;
};
[[nodiscard]] std::vector<NeighborLine> neighbor_lines(std::string_view reply);

/// A Neighbor Report's body as BSS_TM_REQ takes it.
[[nodiscard]] std::string neighbor_argument(std::string_view hex);

/// The words of an event behind its level.
[[nodiscard]] std::vector<std::string> words_of(std::string_view message);
/// Behind `key`, such as "signal="; 0 or nothing where it is missing.
[[nodiscard]] std::int64_t value_of(const std::vector<std::string>& words, std::string_view key);
[[nodiscard]] std::string text_in(const std::vector<std::string>& words, std::string_view key);

}  // namespace lab::ubus_bridge
