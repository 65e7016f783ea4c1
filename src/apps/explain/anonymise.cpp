// Substitutes for addresses and names, in values and in the raw lines.
#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "apps/explain/names.hpp"

namespace explain_app {

using namespace explain;

namespace {

bool is_hex(char letter) { return std::isxdigit(static_cast<unsigned char>(letter)) != 0; }
bool is_word(char letter) { return std::isalnum(static_cast<unsigned char>(letter)) != 0; }

/// Six octets at the start of `text` with one separator between them, as addresses are written; empty
/// otherwise.
struct Written {
    wifi::MacAddress address;
    char separator = ':';
    std::size_t length = 17;
};
std::optional<Written> address_at(std::string_view text, bool plain) {
    const std::size_t length = plain ? 12 : 17;
    if (text.size() < length) return std::nullopt;
    const char separator = plain ? '\0' : text[2];
    if (!plain && separator != ':' && separator != '-' && separator != '_' && separator != ' ')
        return std::nullopt;
    std::string colons;
    for (std::size_t octet = 0; octet < 6; ++octet) {
        const std::size_t at = octet * (plain ? 2 : 3);
        if (!is_hex(text[at]) || !is_hex(text[at + 1])) return std::nullopt;
        if (!plain && octet < 5 && text[at + 2] != separator) return std::nullopt;
        if (octet > 0) colons += ':';
        colons += text.substr(at, 2);
    }
    const auto address = wifi::parse_mac(colons);
    if (!address) return std::nullopt;
    return Written{*address, separator, length};
}

std::string write(const wifi::MacAddress& address, char separator) {
    std::string text;
    for (std::size_t octet = 0; octet < 6; ++octet) {
        if (octet > 0 && separator != '\0') text += separator;
        text += fmt::format("{:02x}", address.octets[octet]);
    }
    return text;
}

/// "a.b.c.d" at the start of `text`: its length, or 0.
std::size_t ipv4_at(std::string_view text) {
    std::size_t at = 0;
    for (int part = 0; part < 4; ++part) {
        std::size_t digits = 0;
        int value = 0;
        while (at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) && digits < 4) {
            value = value * 10 + (text[at] - '0');
            ++at;
            ++digits;
        }
        if (digits == 0 || digits > 3 || value > 255) return 0;
        if (part < 3 && (at >= text.size() || text[at++] != '.')) return 0;
    }
    return at < text.size() && (is_word(text[at]) || text[at] == '.') ? 0 : at;
}

/// Groups of hexadecimal digits with colons, at least three colons or a double one: its length, or 0.
std::size_t ipv6_at(std::string_view text) {
    std::size_t at = 0;
    std::size_t colons = 0;
    std::size_t digits = 0;
    bool is_double = false;
    while (at < text.size() && (is_hex(text[at]) || text[at] == ':')) {
        if (text[at] == ':') {
            ++colons;
            is_double |= at > 0 && text[at - 1] == ':';
            digits = 0;
        } else if (++digits > 4) {
            return 0;
        }
        ++at;
    }
    // Six groups of two are an Ethernet address; a time of day has two colons.
    return (is_double && colons >= 2 && at > 3) || colons == 7 ? at : 0;
}

bool has_boundary_before(std::string_view text, std::size_t at) { return at == 0 || !is_word(text[at - 1]); }

}  // namespace

void Anonymiser::add(const wifi::MacAddress& address) { (void)of(address); }

void Anonymiser::add_ssid(std::string_view ssid) {
    if (ssid.empty() || names_.contains(ssid)) return;
    names_.emplace(ssid, fmt::format("network-{}", names_.size() + 1));
}

wifi::MacAddress Anonymiser::of(const wifi::MacAddress& address) {
    if (address.is_group() || address == wifi::MacAddress{}) return address;
    const auto known = addresses_.find(address);
    if (known != addresses_.end()) return known->second;
    // Locally administered, so that nobody's own address comes out.
    const auto number = addresses_.size() + 1;
    const wifi::MacAddress substitute{
        {0x02, 0xA0, 0x00, 0x00, static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)}};
    addresses_.emplace(address, substitute);
    return substitute;
}

