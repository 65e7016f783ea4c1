#include "explain/sources/networkd.hpp"

#include "explain/sources/prefix_table.hpp"
#include "explain/sources/text.hpp"

namespace explain {
namespace {

using Handler = void (*)(Words rest, std::string_view interface, Out& out);
using Rule = PrefixRule<Handler>;

// "SSID (02:00:00:00:01:00)"
void linked(Words rest, std::string_view interface, Out& out) {
    const std::string_view text = rest.rest();
    const std::size_t open = text.rfind(" (");
    if (open == std::string_view::npos) return;
    if (const auto bssid = Words{text.substr(open + 2)}.mac())
        out.say(interface, LinkUp{*bssid, clean(text.substr(0, open)), std::nullopt});
}
void lost_carrier(Words, std::string_view interface, Out& out) { out.say(interface, LinkDown{}); }

// "STARTED on ifindex 3", "DISCOVER", "OFFER", "REQUEST (renewing)", "ACK", "NAK"
void dhcp(Words rest, std::string_view interface, Out& out) {
    struct Named {
        std::string_view word;
        AddressStep step;
    };
    static constexpr auto kSteps = std::to_array<Named>({
        {"STARTED", AddressStep::Begun},
        {"DISCOVER", AddressStep::Discover},
        {"OFFER", AddressStep::Offer},
        {"REQUEST", AddressStep::Request},
        {"ACK", AddressStep::Acknowledged},
        {"NAK", AddressStep::Refused},
    });
    for (const Named& named : kSteps)
        if (rest.skip(named.word)) return out.say(interface, AddressNews{named.step, std::nullopt});
}
void acquiring(Words, std::string_view interface, Out& out) {
    out.say(interface, AddressNews{AddressStep::Begun, std::nullopt});
}
// "10.0.0.2/24, gateway 10.0.0.1 acquired from 10.0.0.1"
void bound(Words rest, std::string_view interface, Out& out) {
    if (rest.rest().find("acquired") == std::string_view::npos) return;
    const std::string_view address = rest.rest().substr(0, rest.rest().find_first_of("/, "));
    out.say(interface, AddressNews{AddressStep::Bound, clean(address)});
}
void lease_lost(Words, std::string_view interface, Out& out) {
    out.say(interface, AddressNews{AddressStep::Lost, std::nullopt});
}

constexpr auto kRules = std::to_array<Rule>({
    {"Connected WiFi access point: ", linked},
    {"Lost carrier", lost_carrier},
    {"Gained carrier", nullptr},
    {"DHCPv4 client: ", dhcp},
    {"DHCP CLIENT", nullptr},
    {"Acquiring DHCPv4 lease", acquiring},
    {"DHCPv4 address ", bound},
    {"DHCP lease lost", lease_lost},
    {"DHCPv4 connection considered", nullptr},
    {"Link ", nullptr},
    {"State changed", nullptr},
    {"nl80211: ", nullptr},
    {"link_check_ready", nullptr},
    {"Flags change", nullptr},
    {"Saved ", nullptr},
    {"Received ", nullptr},
    {"Remembering ", nullptr},
    {"Requested ", nullptr},
    {"Requesting ", nullptr},
    {"Configuring ", nullptr},
    {"Configured ", nullptr},
    {"found matching network", nullptr},
    {"Found ", nullptr},
    {"Forgetting ", nullptr},
    {"Removing ", nullptr},
    {"Removed ", nullptr},
    {"Bringing link", nullptr},
    {"LLDP", nullptr},
    {"NDISC", nullptr},
    {"DHCPv4 ", nullptr},
    {"DHCPv6", nullptr},
    {"IPv6", nullptr},
    {"Gained IPv6LL", nullptr},
    {"Unmanaging", nullptr},
    {"Reconfiguring", nullptr},
    {"Started ", nullptr},
    {"Stopped ", nullptr},
    {"Static ", nullptr},
    {"Setting ", nullptr},
    {"Unset ", nullptr},
    {"Failed to get driver", nullptr},
    {"Address ", nullptr},
    {"addresses ", nullptr},
    {"Addresses ", nullptr},
    {"Routes ", nullptr},
    {"Route ", nullptr},
});
constexpr PrefixTable kTable{kRules};

constexpr auto kMachine = std::to_array<std::string_view>({
    "Bus ",
    "sd-bus",
    "sd-netlink",
    "Registering bus object",
    "Could not ",
    "Setting '/proc",
    "No change in value",
    "Enumeration ",
    "Sent message",
    "Got message",
    "Directory \"/run/systemd",
    "SELinux ",
    "Found container",
    "Failed to read $container",
});

class Networkd final : public LineSource {
public:
    Taken take(std::string_view text, Out& out) override {
        const std::size_t colon = text.substr(0, 18).find(": ");
        if (colon != std::string_view::npos && colon > 0) {
            const std::string_view rest = text.substr(colon + 2);
            if (const Rule* rule = kTable.find(rest)) {
                if (!rule->handler) return Taken::Plain;
                rule->handler(Words{rest.substr(rule->prefix.size())}, text.substr(0, colon), out);
                return Taken::Used;
            }
        }
        for (const std::string_view known : kMachine)
            if (text.starts_with(known)) return Taken::Plain;
        return Taken::Unknown;
    }
};

}  // namespace

std::unique_ptr<LineSource> networkd_source() { return std::make_unique<Networkd>(); }

}  // namespace explain
