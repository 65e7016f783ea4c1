#include "explain/sources/network_manager.hpp"

#include "explain/sources/prefix_table.hpp"
#include "explain/sources/text.hpp"

namespace explain {
namespace {

struct Device {
    std::string name;
    std::optional<wifi::MacAddress> own;
    std::optional<wifi::MacAddress> bssid;  ///< as the supplicant said last
    std::optional<std::string> ssid;
    std::optional<Step> step;
    bool linked = false;
    bool scanning = false;
    std::string scan_by;
};

using Handler = void (*)(Words rest, Device& at, Out& out);
using Rule = PrefixRule<Handler>;

void say(Device& at, Out& out, Said said) { out.say(at.name, std::move(said), at.own); }

void begin(Device& at, Out& out, Step step) {
    at.step = step;
    say(at, out, StepBegun{step, at.bssid, std::nullopt});
}
void end(Device& at, Out& out, std::optional<std::uint16_t> status) {
    if (at.step) say(at, out, StepEnded{*at.step, at.bssid, status, false});
    at.step.reset();
}

// "completed -> authenticating". The BSS is named on the next line, where a debug level shows it.
void supplicant_state(Words rest, Device& at, Out& out) {
    constexpr std::uint16_t kUnspecified = 1;
    const bool was_linked = rest.until('>').starts_with("completed");
    rest.skip_blanks();
    const std::string_view now = rest.rest();
    const bool tries = now.starts_with("authenticating") || now.starts_with("associating");
    if (was_linked && tries) at.bssid.reset();  // where to, the next line says
    if (now.starts_with("authenticating")) return begin(at, out, Step::Authentication);
    if (now.starts_with("associating")) {
        if (at.step == Step::Authentication) end(at, out, std::uint16_t{0});
        return begin(at, out, Step::Association);
    }
    if (now.starts_with("associated")) return end(at, out, std::uint16_t{0});
    if (now.starts_with("4way_handshake") || now.starts_with("4-way")) {
        end(at, out, std::uint16_t{0});
        return begin(at, out, Step::FourWay);
    }
    if (now.starts_with("completed")) {
        end(at, out, std::uint16_t{0});
        if (at.bssid) say(at, out, LinkUp{*at.bssid, at.ssid, std::nullopt});
        at.linked = true;
        return;
    }
    if (now.starts_with("disconnected") || now.starts_with("inactive") || now.starts_with("down")) {
        end(at, out, kUnspecified);
        if (at.linked) say(at, out, LinkDown{at.bssid, std::nullopt, std::nullopt});
        at.linked = false;
        at.bssid.reset();
    }
}

// "from BSSID 02:… ("x") to 02:… ("x")"; an end that is none is "(none)"
void roamed(Words rest, Device& at, Out& out) {
    const auto to = mac_behind(rest.rest(), " to ");
    if (!to) return;
    at.bssid = to;
    if (const auto ssid = behind(rest.rest(), " to ")) {
        const std::size_t open = ssid->find("(\"");
        const std::size_t close = ssid->rfind("\")");
        if (open != std::string_view::npos && close != std::string_view::npos && close >= open + 2)
            at.ssid = clean(ssid->substr(open + 2, close - open - 2));
    }
    say(at, out, StepBegun{Step::Roaming, to, std::nullopt});
    // Said after the supplicant is done, where it was quick or moved by itself.
    if (!at.step && at.linked) say(at, out, LinkUp{*to, at.ssid, std::nullopt});
}
// "now 02:00:00:00:00:00"
void address_now(Words rest, Device& at, Out&) {
    if (const auto own = rest.mac(); own && *own != wifi::MacAddress{}) at.own = own;
}

void scan_asked(Words rest, Device& at, Out&) {
    at.scan_by = clean(rest.until(' ')) + " scan of NetworkManager";
}
void scan_state(Words rest, Device& at, Out& out) {
    if (rest.skip("scanning")) {
        if (at.scanning) return;
        at.scanning = true;
        ScanBegun begun;
        if (!at.scan_by.empty()) begun.by = at.scan_by;
        at.scan_by.clear();
        say(at, out, std::move(begun));
    } else if (rest.skip("idle") && at.scanning) {
        at.scanning = false;
        say(at, out, ScanEnded{});
    }
}

void device_state(Words rest, Device& at, Out& out) {
    (void)rest.until('>');
    rest.skip_blanks();
    const std::string_view now = rest.rest();
    const bool failed = now.starts_with("failed");
    if (failed || now.starts_with("deactivating")) say(at, out, Remark{"device " + clean(now), failed});
    if (now.starts_with("ip-config")) say(at, out, Remark{"the address is configured", false});
    if (now.starts_with("activated")) say(at, out, Remark{"the connection is complete", false});
}
// "(wifi) Stage 2 of 5 (Device Configure) successful. Connected to wireless network "x""
void activation(Words rest, Device& at, Out& out) {
    if (const auto ssid = behind(rest.rest(), "Connected to wireless network \"")) {
        at.ssid = clean(ssid->substr(0, ssid->rfind('"')));
        return;
    }
    const bool is_failure = rest.rest().find("too long") != std::string_view::npos ||
                            rest.rest().find("failed") != std::string_view::npos;
    if (is_failure) say(at, out, Remark{clean(rest.rest()), true});
}
void renewing(Words, Device& at, Out& out) {
    say(at, out, Remark{"NetworkManager renews the address because of the move", false});
}
void failure(Words rest, Device& at, Out& out) { say(at, out, Remark{clean(rest.rest()), true}); }

/// Behind "device (wlan0): " and, on level debug, "device[a02f…] (wlan0): ".
constexpr auto kDeviceRules = std::to_array<Rule>({
    {"supplicant interface state: ", supplicant_state},
    {"supplicant management interface state: ", nullptr},
    {"state change: ", device_state},
    {"roamed ", roamed},
    {"hw-addr: hardware address now ", address_now},
    {"wifi-scan: start ", scan_asked},
    {"wifi-scan: scanning-state: ", scan_state},
    {"supplicant state settled after roaming", nullptr},
    {"restarting dynamic IP configuration", nullptr},
    {"ip:dhcp4: restarting", renewing},
    {"Activation: ", activation},
    {"link timed out", failure},
    {"supplicant interface failed", failure},
    {"wifi: ", nullptr},
});
constexpr PrefixTable kDeviceTable{kDeviceRules};

// Behind "dhcp4 (wlan0): ".
void dhcp_begun(Words, Device& at, Out& out) { say(at, out, AddressNews{AddressStep::Begun, std::nullopt}); }
// "new lease, address=10.0.0.2, …" and "no lease"; "bound -> bound" of older versions
void dhcp_state(Words rest, Device& at, Out& out) {
    const std::string_view text = rest.rest();
    if (const auto address = behind(text, "address=")) {
        const std::string_view end = address->substr(0, address->find_first_of(" ,("));
        return say(at, out, AddressNews{AddressStep::Bound, clean(end)});
    }
    if (text.starts_with("no lease")) return say(at, out, AddressNews{AddressStep::Lost, std::nullopt});
    if (text.find("-> bound") != std::string_view::npos)
        return say(at, out, AddressNews{AddressStep::Bound, std::nullopt});
    if (text.find("-> timeout") != std::string_view::npos || text.find("-> fail") != std::string_view::npos)
        say(at, out, AddressNews{AddressStep::Failed, std::nullopt});
}
void dhcp_sent(Words rest, Device& at, Out& out) {
    if (rest.skip("DISCOVER")) return say(at, out, AddressNews{AddressStep::Discover, std::nullopt});
    if (rest.skip("REQUEST") || rest.skip("SELECT") || rest.skip("RENEW") || rest.skip("REBIND") ||
        rest.skip("REBOOT"))
        say(at, out, AddressNews{AddressStep::Request, std::nullopt});
}
void dhcp_received(Words rest, Device& at, Out& out) {
    if (rest.skip("OFFER")) return say(at, out, AddressNews{AddressStep::Offer, std::nullopt});
    if (rest.skip("ACK")) return say(at, out, AddressNews{AddressStep::Acknowledged, std::nullopt});
    if (rest.skip("NAK")) say(at, out, AddressNews{AddressStep::Refused, std::nullopt});
}
void dhcp_failed(Words, Device& at, Out& out) {
    say(at, out, AddressNews{AddressStep::Failed, std::nullopt});
}
// "   address 10.0.0.2" of versions before 1.20
void dhcp_address(Words rest, Device& at, Out& out) {
    rest.skip_blanks();
    say(at, out, AddressNews{AddressStep::Bound, clean(rest.until(' '))});
}
constexpr auto kDhcpRules = std::to_array<Rule>({
    {"activation: beginning transaction", dhcp_begun},
    {"state changed ", dhcp_state},
    {"send ", dhcp_sent},
    {"received ", dhcp_received},
    {"event: send ", dhcp_sent},
    {"event: received ", dhcp_received},
    {"request timed out", dhcp_failed},
    {"  address ", dhcp_address},
});
constexpr PrefixTable kDhcpTable{kDhcpRules};

// "added 'bgscan' value 'simple:30:-70:86400'"
void setting(Words rest, Device& at, Out& out) {
    const std::string_view name = rest.until('\'');
    if (!rest.skip(" value '")) return;
    const std::string_view value = rest.rest().substr(0, rest.rest().rfind('\''));
    static constexpr auto kMatters =
        std::to_array<std::string_view>({"bgscan", "bssid", "key_mgmt", "ieee80211w", "freq_list",
                                         "scan_freq", "bssid_ignore", "bssid_accept"});
    if (name == "ssid") at.ssid = clean(value);
    for (const std::string_view matters : kMatters)
        if (name == matters) say(at, out, Setting{std::string{name}, clean(value), std::nullopt});
}
void program_began(Words rest, Device& at, Out& out) {
    if (rest.rest().find("is starting") != std::string_view::npos ||
        rest.rest().find("is restarting") != std::string_view::npos)
        say(at, out, ProgramBegun{});
}
void program_ended(Words, Device& at, Out& out) { say(at, out, ProgramEnded{}); }
void resumed(Words rest, Device& at, Out& out) {
    say(at, out, Remark{"sleep: " + clean(rest.rest()), false});
}

constexpr auto kRules = std::to_array<Rule>({
    {"Config: added '", setting},
    {"NetworkManager (version ", program_began},
    {"exiting (", program_ended},
    {"manager: sleep: ", resumed},
    {"device", nullptr},
    {"dhcp", nullptr},
    {"manager", nullptr},
    {"platform", nullptr},
    {"supplicant", nullptr},
    {"sup-iface", nullptr},
    {"active-connection", nullptr},
    {"act-request", nullptr},
    {"settings", nullptr},
    {"keyfile", nullptr},
    {"policy", nullptr},
    {"dns-mgr", nullptr},
    {"l3cfg", nullptr},
    {"ndisc", nullptr},
    {"acd", nullptr},
    {"wifi-nl80211", nullptr},
    {"modem", nullptr},
    {"ovsdb", nullptr},
    {"audit", nullptr},
    {"agent-manager", nullptr},
    {"auth", nullptr},
    {"dispatcher", nullptr},
    {"connectivity", nullptr},
    {"concheck", nullptr},
    {"hostname", nullptr},
    {"firewall", nullptr},
    {"nm-", nullptr},
    {"dbus", nullptr},
    {"bus-manager", nullptr},
    {"rfkill", nullptr},
    {"ifupdown", nullptr},
    {"sleep-monitor", nullptr},
    {"session-monitor", nullptr},
    {"inotify", nullptr},
    {"setup ", nullptr},
    {"create ", nullptr},
    {"config", nullptr},
    {"Config: ", nullptr},
    {"CONFIG", nullptr},
    {"Read config", nullptr},
    {"Loaded device plugin", nullptr},
    {"Wi-Fi", nullptr},
    {"WWAN", nullptr},
    {"WiMAX", nullptr},
    {"Networking is", nullptr},
    {"monotonic timestamp", nullptr},
    {"netns", nullptr},
    {"lldp", nullptr},
    {"ethtool", nullptr},
    {"rules-manager", nullptr},
    {"checkpoint", nullptr},
    {"fw-utils", nullptr},
    {"state", nullptr},
    {"startup", nullptr},
    {"ppp", nullptr},
    {"team", nullptr},
    {"vpn", nullptr},
    {"kernel", nullptr},
    {"++ ", nullptr},
    {"-- ", nullptr},
    {"proxy", nullptr},
    {"(w", nullptr},  // "(wlan0) config: …"
});
constexpr PrefixTable kTable{kRules};

class NetworkManager final : public LineSource {
public:
    Taken take(std::string_view text, Out& out) override {
        // "<info>  " where a log kept the level and the program dropped the time.
        if (text.starts_with('<')) {
            const std::size_t end = text.find('>');
            if (end == std::string_view::npos || end > 7) return Taken::Unknown;
            text.remove_prefix(end + 1);
            while (text.starts_with(' ')) text.remove_prefix(1);
        }
        if (text.starts_with("device") || text.starts_with("dhcp4")) return about_device(text, out);
        const Rule* rule = kTable.find(text);
        if (!rule) return Taken::Unknown;
        if (!rule->handler) return Taken::Plain;
        rule->handler(Words{text.substr(rule->prefix.size())}, devices_[last_], out);
        return Taken::Used;
    }

private:
    static constexpr std::size_t kMostDevices = 16;

