#include "adapters/hostapd/parse.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string>

#include "adapters/hostapd/elements.hpp"
#include "wifi/capabilities.hpp"
#include "wifi/he.hpp"
#include "wifi/ht_vht.hpp"
#include "wifi/measurement_report.hpp"
#include "wifi/neighbor.hpp"
#include "wifi/operating_class.hpp"

namespace hostapd {

namespace {

using hostap::field;
using hostap::next_line;
using hostap::word;
using ports::Capability;
using wifi::PhyMode;
using wifi::TextError;
using wifi::TextParsed;
using wifi::Width;

constexpr std::size_t kEventAtMost = 8192;   // octets that the hexadecimal of one event stands for
constexpr std::size_t kElementAtMost = 512;  // and that of one field of a client
constexpr std::string_view kAddress = "an address such as 02:00:00:00:01:00";
constexpr int kBssAtMost = 64;  // of one radio; drivers have 16

std::unexpected<TextError> fault(std::string_view text, std::string_view at, std::string_view wanted) {
    return std::unexpected(TextError{static_cast<std::size_t>(at.data() - text.data()), wanted});
}

/// A whole number without sign; `0x` may stand before a hexadecimal one.
std::optional<std::uint64_t> number(std::optional<std::string_view> text, int base = 10) {
    if (!text) return std::nullopt;
    if (base == 16 && text->starts_with("0x")) text->remove_prefix(2);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value, base);
    if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
    return value;
}

/// As `number`, 0 where there is none or it is greater than `most`.
std::uint64_t number_to(std::optional<std::string_view> text, std::uint64_t most, int base = 10) {
    const auto value = number(text, base);
    return value && *value <= most ? *value : 0;
}

base::Milliseconds milliseconds(std::optional<std::string_view> text, std::uint64_t each) {
    constexpr std::uint64_t kMost = std::numeric_limits<std::int32_t>::max();
    const std::uint64_t value = number(text).value_or(0);
    return base::Milliseconds{static_cast<std::int32_t>(value > kMost / each ? kMost : value * each)};
}

std::optional<wifi::Dbm> level(std::optional<std::string_view> text) {
    const auto value = text ? hostap::integer(*text) : std::nullopt;
    return value ? level_of(*value) : std::nullopt;
}

/// A value in hexadecimal, as octets; empty when it is none or too long. Not copied: `octets` borrows from
/// `room`.
struct HexOctets {
    std::array<std::uint8_t, kElementAtMost> room{};
    wifi::OctetString octets;

    HexOctets(const HexOctets&) = delete;
    HexOctets& operator=(const HexOctets&) = delete;

