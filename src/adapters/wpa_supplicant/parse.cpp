#include "adapters/wpa_supplicant/parse.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "wifi/bss_summary.hpp"
#include "wifi/neighbor.hpp"
#include "wifi/operating_class.hpp"

namespace wpa_supplicant {

namespace {

using hostap::next_line;
using wifi::Channel;
using wifi::PhyMode;
using wifi::Width;

std::optional<int> small(std::optional<std::string_view> text, int least, int most) {
    if (!text) return std::nullopt;
    const auto value = integer(*text);
    if (!value || *value < least || *value > most) return std::nullopt;
    return static_cast<int>(*value);
}

std::optional<wifi::Dbm> level(std::optional<std::string_view> text) {
    const auto value = small(text, -200, 50);
    if (!value || *value == 0) return std::nullopt;  // drivers print 0 for "not known"
    return wifi::Dbm{*value};
}

std::optional<Channel> channel(std::optional<std::string_view> mhz) {
    const auto value = small(mhz, 2000, 8000);
    return value ? Channel::at_mhz(*value) : std::nullopt;
}

std::optional<wifi::MacAddress> address(std::optional<std::string_view> text) {
    return text ? wifi::parse_mac(*text) : std::nullopt;
}

int nibble(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

std::vector<std::uint8_t> hex_octets(std::string_view text) {
    std::vector<std::uint8_t> octets;
    octets.reserve(text.size() / 2);
    for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
        const int high = nibble(text[at]);
        const int low = nibble(text[at + 1]);
        if (high < 0 || low < 0) break;
        octets.push_back(static_cast<std::uint8_t>(high << 4 | low));
    }
    return octets;
}

std::optional<Width> width(std::optional<std::string_view> text) {
    if (!text) return std::nullopt;
    if (text->starts_with("20 MHz")) return Width::Mhz20;
    if (text->starts_with("40 MHz")) return Width::Mhz40;
    if (text->starts_with("80+80") || text->starts_with("160")) return Width::Mhz160;
    if (text->starts_with("80 MHz")) return Width::Mhz80;
    if (text->starts_with("320")) return Width::Mhz320;
    return std::nullopt;
}

std::optional<std::uint32_t> count(std::string_view reply, std::string_view key) {
    const auto text = field(reply, key);
    const auto value = text ? integer(*text) : std::nullopt;
    if (!value || *value < 0 || *value > 0xFFFF'FFFFLL) return std::nullopt;
    return static_cast<std::uint32_t>(*value);
}

KeyFamily family_of_key_management(std::string_view name) {
    if (name == "NONE") return KeyFamily::Open;
    if (name.find("SAE") != std::string_view::npos) return KeyFamily::Sae;
    if (name.find("PSK") != std::string_view::npos) return KeyFamily::Psk;
    if (name.find("OWE") != std::string_view::npos) return KeyFamily::Owe;
    if (name.find("EAP") != std::string_view::npos || name.find("802.1X") != std::string_view::npos)
        return KeyFamily::Eap;
    return KeyFamily::Other;
}

std::vector<KeyFamily> families_of(wifi::AkmSet akms) {
    using wifi::Akm;
    constexpr auto kFamilies = std::to_array<std::pair<Akm, KeyFamily>>({
        {Akm::Psk, KeyFamily::Psk},
        {Akm::FtPsk, KeyFamily::Psk},
        {Akm::PskSha256, KeyFamily::Psk},
        {Akm::FtPskSha384, KeyFamily::Psk},
        {Akm::PskSha384, KeyFamily::Psk},
        {Akm::Sae, KeyFamily::Sae},
        {Akm::FtSae, KeyFamily::Sae},
        {Akm::SaeExtKey, KeyFamily::Sae},
        {Akm::FtSaeExtKey, KeyFamily::Sae},
        {Akm::Ieee8021x, KeyFamily::Eap},
        {Akm::FtIeee8021x, KeyFamily::Eap},
        {Akm::Ieee8021xSha256, KeyFamily::Eap},
        {Akm::SuiteBSha256, KeyFamily::Eap},
        {Akm::SuiteBSha384, KeyFamily::Eap},
        {Akm::FtIeee8021xSha384, KeyFamily::Eap},
        {Akm::Owe, KeyFamily::Owe},
    });
    if (akms.bits == 0) return {KeyFamily::Open};
    std::vector<KeyFamily> families;
    for (const auto& [akm, family] : kFamilies)
        if (akms.has(akm)) families.push_back(family);
    return families;
}

std::optional<BssPage::Row> parse_row(std::string_view block) {
    BssPage::Row row;
    const auto bssid = address(field(block, "bssid"));
    const auto where = channel(field(block, "freq"));
    const auto heard = level(field(block, "level"));
    const auto age = small(field(block, "age"), 0, 10'000'000);
    if (!bssid || !where || !heard || !age) return std::nullopt;
    const std::vector<std::uint8_t> octets = hex_octets(field(block, "ie").value_or(""));
    const wifi::BssSummary summary = wifi::summarise(octets, *where);
    row.ssid = field(block, "ssid").value_or("");
    row.families = families_of(summary.akms);
    row.entry.bssid = *bssid;
    row.entry.channel = *where;
    row.entry.level = *heard;
    row.entry.age_s = *age;
    row.entry.capability = {summary.mode, summary.width, summary.streams};
    row.entry.transition = summary.bss_transition;
    if (summary.load) row.entry.busy_per_255 = summary.load->busy_per_255;
    if (const auto& domain = summary.mobility_domain) {
        row.entry.mobility_domain = domain->mdid;
        row.entry.over_ds = domain->ft_capability.get<"over_ds">() != 0;
    }
    return row;
}

Event parse_neighbor(std::string_view rest) {
    const auto bssid = address(word(rest, "bssid"));
    const auto number = small(word(rest, "chan"), 1, 255);
    if (!bssid || !number) return Unknown{};
    const int operating_class = small(word(rest, "op_class"), 0, 255).value_or(0);
    const int phy_type = small(word(rest, "phy_type"), 0, 255).value_or(0);
    ports::NeighborReported neighbor;
    neighbor.bssid = *bssid;
    // The country is not in the event; the classes of the field's equipment are those of the global table.
    const auto block = wifi::resolve_repaired(wifi::Region::Global, operating_class, *number);
    if (block) neighbor.channel = block->primary;
    // Streams are not in the report; most APs and stations have two.
    neighbor.capability = {wifi::mode_of_phy_type(phy_type), block ? block->width : Width::Mhz20, 2};
    return neighbor;
}

Event parse_connected(std::string_view rest) {
    constexpr std::string_view kBefore = "Connection to ";
    const std::size_t at = rest.find(kBefore);
    if (at == std::string_view::npos) return Unknown{};
    const auto bssid = address(rest.substr(at + kBefore.size(), 17));
    return bssid ? Event{ConnectedTo{*bssid}} : Event{Unknown{}};
}

Event parse_disconnected(std::string_view rest) {
    ports::Disconnected event;
    event.bssid = address(word(rest, "bssid")).value_or(wifi::MacAddress{});
    event.reason = small(word(rest, "reason"), 0, 65535).value_or(0);
    event.locally_generated = word(rest, "locally_generated") == "1";
    return event;
}

/// "ADDRESS (SSID='text' freq=5180 MHz)", after what is done with it.
Event parse_trying(std::string_view rest) {
    const auto bssid = address(rest.substr(0, rest.find(' ')));
    if (!bssid) return Unknown{};
    ports::Trying trying{*bssid, {}};
    constexpr std::string_view kBefore = "(SSID='";
    const std::size_t begin = rest.find(kBefore);
    const std::size_t end = rest.rfind("' freq=");
    if (begin != std::string_view::npos && end != std::string_view::npos && end >= begin + kBefore.size())
        trying.ssid = rest.substr(begin + kBefore.size(), end - begin - kBefore.size());
    return trying;
}

Event parse_rejected(std::string_view rest, std::optional<wifi::MacAddress> bssid) {
    ports::Rejected event;
    if (!bssid) return Unknown{};
    event.bssid = *bssid;
    event.status_code = static_cast<std::uint16_t>(small(word(rest, "status_code"), 0, 65535).value_or(0));
    return event;
}

constexpr int kTbttMicros = 102'400;  // the beacon interval that nearly all APs have: 100 TU

/// What follows "WNM: ". One request makes several of these messages.
Event parse_transition(std::string_view rest) {
    constexpr std::string_view kTimer = "Disassociation Imminent - Disassociation Timer ";
    if (rest == "Preferred List Available") return ports::TransitionRequested{true, {}};
    if (rest == "BSS Transition Management Request did not include candidates")
        return ports::TransitionRequested{};
    if (!rest.starts_with(kTimer)) return Unknown{};
    const auto tbtt = small(rest.substr(kTimer.size()), 0, 65535);
    if (!tbtt) return Unknown{};
    ports::TransitionRequested event;
    // 0: the AP has not decided when.
    if (*tbtt != 0)
        event.ends_in = base::Milliseconds{
            static_cast<std::int32_t>(static_cast<std::int64_t>(*tbtt) * kTbttMicros / 1000)};
    return event;
}

/// "PMF MILLISECONDS URL": the AP ends the links of the whole network.
Event parse_ess_disassociation(std::string_view rest) {
    const std::size_t blank = rest.find(' ');
    if (blank == std::string_view::npos) return Unknown{};
    rest.remove_prefix(blank + 1);
    const auto ms = small(rest.substr(0, rest.find(' ')), 0, 10'000'000);
    if (!ms) return Unknown{};
    ports::TransitionRequested event;
    if (*ms != 0) event.ends_in = base::Milliseconds{*ms};
    return event;
}

Event parse_signal_change(std::string_view rest) {
    const auto signal = level(word(rest, "signal"));
    if (!signal) return Unknown{};
    return ports::SignalCrossed{word(rest, "above") == "1", *signal};
}

}  // namespace

std::vector<KeyFamily> parse_key_management(std::string_view names) {
    std::vector<KeyFamily> families;
    names = next_line(names);
    while (!names.empty()) {
        const std::size_t end = names.find(' ');
        if (end != 0) families.push_back(family_of_key_management(names.substr(0, end)));
        names.remove_prefix(end == std::string_view::npos ? names.size() : end + 1);
    }
    return families;
}

Status parse_status(std::string_view reply) {
    Status status;
    status.state = field(reply, "wpa_state").value_or("");
    status.bssid = address(field(reply, "bssid"));
    status.channel = channel(field(reply, "freq"));
    status.ssid = field(reply, "ssid").value_or("");
    status.network = small(field(reply, "id"), 0, 1'000'000);
    const std::string_view keys = field(reply, "key_mgmt").value_or("");
    status.family = family_of_key_management(keys);
    status.fast_transition = keys.starts_with("FT-") || keys.find("/FT") != std::string_view::npos;
    constexpr std::array kGenerations{PhyMode::Ht, PhyMode::Vht, PhyMode::He, PhyMode::Eht};
    if (const auto generation = small(field(reply, "wifi_generation"), 4, 7))
        status.mode = kGenerations[static_cast<std::size_t>(*generation - 4)];
    return status;
}

bool parse_lock(std::string_view reply) {
    const auto bssid = address(reply.substr(0, reply.find('\n')));
    return bssid && *bssid != wifi::MacAddress{};
}

std::optional<ports::SignalRead> parse_signal(std::string_view reply) {
    ports::SignalRead signal;
    const auto last = level(field(reply, "RSSI"));
    signal.average = level(field(reply, "AVG_RSSI"));
    signal.beacon = level(field(reply, "AVG_BEACON_RSSI"));
    if (!last && !signal.average && !signal.beacon) return std::nullopt;
    signal.last = last ? *last : signal.average ? *signal.average : *signal.beacon;
    signal.channel = channel(field(reply, "FREQUENCY"));
    signal.width = width(field(reply, "WIDTH"));
    signal.tx_kbps =
        static_cast<std::uint32_t>(small(field(reply, "LINKSPEED"), 0, 1'000'000).value_or(0)) * 1000;
    return signal;
}

void parse_packet_counts(std::string_view reply, ports::SignalRead& signal) {
    signal.sent = count(reply, "TXGOOD");
    signal.lost = count(reply, "TXBAD");
    signal.received = count(reply, "RXGOOD");
}

std::vector<int> parse_networks(std::string_view reply) {
    std::vector<int> ids;
    (void)next_line(reply);  // the heading
    while (!reply.empty()) {
        const std::string_view line = next_line(reply);
        if (const auto id = small(line.substr(0, line.find('\t')), 0, 1'000'000)) ids.push_back(*id);
    }
    return ids;
}

std::vector<Channel> parse_capability_freq(std::string_view reply) {
    std::vector<Channel> channels;
    while (!reply.empty()) {
        const std::string_view line = next_line(reply);  // " 36 = 5180 MHz (NO_IR)"
        const std::size_t equals = line.find(" = ");
        if (equals == std::string_view::npos || line.find("(DISABLED)") != std::string_view::npos) continue;
        std::string_view rest = line.substr(equals + 3);
        if (const auto found = channel(rest.substr(0, rest.find(' ')))) channels.push_back(*found);
    }
    std::ranges::sort(channels);
    channels.erase(std::ranges::unique(channels).begin(), channels.end());
    return channels;
}

BssPage parse_bss_page(std::string_view reply) {
    // "====" ends an entry, "####" the last of the range. An entry without either was cut.
    BssPage page;
    std::string_view block = reply;
    while (!reply.empty()) {
        const std::string_view line = next_line(reply);
        if (line != "====" && line != "####") continue;
        const auto size = static_cast<std::size_t>(line.data() - block.data());
        const std::string_view entry = block.substr(0, size);
        if (const auto id = count(entry, "id"); id && *id < 0xFFFF'FFFFU) page.next_id = *id + 1;
        if (auto row = parse_row(entry)) page.rows.push_back(std::move(*row));
        if (line == "####") {
            page.next_id.reset();
            break;
        }
        block = reply;
    }
    return page;
}

Event parse_event(std::string_view message) {
    if (message.starts_with("<")) {
        const std::size_t end = message.find('>');
        if (end == std::string_view::npos || end > 4) return Unknown{};
        message.remove_prefix(end + 1);
    }
    for (const std::string_view trying : {"SME: Trying to authenticate with ", "Trying to associate with "})
        if (message.starts_with(trying)) return parse_trying(message.substr(trying.size()));
    const std::size_t blank = message.find(' ');
    const std::string_view name = message.substr(0, blank);
    const std::string_view rest =
        blank == std::string_view::npos ? std::string_view{} : message.substr(blank + 1);
    if (name == "CTRL-EVENT-CONNECTED") return parse_connected(rest);
    if (name == "CTRL-EVENT-DISCONNECTED") return parse_disconnected(rest);
    if (name == "CTRL-EVENT-ASSOC-REJECT") return parse_rejected(rest, address(word(rest, "bssid")));
    if (name == "CTRL-EVENT-AUTH-REJECT")
        return parse_rejected(rest, address(rest.substr(0, rest.find(' '))));
    if (name == "CTRL-EVENT-SCAN-STARTED") return ScanStarted{};
    if (name == "CTRL-EVENT-SCAN-RESULTS") {
        const auto id = word(rest, "id");
        return ScanResults{id ? integer(*id) : std::nullopt};
    }
    if (name == "CTRL-EVENT-SCAN-FAILED")
        return ScanFailed{small(word(rest, "ret"), -100'000, 100'000).value_or(0)};
    if (name == "CTRL-EVENT-SIGNAL-CHANGE") return parse_signal_change(rest);
    if (name == "CTRL-EVENT-BEACON-LOSS") return ports::BeaconsLost{};
    if (name == "CTRL-EVENT-NETWORK-NOT-FOUND") return ports::NothingFound{};
    if (name == "CTRL-EVENT-NETWORK-ADDED") return NetworksChanged{};
    if (name == "CTRL-EVENT-CHANNEL-SWITCH") {
        const auto where = channel(word(rest, "freq"));
        return where ? Event{ports::ChannelSwitched{*where}} : Event{Unknown{}};
    }
    if (name == "RRM-NEIGHBOR-REP-RECEIVED") return parse_neighbor(rest);
    if (name == "RRM-NEIGHBOR-REP-REQUEST-FAILED") return ports::NeighborsFailed{"the AP did not answer"};
    if (name == "WNM:") return parse_transition(rest);
    if (name == "ESS-DISASSOC-IMMINENT") return parse_ess_disassociation(rest);
    if (name == "CTRL-EVENT-TERMINATING") return Terminating{};
    return Unknown{};
}

}  // namespace wpa_supplicant