    Taken about_device(std::string_view text, Out& out) {
        const std::size_t open = text.find('(');
        const std::size_t close = open == std::string_view::npos ? open : text.find("): ", open);
        if (close == std::string_view::npos || close - open > 17) return Taken::Plain;
        const std::string_view name = text.substr(open + 1, close - open - 1);
        const std::string_view rest = text.substr(close + 3);
        const Rule* rule = text.starts_with("dhcp4") ? kDhcpTable.find(rest) : kDeviceTable.find(rest);
        if (!rule || !rule->handler) return Taken::Plain;
        rule->handler(Words{rest.substr(rule->prefix.size())}, named(name), out);
        return Taken::Used;
    }

    Device& named(std::string_view name) {
        for (std::size_t i = 0; i < devices_.size(); ++i) {
            if (devices_[i].name != name) continue;
            last_ = i;
            return devices_[i];
        }
        if (devices_.size() == kMostDevices) devices_.pop_back();
        devices_.push_back({});
        devices_.back().name = name;
        last_ = devices_.size() - 1;
        return devices_.back();
    }

    std::vector<Device> devices_ = std::vector<Device>(1);
    std::size_t last_ = 0;
};

}  // namespace

std::unique_ptr<LineSource> network_manager_source() { return std::make_unique<NetworkManager>(); }

}  // namespace explain
