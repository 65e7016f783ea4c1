#include "adapters/hostapd_ubus/parse.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "adapters/hostapd/elements.hpp"
#include "wifi/bss_elements.hpp"
#include "wifi/capabilities.hpp"
#include "wifi/ht_vht.hpp"
#include "wifi/neighbor.hpp"
#include "wifi/operating_class.hpp"

namespace hostapd_ubus {

namespace {

using ports::Capability;
using ubus::Field;
using ubus::Fields;
using wifi::PhyMode;
using wifi::Width;

/// What is assumed where nothing says it.
constexpr std::uint8_t kStreams = 2;
constexpr std::size_t kTextAtMost = 16'384;

std::unexpected<FieldError> missing(std::string_view field) { return std::unexpected(FieldError{field}); }

std::optional<wifi::MacAddress> address_in(const Fields& fields, std::string_view name) {
    const auto text = fields.text(name);
    return text ? wifi::parse_mac(*text) : std::nullopt;
}

/// 0 where there is none or it is out of range.
std::uint64_t number_to(const Fields& fields, std::string_view name, std::uint64_t most) {
    const auto value = fields.natural(name);
    return value && static_cast<std::uint64_t>(*value) <= most ? static_cast<std::uint64_t>(*value) : 0;
}

std::uint8_t octet_in(const Fields& fields, std::string_view name) {
    return static_cast<std::uint8_t>(number_to(fields, name, 255));
}

/// Of a list of numbers, each an octet, the one at `index`.
std::optional<std::uint8_t> octet_at(const Fields& list, std::size_t index) {
    for (const Field& each : list) {
        if (index-- > 0) continue;
        const auto value = each.natural();
        return value ? std::optional{static_cast<std::uint8_t>(*value & 0xFF)} : std::nullopt;
    }
    return std::nullopt;
}

std::uint8_t streams_of(const Fields& client) {
    std::uint8_t streams = 0;
    for (const Field& each : client.inside("capabilities").inside("vht").inside("mcs_map").inside("rx"))
        if (each.integer().value_or(-1) >= 7 && streams < 8) ++streams;  // -1: not supported
    return streams;
}

Width width_in(const wifi::Neighbor& own) {
    if (own.wide_channel) switch (own.wide_channel->width) {
            case 1:
                return Width::Mhz40;
            case 2:
                return Width::Mhz80;
            case 3:
            case 4:
                return Width::Mhz160;
            default:
                break;
        }
    const auto block = wifi::resolve_repaired(wifi::Region::Global, own.operating_class, own.channel);
    return block ? block->width : Width::Mhz20;
}

}  // namespace

Methods methods_of(const Fields& signature) {
    Methods methods;
    bool clients = false;
    bool status = false;
    for (const Field& method : signature) {
        const std::string_view name = method.name();
        clients |= name == "get_clients";
        status |= name == "get_status";
        methods.elements |= name == "get_sta_ies";
        methods.features |= name == "get_features";
        methods.own_report |= name == "rrm_nr_get_own";
        methods.link_measurement |= name == "link_measurement_req";
        methods.transition |= name == "bss_transition_request";
        methods.announced_end |= name == "wnm_disassoc_imminent";
        if (name == "bss_mgmt_enable") {
            methods.management = true;
            methods.enables_links = method.inside().find("link_measurement").has_value();
        }
        if (name == "rrm_beacon_req")
            methods.reporting_detail = method.inside().find("reporting_detail").has_value();
    }
    methods.is_bss = clients && status;
    return methods;
}

Read<ports::BssStatus> parse_status(const Fields& answer) {
    const auto state = answer.text("status");
    if (!state) return missing("status");
    ports::BssStatus status;
    status.enabled = *state == "ENABLED";
    const auto bssid = address_in(answer, "bssid");
    if (status.enabled && !bssid) return missing("bssid");
    status.bssid = bssid.value_or(wifi::MacAddress{});
    const std::string_view ssid = answer.text("ssid").value_or("");
    const std::vector<std::uint8_t> octets{ssid.begin(), ssid.end()};
    auto printed = hostapd::printed_ssid(octets);
    if (!printed) return missing("ssid");
    status.ssid = *std::move(printed);
    if (const auto mhz = number_to(answer, "freq", 8'000); mhz != 0)
        status.channel = wifi::Channel::at_mhz(static_cast<int>(mhz));
    if (const auto tu = number_to(answer, "beacon_interval", 0xFFFF); tu != 0)
        status.beacon_interval = wifi::Tu{static_cast<std::uint32_t>(tu)};
    const Fields airtime = answer.inside("airtime");
    if (const auto busy = airtime.natural("utilization"); busy && *busy <= 255)
        status.busy_per_255 = static_cast<std::uint8_t>(*busy);
    const auto block =
        wifi::resolve_repaired(wifi::Region::Global, static_cast<int>(number_to(answer, "op_class", 255)),
                               static_cast<int>(number_to(answer, "channel", 255)));
    if (block) status.capability.width = block->width;
    return status;
}

void add_features(const Fields& answer, Capability& capability) {
    if (answer.is_set("ht_supported")) capability.mode = PhyMode::Ht;
    if (answer.is_set("vht_supported")) capability.mode = PhyMode::Vht;
    if (capability.mode != PhyMode::Legacy) capability.streams = kStreams;
}

std::optional<Capability> capability_in_report(const ports::NeighborEntry& own) {
    if (!hostapd::is_report_of_its_bss(own)) return std::nullopt;
    const auto neighbor = wifi::read_neighbor({wifi::NeighborReport::kId.id, own.body, 0});
    if (!neighbor) return std::nullopt;
    Capability capability;
    capability.mode = wifi::mode_of_phy_type(neighbor->phy_type);
    // Versions name the oldest kind that they know, and say the newer ones in the bits.
    if (neighbor->info.get<"ht">() != 0) capability.mode = std::max(capability.mode, PhyMode::Ht);
    if (neighbor->info.get<"vht">() != 0) capability.mode = std::max(capability.mode, PhyMode::Vht);
    if (neighbor->info.get<"he">() != 0) capability.mode = std::max(capability.mode, PhyMode::He);
    if (neighbor->info.get<"eht">() != 0) capability.mode = std::max(capability.mode, PhyMode::Eht);
    if (capability.mode == PhyMode::Legacy) return capability;
    capability.width = width_in(*neighbor);
    capability.streams = kStreams;
    return capability;
}

Station parse_station(const Fields& client, std::optional<wifi::Band> band) {
    Station station;
    station.authorized = client.is_set("authorized");
    if (const auto signal = client.integer("signal")) station.signal = hostapd::level_of(*signal);
    const Fields bytes = client.inside("bytes");
    const Fields packets = client.inside("packets");
    station.received = static_cast<std::uint64_t>(bytes.natural("rx").value_or(0));
    station.sent = static_cast<std::uint64_t>(bytes.natural("tx").value_or(0));
    // Running counters: their low bits, should they ever be wider.
    station.received_packets = static_cast<std::uint32_t>(packets.natural("rx").value_or(0));
    station.sent_packets = static_cast<std::uint32_t>(packets.natural("tx").value_or(0));
    station.tx_kbps = static_cast<std::uint32_t>(number_to(client.inside("rate"), "tx", 100'000'000));
    station.ht = client.is_set("ht");
    station.vht = client.is_set("vht");
    station.he = client.is_set("he");
    station.eht = client.is_set("eht");
    hostapd::ClientElements known;
    known.ht = station.ht;
    known.vht = station.vht;
    known.he = station.he;
    known.eht = station.eht;
    known.streams = streams_of(client);
    if (known.streams == 0 && (known.vht || known.he)) known.streams = kStreams;
    if (known.ht && band != wifi::Band::Ghz2_4) known.ht_info = 2;  // 40 MHz, as nearly all do on 5 GHz
    station.capability = hostapd::capability_of(known, band);
    // Bit 19 of the Extended Capabilities (9.4.2.26).
    const auto extended = octet_at(client.inside("extended_capabilities"), 2);
    station.transition = extended && (*extended >> 3 & 1) != 0;
    station.measurements = octet_at(client.inside("rrm"), 0);
    return station;
}

Read<Elements> parse_elements(const Fields& answer, const Station& station, std::optional<wifi::Band> band) {
    // Its name is not the same in every version; it is the only text.
    std::optional<std::vector<std::uint8_t>> octets;
    for (const Field& field : answer)
        if (const auto text = field.text(); text && !octets) octets = octets_of_base64(*text);
    if (!octets || octets->size() > kTextAtMost) return missing("elements in base64");
    const wifi::ElementIndex<wifi::BssElements> index{*octets};
    hostapd::ClientElements client;
    client.ht = station.ht;
    client.vht = station.vht;
    client.he = station.he;
    client.eht = station.eht;
    if (const auto ht = index.find<wifi::HtCapabilities>(); ht && *ht) {
        client.ht_info = static_cast<std::uint16_t>((*ht)->info.get<"supports_40_mhz">() << 1);
        client.streams = (*ht)->streams();
    }
    if (const auto vht = index.find<wifi::VhtCapabilities>(); vht && *vht) {
        client.vht_info = static_cast<std::uint32_t>((*vht)->info.get<"supported_width">() << 2);
        if (const auto streams = (*vht)->streams(); streams != 0) client.streams = streams;
    }
    if (const auto he = index.element<wifi::HeCapabilities>()) client.he_capabilities = he->body.subspan(1);
    Elements elements;
    elements.capability = hostapd::capability_of(client, band);
    if (const auto classes = index.element<wifi::SupportedOperatingClasses>())
        elements.bands = hostapd::bands_of(classes->body);
    if (const auto extended = index.find<wifi::ExtendedCapabilities>(); extended && *extended)
        elements.transition = (*extended)->bss_transition();
    if (const auto measures = index.element<wifi::RmEnabledCapabilities>();
        measures && !measures->body.empty())
        elements.measurements = measures->body[0];
    return elements;
}

Read<ports::NeighborEntry> parse_neighbor(const Fields& triple) {
    std::array<std::string_view, 3> texts;
    std::size_t count = 0;
    for (const Field& each : triple)
        if (count < texts.size()) texts[count++] = each.text().value_or("");
    const auto bssid = wifi::parse_mac(texts[0]);
    if (!bssid) return missing("bssid");
    const std::vector<std::uint8_t> octets{texts[1].begin(), texts[1].end()};
    auto ssid = hostapd::printed_ssid(octets);
    if (!ssid) return missing("ssid");
    auto body = octets_of_hex(texts[2]);
    if (!body) return missing("neighbor report");
    return ports::NeighborEntry{*bssid, *std::move(ssid), *std::move(body)};
}

namespace {

Read<Event> beacon_report(const wifi::MacAddress& client, const Fields& fields) {
    // Newer versions say which request it answers, and hand on refusals.
    std::uint8_t token = octet_in(fields, "token");
    if (token == 0) token = octet_in(fields, "dialog-token");
    const bool empty = !fields.find("bssid") && !fields.find("rcpi");
    if (const auto why = hostapd::refusal_in(octet_in(fields, "rep-mode"), empty))
        return Event{ports::MeasurementRefused{client, token, *why}};
    const auto bssid = address_in(fields, "bssid");
    if (!bssid) return missing("bssid");
    wifi::BeaconReport report;
    report.bssid = *bssid;
    report.operating_class = octet_in(fields, "op-class");
    report.channel = octet_in(fields, "channel");
    report.rcpi = fields.find("rcpi") ? octet_in(fields, "rcpi") : std::uint8_t{255};
    report.rsni = fields.find("rsni") ? octet_in(fields, "rsni") : std::uint8_t{255};
    return std::visit([](const auto& what) { return Event{what}; }, hostapd::reported(client, token, report));
}

Event link_report(const wifi::MacAddress& client, const Fields& fields, const wifi::MacAddress& own) {
    ports::BeaconReported report;
    report.client = client;
    report.bssid = own;
    report.rcpi = octet_in(fields, "rcpi");
    report.rsni = fields.find("rsni") ? octet_in(fields, "rsni") : std::uint8_t{255};
    return Event{report};
}

Event transition_answer(const wifi::MacAddress& client, const Fields& fields) {
    ports::TransitionAnswered answer{client, octet_in(fields, "status-code"), std::nullopt};
    if (answer.status == 0) answer.target = address_in(fields, "target-bssid");
    return Event{answer};
}

}  // namespace

Read<Event> parse_notification(std::string_view name, const Fields& fields, const wifi::MacAddress& own) {
    if (name == "channel-switch" || name == "radar-detected") return Event{Changed{}};
    const auto client = address_in(fields, "address");
    if (!client)
        return name.contains("auth") || name.contains("assoc") || name == "probe" || name == "beacon-report"
                   ? Read<Event>{missing("address")}
                   : Event{Unknown{}};
    if (name == "probe" || name == "auth" || name == "assoc") {
        const auto signal = fields.integer("signal");
        return Event{Asked{*client, signal ? hostapd::level_of(*signal) : std::nullopt, name == "probe"}};
    }
    if (name == "sta-authorized") return Event{ports::ClientJoined{*client}};
    if (name == "beacon-report") return beacon_report(*client, fields);
    if (name == "link-measurement-report") return link_report(*client, fields, own);
    if (name == "bss-transition-response") {
        if (!fields.natural("status-code")) return missing("status-code");
        return transition_answer(*client, fields);
    }
    if (name == "bss-transition-query") {
        const auto candidates = octets_of_hex(fields.text("candidate-list").value_or(""));
        ports::TransitionQueried query{*client, octet_in(fields, "reason"), {}};
        if (candidates) query.candidates = hostapd::candidates_of(*candidates);
        return Event{Queried{std::move(query), octet_in(fields, "dialog-token")}};
    }
    // "disassoc", "deauth", "inactive-deauth", "local-deauth", ...: the set differs from version to version.
    if (name.contains("disassoc") || name.contains("deauth")) return Event{Moved{*client}};
    return Event{Unknown{}};
}

std::optional<std::vector<std::uint8_t>> octets_of_hex(std::string_view text) {
    const auto digit = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    if (text.size() % 2 != 0 || text.size() > 2 * kTextAtMost) return std::nullopt;
    std::vector<std::uint8_t> octets;
    octets.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = digit(text[i]);
        const int low = digit(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        octets.push_back(static_cast<std::uint8_t>(high << 4 | low));
    }
    return octets;
}

std::optional<std::vector<std::uint8_t>> octets_of_base64(std::string_view text) {
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    while (text.ends_with('=')) text.remove_suffix(1);
    if (text.size() > 2 * kTextAtMost || text.size() % 4 == 1) return std::nullopt;
    std::vector<std::uint8_t> octets;
    octets.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    int count = 0;
    for (const char each : text) {
        const std::size_t value = kAlphabet.find(each);
        if (value == std::string_view::npos) return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        octets.push_back(static_cast<std::uint8_t>(bits >> count));
    }
    return octets;
}

}  // namespace hostapd_ubus
