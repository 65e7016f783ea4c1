#include "lab/ubus/hostapd_text.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "adapters/hostap/text.hpp"

namespace lab::ubus_bridge {

using hostap::field;
using hostap::integer;
using hostap::word;
using ubus::Writer;

Octets octets_of(std::string_view hex) {
    Octets octets;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        std::uint8_t octet = 0;
        std::from_chars(hex.data() + i, hex.data() + i + 2, octet, 16);
        octets.push_back(octet);
    }
    return octets;
}

std::string hex_of(std::string_view text) {
    const Octets octets{text.begin(), text.end()};
    return fmt::format("{:02x}", fmt::join(octets, ""));
}

std::uint64_t number(std::string_view reply, std::string_view key, int base) {
    std::string_view text = field(reply, key).value_or("0");
    if (text.starts_with("0x")) text.remove_prefix(2);
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, base);
    return value;
}

std::string base64(const Octets& octets) {
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < octets.size(); i += 3) {
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k) bits = bits << 8 | (i + k < octets.size() ? octets[i + k] : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            text += i + k > octets.size() ? '=' : kAlphabet[bits >> (18 - 6 * k) & 63];
    }
    return text;
}

void add_element(Octets& to, std::uint8_t id, Octets body, std::size_t size) {
    body.resize(size);
    to.push_back(id);
    to.push_back(static_cast<std::uint8_t>(size));
    to.insert(to.end(), body.begin(), body.end());
}

void add_number(Octets& to, std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

Octets elements_of(std::string_view reply) {
    Octets all;
    if (field(reply, "ht_caps_info")) {
        Octets ht;
        add_number(ht, number(reply, "ht_caps_info", 16), 2);
        ht.push_back(0);
        const Octets mask = octets_of(field(reply, "ht_mcs_bitmask").value_or(""));
        ht.insert(ht.end(), mask.begin(), mask.end());
        add_element(all, 45, std::move(ht), 26);
    }
    if (field(reply, "vht_caps_info")) {
        Octets vht;
        add_number(vht, number(reply, "vht_caps_info", 16), 4);
        add_number(vht, number(reply, "rx_vht_mcs_map", 16), 2);
        add_number(vht, 0, 2);
        add_number(vht, number(reply, "tx_vht_mcs_map", 16), 2);
        add_element(all, 191, std::move(vht), 12);
    }
    if (const auto he = field(reply, "he_capab")) {
        Octets body{35};
        const Octets rest = octets_of(*he);
        body.insert(body.end(), rest.begin(), rest.end());
        const std::size_t size = body.size();
        add_element(all, 255, std::move(body), size);
    }
    for (const auto& [key, id] : {std::pair{"supp_op_classes", 59}, std::pair{"ext_capab", 127}})
        if (const auto hex = field(reply, key)) {
            Octets body = octets_of(*hex);
            const std::size_t size = body.size();
            add_element(all, static_cast<std::uint8_t>(id), std::move(body), size);
        }
    return all;
}

void write_client(Writer& to, std::string_view reply) {
    const std::string_view flags = field(reply, "flags").value_or("");
    for (const auto& [name, flag] :
         {std::pair{"auth", "[AUTH]"}, std::pair{"assoc", "[ASSOC]"}, std::pair{"authorized", "[AUTHORIZED]"},
          std::pair{"wmm", "[WMM]"}, std::pair{"ht", "[HT]"}, std::pair{"vht", "[VHT]"},
          std::pair{"he", "[HE]"}})
        to.flag(name, flags.contains(flag));
    to.array("extended_capabilities", [&](Writer& list) {
        for (const std::uint8_t octet : octets_of(field(reply, "ext_capab").value_or("")))
            list.int32("", octet);
    });
    to.int32("aid", static_cast<std::int64_t>(number(reply, "aid")));
    to.table("bytes", [&](Writer& bytes) {
        bytes.int64("rx", static_cast<std::int64_t>(number(reply, "rx_bytes")));
        bytes.int64("tx", static_cast<std::int64_t>(number(reply, "tx_bytes")));
    });
    to.table("packets", [&](Writer& packets) {
        packets.int32("rx", static_cast<std::int64_t>(number(reply, "rx_packets")));
        packets.int32("tx", static_cast<std::int64_t>(number(reply, "tx_packets")));
    });
    to.table("rate", [&](Writer& rate) {
        // In units of 100 kbit/s, and more behind a blank.
        const std::string_view info = field(reply, "tx_rate_info").value_or("");
        rate.int32("tx", integer(info.substr(0, info.find(' '))).value_or(0) * 100);
    });
    if (const auto signal = integer(field(reply, "signal").value_or(""))) to.int32("signal", *signal);
}

std::vector<NeighborLine> neighbor_lines(std::string_view reply) {
    std::vector<NeighborLine> lines;
    while (!reply.empty()) {
        const std::string_view line = hostap::next_line(reply);
        lines.push_back({std::string{line.substr(0, 17)}, std::string{word(line, "ssid").value_or("")},
                         std::string{word(line, "nr").value_or("")}});
    }
    return lines;
}

std::string neighbor_argument(std::string_view hex) {
    const Octets body = octets_of(hex);
    if (body.size() < 13) return {};
    std::uint32_t info = 0;
    for (std::size_t i = 4; i-- > 0;) info = info << 8U | body[6 + i];
    std::string text =
        fmt::format(" neighbor={:02x},0x{:04x},{},{},{}", fmt::join(body.begin(), body.begin() + 6, ":"),
                    info, body[10], body[11], body[12]);
    if (body.size() > 13) text += fmt::format(",{}", hex.substr(26));
    return text;
}

std::vector<std::string> words_of(std::string_view message) {
    if (message.starts_with('<')) message.remove_prefix(std::min(message.find('>') + 1, message.size()));
    std::vector<std::string> words;
    while (!message.empty()) {
        const std::size_t end = std::min(message.find(' '), message.size());
        if (end > 0) words.emplace_back(message.substr(0, end));
        message.remove_prefix(std::min(end + 1, message.size()));
    }
    return words;
}

std::int64_t value_of(const std::vector<std::string>& words, std::string_view key) {
    for (const std::string& each : words)
        if (each.starts_with(key)) return integer(std::string_view{each}.substr(key.size())).value_or(0);
    return 0;
}
std::string text_in(const std::vector<std::string>& words, std::string_view key) {
    for (const std::string& each : words)
        if (each.starts_with(key)) return each.substr(key.size());
    return {};
}

}  // namespace lab::ubus_bridge
