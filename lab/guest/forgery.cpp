#include "lab/guest/forgery.hpp"

#include <array>
#include <cstddef>

#include <fmt/format.h>

#include "lab/guest/traffic.hpp"
#include "wifi/bss_elements.hpp"
#include "wifi/operating_class.hpp"
#include "wifi/wnm.hpp"

namespace lab::guest {

namespace {

// Where the fields of a Neighbor Report's body stand, in octets (9.4.2.36).
constexpr std::size_t kBssidEnd = 6;
constexpr std::size_t kClass = 10;
constexpr std::size_t kChannel = 11;
constexpr std::size_t kLeast = 13;

/// A channel of the same classes on which the scenario's access point is not.
std::uint8_t another_channel(std::uint8_t number) {
    if (number <= 14) return number <= 6 ? 11 : 1;
    return number < 100 ? 157 : 40;
}

void put(std::string& hex, std::size_t octet, std::uint8_t value) {
    hex.replace(2 * octet, 2, fmt::format("{:02x}", value));
}

std::optional<std::uint8_t> octet_at(std::string_view hex, std::size_t octet) {
    unsigned value = 0;
    for (const char digit : hex.substr(2 * octet, 2)) {
        if (digit >= '0' && digit <= '9')
            value = 16 * value + static_cast<unsigned>(digit - '0');
        else if (digit >= 'a' && digit <= 'f')
            value = 16 * value + static_cast<unsigned>(digit - 'a') + 10;
        else
            return std::nullopt;
    }
    return static_cast<std::uint8_t>(value);
}

}  // namespace

std::optional<Said> what_is_said(std::string_view truth, ReportedAs as) {
    if (truth.size() < 2 * kLeast) return std::nullopt;
    Said said{{}, std::string{truth}};
    const auto channel = octet_at(truth, kChannel);
    if (!channel) return std::nullopt;
    switch (as) {
        case ReportedAs::ItIs:
            break;
        case ReportedAs::WrongBssid:
            put(said.report, kBssidEnd - 1, 0x77);  // nobody's
            break;
        case ReportedAs::WrongChannel:
            put(said.report, kChannel, another_channel(*channel));
            break;
        case ReportedAs::WrongClass:
            put(said.report, kClass, 0);  // as access points in the field say it
            break;
    }
    for (std::size_t i = 0; i < kBssidEnd; ++i) {
        const auto octet = octet_at(said.report, i);
        if (!octet) return std::nullopt;
        said.bssid.octets.at(i) = *octet;
    }
    return said;
}

std::vector<std::uint8_t> forged_transition_request(const wifi::MacAddress& bssid,
                                                    std::span<const wifi::Candidate> candidates,
                                                    std::uint16_t timer_tbtt) {
    std::array<std::uint8_t, 1024> list_room{};
    wifi::ListWriter<wifi::BssElements> list{list_room};
    for (const wifi::Candidate& candidate : candidates) {
        const auto block = wifi::block_around(candidate.channel, wifi::Width::Mhz20);
        const auto where = block ? wifi::operating_channel(*block) : std::nullopt;
        if (!where) continue;  // never: a scenario has no other channels
        const std::array<std::uint8_t, 3> preference{3, 1, candidate.preference};
        wifi::NeighborReport report;
        report.bssid = candidate.bssid;
        report.operating_class = where->operating_class;
        report.channel = where->number;
        report.phy_type = wifi::phy_type(candidate.mode, candidate.channel.band());
        report.subelements = wifi::ElementList<wifi::NeighborSubelements>{preference};
        list.add(report);
    }
    wifi::BtmRequest request;
    request.token = 1;
    request.mode.set<"preferred_list">(candidates.empty() ? 0 : 1);
    request.mode.set<"abridged">(candidates.empty() ? 0 : 1);
    request.mode.set<"disassociation_imminent">(timer_tbtt > 0 ? 1 : 0);
    request.disassociation_timer_tbtt = timer_tbtt;
    request.validity_tbtt = 100;
    request.candidates = list.finish().value();

    const wifi::MacAddress station = wifi::parse_mac(kStationMac).value_or(wifi::MacAddress{});
    // Action frame: no flags, no duration, the access point twice, sequence 0 (9.3.3.13).
    std::vector<std::uint8_t> frame{0xD0, 0, 0, 0};
    for (const wifi::MacAddress& address : {station, bssid, bssid})
        frame.insert(frame.end(), address.octets.begin(), address.octets.end());
    frame.insert(frame.end(), {0, 0, 10, 7});  // WNM, BSS Transition Management Request
    std::array<std::uint8_t, 1200> room{};
    wifi::Writer writer{room};
    wifi::BtmRequest::describe(writer, request);
    const wifi::Octets body = writer.finish().value();
    frame.insert(frame.end(), body.begin(), body.end());
    return frame;
}

}  // namespace lab::guest
