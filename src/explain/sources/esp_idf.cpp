#include "explain/sources/esp_idf.hpp"

#include "explain/sources/prefix_table.hpp"
#include "explain/sources/supplicant_rules.hpp"

namespace explain {
namespace {

using supplicant::Handler;
using Rule = PrefixRule<Handler>;

// The component `wpa` is a relative of wpa_supplicant, and says most things in its words. What it says
// otherwise:

void scan_issued(Words, SupplicantInterface& at, Out& out) {
    if (!at.scanning) at.begin_scan(out, std::string{at.scan_by});
}
void scan_done(Words, SupplicantInterface& at, Out& out) {
    if (at.scanning) at.end_scan(out, std::nullopt, false);
}
void issuing_connect(Words, SupplicantInterface& at, Out& out) {
    if (at.transition_target) at.begin(out, Step::Roaming, at.transition_target, std::nullopt);
}
void received_request(Words rest, SupplicantInterface& at, Out&) {
    // "WNM: RX action 7 from MAC": a request comes from the AP that serves, known by nothing else so far.
    if (const auto from = mac_behind(rest.rest(), "from "); from && !at.current) at.current = from;
}
// "BSS MAC based on BSS Transition Management Request after_new_scan=1)": the move begins later.
void transition_chosen(Words rest, SupplicantInterface& at, Out& out) {
    at.flush(out, "");
    const auto bssid = rest.mac();
    if (!bssid) return;
    at.transition_target = bssid;
    at.say(out, RoamJudged{at.current,
                           bssid,
                           at.current != bssid,
                           {},
                           {},
                           {},
                           {},
                           "based on BSS Transition Management Request"});
}
// "BSS MAC (RSSI -7)"
void candidate_found(Words rest, SupplicantInterface& at, Out& out) {
    const auto bssid = rest.mac();
    if (!bssid) return;
    at.say(out, BssSeen{*bssid, {}, {}, number_behind<int>(rest.rest(), "(RSSI "), {}, {}, {}, true, {}});
}

constexpr auto kSupplicantRules = std::to_array<Rule>({
    {"WNM: RX action 7 ", received_request},
    {"WNM: BSS Transition Management Request: ", supplicant::transition_requested},
    {"WNM: Preferred List Available", supplicant::transition_list},
    {"WNM: BSS Transition Management Request did not include candidates",
     supplicant::transition_without_list},
    {"WNM: Disassociation Imminent - Disassociation Timer ", supplicant::disassociation_imminent},
    {"WNM: Transition to BSS ", transition_chosen},
    {"WNM: Found an acceptable preferred transition candidate BSS ", candidate_found},
    {"WNM: Send BSS Transition Management Response to ", supplicant::transition_answered},
    {"WNM: Send BSS Transition Management Query to ", supplicant::transition_queried},
    {"WNM: Scan only for a specific BSSID since there is only a single candidate ",
     supplicant::single_candidate},
    {"WNM: Scan ", supplicant::transition_scan},
    {"WNM: Issuing connect", issuing_connect},
    {"WNM:", nullptr},
    {"RRM: Neighbor report request", supplicant::neighbors_asked},
    {"RRM:", nullptr},
    {"Measurement request type ", supplicant::measurement_asked},
    {"scan issued at time", scan_issued},
    {"scan done received", scan_done},
    {"BSS: Add new id ", supplicant::bss_added},
    {"BSS:", nullptr},
    {"action frame sent", nullptr},
    {"WPA: 4-Way Handshake failed", supplicant::four_way_failed},
    {"WPA: ", nullptr},
    {"FT: Completed successfully", supplicant::fast_transition_done},
    {"FT: ", nullptr},
});
constexpr PrefixTable kSupplicantTable{kSupplicantRules};

// The driver, component `wifi`.

// "run -> init (c00)": behind the states the reason of the driver's own table, in hexadecimal, shifted by 8
// bits where it is the standard's.
void state(Words rest, SupplicantInterface& at, Out& out) {
    const std::string_view from = rest.until(' ');
    if (!rest.skip("-> ")) return;
    const std::string_view to = rest.until(' ');
    if (to == "auth") return at.begin(out, Step::Authentication, at.transition_target, std::nullopt);
    if (to == "assoc") {
        at.end(out, Step::Authentication, at.transition_target, std::uint16_t{0});
        return at.begin(out, Step::Association, at.transition_target, std::nullopt);
    }
    if (to == "run") {
        at.end(out, Step::Association, at.transition_target, std::uint16_t{0});
        return at.begin(out, Step::FourWay, at.transition_target, std::nullopt);
    }
    if (to != "init") return;
    if (from == "run") {
        // The connection to a new access point takes the old one with it: nobody ended it.
        at.say(out, LinkDown{at.current, std::nullopt, std::nullopt});
        at.current.reset();
        return;
    }
    const Step step = from == "auth" ? Step::Authentication : Step::Association;
    at.end(out, step, at.transition_target, std::nullopt, true);
}

// "with roaming_test, aid = 1, channel 6, 40U, bssid = b4:…"
void connected(Words rest, SupplicantInterface& at, Out& out) {
    const std::string_view text = rest.rest();
    const std::size_t bssid_at = text.rfind(", bssid = ");
    const std::size_t aid_at = text.rfind(", aid = ");
    if (bssid_at == std::string_view::npos || aid_at == std::string_view::npos) return;
    const auto bssid = Words{text.substr(bssid_at + 10)}.mac();
    if (!bssid) return;
    constexpr int kLast2Ghz = 14;
    const auto number = number_behind<int>(text.substr(aid_at), "channel ");
    LinkUp up{*bssid, clean(text.substr(0, aid_at)), std::nullopt};
    if (number)
        up.channel =
            wifi::Channel::make(*number <= kLast2Ghz ? wifi::Band::Ghz2_4 : wifi::Band::Ghz5, *number);
    if (at.step == Step::FourWay) at.end(out, Step::FourWay, bssid, std::uint16_t{0});
    at.current = bssid;
    at.transition_target.reset();
    at.say(out, std::move(up));
}
// "WPA2-PSK, phy: bgn, rssi: -7"
void security(Words rest, SupplicantInterface& at, Out& out) {
    if (const auto level = number_behind<int>(rest.rest(), "rssi: "))
        at.say(out, SignalRead{at.current, *level, std::nullopt, std::nullopt});
    at.say(out, Setting{"key_mgmt", clean(rest.until(',')), at.current});
}
void beacon_timeout(Words, SupplicantInterface& at, Out& out) { at.say(out, BeaconsLost{}); }

constexpr auto kDriverRules = std::to_array<Rule>({
    {"state: ", state},
    {"connected with ", connected},
    {"security: ", security},
    {"bcn_timeout", beacon_timeout},
    {"bcn_timout", beacon_timeout},
    {"new:", nullptr},
    {"pm ", nullptr},
    {"AP's beacon interval", nullptr},
    {"mode", nullptr},
    {"enable tsf", nullptr},
    {"Init ", nullptr},
    {"wifi ", nullptr},
    {"config ", nullptr},
    {"<ba", nullptr},
});
constexpr PrefixTable kDriverTable{kDriverRules};

// "sta ip: 192.168.4.2, mask: …"
void address(Words rest, SupplicantInterface& at, Out& out) {
    at.say(out, AddressNews{AddressStep::Bound, clean(rest.until(','))});
}
constexpr auto kAddressRules = std::to_array<Rule>({{"sta ip: ", address}});
constexpr PrefixTable kAddressTable{kAddressRules};

class EspIdf final : public LineSource {
public:
    Taken take(std::string_view text, Out& out) override {
        const std::size_t colon = text.find(':');
        if (colon == std::string_view::npos) return Taken::Unknown;
        const std::string_view tag = text.substr(0, colon);
        text.remove_prefix(colon + 1);
        if (text.starts_with(' ')) text.remove_prefix(1);
        if (tag == "wpa") {
            const Taken taken = by_table(text, out, kSupplicantTable.find(text));
            if (taken != Taken::Unknown) return taken;
            const bool is_entry = !text.empty() && text[0] >= '0' && text[0] <= '9' &&
                                  supplicant::list_entry(text, station_, out);
            return is_entry ? Taken::Used : Taken::Plain;
        }
        if (tag == "wifi") return by_table(text, out, kDriverTable.find(text));
        if (tag == "esp_netif_handlers") return by_table(text, out, kAddressTable.find(text));
        return Taken::Plain;  // another component, or the application itself
    }
    void finish(Out& out) override { station_.flush_all(out); }

private:
    Taken by_table(std::string_view text, Out& out, const Rule* rule) {
        if (!rule) return Taken::Unknown;
        station_.flush(out, text, !rule->handler);
        if (!rule->handler) return Taken::Plain;
        rule->handler(Words{text.substr(rule->prefix.size())}, station_, out);
        return Taken::Used;
    }

    SupplicantInterface station_;
};

}  // namespace

std::unique_ptr<LineSource> esp_idf_source() { return std::make_unique<EspIdf>(); }

}  // namespace explain
