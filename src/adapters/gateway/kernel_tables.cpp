#include "adapters/gateway/kernel_tables.hpp"

#include <charconv>
#include <cstring>
#include <vector>

namespace gateway {

namespace {

template <class Number>
std::optional<Number> number(std::string_view text, int base) {
    if (base == 16 && text.starts_with("0x")) text.remove_prefix(2);
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// What blanks and tabs separate.
std::vector<std::string_view> words(std::string_view line) {
    std::vector<std::string_view> result;
    while (true) {
        const auto start = line.find_first_not_of(" \t");
        if (start == std::string_view::npos) return result;
        line.remove_prefix(start);
        const auto end = line.find_first_of(" \t");
        result.push_back(line.substr(0, end));
        line.remove_prefix(result.back().size());
    }
}

/// Calls `take` with the words of each line.
template <class Take>
void each_line(std::string_view table, Take take) {
    while (!table.empty()) {
        const auto end = table.find('\n');
        take(words(table.substr(0, end)));
        table.remove_prefix(end == std::string_view::npos ? table.size() : end + 1);
    }
}

/// The same without the first line, which has the headings.
template <class Take>
void each_row(std::string_view table, Take take) {
    const auto headings = table.find('\n');
    if (headings != std::string_view::npos) each_line(table.substr(headings + 1), take);
}

/// The kernel prints the number that the octets of the wire are in this machine's memory.
Ipv4Address address_of(std::uint32_t printed) {
    Ipv4Address address;
    std::memcpy(address.octets.data(), &printed, sizeof printed);
    return address;
}

std::optional<Ipv4Address> dotted(std::string_view text) {
    Ipv4Address address;
    for (std::size_t i = 0; i < 4; ++i) {
        const auto dot = text.find('.');
        if ((dot == std::string_view::npos) != (i == 3)) return std::nullopt;
        const auto octet = number<std::uint8_t>(text.substr(0, dot), 10);
        if (!octet) return std::nullopt;
        address.octets[i] = *octet;
        text.remove_prefix(i == 3 ? text.size() : dot + 1);
    }
    return address;
}

/// 32 hexadecimal digits.
std::optional<Ipv6Address> hexadecimal(std::string_view text) {
    Ipv6Address address;
    if (text.size() != 2 * address.octets.size()) return std::nullopt;
    for (std::size_t i = 0; i < address.octets.size(); ++i) {
        const auto octet = number<std::uint8_t>(text.substr(2 * i, 2), 16);
        if (!octet) return std::nullopt;
        address.octets[i] = *octet;
    }
    return address;
}

// Flags of <linux/route.h>.
constexpr std::uint32_t kUp = 1;
constexpr std::uint32_t kThroughGateway = 2;

}  // namespace

std::optional<Ipv4Address> default_gateway(std::string_view routes, std::string_view interface) {
    // Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT.
    std::optional<Ipv4Address> best;
    std::uint32_t best_metric = 0;
    each_row(routes, [&](const std::vector<std::string_view>& row) {
        if (row.size() < 8 || row[0] != interface) return;
        const auto destination = number<std::uint32_t>(row[1], 16);
        const auto through = number<std::uint32_t>(row[2], 16);
        const auto flags = number<std::uint32_t>(row[3], 16);
        const auto metric = number<std::uint32_t>(row[6], 10);
        const auto mask = number<std::uint32_t>(row[7], 16);
        if (destination != 0U || mask != 0U || !through || !metric) return;
        if (!flags || (*flags & (kUp | kThroughGateway)) != (kUp | kThroughGateway)) return;
        if (best && best_metric <= *metric) return;
        best = address_of(*through);
        best_metric = *metric;
    });
    return best;
}

std::optional<wifi::MacAddress> hardware_of(std::string_view neighbours, std::string_view interface,
                                            const Ipv4Address& address) {
    // IP address, HW type, Flags, HW address, Mask, Device; a flag of <linux/if_arp.h>.
    constexpr std::uint32_t kComplete = 2;
    std::optional<wifi::MacAddress> found;
    each_row(neighbours, [&](const std::vector<std::string_view>& row) {
        if (row.size() < 6 || row[5] != interface || dotted(row[0]) != address) return;
        const auto flags = number<std::uint32_t>(row[2], 16);
        if (flags && (*flags & kComplete) != 0) found = wifi::parse_mac(row[3]);
    });
    return found;
}

std::optional<Ipv6Address> default_router(std::string_view routes, std::string_view interface) {
    // Destination, its length, source, its length, next hop, metric, references, use, flags, device.
    std::optional<Ipv6Address> best;
    std::uint32_t best_metric = 0;
    each_line(routes, [&](const std::vector<std::string_view>& row) {
        if (row.size() < 10 || row[9] != interface || hexadecimal(row[0]) != Ipv6Address{} || row[1] != "00")
            return;
        const auto through = hexadecimal(row[4]);
        const auto metric = number<std::uint32_t>(row[5], 16);
        const auto flags = number<std::uint32_t>(row[8], 16);
        if (!through || through == Ipv6Address{} || !metric || (best && best_metric <= *metric)) return;
        if (!flags || (*flags & (kUp | kThroughGateway)) != (kUp | kThroughGateway)) return;
        best = through;
        best_metric = *metric;
    });
    return best;
}

Ipv6Addresses ipv6_addresses(std::string_view addresses, std::string_view interface) {
    // Address, interface's number, prefix length, scope, flags, interface; a flag of <linux/if_addr.h>.
    constexpr std::uint32_t kTentative = 0x40;
    Ipv6Addresses result;
    each_line(addresses, [&](const std::vector<std::string_view>& row) {
        if (row.size() < 6 || row[5] != interface) return;
        const auto address = hexadecimal(row[0]);
        const auto flags = number<std::uint32_t>(row[4], 16);
        if (!address || !flags || (*flags & kTentative) != 0) return;
        if (address->is_link_local())
            result.link_local = address;
        else
            result.others.push_back(*address);
    });
    return result;
}

}  // namespace gateway
