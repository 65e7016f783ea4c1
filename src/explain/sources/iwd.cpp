#include "explain/sources/iwd.hpp"

#include "explain/sources/prefix_table.hpp"
#include "explain/sources/text.hpp"

namespace explain {
namespace {

constexpr std::size_t kMostNeighbors = 64;

/// What one line leaves for the next. iwd names interfaces by number in some lines and not at all in most: a
/// machine with two stations is read as one.
struct Station {
    std::string interface;
    std::optional<wifi::MacAddress> own;
    int radios = 0;  ///< of this machine, as far as told
    std::optional<wifi::MacAddress> current;
    std::optional<wifi::MacAddress> target;
    std::optional<std::string> ssid;
    std::optional<wifi::Channel> channel;
    std::optional<Step> step;
    std::string scan_by;
    bool scanning = false;
    std::optional<std::uint16_t> end_reason;
    std::optional<bool> ended_by_us;
    std::optional<int> current_dbm;
    std::optional<int> target_dbm;
    std::vector<BssSeen> candidates;  ///< of the last roam scan, bounded
    struct {
        bool open = false;
        LineStamp since;
        std::optional<TransitionRequested> request;  ///< else a neighbor report
        std::vector<Neighbor> neighbors;
    } list;
};

using Handler = void (*)(Words rest, Station& at, Out& out);
using Rule = PrefixRule<Handler>;

void say(Station& at, Out& out, Said said) { out.say(at.interface, std::move(said), at.own); }

void close_list(Station& at, Out& out) {
    if (!at.list.open) return;
    at.list.open = false;
    if (at.list.request) {
        at.list.request->candidates = std::move(at.list.neighbors);
        out.say_at(at.list.since, at.interface, std::move(*at.list.request), at.own);
    } else if (!at.list.neighbors.empty()) {
        out.say_at(at.list.since, at.interface, NeighborsReported{at.current, std::move(at.list.neighbors)},
                   at.own);
    }
    at.list.request.reset();
    at.list.neighbors.clear();
}

void begin(Station& at, Out& out, Step step) {
    at.step = step;
    say(at, out, StepBegun{step, at.target, at.channel});
}
void end(Station& at, Out& out, Step step, std::optional<std::uint16_t> status, bool timed_out = false) {
    if (at.step == step) at.step.reset();
    say(at, out, StepEnded{step, at.target, status, timed_out});
}

void aim(Station& at, std::optional<wifi::MacAddress> target) {
    at.target = target;
    at.channel.reset();
    at.target_dbm.reset();
    for (const BssSeen& seen : at.candidates) {
        if (seen.bssid != target) continue;
        at.channel = seen.channel;
        at.target_dbm = seen.level_dbm;
    }
}

void program_began(Words, Station& at, Out& out) { say(at, out, ProgramBegun{}); }
// "wlan0[3 1]"
void interface_made(Words rest, Station& at, Out&) { at.interface = clean(rest.until('[')); }
void address_set(Words rest, Station& at, Out&) {
    if (const auto own = mac_behind(rest.rest(), " to: ")) at.own = own;
}
// "\tPermanent Address: 02:00:00:00:0a:00", of a radio: the interface has it until another one is set. With
// two radios it is not said whose the interface is.
void radio_address(Words rest, Station& at, Out&) {
    const auto own = rest.mac();
    if (own && own == at.own) return;  // iwd began anew
    at.own = ++at.radios == 1 ? own : std::nullopt;
}
void connecting(Words rest, Station& at, Out&) { aim(at, rest.mac()); }

// "Old State: connected, new state: roaming"
void state_entered(Words rest, Station& at, Out& out) {
    const std::string_view old = rest.until(',');
    if (!rest.skip(" new state: ")) return;
    const std::string_view now = rest.rest();
    const auto is = [](std::string_view name, std::string_view state) { return name.starts_with(state); };
    if (is(now, "roaming") || is(now, "ft-roaming") || is(now, "fw-roaming")) {
        say(at, out, StepBegun{Step::Roaming, at.target, at.channel});
        if (is(now, "ft-")) begin(at, out, Step::FastTransition);
    } else if (is(now, "connected")) {
        if (at.step == Step::FastTransition) end(at, out, Step::FastTransition, std::uint16_t{0});
        at.step.reset();
        if (!at.target) return;
        at.current = at.target;
        say(at, out, LinkUp{*at.current, at.ssid, at.channel});
    } else if (is(now, "disconnected") || is(now, "autoconnect") || is(now, "disconnecting")) {
        if (at.current && (is(old, "connected") || is(old, "roaming") || is(old, "ft-") || is(old, "fw-") ||
                           is(old, "disconnecting")))
            say(at, out, LinkDown{at.current, at.end_reason, at.ended_by_us});
        at.current.reset();
        at.end_reason.reset();
        at.ended_by_us.reset();
    }
}
void authenticating(Words, Station& at, Out& out) { begin(at, out, Step::Authentication); }
void associating(Words, Station& at, Out& out) {
    if (at.step == Step::Authentication) end(at, out, Step::Authentication, std::uint16_t{0});
    begin(at, out, Step::Association);
}
void association_answered(Words, Station& at, Out& out) {
    if (at.step == Step::Association) end(at, out, Step::Association, std::uint16_t{0});
}
void four_way(Words, Station& at, Out& out) {
    if (at.step != Step::FourWay) begin(at, out, Step::FourWay);
}
void keys_set(Words, Station& at, Out& out) {
    if (at.step == Step::FourWay) end(at, out, Step::FourWay, std::uint16_t{0});
}
// "3, result: 2": 0 it worked, 1 authentication, 2 association, 3 handshake, 4 keys, 5 aborted, 6
// disconnected
void attempt_ended(Words rest, Station& at, Out& out) {
    const auto result = number_behind<int>(rest.rest(), "result: ");
    if (!result || *result == 0) return;
    constexpr std::uint16_t kUnspecified = 1;
    const Step step = *result == 1   ? Step::Authentication
                      : *result == 2 ? Step::Association
                      : *result <= 4 ? Step::FourWay
                                     : at.step.value_or(Step::Association);
    end(at, out, step, kUnspecified);
}
void handshake_failed(Words rest, Station& at, Out& out) {
    constexpr std::uint16_t kUnspecified = 1;
    end(at, out, Step::FourWay, kUnspecified);
    say(at, out, Remark{"4-Way handshake failed" + clean(rest.rest()), true});
}
// "event, reason: 3, from_ap: true"
void link_ended(Words rest, Station& at, Out&) {
    at.end_reason = number_behind<std::uint16_t>(rest.rest(), "reason: ");
    at.ended_by_us = rest.rest().find("from_ap: true") == std::string_view::npos;
}
void connect_timed_out(Words rest, Station& at, Out& out) {
    end(at, out, at.step.value_or(Step::Authentication), std::nullopt, true);
    say(at, out, Remark{"connect event timed out" + clean(rest.rest()), true});
}

// "event (above=0 signal=-77)"
void signal_changed(Words rest, Station& at, Out& out) {
    const auto level = number_behind<int>(rest.rest(), "signal=");
    if (level) return say(at, out, SignalRead{at.current, *level, std::nullopt, std::nullopt});
    say(at, out, Remark{"Signal change" + clean(rest.rest()), false});
}
void beacons_lost(Words, Station& at, Out& out) { say(at, out, BeaconsLost{}); }
void packets_lost(Words rest, Station& at, Out& out) {
    say(at, out, Remark{"Packets lost" + clean(rest.rest()), true});
}

void roam_scan(Words, Station& at, Out&) { at.scan_by = "roam"; }
void scan_triggered(Words, Station& at, Out& out) {
    ScanBegun begun;
    if (!at.scan_by.empty()) begun.by = at.scan_by;
    at.scan_by.clear();
    at.scanning = true;
    at.candidates.clear();
    say(at, out, std::move(begun));
}
void scan_done(Words, Station& at, Out& out) {
    if (at.scanning) say(at, out, ScanEnded{});
    at.scanning = false;
}

// "'02:00:00:00:03:00' with SSID: x, freq: 5745, rank: 12768, strength: -6300, data_rate: 1560.0"
void bss_seen(Words rest, Station& at, Out& out) {
    if (!rest.skip("'")) return;
    const auto bssid = rest.mac();
    if (!bssid || !rest.skip("' with SSID: ")) return;
    const std::string_view text = rest.rest();
    const std::size_t end_of_ssid = text.rfind(", freq: ");
    if (end_of_ssid == std::string_view::npos) return;
    const std::string_view fields = text.substr(end_of_ssid);
    BssSeen seen{
        *bssid, clean(text.substr(0, end_of_ssid)), channel_behind(fields, "freq: "), {}, {}, {}, {}, true,
        {}};
    if (const auto level = number_behind<int>(fields, "strength: ")) seen.level_dbm = *level / 100;
    if (const auto rate = behind(fields, "data_rate: ")) {
        Words number{*rate};
        const auto mbps = number.number<std::uint32_t>();
        const auto tenths = number.skip(".") ? number.number<std::uint32_t>() : std::nullopt;
        if (mbps && *mbps < 100'000)
            seen.estimated_kbps = *mbps * 1000 + std::min(tenths.value_or(0), 9U) * 100;
    }
    if (!at.ssid) at.ssid = seen.ssid;
    if (seen.bssid == at.current) at.current_dbm = seen.level_dbm;
    if (at.candidates.size() < kMostNeighbors) at.candidates.push_back(seen);
    say(at, out, std::move(seen));
}
// "'02:00:00:00:01:00' with SSID: roam-lab"
void current_bss(Words rest, Station& at, Out&) {
    if (!rest.skip("'")) return;
    if (const auto bssid = rest.mac()) at.current = bssid;
    if (rest.skip("' with SSID: ")) at.ssid = clean(rest.rest());
}
// "3, target 02:00:00:00:03:00"
void move_decided(Words rest, Station& at, Out& out) {
    const auto target = mac_behind(rest.rest(), "target ");
    if (!target) return;
    aim(at, target);
    RoamJudged judged{at.current, target, true, at.current_dbm, at.target_dbm, {}, {}, "the highest rank"};
    for (const BssSeen& seen : at.candidates) {
        if (seen.bssid == at.current) judged.current_kbps = seen.estimated_kbps;
        if (seen.bssid == *target) judged.selected_kbps = seen.estimated_kbps;
    }
    say(at, out, std::move(judged));
}
void roam_failed(Words, Station& at, Out& out) { say(at, out, Remark{"roam failed", true}); }
// "(no-roam-candidates)" and "no-roam-candidates, …"
void event(Words rest, Station& at, Out& out) {
    const std::string_view name = rest.rest().substr(0, rest.rest().find_first_of(",)"));
    if (name == "no-roam-candidates")
        return say(at, out,
                   RoamJudged{at.current, std::nullopt, false, at.current_dbm, {}, {}, {}, clean(name)});
    if (name == "ft-roam-failed") return say(at, out, Remark{clean(name), true});
    if (name == "packet-loss-roam") return say(at, out, Remark{clean(name), false});
}
// "roam-info, bss: 02:…, signal: -64, load: 76/255": also without -d
void info(Words rest, Station& at, Out& out) {
    if (rest.skip("roam-info, bss: ") || rest.skip("connect-info, ")) {
        const auto bssid = rest.rest().starts_with("ssid") ? mac_behind(rest.rest(), "bss: ") : rest.mac();
        const auto level = number_behind<int>(rest.rest(), "signal: ");
        if (bssid) aim(at, bssid);
        if (bssid && level) say(at, out, SignalRead{bssid, *level, std::nullopt, std::nullopt});
        return;
    }
    if (rest.skip("state, old: ")) {
        const std::string old = clean(rest.until(','));
        if (rest.skip(" new: "))
            state_entered(Words{old + ", new state: " + std::string{rest.rest()}}, at, out);
        return;
    }
    event(rest, at, out);
}

void neighbors_asked(Words, Station& at, Out& out) { say(at, out, NeighborsAsked{}); }
void neighbors_come(Words, Station& at, Out& out) {
    close_list(at, out);
    at.list.open = true;
    at.list.since = out.stamp();
}
// "for 02:00:00:00:08:00: ch 1 (oper class 81), MD not set"
void neighbor(Words rest, Station& at, Out& out) {
    if (!rest.skip("for ")) return;
    const auto bssid = rest.mac();
    if (!bssid) return;
    if (!at.list.open) neighbors_come(rest, at, out);
    if (at.list.neighbors.size() >= kMostNeighbors) return;
    at.list.neighbors.push_back({*bssid, number_behind<std::uint8_t>(rest.rest(), "oper class "),
                                 number_behind<std::uint8_t>(rest.rest(), ": ch "), std::nullopt});
}
// "02:…, Disassociation Time: 48, Validity interval: 100, Address3: …"
void transition_requested(Words rest, Station& at, Out& out) {
    neighbors_come(rest, at, out);
    TransitionRequested request;
    request.by = rest.mac();
    request.timer_tbtt = number_behind<std::uint16_t>(rest.rest(), "Disassociation Time: ");
    request.validity_tbtt = number_behind<std::uint8_t>(rest.rest(), "Validity interval: ");
    at.list.request = std::move(request);
}
void channel_switched(Words rest, Station& at, Out& out) {
    at.channel = channel_behind(rest.rest(), "frequency: ");
    say(at, out, ChannelSwitched{at.current, at.channel});
}
void country(Words rest, Station& at, Out& out) {
    if (const auto code = behind(rest.rest(), " is "))
        say(at, out, Setting{"country", clean(code->substr(0, 2)), std::nullopt});
}
void failure(Words rest, Station& at, Out& out) { say(at, out, Remark{clean(rest.rest()), true}); }

/// Behind "src/FILE.c:", which differs between versions and does not matter.
constexpr auto kDebugRules = std::to_array<Rule>({
    {"netdev_create_from_genl() Created interface ", interface_made},
    {"netdev_initial_up_cb() ", nullptr},
    {"netdev_set_mac", address_set},
    {"station_enter_state() Old State: ", state_entered},
    {"__station_connect_network() connecting to BSS ", connecting},
    {"station_try_next_bss() Attempting to connect to next BSS ", connecting},
    {"station_netdev_event() Authenticating", authenticating},
    {"station_netdev_event() Associating", associating},
    {"netdev_associate_event() ", association_answered},
    {"eapol_handle_ptk_1_of_4() ", four_way},
    {"station_handshake_event() Setting keys", keys_set},
    {"station_connect_cb() ", attempt_ended},
    {"station_reassociate_cb() ", attempt_ended},
    {"station_roam_failed() ", roam_failed},
    {"netdev_cqm_event() Signal change event ", signal_changed},
    {"netdev_beacon_lost", beacons_lost},
    {"netdev_cqm_event() Beacon lost event", beacons_lost},
    {"station_packets_lost() Packets lost event", packets_lost},
    {"station_roam_scan() ", roam_scan},
    {"scan_request_triggered() ", scan_triggered},
    {"get_scan_done() ", scan_done},
    {"station_add_seen_bss() Processing BSS ", bss_seen},
    {"station_roam_scan_notify() Processing BSS ", bss_seen},
    {"station_roam_scan_notify() Current BSS ", current_bss},
    {"station_try_next_transition() ", move_decided},
    {"station_debug_event() StationDebug.Event(", event},
    {"station_start_roam() Requesting neighbor report for roam", neighbors_asked},
    {"station_early_neighbor_report_cb() ", neighbors_come},
    {"station_neighbor_report_cb() ", neighbors_come},
    {"parse_neighbor_report() Neighbor report received ", neighbor},
    {"station_ap_directed_roam() roam: BSS transition received from AP: ", transition_requested},
    {"station_ap_directed_roam() roam: AP sent a preferred candidate list", nullptr},
    {"netdev_channel_switch_event() Channel switch event, ", channel_switched},
    {"wiphy_update_reg_domain() New reg domain country code for ", country},
});
constexpr PrefixTable kDebugTable{kDebugRules};

constexpr auto kRules = std::to_array<Rule>({
    {"Wireless daemon version ", program_began},
    {"\tPermanent Address: ", radio_address},
    {"event: ", info},
    {"Received Deauthentication event", link_ended},
    {"Received Disassociation event", link_ended},
    {"connect event timed out", connect_timed_out},
    {"4-Way handshake failed", handshake_failed},
    {"4-Way Handshake failed", handshake_failed},
    {"authentication timed out", failure},
    {"Roam target BSS not found", failure},
    {"Could not request neighbor report", failure},
    {"Wiphy", nullptr},
    {"Loaded configuration", nullptr},
    {"station: ", nullptr},
    {"rfkill ", nullptr},
    {"hardware_rekey", nullptr},
    {"netconfig", nullptr},
    {"D-Bus ", nullptr},
    {"Removing scan context", nullptr},
    {"No Diffie-Hellman support", nullptr},
    {"The following options", nullptr},
});
constexpr PrefixTable kTable{kRules};

class Iwd final : public LineSource {
public:
    Taken take(std::string_view text, Out& out) override {
        if (!text.starts_with("src/")) {
            // Behind a tab: what a radio can do.
            return by_rule(text, out, kTable.find(text),
                           text.starts_with('\t') ? Taken::Plain : Taken::Unknown);
        }
        const std::size_t colon = text.find(".c:");
        if (colon == std::string_view::npos) return Taken::Unknown;
        text.remove_prefix(colon + 3);
        return by_rule(text, out, kDebugTable.find(text), Taken::Plain);
    }
    void finish(Out& out) override { close_list(station_, out); }

private:
    Taken by_rule(std::string_view text, Out& out, const Rule* rule, Taken otherwise) {
        // A list ends with the first line that is no part of it.
        const bool goes_on =
            text.starts_with("parse_neighbor_report") || text.starts_with("station_ap_directed_roam");
        if (station_.list.open && !goes_on) close_list(station_, out);
        if (!rule) return otherwise;
        if (!rule->handler) return Taken::Plain;
        rule->handler(Words{text.substr(rule->prefix.size())}, station_, out);
        return Taken::Used;
    }

    Station station_;
};

}  // namespace

std::unique_ptr<LineSource> iwd_source() { return std::make_unique<Iwd>(); }

}  // namespace explain