    explicit HexOctets(std::optional<std::string_view> text) {
        wifi::TextReader reader{text.value_or(""), room};
        reader.hex(octets);
        reader.end();
        if (!reader.ok()) octets = {};
    }
};

// -- STATUS.

/// `name[index]`
std::string indexed(std::string_view name, int index) {
    return std::string{name} + '[' + std::to_string(index) + ']';
}

int index_of(std::string_view reply, std::string_view name) {
    for (int index = 0; index < kBssAtMost; ++index) {
        const auto value = field(reply, indexed("bss", index));
        if (!value) break;
        if (*value == name) return index;
    }
    return 0;
}

/// Streams by the receive maps of a reply; 0 when it has none.
std::uint8_t streams_of(std::string_view reply) {
    if (const auto map = number(field(reply, "rx_vht_mcs_map"), 16); map && *map <= 0xFFFF)
        if (const auto streams = wifi::streams_in_map(static_cast<std::uint16_t>(*map)); streams != 0)
            return streams;
    const HexOctets mask{field(reply, "ht_mcs_bitmask")};
    wifi::HtCapabilities ht;
    std::copy_n(mask.octets.octets.begin(), std::min(mask.octets.size(), ht.mcs_set.size()),
                ht.mcs_set.begin());
    return ht.streams();
}

/// By oper_chwidth: 0: 20 or 40, 1: 80, 2: 160, 3: 80+80, 9: 320 MHz.
std::optional<Width> wide(std::optional<std::string_view> code) {
    switch (number_to(code, 9)) {
        case 1:
            return Width::Mhz80;
        case 2:
        case 3:
            return Width::Mhz160;
        case 9:
            return Width::Mhz320;
        default:
            return std::nullopt;
    }
}

Capability capability_of_bss(std::string_view reply) {
    struct Amendment {
        PhyMode mode;
        std::string_view flag;
        std::string_view width;
    };
    constexpr auto kAmendments = std::to_array<Amendment>({
        {PhyMode::Ht, "ieee80211n", ""},
        {PhyMode::Vht, "ieee80211ac", "vht_oper_chwidth"},
        {PhyMode::He, "ieee80211ax", "he_oper_chwidth"},
        {PhyMode::Eht, "ieee80211be", "eht_oper_chwidth"},
    });
    Capability capability;
    for (const Amendment& amendment : kAmendments) {
        if (field(reply, amendment.flag) != "1") continue;
        capability.mode = amendment.mode;
        // -1, 0 or 1: where the second 20 MHz lie.
        const auto second = field(reply, "secondary_channel");
        if (second && *second != "0") capability.width = std::max(capability.width, Width::Mhz40);
        if (const auto width = wide(field(reply, amendment.width)))
            capability.width = std::max(capability.width, *width);
    }
    if (capability.mode != PhyMode::Legacy) capability.streams = std::max<std::uint8_t>(streams_of(reply), 1);
    return capability;
}

// -- STA.

/// `he`: of the same reply; the elements borrow from it.
ClientElements elements_of(std::string_view reply, const HexOctets& he) {
    const std::string_view flags = field(reply, "flags").value_or("");
    const auto has = [flags](std::string_view flag) { return flags.find(flag) != flags.npos; };
    ClientElements client;
    client.ht = has("[HT]");
    client.vht = has("[VHT]");
    client.he = has("[HE]");
    client.eht = has("[EHT]");
    client.ht_info = static_cast<std::uint16_t>(number_to(field(reply, "ht_caps_info"), 0xFFFF, 16));
    client.vht_info = static_cast<std::uint32_t>(number_to(field(reply, "vht_caps_info"), 0xFFFF'FFFF, 16));
    client.streams = streams_of(reply);
    client.he_capabilities = he.octets.octets;
    return client;
}

// -- Events.

/// A form of wifi/hostap_text.hpp; `Room` holds what it borrows.
using Room = std::array<std::uint8_t, kEventAtMost>;

TextParsed<Event> beacon_report(const wifi::BeaconResponse& response, std::size_t report_at) {
    if (const auto why = refusal_in(response.mode, response.report.empty()))
        return Event{ports::MeasurementRefused{response.station, response.token, *why}};
    wifi::Reader reader{response.report.octets};
    wifi::BeaconReport report;
    wifi::BeaconReport::describe(reader, report);
    if (!reader.ok())
        return std::unexpected(TextError{report_at + 2 * reader.error().offset, "a beacon report"});
    return std::visit([](const auto& what) { return Event{what}; },
                      reported(response.station, response.token, report));
}

template <class T>
TextParsed<Event> about_client(std::string_view message, wifi::Literal name) {
    wifi::TextReader reader{message, {}};
    T event;
    reader.literal(name);
    reader.mac(event.client);
    if (!reader.ok()) return std::unexpected(reader.error());
    return Event{event};
}

TextParsed<Event> parse_probe(std::string_view message) {
    const auto source = word(message, "sa");
    const auto client = source ? wifi::parse_mac(*source) : std::nullopt;
    if (!client) return fault(message, source.value_or(message.substr(message.size())), kAddress);
    const auto text = word(message, "signal");
    const auto signal = level(text);
    if (!signal) return fault(message, text.value_or(message.substr(message.size())), "a level in dBm");
    return Event{ports::ProbeHeard{*client, *signal}};
}

TextParsed<Event> parse_response(std::string_view message) {
    Room room;
    const auto response = wifi::parse_text<wifi::BeaconResponse>(message, room);
    if (!response) return std::unexpected(response.error());
    // Behind the name, the station, the token and the mode. What follows the report is not ours.
    std::size_t report_at = 0;
    for (int blank = 0; blank < 4; ++blank) report_at = message.find(' ', report_at) + 1;
    return beacon_report(*response, report_at);
}

TextParsed<Event> parse_acknowledged(std::string_view message) {
    const auto sent = wifi::parse_text<wifi::BeaconRequestSent>(message, {});
    if (!sent) return std::unexpected(sent.error());
    return Event{ports::MeasurementAcknowledged{sent->station, sent->token, sent->ack == 1}};
}

TextParsed<Event> parse_answer(std::string_view message) {
    const auto answer = wifi::parse_text<wifi::TransitionResponseEvent>(message, {});
    if (!answer) return std::unexpected(answer.error());
    ports::TransitionAnswered event{answer->station, answer->status, std::nullopt};
    if (answer->status == 0 && answer->has_target) event.target = answer->target;
    return Event{event};
}

TextParsed<Event> parse_query(std::string_view message) {
    Room room;
    const auto query = wifi::parse_text<wifi::TransitionQueryEvent>(message, room);
    if (!query) return std::unexpected(query.error());
    return Event{
        ports::TransitionQueried{query->station, query->reason, candidates_of(query->candidates.octets)}};
}

TextParsed<Event> parse_plain(std::string_view message) {
    const std::string_view name = message.substr(0, message.find(' '));
    if (name == "AP-STA-CONNECTED") return about_client<ports::ClientJoined>(message, "AP-STA-CONNECTED ");
    if (name == "AP-STA-DISCONNECTED")
        return about_client<ports::ClientLeft>(message, "AP-STA-DISCONNECTED ");
    if (name == "RX-PROBE-REQUEST") return parse_probe(message);
    if (name == "BEACON-REQ-TX-STATUS") return parse_acknowledged(message);
    if (name == "BEACON-RESP-RX") return parse_response(message);
    if (name == "BSS-TM-RESP") return parse_answer(message);
    if (name == "BSS-TM-QUERY") return parse_query(message);
    if (name == "AP-DISABLED") return Event{Disabled{}};
    for (const std::string_view change : {"AP-ENABLED", "AP-CSA-FINISHED", "CTRL-EVENT-CHANNEL-SWITCH",
                                          "INTERFACE-ENABLED", "INTERFACE-DISABLED"})
        if (name == change) return Event{Changed{}};
    if (name == "CTRL-EVENT-TERMINATING") return Event{Terminating{}};
    return Event{Unknown{}};
}

}  // namespace

TextParsed<ports::BssStatus> parse_status(std::string_view reply, std::string_view name) {
    const auto state = field(reply, "state");
    if (!state) return std::unexpected(TextError{0, "state="});
    ports::BssStatus status;
    status.enabled = *state == "ENABLED";
    const int index = index_of(reply, name);
    const auto bssid = field(reply, indexed("bssid", index));
    const auto address = bssid ? wifi::parse_mac(*bssid) : std::nullopt;
    if (status.enabled && !address) return fault(reply, bssid.value_or(reply.substr(reply.size())), kAddress);
    status.bssid = address.value_or(wifi::MacAddress{});
    status.ssid = field(reply, indexed("ssid", index)).value_or("");
    status.clients = static_cast<std::uint16_t>(number_to(field(reply, indexed("num_sta", index)), 0xFFFF));
    if (const auto mhz = number_to(field(reply, "freq"), 8000); mhz != 0)
        status.channel = wifi::Channel::at_mhz(static_cast<int>(mhz));
    status.capability = capability_of_bss(reply);
    if (const auto tu = number_to(field(reply, "beacon_int"), 0xFFFF); tu != 0)
        status.beacon_interval = wifi::Tu{static_cast<std::uint32_t>(tu)};
    if (const auto busy = number(field(reply, "chan_util_avg")); busy && *busy <= 255)
        status.busy_per_255 = static_cast<std::uint8_t>(*busy);
    return status;
}

TextParsed<ports::ClientRead> parse_client(std::string_view reply, std::optional<wifi::Band> band) {
    std::string_view rest = reply;
    const auto address = wifi::parse_mac(next_line(rest));
    if (!address) return std::unexpected(TextError{0, kAddress});
    ports::ClientRead client;
    client.client = *address;
    client.authorized = field(rest, "flags").value_or("").find("[AUTHORIZED]") != std::string_view::npos;
    client.signal = level(field(rest, "signal"));
    client.inactive = milliseconds(field(rest, "inactive_msec"), 1);
    client.connected = milliseconds(field(rest, "connected_time"), 1000);
    client.received = number(field(rest, "rx_bytes")).value_or(0);
    client.sent = number(field(rest, "tx_bytes")).value_or(0);
    // Running counters: their low bits, should they ever be wider.
    client.received_packets = static_cast<std::uint32_t>(number(field(rest, "rx_packets")).value_or(0));
    client.sent_packets = static_cast<std::uint32_t>(number(field(rest, "tx_packets")).value_or(0));
    const std::string_view rate = field(rest, "tx_rate_info").value_or("");
    client.tx_kbps = static_cast<std::uint32_t>(number_to(rate.substr(0, rate.find(' ')), 1'000'000)) * 100;
    const HexOctets he{field(rest, "he_capab")};
    client.capability = capability_of(elements_of(rest, he), band);
    wifi::ExtendedCapabilities extended;
    const HexOctets bits{field(rest, "ext_capab")};
    extended.capabilities = bits.octets;
    client.transition = extended.bss_transition();
    client.bands = bands_of(HexOctets{field(rest, "supp_op_classes")}.octets.octets);
    return client;
}

TextParsed<std::uint8_t> parse_token(std::string_view reply) {
    wifi::TextReader reader{reply, {}};
    std::uint8_t token = 0;
    reader.decimal(token);
    reader.end();
    if (!reader.ok()) return std::unexpected(reader.error());
    if (token == 0) return std::unexpected(TextError{0, "a token other than 0"});
    return token;
}

TextParsed<std::vector<ports::NeighborEntry>> parse_neighbors(std::string_view reply) {
    std::vector<ports::NeighborEntry> entries;
    const std::string_view whole = reply.substr(0, reply.rfind('\n') + 1);
    for (std::string_view rest = whole; !rest.empty();) {
        const std::string_view text = next_line(rest);
        const auto at = static_cast<std::size_t>(text.data() - reply.data());
        std::array<std::uint8_t, 4096> room;
        const auto line = wifi::parse_text<wifi::NeighborLine>(text, room);
        if (!line) return std::unexpected(TextError{at + line.error().offset, line.error().wanted});
        auto ssid = printed_ssid(line->ssid.octets);
        if (!ssid) return std::unexpected(TextError{at, "an SSID of at most 32 octets"});
        const wifi::Octets body = line->body.octets;
        entries.push_back({line->bssid, *std::move(ssid), {body.begin(), body.end()}});
    }
    return entries;
}

bool lists_station(std::string_view reply, const wifi::MacAddress& station) {
    while (!reply.empty()) {
        const std::string_view line = next_line(reply);
        if (wifi::parse_mac(line.substr(0, line.find(' '))) == station) return true;
    }
    return false;
}

TextParsed<Event> parse_event(std::string_view message) {
    std::size_t prefix = 0;
    if (message.starts_with('<')) {
        prefix = message.find('>');
        if (prefix == std::string_view::npos || prefix > 4)
            return std::unexpected(TextError{0, "a level such as <3>"});
        ++prefix;
    }
    auto event = parse_plain(message.substr(prefix));
    if (!event) return std::unexpected(TextError{event.error().offset + prefix, event.error().wanted});
    return event;
}

}  // namespace hostapd
