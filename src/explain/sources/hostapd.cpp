#include "explain/sources/hostapd.hpp"

#include "explain/sources/hostap_names.hpp"
#include "explain/sources/neighbors.hpp"
#include "explain/sources/prefix_table.hpp"
#include "explain/sources/text.hpp"
#include "wifi/hostap_text.hpp"
#include "wifi/measurement_report.hpp"
#include "wifi/signal.hpp"

namespace explain {
namespace {

/// One BSS, as far as its lines say what it is.
struct Bss {
    std::string interface;
    std::optional<wifi::MacAddress> address;
    std::optional<wifi::Channel> channel;
    std::string country;                     ///< said before the address is
    std::optional<wifi::MacAddress> leaver;  ///< who said that it goes, and why
    std::optional<std::uint16_t> leave_reason;
    std::optional<wifi::MacAddress> rejoins;  ///< came again before it was seen to go
};

using Handler = void (*)(Words rest, Bss& at, Out& out);
using Rule = PrefixRule<Handler>;

void say(Bss& at, Out& out, Said said, std::optional<wifi::MacAddress> client = std::nullopt) {
    out.say(at.interface, std::move(said), client);
}

// Clients.

void joined(Words rest, Bss& at, Out& out) {
    at.rejoins.reset();
    if (const auto client = rest.mac()) say(at, out, ClientJoined{*client, at.address}, client);
}
// "MAC (… reassoc=1 authorized=1 …)": hostapd makes no event of a client that it believes to have.
void associated_again(Words rest, Bss& at, Out&) {
    const auto client = rest.mac();
    if (rest.rest().find(" authorized=1") != std::string_view::npos) at.rejoins = client;
}
void left(Words rest, Bss& at, Out& out) {
    const auto client = rest.mac();
    if (!client) return;
    const bool is_leaver = at.leaver == client;
    say(at, out, ClientLeft{*client, at.address, is_leaver ? at.leave_reason : std::nullopt}, client);
    at.leaver.reset();
}
// "STA=MAC reason_code=8"
void leaves(Words rest, Bss& at, Out&) {
    at.leaver = rest.mac();
    at.leave_reason = number_behind<std::uint16_t>(rest.rest(), "reason_code=");
}
// "MAC reason=16": the access point ends the link itself.
void ends_link(Words rest, Bss& at, Out&) {
    at.leaver = rest.mac();
    at.leave_reason = number_behind<std::uint16_t>(rest.rest(), "reason=");
}
void refused(Bss& at, Out& out, std::optional<wifi::MacAddress> client, std::optional<std::uint16_t> status) {
    if (client) say(at, out, ClientRefused{*client, at.address, status}, client);
}
// "STA=MAC auth_alg=0 auth_transaction=2 resp=17 (IE len=0)": what asks for another step is no refusal.
void authentication_answer(Words rest, Bss& at, Out& out) {
    const auto client = rest.mac();
    const auto status = number_behind<std::uint16_t>(rest.rest(), "resp=");
    constexpr std::uint16_t kTokenRequired = 76;
    constexpr std::uint16_t kHashToElement = 126;
    constexpr int kFastTransition = 2;
    // Of other algorithms it is said again when the station has got it.
    if (status == std::uint16_t{0} && number_behind<int>(rest.rest(), "auth_alg=") == kFastTransition)
        return say(at, out, StepEnded{Step::Authentication, at.address, status, false}, client);
    if (!status || *status == 0 || *status == kTokenRequired || *status == kHashToElement) return;
    refused(at, out, client, status);
}
void full(Words rest, Bss& at, Out& out) {
    constexpr std::uint16_t kTooManyStations = 17;
    refused(at, out, rest.mac(), kTooManyStations);
}
void blocked(Words rest, Bss& at, Out& out) { refused(at, out, rest.mac(), std::nullopt); }
void wrong_key(Words rest, Bss& at, Out& out) {
    const auto client = rest.mac();
    say(at, out, Remark{"the password of " + clean(rest.rest()) + "the station seems to be wrong", true},
        client);
}
void association_begun(Words rest, Bss& at, Out& out) {
    const auto client = rest.mac();
    say(at, out, StepBegun{Step::Association, at.address, at.channel}, client);
}
void authentication_begun(Words rest, Bss& at, Out& out) {
    const auto client = rest.mac();
    if (number_behind<int>(rest.rest(), "auth_transaction=") != 1) return;
    constexpr int kFastTransition = 2;
    const bool is_fast = number_behind<int>(rest.rest(), "auth_alg=") == kFastTransition;
    say(at, out, StepBegun{Step::Authentication, at.address, at.channel}, client);
    if (is_fast) say(at, out, StepBegun{Step::FastTransition, at.address, at.channel}, client);
}

// "MAC IEEE 802.11: associated (aid 1)": what hostapd logs of each station.
void about_client(Words rest, Bss& at, Out& out) {
    const auto client = rest.mac();
    if (!client) return;
    if (rest.skip(" IEEE 802.11: ")) {
        if (rest.skip("authenticated"))
            return say(at, out, StepEnded{Step::Authentication, at.address, std::uint16_t{0}, false}, client);
        if (rest.skip("associated"))
            return say(at, out, StepEnded{Step::Association, at.address, std::uint16_t{0}, false}, client);
        if (rest.skip("disassociated due to inactivity") || rest.skip("deauthenticated due to inactivity") ||
            rest.skip("did not acknowledge"))
            return say(at, out, Remark{"does not answer any more", false}, client);
        return;
    }
    if (rest.skip(" WPA: pairwise key handshake completed")) {
        say(at, out, StepEnded{Step::FourWay, at.address, std::uint16_t{0}, false}, client);
        if (at.rejoins == client) say(at, out, ClientJoined{*client, at.address}, client);
        at.rejoins.reset();
        return;
    }
    if (rest.skip(" WPA: sending 1/4 msg"))
        return say(at, out, StepBegun{Step::FourWay, at.address, at.channel}, client);
    if (rest.skip(" WPA: EAPOL-Key timeout")) return say(at, out, Remark{"EAPOL-Key timeout", false}, client);
}

// 802.11v and k.

// "MAC req_mode=0x3 disassoc_timer=0 valid_int=0x64 dialog_token=1"
void transition_sent(Words rest, Bss& at, Out& out) {
    TransitionRequested said;
    said.by = at.address;
    said.station = rest.mac();
    const std::string_view text = rest.rest();
    const unsigned mode = c_number_behind(text, "req_mode=").value_or(0);
    said.abridged = (mode & 0x02U) != 0;
    said.disassociation_imminent = (mode & 0x04U) != 0;
    said.termination = (mode & 0x08U) != 0;
    said.token = number_behind<std::uint8_t>(text, "dialog_token=");
    said.timer_tbtt = number_behind<std::uint16_t>(text, "disassoc_timer=");
    const auto validity = text.find("valid_int=") != std::string_view::npos
                              ? c_number_behind(text, "valid_int=")
                              : c_number_behind(text, "validity_interval=");
    if (validity && *validity <= 255) said.validity_tbtt = static_cast<std::uint8_t>(*validity);
    const auto station = said.station;
    say(at, out, std::move(said), station);
}
void transition_answer(Words rest, Bss& at, Out& out) {
    const auto client = rest.mac();
    const auto status = number_behind<std::uint8_t>(rest.rest(), "status_code=");
    if (!client || !status) return;
    say(at, out, TransitionAnswered{client, status, real(mac_behind(rest.rest(), "target_bssid="))}, client);
}
// "BSS-TM-QUERY MAC reason=16[ neighbor=…]"
void transition_query_event(Words rest, Bss& at, Out& out) {
    const auto client = rest.mac();
    TransitionQueried said;
    said.by = client;
    said.reason = number_behind<std::uint8_t>(rest.rest(), "reason=");
    said.candidates = neighbors_of_hex(rest.rest());
    say(at, out, std::move(said), client);
}
void transition_query(Words rest, Bss& at, Out& out) {
    const auto client = rest.mac();
    say(at, out, TransitionQueried{client, number_behind<std::uint8_t>(rest.rest(), "reason="), {}}, client);
}
// "MAC token ack=1"
void measurement_sent(Words rest, Bss& at, Out& out) {
    const auto client = rest.mac();
    if (rest.rest().find("ack=1") != std::string_view::npos)
        say(at, out, MeasurementAsked{client, std::nullopt}, client);
}
void measurement_reported(Words rest, Bss& at, Out& out) {
    std::array<std::uint8_t, 256> room;
    const std::string message = "BEACON-RESP-RX " + std::string{rest.rest().substr(0, 600)};
    const auto response = wifi::parse_text<wifi::BeaconResponse>(message, room);
    if (!response) return;
    MeasurementReported said;
    said.by = response->station;
    said.refused = response->mode != 0;
    wifi::Reader reader{response->report.octets};
    wifi::BeaconReport report;
    wifi::BeaconReport::describe(reader, report);
    if (reader.ok() && report.bssid != wifi::MacAddress{}) {
        said.bssid = report.bssid;
        if (const auto level = wifi::rcpi_to_dbm(report.rcpi)) said.level_dbm = level->value;
    }
    say(at, out, said, response->station);
}

// The BSS itself.

// "da=… sa=… bssid=…": tells the address of a BSS whose start is not in the log.
void frame_received(Words rest, Bss& at, Out&) {
    if (at.address || at.interface.empty()) return;
    const auto bssid = mac_behind(rest.rest(), " bssid=");
    if (bssid && !bssid->is_group()) at.address = bssid;
}
void interface_named(Words rest, Bss& at, Out& out) {
    at.address = mac_behind(rest.rest(), "hwaddr ");
    if (!at.country.empty()) say(at, out, Setting{"country_code", at.country, at.address});
}
// "CN, new country code DE": the country of the kernel, and that of the configuration.
void country(Words rest, Bss& at, Out&) {
    if (const auto code = behind(rest.rest(), "new country code ")) at.country = clean(code->substr(0, 2));
}
// "CTRL-EVENT-CHANNEL-SWITCH freq=5220 …"
void channel_switched(Words rest, Bss& at, Out& out) {
    at.channel = channel_behind(rest.rest(), "freq=");
    say(at, out, ChannelSwitched{at.address, at.channel});
}
void enabled(Words, Bss& at, Out& out) { say(at, out, ProgramBegun{}); }
void disabled(Words, Bss& at, Out& out) { say(at, out, ProgramEnded{}); }
// "IEEE 802.11a  Channel: 36  Frequency: 5180 MHz"
void mode(Words rest, Bss& at, Out& out) {
    at.channel = channel_behind(rest.rest(), "Frequency: ");
    if (at.channel) say(at, out, Setting{"channel", std::to_string(at.channel->number()), at.address});
}
void failure(Words rest, Bss& at, Out& out) { say(at, out, Remark{clean(rest.rest()), true}); }

constexpr auto kOwnRules = std::to_array<Rule>({
    {"nl80211: RX frame da=", frame_received},
    {"AP-STA-CONNECTED ", joined},
    {"AP-STA-DISCONNECTED ", left},
    {"deauthentication: STA=", leaves},
    {"disassocation: STA=", leaves},  // hostapd writes it like this
    {"disassociation: STA=", leaves},
    {"authentication: STA=", authentication_begun},
    {"authentication reply: STA=", authentication_answer},
    {"association request: STA=", association_begun},
    {"reassociation request: STA=", association_begun},
    {"AP-REJECTED-MAX-STA ", full},
    {"AP-REJECTED-BLOCKED-STA ", blocked},
    {"AP-STA-POSSIBLE-PSK-MISMATCH ", wrong_key},
    {"STA ", about_client},
    {"WNM: Send BSS Transition Management Request to ", transition_sent},
    {"WNM: BSS Transition Management Query from ", transition_query},
    {"BSS-TM-RESP ", transition_answer},
    {"BSS-TM-QUERY ", transition_query_event},
    {"BEACON-REQ-TX-STATUS ", measurement_sent},
    {"BEACON-RESP-RX ", measurement_reported},
    {"CTRL-EVENT-CHANNEL-SWITCH ", channel_switched},
    {"AP-ENABLED", enabled},
    {"AP-DISABLED", disabled},
    {"CTRL-EVENT-TERMINATING", disabled},
    {"Mode: ", mode},
    {"DFS-RADAR-DETECTED", failure},
    {"WNM:", nullptr},
    {"WNM ", nullptr},
    {"CTRL-EVENT-", nullptr},
    {"AP-", nullptr},
    {"ACS-", nullptr},
    {"DFS", nullptr},
    {"RX-PROBE-REQUEST", nullptr},
    {"STA-OPMODE", nullptr},
    {"mgmt::", nullptr},
    {"RX ctrl_iface", nullptr},
    {"ap_sta_disconnect addr ", ends_link},
    {"ap_sta_", nullptr},
    {"ap_handle_timer", nullptr},
    {"ap_free_sta", nullptr},
    {"ap_get_sta", nullptr},
    {"handle_", nullptr},
    {"hostapd", nullptr},
    {"wpa_", nullptr},
    {"Add associated STA ", associated_again},
    {"Add randomness", nullptr},
    {"Removing STA", nullptr},
    {"Removing station", nullptr},
    {"Prune association", nullptr},
    {"disassociate STA", nullptr},
    {"deauthenticate STA", nullptr},
    {"disconnect old STA", nullptr},
    {"Disassociation", nullptr},
    {"Deauthenti", nullptr},
    {"interface state", nullptr},
    {"Setup of interface", nullptr},
    {"Interface initialization", nullptr},
    {"INTERFACE-", nullptr},
    {"Unknown event", nullptr},
    {"Validating WMM", nullptr},
    {"Key Counter", nullptr},
    {"GMK ", nullptr},
    {"GTK ", nullptr},
    {"IGTK ", nullptr},
    {"PSK ", nullptr},
    {"SSID ", nullptr},
    {"RSN IE", nullptr},
    {"RATE[", nullptr},
    {"Deriving WPA", nullptr},
    {"Previous country code ", country},
    {"Continue interface", nullptr},
    {"Completing interface", nullptr},
    {"Searching a", nullptr},
    {"Scan ", nullptr},
    {"BSS count", nullptr},
    {"BSS load", nullptr},
    {"hw vht", nullptr},
    {"Using existing", nullptr},
    {"Station ", nullptr},
    {"Allowed channel", nullptr},
    {"Frame TX", nullptr},
    {"SA Query", nullptr},
});
constexpr PrefixTable kTable{with_plain(kOwnRules, kHostapPlain)};

constexpr std::string_view kUsingInterface = "Using interface ";

class Hostapd final : public LineSource {
public:
    Taken take(std::string_view text, Out& out) override {
        if (text.starts_with(kUsingInterface)) {
            // "wlan8 with hwaddr MAC and ssid "x""
            Words rest{text.substr(kUsingInterface.size())};
            const std::string_view name = rest.until(' ');
            if (name.size() > 15) return Taken::Unknown;
            interface_named(rest, named(name), out);
            return Taken::Used;
        }
        if (const Rule* rule = kTable.find(text)) {
            note_interface_of_event(text);
            return by_rule(text, *rule, out);
        }
        const std::size_t colon = text.substr(0, 17).find(": ");
        if (colon != std::string_view::npos && colon > 0 && colon <= 15) {
            const std::string_view rest = text.substr(colon + 2);
            if (const Rule* rule = kTable.find(rest)) {
                (void)named(text.substr(0, colon));
                return by_rule(rest, *rule, out);
            }
        }
        return is_hexdump(text) ? Taken::Plain : Taken::Unknown;
    }

private:
    /// Radios with many BSS have as many interfaces.
    static constexpr std::size_t kMostBss = 128;

