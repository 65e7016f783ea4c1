#include "adapters/hostapd/elements.hpp"

#include <algorithm>
#include <array>

#include "wifi/capabilities.hpp"
#include "wifi/he.hpp"
#include "wifi/hostap_text.hpp"
#include "wifi/neighbor.hpp"
#include "wifi/operating_class.hpp"

namespace hostapd {

namespace {

using ports::Capability;
using wifi::PhyMode;
using wifi::Width;

constexpr std::uint8_t kPreference = 3;  // Candidate Preference (9.4.2.36)

/// The target's Neighbor Report with its preference, as an element's body; empty when it is none.
std::vector<std::uint8_t> with_preference(const ports::TransitionAsk::Target& target) {
    if (target.neighbor.size() < kNeighborHead) return {};
    std::vector<std::uint8_t> body{target.neighbor.begin(), target.neighbor.begin() + kNeighborHead};
    const wifi::Octets list = wifi::Octets{target.neighbor}.subspan(kNeighborHead);
    for (std::size_t at = 0; at < list.size();) {
        const auto element = wifi::element_at(list, at);
        if (!element) return {};
        // Whoever had it from a request may have left a preference there. The first one counts.
        if (element->id != kPreference)
            body.insert(body.end(), list.begin() + static_cast<std::ptrdiff_t>(at),
                        list.begin() + static_cast<std::ptrdiff_t>(element->end()));
        at = element->end();
    }
    body.insert(body.end(), {kPreference, 1, target.preference});
    if (body.size() > 255) return {};
    return body;
}

Width width_of_he(const wifi::HeCapabilities& he, bool on_2_4_ghz) {
    if (on_2_4_ghz) return he.phy.get<"width_40_in_2_4_ghz">() != 0 ? Width::Mhz40 : Width::Mhz20;
    if (he.phy.get<"width_160_in_5_6_ghz">() != 0) return Width::Mhz160;
    return he.phy.get<"width_40_80_in_5_6_ghz">() != 0 ? Width::Mhz80 : Width::Mhz20;
}

}  // namespace

std::expected<wifi::OctetString, std::string> octets_of_ssid(const std::string& printed, SsidRoom& room) {
    const auto ssid = wifi::parse_printed(printed, room);
    if (!ssid) return std::unexpected("not an SSID: " + printed);
    return *ssid;
}

std::optional<std::string> printed_ssid(wifi::Octets octets) {
    std::array<char, 4 * kSsidOctets> room;
    const auto text = octets.size() <= kSsidOctets ? wifi::write_printed(octets, room) : std::nullopt;
    if (!text) return std::nullopt;
    return std::string{*text};
}

std::vector<std::vector<std::uint8_t>> target_bodies(const ports::TransitionAsk& ask) {
    std::vector<std::vector<std::uint8_t>> bodies;
    std::size_t octets = 0;
    for (const ports::TransitionAsk::Target& target : ask.targets) {
        if (bodies.size() == kTargetsAtMost) break;
        std::vector<std::uint8_t> body = with_preference(target);
        if (body.empty() || octets + 2 + body.size() > kNeighborListOctets) continue;
        octets += 2 + body.size();
        bodies.push_back(std::move(body));
    }
    return bodies;
}

bool is_report_of_its_bss(const ports::NeighborEntry& entry) {
    return entry.body.size() >= kNeighborHead && entry.body.size() <= 255 &&
           std::ranges::equal(entry.bssid.octets, wifi::Octets{entry.body}.first(6));
}

std::vector<wifi::MacAddress> candidates_of(wifi::Octets elements) {
    struct Ranked {
        wifi::MacAddress bssid;
        std::uint8_t preference;
    };
    std::vector<Ranked> ranked;
    for (std::size_t at = 0; at < elements.size();) {
        const auto element = wifi::element_at(elements, at);
        if (!element) break;
        at = element->end();
        if (element->id != wifi::NeighborReport::kId.id) continue;
        const auto neighbor = wifi::read_neighbor(*element);
        if (!neighbor || neighbor->preference == 0) continue;
        ranked.push_back({neighbor->bssid, neighbor->preference.value_or(0)});
    }
    std::ranges::stable_sort(ranked, std::ranges::greater{}, &Ranked::preference);
    std::vector<wifi::MacAddress> candidates;
    for (const Ranked& candidate : ranked) candidates.push_back(candidate.bssid);
    return candidates;
}

Capability capability_of(const ClientElements& client, std::optional<wifi::Band> band) {
    const bool on_2_4_ghz = band == wifi::Band::Ghz2_4;
    Capability capability;
    if (client.ht) {
        capability.mode = PhyMode::Ht;
        if ((client.ht_info >> 1 & 1) != 0) capability.width = Width::Mhz40;  // 9.4.2.55.2, supports 40 MHz
    }
    if (client.vht) {
        capability.mode = PhyMode::Vht;
        if (!on_2_4_ghz)
            capability.width = (client.vht_info >> 2 & 3) != 0 ? Width::Mhz160 : Width::Mhz80;  // 9.4.2.157.2
    }
    if (capability.mode != PhyMode::Legacy) capability.streams = std::max<std::uint8_t>(client.streams, 1);
    if (client.he) {
        capability.mode = PhyMode::He;
        wifi::Reader reader{client.he_capabilities};
        wifi::HeCapabilities he;
        wifi::HeCapabilities::describe(reader, he);
        if (reader.ok()) {
            capability.width = std::max(capability.width, width_of_he(he, on_2_4_ghz));
            capability.streams = std::max(capability.streams, he.streams());
        }
    }
    if (client.eht) capability.mode = PhyMode::Eht;
    return capability;
}

std::uint8_t bands_of(wifi::Octets operating_classes) {
    std::uint8_t bands = 0;
    for (const std::uint8_t operating_class : operating_classes) {
        if (operating_class == 0) break;  // what follows is not a list of classes (9.4.2.53)
        if (const auto band = wifi::band_of_class(operating_class))
            bands = static_cast<std::uint8_t>(bands | 1U << static_cast<unsigned>(*band));
    }
    return bands;
}

std::optional<wifi::Dbm> level_of(std::int64_t dbm) {
    if (dbm >= 0 || dbm < -200) return std::nullopt;
    return wifi::Dbm{static_cast<int>(dbm)};
}

std::optional<ports::MeasurementRefused::Why> refusal_in(std::uint8_t mode, bool empty) {
    using Why = ports::MeasurementRefused::Why;
    if ((mode & 2) != 0) return Why::Incapable;
    if ((mode & 4) != 0) return Why::Refused;
    if ((mode & 1) != 0) return Why::Late;
    if (empty) return Why::NothingHeard;
    return std::nullopt;
}

std::variant<ports::BeaconReported, ports::MeasurementRefused> reported(const wifi::MacAddress& client,
                                                                        std::uint8_t token,
                                                                        const wifi::BeaconReport& report) {
    if (report.bssid == wifi::MacAddress{})
        return ports::MeasurementRefused{client, token, ports::MeasurementRefused::Why::NothingHeard};
    ports::BeaconReported event;
    event.client = client;
    event.token = token;
    event.bssid = report.bssid;
    const auto block = wifi::resolve_repaired(wifi::Region::Global, report.operating_class, report.channel);
    if (block && block->primary_known) event.channel = block->primary;
    event.rcpi = report.rcpi;
    event.rsni = report.rsni;
    return event;
}

}  // namespace hostapd