std::string Anonymiser::without_addresses(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        if (has_boundary_before(text, at)) {
            const auto rest = text.substr(at);
            const auto written = address_at(rest, false);
            // Six octets with blanks are an address only where they are one that is known: dumps have them,
            // too.
            const bool sure = written && (written->separator == ':' || written->separator == '-' ||
                                          addresses_.contains(written->address));
            const bool ends = written && (rest.size() == written->length || !is_hex(rest[written->length]));
            if (sure && ends) {
                out += write(of(written->address), written->separator);
                at += written->length;
                continue;
            }
        }
        if (const auto plain = address_at(text.substr(at), true);
            plain && addresses_.contains(plain->address)) {
            out += write(of(plain->address), '\0');
            at += plain->length;
            continue;
        }
        out += text[at++];
    }
    return out;
}

std::string Anonymiser::without_numbers(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto rest = text.substr(at);
        const bool starts =
            has_boundary_before(text, at) && (at == 0 || (text[at - 1] != '.' && text[at - 1] != ':'));
        const std::size_t four = starts ? ipv4_at(rest) : 0;
        const std::size_t six = starts && four == 0 ? ipv6_at(rest) : 0;
        if (four + six == 0) {
            out += text[at++];
            continue;
        }
        const std::string found{rest.substr(0, four + six)};
        if (found == "0.0.0.0" || found == "255.255.255.255" || found == "127.0.0.1" || found == "::") {
            out += found;
        } else {
            const auto number = ip_.size() + 1;
            const auto [entry, fresh] = ip_.emplace(found, four > 0 ? fmt::format("192.0.2.{}", number % 256)
                                                                    : fmt::format("2001:db8::{:x}", number));
            out += entry->second;
        }
        at += four + six;
    }
    return out;
}

std::string Anonymiser::without_names(std::string text) const {
    const auto replace = [&](std::string_view from, std::string_view to) {
        for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
            const std::size_t end = at + from.size();
            const bool whole = has_boundary_before(text, at) && (end == text.size() || !is_word(text[end]));
            if (!whole) {
                ++at;
                continue;
            }
            text.replace(at, from.size(), to);
            at += to.size();
        }
    };
    for (const auto& [name, substitute] : names_) {
        std::string plain;
        std::string spaced;
        std::string substitute_plain;
        for (const char letter : name) {
            plain += fmt::format("{:02x}", static_cast<unsigned char>(letter));
            spaced += fmt::format("{}{:02x}", spaced.empty() ? "" : " ", static_cast<unsigned char>(letter));
        }
        for (const char letter : substitute)
            substitute_plain += fmt::format("{:02x}", static_cast<unsigned char>(letter));
        replace(name, substitute);
        if (name.size() >= 3) {
            replace(plain, substitute_plain);
            replace(spaced, substitute_plain);
        }
    }
    return text;
}

std::string Anonymiser::text(std::string_view text) {
    return without_names(without_numbers(without_addresses(text)));
}

void teach(Anonymiser& anonymiser, const Timeline& timeline) {
    for (const Station& station : timeline.stations) {
        if (station.address) anonymiser.add(*station.address);
        if (station.ssid) anonymiser.add_ssid(*station.ssid);
        for (const Link& link : station.links) {
            anonymiser.add(link.bssid);
            if (link.ssid) anonymiser.add_ssid(*link.ssid);
        }
        for (const auto& [bssid, heard] : station.known) {
            anonymiser.add(bssid);
            if (heard.ssid) anonymiser.add_ssid(*heard.ssid);
        }
    }
    for (const Set& set : timeline.settings)
        if (set.said.name == "ssid") anonymiser.add_ssid(set.said.value);
}

}  // namespace explain_app