    Taken by_rule(std::string_view text, const Rule& rule, Out& out) {
        if (!rule.handler) return Taken::Plain;
        rule.handler(Words{text.substr(rule.prefix.size())}, bss_[last_], out);
        return Taken::Used;
    }

    Bss& named(std::string_view name) {
        if (bss_[last_].interface == name) return bss_[last_];
        for (std::size_t i = 0; i < bss_.size(); ++i) {
            if (bss_[i].interface != name) continue;
            last_ = i;
            return bss_[i];
        }
        if (bss_.size() == kMostBss) bss_.pop_back();
        bss_.push_back({});
        bss_.back().interface = name;
        last_ = bss_.size() - 1;
        return bss_.back();
    }

    /// "nl80211: BSS Event 59 (NL80211_CMD_FRAME) received for wlan2": what follows without a name is about
    /// it.
    void note_interface_of_event(std::string_view text) {
        if (!text.starts_with("nl80211: BSS Event ")) return;
        const auto name = behind(text, " received for ");
        if (name && !name->empty() && name->size() <= 15) (void)named(*name);
    }

    std::vector<Bss> bss_ = std::vector<Bss>(1);
    std::size_t last_ = 0;
};

}  // namespace

std::unique_ptr<LineSource> hostapd_source() { return std::make_unique<Hostapd>(); }

}  // namespace explain
